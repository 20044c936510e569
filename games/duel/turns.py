"""A duel by turns: one side plays its seven questions, then the other has a day for the same ones.

The door is open while the second seat has not played: nobody comes into answers that somebody else has given.
"""

from __future__ import annotations

from engine import Button, Invite, Play, Seat, State, View, after, at, bold, gone, join, leave, press
from engine.kits.alone import Alone
from engine.kits.quiz.bank import Bank
from games.duel.ends import Deserted, Expired, deserted, done_and_gone, expired
from games.duel.live import Report, let_go, reported
from games.duel.rules import DAY_S, LIMIT_S, QUESTIONS, SILENCE, Match
from games.duel.told import asked_in, head, told, versus


class Asking(Alone, kit=True):
    """A question to one side; the other waits or has not come yet."""

    match: Match
    side: int  # whose turn it is
    order: tuple[int, ...]
    ends: float | None = None  # when this side's turn is over, whatever it has answered; None = kept before there was such a time

    def view(self, seat: Seat) -> View:
        """Show the question to whose turn it is."""
        number = len(self.match.sides[self.side])
        if seat.number != self.side:
            return View(seat.t("rival-plays", number=number + 1, of=QUESTIONS))
        asked = asked_in(seat, self.match, number)
        text = head(seat, self.match, number) + "\n\n" + bold(asked.text[seat.language])
        options = asked.options[seat.language]
        return View(text, *[[Button(options[place], self.answer, number, place)] for place in self.order])

    @press
    def answer(self, play: Play, number: int, option: int) -> State:
        """Lock the answer in."""
        return self.closed(self._with(play, option, play.elapsed))

    @after(seconds=LIMIT_S)
    def too_late(self, play: Play) -> State:
        """Silence is a wrong answer."""
        return self.closed(self._with(play, SILENCE, LIMIT_S))

    @leave
    def closed(self, match: Match) -> State:
        """Tell the right answer."""
        raise NotImplementedError

    def _with(self, play: Play, option: int, elapsed: float) -> Match:
        asked = play.content(Bank).question(self.match.ids[len(self.match.sides[self.side])])
        return self.match.answered(self.side, asked, option, elapsed)


class Telling(Alone, kit=True):
    """The right answer, for the side that plays."""

    match: Match
    side: int
    ends: float | None = None

    def view(self, seat: Seat) -> View:
        """Show the answer and why."""
        number = len(self.match.sides[self.side]) - 1
        if seat.number != self.side:
            return View(seat.t("rival-plays", number=number + 1, of=QUESTIONS))
        text = told(seat, self.match, number, self.side)
        text += "\n\n" + asked_in(seat, self.match, number).explanation[seat.language]
        return View(text, [Button(seat.t("go-on"), self.go_on)])

    @press
    def go_on(self, play: Play) -> State:
        """Go to the next question, or end the turn."""
        return self.asked(play) if len(self.match.sides[self.side]) < QUESTIONS else self.done(play, self.match)

    @at("ends")
    @after(seconds=DAY_S)  # of a turn that was kept without its end
    def away(self, play: Play) -> State:
        """The day is over: what the side that plays has not answered counts as silence."""
        return self.done(play, self.match.silenced(self.side))

    @leave
    def asked(self, play: Play) -> State:
        """Ask the next question."""
        raise NotImplementedError

    @leave
    def done(self, play: Play, match: Match) -> State:
        """End this side's turn; it has seven answers."""
        raise NotImplementedError


class AskOne(Asking):
    """A question to the first side; the rival may still come."""

    @join
    def arrive(self, play: Play) -> AskOne:
        """The rival comes while the first side plays: he waits for his turn."""
        return play.stay(self.to(AskOne))

    @gone
    def left_alone(self, play: Play) -> AskOne | Deserted:
        """Who waits may go, the other plays on; if the one who plays goes, the match is over."""
        return deserted(play, self.match) if play.seat == self.side else play.stay(self.to(AskOne))

    @leave
    def closed(self, match: Match) -> RevealOne:
        """Tell the right answer."""
        return self.to(RevealOne, match=match)


