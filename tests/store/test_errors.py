"""What a real server says when it cannot: each such word refuses the commit so that the platform comes again, and passes."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from engine.store import keys
from engine.store.contract import Commit, Committed, Parked, Post
from engine.store.errors import Poison, StoreUnavailable
from engine.store.keys import session
from engine.store.redis import RedisStore
from engine.store.server import NoServer, find_server
from tests.faults.servers import Server

SID = "0000000000001"
SLOW_KEYS = 2000


@pytest.fixture(scope="module", params=["path", "wheel"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, of either version."""
    try:
        made = Server(tmp_path_factory.mktemp("server"), find_server(request.param))
    except NoServer as missing:
        pytest.skip(str(missing))
    made.start()
    yield made
    made.kill()


@pytest.fixture
async def store(server: Server) -> AsyncIterator[RedisStore]:
    """A store that has one session, read and written without trouble."""
    with server.client as client:
        client.flushall()
    opened = await RedisStore.connect(server.url)
    await added(opened)
    yield opened
    await opened.aclose()


async def added(store: RedisStore) -> None:
    """Commit once."""
    stored = await store.load(SID)
    id = os.urandom(8)
    change = Commit(
        SID, stored.commit if stored else b"", 0.0, id, b"now-5", b"body", idle_at=1e10, audiences=() if stored else (Post(),)
    )
    assert isinstance(await store.commit(change, b"token678"), Committed)


@contextlib.contextmanager
def configured(client: Redis, name: str, value: str) -> Iterator[None]:
    before = str(client.config_get(name)[name])
    client.config_set(name, value)
    try:
        yield
    finally:
        client.config_set(name, before)


@contextlib.contextmanager
def full(server: Server) -> Iterator[None]:
    """OOM: the memory that it may use is full."""
    with server.client as client, configured(client, "maxmemory", "1"):
        yield


@contextlib.contextmanager
def replica(server: Server) -> Iterator[None]:
    """READONLY: it follows another one by now."""
    server.follow(1)
    try:
        yield
    finally:
        server.follow(0)


@contextlib.contextmanager
def lonely(server: Server) -> Iterator[None]:
    """NOREPLICAS: it may not write without one."""
    with server.client as client, configured(client, "min-replicas-to-write", "1"):
        yield


@contextlib.contextmanager
def unsaved(server: Server) -> Iterator[None]:
    """MISCONF: its disk does not take the snapshot."""
    taken = server.folder / "dump.rdb"
    (taken / "by a folder").mkdir(parents=True)
    with server.client as client, configured(client, "save", "3600 1"):
        client.bgsave()
        wait_until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err")
        yield
        shutil.rmtree(taken)
        client.bgsave()
        wait_until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "ok")


@contextlib.contextmanager
def busy(server: Server) -> Iterator[None]:
    """BUSY: somebody's script runs on and on."""
    with server.client as client, configured(client, "lua-time-limit", "50"):
        endless = threading.Thread(target=_endless, args=(server,))
        endless.start()
        wait_until(lambda: _says(client, "BUSY"))
        yield
        client.script_kill()
        endless.join()


@contextlib.contextmanager
def loading(server: Server) -> Iterator[None]:
    """LOADING: it has just been started and reads its file."""
    with server.client as client:
        client.mset({f"slow {number}": os.urandom(8000) for number in range(SLOW_KEYS)})  # it answers after each 2 MB
        client.bgrewriteaof()
        wait_until(lambda: "Background AOF rewrite finished successfully" in (server.folder / "redis.log").read_text("utf-8"))
    server.kill()
    starting = threading.Thread(target=server.start, kwargs={"slowly": True})
    starting.start()
    with Redis(unix_socket_path=str(server.socket), retry=Retry(NoBackoff(), 0)) as client:  # others wait until it has loaded
        wait_until(lambda: _says(client, "loading"))
        yield
        with contextlib.suppress(ResponseError):  # Redis 6.2 lets nobody change it while it loads
            client.config_set("key-load-delay", 0)  # the rest at once
    starting.join()


