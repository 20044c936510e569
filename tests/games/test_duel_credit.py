"""Who leaves a duel, and what both are credited with: what was finished stays."""

from __future__ import annotations

import pytest

from games.duel.ends import PLAYED_LEAST, Deserted, Expired
from games.duel.live import Ask, Report, Reveal, Veto
from games.duel.rules import QUESTIONS
from games.duel.turns import AskTwo, Ready, RevealOne, RevealTwo, Wait
from tests.rivals import Rivals, begun

STARS = 3  # all right, three seconds each, and a victory


def at_revenge(where: str) -> Rivals:
    """The first has won a match; they are at the topics, a question or an answer of the next."""
    rivals = begun()
    rivals.play_match()
    rivals.revenge()
    if where != "veto":
        rivals.strike()
    if where == "reveal":
        rivals.answer(0, right=False)
        rivals.answer(1, right=False)
    assert isinstance(rivals.state, {"veto": Veto, "ask": Ask, "reveal": Reveal}[where])
    return rivals


@pytest.mark.parametrize("where", ["veto", "ask", "reveal"])
def test_a_won_match_stays_when_the_rival_leaves_the_revenge(where: str) -> None:
    """Points, stars and the victory of the first match are the winner's; the score of duels stands on his screen."""
    rivals = at_revenge(where)
    gone = rivals.left(1)
    assert isinstance(rivals.state, Deserted)
    stayed = rivals.credited(0)
    assert (stayed.finished, stayed.stars, stayed.achieved) == (True, STARS, ("won duel",))
    assert stayed.points > 800
    assert (gone.finished, gone.points, gone.stars, gone.achieved) == (True, 0, 0, ())
    assert rivals.say("wins", mine=1, theirs=0) in rivals.text


@pytest.mark.parametrize("where", ["veto", "ask", "reveal"])
def test_a_winner_who_leaves_the_revenge_keeps_his_match(where: str) -> None:
    """He is credited with it as well; who stays has not played enough of the revenge to have won it."""
    rivals = at_revenge(where)
    gone = rivals.left(0)
    assert (gone.finished, gone.stars, gone.achieved) == (True, STARS, ("won duel",))
    assert gone.points > 800
    assert rivals.credited(1).achieved == ()


def test_leaving_a_good_part_of_a_revenge_loses_it() -> None:
    """One match each then: both keep their points, and nobody is ahead."""
    rivals = at_revenge("ask")
    rivals.play_match(winner=1, questions=PLAYED_LEAST)
    gone = rivals.left(0)
    stayed = rivals.credited(1)
    assert (gone.points > 800, gone.achieved, stayed.achieved) == (True, (), ())
    assert stayed.points > 0
    assert isinstance(rivals.state, Deserted)
    assert rivals.state.wins == (1, 1)


def test_who_leaves_a_first_match_has_finished_nothing() -> None:
    """No result counts for him, though he was ahead."""
    rivals = begun()
    rivals.play_match(questions=PLAYED_LEAST)
    gone = rivals.left(0)
    assert (gone.finished, gone.achieved) == (False, ())
    assert rivals.credited(1).achieved == ("won duel",)


@pytest.mark.parametrize("leaves", [0, 1])
def test_after_the_last_answer_a_match_counts_as_played(leaves: int) -> None:
    """The winner goes, or the loser, before the result is shown: it is that of seven questions."""
    rivals = begun()
    rivals.play_match(questions=QUESTIONS - 1)
    rivals.answer(0)
    rivals.answer(1, right=False)
    assert isinstance(rivals.state, Reveal)
    rivals.left(leaves)
    assert isinstance(rivals.state, Report)
    rivals.press("Закончить", seat=1 - leaves)
    assert (rivals.credited(0).achieved, rivals.credited(1).achieved) == (("won duel",), ())
    assert rivals.credited(0).points > 800
    assert rivals.credited(0).finished
    assert rivals.credited(1).finished


def waiting(questions: int = -1) -> Rivals:
    """The first has answered all seven; -1: the rival has come, else he has begun and answered so many."""
    rivals = Rivals()
    rivals.press_key("go-first")
    rivals.play_turn(0)
    rivals.join()
    if questions >= 0:
        rivals.act("start", 1)
        rivals.play_turn(1, right=False, questions=min(questions, QUESTIONS - 1))
        if questions == QUESTIONS:
            rivals.answer(1, right=False)
    return rivals


@pytest.mark.parametrize(("questions", "state"), [(-1, Ready), (0, AskTwo), (3, AskTwo)])
def test_who_has_played_all_seven_may_go(questions: int, state: type) -> None:
    """His points and their stars count; the victory is open, and the rival plays on to a result."""
    rivals = waiting(questions)
    gone = rivals.left(0)
    assert isinstance(rivals.state, state)
    assert (gone.finished, gone.stars, gone.achieved) == (True, STARS - 1, ())
    assert gone.points > 800
    if questions < 0:
        rivals.act("start", 1)
    rivals.play_turn(1, right=False, questions=QUESTIONS - max(questions, 0))
    assert isinstance(rivals.state, Report)


def test_who_has_just_answered_his_seventh_may_go() -> None:
    """The rival waits already: it is his turn now, and he is told."""
    rivals = Rivals()
    rivals.press_key("go-first")
    rivals.join()
    rivals.play_turn(0, questions=QUESTIONS - 1)
    rivals.answer(0)
    assert isinstance(rivals.state, RevealOne)
    gone = rivals.left(0)
    assert (gone.finished, gone.points > 800) == (True, True)
    assert isinstance(rivals.state, Ready)
    assert rivals.say("turn-came") in str(rivals.screen_of(1).text)


@pytest.mark.parametrize("questions", [-1, 0, 5])
def test_who_has_played_wins_when_the_rival_goes(questions: int) -> None:
    """All seven against a part: the first keeps points and victory."""
    rivals = waiting(questions)
    gone = rivals.left(1)
    stayed = rivals.credited(0)
    assert isinstance(rivals.state, Deserted)
    assert (stayed.stars, stayed.achieved, gone.finished) == (STARS, ("won duel",), False)


@pytest.mark.parametrize("leaves", [0, 1])
def test_by_turns_the_last_answer_ends_the_match_too(leaves: int) -> None:
    """Whoever goes while the second reads his last answer: both are credited with the whole match."""
    rivals = waiting(QUESTIONS)
    assert isinstance(rivals.state, RevealTwo)
    rivals.left(leaves)
    rivals.press("Закончить", seat=1 - leaves)
    assert (rivals.credited(0).achieved, rivals.credited(1).achieved) == (("won duel",), ())
    assert rivals.credited(1).finished


@pytest.mark.parametrize("came", [False, True])
def test_a_rival_who_does_not_play_costs_nothing(came: bool) -> None:
    """Nobody comes within the day, or he does not begin: the first keeps the points of his seven answers."""
    rivals = Rivals()
    rivals.press_key("go-first")
    rivals.play_turn(0)
    assert isinstance(rivals.state, Wait)
    if came:
        rivals.join()
    rivals.wait()
    assert isinstance(rivals.state, Expired)
    assert (rivals.credited(0).points > 800, rivals.credited(0).stars, rivals.credited(0).achieved) == (True, STARS - 1, ())
    assert rivals.say("expired-played", right=QUESTIONS, of=QUESTIONS) in rivals.text
