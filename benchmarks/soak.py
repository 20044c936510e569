"""An hour of traffic in one worker: how much does it grow? `python -m benchmarks.soak`, `... --presses 60000`.

RELIABILITY P33: less than 5 % in an hour of 200 presses a second, which are 720,000. They are played as fast as the
machine can: real worker process, real Redis, both sandboxes over real HTTP, new players all the time.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from benchmarks.crowd import Crowd
from benchmarks.plot import plotted
from engine.store.server import EmbeddedRedis
from tests.faults.crew import Nursery
from tests.faults.load import Load, loaded
from tests.faults.worker import REAL_LEASE_S

HOUR = 200 * 3600  # presses
AT_ONCE = 60  # players
GROWN_MOST = 0.05
WARM = 0.1  # of the run: until the caches are full, growth is what they are for
SAMPLE_S = 2.0
TOLD_EACH = 60  # samples, where no bar can be drawn
PAGE = Path(".smena") / "soak.html"
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at the worker."""

    presses: int
    worker_mib: float  # resident
    redis_mib: float  # used_memory

    def told(self) -> str:
        """Say it in one line."""
        return f"{self.presses:,} presses: worker {self.worker_mib:.1f} MiB, Redis {self.redis_mib:.1f} MiB"


async def soaked(nursery: Nursery, presses: int, seed: int, progress: Progress) -> tuple[list[Sample], Crowd]:
    """Play so many presses through one worker; gives what was seen of its memory meanwhile."""
    line = progress.add_task("presses", total=presses)
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory(prefix="smena-") as folder, EmbeddedRedis(Path(folder)) as redis:
        async with loaded(nursery, redis.url, seed, workers=1, real=True) as load, Redis.from_url(redis.url) as client:
            load.road.doubled, load.road.mixed = 0.02, 0.0
            crowd = Crowd(load.telegram, load.vk, presses)
            playing = asyncio.create_task(crowd.play(AT_ONCE, seed))
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, crowd.close)  # what was measured is told all the same
            while not playing.done():
                await asyncio.wait({playing}, timeout=SAMPLE_S)
                samples.append(Sample(crowd.done, resident_mib(load), int((await client.info("memory"))["used_memory"]) / MIB))
                progress.update(line, completed=crowd.done, description=f"worker {samples[-1].worker_mib:.0f} MiB")
                if not progress.console.is_terminal and len(samples) % TOLD_EACH == 0:
                    progress.console.print(samples[-1].told())
                for kept in (load.telegram.calls, load.vk.calls, load.road.came, load.road.acked, crowd.waits_s):
                    kept.clear()
            await playing
    return samples, crowd


def resident_mib(load: Load) -> float:
    """Read how much memory the worker holds."""
    status = Path(f"/proc/{load.crew.members[0].pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def grown(samples: list[Sample]) -> tuple[float, float]:
    """Give the worker's mean memory right after the warming and at the end, MiB, over a twentieth of the run each."""
    last = samples[-1].presses

    def mean(since: float, until: float) -> float:
        of = [sample.worker_mib for sample in samples if since * last <= sample.presses <= until * last]
        return sum(of) / len(of)

    return mean(WARM, WARM + 0.05), mean(0.95, 1.0)


def main() -> int:
    """Run it; 0 if the worker has grown by less than 5 %."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--presses", type=int, default=HOUR, help="720000 = an hour at 200 a second")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    console, began, nursery = Console(), time.monotonic(), Nursery(REAL_LEASE_S)
    try:
        bar = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed} of {task.total}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*bar, console=console) as progress:
            samples, crowd = asyncio.run(soaked(nursery, given.presses, given.seed, progress))
    finally:
        nursery.close()
    took_s, (before, after) = time.monotonic() - began, grown(samples)
    told = (
        f"{crowd.done} presses of {crowd.players} players in {took_s:.0f} s ({crowd.done / took_s:.0f} a second, "
        f"{crowd.missed} without an answer); worker {before:.1f} MiB when warm, {after:.1f} MiB at the end: "
        f"{after / before - 1:+.1%}; Redis {samples[-1].redis_mib:.0f} MiB"
    )
    console.print(told)
    for chat in crowd.vain:
        console.print(chat, markup=False, highlight=False)
    series = {"worker, MiB": [s.worker_mib for s in samples], "Redis, MiB": [s.redis_mib for s in samples]}
    plotted(PAGE, "An hour of traffic in one worker", told, "presses", [s.presses for s in samples], series)
    console.print(f"written to {PAGE}")
    return 0 if after / before - 1 < GROWN_MOST and not crowd.missed else 1


if __name__ == "__main__":
    sys.exit(main())
