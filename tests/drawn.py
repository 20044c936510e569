"""Looks at a drawing as data: what stands in it, and what would stick out of its sheet."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from engine.core.view import Picture

NS = "{http://www.w3.org/2000/svg}"
NO_GLYPH = set("✕✓≈★☆◂·")  # the signs are drawn: the font has no such glyphs, or one too small to see


def drawn(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)  # noqa: S314  # our own drawing


def size_of(picture: Picture) -> tuple[int, int]:
    svg = drawn(picture)
    return int(svg.attrib["width"]), int(svg.attrib["height"])


def words_of(picture: Picture) -> list[str]:
    """List what is written, in the order it was drawn."""
    return [element.text or "" for element in drawn(picture).iter(f"{NS}text")]


def strays(picture: Picture) -> Iterator[str]:
    """Name every point outside of the sheet, every word that would run out of it, every sign that the font does not have."""
    width, height = size_of(picture)
    for element in drawn(picture).iter():
        for pair in element.attrib.get("points", "").split():
            x, y = map(float, pair.split(","))
            if not (0 <= x <= width and 0 <= y <= height):
                yield f"point {pair}"
        if element.tag == f"{NS}text":
            said, size = element.text or "", float(element.attrib["font-size"])
            reach = len(said) * size * 0.5
            left = float(element.attrib["x"]) - {"start": 0.0, "middle": reach / 2, "end": reach}[element.attrib["text-anchor"]]
            if set(said) & NO_GLYPH or left < 0 or left + reach > width or not 0 < float(element.attrib["y"]) <= height:
                yield f"words «{said}» at {left:.0f}, {element.attrib['y']}"
