"""What answers are worth: the curve, the row of right answers, stars, the certificate, the sign of haste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kits.quiz.score import LIMIT_S, WORTH, Mark, bonus, certified, normal, stars, suspicious, worth

difficulties = st.sampled_from([1, 2, 3])
moments = st.floats(0, 60)


def _mark(right: bool = True, elapsed: float = 5.0, points: int = 0, difficulty: int = 2) -> Mark:
    return Mark(id="x", topic="safety", difficulty=difficulty, right=right, elapsed=elapsed, points=points)


@pytest.mark.parametrize(
    ("difficulty", "elapsed", "points"),
    [(1, 0.0, 60), (2, 0.49, 80), (3, 0.0, 120), (2, 10.0, 60), (1, 20.0, 30), (3, 20.0, 60), (3, 21.5, 60), (2, 0.5, 79)],
)
def test_the_curve(difficulty: int, elapsed: float, points: int) -> None:
    """Full points under half a second, half of them at the end of the time, never less."""
    assert worth(difficulty, elapsed, helped=False, streak=1) == points


@given(difficulties, moments, moments, st.integers(1, 12))
def test_slower_never_earns_more(difficulty: int, one: float, other: float, streak: int) -> None:
    """Points never grow with the time taken, and a right answer keeps half."""
    fast, slow = (worth(difficulty, elapsed, False, streak) for elapsed in sorted((one, other)))
    assert WORTH[difficulty] // 2 <= slow - bonus(streak) <= fast - bonus(streak) <= WORTH[difficulty]


def test_a_help_takes_half() -> None:
    """With a help the question is worth half; the row of right answers is not touched."""
    assert worth(3, 0.0, helped=True, streak=1) == 60
    assert worth(3, 0.0, helped=True, streak=3) == 70


def test_the_row_earns_from_the_third() -> None:
    """Nothing for two in a row, then ten more each time, fifty at most."""
    assert [bonus(streak) for streak in range(1, 10)] == [0, 0, 10, 20, 30, 40, 50, 50, 50]


@given(st.lists(st.tuples(difficulties, st.booleans(), moments, st.booleans()), min_size=1, max_size=12))
def test_results_lie_between_0_and_1000(answers: list[tuple[int, bool, float, bool]]) -> None:
    """Any play gives 0..1000, and the running score never falls as long as it stands on the whole shift."""
    marks: list[Mark] = []
    shown, streak = [0], 0
    for number, (difficulty, right, elapsed, helped) in enumerate(answers, 1):
        streak = streak + 1 if right else 0
        points = worth(difficulty, elapsed, helped, streak) if right else 0
        marks.append(_mark(right, elapsed, points, difficulty))
        shown.append(normal(marks, [difficulty for difficulty, *_ in answers[number:]]))
    assert shown == sorted(shown)
    assert shown[-1] <= 1000


def test_everything_right_at_once_is_1000() -> None:
    """The best possible shift gives exactly 1000."""
    row = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3]
    marks = [_mark(True, 0.0, worth(difficulty, 0.0, False, n), difficulty) for n, difficulty in enumerate(row, 1)]
    assert normal(marks) == 1000


def test_an_empty_play_is_worth_nothing() -> None:
    """No marks, no points, no division by nought."""
    assert normal([]) == 0


@pytest.mark.parametrize(
    ("right", "asked", "count"), [(5, 12, 0), (6, 12, 1), (9, 12, 2), (11, 12, 3), (2, 5, 0), (3, 5, 1), (5, 5, 3)]
)
def test_stars(right: int, asked: int, count: int) -> None:
    """Stars at 6, 9 and 11 of twelve; at 3, 4 and 5 of five."""
    assert stars(right, asked) == count


@pytest.mark.parametrize("asked", range(1, 13))
def test_a_play_of_any_length_can_earn_every_star(asked: int) -> None:
    """All right is three stars, half right is one, nothing right is none, however few questions a bank has."""
    assert (stars(asked, asked), stars(0, asked)) == (3, 0)
    assert stars((asked + 1) // 2, asked) >= 1
    assert stars((asked - 1) // 2, asked) == 0


def test_the_certificate_is_for_ten_of_a_full_shift() -> None:
    """Ten of twelve earn it; nine do not, and a short shift never does."""
    assert [certified(10, 12), certified(12, 12), certified(9, 12), certified(5, 5)] == [True, True, False, False]


def test_haste_is_noticed_and_honest_speed_is_not() -> None:
    """Twelve right within 40 s with five at a glance stand out; a slower dozen, a wrong one, or a short shift do not."""
    hasty = [_mark(elapsed=0.3)] * 5 + [_mark(elapsed=3.0)] * 7
    assert suspicious(hasty)
    assert not suspicious([_mark(elapsed=0.3)] * 5 + [_mark(elapsed=6.0)] * 7)
    assert not suspicious([*hasty[:-1], _mark(right=False, elapsed=3.0)])
    assert not suspicious([_mark(elapsed=0.3)] * 5)
    assert not suspicious([_mark(elapsed=LIMIT_S / 8)] * 12)
