"""The pieces of the pictures that no other game has: cells that are free, the keyboard, the bars."""

from __future__ import annotations

from collections.abc import Mapping

from engine.kits.cells import Mark, box, draw_cell, draw_sign
from engine.kits.drawing import GREEN, INK, PAPER, STEEL, Sheet

KEYBOARD = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
KEY, KEY_STEP, ROW_STEP = 52, 60, 66


def draw_free(sheet: Sheet, x: float, y: float, size: float, letter: str = "", wide: float = 2, dashed: bool = False) -> None:
    """Draw a cell that is not judged; a dashed one holds an opened letter."""
    if dashed:
        for x1, y1, x2, y2 in ((0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 1), (0, 1, 0, 0)):
            sheet.line(x + x1 * size, y + y1 * size, x + x2 * size, y + y2 * size, stroke=INK, wide=3, dashed=True)
    else:
        box(sheet, x, y, size, PAPER, INK if letter else STEEL, wide)
    if letter:
        sheet.words(x + size / 2, y + size * 0.72, letter.upper(), size=size * 0.62, anchor="middle", bold=not dashed)


def draw_keys(sheet: Sheet, found: Mapping[str, Mark], x: float, y: float) -> None:
    """Draw the Russian keyboard, each key as its letter is known; 712 points wide, 184 high."""
    for number, row in enumerate(KEYBOARD):
        left = x + (len(KEYBOARD[0]) - len(row)) * KEY_STEP / 2
        for place, letter in enumerate(row):
            if letter in found:
                draw_cell(sheet, left + KEY_STEP * place, y + ROW_STEP * number, KEY, found[letter], letter.upper())
            else:
                draw_free(sheet, left + KEY_STEP * place, y + ROW_STEP * number, KEY, letter)


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
