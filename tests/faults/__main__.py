"""All trials in full: `python -m tests.faults`, `... --seed 7`, `... --only torn`, `... --size 0.1`, `... --bug NAME`."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from tests.faults import report
from tests.faults.bugs import BUGS
from tests.faults.crew import Nursery
from tests.faults.plan import TRIALS, Asked
from tests.faults.trials import Row
from tests.faults.worker import REAL_LEASE_S

REPORT = Path(".smena") / "faults.html"


def main() -> int:
    """Run what was asked for; 0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="plays the same kills and cuts again")
    parser.add_argument("--size", type=float, default=1.0, help="1 = ten thousand presses a trial")
    parser.add_argument("--only", choices=sorted(TRIALS), help="this trial alone")
    parser.add_argument("--lease", type=float, default=REAL_LEASE_S, help="the workers' leases in seconds")
    parser.add_argument("--bug", choices=sorted(BUGS), default="", help="plant this bug first")
    given = parser.parse_args()
    again = f"python -m tests.faults --seed {given.seed} --size {given.size:g} --lease {given.lease:g}"
    again += (f" --only {given.only}" if given.only else "") + (f" --bug {given.bug}" if given.bug else "")
    console = Console()
    console.print(f"again: {again}")
    rows, began = list[Row](), time.monotonic()
    nursery = Nursery(given.lease)
    try:
        with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
            for name in [given.only] if given.only else TRIALS:
                line = progress.add_task(name)
                told = partial(_told, progress, line, name)
                asked = Asked(nursery, given.seed, given.size, given.bug, told)
                rows.append(asyncio.run(TRIALS[name](asked)))
                told(rows[-1].verdict.told())
    finally:
        nursery.close()
    report.show(rows, Console(width=max(150, console.width)))
    report.write(rows, again, REPORT)
    console.print(f"{time.monotonic() - began:.0f} s; written to {REPORT}; again: {again}")
    return 0 if all(row.kept for row in rows) else 1


def _told(progress: Progress, line: TaskID, trial: str, words: str) -> None:
    progress.update(line, description=f"{trial}: {words}")


if __name__ == "__main__":
    sys.exit(main())
