"""What a state shows: words, buttons, at most one picture or video. No messenger, no token, no file id."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec

from engine.core.errors import AuthorError
from engine.core.text import Text, as_text

if TYPE_CHECKING:
    from engine.core.play import Play
    from engine.core.state import State

P = ParamSpec("P")
Style = Literal["", "primary", "success", "danger"]
Argument = str | int | bool | Enum
INVITATION = re.compile(r"[A-Za-z0-9_-]{1,64}")  # Bot API, deep linking


def _check_file(what: str, file: str) -> None:
    if file.startswith("/") or ".." in file.split("/"):
        raise AuthorError(f"{what}: the file {file} is not beside the game; give a path within the game's folder")


@dataclass(frozen=True, slots=True)
class Picture:
    """A still picture: SVG source, or a file that lies beside the game.

    `alt` is required: it is shown where the picture cannot be, and read to those who cannot see it.
    """

    alt: Text | str
    svg: str = ""
    file: str = ""  # path relative to the game's folder; empty when `svg` is given

    def __post_init__(self) -> None:
        if not str(self.alt).strip():
            raise AuthorError("Picture: alt is empty; say in a sentence what the picture shows")
        if bool(self.svg) == bool(self.file):
            raise AuthorError("Picture: give either svg or file, and not both")
        _check_file("Picture", self.file)


@dataclass(frozen=True, slots=True)
class Video:
    """A short film that lies beside the game; `poster` stands in for it where video cannot be sent.

    `kept` names the same film where a messenger keeps it already, as `tg:ID` or `vk:ID`: opaque here, read by the adapters.
    """

    alt: Text | str
    file: str  # "" = it lies nowhere beside the game, only in `kept`
    poster: Picture
    kept: tuple[str, ...] = ()

    def kept_at(self, messenger: str) -> str:
        """Give the id under which a messenger keeps the film; "" if it does not."""
        return next((known.removeprefix(f"{messenger}:") for known in self.kept if known.startswith(f"{messenger}:")), "")

    def __post_init__(self) -> None:
        if not str(self.alt).strip():
            raise AuthorError("Video: alt is empty; say in a sentence what the video shows")
        _check_file("Video", self.file)


class Button:
    """A press that is offered: a label, a move of the state that is shown, and the move's arguments.

    mypy checks the arguments against the move (`Concatenate[Play, P]`). At import only a `self.NAME` in the source is
    looked at: it must be a @press of this state. Whether arguments fit shows at the press: in play, or in `smena check`.
    """

    __slots__ = ("args", "label", "move", "owner", "style")

    def __init__(
        self,
        label: Text | str,
        move: Callable[Concatenate[Play, P], State],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Offer `move(play, *args)`. Keyword arguments go to the move too."""
        self.label = str(label)
        self.move: str = move.__name__
        self.owner: object = getattr(move, "__self__", None)
        self.args: tuple[tuple[str, object], ...] = tuple(
            [(str(number), value) for number, value in enumerate(args)] + sorted(kwargs.items())
        )
        self.style: Style = ""
        if not hasattr(move, "__smena_move__") or self.owner is None:
            raise AuthorError(
                f"Button: {move.__qualname__} is no move of a state; mark the method with @press and offer it as self.NAME"
            )

    def styled(self, style: Style) -> Button:
        """Give the button a colour where the messenger has one; the label must say it without the colour too."""
        self.style = style
        return self


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a page; `url` begins with https://."""

    label: Text | str
    url: str

    def __post_init__(self) -> None:
        if not self.url.startswith("https://"):
            raise AuthorError(f"Link: the address must begin with https://, not «{self.url[:12]}»")


@dataclass(frozen=True, slots=True)
class Invite:
    """A button that leads into the bot's private chat with a start code (1..64 of A-Z a-z 0-9 _ -).

    Each messenger makes its own address of it.
    """

    label: Text | str
    code: str

    def __post_init__(self) -> None:
        if not INVITATION.fullmatch(self.code):
            raise AuthorError(f"Invite: the code has {len(self.code)} characters; give 1 to 64 of A-Z a-z 0-9 _ -")


Pressable = Button | Link | Invite


class View:
    """One screen: words, rows of buttons, at most one picture or video."""

    __slots__ = ("picture", "rows", "text", "video")

    def __init__(
        self,
        text: Text | str,
        /,
        *rows: list[Button] | list[Link] | list[Invite] | list[Pressable],
        picture: Picture | None = None,
        video: Video | None = None,
    ) -> None:
        """Show `text` over `rows` of buttons (at most 5 a row; above ten buttons in all they are paged)."""
        self.text = as_text(text)
        self.rows: tuple[tuple[Pressable, ...], ...] = tuple(tuple(row) for row in rows if row)
        self.picture = picture
        self.video = video
        if picture is not None and video is not None:
            raise AuthorError("View: a screen has a picture or a video, not both")

    def buttons(self) -> tuple[Button, ...]:
        """List the presses on offer, row by row."""
        return tuple(key for row in self.rows for key in row if isinstance(key, Button))
