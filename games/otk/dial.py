"""The dial indicator, 0.01 mm: a needle that goes right of nought where the part is larger than the block. It knows no limits."""

from __future__ import annotations

from math import cos, radians, sin

from engine.kits.drawing import INK, QUIET, RED, Sheet
from games.otk.shapes import EDGE, METAL, SHADE, answer, arc, arrow

HEIGHT = 700
X, Y = 500, 330  # the needle's axis
FACE, TICKS = 236, 222  # radii, points
DIVISIONS = 100
ANGLE = 360 / DIVISIONS


def reading(off: int) -> int:
    """Read how far a size lies from the block, given in µm: divisions, right of nought is more."""
    return off // 10


def draw_dial(sheet: Sheet, off: int, block: str, told: str = "") -> None:
    """Draw the face; `block` is written on it: what nought stands for; `told` says how it is read and marks where."""
    sheet.rect(X - 28, Y + 240, 56, 66, fill=SHADE, stroke=EDGE)
    sheet.circle(X, Y, FACE + 24, fill=METAL, stroke=EDGE, wide=3)
    sheet.circle(X, Y, FACE, fill="#ffffff", stroke=EDGE)
    lines = reading(off)
    if told and lines:
        swept = arc(X, Y, TICKS - 2, 0, ANGLE * lines)
        back = arc(X, Y, TICKS - 40, ANGLE * lines, 0)
        sheet.path([*swept, *back], fill="#c4e6cd", stroke="none", closed=True)
    _face(sheet)
    for way, sign in ((-1, "−"), (1, "+")):
        around = arc(X, Y, FACE + 54, way * 28, way * 52)
        sheet.path(around, stroke=QUIET, wide=4)
        arrow(sheet, *arc(X, Y, FACE + 54, way * 52, way * 56)[-1], (way * cos(radians(54)), sin(radians(54))), fill=QUIET, size=22)
        sheet.words(X + way * 290, Y - 190, sign, size=60, bold=True, anchor="middle", fill=QUIET)
    sheet.words(X, Y + 78, "0,01" if "," in block else "0.01", size=26, anchor="middle", fill=QUIET)
    sheet.words(X, Y + 112, block, size=26, anchor="middle", bold=True)
    _needle(sheet, ANGLE * lines)
    if told:
        answer(sheet, 672, told)


def _face(sheet: Sheet) -> None:
    for number in range(DIVISIONS):
        angle = radians(ANGLE * number)
        length = 34 if number % 10 == 0 else 26 if number % 5 == 0 else 17
        outer, inner = (X + TICKS * sin(angle), Y - TICKS * cos(angle)), (TICKS - length)
        sheet.line(*outer, X + inner * sin(angle), Y - inner * cos(angle), stroke=INK, wide=4 if number % 10 == 0 else 2)
        if number % 10 == 0:
            said = str(min(number, DIVISIONS - number))
            sheet.words(
                X + (TICKS - 58) * sin(angle), Y - (TICKS - 58) * cos(angle) + 11, said, size=32, bold=True, anchor="middle"
            )


def _needle(sheet: Sheet, degrees: float) -> None:
    angle = radians(degrees)
    ahead, side = (sin(angle), -cos(angle)), (cos(angle), sin(angle))

    def at(along: float, across: float) -> tuple[float, float]:
        return X + along * ahead[0] + across * side[0], Y + along * ahead[1] + across * side[1]

    sheet.path([at(TICKS - 12, 0), at(60, 5), at(-42, 8), at(-42, -8), at(60, -5)], fill=RED, stroke="none", wide=0, closed=True)
    sheet.circle(X, Y, 15, fill=INK)
