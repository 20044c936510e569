"""Pictures made of a game's SVG, or read from beside the game: no browser, no fonts of the machine, the same bytes every time."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import resvg_py

from adapters.common.memory import give_back_what_is_large
from engine.core.view import Picture

log = logging.getLogger("smena.picture")

FAMILY = "Source Sans Pro"  # the upright weights of the package font_source_sans_pro have Cyrillic; its italics have none
WEIGHTS = ("Regular", "Semibold", "Bold")
CACHED_MOST = 256  # pictures kept; one has about 30 KB
SVG_MOST = 512 * 1024  # characters of one drawing
FILE_MOST = 10 * 1024 * 1024  # bytes (Bot API: a photo)
FIRST_WORDS = 40  # characters of a drawing by which its author knows it
THREADS = ThreadPoolExecutor(2, "raster")  # few: each keeps megabytes of what it has drawn with


async def off_the_loop(raster: Callable[[Picture, str], bytes | None], picture: Picture, game: str) -> bytes | None:
    """Draw in a thread of the few that draw; the loop goes on meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(THREADS, raster, picture, game)


class Raster:
    """Draws; may be called from several threads."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        """`folders` by game: where its files lie."""
        self._folders = folders
        fonts = files("font_source_sans_pro") / "files"
        self._fonts = [str(fonts / f"SourceSansPro-{weight}.ttf") for weight in WEIGHTS]
        self._drawn: OrderedDict[bytes, bytes] = OrderedDict()  # by the digest of what they were drawn from
        self._lock = threading.Lock()
        give_back_what_is_large()

    def __call__(self, picture: Picture, game: str) -> bytes | None:
        """Give the bytes of a picture (PNG where it is drawn); None where it cannot be had: the words are shown alone."""
        return self._read(picture.file, game) if picture.file else self._draw(picture.svg, game)

    def fault(self, picture: Picture, game: str) -> str:
        """Tell why a picture cannot be had and how to mend it, "" if it can.

        A drawing is read as it is for drawing, but laid on a single point: 0.5 ms where it takes 40 to be drawn.
        """
        if picture.file:
            return self._missing(picture.file, game)
        try:
            resvg_py.svg_to_bytes(svg_string=picture.svg, width=1, height=1, skip_system_fonts=True)
        except ValueError as wrong:
            first = " ".join(picture.svg[:FIRST_WORDS].split())
            return f"the drawing «{first}» cannot be drawn: {wrong}; give whole SVG, from <svg …> to </svg>"
        return ""

    def _draw(self, svg: str, game: str) -> bytes | None:
        key = blake2b(svg.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        with self._lock:
            if key in self._drawn:
                self._drawn.move_to_end(key)
                return self._drawn[key]
        if len(svg) > SVG_MOST:
            log.error("game %s: a drawing has %s characters, at most %s", game, len(svg), SVG_MOST)
            return None
        try:
            drawn = bytes(
                resvg_py.svg_to_bytes(
                    svg_string=svg, skip_system_fonts=True, font_files=self._fonts, font_family=FAMILY, sans_serif_family=FAMILY
                )
            )
        except ValueError as wrong:
            log.error("game %s: a picture cannot be drawn: %s", game, wrong)
            return None
        with self._lock:
            self._drawn[key] = drawn
            while len(self._drawn) > CACHED_MOST:
                self._drawn.popitem(last=False)
        return drawn

    def _read(self, name: str, game: str) -> bytes | None:
        if missing := self._missing(name, game):
            log.error("game %s: %s", game, missing)
            return None
        return (self._folders[game] / name).read_bytes()

    def _missing(self, name: str, game: str) -> str:
        folder = self._folders.get(game)
        file = (folder / name).resolve() if folder else None
        if folder is None or file is None or not file.is_relative_to(folder.resolve()) or not file.is_file():
            return f"there is no file {name} beside the game; put it into {folder or 'its folder'}, or mend its name"
        if (size := file.stat().st_size) > FILE_MOST:
            return f"the file {name} has {size} bytes, at most {FILE_MOST} are shown; make it smaller"
        return ""
