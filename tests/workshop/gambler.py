"""A game that draws lots where it may not: `begin`, `move` or `view`; as `fair` it asks play."""

from __future__ import annotations

from collections.abc import Callable
from random import random as lots

from engine import Button, Game, Play, Seat, State, View, press
from engine.core.texts import Texts

TEXTS = dict.fromkeys(("ru", "en"), "title = Lots\nabout = Lots\n")
KINDS = ("begin", "move", "view")


class Table(State):
    """A number."""

    kind: str
    drawn: float

    def view(self, seat: Seat) -> View:
        """Show it, or another one."""
        return View(f"{lots() if self.kind == 'view' else self.drawn}", [Button("draw", self.draw), Button("rise", self.rise)])

    @press
    def draw(self, play: Play) -> Table:
        """Draw another one."""
        return self.to(Table, drawn=lots() if self.kind == "move" else play.random.random())

    @press
    def rise(self, play: Play) -> Risen:
        """Go home."""
        return Risen()


class Risen(State, final=True):
    """The end."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("risen")


def game_of(kind: str) -> Game:
    """Make the game that draws lots there."""
    made = Game(f"gamble_{kind}", start=_beginning(kind))
    made.texts = Texts(made.name, TEXTS)
    return made


def _beginning(kind: str) -> Callable[[Play], Table]:
    def begin(play: Play) -> Table:
        return Table(kind=kind, drawn=lots() if kind == "begin" else play.random.random())

    return begin
