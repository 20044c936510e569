"""Дуэль инженеров: two players, seven questions, live or one after the other; each may sit in either messenger."""

from __future__ import annotations

from engine import Button, Game, Invite, Play, Seat, View, after, bold, gone, join, press
from engine.kits.alone import Alone
from engine.kits.quiz.bank import Bank
from games.duel.card import duel_card
from games.duel.rules import LIMIT_S, OPEN, QUESTIONS, SILENCE, Match, Run, draw_match, left_topics, offer_topics
from games.duel.told import asked_in, head, profession_line, result_of, revealed, score_line, told

DAY_S = 86400
WAIT_S = 30  # for a rival of flesh and blood, before a run is offered
VETO_S, REVEAL_S, REVENGE_S = 20, 8, 120
PLAYED_LEAST = 4  # answers of the side that stays, for a victory over who left to count
Pair = tuple[int, int]


class Lobby(Alone):
    """One is here, the other is invited."""

    def view(self, seat: Seat) -> View:
        """Show the ways to a rival."""
        invite = [Invite(seat.t("invite"), f"d_{seat.code}")]
        alone = [Button(seat.t("stranger"), self.look), Button(seat.t("go-first"), self.go_first)]
        return View(seat.t("lobby", code=seat.code), invite, alone)

    @press
    def look(self, play: Play) -> Looking:
        """Look for any rival."""
        play.seek()
        return Looking()

    @press
    def go_first(self, play: Play) -> AskOne:
        """Play now; the rival has a day to answer."""
        bank = play.content(Bank)
        return _ask_one(play, draw_match(bank, play.random.choice(offer_topics(bank, play.random)), play.random), 0)

    @join
    def arrive(self, play: Play) -> Veto:
        """The rival is here: both play at the same time."""
        return _arrived(play)

    @after(seconds=DAY_S)
    def nobody(self, play: Play) -> Expired:
        """Nobody came."""
        return Expired()


class Looking(Alone):
    """One waits for any rival."""

    wait_s: int = WAIT_S

    def view(self, seat: Seat) -> View:
        """Say that the search is on."""
        key = "looking" if self.wait_s == WAIT_S else "looking-long"
        return View(seat.t(key, seconds=WAIT_S), [Button(seat.t("stop-looking"), self.stop)])

    @press
    def stop(self, play: Play) -> Lobby:
        """Wait no more."""
        return Lobby()

    @join
    def arrive(self, play: Play) -> Veto:
        """A rival: he was sought in the line, or came by the code."""
        return _arrived(play)

    @after(seconds="wait_s")
    def enough(self, play: Play) -> Looking | Offered | Expired:
        """Offer a run, if there is one, and look on; who waits a day in vain waits no more."""
        if self.wait_s != WAIT_S:
            return Expired()
        play.seek()
        run = play.lent(Run)
        return Offered(run=run) if run is not None and _is_known(play, run) else Looking(wait_s=DAY_S)


class Offered(Alone):
    """One still waits for any rival, and may play against the run of somebody unknown."""

    run: Run

    def view(self, seat: Seat) -> View:
        """Say what is offered; nothing of the run."""
        return View(seat.t("run-offered"), [Button(seat.t("play-run"), self.play_run)], [Button(seat.t("stop-looking"), self.stop)])

    @press
    def play_run(self, play: Play) -> AskRun:
        """Play against the run: the same questions, and its answers and times come to light one by one."""
        return _ask_run(play, Match(ids=self.run.ids, topic=self.run.topic, recorded=True), self.run)

    @press
    def stop(self, play: Play) -> Lobby:
        """Wait no more."""
        return Lobby()

    @join
    def arrive(self, play: Play) -> Veto:
        """A rival of flesh and blood after all."""
        return _arrived(play)

    @after(seconds=DAY_S)
    def nobody(self, play: Play) -> Expired:
        """Nobody came."""
        return Expired()


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
        return self._next(play)

    @after(seconds=DAY_S)
    def away(self, play: Play) -> AskRun | Report:
        """He has gone for a day: the questions run out one by one."""
        return self._next(play)

    def _next(self, play: Play) -> AskRun | Report:
        if len(self.match.sides[0]) < QUESTIONS:
            return _ask_run(play, self.match, self.run)
        return _report(play, self.match, (0, 0), (0, 0))


