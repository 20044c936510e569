"""A game that only counts, so that whatever is lost or doubled shows."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import press, text
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State, Value
from engine.core.view import Button, View

ROUNDS = 6  # presses to its end


class Counted(Value):
    """What the counting game remembers of a player: how often he played."""

    plays: int = 0


class Count(State):
    """Presses that end the moment, presses that leave it, typed words: each counted for itself."""

    goes: int = 0
    extras: int = 0
    words: int = 0
    plays: int = 0
    lifts: int = 0  # how often a newer version has lifted this state

    def view(self, seat: Seat) -> View:
        """Show the counts."""
        said = seat.t("count", goes=self.goes, extras=self.extras, words=self.words)
        return View(said, [Button(seat.t("go"), self.go), Button(seat.t("more"), self.more)], [Button(seat.t("trip"), self.trip)])

    @press
    def go(self, play: Play) -> Count | Counting:
        """Count, and begin a new moment."""
        play.award(10)
        if self.goes + 1 == ROUNDS:
            play.remember(Counted(plays=self.plays + 1))
            return self.to(Counting, goes=ROUNDS)
        return self.to(Count, goes=self.goes + 1)

    @press
    def more(self, play: Play) -> Count:
        """Count within the moment."""
        return play.stay(self.to(Count, extras=self.extras + 1))

    @press
    def trip(self, play: Play) -> Count:
        """Fail, as a game with a mistake does; nothing of it may remain."""
        play.award(1000)
        raise ValueError("tripped")

    @text(examples=["слово"])
    def said(self, play: Play, words: str) -> Count:
        """Count typed words."""
        return self.to(Count, words=self.words + 1)


class Counting(State, final=True):
    """The end of the counting game."""

    goes: int = 0
    extras: int = 0
    words: int = 0
    lifts: int = 0

    def view(self, seat: Seat) -> View:
        """Show what was counted."""
        return View(seat.t("counted", goes=self.goes, extras=self.extras, words=self.words))


def begin(play: Play) -> Count:
    """Begin with what is remembered."""
    known = play.memory(Counted)
    return Count(plays=known.plays if known else 0)


game = Game("count", start=begin, memory=Counted)
newer = Game("count", start=begin, memory=Counted, version=2)


@newer.migrate(1)
def lift(tag: str, fields: dict[str, object]) -> tuple[str, dict[str, object]]:
    """Lift a state of version 1."""
    return tag, {**fields, "lifts": int(str(fields["lifts"])) + 1}
