"""Who looks: one seat, or a whole table. Language, texts, nicks, content; never the messenger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from engine.core.errors import AuthorError
from engine.core.text import Text
from engine.core.texts import Texts

C = TypeVar("C", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Table:
    """All seats together, as a group chat sees them."""

    language: str  # "ru" or "en"
    texts: Texts
    lore: BaseModel | None  # the game's content, as bound by the catalogue
    nicks: tuple[str, ...] = ()  # by seat; "" where nobody sits, or who sits there has chosen none
    taken: tuple[bool, ...] = ()  # by seat: somebody sits there
    code: str = ""  # by which others may join: for `Invite(label, f"d_{seat.code}")`, or to be typed

    @property
    def game(self) -> str:
        """The name of the game, for an Invite that leads into it."""
        return self.texts.name

    def t(self, key: str, /, **arguments: str | int | float) -> Text:
        """Say one of the game's texts in the language of who looks."""
        return self.texts.say(self.language, key, arguments)

    def content(self, model: type[C]) -> C:
        """Give the game's content, which is a `model`.

        Raises AuthorError: the game has no content of this model.
        """
        return content_as(self.lore, model, self.texts.name)


@dataclass(frozen=True, slots=True)
class Seat(Table):
    """One seat, as its player sees the game."""

    number: int = 0  # its place at the table, counted from 0

    @property
    def nick(self) -> str:
        """The public name of who sits here; "" in a game of one that has none."""
        return self.nicks[self.number] if self.number < len(self.nicks) else ""


def content_as(lore: BaseModel | None, model: type[C], game: str) -> C:
    """Narrow a game's content to the model it was declared with."""
    if not isinstance(lore, model):
        raise AuthorError(
            f"{game}: content is {type(lore).__name__}, asked for as {model.__name__}; declare it in Game(content=...)"
        )
    return lore
