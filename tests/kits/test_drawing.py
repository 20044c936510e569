"""A sheet gives the same source for the same drawing, and the rasteriser reads it."""

from __future__ import annotations

from adapters.common.raster import Raster
from engine.core.view import Picture
from engine.kits.drawing import BLUE, Sheet, spelled


def sheet() -> Sheet:
    drawn = Sheet(200, 100).rect(10, 10, 50, 20, fill=BLUE).line(0, 0, 10.5, 20).circle(50, 50, 5)
    return drawn.path([(0, 0), (10, 10.25)]).words(100, 50, "Ø 20 < 21 & «ОТК»", anchor="middle", bold=True, turned=-90)


def test_the_same_drawing_is_the_same_source() -> None:
    """Coordinates are spelled one way only, and words cannot break out of the drawing."""
    assert sheet().svg() == sheet().svg()
    assert "Ø 20 &lt; 21 &amp; «ОТК»" in sheet().svg()
    assert [spelled(number) for number in (1.0, 0.5, 1 / 3, -2.25, 10)] == ["1", "0.5", "0.333", "-2.25", "10"]


def test_a_sheet_can_be_drawn() -> None:
    """Every shape of the kit is read by the rasteriser."""
    assert (Raster({})(Picture("лист", svg=sheet().svg()), "toy") or b"").startswith(b"\x89PNG")
