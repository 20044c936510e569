"""How much the store takes, and for how long: both stores refuse what is larger, and what is personal goes by itself (P23, P37)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from engine.store import keys
from engine.store.bounds import EFFECTS_MOST
from engine.store.contract import BODY_MOST, QUARANTINE_MOST, RAW_MOST, RAW_S, Commit, Committed, Parked, Post, SessionStore
from engine.store.model import ModelStore
from engine.store.redis import DAY_S, RedisStore

SID, START = "aaaaaaaaaaaa1", 1_790_000_000.0
CHANGE = Commit(SID, b"", 0.0, b"commit-1", b"now-1", b"body", audiences=(Post(),))
EFFECTS = tuple((f"result.{number}", b"x") for number in range(EFFECTS_MOST + 1))
LARGE = b"x" * (BODY_MOST + 1)


@pytest.mark.parametrize("kind", ["specification", "scripts"])
@pytest.mark.parametrize(
    ("larger", "told"),
    [
        (replace(CHANGE, body=LARGE), "body: 65537 bytes, at most 65536"),
        (replace(CHANGE, effects=EFFECTS), "number of effects: 1025, not within 0 to 1024"),
        (replace(CHANGE, effects=(("result.0", LARGE),)), "effect result.0: 65537 bytes"),
        (replace(CHANGE, record=(LARGE + b"x" * 1024,)), "record entry: 66561 bytes"),
        (replace(CHANGE, snapshot=LARGE + b"x" * 1024), "snapshot: 66561 bytes"),
    ],
    ids=["body", "effects", "effect", "entry", "snapshot"],
)
async def test_what_is_too_large_is_refused(store: RedisStore, kind: str, larger: Commit, told: str) -> None:
    """Before anything is written; the largest that fits is taken."""
    tried: SessionStore = store if kind == "scripts" else ModelStore(lambda: START)
    with pytest.raises(ValueError, match=told):
        await tried.commit(larger, b"token-01")
    assert await tried.load(SID) is None
    largest = replace(CHANGE, body=LARGE[:-1], effects=EFFECTS[:-1])
    assert isinstance(await tried.commit(largest, b"token-01"), Committed)


async def test_parked_and_quarantined_bytes_go_after_three_days(redis_url: str) -> None:
    """They are personal: 72 h from when they came at the latest, and never more than so many bytes of one (MECHANICS 21)."""
    store = await RedisStore.connect(redis_url, clock=lambda: START)
    shard, day = keys.shard_of(SID), int(START // DAY_S)
    await store.park(Parked(SID, "telegram", b"x" * (RAW_MOST + 1), 0), START + 1)
    await store.quarantine("telegram", b"x" * (RAW_MOST + 1), "it is too long")
    async with Redis.from_url(redis_url) as client:
        assert RAW_S - 10 < await client.ttl(keys.parked(shard, SID)) <= RAW_S
        assert RAW_S - START % DAY_S - 10 < await client.ttl(keys.quarantine(day)) <= RAW_S - START % DAY_S
    assert [len(one.raw) for one in (await store.parked(shard, SID), *await store.quarantined()) if one] == [RAW_MOST, RAW_MOST]
    await store.aclose()


async def test_the_quarantine_of_a_day_has_an_end(redis_url: str) -> None:
    """A flood of nonsense pushes its own beginning out, and fills no memory."""
    store = await RedisStore.connect(redis_url, clock=lambda: START)
    await asyncio.gather(*(store.quarantine("vk", b"%d" % number, "nonsense") for number in range(QUARANTINE_MOST + 9)))
    kept = await store.quarantined()
    assert len(kept) == QUARANTINE_MOST
    await store.aclose()
