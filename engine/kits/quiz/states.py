"""The states of a quiz: the gate, a question, its answer, a pause, the result. What is asked is content."""

from __future__ import annotations

from engine.core.moves import after, press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import Value
from engine.core.text import Text, bold
from engine.core.view import Button, View
from engine.kits.alone import Alone
from engine.kits.cells import judged, strip
from engine.kits.quiz.bank import Bank, Question
from engine.kits.quiz.card import card
from engine.kits.quiz.choice import EXPRESS, FULL, Memory, draw, due, remembered
from engine.kits.quiz.score import LIMIT_S, Mark, certified, normal, stars, suspicious, worth
from engine.kits.result import credit, star_line

SILENT_MOST = 2  # questions in a row without an answer: the player has gone, and the shift waits for him
SILENCE = -1  # the option that stands for no answer
AWAY_S = 86400  # it waits a day, then ends with what is done


class Round(Value):
    """What goes on from question to question."""

    ids: tuple[str, ...]  # the questions of this play, in order
    marks: tuple[Mark, ...] = ()
    fifty: bool = True  # the help is still there
    hint: bool = True  # likewise

    @property
    def streak(self) -> int:
        """Count the right answers in a row up to now."""
        count = 0
        for mark in reversed(self.marks):
            if not mark.right:
                break
            count += 1
        return count

    @property
    def right(self) -> int:
        """Count the right answers."""
        return sum(mark.right for mark in self.marks)

    @property
    def away(self) -> bool:
        """Tell whether the player seems to have gone."""
        newest = self.marks[-SILENT_MOST:]
        return len(newest) == SILENT_MOST and all(mark.silent for mark in newest)

    def points(self, bank: Bank, upto: int | None = None) -> int:
        """Count the points so far, or of the first `upto` answers, on the scale of the whole shift, 0..1000."""
        marks = self.marks[:upto]
        return normal(marks, [bank.question(id).difficulty for id in self.ids[len(marks) :]])

    def gained(self, bank: Bank) -> int:
        """Count what the newest answer brought on that scale, so that the score grows by what is told."""
        return self.points(bank) - self.points(bank, len(self.marks) - 1)


class Lobby(Alone):
    """The gate: the full shift or the short one."""

    debts: int = 0  # missed questions that are due today
    best: int = 0  # best points so far, 0 = none

    def view(self, seat: Seat) -> View:
        """Show what is ahead."""
        text = seat.t("lobby", title=seat.t("title").plain, about=seat.t("about").plain.rstrip("."))
        text += "\n" + seat.t("debts", count=self.debts) if self.debts else ""
        text += "\n" + seat.t("best", points=self.best) if self.best else ""
        count, express = len(seat.content(Bank).drawable), sum(EXPRESS.values())
        full, longer = min(count, sum(FULL.values())), count > express
        text += "\n" + (seat.t("lengths", full=full, express=express) if longer else seat.t("length", full=full))
        short = [Button(seat.t("start-express"), self.start_express)] if longer else []
        return View(text, [Button(seat.t("start-full"), self.start_full)], short)

    @press
    def start_full(self, play: Play) -> Ask:
        """Begin with twelve questions."""
        return _first(play, FULL)

    @press
    def start_express(self, play: Play) -> Ask:
        """Begin with five questions."""
        return _first(play, EXPRESS)


class Ask(Alone):
    """One question, open."""

    round: Round
    order: tuple[int, ...]  # the options as they are shown: places in the question's own list
    gone: tuple[int, ...] = ()  # options that «50/50» has struck out
    told: bool = False  # the master's hint is shown

    def view(self, seat: Seat) -> View:
        """Show the question and what can be answered."""
        asked = _asked(seat.content(Bank), self.round)
        options = asked.options[seat.language]
        rows = [[Button(options[place], self.answer, place)] for place in self.order if place not in self.gone]
        helps = []
        if self.round.fifty and not self.gone:
            helps.append(Button(seat.t("fifty"), self.use_fifty))
        if self.round.hint and not self.told:
            helps.append(Button(seat.t("hint"), self.use_hint))
        return View(self._text(seat, asked), *rows, helps)

    def _text(self, seat: Seat, asked: Question) -> Text:
        topic = seat.content(Bank).topics[asked.topic].title[seat.language]
        head = seat.t("head", number=len(self.round.marks) + 1, of=len(self.round.ids), topic=topic, seconds=int(LIMIT_S))
        text = head + "\n\n" + bold(asked.text[seat.language])
        return text + "\n\n" + seat.t("master-says", hint=asked.hint[seat.language]) if self.told else text

    @press
    def answer(self, play: Play, option: int) -> Reveal:
        """Lock the answer in."""
        asked = _asked(play.content(Bank), self.round)
        right = option == asked.answer
        helped = bool(self.gone) or self.told
        points = worth(asked.difficulty, play.elapsed, helped, self.round.streak + 1) if right else 0
        closed = self._closed(asked, right, play.elapsed, points, option)
        play.toast("toast-right" if right else "toast-wrong", points=closed.round.gained(play.content(Bank)))
        return closed

    @press
    def use_fifty(self, play: Play) -> Ask:
        """Strike out two wrong options; the question is worth half. The clock runs on."""
        asked = _asked(play.content(Bank), self.round)
        wrong = [place for place in self.order if place != asked.answer]
        gone = tuple(sorted(play.random.sample(wrong, 2)))
        return play.stay(self.to(Ask, gone=gone, round=self.round.model_copy(update={"fifty": False})))

    @press
    def use_hint(self, play: Play) -> Ask:
        """Ask the master; the question is worth half. The clock runs on."""
        return play.stay(self.to(Ask, told=True, round=self.round.model_copy(update={"hint": False})))

    @after(seconds=LIMIT_S)
    def too_late(self, play: Play) -> Reveal:
        """Silence is a wrong answer."""
        return self._closed(_asked(play.content(Bank), self.round), False, LIMIT_S, 0, SILENCE)

    def _closed(self, asked: Question, right: bool, elapsed: float, points: int, option: int) -> Reveal:
        mark = Mark(
            id=asked.id,
            topic=asked.topic,
            difficulty=asked.difficulty,
            right=right,
            elapsed=elapsed,
            points=points,
            silent=option == SILENCE,
        )
        return Reveal(round=self.round.model_copy(update={"marks": (*self.round.marks, mark)}), option=option)


