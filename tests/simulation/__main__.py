"""Play worlds from the command line.

python -m tests.simulation 42
python -m tests.simulation 0-500
python -m tests.simulation 42 --bug naive-sender
python -m tests.simulation 42 --redis --knob rewind=False
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import track

from engine.store.server import EmbeddedRedis
from tests.simulation.bugs import BUGS
from tests.simulation.knobs import Knobs, turned
from tests.simulation.real import on_redis
from tests.simulation.run import Broken, compared, play
from tests.simulation.world import World


def played(seed: int, knobs: Knobs, redis: bool) -> World:
    """Play a world; on a server of its own, if that is asked for, and compared with the model."""
    if not redis:
        return play(seed, knobs)
    with TemporaryDirectory() as folder, EmbeddedRedis(Path(folder), appendfsync="no") as server:
        return compared(seed, knobs, on_redis(server.url))


def main() -> int:
    """Play the seeds that were asked for; print what broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", help="a seed, or FIRST-LAST")
    parser.add_argument("--bug", choices=sorted(BUGS), help="plant this bug first")
    parser.add_argument("--knob", action="append", default=[], metavar="NAME=VALUE", help="turn a knob, as in knobs.py")
    parser.add_argument("--redis", action="store_true", help="play on a real Redis too, and compare event by event")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    broken, began = 0, time.monotonic()
    for seed in track(seeds, "worlds", disable=len(seeds) == 1):
        with BUGS[given.bug]() if given.bug else contextlib.nullcontext():
            try:
                world = played(seed, turned(seed, given.knob), given.redis)
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
