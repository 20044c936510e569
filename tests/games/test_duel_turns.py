"""A duel by turns: who may come, who is told, how long it is open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from games.duel.live import Report
from games.duel.rules import DAY_S, QUESTIONS, SILENCE
from games.duel.turns import AskOne, AskTwo, Ready, RevealOne, RevealTwo, Wait
from tests.rivals import Rivals

HOUR_S = 3600.0


def started(questions: int = 0) -> Rivals:
    """The first plays at once, and has played so many questions."""
    rivals = Rivals()
    rivals.press_key("go-first")
    rivals.play_turn(0, questions=questions)
    return rivals


def second(questions: int = 0) -> Rivals:
    """The second has begun, and has played so many questions."""
    rivals = started(QUESTIONS)
    assert isinstance(rivals.state, Wait)
    rivals.join()
    rivals.act("start", 1)
    rivals.play_turn(1, questions=questions)
    return rivals


@pytest.mark.parametrize("told", [False, True])
def test_nobody_comes_into_a_turn_that_somebody_has_begun(told: bool) -> None:
    """The first has answered all and leaves while the second plays: the door is closed, and nobody inherits his answers."""
    rivals = second()
    if told:
        rivals.answer(1)
    assert isinstance(rivals.state, RevealTwo if told else AskTwo)
    rivals.left(0)
    assert not rivals.comes()
    if told:
        rivals.read(1)
    rivals.play_turn(1, questions=QUESTIONS - told)
    assert isinstance(rivals.state, Report)
    rivals.press("Закончить", seat=1)
    assert {result.player for result in rivals.results} == {"player1", "player2"}


@pytest.mark.parametrize("told", [False, True])
def test_a_rival_may_come_while_the_first_plays(told: bool) -> None:
    """Also in place of one who only waited: nobody has played in that seat."""
    rivals = started()
    if told:
        rivals.answer(0)
    assert isinstance(rivals.state, RevealOne if told else AskOne)
    rivals.join()
    rivals.left(1)
    assert rivals.comes()
    assert rivals.session.seat_of("stranger") == 1


def test_who_waits_is_told_of_his_turn_by_a_new_message() -> None:
    """He came while the first still played: when it is his turn, a new message says so."""
    rivals = started(3)
    rivals.join()
    rivals.play_turn(0, questions=QUESTIONS - 3)
    assert isinstance(rivals.state, Ready)
    [number] = [n for n, audience in enumerate(rivals.session.audiences) if audience.seat == 1]
    assert number in rivals.turned.renew
    assert str(rivals.screen_of(1).text).startswith(rivals.say("turn-came"))


def test_the_first_side_has_a_day_for_its_whole_turn() -> None:
    """Twenty hours at one answer, four at the next: then what is left counts as silence, and the rival may come."""
    rivals = started()
    begun = rivals.now
    rivals.answer(0)
    rivals.now += 20 * HOUR_S
    rivals.read(0)
    rivals.answer(0)
    rivals.wait()
    assert isinstance(rivals.state, Wait)
    assert rivals.now - begun < DAY_S + 60
    assert [answer.option == SILENCE for answer in rivals.state.match.sides[0]] == [False] * 2 + [True] * 5


def test_the_second_side_has_a_day_from_its_coming() -> None:
    """Beginning late gives no longer time: a day after he came there is a result."""
    rivals = started(QUESTIONS)
    rivals.join()
    came = rivals.now
    rivals.now += 20 * HOUR_S
    rivals.act("start", 1)
    rivals.answer(1)
    rivals.wait()
    assert isinstance(rivals.state, Report)
    assert rivals.now - came < DAY_S + 60
    assert [answer.option == SILENCE for answer in rivals.state.match.sides[1]] == [False] + [True] * 6
    [number] = [n for n, audience in enumerate(rivals.session.audiences) if audience.seat == 0]
    assert number in rivals.turned.renew


def test_a_rival_who_does_not_begin_has_a_day() -> None:
    """A day after he came the duel is over."""
    rivals = started(QUESTIONS)
    rivals.join()
    assert rivals.wait() < DAY_S + 60
    assert rivals.session.over


def test_a_turn_that_was_kept_without_its_end_ends_in_a_day_too() -> None:
    """A session kept before there was such a time is open for a day more, not for ever."""
    rivals = started()
    rivals.answer(0)
    assert isinstance(rivals.state, RevealOne)
    rivals.session = replace(rivals.session, state=rivals.state.to(RevealOne, ends=None))
    assert rivals.wait() < DAY_S + 60
    assert isinstance(rivals.state, Wait)


def test_who_has_left_is_not_written_to() -> None:
    """The first has gone: the end of the second's turn sends him no message."""
    rivals = second()
    rivals.left(0)
    rivals.play_turn(1)
    assert isinstance(rivals.state, Report)
    assert rivals.turned.renew == ()
