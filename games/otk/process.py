"""How a machine goes wrong, and eight sizes from it: the process model of a batch. Chance is given to it; it knows no screen."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from random import Random
from statistics import mean

from engine import Value
from games.otk.parts import Feature, Instrument, Kind, Verdict

PARTS = 8
TRIES_MOST = 600  # the least lucky of thousands took under 60
STRICT = 3  # the level where a size may lie on the very limit


class Process(StrEnum):
    """What is wrong with the machine."""

    SHIFT = "shift"  # the setting has slipped: all sizes lie to one side
    DRIFT = "drift"  # the tool wears: each part leaves a little more metal
    SPREAD = "spread"  # the fixture is loose: sizes jump to both sides


class Batch(Value):
    """Eight parts from one machine. The feature is kept whole, so that an edit of the file changes no game that runs."""

    feature: Feature
    level: int  # 1..3
    daily: bool  # everybody has the same one today
    process: Process
    sizes: tuple[int, ...]  # µm, whole divisions

    def verdict(self, place: int) -> Verdict:
        """Tell what is true of a part, 0..7."""
        return self.feature.verdict(self.sizes[place])


def machined(feature: Feature, level: int, random: Random, daily: bool = False) -> Batch:
    """Make a batch with good and bad parts, whose chart shows its fault to a careful eye."""
    process = random.choice(list(Process))
    for _ in range(TRIES_MOST):
        sizes = _drawn(feature, level, process, random)
        batch = Batch(feature=feature, level=level, daily=daily, process=process, sizes=sizes)
        if _mixed(batch) and clear(batch):
            break
    return batch


def offsets(batch: Batch) -> tuple[float, ...]:
    """Give the sizes from the middle of the tolerance, in halves of it: -1 and 1 are the limits."""
    feature = batch.feature
    middle, half = (feature.most + feature.least) / 2, (feature.most - feature.least) / 2
    return tuple((size - middle) / half for size in batch.sizes)


def clear(batch: Batch) -> bool:
    """Tell whether the chart shows this fault and no other."""
    at = offsets(batch)
    crossings = sum(one * next < 0 for one, next in pairwise(at))
    wide, climb = max(at) - min(at), slope(at) * (PARTS - 1)
    if batch.process is Process.SHIFT:
        return min(map(abs, at)) > 0.25 and crossings == 0 and wide <= 1.0 and abs(climb) <= 0.4
    if batch.process is Process.DRIFT:
        steady = max(abs(y - mean(at) - slope(at) * (x - (PARTS - 1) / 2)) for x, y in enumerate(at)) <= 0.4
        return abs(climb) >= 1.5 and steady and crossings <= 2
    return crossings >= 4 and wide >= 2.0 and abs(climb) <= 0.7 and abs(mean(at)) <= 0.4


def slope(at: tuple[float, ...]) -> float:
    """Give the slope of the straight line that fits best, per part."""
    middle = (len(at) - 1) / 2
    return sum((x - middle) * y for x, y in enumerate(at)) / sum((x - middle) ** 2 for x in range(len(at)))


def _drawn(feature: Feature, level: int, process: Process, random: Random) -> tuple[int, ...]:
    step = feature.instrument.division
    middle, half = (feature.most + feature.least) / 2, (feature.most - feature.least) / 2
    wanted = [middle + half * off for off in _offsets(feature.kind, process, random)]
    sizes = [round(size / step) * step for size in wanted]
    if level < STRICT or feature.instrument is Instrument.PLUG:
        limits = (feature.least, feature.most)
        sizes = [size + random.choice((-step, step)) if size in limits else size for size in sizes]
    return tuple(sizes)


def _offsets(kind: Kind, process: Process, random: Random) -> list[float]:
    if process is Process.SHIFT:
        centre = random.choice((-1, 1)) * random.uniform(0.7, 1.1)
        return [centre + random.uniform(-0.45, 0.45) for _ in range(PARTS)]
    if process is Process.DRIFT:  # a worn edge leaves metal: shafts grow, holes shrink
        first, last = random.uniform(-0.8, -0.3), random.uniform(1.3, 1.8)
        grown = [first + (last - first) * place / (PARTS - 1) + random.uniform(-0.2, 0.2) for place in range(PARTS)]
        return grown if kind is Kind.SHAFT else [-off for off in grown]
    return [random.choice((-1, 1)) * random.uniform(0.2, 1.7) for _ in range(PARTS)]


def _mixed(batch: Batch) -> bool:
    feature = batch.feature
    verdicts = [batch.verdict(place) for place in range(PARTS)]
    good = verdicts.count(Verdict.GOOD)
    both = {Verdict.REWORK, Verdict.SCRAP} <= set(verdicts)
    on_limit = feature.least in batch.sizes or feature.most in batch.sizes
    strict = batch.level == STRICT and feature.instrument is not Instrument.PLUG
    return 3 <= good <= 6 and (both or batch.process is not Process.SPREAD) and (on_limit or not strict)
