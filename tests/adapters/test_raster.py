"""Pictures are drawn, without a browser and without the machine's fonts."""

from __future__ import annotations

import platform
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from adapters.common.raster import Raster
from engine.core.errors import AuthorError
from engine.core.view import Picture

PAPER = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><rect width="200" height="60" fill="#fff"/>{}</svg>'


def words(said: str) -> Picture:
    return Picture("слова", svg=PAPER.format(f'<text x="8" y="40" font-size="30" font-family="sans-serif">{said}</text>'))


def dark(png: bytes) -> int:
    """Count the dark pixels of an 8-bit RGBA PNG: enough to see that something was drawn."""
    width, height = struct.unpack(">II", png[16:24])
    rest, packed = png[8:], b""
    while rest:
        (length,) = struct.unpack(">I", rest[:4])
        packed += rest[8 : 8 + length] if rest[4:8] == b"IDAT" else b""
        rest = rest[12 + length :]
    rows = zlib.decompress(packed)
    assert len(rows) == height * (1 + 4 * width)
    return sum(byte != 0 for row in range(height) for byte in rows[row * (1 + 4 * width) + 1 : (row + 1) * (1 + 4 * width)])


def test_the_same_drawing_gives_the_same_bytes() -> None:
    """Two rasterisers, one drawing, equal bytes; a PNG of the drawing's own size."""
    first, second = Raster({})(words("Смена"), "toy"), Raster({})(words("Смена"), "toy")
    assert first == second is not None
    assert first is not None
    assert struct.unpack(">II", first[16:24]) == (200, 60)


def test_cyrillic_is_drawn_in_its_own_shapes() -> None:
    """Russian words have ink, and different words have different ink: no boxes for missing letters."""
    raster = Raster({})
    empty, one, other = (raster(words(said), "toy") or b"" for said in ("", "Ж", "Щ"))
    assert dark(one) > dark(empty)
    assert one != other


def test_what_cannot_be_drawn_is_no_picture() -> None:
    """Broken SVG, an overlong one and a file that is not there give None, and the game goes on with words.

    A file outside the game's folder cannot even be named.
    """
    raster = Raster({"toy": Path(__file__).parent})
    assert raster(Picture("нет", svg="<svg"), "toy") is None
    assert raster(Picture("нет", svg=PAPER.format("<g/>" * 200_000)), "toy") is None
    with pytest.raises(AuthorError, match="not beside the game"):
        Picture("нет", file="../../README.md")
    assert raster(Picture("нет", file="nothing.png"), "toy") is None
    assert raster(Picture("есть", file="test_raster.py"), "toy") == Path(__file__).read_bytes()


DRAWN_UPON = """
import os
from adapters.common.memory import give_back_what_is_large

def held():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

def canvas(kib):
    return bytearray(b"x") * (kib * 1024)

assert not {give} or give_back_what_is_large()
canvas(4096)
before = held()
work = [(canvas(1024), bytearray(b"y") * 20_000) for _ in range(40)]
lives_on = [png for _, png in work]
del work
print(held() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator needs nothing of the kind")
def test_what_was_drawn_upon_goes_back_to_the_system(project: Path) -> None:
    """Forty canvases of a megabyte, and what lives on between them: glibc alone keeps the canvases too."""
    left = {}
    for give in (True, False):
        code = DRAWN_UPON.format(give=give)
        ran = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
        left[give] = int(ran.stdout)
    assert left[True] < 2 * 1024 * 1024 < 30 * 1024 * 1024 < left[False], left
