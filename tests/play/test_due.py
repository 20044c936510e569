"""What is due comes in time, and one shard that cannot be swept holds back no other (MECHANICS 20)."""

from __future__ import annotations

import asyncio
import gc

import pytest
from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import open_house
from engine.core.token import read_token
from engine.runtime import due
from engine.store import keys
from engine.store.contract import LEASE_S, SHARDS, Due
from tests.play.test_time import Clock, asked, house_of

SID, ID = "aaaaaaaaaaaa1", "aaaaaaaaaaaa2"


async def test_a_shard_whose_line_is_damaged_holds_back_no_other(redis_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A deadline on another shard fires, and the damage is told."""
    sandbox, clock = TelegramSandbox(), Clock()
    async with sandbox.serve() as api, house_of(redis_url, api, sandbox, clock), Redis.from_url(redis_url) as client:
        await asked(sandbox)
        token = read_token(sandbox.player(42).seen.newest.buttons[0].payload)
        assert token is not None
        damaged = (keys.shard_of(token.sid) + 1) % SHARDS
        await client.set(keys.due(damaged), "nonsense")
        clock.ahead += 22.0
        await sandbox.player(42).wait(lambda seen: "Время вышло" in seen.newest.text)
    assert f"shard {damaged} cannot be swept" in caplog.text


async def test_a_full_store_is_not_asked_again_at_once(
    redis_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its memory fills up just before a damaged session and a parked update are put aside: later they are, and nothing is told."""
    sandbox, clock, tried = TelegramSandbox(), Clock(), list[str]()
    async with sandbox.serve() as api, house_of(redis_url, api, sandbox, clock) as house, Redis.from_url(redis_url) as client:
        quarantine = house.store.quarantine

        async def refused(platform: str, raw: bytes, why: str) -> None:
            tried.append(platform)
            await client.config_set("maxmemory", 1)
            await quarantine(platform, raw, why)

        monkeypatch.setattr(house.store, "quarantine", refused)
        try:
            await client.set(keys.session(SID), b"nonsense")
            await client.set(keys.parked(keys.shard_of(ID), ID), b"nonsense")
            await client.zadd(keys.due(keys.shard_of(SID)), {f"t:{SID}": 1.0})
            await client.zadd(keys.due(keys.shard_of(ID)), {f"p:{ID}": 1.0})
            await asyncio.sleep(due.LOOK_S + 2.0)
            assert 1 <= len(tried) <= 4
        finally:
            await client.config_set("maxmemory", 0)
        gc.collect()
        assert "never retrieved" not in caplog.text
        monkeypatch.setattr(house.store, "quarantine", quarantine)
        clock.ahead += LEASE_S
        async with asyncio.timeout(5.0):
            while len(await house.store.quarantined()) < 2:
                await asyncio.sleep(0.05)


async def test_an_idle_house_asks_little(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is due each shard is looked at once in a second, not at every tick."""
    looks = list[int]()
    house = await open_house(redis_url)
    try:
        sweep = house.sweeper._store.sweep

        async def counted(shard: int) -> Due:
            looks.append(shard)
            return await sweep(shard)

        monkeypatch.setattr(house.sweeper._store, "sweep", counted)
        await asyncio.sleep(2 * due.LOOK_S + 10 * due.TICK_S)
        assert set(looks) == set(range(SHARDS))
        assert len(looks) <= 4 * SHARDS
    finally:
        await house.close()
