"""A grid of cells: each mark is told from the others by its shape and its sign, never by its colour alone."""

from __future__ import annotations

import pytest

from engine.core.view import Picture
from engine.kits.cells import SIGNS, SQUARES, Mark, draw_cell, draw_row, judged, squares, strip
from engine.kits.drawing import Sheet
from tests.drawn import drawn, strays, words_of

ALIKE = {Mark.ABSENT, Mark.WRONG}  # both are crosses: no game has both


def shape(mark: Mark) -> tuple[tuple[str, str], ...]:
    sheet = Sheet(100, 100)
    draw_cell(sheet, 0, 0, 100, mark)
    return tuple((element.tag, element.attrib.get("points", "")) for element in drawn(Picture("x", svg=sheet.svg())))


def test_the_marks_differ_without_colour() -> None:
    """A tick, hatching with waves, a cross, a dash: all colours taken away, the drawings differ, and so do the signs."""
    for one in Mark:
        for other in Mark:
            if one is not other and {one, other} != ALIKE:
                assert shape(one) != shape(other), (one, other)
                assert SIGNS[one] != SIGNS[other]
    assert len(set(SQUARES.values())) == len(Mark)


def test_answers_are_told_in_signs() -> None:
    """What has not come yet is open, not wrong."""
    assert strip(judged([True, False, True], 5)) == "✓✕✓··"
    assert squares((Mark.RIGHT, Mark.NEAR, Mark.ABSENT)) == "🟩🟨⬜ ✓≈✕"
    assert judged([], 0) == ()


@pytest.mark.parametrize("said", ["", "1", "12", "Щ", "1000"])
@pytest.mark.parametrize("under", ["", "+20", "+1000"])
def test_a_cell_keeps_its_words_within(said: str, under: str) -> None:
    """A row of cells as wide as its sheet: no word and no sign leaves it, whatever stands in the cells."""
    sheet = Sheet(490, 90)
    draw_row(sheet, 0, 0, 90, list(Mark), [said] * 5, [under] * 5)
    picture = Picture("x", svg=sheet.svg())
    assert list(strays(picture)) == []
    assert words_of(picture) == [said or under] * 5 if said or under else words_of(picture) == []
