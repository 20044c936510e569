"""A whole shift of questions, played through the pure turn in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.core.compose import compose, view_of
from engine.core.deadlines import deadlines
from engine.core.game import Game
from engine.core.session import Audience
from engine.core.state import freeze, thaw
from engine.core.text import utf16_length
from engine.kits.quiz import states
from engine.kits.quiz.bank import Bank, Question
from engine.kits.quiz.choice import Memory, Seen
from engine.runtime.catalogue import bind
from games import quiz_shift
from tests.walks import LANGUAGES, TEXT_MOST, Watch


@pytest.fixture(scope="module")
def quiz() -> Game:
    """The game as the catalogue binds it."""
    bind(quiz_shift.game, Path(quiz_shift.__file__))
    return quiz_shift.game


class Shift(Watch):
    """A player on a shift of questions."""

    def __init__(self, game: Game, language: str = "ru", memory: Memory | None = None, seed: int = 1) -> None:
        super().__init__(game, language, freeze(memory) if memory else b"", seed)

    @property
    def bank(self) -> Bank:
        assert isinstance(self.game.lore, Bank)
        return self.game.lore

    @property
    def question(self) -> Question:
        assert isinstance(self.session.state, states.Ask)
        return self.bank.question(self.session.state.round.ids[len(self.session.state.round.marks)])

    def answer(self, right: bool, after_s: float = 3.0) -> None:
        question = self.question
        options = question.options[self.language]
        wrong = next(o for o in options if o != options[question.answer] and o in self.labels)
        self.press(options[question.answer] if right else wrong, after_s)

    def begin(self, key: str = "start-full") -> None:
        self.press(self.say(key))

    def go_on(self) -> None:
        self.press(next(self.say(key) for key in ("go-on", "to-result") if self.say(key) in self.labels))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(6))
def test_a_perfect_shift_is_played_to_the_end(quiz: Game, language: str, seed: int) -> None:
    """Twelve right answers: three stars, a certificate, twelve ticks, a profession; every screen within 600 characters."""
    shift = Shift(quiz, language, seed=seed)
    shift.begin()
    for number in range(1, 13):
        assert f"{number} " in shift.text
        question = shift.question
        assert shift.bank.topics[question.topic].title[language] in shift.text
        assert set(question.options[language]) <= set(shift.labels)
        shift.answer(True)
        assert question.explanation[language] in shift.text
        shift.go_on()
    assert shift.session.over
    assert "✓" * 12 in shift.text
    assert "★★★" in shift.text
    assert shift.say("certificate") in shift.text
    assert (shift.result.stars, shift.result.finished, shift.result.rated) == (3, True, True)
    assert 900 < shift.result.points <= 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profession_and_reading_fits_the_longest_result(quiz: Game, language: str) -> None:
    """The result stays within 600 characters for every topic, with certificate, stars and the longest score."""
    shift = Shift(quiz, language)
    shift.begin()
    for _ in range(12):
        shift.answer(True)
        shift.go_on()
    final = shift.session.state
    assert isinstance(final, states.Result)
    for topic in shift.bank.topics:
        session = replace(shift.session, state=final.model_copy(update={"weakest": topic, "points": 1000}))
        text = str(view_of(quiz, session, session.audiences[0]).text)
        assert utf16_length(text) <= TEXT_MOST, (topic, utf16_length(text))
        assert shift.bank.topics[topic].profession.title[language] in text
        assert shift.bank.topics[topic].read[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_fits_its_screens(quiz: Game, language: str) -> None:
    """Each of the sixty questions, with hint and 50/50, answered right, wrong or not at all, stays within 600 characters."""
    shift = Shift(quiz, language)
    shift.begin()
    ask = shift.session.state
    assert isinstance(ask, states.Ask)
    for question in shift.bank.questions:
        rest = tuple(id for id in ask.round.ids if id != question.id)[:11]
        asked = ask.model_copy(update={"round": ask.round.model_copy(update={"ids": (question.id, *rest)})})
        shift.session = replace(shift.session, state=asked)
        kept, now = shift.session, shift.now
        for ending in ("right", "wrong", "late"):
            shift.session, shift.now = kept, now
            shift.press(shift.say("hint"))
            shift.wait() if ending == "late" else shift.answer(ending == "right")
            assert question.options[language][question.answer] in shift.text
            assert question.explanation[language] in shift.text


def test_the_score_grows_by_what_is_told(quiz: Game) -> None:
    """The points told after each answer add up to the result."""
    shift = Shift(quiz, "en")
    shift.begin()
    told = 0
    for number in range(12):
        shift.answer(number % 4 != 1)
        gained = re.search(r"\+(\d+) point", shift.text)
        told += int(gained[1]) if gained else 0
        assert f"score {told}" in shift.text
        shift.go_on()
    assert shift.result.points == told


def test_an_express_shift_has_five_questions_and_no_certificate(quiz: Game) -> None:
    """Five right answers end the short shift with three stars."""
    shift = Shift(quiz)
    shift.begin("start-express")
    for _ in range(5):
        shift.answer(True)
        shift.go_on()
    assert shift.session.over
    assert shift.result.stars == 3
    assert shift.say("certificate") not in shift.text


def test_a_wrong_answer_shows_the_right_one_and_earns_nothing(quiz: Game) -> None:
    """After a miss both options are marked, by sign and not by colour alone."""
    shift = Shift(quiz)
    shift.begin()
    question = shift.question
    shift.answer(False)
    assert f"✓ {question.options.ru[question.answer]}" in shift.text
    assert shift.text.count("✕") == 2
    assert isinstance(shift.session.state, states.Reveal)
    assert shift.session.state.round.marks[-1].points == 0


def test_fifty_fifty_leaves_the_right_option_and_halves_the_points(quiz: Game) -> None:
    """The help strikes out two wrong options, once a shift, without stopping the clock; the question is worth half."""
    shift = Shift(quiz)
    shift.begin()
    question, due = shift.question, deadlines(shift.session)[0].at
    shift.press(shift.say("fifty"), after_s=0.2)
    left = [option for option in question.options.ru if option in shift.labels]
    assert len(left) == 2
    assert question.options.ru[question.answer] in left
    assert shift.say("fifty") not in shift.labels
    assert deadlines(shift.session)[0].at == due
    shift.answer(True, after_s=0.2)
    assert isinstance(shift.session.state, states.Reveal)
    assert shift.session.state.round.marks[-1].points == {1: 30, 2: 40, 3: 60}[question.difficulty]
    shift.go_on()
    assert shift.say("fifty") not in shift.labels
    assert shift.say("hint") in shift.labels


def test_the_hint_is_shown_once_a_shift(quiz: Game) -> None:
    """The master's word appears under the question, and the button is gone for the whole shift."""
    shift = Shift(quiz, "en")
    shift.begin()
    shift.press(shift.say("hint"))
    assert shift.question.hint.en in shift.text
    assert shift.say("hint") not in shift.labels
    shift.answer(True)
    shift.go_on()
    assert shift.say("hint") not in shift.labels


