"""A game with any number of buttons."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, View


class Many(State):
    """So many buttons, three to a row."""

    number: int = 1
    same: bool = False

    def view(self, seat: Seat) -> View:
        """Number them."""
        buttons = [Button(str(number), self.choose, 0 if self.same else number) for number in range(self.number)]
        return View("?", *[buttons[at : at + 3] for at in range(0, len(buttons), 3)])

    @press
    def choose(self, play: Play, number: int) -> Done:
        """Choose."""
        return Done()


class Done(State, final=True):
    """The end."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("!")


game = Game("many", start=Many)
