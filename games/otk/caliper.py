"""The vernier caliper, 0.1 mm: ten vernier divisions on nine millimetres. A drawing; it knows no limits."""

from __future__ import annotations

from engine.kits.drawing import GREEN, INK, QUIET, Sheet
from games.otk.shapes import EDGE, METAL, PART, SHADE, answer, hatch

HEIGHT = 640
MM = 58  # points
LEFT, RIGHT = 40, 960
BEAM, MEET, FOOT = 310, 424, 540  # y of the beam's top, of the line where both scales meet, of the slide's foot
BEFORE = 2  # whole millimetres in sight left of the vernier's nought
STEP = 0.9 * MM  # of the vernier, points
SLIDE = "#eef1f3"


def reading(size: int) -> tuple[int, int]:
    """Read a size in µm: the last millimetre mark not right of the vernier's nought, and the line that meets a mark, 0..9."""
    return size // 1000, size % 1000 // 100


def draw_caliper(sheet: Sheet, size: int, hole: bool, told: str = "") -> None:
    """Draw the caliper on a part, and its scales close by; `told` says how they are read and marks where."""
    _whole(sheet, hole)
    first, line = size // 1000 - BEFORE, reading(size)[1]
    nought = LEFT + MM * (size / 1000 - first)
    sheet.rect(LEFT - 20, BEAM, RIGHT - LEFT + 40, MEET - BEAM, fill=METAL, stroke=EDGE)
    sheet.path(
        [(nought - 56, MEET), (nought + 10 * STEP + 70, MEET), (nought + 10 * STEP + 70, FOOT), (nought - 56, FOOT)],
        fill=SLIDE,
        stroke=EDGE,
        wide=2,
        closed=True,
    )
    if told:
        sheet.rect(nought + line * STEP - 15, MEET - 58, 30, 112, fill="#c4e6cd", round=6)
    _beam_scale(sheet, first)
    _vernier(sheet, nought, line if told else None)
    sheet.line(LEFT - 20, MEET, RIGHT + 20, MEET, stroke=EDGE, wide=1)
    if told:
        answer(sheet, 606, told)


def _beam_scale(sheet: Sheet, first: int) -> None:
    for mm in range(first, first + (RIGHT - LEFT) // MM + 1):
        x = LEFT + MM * (mm - first)
        if mm % 10 == 0:
            sheet.words(x, MEET - 66, str(mm), size=36, anchor="middle", bold=True)
        elif mm % 5 == 0:
            sheet.words(x, MEET - 60, str(mm), size=24, anchor="middle", fill=QUIET)
        sheet.line(x, MEET - (54 if mm % 10 == 0 else 46 if mm % 5 == 0 else 34), x, MEET, stroke=INK, wide=3)


def _vernier(sheet: Sheet, nought: float, lit: int | None) -> None:
    for number in range(11):
        x, ink = nought + number * STEP, GREEN if number == lit else INK
        sheet.line(x, MEET, x, MEET + (50 if number % 5 == 0 else 36), stroke=ink, wide=3)
        sheet.words(x, MEET + 84, str(number), size=26, anchor="middle", bold=number % 5 == 0, fill=ink)


def _whole(sheet: Sheet, hole: bool) -> None:
    """Draw the caliper from afar, about a shaft or within a hole; both faces stand where the part ends."""
    fixed, moving, top = 344.0, 436.0, 174.0
    if hole:
        hatch(sheet, fixed - 62, 92, 62, 62)
        hatch(sheet, moving, 92, 62, 62)
    else:
        sheet.circle((fixed + moving) / 2, 254, (moving - fixed) / 2, fill=PART, stroke=EDGE)
        sheet.line(fixed - 8, 254, moving + 8, 254, stroke=QUIET, wide=1)
        sheet.line((fixed + moving) / 2, 208, (fixed + moving) / 2, 298, stroke=QUIET, wide=1)
    sheet.rect(300, top, 460, 30, fill=METAL, stroke=EDGE)
    for place in range(14):
        sheet.line(580 + 12 * place, top + 18, 580 + 12 * place, top + 30, stroke=EDGE, wide=1)
    for face, way in ((fixed, -1), (moving, 1)):
        outer = [(face, top), (face, 280), (face + way * 10, 292), (face + way * 46, top + 34), (face + way * 46, top)]
        sheet.path(outer, fill=SHADE, stroke=EDGE, wide=2, closed=True)
        inner = [(face, top), (face, 98), (face - way * 7, 90), (face - way * 24, top)]
        sheet.path(inner, fill=SHADE, stroke=EDGE, wide=2, closed=True)
    sheet.rect(moving, top - 6, 130, 46, fill=SLIDE, stroke=EDGE, round=4)
