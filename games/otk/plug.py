"""The plug gauge: does the go side enter, is the no-go side stopped? A drawing; it is told what happens, and no verdict."""

from __future__ import annotations

from engine.kits.drawing import INK, QUIET, RED, Sheet
from games.otk.shapes import EDGE, METAL, PART, SHADE, arrow, axis, hatch

HEIGHT = 640
MIDDLES = (270, 730)  # x of both trials
TOP, FOOT = 330, 540  # y of the part's upper face and of its lower one
HOLE = 132  # width, points; what does not enter is drawn so much wider, more than life
TIGHT, LOOSE = 18, 4
LONG, SHORT = 150, 96  # of the go and of the no-go side
IN = 170  # how far down a side goes that enters


def draw_plug(sheet: Sheet, enters: tuple[bool, bool], names: tuple[str, str], sizes: tuple[str, str]) -> None:
    """Draw both trials in section: the go side (left) and the no-go side (right)."""
    for place, x in enumerate(MIDDLES):
        length = (LONG, SHORT)[place]
        width = HOLE - LOOSE if enters[place] else HOLE + TIGHT
        foot = TOP + IN if enters[place] else TOP
        sheet.rect(x - HOLE / 2, TOP, HOLE, FOOT - TOP, fill="#ffffff")
        _gauge(sheet, x, foot, width, length, red=place == 1)
        for left in (x - HOLE / 2 - 110, x + HOLE / 2):
            hatch(sheet, left, TOP, 110, FOOT - TOP)
        axis(sheet, x, 72, x, FOOT + 24, QUIET, wide=1.5)
        sheet.words(x - 96, 120, names[place], size=44, bold=True, anchor="end", fill=RED if place else INK)
        sheet.words(x + 96, 116, sizes[place], size=30)
        arrow(sheet, x + 120, 196, (0, 1), fill=QUIET, size=22)
        sheet.line(x + 120, 142, x + 120, 178, stroke=QUIET, wide=3)


def _gauge(sheet: Sheet, x: float, foot: float, width: float, length: float, red: bool) -> None:
    """Draw a handle and its measuring side; the no-go side bears a red ring, as gauges do."""
    top = foot - length
    sheet.rect(x - 44, 84, 88, top - 84, fill=SHADE, stroke=EDGE)
    for place in range(1, 8):
        sheet.line(x - 44 + 11 * place, 92, x - 44 + 11 * place, top - 26, stroke=EDGE, wide=1)
    if red:
        sheet.rect(x - 44, top - 22, 88, 12, fill=RED)
    sheet.rect(x - width / 2, top, width, length, fill=PART, stroke=INK, round=3)
    sheet.line(x - width / 2 + 12, top + 8, x - width / 2 + 12, foot - 8, stroke=METAL, wide=6)
