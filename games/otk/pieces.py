"""What the gallery shows of the game: drawings, every instrument before and after the verdict, the chart, both cards."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from engine import Picture, Seat
from games.otk.parts import Feature, Instrument, Store
from games.otk.picture import card, chart, order, reading
from games.otk.process import PARTS, Batch, Process, machined
from games.otk.score import Call, Score

CALLS = (Call.RIGHT, Call.PASSED, Call.RIGHT, Call.RIGHT, Call.MIXED, Call.RIGHT, Call.REFUSED, Call.RIGHT)


def pieces(seat: Seat) -> Iterator[Picture]:
    """Draw each of them once; a plug in a hole that is too small, good, too large."""
    features = seat.content(Store).features
    for feature in features:
        yield order(seat, feature)
    for (tool, _), feature in {(feature.instrument, feature.kind): feature for feature in reversed(features)}.items():
        if tool is Instrument.PLUG:
            yield from (reading(seat, _holes(feature), place) for place in range(3))
        else:
            batch = machined(feature, feature.levels[-1], Random(1))
            yield from (reading(seat, batch, 2, told) for told in (False, True))
    for daily in (False, True):
        batch = machined(features[0], features[0].levels[-1], Random(1), daily)
        yield card(seat, batch, CALLS, Score(points=650, stars=1))
    yield chart(seat, batch)


def _holes(feature: Feature) -> Batch:
    step = feature.instrument.division
    sizes = (feature.least - step, feature.least + step, feature.most + step)
    return Batch(feature=feature, level=2, daily=False, process=Process.SPREAD, sizes=(*sizes, *sizes[1:2] * (PARTS - 3)))
