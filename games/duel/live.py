"""A duel of two who play at the same time, and the result of any duel, with its revenge."""

from __future__ import annotations

from engine import Button, Play, Seat, View, after, bold, gone, press
from engine.kits.alone import Alone
from engine.kits.quiz.bank import Bank
from games.duel.card import duel_card
from games.duel.ends import Deserted, Over, acting, credit, deserted
from games.duel.rules import LIMIT_S, OPEN, PLAYED_KEPT, QUESTIONS, SILENCE, Match, Pair, draw_match, left_topics, offer_topics, put
from games.duel.told import asked_in, head, result_of, revealed, title_of, versus

VETO_S, REVEAL_S, REVENGE_S = 20, 8, 120


class Veto(Alone):
    """Three topics; each side strikes one out."""

    topics: tuple[str, ...]
    struck: Pair = (OPEN, OPEN)
    wins: Pair = (0, 0)
    best: Pair = (0, 0)  # raw points of the best match so far
    played: tuple[str, ...] = ()  # ids of the questions of the matches before

    def view(self, seat: Seat) -> View:
        """Show the topics that can be struck out."""
        titles = [title_of(seat, topic) for topic in self.topics]
        if self.struck[seat.number] != OPEN:
            return View(versus(seat) + "\n\n" + seat.t("veto-wait", topic=titles[self.struck[seat.number]]))
        rows = [[Button(f"✕ {title}", self.strike, place)] for place, title in enumerate(titles)]
        return View(versus(seat) + "\n\n" + seat.t("veto", seconds=VETO_S), *rows)

    @press
    def strike(self, play: Play, place: int) -> Veto | Ask:
        """Strike a topic out; the second strike begins the match."""
        struck = put(self.struck, acting(play), place)
        if OPEN in struck:
            return play.stay(self.to(Veto, struck=struck))
        return self._begin(play, struck)

    @after(seconds=VETO_S)
    def enough(self, play: Play) -> Ask:
        """Who is silent strikes nothing out."""
        return self._begin(play, self.struck)

    @gone
    def left_alone(self, play: Play) -> Deserted:
        """The rival has gone."""
        return deserted(play, Match(ids=(), topic=""), self.wins, self.best, self.played)

    def _begin(self, play: Play, struck: Pair) -> Ask:
        topic = play.random.choice(left_topics(self.topics, struck))
        return _ask(play, self, draw_match(play.content(Bank), topic, play.random, self.played))


class Ask(Alone):
    """One question, open to both sides."""

    match: Match
    orders: tuple[tuple[int, ...], tuple[int, ...]]  # by side: the options as they are shown
    chosen: Pair = (OPEN, OPEN)
    times: tuple[float, float] = (LIMIT_S, LIMIT_S)
    wins: Pair = (0, 0)
    best: Pair = (0, 0)
    played: tuple[str, ...] = ()

    def view(self, seat: Seat) -> View:
        """Show the question, or that the answer is in; never the rival's."""
        side, number = seat.number, len(self.match.sides[0])
        asked = asked_in(seat, self.match, number)
        text = head(seat, self.match, number) + "\n\n" + bold(asked.text[seat.language])
        if self.chosen[side] != OPEN:
            return View(text + "\n\n" + seat.t("answered", option=asked.options[seat.language][self.chosen[side]]))
        options = asked.options[seat.language]
        rows = [[Button(options[place], self.answer, number, place)] for place in self.orders[side]]
        text += "\n\n" + seat.t("rival-answered") if self.chosen[1 - side] != OPEN else ""
        return View(text, *rows)

    @press
    def answer(self, play: Play, number: int, option: int) -> Ask | Reveal:
        """Lock an answer in; the second one closes the question."""
        side = acting(play)
        chosen = put(self.chosen, side, option)
        times = (play.elapsed, self.times[1]) if side == 0 else (self.times[0], play.elapsed)
        if OPEN in chosen:
            return play.stay(self.to(Ask, chosen=chosen, times=times))
        return self._closed(play, chosen, times)

    @after(seconds=LIMIT_S)
    def too_late(self, play: Play) -> Reveal:
        """Who is silent has answered wrong."""
        return self._closed(play, self.chosen, self.times)

    @gone
    def left_alone(self, play: Play) -> Deserted:
        """The rival has gone: the match is over."""
        return deserted(play, self.match, self.wins, self.best, self.played)

    def _closed(self, play: Play, chosen: Pair, times: tuple[float, float]) -> Reveal:
        match = self.match
        asked = play.content(Bank).question(match.ids[len(match.sides[0])])
        for side in (0, 1):
            match = match.answered(side, asked, max(chosen[side], SILENCE), times[side])
        return self.to(Reveal, match=match)


