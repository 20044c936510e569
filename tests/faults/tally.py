"""A game that counts every accepted input, in the moment and beyond it: what is lost or doubled shows in its sum."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, press, text
from engine.core.texts import Texts
from engine.runtime.catalogue import Catalogue

ROUNDS = 12  # moments to its end
TEXTS = """
title = Ведомость
about = Считает всё
go = Дальше
more = Ещё
tally = Ходов { $goes }, ещё { $extras }, слов { $words }
tallied = Итог: ходов { $goes }, ещё { $extras }, слов { $words }
"""


class Tally(State):
    """What has been accepted so far."""

    goes: int = 0
    extras: int = 0
    words: int = 0

    def view(self, seat: Seat) -> View:
        """Show the sums."""
        said = seat.t("tally", goes=self.goes, extras=self.extras, words=self.words)
        return View(said, [Button(seat.t("go"), self.go), Button(seat.t("more"), self.more)])

    @press
    def go(self, play: Play) -> Tally | Tallied:
        """Count, and begin a new moment."""
        play.award(10)
        if self.goes + 1 == ROUNDS:
            return self.to(Tallied, goes=ROUNDS)
        return self.to(Tally, goes=self.goes + 1)

    @press
    def more(self, play: Play) -> Tally:
        """Count within the moment."""
        return play.stay(self.to(Tally, extras=self.extras + 1))

    @text(examples=["слово"])
    def said(self, play: Play, words: str) -> Tally:
        """Count typed words within the moment."""
        return play.stay(self.to(Tally, words=self.words + 1))


class Tallied(State, final=True):
    """The final sums."""

    goes: int = 0
    extras: int = 0
    words: int = 0

    def view(self, seat: Seat) -> View:
        """Show them."""
        return View(seat.t("tallied", goes=self.goes, extras=self.extras, words=self.words))


game = Game("tally", start=Tally)
game.texts = Texts(game.name, {"ru": TEXTS, "en": TEXTS})
GAMES = {game.name: game}


def shelf() -> Catalogue:
    """Put the one game on a shelf."""
    return Catalogue(games=dict(GAMES))