class Reveal(Alone):
    """The right answer and why."""

    round: Round
    option: int  # what was chosen; -1 = nothing, time was up

    def view(self, seat: Seat) -> View:
        """Show the right option, the explanation and the score so far."""
        bank, mark = seat.content(Bank), self.round.marks[-1]
        asked = bank.question(mark.id)
        verdict = "verdict-right" if mark.right else "verdict-late" if self.option < 0 else "verdict-wrong"
        options = asked.options[seat.language]
        text = seat.t(verdict, points=self.round.gained(bank)) + "\n\n" + bold(asked.text[seat.language]) + "\n"
        text += "✓ " + options[asked.answer]
        text += "\n✕ " + options[self.option] if self.option >= 0 and not mark.right else ""
        text += "\n\n" + asked.explanation[seat.language] + "\n\n"
        text += seat.t("so-far", right=self.round.right, of=len(self.round.marks), points=self.round.points(bank))
        return View(text, [Button(seat.t("go-on" if self._more else "to-result"), self.go_on)])

    @press
    def go_on(self, play: Play) -> Ask | Result:
        """Go to the next question, or to the result."""
        return _ask(play, self.round) if self._more else _result(play, self.round)

    @after(seconds=8)
    def move_on(self, play: Play) -> Ask | Break | Result:
        """Go on without a press, unless nobody is there."""
        return Break(round=self.round) if self._more and self.round.away else self.go_on(play)

    @property
    def _more(self) -> bool:
        return len(self.round.marks) < len(self.round.ids)


class Break(Alone):
    """The player has gone: the clock stands still until he is back."""

    round: Round

    def view(self, seat: Seat) -> View:
        """Say where the shift stands."""
        done = len(self.round.marks)
        return View(seat.t("break", done=done, left=len(self.round.ids) - done), [Button(seat.t("resume"), self.resume)])

    @press
    def resume(self, play: Play) -> Ask:
        """Take the next question."""
        return _ask(play, self.round)

    @after(seconds=AWAY_S)
    def give_up(self, play: Play) -> Result:
        """End with what is done."""
        return _result(play, self.round)


class Result(Alone, final=True):
    """The shift is over."""

    round: Round
    points: int  # 0..1000
    stars: int  # 0..3
    weakest: str  # topic to read about next
    flagged: bool = False  # nobody can have thought so quickly

    def view(self, seat: Seat) -> View:
        """Show score, stars, the strip of answers, what to read next and a profession."""
        bank, language, length = seat.content(Bank), seat.language, len(self.round.ids)
        row = strip(judged((mark.right for mark in self.round.marks), length))
        text = seat.t("result", right=self.round.right, of=length, points=self.points) + "\n"
        text += star_line(seat, self.stars) + "\n" + row
        if certified(self.round.right, length):
            text += "\n" + seat.t("certificate")
        topic = bank.topics[self.weakest]
        text += "\n\n" + seat.t("read-next", words=topic.read[language])
        picture = card(seat, self.round.marks, length, self.points, self.stars)
        return View(text + "\n\n" + topic.profession.told(seat), picture=picture)


def begin(play: Play) -> Lobby:
    """Begin at the gate, with what the quiz remembers of the player."""
    memory = play.memory(Memory) or Memory()
    today = play.today.toordinal()
    known = {question.id for question in play.content(Bank).drawable}
    debts = sum(1 for seen in memory.seen if seen.missed and seen.id in known and due(seen, today))
    return Lobby(debts=debts, best=memory.best)


def _first(play: Play, plan: dict[int, int]) -> Ask:
    memory = play.memory(Memory) or Memory()
    ids = draw(play.content(Bank).drawable, memory, play.today.toordinal(), play.random, plan)
    return _ask(play, Round(ids=ids))


def _ask(play: Play, round: Round) -> Ask:
    return Ask(round=round, order=tuple(play.random.sample(range(4), 4)))


def _asked(bank: Bank, round: Round) -> Question:
    return bank.question(round.ids[len(round.marks)])


def _result(play: Play, round: Round) -> Result:
    points, earned = round.points(play.content(Bank)), stars(round.right, len(round.ids))
    flagged = suspicious(round.marks)
    memory = play.memory(Memory) or Memory()
    answers = [(mark.id, mark.right) for mark in round.marks]
    credit(play, points, earned)
    play.remember(remembered(memory, answers, play.today.toordinal(), points))
    missed = [mark.topic for mark in round.marks if not mark.right] or [mark.topic for mark in round.marks]
    weakest = max(missed, key=missed.count)
    return Result(round=round, points=points, stars=earned, weakest=weakest, flagged=flagged)
