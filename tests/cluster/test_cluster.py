"""The store on a cluster: the same replies as everywhere, while slots move and when a primary dies."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest
from redis.crc import key_slot

from engine.store import keys
from engine.store.calls import CALL_S
from engine.store.contract import Commit, Committed, Post
from engine.store.errors import StoreUnavailable
from engine.store.model import ModelStore
from engine.store.preflight import examine
from engine.store.redis import RedisStore
from tests.cluster.nodes import LocalCluster, Node
from tests.store.test_differential import STEPS, Script, tried

NOW = 1_790_000_000.0


@pytest.fixture
async def store(cluster: LocalCluster) -> AsyncIterator[RedisStore]:
    """The store, as a user names it."""
    opened = await RedisStore.connect(cluster.url, "replicated")
    yield opened
    await opened.aclose()


class Counting:
    """A session that counts what was acknowledged: its body is a number, each commit adds one."""

    def __init__(self, store: RedisStore, number: int) -> None:
        self.sid = f"{number:013d}"
        self.slot = key_slot(keys.session(self.sid).encode())
        self.acked = 0
        self.refused = 0
        self._store = store
        self._made = 0

    async def add(self) -> bool:
        """Add one; False: it was not acknowledged. A commit whose reply was lost is found by its id."""
        try:
            stored = await self._store.load(self.sid)
            self._made += 1
            body = (int(stored.body) if stored else 0) + 1
            change = Commit(
                self.sid, stored.commit if stored else b"", stored.shown_at if stored else 0.0, f"{self._made:08d}".encode(),
                b"now-5", str(body).encode(), audiences=() if stored else (Post(),), record=(b"one",),
            )  # fmt: skip
            reply = await self._store.commit(change, b"token678")
        except StoreUnavailable:
            self.refused += 1
            return False
        self.acked += isinstance(reply, Committed)
        return isinstance(reply, Committed)

    async def kept(self) -> int:
        """What the store has counted."""
        stored = await self._store.load(self.sid)
        return int(stored.body) if stored else 0


async def on_and_on(counting: Counting, until: Callable[[], bool]) -> None:
    while not until():
        if not await counting.add():
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("seed", [100, 101])
async def test_a_cluster_says_what_the_model_says(cluster: LocalCluster, seed: int) -> None:
    """300 random verbs of sessions on several nodes: reply by reply the same; no script leaves its slot."""
    script = Script(seed)
    real, model = await RedisStore.connect(cluster.url, clock=lambda: script.now), ModelStore(lambda: script.now)
    for node in cluster.primaries():
        node.redis.flushall()
    for number in range(STEPS):
        what, verb = script.step()
        expected, found = await tried(verb, model), await tried(verb, real)
        assert found == expected, f"seed {seed}, step {number}: {what}"
        script.learn(what, expected)
    await real.aclose()


async def test_a_slot_that_is_on_its_way_is_waited_for(cluster: LocalCluster, store: RedisStore) -> None:
    """Some keys here, some there (TRYAGAIN), all of them there but not yet the slot (ASK), at last MOVED: each commit counts once.

    A script of several keys waits until the slot has moved: a key that it may yet make is missing, and so TRYAGAIN comes on
    either side (redis.io, cluster specification, multiple keys operations). One of one key goes at once to where its key is.
    """
    counting = Counting(store, 1)
    assert await counting.add()
    owners = cluster.primaries()
    to = owners[(owners.index(cluster.owner(counting.slot)) + 1) % len(owners)]
    source = cluster.begin_move(counting.slot, to)
    assert cluster.move_keys(counting.slot, source, to, most=1) == 1
    torn = asyncio.create_task(counting.add())
    await asyncio.sleep(0.2)
    assert not torn.done()
    cluster.move_keys(counting.slot, source, to)
    assert await counting.kept() == 1
    assert not torn.done()
    cluster.end_move(counting.slot, to)
    assert await torn
    assert await counting.add()
    assert await counting.kept() == counting.acked == 3


async def test_every_slot_may_move_under_load(
    cluster: LocalCluster, store: RedisStore, record_property: Callable[[str, object], None]
) -> None:
    """While 24 sessions count, each of their slots goes to another node, key by key: nothing is refused, nothing lost."""
    countings = [Counting(store, 100 + number) for number in range(24)]
    moved = False
    load = [asyncio.create_task(on_and_on(counting, lambda: moved)) for counting in countings]
    for slot in sorted({counting.slot for counting in countings}):
        await asyncio.to_thread(cluster.move, slot)
        await asyncio.sleep(0.01)
    moved = True
    await asyncio.gather(*load)
    told = Counter({"acked": sum(c.acked for c in countings), "kept": sum([await c.kept() for c in countings])})
    record_property("cluster commits", told["acked"])
    assert told["kept"] == told["acked"] > 24 * 5
    assert sum(counting.refused for counting in countings) == 0


async def test_a_primary_that_hangs_delays_its_own_sessions_only(cluster: LocalCluster) -> None:
    """While it says nothing, no session of another node is refused; its own go on when its replica has taken over."""
    store = await RedisStore.connect(cluster.url)
    countings = [Counting(store, 400 + number) for number in range(24)]
    over = False
    load = [asyncio.create_task(on_and_on(counting, lambda: over)) for counting in countings]
    await until(lambda: all(counting.acked for counting in countings))
    victim = cluster.owner(countings[0].slot)
    hung = {counting.sid for counting in countings if cluster.owner(counting.slot) is victim}
    cluster.hang(victim)
    before = {counting.sid: counting.acked for counting in countings}
    try:
        await until(lambda: cluster.failed_over(victim))
        others = [counting for counting in countings if counting.sid not in hung]
        assert min(counting.acked - before[counting.sid] for counting in others) > 10
        assert sum(counting.refused for counting in others) == 0
        await until(lambda: all(counting.acked > before[counting.sid] + 2 for counting in countings))
    finally:
        cluster.go_on(victim)
        over = True
        await asyncio.gather(*load)
        await store.aclose()
    await until(cluster.whole)


async def test_what_was_acknowledged_outlives_a_primary(
    cluster: LocalCluster, store: RedisStore, record_property: Callable[[str, object], None]
) -> None:
    """A primary is killed under load: its replica goes on with every commit that was acknowledged (durability=replicated).

    Until the dead one is back, now as a replica, nothing new is acknowledged there: nobody else would have it.
    """
    countings = [Counting(store, 200 + number) for number in range(24)]
    over = False
    load = [asyncio.create_task(on_and_on(counting, lambda: over)) for counting in countings]
    await asyncio.sleep(0.3)
    victim = cluster.owner(countings[0].slot)
    await asyncio.to_thread(cluster.kill, victim)
    await until(lambda: cluster.failed_over(victim))
    await asyncio.sleep(0.3)
    alone = [counting.acked for counting in countings]
    await asyncio.sleep(0.3)
    assert countings[0].acked == alone[0]
    await asyncio.to_thread(cluster.revive, victim)
    await until(lambda: all(counting.acked > known for counting, known in zip(countings, alone, strict=True)))
    over = True
    await asyncio.gather(*load)
    lost = [counting.acked - await counting.kept() for counting in countings]
    record_property("failovers", 1)
    assert max(lost) <= 0, lost  # a commit that was not acknowledged may be there all the same


async def test_a_cluster_that_asks_for_a_password_is_let_in_with_it(cluster: LocalCluster) -> None:
    """Every node is told it; without it the address is named, and the doctor refuses."""
    for node in cluster.nodes:
        node.redis.config_set("requirepass", "p@ss/1")
    place = cluster.url.partition("://")[2]
    try:
        store = await RedisStore.connect(f"redis+cluster://:p%40ss%2F1@{place}")
        assert [await store.load(f"{number:013d}") for number in range(900, 920)] == [None] * 20
        assert {parked.platform for parked in await store.all_parked()} <= {"telegram"}  # asks every node
        await store.aclose()
        with pytest.raises(StoreUnavailable, match=place):
            await RedisStore.connect(cluster.url)
        assert [finding.verdict for finding in await examine(cluster.url, lasting=False, replicated=False)] == ["refused"]
    finally:
        for node in cluster.nodes:
            node.redis.config_set("requirepass", "")


async def test_a_cluster_without_a_majority_takes_nothing(cluster: LocalCluster, store: RedisStore) -> None:
    """Too few nodes are left to agree on anything (CLUSTERDOWN): refused within the patience, so that platforms come again."""
    counting = Counting(store, 300)
    assert await counting.add()
    owner = cluster.owner(counting.slot)
    for node in [node for node in cluster.nodes if node is not owner][1:]:
        await asyncio.to_thread(cluster.kill, node)
    await until(lambda: "cluster_state:fail" in info(owner))
    began = time.monotonic()
    assert not await counting.add()
    assert counting.refused == 1
    assert time.monotonic() - began < 2 * CALL_S + 1.0  # the call, and its one repetition


def info(node: Node) -> str:
    """What a node says of its cluster."""
    told: bytes = node.redis.execute_command("CLUSTER", "INFO")  # type: ignore[no-untyped-call]
    return told.decode()


async def until(ready: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something of the cluster."""
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(ready):
            await asyncio.sleep(0.05)