def test_time_runs_out_after_twenty_seconds_and_the_shift_goes_on_by_itself(quiz: Game) -> None:
    """Silence is a miss; eight seconds later the next question comes."""
    shift = Shift(quiz)
    shift.begin()
    assert deadlines(shift.session)[0].at - shift.session.shown_at == 20
    shift.wait()
    assert shift.say("verdict-late") in shift.text
    assert deadlines(shift.session)[0].at - shift.session.shown_at == 8
    shift.wait()
    assert isinstance(shift.session.state, states.Ask)
    assert len(shift.session.state.round.marks) == 1


def test_a_shift_waits_for_who_has_gone_and_ends_after_a_day(quiz: Game) -> None:
    """Two silent questions pause the shift; a day later it ends with what is done, on the scale of the whole shift."""
    shift = Shift(quiz)
    shift.begin()
    shift.answer(True)
    shift.go_on()
    for _ in range(4):
        shift.wait()
    assert isinstance(shift.session.state, states.Break)
    assert deadlines(shift.session)[0].at - shift.session.shown_at == 86400
    shift.wait()
    assert shift.session.over
    assert "✓✕✕·········" in shift.text
    assert shift.result.stars == 0
    assert 0 < shift.result.points < 100


def test_a_paused_shift_goes_on_with_the_next_question(quiz: Game) -> None:
    """Who comes back takes the third question after two that he missed."""
    shift = Shift(quiz)
    shift.begin()
    for _ in range(4):
        shift.wait()
    shift.press(shift.say("resume"))
    assert isinstance(shift.session.state, states.Ask)
    assert len(shift.session.state.round.marks) == 2


