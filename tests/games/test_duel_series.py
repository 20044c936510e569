"""A series of duels between two: what a revenge asks, and what it keeps."""

from __future__ import annotations

from games.duel.live import Ask, Report, Veto
from games.duel.rules import MIXED, QUESTIONS
from tests.rivals import Rivals, begun


def test_a_revenge_asks_nothing_that_was_asked_before() -> None:
    """Five duels in a row ask thirty-five different questions."""
    rivals, asked = begun(), list[str]()
    for _ in range(5):
        assert isinstance(rivals.state, Ask)
        asked += rivals.state.match.ids
        rivals.play_match()
        rivals.revenge()
        rivals.strike()
    assert len(set(asked)) == 5 * QUESTIONS


def test_a_long_series_goes_on() -> None:
    """Twelve duels are more than the bank has questions for: each still asks seven, none of them of the four duels before."""
    rivals, matches = begun(), list[tuple[str, ...]]()
    for _ in range(12):
        assert isinstance(rivals.state, Ask)
        ids = rivals.state.match.ids
        assert len(set(ids)) == QUESTIONS
        assert not set(ids) & {id for earlier in matches[-4:] for id in earlier}
        matches.append(ids)
        rivals.play_match()
        rivals.revenge()
        rivals.strike()


def test_the_head_says_what_a_question_is_of() -> None:
    """In a mixed match each question stands under the title of its own topic."""
    rivals = Rivals()
    rivals.join()
    rivals.put(Veto(topics=(MIXED, MIXED, MIXED)))
    assert "Всего понемногу" in rivals.labels[0]
    rivals.strike()
    titles = set[str]()
    for number in range(QUESTIONS):
        title = rivals.bank.topics[rivals.asked.topic].title.ru
        assert f"Вопрос {number + 1} из {QUESTIONS} · {title} ·" in rivals.text
        titles.add(title)
        rivals.answer(0)
        rivals.answer(1)
        rivals.read()
    assert len(titles) > 1
    assert isinstance(rivals.state, Report)
    rivals.press("Закончить")
    assert "Профессия" in rivals.text
