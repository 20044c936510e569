"""What an answer is worth. Pure. The curve is Kahoot's: half of the points melts away with the time."""

from __future__ import annotations

from collections.abc import Sequence

from engine.core.state import Value

LIMIT_S = 20.0
FULL_UNDER_S = 0.5
WORTH = {1: 60, 2: 80, 3: 120}  # by difficulty
STREAK_FROM = 3  # the third right answer in a row is the first that earns more
STREAK_STEP, STREAK_MOST = 10, 50
FULL_LENGTH = 12
STARS = (6, 9, 11)  # right answers of the full twelve; of fewer questions the same share, rounded up
CERTIFICATE = 10  # right answers of the full twelve
TOO_QUICK_S, TOO_QUICK_TIMES, TOO_QUICK_ALL_S = 0.7, 5, 40.0


class Mark(Value):
    """One question as it was answered."""

    id: str
    topic: str
    difficulty: int
    right: bool
    elapsed: float  # seconds, after grace
    points: int
    silent: bool = False  # the time ran out


def worth(difficulty: int, elapsed: float, helped: bool, streak: int) -> int:
    """Count a right answer: `P * (1 - t/T/2)`, half of it with a help, more from the third in a row."""
    share = 1.0 if elapsed < FULL_UNDER_S else 1.0 - min(elapsed, LIMIT_S) / LIMIT_S / 2
    base = WORTH[difficulty] * share * (0.5 if helped else 1.0)
    return round(base) + bonus(streak)


def bonus(streak: int) -> int:
    """Add ten for each right answer from the third in a row, fifty at most."""
    return min(STREAK_MOST, STREAK_STEP * max(0, streak - STREAK_FROM + 1))


def normal(marks: Sequence[Mark], ahead: Sequence[int] = ()) -> int:
    """Bring the points of a play to 0..1000; `ahead` are the difficulties of the questions that have no mark yet."""
    difficulties = [*(mark.difficulty for mark in marks), *ahead]
    best = sum(WORTH[difficulty] + bonus(n) for n, difficulty in enumerate(difficulties, 1))
    return round(1000 * sum(mark.points for mark in marks) / best) if best else 0


def stars(right: int, asked: int) -> int:
    """Count the stars: 6, 9 and 11 of twelve, 3, 4 and 5 of five, all for a play without a miss; `asked` is its whole length."""
    return sum(right * FULL_LENGTH >= least * asked for least in STARS)


def certified(right: int, asked: int) -> bool:
    """Tell whether a full shift earns the certificate."""
    return asked == FULL_LENGTH and right >= CERTIFICATE


def suspicious(marks: Sequence[Mark]) -> bool:
    """Tell a play that nobody can have thought about: five answers under 0.7 s, and all right within 40 s."""
    quick = sum(mark.elapsed < TOO_QUICK_S for mark in marks)
    perfect = len(marks) >= FULL_LENGTH and all(mark.right for mark in marks)
    return quick >= TOO_QUICK_TIMES and perfect and sum(mark.elapsed for mark in marks) <= TOO_QUICK_ALL_S