def test_memory_keeps_misses_and_brings_them_back(quiz: Game) -> None:
    """What was missed is owed: the next day's lobby says so, and the next day's shift asks it again."""
    shift = Shift(quiz)
    shift.begin()
    missed = shift.question.id
    shift.answer(False)
    shift.go_on()
    for _ in range(11):
        shift.answer(True)
        shift.go_on()
    memory = thaw(Memory, shift.result.memory)
    assert [seen.id for seen in memory.seen if seen.missed] == [missed]
    assert len(memory.seen) == 12
    assert memory.best == shift.result.points
    yesterday = memory.model_copy(update={"seen": tuple(s.model_copy(update={"day": s.day - 1}) for s in memory.seen)})
    again = Shift(quiz, memory=yesterday, seed=2)
    assert "1 вопрос вернулся" in again.text
    again.begin()
    assert isinstance(again.session.state, states.Ask)
    assert set(again.session.state.round.ids) & {seen.id for seen in memory.seen} == {missed}


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 вопрос вернулся"), (2, "2 вопроса вернулись"), (5, "5 вопросов вернулись"), (21, "21 вопрос вернулся")],
)
def test_debts_are_counted_in_good_russian(quiz: Game, count: int, words: str) -> None:
    """Plurals follow the number."""
    bank = Shift(quiz).bank
    seen = tuple(Seen(id=question.id, day=1, missed=1) for question in bank.questions[:count])
    assert words in Shift(quiz, memory=Memory(seen=seen)).text


def test_a_debt_on_a_vanished_question_is_not_counted(quiz: Game) -> None:
    """A question that left the bank is neither owed nor asked."""
    shift = Shift(quiz, memory=Memory(seen=(Seen(id="never_was", day=1, missed=1),)))
    assert "вернул" not in shift.text
    shift.begin()


def test_options_are_shuffled_for_each_player(quiz: Game) -> None:
    """Two players with the same question see its options in their own orders."""
    orders = set()
    for seed in range(12):
        shift = Shift(quiz, seed=seed)
        shift.begin()
        assert isinstance(shift.session.state, states.Ask)
        orders.add(shift.session.state.order)
    assert len(orders) > 5


def test_haste_is_flagged(quiz: Game) -> None:
    """Twelve right answers at a glance set the flag, an ordinary perfect shift does not."""
    for after_s, flagged in ((0.5, True), (6.0, False)):
        shift = Shift(quiz)
        shift.begin()
        for _ in range(12):
            shift.answer(True, after_s)
            shift.go_on()
        assert isinstance(shift.session.state, states.Result)
        assert shift.session.state.flagged is flagged


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_asked_into_the_private_chat(quiz: Game, language: str) -> None:
    """Every state has a board that shows neither question nor answer."""
    shift = Shift(quiz, language)
    states = [shift.session.state]
    shift.begin()
    states.append(shift.session.state)
    shift.answer(True)
    states.append(shift.session.state)
    for state in states:
        session = replace(shift.session, state=state, audiences=(Audience("tg:-1"),))
        screen = compose(quiz, session, 0)
        assert str(screen.text) == shift.say("group", title=shift.say("title"))
        assert [key.invite for key in screen.keys()] == ["quiz_shift"]
