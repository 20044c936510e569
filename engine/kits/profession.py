"""The card of a profession, with which every game ends: whose work this is. Knows no game and no score."""

from __future__ import annotations

from typing import ClassVar

from pydantic import model_validator

from engine.core.seat import Seat
from engine.core.state import Value
from engine.core.text import Text
from engine.kits.words import Words


class Profession(Value):
    """What the person does, where it is taught, which school subjects it needs, one honest drawback."""

    CARD_MOST: ClassVar[int] = 350  # title and words together; a game whose result says more sets less

    title: Words
    about: Words

    @model_validator(mode="after")
    def _fits(self) -> Profession:
        for language in ("ru", "en"):
            if (length := len(self.title[language] + self.about[language])) > self.CARD_MOST:
                most = f"«{self.title[language]}» has {length} characters, at most {self.CARD_MOST}"
                raise ValueError(f"{most}; shorten about.{language}")
        return self

    def told(self, seat: Seat) -> Text:
        """Say it by the game's text `profession`, which has places for `title` and `about`."""
        return seat.t("profession", title=self.title[seat.language], about=self.about[seat.language])