class Veto(Alone):
    """Three topics; each side strikes one out."""

    topics: tuple[str, ...]
    struck: Pair = (OPEN, OPEN)
    wins: Pair = (0, 0)
    best: Pair = (0, 0)  # raw points of the best match so far

    def view(self, seat: Seat) -> View:
        """Show the topics that can be struck out."""
        bank = seat.content(Bank)
        titles = [bank.topics[topic].title[seat.language] for topic in self.topics]
        if self.struck[seat.number] != OPEN:
            return View(seat.t("veto-wait", topic=titles[self.struck[seat.number]]))
        rows = [[Button(f"✕ {title}", self.strike, place)] for place, title in enumerate(titles)]
        return View(seat.t("veto", seconds=VETO_S), *rows)

    @press
    def strike(self, play: Play, place: int) -> Veto | Ask:
        """Strike a topic out; the second strike begins the match."""
        struck = _put(self.struck, _seat(play), place)
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
        return _deserted(play, Match(ids=(), topic=""))

    def _begin(self, play: Play, struck: Pair) -> Ask:
        topic = play.random.choice(left_topics(self.topics, struck))
        return _ask(play, draw_match(play.content(Bank), topic, play.random), self.wins, self.best)


class Ask(Alone):
    """One question, open to both sides."""

    match: Match
    orders: tuple[tuple[int, ...], tuple[int, ...]]  # by side: the options as they are shown
    chosen: Pair = (OPEN, OPEN)
    times: tuple[float, float] = (LIMIT_S, LIMIT_S)
    wins: Pair = (0, 0)
    best: Pair = (0, 0)

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
        side = _seat(play)
        chosen = _put(self.chosen, side, option)
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
        return _deserted(play, self.match, self.best)

    def _closed(self, play: Play, chosen: Pair, times: tuple[float, float]) -> Reveal:
        match = self.match
        asked = play.content(Bank).question(match.ids[len(match.sides[0])])
        for side in (0, 1):
            match = match.answered(side, asked, max(chosen[side], SILENCE), times[side])
        return Reveal(match=match, wins=self.wins, best=self.best)


class Reveal(Alone):
    """The right answer, and what both chose."""

    match: Match
    ready: tuple[bool, bool] = (False, False)
    wins: Pair = (0, 0)
    best: Pair = (0, 0)

    def view(self, seat: Seat) -> View:
        """Show both answers and the score."""
        return View(revealed(seat, self.match), [] if self.ready[seat.number] else [Button(seat.t("go-on"), self.go_on)])

    @press
    def go_on(self, play: Play) -> Reveal | Ask | Report:
        """Go on when both have read it."""
        ready = (True, self.ready[1]) if _seat(play) == 0 else (self.ready[0], True)
        return self._next(play) if all(ready) else play.stay(self.to(Reveal, ready=ready))

    @after(seconds=REVEAL_S)
    def enough(self, play: Play) -> Ask | Report:
        """Go on."""
        return self._next(play)

    @gone
    def left_alone(self, play: Play) -> Deserted:
        """The rival has gone: the match is over."""
        return _deserted(play, self.match, self.best)

    def _next(self, play: Play) -> Ask | Report:
        if len(self.match.sides[0]) < QUESTIONS:
            return _ask(play, self.match, self.wins, self.best)
        return _report(play, self.match, self.wins, self.best)


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
        return _deserted(play, self.match) if play.seat == self.side else play.stay(self.to(AskOne))

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
        return _deserted(play, self.match) if play.seat == self.side else play.stay(self.to(RevealOne))

    def _next(self, play: Play) -> AskOne | Wait | Ready | Report:
        if len(self.match.sides[self.side]) < QUESTIONS:
            return _ask_one(play, self.match, self.side)
        if self.side == 1:
            play.tell(0, "rival-done")
            return _report(play, self.match, (0, 0), (0, 0))
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
        return _ask_one(play, self.match, 1)

    @gone
    def left_alone(self, play: Play) -> Ready | Deserted:
        """Who has played may go, the other still has his turn; if the other goes, the match is over."""
        return _deserted(play, self.match) if play.seat == 1 else play.stay(self.to(Ready))

    @after(seconds=DAY_S)
    def away(self, play: Play) -> Expired:
        """He did not begin within a day."""
        return Expired()


