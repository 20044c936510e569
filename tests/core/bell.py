"""A game whose moves set themselves off in every way."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import after, at, press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, View


class Bell(State):
    """Two clocks that run from the showing, one of them by a field, and an instant for each seat."""

    limit_s: float | None = None
    bells: tuple[float | None, ...] = (None, None)

    def view(self, seat: Seat) -> View:
        """Offer to stop it."""
        return View("?", [Button("stop", self.stop)])

    @press
    def stop(self, play: Play) -> Rung:
        """Say how long it has been in sight."""
        return Rung(by="stop", seat=play.seat, elapsed=play.elapsed)

    @after(seconds=20)
    def end(self, play: Play) -> Rung:
        """Twenty seconds."""
        return Rung(by="end", seat=-1)

    @after(seconds="limit_s")
    def soon(self, play: Play) -> Rung:
        """So many seconds as the field says."""
        return Rung(by="soon", seat=-1)

    @at("bells")
    def ring(self, play: Play) -> Rung:
        """The instant of a seat has come."""
        return Rung(by="ring", seat=play.seat)


class Rung(State, final=True):
    """Done."""

    by: str
    seat: int
    elapsed: float = 0.0

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("!")


game = Game("bell", start=Bell, seats=(2, 2))