Trouble = Callable[[Server], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("trouble", "reads"), [(full, True), (replica, True), (lonely, True), (unsaved, True), (busy, False), (loading, False)]
)
async def test_nothing_is_committed_until_the_trouble_is_over(
    server: Server, store: RedisStore, trouble: Trouble, reads: bool
) -> None:
    """The commit is refused as StoreUnavailable, at once or within the call's time; afterwards the same store writes again."""
    with trouble(server):
        began = time.monotonic()
        with pytest.raises(StoreUnavailable, match="Redis cannot do it now"):
            await added(store)
        assert time.monotonic() - began < 5.0
        if reads:
            stored = await store.load(SID)
            assert stored is not None
            assert stored.body == b"body"
    wait_until(lambda: _pings(server))
    await added(store)


async def test_a_server_that_forgot_the_scripts_is_told_again(server: Server, store: RedisStore) -> None:
    """NOSCRIPT is nobody's trouble."""
    with server.client as client:
        client.script_flush()
    await added(store)


async def test_a_key_of_another_kind_is_poison(server: Server, store: RedisStore) -> None:
    """WRONGTYPE is the stored bytes' fault, not the world's: trying again would not help."""
    with server.client as client:
        client.delete(session(SID))
        client.lpush(session(SID), "no session")
    with pytest.raises(Poison):
        await added(store)


@pytest.mark.parametrize(
    "key", [keys.record, keys.effects, lambda sid: keys.due(keys.shard_of(sid))], ids=["record", "effects", "due"]
)
async def test_a_script_is_done_whole_or_not_at_all(server: Server, store: RedisStore, key: Callable[[str], str]) -> None:
    """A key of another type beside the session: the commit is refused before its first write (F12)."""
    with server.client as client:
        client.set(key(SID), "of another type")
        before = {name: client.dump(name) for name in client.keys()}
        stored = await store.load(SID)
        assert stored is not None
        change = Commit(
            SID,
            stored.commit,
            0.0,
            os.urandom(8),
            b"now-6",
            b"more",
            idle_at=1e10,
            record=(b"input",),
            effects=(("result.0", b"x"),),
        )
        with pytest.raises(Poison):
            await store.commit(change, b"token678")
        assert {name: client.dump(name) for name in client.keys()} == before


async def test_a_full_store_can_be_emptied(server: Server, store: RedisStore) -> None:
    """What reads and what makes room works while the memory is full: an outage mends itself."""
    parked, shard = Parked(SID, "telegram", b"raw", 0), keys.shard_of(SID)
    stored = await store.load(SID)
    assert stored is not None
    change = Commit(SID, stored.commit, 0.0, os.urandom(8), b"now-6", b"more", effects=(("result.0", b"x"), ("result.1", b"y")))
    await store.commit(change, b"token678")
    await store.park(parked, 1.0)
    assert await store.save_player(SID, b"", b"commit-1", b"body") is None
    with full(server):
        assert await store.load(SID) is not None
        await store.unpark(shard, SID)
        await store.effect_done(SID, "result.0")
        assert await store.effects(SID) == (("result.1", b"y"),)
        assert await store.drop_player(SID, b"commit-1")
        await store.erase(SID)
        assert await store.effects(SID) == ()
    with server.client as client:
        assert client.keys() == []


def wait_until(ready: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for a server to come to something."""
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.01)


def _says(client: Redis, word: str) -> bool:
    try:
        client.get("slow 1")
    except RedisError as told:
        return word in str(told)
    return False


def _pings(server: Server) -> bool:
    try:
        with server.client as client:
            return bool(client.ping())
    except RedisError:
        return False


def _endless(server: Server) -> None:
    with server.client as client, contextlib.suppress(RedisError):
        client.eval("while true do end", 0)
