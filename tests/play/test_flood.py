"""Floods: by many new accounts while the store stands, and of groups that the bot is added to (RELIABILITY 95, 96)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from adapters.sandbox.telegram_player import TelegramPlayer
from engine.runtime.ports import Answer, Press
from engine.store.server import EmbeddedRedis
from tests.play.both import MESSENGERS, Both, Player, both, until
from tests.play.test_bad_input import HOOKS, posted

CROWD, MOST = 60, 8  # new accounts, and updates under way
GROUPS, HUMAN_S = 1000, 1.0  # groups that one account adds the bot to; a press is answered within this time all the while
STANDS_S = 2.5  # longer than a call waits for the store
STRANGERS = [row for row in HOOKS if "secret" in row and HOOKS[row].status in (401, 403)]


@pytest_asyncio.fixture
async def bounded(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Both]:
    """A house behind webhooks that takes few updates at once, and says soon that they are to come again."""
    for room in ("telegram.webhook", "vk.callback"):
        monkeypatch.setattr(f"adapters.{room}.COMMITS_MOST", MOST)
        monkeypatch.setattr(f"adapters.{room}.COMMIT_S", 0.2)
    async with both(redis_url, hooks=True) as opened:
        yield opened


class Counted:
    """Counts what is under way in the host."""

    def __init__(self, here: Both, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self._receive = here.house.host.receive
        monkeypatch.setattr(here.house.host, "receive", self.receive)

    async def receive(self, press: Press) -> Answer:
        """Hand a press on."""
        prefix = press.player.partition(":")[0]
        self.now[prefix] += 1
        self.most[prefix] = max(self.most[prefix], self.now[prefix])
        try:
            return await self._receive(press)
        finally:
            self.now[prefix] -= 1


def answered(here: Both) -> Counter[int]:
    """Count the answers that the messengers have had."""
    telegram, vk = here.telegram.webhook.delivered, here.vk.events.delivered
    return Counter([one.status for one in telegram] + [one.status for one in vk])


async def seated(here: Both, messenger: str) -> Player:
    """Seat somebody before the wall."""
    player = here.player(messenger)
    await player.send("/start wall")
    await player.wait(lambda seen: "Счёт 0" in seen.newest.text)
    return player


@contextlib.contextmanager
def standing(server: EmbeddedRedis) -> Iterator[None]:
    """Let the store stand still: its connections stay, and nothing is answered."""
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_a_flood_of_new_accounts_is_told_to_come_again(
    bounded: Both, redis_server: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many are under way and no more, none is acknowledged before it is kept; then each is served once, the known ones too."""
    known = [await seated(bounded, messenger) for messenger in MESSENGERS]
    await bounded.house.host.stop()
    counted, before = Counted(bounded, monkeypatch), answered(bounded)
    crowd = [bounded.player(messenger) for messenger in MESSENGERS for _ in range(CROWD)]
    with standing(redis_server):
        for player in crowd:
            await player.send("/start wall")
        for player in known:
            await player.press_label("Прибавить")
        await until(lambda: counted.now == {"tg": MOST, "vk": MOST})
        for row in STRANGERS:
            assert (await posted(bounded.url, HOOKS[row]))[0] == HOOKS[row].status
        await asyncio.sleep(STANDS_S)
        assert (answered(bounded) - before).keys() == {503}
    for player in crowd:
        await player.wait(lambda seen: "Счёт 0" in seen.newest.text, 30)
    for player in known:
        await player.wait(lambda seen: "Счёт 1." in seen.newest.text)
        await player.press_label("Прибавить")
        await player.wait(lambda seen: "Счёт 2." in seen.newest.text)
    await bounded.house.host.stop()
    assert counted.most == {"tg": MOST, "vk": MOST}
    assert [len(player.seen.theirs) for player in (*crowd, *known)] == [1] * (2 * CROWD + 2)
    assert (answered(bounded) - before)[200] == 2 * CROWD + 4
    assert bounded.telegram.refused == [] == bounded.vk.refused


async def test_who_has_no_secret_asks_redis_nothing(bounded: Both, redis_url: str) -> None:
    """The server itself counts its commands: a hundred strangers cost none, and one who has the secret some."""
    alice = await seated(bounded, "telegram")
    assert isinstance(alice, TelegramPlayer)
    bounded.house.tasks[0].cancel()  # the sweeper looks at each shard once in a second
    await bounded.house.sweeper.idle()
    await bounded.house.host.stop()
    async with Redis.from_url(redis_url) as client:
        begun = await commands(client)
        for _ in range(100 // len(STRANGERS) + 1):
            for row in STRANGERS:
                assert (await posted(bounded.url, HOOKS[row]))[0] == HOOKS[row].status
        assert await commands(client) == begun
        await alice.press_label("Прибавить")
        await alice.wait(lambda seen: "Счёт 1." in seen.newest.text)
        assert await commands(client) > begun


async def commands(client: Redis) -> int:
    """Ask the server how many commands it has carried out, but for this question."""
    told = await client.info("commandstats")
    return sum(int(row["calls"]) for name, row in told.items() if name not in ("cmdstat_info", "cmdstat_client"))


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_thousand_groups_get_no_message_and_leave_no_key(redis_url: str, messenger: str) -> None:
    """One account adds the bot to them: nobody is written to, the store holds nothing of it, and who plays is not slowed down."""
    async with both(redis_url) as here, Redis.from_url(redis_url) as client:
        calls = here.telegram.calls if messenger == "telegram" else here.vk.calls
        alice, eve = await seated(here, messenger), here.player(messenger)
        await adds(alice, 1)
        await here.house.host.stop()
        keys, first, slowest_s = await keys_of(client), len(calls), 0.0
        for tenth in range(10):
            for number in range(GROUPS * tenth // 10, GROUPS * (tenth + 1) // 10):
                eve.add_bot(-10_000 - number if messenger == "telegram" else 2_000_010_000 + number)
            slowest_s = max(slowest_s, await adds(alice, 2 + tenth))
        await here.house.host.stop()  # what came before the last press is through
        assert {to for _, call in calls[first:] for to in addressees(call)} <= {str(alice.id)}
        assert await keys_of(client) == keys
        assert slowest_s < HUMAN_S


async def adds(player: Player, count: int) -> float:
    """Press, and wait until it has counted; answers how long that took, seconds."""
    began = time.monotonic()
    await player.press_label("Прибавить")
    await player.wait(lambda seen: f"Счёт {count}." in seen.newest.text)
    return time.monotonic() - began


def addressees(call: Mapping[str, object]) -> set[str]:
    """Name the chats that a call writes to or asks about."""
    return {str(call[name]) for name in ("chat_id", "peer_id", "peer_ids", "user_id") if name in call}


async def keys_of(client: Redis) -> set[bytes]:
    """List every key there is."""
    return {key async for key in client.scan_iter(count=1000)}
