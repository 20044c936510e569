"""A table whose seats answer at the same time."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import join, press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import Button, View

ROUNDS = 6
SEATS = 3


class Gather(State):
    """A table that fills by its code."""

    here: int = 1

    def view(self, seat: Seat) -> View:
        """Show the code."""
        return View(seat.t("gather", here=self.here, code=seat.code))

    @join
    def come(self, play: Play) -> Gather | Vote:
        """Sit down."""
        return Gather(here=self.here + 1) if self.here + 1 < SEATS else Vote()


class Vote(State):
    """Everybody answers at the same time; the last answer opens the next round."""

    round: int = 0
    answered: tuple[int, ...] = (0,) * SEATS  # by seat: rounds answered

    def view(self, seat: Seat) -> View:
        """Show the round; a button for who has not answered."""
        mine = self.answered[seat.number]
        said = seat.t("vote", round=self.round, mine=mine, all=sum(self.answered))
        return View(said, [Button(seat.t("go"), self.answer)] if mine == self.round else [])

    @press
    def answer(self, play: Play) -> Vote | Voted:
        """Answer; others may still do so."""
        answered = tuple(count + (seat == play.seat) for seat, count in enumerate(self.answered))
        play.award(1)
        if min(answered) == self.round:
            return play.stay(self.to(Vote, answered=answered))
        return Voted(answered=answered) if self.round + 1 == ROUNDS else Vote(round=self.round + 1, answered=answered)


class Voted(State, final=True):
    """The end of the vote."""

    answered: tuple[int, ...]

    def view(self, seat: Seat) -> View:
        """Show everybody the same."""
        return View(seat.t("voted", all=sum(self.answered)))


game = Game("vote", start=Gather, seats=(SEATS, SEATS))
