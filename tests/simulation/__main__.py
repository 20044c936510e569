"""Play worlds from the command line: `python -m tests.simulation 42`, `python -m tests.simulation 0-500`, `... 42 --bug NAME`."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time

from rich.progress import track

from tests.simulation.bugs import BUGS
from tests.simulation.run import Broken, play


def main() -> int:
    """Play the seeds that were asked for; print what broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", help="a seed, or FIRST-LAST")
    parser.add_argument("--bug", choices=sorted(BUGS), help="plant this bug first")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    broken, began = 0, time.monotonic()
    for seed in track(seeds, "worlds", disable=len(seeds) == 1):
        with BUGS[given.bug]() if given.bug else contextlib.nullcontext():
            try:
                world = play(seed)
            except Broken as wrong:
                broken += 1
                print(wrong)
            else:
                if len(seeds) == 1:
                    print(f"{world.tally}, {world.loop.steps} steps, {world.loop.time():.0f} s, hash {world.hash.hexdigest()}")
    print(f"{len(seeds)} worlds, {broken} broken, {time.monotonic() - began:.1f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
