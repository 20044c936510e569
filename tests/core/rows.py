"""Games whose mistakes stand where not everybody looks: on a second page, on a board."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, Table, View, press


class Over(State, final=True):
    """The end."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("!")

    def board(self, table: Table) -> View:
        """Say so."""
        return View("!")


class Paged(State):
    """Twelve buttons, the last one with a label that VK would cut."""

    def view(self, seat: Seat) -> View:
        """List them."""
        labels = [*(f"n{number}" for number in range(11)), "я" * 41]
        return View("?", *[[Button(label, self.choose, number)] for number, label in enumerate(labels)])

    def board(self, table: Table) -> View:
        """Offer one."""
        return View("?", [Button("n0", self.choose, 0)])

    @press
    def choose(self, play: Play, number: int) -> Over:
        """Choose."""
        return Over()


class Boarded(State):
    """A good view, and a board with a label that VK would cut."""

    def view(self, seat: Seat) -> View:
        """Offer the end."""
        return View("?", [Button("go", self.go)])

    def board(self, table: Table) -> View:
        """Offer the end."""
        return View("?", [Button("ю" * 41, self.go)])

    @press
    def go(self, play: Play) -> Over:
        """End it."""
        return Over()


class Lacking(State):
    """A state that a group cannot be shown, though it can be shown the next one."""

    def view(self, seat: Seat) -> View:
        """Offer the end."""
        return View("?", [Button("go", self.go)])

    @press
    def go(self, play: Play) -> Over:
        """End it."""
        return Over()


Rows = Paged | Boarded | Lacking


def begin_paged(play: Play) -> Rows:
    """Begin with pages."""
    return Paged()


def begin_boarded(play: Play) -> Rows:
    """Begin with a board."""
    return Boarded()


def begin_lacking(play: Play) -> Rows:
    """Begin without one."""
    return Lacking()


paged, board, boardless = (
    Game("paged", start=begin_paged),
    Game("board", start=begin_boarded),
    Game("boardless", start=begin_lacking),
)
