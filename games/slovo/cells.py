"""The pieces of the pictures: cells, the keyboard, stars, bars. Every mark has a colour, a pattern and a sign."""

from __future__ import annotations

from collections.abc import Mapping
from math import cos, pi, sin

from engine.kits.drawing import AMBER, GREEN, GRID, INK, PAPER, QUIET, STEEL, Sheet
from games.slovo.colours import Mark

KEYBOARD = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
KEY, KEY_STEP, ROW_STEP = 52, 60, 66
HATCH, SAND, MIST = "#e3bd6b", "#fbeccb", "#e6e9ec"
HATCH_STEP = 9.0
WAVE = tuple((step / 6, -0.28 * sin(pi * step / 6)) for step in range(-6, 7))  # one wave, -1..1 wide


def draw_cell(sheet: Sheet, x: float, y: float, size: float, letter: str, mark: Mark) -> None:
    """Draw a judged cell: exact is filled with a tick, present hatched with waves, absent pale with a cross."""
    if mark is Mark.EXACT:
        _box(sheet, x, y, size, GREEN, INK, size * 0.055)
    elif mark is Mark.PRESENT:
        sheet.rect(x, y, size, size, fill=SAND)
        _hatch(sheet, x, y, size)
        _box(sheet, x, y, size, "none", AMBER, size * 0.045)
    else:
        _box(sheet, x, y, size, MIST, GRID, 2)
    if letter:
        draw_sign(sheet, x + size * 0.82, y + size * 0.18, size * 0.11, mark)
    else:
        draw_sign(sheet, x + size / 2, y + size / 2, size * 0.24, mark)
    if letter:
        ink = {Mark.EXACT: PAPER, Mark.PRESENT: INK, Mark.ABSENT: QUIET}[mark]
        sheet.words(x + size * 0.46, y + size * 0.76, letter.upper(), size=size * 0.62, fill=ink, anchor="middle", bold=True)


def draw_free(sheet: Sheet, x: float, y: float, size: float, letter: str = "", wide: float = 2, dashed: bool = False) -> None:
    """Draw a cell that is not judged; a dashed one holds an opened letter."""
    if dashed:
        for x1, y1, x2, y2 in ((0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 1), (0, 1, 0, 0)):
            sheet.line(x + x1 * size, y + y1 * size, x + x2 * size, y + y2 * size, stroke=INK, wide=3, dashed=True)
    else:
        _box(sheet, x, y, size, PAPER, INK if letter else STEEL, wide)
    if letter:
        sheet.words(x + size / 2, y + size * 0.72, letter.upper(), size=size * 0.62, anchor="middle", bold=not dashed)


def draw_keys(sheet: Sheet, found: Mapping[str, Mark], x: float, y: float) -> None:
    """Draw the Russian keyboard, each key as its letter is known; 712 points wide, 184 high."""
    for number, row in enumerate(KEYBOARD):
        left = x + (len(KEYBOARD[0]) - len(row)) * KEY_STEP / 2
        for place, letter in enumerate(row):
            if letter in found:
                draw_cell(sheet, left + KEY_STEP * place, y + ROW_STEP * number, KEY, letter, found[letter])
            else:
                draw_free(sheet, left + KEY_STEP * place, y + ROW_STEP * number, KEY, letter)


def draw_star(sheet: Sheet, x: float, y: float, radius: float, fill: str, stroke: str) -> None:
    """Draw a five-pointed star about (x, y)."""
    points = []
    for corner in range(10):
        far, turn = radius if corner % 2 == 0 else radius * 0.4, pi * corner / 5
        points.append((x + far * sin(turn), y - far * cos(turn)))
    sheet.path(points, stroke=stroke, wide=3, fill=fill, closed=True)


def draw_bars(sheet: Sheet, counts: tuple[int, ...], now: int, x: float, y: float, width: float) -> None:
    """Draw how often so many tries were needed, the last bar for what was not found; the present one is filled and has a point."""
    most = max(*counts, 1)
    for row, count in enumerate(counts):
        top = y + 44 * row
        if row + 1 < len(counts):
            sheet.words(x + 12, top + 26, str(row + 1), size=24, anchor="middle")
        else:
            draw_sign(sheet, x + 12, top + 17, 9, Mark.ABSENT)
        long = 14 + (width - 90) * count / most
        sheet.rect(x + 34, top, long, 34, fill=GREEN if row == now else STEEL, stroke=INK)
        sheet.words(x + 44 + long, top + 26, str(count), size=24, bold=row == now)
        if row == now:
            tip = x + 54 + long + 13 * len(str(count))
            sheet.path([(tip, top + 17), (tip + 12, top + 10), (tip + 12, top + 24)], stroke=INK, wide=1, fill=INK, closed=True)


def _box(sheet: Sheet, x: float, y: float, size: float, fill: str, stroke: str, wide: float) -> None:
    sheet.path([(x, y), (x + size, y), (x + size, y + size), (x, y + size)], stroke=stroke, wide=wide, fill=fill, closed=True)


def _hatch(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Draw slanting lines over the square."""
    over = HATCH_STEP
    while over < 2 * size:
        low, high = max(0.0, over - size), min(size, over)
        sheet.line(x + low, y + over - low, x + high, y + over - high, stroke=HATCH, wide=2)
        over += HATCH_STEP


def draw_sign(sheet: Sheet, x: float, y: float, half: float, mark: Mark) -> None:
    """Draw the sign of a mark about (x, y): a tick, two waves or a cross, twice `half` wide."""
    wide = max(2.0, half * 0.34)
    if mark is Mark.EXACT:
        sheet.path([(x - half, y), (x - half * 0.3, y + half * 0.7), (x + half, y - half * 0.8)], stroke=PAPER, wide=wide)
    elif mark is Mark.PRESENT:
        for rise in (-0.45, 0.45):
            sheet.path([(x + half * step, y + half * (rise + bend)) for step, bend in WAVE], stroke=INK, wide=wide)
    else:
        arm = half * 0.8
        for slope in (-1, 1):
            sheet.line(x - arm, y - arm * slope, x + arm, y + arm * slope, stroke=QUIET, wide=wide)
