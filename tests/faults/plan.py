"""Which trials there are and how large each is; the tests play a tenth of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

from engine.store.contract import SHARDS
from tests.faults.clustered import clustered
from tests.faults.crew import Nursery
from tests.faults.judge import Verdict
from tests.faults.torn import cut_anywhere, recorded
from tests.faults.trials import Row, Size, Told, asked_to_stop, failed_over, killed

PLAYERS = 60
CUTS, PLAYED_ON = 1000, 20
DENSER, SMALL = 3.0, 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """One trial as it was asked for."""

    nursery: Nursery
    seed: int
    size: float = 1.0  # 1 = in full
    bug: str = ""
    told: Told = lambda told: None

    def of(self, presses: int, workers: int = 0, redis: int = 0) -> Size:
        """Scale a size. Whatever is killed at all is killed at least once; a small trial has denser kills and fewer workers."""
        denser = min(1.0, DENSER * self.size)
        kills = [max(1, round(count * denser)) if count else 0 for count in (workers, redis)]
        players = max(20, round(PLAYERS * min(1.0, self.size)))
        return Size(round(presses * self.size), players, kills[0], kills[1], 3 if self.size > SMALL or workers > 20 else 2)


async def workers(asked: Asked) -> Row:
    """Kill workers and Redis, every write on the disk before it is answered."""
    return await killed(asked.nursery, asked.seed, asked.of(10_000, 40, 5), "always", asked.told, asked.bug)


async def everysec(asked: Asked) -> Row:
    """Kill Redis, which writes to the disk once a second."""
    return await killed(asked.nursery, asked.seed + 1, asked.of(3_000, 5, 5), "everysec", asked.told, asked.bug)


async def replica(asked: Asked) -> Row:
    """Lose the primary while the replica lags; nobody has waited for it."""
    row = await failed_over(asked.nursery, asked.seed + 2, asked.of(2_000), "local", asked.told, asked.bug)
    row.lossy = True
    return row


async def replicated(asked: Asked) -> Row:
    """Lose the primary while the replica lags; it was waited for."""
    return await failed_over(asked.nursery, asked.seed + 3, asked.of(2_000), "replicated", asked.told, asked.bug)


async def sigterm(asked: Asked) -> Row:
    """Ask workers to stop, under load."""
    return await asked_to_stop(asked.nursery, asked.seed + 4, asked.of(2_000, 10), asked.told)


async def cluster(asked: Asked) -> Row:
    """Move every shard's slot of a cluster, kill workers and a primary."""
    moves = max(16, round(SHARDS * min(1.0, asked.size)))
    return await clustered(asked.nursery, asked.seed + 6, asked.of(10_000, 30), moves, asked.told)


async def torn(asked: Asked) -> Row:
    """Cut the append-only file anywhere."""
    size, cuts = asked.of(1_000), round(CUTS * asked.size)
    with tempfile.TemporaryDirectory(prefix="smena-") as folder:
        counted = await recorded(asked.nursery, asked.seed + 5, size, Path(folder))
        found = await cut_anywhere(Path(folder), asked.seed, cuts, max(1, round(PLAYED_ON * asked.size)), asked.told)
    notes = [f"{found.found} sessions in {cuts} files cut from {found.bytes} bytes", f"played on from {found.played}"]
    return Row("append-only file cut", Verdict(presses=counted, wrong=found.wrong), cuts, notes=notes)


TRIALS: dict[str, Callable[[Asked], Coroutine[None, None, Row]]] = {
    one.__name__: one for one in (workers, everysec, replica, replicated, sigterm, cluster, torn)
}
