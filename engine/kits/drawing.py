"""A sheet to draw on: a few shapes and words as SVG, the same look in every game, the same source for the same drawing.

A sheet brings its own paper, so that it reads alike in a light and in a dark chat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Literal

PAPER, INK, QUIET, GRID = "#fbfaf6", "#1d2733", "#66717d", "#d9dde1"
BLUE, GREEN, RED, AMBER, STEEL = "#1f6fb2", "#2c7a4b", "#b3372f", "#b7791f", "#aeb8c2"
Anchor = Literal["start", "middle", "end"]


def spelled(number: float) -> str:
    """Spell a coordinate: at most three digits after the point, no trailing noughts."""
    return f"{number:.3f}".rstrip("0").rstrip(".") if number % 1 else str(int(number))


@dataclass(slots=True)
class Sheet:
    """One drawing of `width` by `height` points; shapes lie over each other in the order they came."""

    width: int = 800
    height: int = 400
    paper: str = PAPER
    parts: list[str] = field(default_factory=list)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        round: float = 0,
        wide: float = 1,
    ) -> Sheet:
        """Draw a rectangle."""
        more = {} if wide == 1 else {"stroke_width": wide}
        return self._shape("rect", x=x, y=y, width=width, height=height, rx=round, fill=fill, stroke=stroke, **more)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, wide: float = 2, dashed: bool = False
    ) -> Sheet:
        """Draw a straight line."""
        more = {"stroke_dasharray": "8 6"} if dashed else {}
        return self._shape("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=wide, **more)

    def path(
        self, points: list[tuple[float, float]], *, stroke: str = INK, wide: float = 3, fill: str = "none", closed: bool = False
    ) -> Sheet:
        """Draw a line through points, or the shape that they close."""
        told = " ".join(f"{spelled(x)},{spelled(y)}" for x, y in points)
        kind = "polygon" if closed else "polyline"
        return self._shape(
            kind, points=told, fill=fill, stroke=stroke, stroke_width=wide, stroke_linejoin="round", stroke_linecap="round"
        )

    def circle(self, x: float, y: float, radius: float, *, fill: str = "none", stroke: str = "none", wide: float = 2) -> Sheet:
        """Draw a circle."""
        return self._shape("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=wide)

    def words(
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: float = 22,
        fill: str = INK,
        anchor: Anchor = "start",
        bold: bool = False,
        turned: float = 0,
    ) -> Sheet:
        """Write words; `y` is their base line, `turned` turns them about (x, y) in degrees."""
        turn = f' transform="rotate({spelled(turned)} {spelled(x)} {spelled(y)})"' if turned else ""
        weight = ' font-weight="700"' if bold else ""
        self.parts.append(
            f'<text x="{spelled(x)}" y="{spelled(y)}" font-family="Source Sans Pro, sans-serif" font-size="{spelled(size)}" '
            f'fill="{fill}" text-anchor="{anchor}"{weight}{turn}>{escape(said)}</text>'
        )
        return self

    def svg(self) -> str:
        """Give the whole drawing."""
        size = f'width="{self.width}" height="{self.height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {self.width} {self.height}">'
        paper = f'<rect {size} fill="{self.paper}"/>'
        return head + paper + "".join(self.parts) + "</svg>"

    def _shape(self, kind: str, **given: str | float) -> Sheet:
        told = " ".join(
            f'{name.replace("_", "-")}="{value if isinstance(value, str) else spelled(value)}"'
            for name, value in given.items()
            if value != ""
        )
        self.parts.append(f"<{kind} {told}/>")
        return self
