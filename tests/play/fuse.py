"""A game whose clock runs, and whose move then raises."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, after, press

TEXTS = dict.fromkeys(("ru", "en"), "title = Fuse\nabout = Fuse\n")


class Fuse(State):
    """It burns."""

    def view(self, seat: Seat) -> View:
        """Offer to step on it."""
        return View("fuse", [Button("out", self.out)])

    @press
    def out(self, play: Play) -> Out:
        """Step on it."""
        return Out()

    @after(seconds=1.0)
    def burn(self, play: Play) -> Out:
        """Fail."""
        raise ValueError("canary")


class Out(State, final=True):
    """It is out."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("out")


game = Game("fuse", start=Fuse)
