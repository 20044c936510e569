"""The rules of leases, deadlines and expiry, in specification and scripts alike (MECHANICS 10, 12, 13, 18, 19)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from engine.store import keys
from engine.store.contract import (
    ARM_LATEST_S,
    GRACE_S,
    LEASE_S,
    NEVER,
    Commit,
    Committed,
    Late,
    Lease,
    Post,
    SessionStore,
    Settle,
    Stored,
)
from engine.store.model import ModelStore
from engine.store.redis import RedisStore

SID, START = "aaaaaaaaaaaa1", 1_790_000_000.0
DRAWING, DEADLINE = f"d:{SID}:0", f"t:{SID}"


class Shop:
    """A store of either kind, whose time a test moves on."""

    def __init__(self) -> None:
        self.now = START
        self.store: SessionStore
        self.last = Commit(SID, b"", 0.0, b"commit-0", b"now-0", b"body", snapshot=b"snapshot", audiences=(Post(),), redraw=None)

    async def commits(self, number: int, **more: Any) -> Committed:
        """Commit, on what lies there."""
        there = await self.store.load(SID)
        expected = (there.commit, there.shown_at) if there else (b"", 0.0)
        change = replace(
            self.last,
            expected=expected[0],
            expected_shown=expected[1],
            id=f"commit-{number}".encode(),
            audiences=() if there else more.pop("audiences", (Post(),)),
            **more,
        )
        reply = await self.store.commit(change, f"token--{number}".encode())
        assert isinstance(reply, Committed)
        return reply

    async def shows(self, lease: Lease) -> bool:
        """Say that what a lease shows stands there now; answers whether it was still ours."""
        stored, post = lease.stored, lease.stored.posts[lease.audience]
        outcome = Settle(
            SID, lease.audience, lease.token, stored.commit, stored.moment, post.wanted, "5", digest=stored.commit
        )  # fmt: skip
        return (await self.store.settle(outcome)).held

    async def due(self) -> tuple[str, ...]:
        """Take what is due now."""
        return (await self.store.sweep(keys.shard_of(SID))).members

    async def stored(self) -> Stored:
        """Read the session."""
        there = await self.store.load(SID)
        assert there is not None
        return there


@pytest.fixture(params=["specification", "scripts"])
async def shop(request: pytest.FixtureRequest, each_url: str) -> AsyncIterator[Shop]:
    """The specification in Python, or the scripts in a real Redis of either version."""
    shop = Shop()
    if request.param == "specification":
        shop.store = ModelStore(lambda: shop.now)
        yield shop
        return
    shop.store = store = await RedisStore.connect(each_url, clock=lambda: shop.now)
    yield shop
    await store.aclose()


async def test_a_late_holders_word_orders_the_drawing_anew(shop: Shop) -> None:
    """He was taken over, all seems settled, and then he says what he drew: it may lie over the newer view (MECHANICS 13)."""
    [late] = (await shop.commits(1)).leases
    shop.now += LEASE_S + 1
    [newer] = (await shop.commits(2)).leases
    assert await shop.shows(newer)
    shop.now += 3 * LEASE_S + 1
    assert await shop.due() == (DRAWING,), "who took over draws once more"
    again = await shop.store.claim(SID, 0, b"token--3")
    assert isinstance(again, Lease)
    assert await shop.shows(again)
    shop.now += 600
    assert await shop.due() == (), "all is settled"
    assert not await shop.shows(late)
    assert await shop.due() == (DRAWING,)
    assert (await shop.stored()).posts[0].drawn == b""


async def test_a_commit_that_comes_again_is_known_with_its_lease(shop: Shop) -> None:
    """Its reply was lost: the same answer once more, nothing written twice; under another token no lease (MECHANICS 6)."""
    await shop.commits(1)
    shop.now += LEASE_S + 1
    again = replace(shop.last, expected=b"commit-1", id=b"commit-2", audiences=(), snapshot=b"", record=(b"input",))
    first = await shop.store.commit(again, b"token--2")
    assert isinstance(first, Committed)
    assert len(first.leases) == 1
    assert await shop.store.commit(again, b"token--2") == first
    assert await shop.store.commit(again, b"token--3") == replace(first, leases=())
    assert await shop.store.record(SID) == (b"snapshot", b"input")


async def test_a_timeout_draws_once_more_when_it_can_land_no_more(shop: Shop) -> None:
    """Nobody said whether the edit was done: what is drawn next counts as settled three leases later (MECHANICS 13)."""
    [lease] = (await shop.commits(1)).leases
    await shop.store.settle(Settle(SID, 0, lease.token, uncertain=True, again_at=shop.now + 1))
    shop.now += 2
    assert await shop.due() == (DRAWING,)
    again = await shop.store.claim(SID, 0, b"token--2")
    assert isinstance(again, Lease)
    assert await shop.shows(again)
    assert (await shop.stored()).posts[0].unsettled == START + 3 * LEASE_S
    shop.now = START + 3 * LEASE_S - 0.1
    assert await shop.due() == ()
    shop.now += 0.2
    assert await shop.due() == (DRAWING,)


async def test_tries_are_counted_and_an_unreachable_chat_is_left_alone(shop: Shop) -> None:
    """So that the wait can grow, and a session that nobody sees is not drawn for ever (MECHANICS 14)."""
    lease = (await shop.commits(1)).leases[0]
    for tries in (1, 2, 3):
        await shop.store.settle(Settle(SID, 0, lease.token, again_at=shop.now + 1))
        assert (await shop.stored()).posts[0].attempts == tries
        shop.now += 1
        assert await shop.due() == (DRAWING,)
        claimed = await shop.store.claim(SID, 0, f"token-{tries}x".encode())
        assert isinstance(claimed, Lease)
        lease = claimed
    await shop.store.settle(Settle(SID, 0, lease.token, unreachable=True))
    shop.now += 600
    assert await shop.due() == ()
    assert (await shop.commits(2)).leases == (), "a commit does not draw it either"
    assert await shop.store.claim(SID, 0, b"token--3") is None


async def test_the_clock_runs_when_everybody_sees_the_question(shop: Shop) -> None:
    """The first of two has it, the second has not: no time runs; who cannot be reached is not waited for (MECHANICS 19)."""
    first, second = (await shop.commits(1, after_s=20.0, audiences=(Post(), Post()))).leases
    assert await shop.shows(first)
    assert (await shop.stored()).shown_at == NEVER
    shop.now += 3
    assert await shop.shows(second)
    assert (await shop.stored()).shown_at == START + 3
    shop.now = START + 23 + GRACE_S - 0.25
    assert DEADLINE not in await shop.due()
    shop.now += 0.5
    assert await shop.due() == (DEADLINE,)
    first, second = (await shop.commits(2, after_s=20.0, moment=b"now-2", judged_late=True)).leases
    await shop.store.settle(Settle(SID, 1, second.token, unreachable=True))
    assert (await shop.stored()).shown_at == NEVER
    assert await shop.shows(first)
    assert (await shop.stored()).shown_at == shop.now


async def test_after_a_minute_the_clock_runs_all_the_same(shop: Shop) -> None:
    """One chat is never drawn: 60 s after the commit the deadline is armed, and the record says so (MECHANICS 19)."""
    await shop.commits(1, after_s=20.0)
    shop.now = START + ARM_LATEST_S - 0.1
    await shop.store.arm(SID)
    assert (await shop.stored()).shown_at == NEVER
    shop.now = START + ARM_LATEST_S + 0.1
    assert DEADLINE in await shop.due()
    await shop.store.arm(SID)
    assert (await shop.stored()).shown_at == shop.now
    assert len(await shop.store.record(SID)) == 2
    shop.now += 20 + GRACE_S - 0.1
    change = replace(shop.last, expected=b"commit-1", expected_shown=START + ARM_LATEST_S + 0.1, id=b"commit-2", audiences=())
    assert not isinstance(await shop.store.commit(change, b"token--2"), Late)


async def test_the_earliest_of_several_deadlines_is_due(shop: Shop) -> None:
    """An instant needs no showing; a relative one that comes first wins once it is shown (MECHANICS 18)."""
    [lease] = (await shop.commits(1, after_s=5.0, at=START + 9.0)).leases
    shop.now = START + 9.0 + GRACE_S + 0.1
    assert DEADLINE in await shop.due(), "shown or not"
    shop.now = START
    assert await shop.shows(lease)
    shop.now = START + 5.0 + GRACE_S + 0.1
    change = replace(shop.last, expected=b"commit-1", expected_shown=START, id=b"commit-2", audiences=())
    assert isinstance(await shop.store.commit(change, b"token--2"), Late)


async def test_what_is_kept_for_a_time_goes_by_itself(each_url: str) -> None:
    """Session, record and effects of a finished game have one end, and no drawing or arming of it puts that off (MECHANICS 10)."""
    shop, whole = Shop(), (keys.session(SID), keys.record(SID), keys.effects(SID))
    shop.store = store = await RedisStore.connect(each_url, clock=lambda: shop.now)
    async with Redis.from_url(each_url) as client:
        [lease] = (await shop.commits(1, keep_s=500.0, record=(b"input",), effects=(("result.0", b"x"),), after_s=5.0)).leases
        await store.claim(SID, 0, b"token--2", 1)
        shop.now += ARM_LATEST_S + 1
        await store.arm(SID)
        assert await shop.shows(lease)
        left = [await client.pttl(key) for key in whole]
        assert all(480_000 < one <= 500_000 for one in left), left
        await shop.commits(2, judged_late=True, keep_s=100.0, record=(b"more",), effects=(("result.1", b"x"),))
        left = [await client.pttl(key) for key in whole]
        assert all(90_000 < one <= 100_000 for one in left), left
    await store.aclose()


async def test_a_press_from_above_is_no_message_that_has_arrived(shop: Shop) -> None:
    """While a message is on its way, a late press on an older one adopts nothing; one on a message below does (MECHANICS 15)."""
    [lease] = (await shop.commits(1)).leases
    assert await shop.shows(lease)
    await shop.commits(2, renew=(0,))  # who sends it is killed over it
    await shop.commits(3, adopt=((0, "4"),))
    post = (await shop.stored()).posts[0]
    assert (post.message, post.sent) == ("5", lease.stored.posts[0].wanted)
    assert post.sending > post.sent
    await shop.commits(4, adopt=((0, "10"),))
    post = (await shop.stored()).posts[0]
    assert (post.message, post.sent) == ("10", post.wanted)
