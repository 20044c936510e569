"""A duel by turns: one side plays its seven questions, then the other has a day for the same ones."""

from __future__ import annotations

from engine import Button, Invite, Play, Seat, View, after, bold, gone, join, press
from engine.kits.alone import Alone
from engine.kits.quiz.bank import Bank
from games.duel.ends import Deserted, Expired, deserted
from games.duel.live import Report, reported
from games.duel.rules import DAY_S, LIMIT_S, QUESTIONS, SILENCE, Match
from games.duel.told import asked_in, head, told


class AskOne(Alone):
    """One side plays, the other waits or has not come yet."""

    match: Match
    side: int
    order: tuple[int, ...]

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
    def answer(self, play: Play, number: int, option: int) -> RevealOne:
        """Lock the answer in."""
        return self._closed(play, option, play.elapsed)

    @join
    def arrive(self, play: Play) -> AskOne:
        """The rival comes while the first side plays: he waits for his turn."""
        return play.stay(self.to(AskOne))

    @after(seconds=LIMIT_S)
    def too_late(self, play: Play) -> RevealOne:
        """Silence is a wrong answer."""
        return self._closed(play, SILENCE, LIMIT_S)

    @gone
    def left_alone(self, play: Play) -> AskOne | Deserted:
        """Who waits may go, the other plays on; if the one who plays goes, the match is over."""
        return deserted(play, self.match) if play.seat == self.side else play.stay(self.to(AskOne))

    def _closed(self, play: Play, option: int, elapsed: float) -> RevealOne:
        asked = play.content(Bank).question(self.match.ids[len(self.match.sides[self.side])])
        return RevealOne(match=self.match.answered(self.side, asked, option, elapsed), side=self.side)


class RevealOne(Alone):
    """The right answer, for the side that plays."""

    match: Match
    side: int

    def view(self, seat: Seat) -> View:
        """Show the answer and why."""
        number = len(self.match.sides[self.side]) - 1
        if seat.number != self.side:
            return View(seat.t("rival-plays", number=number + 1, of=QUESTIONS))
        text = told(seat, self.match, number, self.side)
        text += "\n\n" + asked_in(seat, self.match, number).explanation[seat.language]
        return View(text, [Button(seat.t("go-on"), self.go_on)])

    @press
    def go_on(self, play: Play) -> AskOne | Wait | Ready | Report:
        """Go to the next question, or hand over to the other side."""
        return self._next(play)

    @join
    def arrive(self, play: Play) -> RevealOne:
        """The rival comes meanwhile."""
        return play.stay(self.to(RevealOne))

    @after(seconds=DAY_S)
    def away(self, play: Play) -> AskOne | Wait | Ready | Report:
        """The side that plays has gone for a day: its questions run out one by one."""
        return self._next(play)

    @gone
    def left_alone(self, play: Play) -> RevealOne | Deserted:
        """Who waits may go, the other plays on; if the one who plays goes, the match is over."""
        return deserted(play, self.match) if play.seat == self.side else play.stay(self.to(RevealOne))

    def _next(self, play: Play) -> AskOne | Wait | Ready | Report:
        if len(self.match.sides[self.side]) < QUESTIONS:
            return ask_one(play, self.match, self.side)
        if self.side == 1:
            play.tell(0, "rival-done")
            return reported(play, self.match)
        return Ready(match=self.match) if 1 in play.seats else Wait(match=self.match)


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
        return Ready(match=self.match)

    @after(seconds=DAY_S)
    def nobody(self, play: Play) -> Expired:
        """Nobody came."""
        return Expired()


class Ready(Alone):
    """The rival is to begin."""

    match: Match

    def view(self, seat: Seat) -> View:
        """Ask the rival whether he is ready."""
        if seat.number == 0:
            return View(seat.t("rival-begins"))
        return View(seat.t("your-turn", of=QUESTIONS, seconds=int(LIMIT_S)), [Button(seat.t("start"), self.start)])

    @press
    def start(self, play: Play) -> AskOne:
        """Begin with the first question."""
        return ask_one(play, self.match, 1)

    @gone
    def left_alone(self, play: Play) -> Ready | Deserted:
        """Who has played may go, the other still has his turn; if the other goes, the match is over."""
        return deserted(play, self.match) if play.seat == 1 else play.stay(self.to(Ready))

    @after(seconds=DAY_S)
    def away(self, play: Play) -> Expired:
        """He did not begin within a day."""
        return Expired()


def ask_one(play: Play, match: Match, side: int) -> AskOne:
    """Ask a side its next question."""
    return AskOne(match=match, side=side, order=tuple(play.random.sample(range(4), 4)))
