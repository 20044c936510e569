"""The micrometer, 0.01 mm: half millimetres on the sleeve, fifty divisions on the thimble. A drawing; it knows no limits."""

from __future__ import annotations

from math import cos, radians, sin

from engine.kits.drawing import GREEN, INK, Sheet
from games.otk.shapes import EDGE, METAL, PART, SHADE, WIDTH, answer

HEIGHT = 640
MM = 46  # points
AXIS = 320  # y of the sleeve's long line
LEFT, EDGE_MIDDLE = 130, 580  # x of the sleeve's beginning, of the thimble's edge at most half a turn off
SLEEVE, THIMBLE = 118, 196  # half of their widths, points
TURN = 500  # µm of one turn
LINES = 50
SEEN = 9  # thimble lines in sight either way
ANGLE = 360 / LINES


def reading(size: int) -> tuple[int, int]:
    """Read a size in µm: the last half millimetre that is bare on the sleeve (in halves), and the thimble's line, 0..49."""
    return size // TURN, size % TURN // 10


def draw_micrometer(sheet: Sheet, size: int, told: str = "") -> None:
    """Draw sleeve and thimble close by; `told` says how they are read and marks where."""
    halves, line = reading(size)
    edge = EDGE_MIDDLE + MM * (size % TURN) / 1000
    _frame_and_sleeve(sheet, edge)
    bare = [half for half in range(halves + 1) if _mark(size, half, edge) > LEFT + 12]
    for half in bare:
        if half % 10 == 0 and _mark(size, half, edge) < edge - 22:  # else the thimble lies over half of its figure
            sheet.words(_mark(size, half, edge), AXIS - 68, str(half // 2), size=32, anchor="middle", bold=True)
    _thimble(sheet, edge)
    sheet.line(LEFT, AXIS, edge, AXIS, stroke=INK, wide=3)
    for half in bare:
        _sleeve_mark(sheet, _mark(size, half, edge), half, GREEN if told and half == halves else INK)
    _thimble_scale(sheet, edge, line, bool(told))
    if told:
        answer(sheet, 606, told)


def _mark(size: int, half: int, edge: float) -> float:
    """Place a mark of the sleeve, counted in half millimetres: the thimble's edge stands at the size."""
    return edge - MM * (size - half * TURN) / 1000


def _frame_and_sleeve(sheet: Sheet, edge: float) -> None:
    sheet.path([(0, 180), (70, 180), (100, 210), (100, 430), (70, 460), (0, 460)], fill=SHADE, stroke=EDGE, wide=2, closed=True)
    sheet.rect(100, AXIS - 90, 40, 180, fill=PART, stroke=EDGE)
    sheet.rect(LEFT, AXIS - SLEEVE, edge - LEFT + 20, 2 * SLEEVE, fill=METAL, stroke=EDGE)


def _thimble(sheet: Sheet, edge: float) -> None:
    grip = edge + 190
    sheet.rect(edge, AXIS - THIMBLE, WIDTH - edge, 2 * THIMBLE, fill="#eef1f3", stroke=EDGE)
    sheet.rect(grip, AXIS - THIMBLE, WIDTH - grip, 2 * THIMBLE, fill=SHADE, stroke=EDGE)
    for place in range(13):
        y = AXIS - THIMBLE * cos(radians(180 * (place + 0.5) / 13))
        sheet.line(grip, y, WIDTH, y, stroke=EDGE, wide=2)


def _sleeve_mark(sheet: Sheet, x: float, half: int, ink: str) -> None:
    """Draw a whole millimetre above the long line, a half below it."""
    if half % 2:
        sheet.line(x, AXIS, x, AXIS + 40, stroke=ink, wide=3)
    else:
        sheet.line(x, AXIS - (56 if half % 10 == 0 else 40), x, AXIS, stroke=ink, wide=3)


def _thimble_scale(sheet: Sheet, edge: float, line: int, lit: bool) -> None:
    """Draw the lines as they lie on a round thimble: crowded towards its sides; figures grow upwards."""
    for off in range(-SEEN, SEEN + 1):
        number = (line + off) % LINES
        y = AXIS - THIMBLE * sin(radians(ANGLE * off))
        ink = GREEN if lit and off == 0 else INK
        sheet.line(edge, y, edge + (84 if number % 5 == 0 else 50), y, stroke=ink, wide=3)
        if number % 5 == 0:
            sheet.words(edge + 104, y + 11, str(number), size=34 if abs(off) < 7 else 26, bold=True, fill=ink)
        elif lit and off == 0:
            sheet.words(edge + 66, y + 8, str(number), size=24, bold=True, fill=GREEN)
