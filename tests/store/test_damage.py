"""Damaged bytes of a session are told by every verb, whichever bits were flipped: never read, never another error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

import pytest
from redis.asyncio import Redis

from engine.store import keys
from engine.store.contract import Commit, Committed, Parked, Post, Settle
from engine.store.errors import Newer, Poison
from engine.store.layout import LAYOUT
from engine.store.redis import RedisStore

SID = "aaaaaaaaaaaa1"
TRIES = 150
Damage = Callable[["Redis", str], Awaitable[object]]


async def _listed(client: Redis, key: str) -> None:
    await client.delete(key)
    await client.rpush(key, b"raw")


DAMAGES: dict[str, tuple[Damage, bytes]] = {  # what is done to a parked update, and what of it can still be read
    "a list": (_listed, b""),
    "a string": (lambda client, key: client.set(key, b"other bytes"), b"other bytes"),
    "a platform of no letters": (lambda client, key: client.hset(key, "platform", b"\xff\xfe"), b"raw"),
    "tries that are no number": (lambda client, key: client.hset(key, "tries", b"\xff"), b"raw"),
}


async def test_every_verb_refuses_damaged_bytes(each_url: str) -> None:
    """One to eight bits flipped, or the end torn off: none is read as a session; a commit may put a whole one in its place."""
    random = Random(7)
    store = await RedisStore.connect(each_url)
    change = Commit(
        SID, b"", 0.0, b"commit-1", b"now-5", b"body" * 9, after_s=5.0, snapshot=b"snapshot", audiences=(Post(), Post())
    )
    reply = await store.commit(change, b"token678")
    assert isinstance(reply, Committed)
    outcome = Settle(SID, 0, b"token678", digest=b"digest12", drawn=b"commit-1", moment=b"now-5", generation=1, message="5")
    next_one = Commit(SID, b"commit-1", 0.0, b"commit-2", b"now-6", b"more")
    async with Redis.from_url(each_url) as client:
        whole = await client.get(keys.session(SID))
        assert isinstance(whole, bytes)
        for _ in range(TRIES):
            bent = _bent(random, whole)
            for verb, reads in (
                (store.load(SID), True), (store.claim(SID, 0, b"token678"), True), (store.arm(SID), True),
                (store.settle(outcome), False), (store.commit(next_one, b"token678"), False),
            ):  # fmt: skip
                await client.set(keys.session(SID), bent)
                newer = (Newer,) if bent[2:3] > bytes([LAYOUT]) else ()
                try:
                    await verb
                except (Poison, *newer):
                    assert reads or await client.get(keys.session(SID)) == bent
                else:
                    assert not reads, f"{bent.hex()} was read"
            if await client.get(keys.session(SID)) != bent:  # the body alone was damaged: a whole one has taken its place
                assert await store.load(SID) is not None
        await client.set(keys.session(SID), bent)
        await store.set_aside(SID, "damaged")
        assert await store.load(SID) is None
        assert [one.raw for one in await store.quarantined()] == [bent]
    await store.aclose()


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_parked_update_is_put_aside_once(each_url: str, damage: str) -> None:
    """It comes due no more and is gone; what can be read of it lies in quarantine. Its neighbour is read all the while."""
    store = await RedisStore.connect(each_url)
    whole, shard = Parked("aaaaaaaaaaaa2", "vk", b"whole", 0), keys.shard_of(SID)
    await store.park(Parked(SID, "telegram", b"raw", 0), 1.0)
    await store.park(whole, 1.0)
    done, readable = DAMAGES[damage]
    async with Redis.from_url(each_url) as client:
        await done(client, keys.parked(shard, SID))
        assert await store.all_parked() == (whole,), "who exports or erases what is his is not stopped by it"
        assert (await store.sweep(shard)).members == (f"p:{SID}",)
        assert await store.parked(shard, SID) is None
        assert await client.exists(keys.parked(shard, SID), keys.due(shard)) == 0
    assert [(one.platform, one.raw) for one in await store.quarantined()] == [("parked", readable)]
    await store.aclose()


def _bent(random: Random, whole: bytes) -> bytes:
    if random.random() < 0.2:
        return whole[: random.randrange(1, len(whole))]
    bent = bytearray(whole)
    for bit in random.sample(range(8 * len(whole)), random.randint(1, 8)):
        bent[bit // 8] ^= 1 << bit % 8
    return bytes(bent)
