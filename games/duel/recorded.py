"""A match against a run: somebody unknown has played it before, and his answers come to light one by one."""

from __future__ import annotations

from engine import Button, Play, Seat, View, after, bold, press
from engine.kits.alone import Alone
from engine.kits.quiz.bank import Bank
from games.duel.live import Report, reported
from games.duel.rules import DAY_S, LIMIT_S, MIXED, QUESTIONS, SILENCE, Match, Run
from games.duel.told import asked_in, head, revealed


class AskRun(Alone):
    """One question of a match against a run."""

    match: Match
    run: Run
    order: tuple[int, ...]

    def view(self, seat: Seat) -> View:
        """Show the question; never what the run says to it."""
        number = len(self.match.sides[0])
        asked = asked_in(seat, self.match, number)
        text = head(seat, self.match, number) + "\n" + seat.t("recorded") + "\n\n" + bold(asked.text[seat.language])
        options = asked.options[seat.language]
        return View(text, *[[Button(options[place], self.answer, number, place)] for place in self.order])

    @press
    def answer(self, play: Play, number: int, option: int) -> RevealRun:
        """Lock the answer in."""
        return self._closed(play, option, play.elapsed)

    @after(seconds=LIMIT_S)
    def too_late(self, play: Play) -> RevealRun:
        """Silence is a wrong answer."""
        return self._closed(play, SILENCE, LIMIT_S)

    def _closed(self, play: Play, option: int, elapsed: float) -> RevealRun:
        asked = play.content(Bank).question(self.match.ids[len(self.match.sides[0])])
        return RevealRun(match=self.match.answered(0, asked, option, elapsed).follow(self.run), run=self.run)


class RevealRun(Alone):
    """The right answer, and what the run said."""

    match: Match
    run: Run

    def view(self, seat: Seat) -> View:
        """Show both answers and the score."""
        return View(revealed(seat, self.match), [Button(seat.t("go-on"), self.go_on)])

    @press
    def go_on(self, play: Play) -> AskRun | Report:
        """Go to the next question."""
        if len(self.match.sides[0]) < QUESTIONS:
            return ask_run(play, self.match, self.run)
        return reported(play, self.match)

    @after(seconds=DAY_S)
    def away(self, play: Play) -> Report:
        """He has gone for a day: the questions that are left have run out."""
        return reported(play, self.match.silenced(0).follow(self.run))


def ask_run(play: Play, match: Match, run: Run) -> AskRun:
    """Ask the next question of a match against a run."""
    return AskRun(match=match, run=run, order=tuple(play.random.sample(range(4), 4)))


def is_known(play: Play, run: Run) -> bool:
    """Tell whether the bank still has the questions of a run."""
    bank = play.content(Bank)
    return run.topic in (*bank.topics, MIXED) and {question.id for question in bank.questions}.issuperset(run.ids)
