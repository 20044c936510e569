"""Shapes that several instruments are drawn with: arcs, hatching, arrows. Knows points and no game."""

from __future__ import annotations

from math import cos, hypot, pi, sin

from engine.kits.drawing import GREEN, INK, QUIET, Sheet

METAL, SHADE, EDGE, PART, LIT = "#dfe4e8", "#b9c2ca", "#7d8892", "#c9d6df", "#e5f1e8"
WIDTH = 1000  # points, of every picture of the bench
Point = tuple[float, float]


def arc(x: float, y: float, radius: float, first: float, last: float) -> list[Point]:
    """Give points of an arc from one angle to another, degrees clockwise from the top."""
    steps = max(2, round(abs(last - first) / 4))
    angles = [(first + (last - first) * step / steps) * pi / 180 for step in range(steps + 1)]
    return [(x + radius * sin(angle), y - radius * cos(angle)) for angle in angles]


def hatch(sheet: Sheet, x: float, y: float, width: float, height: float, step: float = 16) -> None:
    """Fill a rectangle with the slanting lines that mean cut metal."""
    sheet.rect(x, y, width, height, fill=METAL, stroke=INK)
    start = -height
    while start < width:
        x1, x2 = max(0.0, start), min(width, start + height)
        sheet.line(x + x1, y + height - (x1 - start), x + x2, y + height - (x2 - start), stroke=EDGE, wide=1.5)
        start += step


def axis(sheet: Sheet, x1: float, y1: float, x2: float, y2: float, ink: str, wide: float = 2) -> None:
    """Draw an axis as drawings have it, a chain line: long dashes with a short one between, a long one at both ends."""
    long, gap, short = 30.0, 7.0, 5.0
    length = hypot(x2 - x1, y2 - y1)
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    pairs = max(1, round((length - long) / (long + 2 * gap + short)))
    long = (length - pairs * (2 * gap + short)) / (pairs + 1)
    at = 0.0
    for place in range(2 * pairs + 1):
        end = at + (short if place % 2 else long)
        sheet.line(x1 + dx * at, y1 + dy * at, x1 + dx * end, y1 + dy * end, stroke=ink, wide=wide)
        at = end + gap


def arrow(sheet: Sheet, x: float, y: float, towards: Point, fill: str = INK, size: float = 14) -> None:
    """Draw an arrow's head with its tip at (x, y); `towards` is its direction, one unit long."""
    dx, dy = towards
    back_x, back_y = x - dx * size, y - dy * size
    side = size * 0.32
    sheet.path(
        [(x, y), (back_x - dy * side, back_y + dx * side), (back_x + dy * side, back_y - dx * side)], fill=fill, wide=0, closed=True
    )


def head(sheet: Sheet, left: str, right: str) -> None:
    """Write the line above an instrument."""
    sheet.words(32, 50, left, size=30, bold=True)
    sheet.words(WIDTH - 32, 50, right, size=26, fill=QUIET, anchor="end")


def answer(sheet: Sheet, y: float, said: str) -> None:
    """Write how the instrument was to be read, on a plate of its own."""
    sheet.rect(190, y - 38, 620, 54, fill=LIT, stroke=GREEN, round=10)
    sheet.words(WIDTH / 2, y, said, size=32, bold=True, fill=GREEN, anchor="middle")
