"""How a duel ends, and who is credited with what. Knows no state that leads here."""

from __future__ import annotations

from engine import Play, Seat, View
from engine.kits.alone import Alone
from games.duel.card import duel_card
from games.duel.rules import QUESTIONS, Match, Pair, put
from games.duel.told import profession_line, result_of, score_line, wins_line

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

    match: Match  # the one that was left; without a topic if it had not begun
    wins: Pair = (0, 0)  # of all matches, this one included

    def view(self, seat: Seat) -> View:
        """Say who is left, and the score so far."""
        text, wins = seat.t("deserted"), wins_line(seat, self.wins) if any(self.wins) else ""
        if not self.match.topic:
            return View(text + wins)
        text += "\n" + score_line(seat, self.match) + wins + "\n\n" + profession_line(seat, self.match)
        return View(text, picture=duel_card(seat, self.match))


class Expired(Alone, final=True):
    """A day has passed and the duel did not come about."""

    match: Match | None = None  # what the first side has played; None = nothing

    def view(self, seat: Seat) -> View:
        """Say so, kindly; who has played keeps his points."""
        if self.match is None or seat.number != 0:
            return View(seat.t("expired"))
        text = seat.t("expired-played", right=self.match.right(0), of=QUESTIONS)
        return View(text + "\n\n" + profession_line(seat, self.match), picture=duel_card(seat, self.match))


def acting(play: Play) -> int:
    """Tell which side acts."""
    return play.seat or 0


def credit(play: Play, side: int, raw: int, won: bool) -> None:
    """Give a side its points, 0..1000, a star for 300, for 550 and for a victory, and the fact of a victory."""
    play.award(raw, seat=side)
    play.rate((raw >= 300) + (raw >= 550) + won, seat=side)
    if won:
        play.achieve(f"won {play.game}", seat=side)


def deserted(play: Play, match: Match, wins: Pair = (0, 0), best: Pair = (0, 0), played: tuple[str, ...] = ()) -> Deserted:
    """End a match that one side has left: who stays wins it, if he has played a good part of it.

    Both keep what they finished before (`wins`, `best` raw points, `played` questions of a series); of this match who
    leaves keeps nothing.
    """
    leaves = acting(play)
    stays = 1 - leaves
    if len(match.sides[stays]) >= PLAYED_LEAST:
        wins = put(wins, stays, wins[stays] + 1)
    credit(play, stays, max(best[stays], match.raw(stays)), wins[stays] > wins[leaves])
    if played or any(best):
        credit(play, leaves, best[leaves], wins[leaves] > wins[stays])
        play.leave()
    return Deserted(match=match, wins=wins)


def expired(play: Play, match: Match) -> Expired:
    """End a duel whose rival has not played: the first side keeps its points, if it is still here."""
    if 0 in play.seats:
        credit(play, 0, match.raw(0), won=False)
    return Expired(match=match)


def done_and_gone(play: Play, match: Match) -> None:
    """Let a side go that has answered all its questions: it keeps its points; a victory there is only against an answer."""
    credit(play, acting(play), match.raw(acting(play)), won=False)
    play.leave()
