"""Worlds by seed: whatever goes wrong in them, nothing is lost, nothing counts twice, every chat shows the newest view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest

from engine.store.errors import StoreUnavailable
from engine.store.model import ModelStore
from tests.simulation.knobs import draw, turned
from tests.simulation.real import on_redis
from tests.simulation.run import Broken, command, compared, play

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
    compared(seed, turned(seed, ["rewind=False"]), on_redis(redis_url))


class Moody(ModelStore):
    """A store that is away at the fifth commit."""

    commits = 0

    async def commit(self, *given: Any) -> Any:
        self.commits += 1
        if self.commits == 5:
            raise StoreUnavailable("not now")
        return await super().commit(*given)


def test_stores_that_differ_are_told_by_their_first_event() -> None:
    """With the events before it, and the command that plays this very world again: its seed, its knobs, its store."""
    knobs = replace(draw(3), rewind=False, workers=1, doubled=0.125)
    with pytest.raises(Broken) as broken:
        compared(3, knobs, Moody)
    told = str(broken.value).splitlines()
    assert told[-3].startswith("seed 3 (")
    assert told[-2].startswith("of the other store: ")
    words = told[-1].removeprefix("play it again: python -m tests.simulation ").split()
    assert words[0] == "3"
    assert words[-1] == "--redis"
    assert turned(3, words[2:-1:2]) == knobs
    assert f"play it again: {command(3, draw(3))}" == "play it again: python -m tests.simulation 3"
