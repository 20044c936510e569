"""The loop of the simulation: virtual time, an order by seed, nothing left to chance."""

from __future__ import annotations

import asyncio

import pytest

from tests.simulation.loop import Deadlock, VirtualLoop
from tests.simulation.run import play


async def _order(marks: list[int]) -> float:
    async def mark(number: int) -> None:
        await asyncio.sleep(0)
        marks.append(number)

    await asyncio.gather(*map(mark, range(20)))
    began = asyncio.get_running_loop().time()
    await asyncio.sleep(86400.0)
    return asyncio.get_running_loop().time() - began


def _marks(seed: int) -> list[int]:
    marks: list[int] = []
    loop = VirtualLoop(seed)
    assert loop.run_until_complete(_order(marks)) == pytest.approx(86400.0)
    loop.close()
    return marks


def test_the_order_is_the_seeds() -> None:
    """A day passes at once; the same seed gives the same order, another seed another one."""
    assert _marks(1) == _marks(1) != _marks(2)
    assert sorted(_marks(3)) == list(range(20))


def test_who_waits_for_ever_is_told() -> None:
    """Nothing ready and nothing scheduled is a deadlock, not a silence."""
    loop = VirtualLoop(0)
    with pytest.raises(Deadlock):
        loop.run_until_complete(loop.create_future())
    loop.close()


@pytest.mark.parametrize("seed", [4, 11, 33])
def test_a_world_repeats_itself(seed: int) -> None:
    """Three plays of one seed: the same events at the same instants, to the last one."""
    assert len({play(seed).hash.hexdigest() for _ in range(3)}) == 1
