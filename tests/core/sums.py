"""A game whose labels are numbers in an odd order."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, View


class Sums(State):
    """Three buttons."""

    def view(self, seat: Seat) -> View:
        """Show numbers in an odd order."""
        return View("?", [Button(label, self.choose, label) for label in ("3", "1", "2")])

    @press
    def choose(self, play: Play, label: str) -> Chosen:
        """Choose."""
        return Chosen(chosen=label)


class Chosen(State, final=True):
    """Done."""

    chosen: str

    def view(self, seat: Seat) -> View:
        """Show it."""
        return View(self.chosen)


game = Game("sums", start=Sums)
