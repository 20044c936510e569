"""Pictures and films on their way to Telegram: uploaded once per bot, known by content, uploaded again when forgotten."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from adapters.common.raster import off_the_loop
from engine.core.screen import Screen
from engine.core.view import Picture
from engine.runtime.ports import Ledger
from engine.store.errors import StoreUnavailable

log = logging.getLogger("smena.telegram")

K = TypeVar("K")
Kind = Literal["photo", "video"]  # the Bot API's words
Raster = Callable[[Picture, str], bytes | None]  # the picture as PNG or JPEG; the game whose file it may be
KNOWN_MOST = 2000  # pictures whose ids a worker keeps at hand
FAILED_S = 60.0  # after a failure the words stand in for the picture so long


def ways(screen: Screen) -> tuple[tuple[Kind, Picture | str], ...]:
    """List what may be shown, best first: a film by Telegram's own id (a string), the film beside the game, its poster."""
    if film := screen.video:
        file, found = film.kept_at("tg"), list[tuple[Kind, Picture | str]]()
        found += [("video", file)] if file else []
        found += [("video", Picture(film.alt, file=film.file))] if film.file else []
        return *found, ("photo", film.poster)
    return (("photo", screen.picture),) if screen.picture else ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture or a film ready to be sent: the platform's id, or the bytes to upload."""

    key: str  # hash of the content
    file: str | bytes
    kind: Kind = "photo"


class Media:
    """The pictures and films of one bot. One a worker."""

    def __init__(self, ledger: Ledger, bot: str, raster: Raster) -> None:
        """`raster(picture, game)` gives PNG or JPEG bytes, or None where it cannot; it runs in a thread."""
        self._ledger = ledger
        self._bot = bot
        self._raster = raster
        self._known: OrderedDict[str, str] = OrderedDict()
        self._keys: OrderedDict[tuple[str, str], str] = OrderedDict()  # by game and file
        self._drawing: dict[str, asyncio.Task[bytes | None]] = {}
        self._failed: dict[str, float] = {}  # until when, monotonic seconds

    async def photo(self, kind: Kind, picture: Picture | str, game: str) -> Photo | None:
        """Ready a picture or a film, which may be given by Telegram's id; None = it cannot be shown now."""
        if isinstance(picture, str):
            return None if self._fails(picture) else Photo(picture, picture, kind)
        key = await self._key(picture, game)
        if not key or self._fails(key):
            return None
        if known := await self._recall(key):
            return Photo(key, known, kind)
        drawn = await self._drawn(key, picture, game)
        return Photo(key, drawn, kind) if drawn else None

    async def learn(self, photo: Photo, result: object) -> None:
        """Remember the id under which Telegram keeps what was just uploaded."""
        id = _file_id(result)
        if isinstance(photo.file, str) or not id:
            return
        _keep(self._known, photo.key, id)
        try:
            await self._ledger.remember(self._bot, photo.key, id)
        except StoreUnavailable:  # the message stands in the chat: that must not be lost for an id
            log.warning("the id of a picture could not be kept")

    async def forget(self, photo: Photo) -> None:
        """Forget an id that Telegram does not know any more."""
        self._known.pop(photo.key, None)
        try:
            await self._ledger.remember(self._bot, photo.key, "")
        except StoreUnavailable:
            self.fail(photo.key)

    def fail(self, key: str) -> None:
        """Note that a picture cannot be shown: words stand in for it for a while."""
        now = _now()
        self._failed = {known: until for known, until in self._failed.items() if until > now} | {key: now + FAILED_S}

    def _fails(self, key: str) -> bool:
        return self._failed.get(key, 0.0) > _now()

    async def _key(self, picture: Picture, game: str) -> str:
        """Name a picture by its source, so that one that Telegram knows need not be drawn."""
        if picture.svg:
            return hashlib.sha256(picture.svg.encode("utf-8", "surrogatepass")).hexdigest()
        place = (game, picture.file)
        if place not in self._keys:
            drawing = "/".join(place)
            content = None if self._fails(drawing) else await self._drawn(drawing, picture, game)
            if content is None:
                return ""
            _keep(self._keys, place, hashlib.sha256(content).hexdigest())
        return self._keys[place]

    async def _recall(self, key: str) -> str:
        if key not in self._known:
            try:
                found = await self._ledger.recall(self._bot, key)
            except StoreUnavailable:
                return ""
            if not found:
                return ""
            _keep(self._known, key, found)
        return self._known[key]

    async def _drawn(self, key: str, picture: Picture, game: str) -> bytes | None:
        """Draw a picture in a thread, once for all who wait for it; None if that failed, whatever the reason."""
        task = self._drawing.get(key)
        if task is None:
            task = self._drawing[key] = asyncio.create_task(off_the_loop(self._raster, picture, game))
            task.add_done_callback(lambda _: self._drawing.pop(key, None))
        try:
            content = await asyncio.shield(task)
        except Exception as wrong:  # the edge of a foreign rasteriser: words stand in for what it cannot draw
            log.warning("a picture of %s could not be drawn: %s", game, type(wrong).__name__)
            content = None
        if not content:
            self.fail(key)
        return content or None


def _file_id(result: object) -> str:
    """Find the id of a sent film, or of the largest size of a sent photo; "" if there is none."""
    told = result if isinstance(result, dict) else {}
    sizes = told.get("photo")
    largest = told.get("video") or (sizes[-1] if isinstance(sizes, list) and sizes else None)
    id = largest.get("file_id") if isinstance(largest, dict) else None
    return id if isinstance(id, str) else ""


def _now() -> float:
    return asyncio.get_running_loop().time()


def _keep(kept: OrderedDict[K, str], key: K, value: str) -> None:
    kept[key] = value
    while len(kept) > KNOWN_MOST:
        kept.popitem(last=False)
