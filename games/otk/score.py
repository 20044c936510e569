"""What a shift at the bench is worth: points 0..1000 and stars. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from engine import Value
from games.otk.parts import Verdict

TREND = 200  # for naming what is wrong with the machine
STARS = (500, 750, 950)


class Call(StrEnum):
    """How a verdict met the truth."""

    RIGHT = "right"
    PASSED = "passed"  # a bad part went to the customer
    REFUSED = "refused"  # a good part was turned away
    MIXED = "mixed"  # a bad part was stopped, under the wrong name
    LATE = "late"  # nothing was said


POINTS = {Call.RIGHT: 100, Call.PASSED: -150, Call.REFUSED: -60, Call.MIXED: 0, Call.LATE: 0}


class Score(Value):
    """The points of a whole batch."""

    points: int  # 0..1000
    stars: int  # 0..3


def called(truth: Verdict, said: Verdict | None) -> Call:
    """Compare a verdict (None: nothing was said in time) with the truth."""
    if said is None:
        return Call.LATE
    if said is truth:
        return Call.RIGHT
    if said is Verdict.GOOD:
        return Call.PASSED
    return Call.REFUSED if truth is Verdict.GOOD else Call.MIXED


def total(calls: Sequence[Call], trend: bool = False) -> int:
    """Add up; it may be below nought on the way."""
    return sum(POINTS[call] for call in calls) + TREND * trend


def scored(calls: Sequence[Call], trend: bool) -> Score:
    """Reckon the batch; the end is never below nought."""
    points = max(0, total(calls, trend))
    return Score(points=points, stars=sum(points >= least for least in STARS))
