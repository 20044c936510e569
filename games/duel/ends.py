"""How a duel ends, and who is credited with what. Knows no state that leads here."""

from __future__ import annotations

from engine import Play, Seat, View
from engine.kits.alone import Alone
from games.duel.card import duel_card
from games.duel.rules import Match, Pair
from games.duel.told import profession_line, result_of, score_line

PLAYED_LEAST = 4  # answers of the side that stays, for a victory over who left to count


class Over(Alone, final=True):
    """The end of the duel."""

    match: Match
    wins: Pair

    def view(self, seat: Seat) -> View:
        """Show the result, and what to learn from it."""
        text = result_of(seat, self.match, self.wins) + "\n\n" + profession_line(seat, self.match)
        return View(text, picture=duel_card(seat, self.match))


class Deserted(Alone, final=True):
    """One side has left in the middle; the other is told, and keeps what he won."""

    match: Match

    def view(self, seat: Seat) -> View:
        """Say who is left, and the score so far."""
        if not self.match.topic:
            return View(seat.t("deserted"))
        text = seat.t("deserted") + "\n" + score_line(seat, self.match) + "\n\n" + profession_line(seat, self.match)
        return View(text, picture=duel_card(seat, self.match))


class Expired(Alone, final=True):
    """A day has passed and the duel did not come about."""

    def view(self, seat: Seat) -> View:
        """Say so, kindly."""
        return View(seat.t("expired"))


def acting(play: Play) -> int:
    """Tell which side acts."""
    return play.seat or 0


def credit(play: Play, side: int, raw: int, won: bool) -> None:
    """Give a side its points, 0..1000, a star for 300, for 550 and for a victory, and the fact of a victory."""
    play.award(raw, seat=side)
    play.rate((raw >= 300) + (raw >= 550) + won, seat=side)
    if won:
        play.achieve(f"won {play.game}", seat=side)


def deserted(play: Play, match: Match, best: Pair = (0, 0)) -> Deserted:
    """End a match that one side has left: who stays wins it, if he has played a good part of it."""
    side = 1 - acting(play)
    credit(play, side, max(best[side], match.raw(side)), len(match.sides[side]) >= PLAYED_LEAST)
    return Deserted(match=match)
