"""The trial of a cluster: every slot moves under load, and a primary dies, while workers are killed as well."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from redis.crc import key_slot

from engine.store import keys
from engine.store.contract import SHARDS
from engine.store.server import find_server
from tests.cluster.nodes import LocalCluster
from tests.faults.crew import Nursery
from tests.faults.load import Load, loaded, until
from tests.faults.trials import Row, Size, Told, row_of

FAILOVER_S = 30.0


async def clustered(nursery: Nursery, seed: int, size: Size, moves: int, told: Told) -> Row:
    """Move so many shards' slots, kill workers, lose a primary; nothing that was acknowledged may be lost (replicated)."""
    with tempfile.TemporaryDirectory(prefix="smena-") as folder, LocalCluster(Path(folder), find_server()) as cluster:
        async with loaded(nursery, cluster.url, seed, workers=size.workers, durability="replicated") as load:
            playing = load.begin(size.presses, size.players)
            await load.at(size.presses // 10, playing)
            moved = await _resharded(cluster, load, moves, told)
            for number in range(size.workers_killed):
                if await load.at(size.presses * (30 + 20 * number // size.workers_killed) // 100, playing):
                    await load.kill_one()
            await load.at(size.presses * 6 // 10, playing)
            took_s = await _lost(cluster, load, told)
            await playing
            row = await row_of("cluster: slots moved, a primary lost", cluster.url, load)
            row.kills += 1
            row.notes.append(f"{moved} slots moved; the failover took {took_s:.1f} s")
            return row


async def _resharded(cluster: LocalCluster, load: Load, moves: int, told: Told) -> int:
    slots = sorted({key_slot(keys.due(shard).encode()) for shard in range(SHARDS)})[:moves]
    for number, slot in enumerate(slots):
        await asyncio.to_thread(cluster.move, slot)
        told(f"{load.budget.done} presses, {number + 1} slots moved")
    return len(slots)


async def _lost(cluster: LocalCluster, load: Load, told: Told) -> float:
    """Kill a primary; it comes back as a replica once it has a successor. Gives how long that took, in seconds."""
    loop = asyncio.get_running_loop()
    victim, began = load.random.choice(cluster.primaries()), loop.time()
    await asyncio.to_thread(cluster.kill, victim)
    told(f"{load.budget.done} presses, a primary is gone")
    assert await until(lambda: cluster.failed_over(victim), FAILOVER_S), "no replica took over"
    took_s = loop.time() - began
    await asyncio.to_thread(cluster.revive, victim)
    return took_s
