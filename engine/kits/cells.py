"""A grid of cells, each judged: drawn, and told in signs. Knows no game; a mark has a colour, a pattern and a sign of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import pi, sin

from engine.kits.drawing import AMBER, GREEN, GRID, INK, PAPER, QUIET, RED, STEEL, Sheet

SAND, HATCH, MIST, ROSE = "#fbeccb", "#e3bd6b", "#e6e9ec", "#f7e6e4"
HATCH_STEP = 9.0
WAVE = tuple((step / 6, -0.28 * sin(pi * step / 6)) for step in range(-6, 7))  # one wave, -1..1 wide


class Mark(IntEnum):
    """What is known of a cell; the greater one says more."""

    OPEN = 0  # it has not been judged
    ABSENT = 1  # it is not there: no fault, only so
    WRONG = 2
    NEAR = 3  # something of it is right
    RIGHT = 4


SIGNS = {Mark.OPEN: "·", Mark.ABSENT: "✕", Mark.WRONG: "✕", Mark.NEAR: "≈", Mark.RIGHT: "✓"}
SQUARES = {Mark.OPEN: "▫️", Mark.ABSENT: "⬜", Mark.WRONG: "🟥", Mark.NEAR: "🟨", Mark.RIGHT: "🟩"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a mark is drawn: filling, edge, what is written on it, its sign."""

    fill: str
    edge: str
    wide: float  # of the edge, share of the cell
    ink: str
    sign: str


LOOKS = {
    Mark.OPEN: Look(PAPER, STEEL, 0.02, QUIET, STEEL),
    Mark.ABSENT: Look(MIST, GRID, 0.024, QUIET, QUIET),
    Mark.WRONG: Look(ROSE, RED, 0.035, INK, RED),
    Mark.NEAR: Look(SAND, AMBER, 0.045, INK, INK),
    Mark.RIGHT: Look(GREEN, INK, 0.055, PAPER, PAPER),
}


def judged(rights: Iterable[bool], length: int = 0) -> tuple[Mark, ...]:
    """Mark answers as right or wrong; up to `length` what has not come yet is open."""
    marks = tuple(Mark.RIGHT if right else Mark.WRONG for right in rights)
    return marks + (Mark.OPEN,) * (length - len(marks))


def strip(marks: Iterable[Mark]) -> str:
    """Write a row in signs, which need no colour: «✓✓✕·»."""
    return "".join(SIGNS[mark] for mark in marks)


def squares(marks: Iterable[Mark]) -> str:
    """Write a row to be shown to anybody: coloured squares, then the same in signs, «🟩🟨⬜ ✓≈✕»."""
    row = tuple(marks)
    return "".join(SQUARES[mark] for mark in row) + " " + strip(row)


def draw_cell(sheet: Sheet, x: float, y: float, size: float, mark: Mark, said: str = "", under: str = "") -> None:
    """Draw a cell as it is judged: what is `said` stands large, its sign in the corner; else the sign, with a word `under` it."""
    look = LOOKS[mark]
    if mark is Mark.NEAR:
        sheet.rect(x, y, size, size, fill=look.fill)
        _hatch(sheet, x, y, size)
    box(sheet, x, y, size, "none" if mark is Mark.NEAR else look.fill, look.edge, size * look.wide)
    middle = x + size / 2
    if said:
        high = _fitting(said, size, 0.62)
        sheet.words(middle - size * 0.04, y + size * 0.76, said, size=high, fill=look.ink, anchor="middle", bold=True)
        draw_sign(sheet, x + size * 0.82, y + size * 0.18, size * 0.11, mark)
    elif under:
        draw_sign(sheet, middle, y + size * 0.36, size * 0.2, mark)
        high = _fitting(under, size, 0.27)
        sheet.words(middle, y + size * 0.88, under, size=high, fill=look.ink, anchor="middle", bold=True)
    else:
        draw_sign(sheet, middle, y + size / 2, size * 0.24, mark)


def draw_row(
    sheet: Sheet, x: float, y: float, size: float, marks: Iterable[Mark], said: Iterable[str] = (), under: Iterable[str] = ()
) -> None:
    """Draw cells side by side, a ninth of their size apart; `said` and `under`: a word for each, or none at all."""
    words, feet = tuple(said), tuple(under)
    for place, mark in enumerate(marks):
        word, foot = words[place] if words else "", feet[place] if feet else ""
        draw_cell(sheet, x + step_of(size) * place, y, size, mark, word, foot)


def step_of(size: float) -> float:
    """Give how far one cell of a row lies from the next."""
    return size * 10 / 9


def draw_sign(sheet: Sheet, x: float, y: float, half: float, mark: Mark) -> None:
    """Draw the sign of a mark about (x, y), twice `half` wide: a tick, two waves, a cross, a dash for what is open."""
    ink, wide = LOOKS[mark].sign, max(2.0, half * 0.34)
    if mark is Mark.RIGHT:
        sheet.path([(x - half, y), (x - half * 0.3, y + half * 0.7), (x + half, y - half * 0.8)], stroke=ink, wide=wide)
    elif mark is Mark.NEAR:
        for rise in (-0.45, 0.45):
            sheet.path([(x + half * step, y + half * (rise + bend)) for step, bend in WAVE], stroke=ink, wide=wide)
    elif mark is Mark.OPEN:
        sheet.line(x - half * 0.7, y, x + half * 0.7, y, stroke=ink, wide=wide)
    else:
        arm = half * 0.8
        for slope in (-1, 1):
            sheet.line(x - arm, y - arm * slope, x + arm, y + arm * slope, stroke=ink, wide=wide)


def box(sheet: Sheet, x: float, y: float, size: float, fill: str, stroke: str, wide: float) -> None:
    """Draw a square with sharp corners."""
    sheet.path([(x, y), (x + size, y), (x + size, y + size), (x, y + size)], stroke=stroke, wide=wide, fill=fill, closed=True)


def _fitting(said: str, size: float, share: float) -> float:
    """Give the size of words that stay within a cell."""
    return min(size * share, size * 1.35 / len(said))


def _hatch(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Draw slanting lines over the square."""
    over = HATCH_STEP
    while over < 2 * size:
        low, high = max(0.0, over - size), min(size, over)
        sheet.line(x + low, y + over - low, x + high, y + over - high, stroke=HATCH, wide=2)
        over += HATCH_STEP
