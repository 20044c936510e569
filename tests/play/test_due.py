"""What is due comes in time, and one shard that cannot be swept holds back no other (MECHANICS 20)."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import open_house
from engine.core.token import read_token
from engine.runtime import due
from engine.store import keys
from engine.store.contract import SHARDS, Due
from tests.play.test_time import Clock, asked, house_of


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
