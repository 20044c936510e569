"""The run chart: sizes of the batch in their order, between both limits. A drawing; what it means is not its business.

Nothing is told by colour alone: what is good is a disc, what is above a triangle up, what is below a triangle down.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.kits.drawing import BLUE, GREEN, GRID, INK, QUIET, RED, Sheet
from games.otk.parts import Feature, spelled_mm
from games.otk.process import PARTS

FIELD = "#e3efe4"
LINES_MOST = 12


@dataclass(frozen=True, slots=True)
class Box:
    """Where the chart lies, points, and how large its words are."""

    left: float
    top: float
    width: float
    height: float
    size: float

    @property
    def right(self) -> float:
        """Give the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Give the lower edge."""
        return self.top + self.height

    def x(self, place: int) -> float:
        """Place a part, 0..7."""
        return self.left + self.width * (place + 0.5) / PARTS


def draw_chart(sheet: Sheet, box: Box, feature: Feature, sizes: tuple[int, ...], language: str) -> None:
    """Draw the tolerance as a field with both limits, and the points over it."""
    step = feature.instrument.division
    low, high = min(*sizes, feature.least) - step, max(*sizes, feature.most) + step

    def y(size: float) -> float:
        return box.bottom - box.height * (size - low) / (high - low)

    sheet.rect(box.left, y(feature.most), box.width, y(feature.least) - y(feature.most), fill=FIELD)
    every = step * next(n for n in (1, 2, 5, 10) if (high - low) // (n * step) <= LINES_MOST)
    for size in range(low - low % every + every * (low % every > 0), high + 1, every):
        sheet.line(box.left, y(size), box.right, y(size), stroke=GRID, wide=1)
        told = spelled_mm(size, feature.instrument.digits, language)
        sheet.words(box.left - 12, y(size) + box.size / 3, told, size=box.size, fill=QUIET, anchor="end")
    middle = y((feature.most + feature.least) / 2)
    sheet.line(box.left, middle, box.right, middle, stroke=GREEN, wide=2, dashed=True)
    for size, said in ((feature.most, "max"), (feature.least, "min")):
        sheet.line(box.left, y(size), box.right, y(size), stroke=RED, wide=3)
        sheet.words(box.right + 10, y(size) + box.size / 3, said, size=box.size, fill=RED, bold=True)
    sheet.rect(box.left, box.top, box.width, box.height, stroke=INK)
    _points(sheet, box, feature, [y(size) for size in sizes], sizes)


def _points(sheet: Sheet, box: Box, feature: Feature, heights: list[float], sizes: tuple[int, ...]) -> None:
    sheet.path([(box.x(place), y) for place, y in enumerate(heights)], stroke=INK, wide=box.size / 8)
    for place, (y, size) in enumerate(zip(heights, sizes, strict=True)):
        x, arm = box.x(place), box.size * 0.5
        sheet.words(x, box.bottom + box.size * 1.3, str(place + 1), size=box.size, anchor="middle")
        if feature.least <= size <= feature.most:
            sheet.circle(x, y, arm * 0.9, fill=GREEN, stroke=INK, wide=1.5)
            continue
        way = -1 if size > feature.most else 1
        corners = [(x, y + way * arm * 1.2), (x - arm, y - way * arm * 0.7), (x + arm, y - way * arm * 0.7)]
        sheet.path(corners, fill=RED if way < 0 else BLUE, stroke=INK, wide=1.5, closed=True)
