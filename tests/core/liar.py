"""A game whose move does what no move may do."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, View
from tests.simulation import count


class Liar(State):
    """One move, five lies."""

    wrong: str = ""

    def view(self, seat: Seat) -> View:
        """Offer all of them."""
        return View("?", [Button(kind, self.do, kind) for kind in ("other", "nothing", "effects", "stay", "open")])

    @press
    def do(self, play: Play, kind: str) -> Liar | Innocent:
        """Do the wrong thing."""
        if kind == "other":
            return count.Counting()  # type: ignore[return-value]  # the mistake that is tried
        if kind == "nothing":
            return None  # type: ignore[return-value]  # likewise
        if kind == "effects":
            play.award(5)
            return self
        if kind == "stay":
            play.stay(self.to(Liar, wrong="a"))
            return self.to(Liar, wrong="b")
        play.open("count")
        return self.to(Liar, wrong="c")


class Innocent(State, final=True):
    """The end."""

    def view(self, seat: Seat) -> View:
        """Show it."""
        return View("ok")


game = Game("liar", start=Liar)