class Report(Alone):
    """The result, the same for both; revenge if both want it."""

    match: Match
    wins: Pair
    best: Pair
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
        again = (True, self.again[1]) if _seat(play) == 0 else (self.again[0], True)
        if all(again):
            return Veto(topics=offer_topics(play.content(Bank), play.random), wins=self.wins, best=self.best)
        return play.stay(self.to(Report, again=again))

    @press
    def finish(self, play: Play) -> Over:
        """That was it."""
        return _over(play, self)

    @gone
    def left_alone(self, play: Play) -> Report:
        """The match was over: he has what he won, and the other may look at the result as long as he likes."""
        _credited(play, self, _seat(play))
        play.leave()
        return play.stay(self.to(Report, again=(False, False)))

    @after(seconds=REVENGE_S)
    def enough(self, play: Play) -> Over:
        """Nobody wants more."""
        return _over(play, self)


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


def _seat(play: Play) -> int:
    return play.seat or 0


def _put(pair: Pair, side: int, value: int) -> Pair:
    return (value, pair[1]) if side == 0 else (pair[0], value)


def _arrived(play: Play) -> Veto:
    play.tell(0, "rival-came")
    return Veto(topics=offer_topics(play.content(Bank), play.random))


def _ask(play: Play, match: Match, wins: Pair, best: Pair) -> Ask:
    orders = (tuple(play.random.sample(range(4), 4)), tuple(play.random.sample(range(4), 4)))
    return Ask(match=match, orders=orders, wins=wins, best=best)


def _ask_one(play: Play, match: Match, side: int) -> AskOne:
    return AskOne(match=match, side=side, order=tuple(play.random.sample(range(4), 4)))


def _ask_run(play: Play, match: Match, run: Run) -> AskRun:
    return AskRun(match=match, run=run, order=tuple(play.random.sample(range(4), 4)))


def _is_known(play: Play, run: Run) -> bool:
    """Tell whether the bank still has the questions of a run."""
    bank = play.content(Bank)
    return run.topic in bank.topics and {question.id for question in bank.questions}.issuperset(run.ids)


def _report(play: Play, match: Match, wins: Pair, best: Pair) -> Report:
    for run in match.runs():
        play.record(run)
    won = None if match.recorded else match.winner()  # a win over a run counts nowhere
    counted = wins if won is None else _put(wins, won, wins[won] + 1)
    return Report(match=match, wins=counted, best=(max(best[0], match.raw(0)), max(best[1], match.raw(1))))


def _over(play: Play, report: Report) -> Over:
    for side in play.seats:
        _credited(play, report, side)
    return Over(match=report.match, wins=report.wins)


def _credited(play: Play, report: Report, side: int) -> None:
    _won(play, side, report.best[side], report.wins[side] > report.wins[1 - side])


def _won(play: Play, side: int, raw: int, won: bool) -> None:
    play.award(raw, seat=side)
    play.rate((raw >= 300) + (raw >= 550) + won, seat=side)
    if won:
        play.achieve(f"won {play.game}", seat=side)


def _deserted(play: Play, match: Match, best: Pair = (0, 0)) -> Deserted:
    """End a match that one side has left: who stays wins it, if he has played a good part of it."""
    side = 1 - _seat(play)
    _won(play, side, max(best[side], match.raw(side)), len(match.sides[side]) >= PLAYED_LEAST)
    return Deserted(match=match)


# The questions are those of the shift: one bank, checked once.
game = Game("duel", start=Lobby, seats=(2, 2), content=("../quiz_shift/questions.yaml", Bank), run=Run)
