"""Pictures on their way to Telegram: uploaded once per bot, known by content, uploaded again when forgotten."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from engine.core.screen import Screen
from engine.core.view import Picture
from engine.runtime.ports import Ledger

Raster = Callable[[Picture, str], bytes | None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A picture ready to be sent: the platform's id, or the bytes to upload."""

    key: str  # hash of the content
    upload: str | bytes


class Media:
    """The pictures of one bot."""

    def __init__(self, ledger: Ledger, bot: str, raster: Raster) -> None:
        """`raster(picture, game)` gives PNG or JPEG bytes, or None where it cannot."""
        self._ledger = ledger
        self._bot = bot
        self._raster = raster

    async def photo(self, screen: Screen) -> Refreshed | None:
        """Ready the picture of a screen (of a video: its poster); None = show the words alone."""
        picture = screen.picture or (screen.video.poster if screen.video else None)
        drawn = self._raster(picture, screen.game) if picture else None
        if drawn is None:
            return None
        key = hashlib.sha256(drawn).hexdigest()
        return Refreshed(key, await self._ledger.recall(self._bot, key) or drawn)

    async def learn(self, photo: Refreshed, result: object) -> None:
        """Remember the id under which Telegram keeps what was just uploaded."""
        if isinstance(photo.upload, bytes) and isinstance(result, dict) and result.get("photo"):
            await self._ledger.remember(self._bot, photo.key, str(result["photo"][-1]["file_id"]))

    async def forget(self, photo: Refreshed) -> None:
        """Forget an id that Telegram does not know any more."""
        await self._ledger.remember(self._bot, photo.key, "")