class Reveal(Alone):
    """The right answer, and what both chose."""

    match: Match
    ready: tuple[bool, bool] = (False, False)
    wins: Pair = (0, 0)
    best: Pair = (0, 0)
    played: tuple[str, ...] = ()

    def view(self, seat: Seat) -> View:
        """Show both answers and the score."""
        return View(revealed(seat, self.match), [] if self.ready[seat.number] else [Button(seat.t("go-on"), self.go_on)])

    @press
    def go_on(self, play: Play) -> Reveal | Ask | Report:
        """Go on when both have read it."""
        ready = (True, self.ready[1]) if acting(play) == 0 else (self.ready[0], True)
        return self._next(play) if all(ready) else play.stay(self.to(Reveal, ready=ready))

    @after(seconds=REVEAL_S)
    def enough(self, play: Play) -> Ask | Report:
        """Go on."""
        return self._next(play)

    @gone
    def left_alone(self, play: Play) -> Deserted | Report:
        """The rival has gone: the match is over, and counts as it stands after the last question."""
        if len(self.match.sides[0]) < QUESTIONS:
            return deserted(play, self.match, self.wins, self.best, self.played)
        return let_go(play, reported(play, self.match, self.wins, self.best, self.played))

    def _next(self, play: Play) -> Ask | Report:
        if len(self.match.sides[0]) < QUESTIONS:
            return _ask(play, self, self.match)
        return reported(play, self.match, self.wins, self.best, self.played)


class Report(Alone):
    """The result, the same for both; revenge if both want it."""

    match: Match
    wins: Pair
    best: Pair
    played: tuple[str, ...] = ()
    again: tuple[bool, bool] = (False, False)

    def view(self, seat: Seat) -> View:
        """Show who won."""
        text = result_of(seat, self.match, self.wins)
        if self.again[seat.number]:
            return View(text + "\n\n" + seat.t("revenge-wait"), picture=duel_card(seat, self.match))
        if not all(seat.taken):
            return View(text, [Button(seat.t("finish"), self.finish)], picture=duel_card(seat, self.match))
        text += "\n\n" + seat.t("revenge-wanted") if self.again[1 - seat.number] else ""
        buttons = [Button(seat.t("revenge"), self.revenge), Button(seat.t("finish"), self.finish)]
        return View(text, buttons, picture=duel_card(seat, self.match))

    @press
    def revenge(self, play: Play) -> Report | Veto:
        """Ask for another match; both must want it."""
        again = (True, self.again[1]) if acting(play) == 0 else (self.again[0], True)
        if all(again):
            played = (*self.played, *self.match.ids)[-PLAYED_KEPT:]
            return self.to(Veto, topics=offer_topics(play.content(Bank), play.random, played), played=played)
        return play.stay(self.to(Report, again=again))

    @press
    def finish(self, play: Play) -> Over:
        """That was it."""
        return _over(play, self)

    @gone
    def left_alone(self, play: Play) -> Report:
        """The match was over: he has what he won, and the other may look at the result as long as he likes."""
        return play.stay(let_go(play, self.to(Report, again=(False, False))))

    @after(seconds=REVENGE_S)
    def enough(self, play: Play) -> Over:
        """Nobody wants more."""
        return _over(play, self)


def arrived(play: Play) -> Veto:
    """Begin a live duel: the rival is here."""
    play.tell(0, "rival-came")
    return Veto(topics=offer_topics(play.content(Bank), play.random))


def _ask(play: Play, state: Veto | Reveal, match: Match) -> Ask:
    orders = (tuple(play.random.sample(range(4), 4)), tuple(play.random.sample(range(4), 4)))
    return state.to(Ask, match=match, orders=orders)


def reported(play: Play, match: Match, wins: Pair = (0, 0), best: Pair = (0, 0), played: tuple[str, ...] = ()) -> Report:
    """End a match that both have played: its winner has one win more, and its runs may be lent."""
    for run in match.runs():
        play.record(run)
    won = None if match.recorded else match.winner()  # a win over a run counts nowhere
    counted = wins if won is None else put(wins, won, wins[won] + 1)
    best = (max(best[0], match.raw(0)), max(best[1], match.raw(1)))
    return Report(match=match, wins=counted, best=best, played=played)


def _over(play: Play, report: Report) -> Over:
    for side in play.seats:
        _credited(play, report, side)
    return Over(match=report.match, wins=report.wins)


def _credited(play: Play, report: Report, side: int) -> None:
    credit(play, side, report.best[side], report.wins[side] > report.wins[1 - side])


def let_go(play: Play, report: Report) -> Report:
    """Let who acts go with what he won; the other may look at the result as long as he likes."""
    _credited(play, report, acting(play))
    play.leave()
    return report
