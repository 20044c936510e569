"""The rules of a duel: the curve, the winner, the draw of questions."""

from __future__ import annotations

from random import Random
from typing import cast

import pytest

from engine.kits.quiz.bank import Bank, Question
from engine.runtime.catalogue import load_catalogue
from games.duel.rules import (
    LAST_WORTH,
    LIMIT_S,
    MIXED,
    MOST,
    QUESTIONS,
    TOPICS,
    Match,
    draw_match,
    left_topics,
    offer_topics,
    worth,
)

BANK = cast(Bank, load_catalogue(("games",), installed=False).games["duel"].lore)


def played(right: int, elapsed: float, other_right: int, other_elapsed: float) -> Match:
    """Play a match in which each side has its first so many answers right."""
    match = draw_match(BANK, "safety", Random(1))
    for number, id in enumerate(match.ids):
        asked: Question = BANK.question(id)
        wrong = (asked.answer + 1) % 4
        match = match.answered(0, asked, asked.answer if number < right else wrong, elapsed)
        match = match.answered(1, asked, asked.answer if number < other_right else wrong, other_elapsed)
    return match


@pytest.mark.parametrize(
    ("number", "elapsed", "points"),
    [
        (0, 0.0, 20),
        (0, 0.49, 20),
        (0, 6.0, 15),
        (0, LIMIT_S, 10),
        (0, 99.0, 10),
        (QUESTIONS - 1, 0.0, 40),
        (QUESTIONS - 1, 12.0, 20),
    ],
)
def test_half_of_an_answer_melts_away(number: int, elapsed: float, points: int) -> None:
    """Twenty points, the last question forty; full under half a second, half of it at the end."""
    assert worth(number, elapsed) == points


def test_a_perfect_match_is_worth_160() -> None:
    """Six times 20 and once 40; brought to 1000."""
    match = played(QUESTIONS, 0.0, 0, 1.0)
    assert (match.points(0), match.raw(0), match.points(1)) == (MOST, 1000, 0) == (160, 1000, 0)
    assert LAST_WORTH == 40


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        ((5, 3.0), (4, 3.0), 0),
        ((4, 3.0), (5, 3.0), 1),
        ((3, 0.1), (3, 0.4), 0),
        ((3, 2.0), (3, 2.0), None),
        ((0, 1.0), (0, 5.0), None),
    ],
)
def test_who_wins(first: tuple[int, float], second: tuple[int, float], winner: int | None) -> None:
    """By points; then by the time of the right answers; else a draw."""
    assert played(*first, *second).winner() == winner


def test_the_draw_is_seven_of_one_topic() -> None:
    """No question twice, easy ones first, the same seed the same match."""
    for topic in BANK.topics:
        match = draw_match(BANK, topic, Random(7))
        asked = [BANK.question(id) for id in match.ids]
        assert len(set(match.ids)) == QUESTIONS
        assert {question.topic for question in asked} == {topic} or sum(q.topic == topic for q in BANK.drawable) < QUESTIONS
        assert [q.difficulty for q in asked] == sorted(q.difficulty for q in asked)
        assert match == draw_match(BANK, topic, Random(7))


def test_each_side_strikes_a_topic_out() -> None:
    """One is left at least, also when both strike the same or nobody does."""
    topics = offer_topics(BANK, Random(3))
    assert len(set(topics)) == 3
    assert left_topics(topics, (0, 1)) == [topics[2]]
    assert left_topics(topics, (1, 1)) == [topics[0], topics[2]]
    assert left_topics(topics, (-2, -2)) == list(topics)


def test_every_topic_comes_up() -> None:
    """Topics with few questions are offered as a mixed one: all the topics and nearly all the questions are met in some match."""
    offered, met = set[str](), set[str]()
    for seed in range(200):
        random = Random(seed)
        topics = offer_topics(BANK, random)
        assert len(set(topics)) == TOPICS
        offered.update(topics)
        met.update(draw_match(BANK, random.choice(topics), random).ids)
    assert offered == {topic for topic in BANK.topics if sum(q.topic == topic for q in BANK.drawable) >= QUESTIONS} | {MIXED}
    assert {BANK.question(id).topic for id in met} == set(BANK.topics)
    assert len(met) == len(BANK.drawable)


def test_what_was_played_is_drawn_last() -> None:
    """Others come first, of the topic and then of any; only where the bank is used up a question comes again."""
    played = tuple(q.id for q in BANK.drawable if q.topic == "safety")
    assert "safety" not in {topic for seed in range(50) for topic in offer_topics(BANK, Random(seed), played)}
    again = draw_match(BANK, "safety", Random(1), played)
    assert not set(again.ids) & set(played)
    everything = tuple(q.id for q in BANK.drawable)
    assert len(set(draw_match(BANK, "safety", Random(1), everything[:-3]).ids)) == QUESTIONS
    assert set(everything[-3:]) < set(draw_match(BANK, "safety", Random(1), everything[:-3]).ids)
    assert len(set(offer_topics(BANK, Random(1), everything))) == TOPICS
