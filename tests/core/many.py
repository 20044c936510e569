"""A game with any number of buttons."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, Link, View


class Many(State):
    """So many buttons, three to a row."""

    number: int = 1
    same: bool = False
    lettered: bool = False  # by letters, that no label is a number
    linked: bool = False  # under a link

    def view(self, seat: Seat) -> View:
        """Number them."""
        labels = [chr(ord("а") + number) if self.lettered else str(number) for number in range(self.number)]
        buttons = [Button(label, self.choose, 0 if self.same else number) for number, label in enumerate(labels)]
        link = [Link("о нас", "https://example.org")] if self.linked else []
        return View("?", link, *[buttons[at : at + 3] for at in range(0, len(buttons), 3)])

    @press
    def choose(self, play: Play, number: int) -> Done:
        """Choose."""
        return Done(chosen=number)


class Done(State, final=True):
    """The end."""

    chosen: int = 0

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("!")


game = Game("many", start=Many)
