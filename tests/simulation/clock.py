"""A clock that goes on by itself, press or no press."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import after, press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, View

ROUNDS = 6  # moments to its end
LIMIT_S = 5.0


class Tick(State):
    """A clock that nobody need touch."""

    fired: int = 0
    pressed: int = 0
    since: float = 0.0

    def view(self, seat: Seat) -> View:
        """Show how often it fired."""
        return View(seat.t("tick", fired=self.fired, pressed=self.pressed), [Button(seat.t("go"), self.go)])

    @press
    def go(self, play: Play) -> Tick | Ticked:
        """Beat the clock."""
        return self._next(play, 0, 1)

    @after(seconds=LIMIT_S)
    def fire(self, play: Play) -> Tick | Ticked:
        """Time was up."""
        return self._next(play, 1, 0)

    def _next(self, play: Play, fired: int, pressed: int) -> Tick | Ticked:
        play.award(1)
        counts = {"fired": self.fired + fired, "pressed": self.pressed + pressed}
        if sum(counts.values()) == ROUNDS:
            return Ticked(**counts)
        return Tick(**counts, since=play.now)


class Ticked(State, final=True):
    """The end of the clock."""

    fired: int
    pressed: int

    def view(self, seat: Seat) -> View:
        """Show the counts."""
        return View(seat.t("ticked", fired=self.fired, pressed=self.pressed))


game = Game("clock", start=Tick)
