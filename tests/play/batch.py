"""A batch that one press wins, in place of the real one: it has its name."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, View


class Bench(State):
    """Win or lose."""

    def view(self, seat: Seat) -> View:
        """Offer both."""
        return View("Партия на столе", [Button("Выиграть", self.close, True), Button("Проиграть", self.close, False)])

    @press
    def close(self, play: Play, won: bool) -> Closed:
        """Close the batch."""
        if won:
            play.achieve("won otk")
        return Closed(won=won)


class Closed(State, final=True):
    """It is closed."""

    won: bool

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("Партия выиграна" if self.won else "Партия проиграна")


game = Game("otk", start=Bench)
