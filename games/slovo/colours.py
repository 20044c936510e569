"""How a guess is coloured, what it tells of letters, and what a win is worth. Knows no words and no screens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.kits.cells import Mark

TRIES = 6
WORTH = (1000, 850, 700, 550, 400, 250)  # points by the try that won
OBJECT_COST, LETTER_COST = 200, 300  # points that a hint takes
STARS = (1, 400, 700)  # points for one, two and three stars; a win has one at least


def coloured(answer: str, guess: str) -> tuple[Mark, ...]:
    """Colour a guess in two passes: exact letters first, each then used up; of the others as many as the word still has."""
    marks = [Mark.RIGHT if letter == right else Mark.ABSENT for letter, right in zip(guess, answer, strict=True)]
    left = Counter(right for right, mark in zip(answer, marks, strict=True) if mark is not Mark.RIGHT)
    for place, letter in enumerate(guess):
        if marks[place] is not Mark.RIGHT and left[letter]:
            marks[place] = Mark.NEAR
            left[letter] -= 1
    return tuple(marks)


def known(answer: str, guesses: Iterable[str]) -> dict[str, Mark]:
    """Tell the most that the guesses say of each letter that was tried."""
    found: dict[str, Mark] = {}
    for guess in guesses:
        for letter, mark in zip(guess, coloured(answer, guess), strict=True):
            found[letter] = max(mark, found.get(letter, mark))
    return found


def worth(tries: int, helped: bool, opened: bool) -> int:
    """Give the points of a win at this try (1..6), less what the hints took, at least 0."""
    return max(0, WORTH[tries - 1] - OBJECT_COST * helped - LETTER_COST * opened)


def stars(points: int) -> int:
    """Give the stars of a win, 1..3; hints may have taken its points, and one star stays."""
    return max(1, sum(points >= least for least in STARS))
