"""Worlds by seed: whatever goes wrong in them, nothing is lost, nothing counts twice, every chat shows the newest view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest

from tests.simulation.knobs import draw
from tests.simulation.real import on_redis
from tests.simulation.run import play

CHUNK = 20  # worlds in one test
CHUNKS = 10


@pytest.mark.parametrize("first", range(0, CHUNK * CHUNKS, CHUNK))
def test_worlds_keep_every_promise(first: int, record_property: Callable[[str, object], None]) -> None:
    """Workers die and freeze, calls are lost before and after their effect, presses come twice: the players get their due."""
    for seed in range(first, first + CHUNK):
        world = play(seed)
        record_property("worlds", 1)
        for name, count in asdict(world.tally).items():
            record_property(name, count)


@pytest.mark.parametrize("seed", range(6))
def test_the_real_store_plays_the_same_world(redis_url: str, seed: int) -> None:
    """Model and Redis: the same seed gives the same events, commit by commit and screen by screen."""
    knobs = replace(draw(seed), rewind=False)
    assert play(seed, knobs).hash.digest() == play(seed, knobs, on_redis(redis_url)).hash.digest()
