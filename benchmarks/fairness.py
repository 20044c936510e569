"""How long players wait for a screen, alone and beside a spammer: `python -m benchmarks.fairness`.

RELIABILITY P32 and P44: a hundred presses a second are answered within 300 ms, all but one in a hundred; a spammer of a
thousand presses a second delays two hundred others by less than a second. Both in one run, for their ratio: a real
worker, a real Redis, both sandboxes over real HTTP, all on this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.crowd import Crowd
from engine.store.server import EmbeddedRedis
from tests.faults.crew import Nursery
from tests.faults.load import Load, loaded
from tests.faults.worker import REAL_LEASE_S

PLAYERS, RATE = 200, 100.0  # players, presses a second of all together
SPAM_PER_S, SPAM_STEP_S = 1000, 0.02
P99_MOST_S, DELAY_MOST_S = 0.3, 1.0
WARM = 1000  # presses before anything is measured


@dataclass(eq=False)
class Trial:
    """One worker, and crowds that come one after the other."""

    load: Load
    seed: int
    spammed: int = 0  # presses of the spammer
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(10_001))

    async def crowd(self, presses: int) -> list[float]:
        """Let people who were never here press a hundred times a second altogether; gives the seconds that each waited."""
        crowd = Crowd(self.load.telegram, self.load.vk, presses, games=("quiz_shift",), rest_s=PLAYERS / RATE, ids=self.ids)
        await crowd.play(PLAYERS, self.seed)
        self.seed += 1
        return sorted(crowd.waits_s)

    async def spam(self) -> None:
        """Press one button of one message, a thousand times a second."""
        player = self.load.vk.player(9_999)
        await player.start("quiz_shift")
        seen = await player.wait(lambda seen: seen.live is not None)
        assert seen.live is not None
        id, payload, again = seen.live.id, seen.live.buttons[0].payload, int(SPAM_PER_S * SPAM_STEP_S)
        while True:
            await player.press_button(id, payload, again=again)
            self.spammed += again
            await asyncio.sleep(SPAM_STEP_S)


async def measured(nursery: Nursery, presses: int, seed: int) -> tuple[list[float], list[float], int]:
    """Give the seconds waited without and with a spammer, in order, and how often he pressed."""
    with tempfile.TemporaryDirectory(prefix="smena-") as folder, EmbeddedRedis(Path(folder)) as redis:
        async with loaded(nursery, redis.url, seed, workers=1, real=True) as load:
            load.road.doubled, load.road.mixed = 0.0, 0.0
            trial = Trial(load, seed)
            await trial.crowd(WARM)
            alone = await trial.crowd(presses)
            spamming = asyncio.create_task(trial.spam())
            beside = await trial.crowd(presses)
            spamming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await spamming
            return alone, beside, trial.spammed


def main() -> int:
    """Run it; 0 if both promises were kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fairness", description=__doc__)
    parser.add_argument("--presses", type=int, default=3000, help="of each crowd; the first of 100 a second")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    console, nursery = Console(), Nursery(REAL_LEASE_S)
    try:
        with console.status("two crowds, the second beside a spammer…"):
            alone, beside, spammed = asyncio.run(measured(nursery, given.presses, given.seed))
    finally:
        nursery.close()
    table = Table(
        "crowd", "presses", "median", "99 of 100 within", "longest", title="How long a player waits", title_justify="left"
    )
    for name, waits in (("alone", alone), ("beside a spammer", beside)):
        places = statistics.median(waits), waits[int(len(waits) * 0.99)], waits[-1]
        table.add_row(name, str(len(waits)), *(f"{1000 * wait:.0f} ms" for wait in places))
    console.print(table)
    p99, delay = alone[int(len(alone) * 0.99)], beside[int(len(beside) * 0.99)] - alone[int(len(alone) * 0.99)]
    console.print(
        f"the spammer pressed {spammed} times; ratio of the medians {statistics.median(beside) / statistics.median(alone):.2f}"
    )
    return 0 if p99 < P99_MOST_S and delay < DELAY_MOST_S else 1


if __name__ == "__main__":
    sys.exit(main())
