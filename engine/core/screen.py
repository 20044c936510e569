"""A view made ready for a chat: words and keys with tokens, paged, with the engine's footer. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.core.text import Text
from engine.core.view import Picture, Style, Video

Shown = Literal["text", "picture", "video"]  # what kind of message stands in a chat

KEYS_MOST = 10  # VK: an inline keyboard holds ten buttons (dev.vk.com, bots/development/keyboard)
ROWS_MOST = 6  # same page
PRESSABLES_MOST = 100  # of one view, on all its pages
COLUMNS_MOST = 5  # same page
LABEL_MOST = 40  # VK crops longer labels (vk-io refuses them)
TEXT_MOST = 4096  # UTF-16 units; both platforms
CAPTION_MOST = 1024  # UTF-16 units; Telegram's caption of a picture or a video


@dataclass(frozen=True, slots=True)
class Key:
    """One button of a screen: exactly one of `token`, `url` and `invite` is set."""

    label: str
    token: str = ""  # press token `session.moment.act`, at most 64 bytes
    url: str = ""  # a page to open
    invite: str = ""  # a start code: the messenger makes its own link of it
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What one audience is to see now."""

    text: Text
    rows: tuple[tuple[Key, ...], ...] = ()
    picture: Picture | None = None
    video: Video | None = None
    game: str = ""  # whose files `picture.file` and `video.file` are

    @property
    def kind(self) -> Shown:
        """Tell which kind of message this screen wants."""
        return "picture" if self.picture else "video" if self.video else "text"

    def keys(self) -> tuple[Key, ...]:
        """List the keys, row by row."""
        return tuple(key for row in self.rows for key in row)
