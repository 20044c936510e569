"""A primary whose replica hears nothing: what is not on both is neither acknowledged nor told to anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from engine.store import keys
from engine.store.contract import RAW_S, Commit, Parked, Post
from engine.store.errors import StoreUnavailable
from engine.store.redis import RedisStore
from tests.faults.servers import Pair

SID, OTHER = "0123456789abc", "0123456789abd"
OPENS = Commit(SID, b"", 0.0, b"commit-1", b"momen", b"body", idle_at=-1.0, snapshot=b"snapshot", audiences=(Post(),))
WAITED: dict[str, Callable[[RedisStore], Awaitable[object]]] = {
    "commit": lambda store: store.commit(OPENS, b"token--1"),
    "load": lambda store: store.load(SID),
    "claim": lambda store: store.claim(SID, 0, b"token--2"),
    "park": lambda store: store.park(Parked(SID, "telegram", b"{}", 0), 1.0),
    "quarantine": lambda store: store.quarantine("telegram", b"{}", "no shape"),
    "set_aside": lambda store: store.set_aside(SID, "damaged"),
    "player": lambda store: store.player(SID),
    "save_player": lambda store: store.save_player(SID, b"", b"player-1", b"body"),
    "drop_player": lambda store: store.drop_player(SID, b""),
    "note": lambda store: store.note(SID, OTHER, 100.0),
    "erase": lambda store: store.erase(SID),
    "queue": lambda store: store.queue("duel", SID),
    "unqueue": lambda store: store.unqueue("duel", SID, True),
    "vote": lambda store: store.vote("series:gate", "tell", f"{SID}:vote.1"),
    "secret": lambda store: store.secret(b"fresh"),
    "remember": lambda store: store.platform.remember("groups", "tg:-5", SID),
    "forget": lambda store: store.platform.remember("groups", "tg:-5", ""),
}


@pytest.fixture(scope="module")
def cut_pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A pair whose replica hears nothing any more."""
    with Pair(tmp_path_factory.mktemp("pair")) as pair:
        pair.cut()
        yield pair


@pytest_asyncio.fixture
async def alone(cut_pair: Pair, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RedisStore]:
    """A store that waits for that replica, not long."""
    monkeypatch.setattr("engine.store.calls.WAIT_MS", 100)
    store = await RedisStore.connect(cut_pair.url, "replicated")
    yield store
    await store.aclose()


@pytest.mark.parametrize("verb", WAITED)
async def test_what_is_acknowledged_waits_for_the_replica(alone: RedisStore, verb: str) -> None:
    """Every verb whose loss a player or another worker would notice: it is not done before a replica has it."""
    with pytest.raises(StoreUnavailable, match="replica"):
        await WAITED[verb](alone)


async def test_what_nobody_can_read_outlives_its_primary(tmp_path: Path) -> None:
    """What was acknowledged because it lies in quarantine lies there after the loss too, and goes when its time is over."""
    with Pair(tmp_path) as pair:
        store = await RedisStore.connect(pair.url, "replicated")
        await store.quarantine("telegram", b"{", "no JSON")
        pair.cut()
        pair.lose()
        again = await RedisStore.connect(pair.url, "replicated")
        [kept] = await again.quarantined()
        assert (kept.platform, kept.raw) == ("telegram", b"{")
        assert 0 < await again.client.ttl(keys.quarantine(int(kept.at // 86400))) <= RAW_S
        await store.aclose()
        await again.aclose()


async def test_two_workers_have_one_secret_over_a_failover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first worker's secret that no replica has is not given out: after the loss both take the second's."""
    monkeypatch.setattr("engine.store.calls.WAIT_MS", 100)
    with Pair(tmp_path) as pair:
        first = await RedisStore.connect(pair.url, "replicated")
        pair.cut()
        with pytest.raises(StoreUnavailable, match="replica"):
            await first.secret(b"the first's")
        pair.lose()
        second = await RedisStore.connect(pair.url, "replicated")
        assert await second.secret(b"the second's") == await second.secret(b"the first's") == b"the second's"
        await first.aclose()
        await second.aclose()


async def test_what_a_replica_has_not_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second delivery of a press whose commit no replica has is not answered "already counted": that would acknowledge it."""
    monkeypatch.setattr("engine.store.calls.WAIT_MS", 200)
    with Pair(tmp_path) as pair:
        first = await RedisStore.connect(pair.url, "replicated")
        second = await RedisStore.connect(pair.url, "replicated")
        pair.cut()
        with pytest.raises(StoreUnavailable):
            await first.commit(OPENS, b"token--1")
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