class RevealOne(Telling):
    """The right answer, for the first side; the rival may still come."""

    @join
    def arrive(self, play: Play) -> RevealOne:
        """The rival comes meanwhile."""
        return play.stay(self.to(RevealOne))

    @gone
    def left_alone(self, play: Play) -> RevealOne | Ready | Deserted:
        """Who waits may go, and who has answered all; if the one who plays goes before, the match is over."""
        if play.seat != self.side:
            return play.stay(self.to(RevealOne))
        if self.side == 1 or len(self.match.sides[0]) < QUESTIONS:
            return deserted(play, self.match)
        done_and_gone(play, self.match)
        return _handed_over(play, self.match)

    @leave
    def asked(self, play: Play) -> AskOne:
        """Ask the first side its next question."""
        return self.to(AskOne, order=_shuffled(play))

    @leave
    def done(self, play: Play, match: Match) -> Wait | Ready | Report:
        """Hand over to the rival, if he is here."""
        if self.side == 1:  # kept before the second turn had states of its own
            return _both_done(play, match)
        return _handed_over(play, match) if 1 in play.seats else Wait(match=match)


class Wait(Alone):
    """The first side is done; the rival has a day to come."""

    match: Match

    def view(self, seat: Seat) -> View:
        """Show how to invite."""
        text = seat.t("wait", right=self.match.right(0), of=QUESTIONS, code=seat.code)
        return View(text, [Invite(seat.t("invite"), f"d_{seat.code}")])

    @join
    def arrive(self, play: Play) -> Ready:
        """The rival is here."""
        return Ready(match=self.match, ends=play.now + DAY_S)

    @after(seconds=DAY_S)
    def nobody(self, play: Play) -> Expired:
        """Nobody came."""
        return expired(play, self.match)


class Ready(Alone):
    """The rival is to begin; his day runs."""

    match: Match
    ends: float | None = None

    def view(self, seat: Seat) -> View:
        """Ask the rival whether he is ready."""
        if seat.number == 0:
            return View(seat.t("rival-begins"))
        text = seat.t("your-turn", of=QUESTIONS, seconds=int(LIMIT_S))
        return View(versus(seat) + "\n\n" + text, [Button(seat.t("start"), self.start)])

    @press
    def start(self, play: Play) -> AskTwo:
        """Begin with the first question."""
        return self.to(AskTwo, order=_shuffled(play), ends=self.ends or play.now + DAY_S)

    @gone
    def left_alone(self, play: Play) -> Ready | Deserted:
        """Who has played may go, the other still has his turn; if the other goes, the match is over."""
        if play.seat == 1:
            return deserted(play, self.match)
        done_and_gone(play, self.match)
        return play.stay(self.to(Ready))

    @at("ends")
    @after(seconds=DAY_S)  # of one that was kept without its end
    def away(self, play: Play) -> Expired:
        """He did not begin within a day."""
        return expired(play, self.match)


class AskTwo(Asking):
    """A question to the second side, which answers what the first has answered; nobody else may come."""

    side: int = 1

    @gone
    def left_alone(self, play: Play) -> AskTwo | Deserted:
        """Who has played may go, the other plays on; if the one who plays goes, the match is over."""
        if play.seat == self.side:
            return deserted(play, self.match)
        done_and_gone(play, self.match)
        return play.stay(self.to(AskTwo))

    @leave
    def closed(self, match: Match) -> RevealTwo:
        """Tell the right answer."""
        return self.to(RevealTwo, match=match)


class RevealTwo(Telling):
    """The right answer, for the second side."""

    side: int = 1

    @gone
    def left_alone(self, play: Play) -> RevealTwo | Report | Deserted:
        """Who has played may go, the other plays on; if the one who plays goes before his last answer, the match is over."""
        if len(self.match.sides[1]) == QUESTIONS:
            return let_go(play, _both_done(play, self.match))
        if play.seat == self.side:
            return deserted(play, self.match)
        done_and_gone(play, self.match)
        return play.stay(self.to(RevealTwo))

    @leave
    def asked(self, play: Play) -> AskTwo:
        """Ask the second side its next question."""
        return self.to(AskTwo, order=_shuffled(play))

    @leave
    def done(self, play: Play, match: Match) -> Report:
        """Show both the result."""
        return _both_done(play, match)


def first_turn(play: Play, match: Match) -> AskOne:
    """Ask the first side its first question; it has a day for all of them."""
    return AskOne(match=match, side=0, order=_shuffled(play), ends=play.now + DAY_S)


def _shuffled(play: Play) -> tuple[int, ...]:
    return tuple(play.random.sample(range(4), 4))


def _handed_over(play: Play, match: Match) -> Ready:
    play.tell(1, "turn-came")
    return Ready(match=match, ends=play.now + DAY_S)


def _both_done(play: Play, match: Match) -> Report:
    if 0 in play.seats and play.seat != 0:
        play.tell(0, "rival-done")
    return reported(play, match)
