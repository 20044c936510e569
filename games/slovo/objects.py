"""Objects drawn by a few lines of text each, on 100 by 100 points: `circle 50 50 30 steel`, `shape 10,20 90,20 50,80 amber`.

Words of a line: what is drawn, its points, and last the colour that fills it, if any.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.kits.drawing import AMBER, BLUE, GREEN, INK, PAPER, QUIET, RED, STEEL, Sheet

FILLS = {
    "steel": STEEL,
    "ink": INK,
    "paper": PAPER,
    "blue": BLUE,
    "green": GREEN,
    "red": RED,
    "amber": AMBER,
    "quiet": QUIET,
}
NUMBERS = {"circle": 3, "rect": 4, "line": 4}  # how many follow; a path or a shape takes pairs, as many as there are
WIDE = 3.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line of a drawing, read."""

    kind: str
    numbers: tuple[float, ...]
    fill: str


def read_stroke(line: str) -> Stroke:
    """Read one line.

    Raises ValueError: saying what is wrong with it and how to mend it.
    """
    kind, *rest = line.split()
    fill = rest.pop() if rest and rest[-1].isalpha() else ""
    if fill and fill not in FILLS:
        raise ValueError(f"«{line}»: there is no colour {fill}; give one of {', '.join(FILLS)}")
    if kind not in (*NUMBERS, "path", "shape"):
        raise ValueError(f"«{line}»: there is no {kind}; draw a circle, rect, line, path or shape")
    try:
        numbers = tuple(float(number) for number in " ".join(rest).replace(",", " ").split())
    except ValueError:
        raise ValueError(f"«{line}»: between {kind} and the colour stand numbers alone; correct it") from None
    if kind in NUMBERS and len(numbers) != NUMBERS[kind]:
        raise ValueError(f"«{line}»: a {kind} takes {NUMBERS[kind]} numbers, here are {len(numbers)}")
    if kind not in NUMBERS and (len(numbers) % 2 or len(numbers) < 4):
        raise ValueError(f"«{line}»: a {kind} takes two or more points x,y")
    if not all(0 <= number <= 100 for number in numbers):
        raise ValueError(f"«{line}»: a number lies outside 0..100; the sheet is 100 by 100")
    return Stroke(kind, numbers, fill)


def draw_object(sheet: Sheet, lines: Iterable[str], x: float, y: float, size: float) -> None:
    """Draw an object into a square of `size` points whose upper left corner is at (x, y)."""
    scale = size / 100
    for stroke in map(read_stroke, lines):
        fill = FILLS.get(stroke.fill, "none")
        given = stroke.numbers
        wide = WIDE * max(1.0, scale * 0.7)
        if stroke.kind == "circle":
            sheet.circle(x + given[0] * scale, y + given[1] * scale, given[2] * scale, fill=fill, stroke=INK, wide=wide)
            continue
        if stroke.kind == "rect":
            left, top, width, height = given
            given = (left, top, left + width, top, left + width, top + height, left, top + height)
        points = [(x + a * scale, y + b * scale) for a, b in zip(given[::2], given[1::2], strict=True)]
        sheet.path(points, stroke=INK, wide=wide, fill=fill, closed=stroke.kind in ("rect", "shape"))
