"""A primary whose replica hears nothing: what is not on both is neither acknowledged nor told to anybody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from engine.store.contract import Commit, Post
from engine.store.errors import StoreUnavailable
from engine.store.redis import RedisStore
from tests.faults.servers import Pair

SID = "0123456789abc"


async def test_what_a_replica_has_not_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second delivery of a press whose commit no replica has is not answered "already counted": that would acknowledge it."""
    monkeypatch.setattr("engine.store.calls.WAIT_MS", 200)
    with Pair(tmp_path) as pair:
        first = await RedisStore.connect(pair.url, "replicated")
        second = await RedisStore.connect(pair.url, "replicated")
        change = Commit(SID, b"", 0.0, b"commit-1", b"momen", b"body", idle_at=-1.0, snapshot=b"snapshot", audiences=(Post(),))
        pair.cut()
        with pytest.raises(StoreUnavailable):
            await first.commit(change, b"token--1")
        for store in (first, second):
            with pytest.raises(StoreUnavailable, match="replica"):
                await store.load(SID)
            with pytest.raises(StoreUnavailable, match="replica"):
                await store.claim(SID, 0, b"token--2")
        pair.replica.follow(pair.primary.port)
        async with asyncio.timeout(10):
            while not pair.replica.is_up(True):
                await asyncio.sleep(0.02)
        stored = await second.load(SID)
        assert stored is not None
        assert stored.commit == b"commit-1"
        await first.aclose()
        await second.aclose()
