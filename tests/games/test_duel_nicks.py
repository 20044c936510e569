"""The rivals' nicks: in the words, on the card and in what is read of it; nowhere in a state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.nicks import MOST
from engine.core.seat import Seat
from engine.core.state import freeze
from engine.core.text import utf16_length
from engine.core.view import Picture
from games.duel.card import LEFT, duel_card
from games.duel.ends import Over
from games.duel.live import Report
from games.duel.rules import QUESTIONS, Match
from games.duel.told import revealed
from tests.drawn import NS, drawn, strays, words_of
from tests.rivals import Rivals, begun
from tests.walks import LANGUAGES, TEXT_MOST

NICKS = ("Тихий Резец", "Звонкий Редуктор")
WIDEST, DIGIT = 0.92, 0.53  # of a size, as our raster draws them bold: «Щ», and a figure
LONGEST = ("Щ" * MOST, "Ж" * MOST)


def with_nicks(rivals: Rivals, nicks: tuple[str, str] = NICKS) -> Rivals:
    """Give both their nicks."""
    places = tuple(replace(place, nick=nick) for place, nick in zip(rivals.session.places, nicks, strict=True))
    rivals.session = replace(rivals.session, places=places)
    return rivals


def seen_by(rivals: Rivals, number: int, nicks: tuple[str, str], language: str = "ru") -> Seat:
    """Look at the duel as a seat does."""
    return Seat(language, rivals.game.texts, rivals.game.lore, nicks, (True, True), "ABCDEF", number)


def picture_of(rivals: Rivals, seat: int) -> Picture:
    """The card that a seat sees."""
    picture = rivals.screen_of(seat).picture
    assert picture is not None
    return picture


def test_both_see_both_nicks() -> None:
    """At the choice of topics, at the answer of a question and in the result; who looks comes first."""
    rivals = Rivals()
    rivals.join()
    with_nicks(rivals)
    for seat, (mine, theirs) in enumerate((NICKS, NICKS[::-1])):
        assert f"{mine} ⚔ {theirs}" in str(rivals.screen_of(seat).text)
    rivals.strike()
    rivals.answer(0)
    rivals.answer(1, right=False)
    assert f"{NICKS[1]}: ✕" in rivals.text
    assert f"{NICKS[0]}: ✓" in str(rivals.screen_of(1).text)
    rivals.read()
    rivals.play_match(questions=QUESTIONS - 1)
    assert isinstance(rivals.state, Report)
    for seat, (mine, theirs) in enumerate((NICKS, NICKS[::-1])):
        assert f"{mine} ⚔ {theirs}" in str(rivals.screen_of(seat).text)
        assert f"{mine} и {theirs}. " in str(picture_of(rivals, seat).alt)
        assert [words for words in words_of(picture_of(rivals, seat)) if words in NICKS] == [mine, theirs]
    rivals.press("Закончить")
    assert isinstance(rivals.state, Over)
    assert f"{NICKS[0]} ⚔ {NICKS[1]}" in rivals.text


def test_no_nick_enters_a_state() -> None:
    """What is kept of a duel holds none of them, on the whole way through it."""
    rivals = Rivals()
    rivals.join()
    with_nicks(rivals)
    rivals.strike()
    for _ in range(QUESTIONS):
        for seat in (0, 1):
            rivals.answer(seat)
            assert not any(nick.encode() in freeze(rivals.state) for nick in NICKS)
        rivals.read()
    assert not any(nick.encode() in freeze(rivals.state) for nick in NICKS)


def test_without_nicks_they_are_you_and_the_rival() -> None:
    """Where there is none, and where the rival has left and taken his along."""
    rivals = with_nicks(begun(), ("", ""))
    rivals.play_match()
    assert "Ты ⚔ Соперник" in rivals.text
    assert {"Ты", "Соперник"} < set(words_of(picture_of(rivals, 0)))
    with_nicks(rivals)
    rivals.left(1)
    assert f"{NICKS[0]} ⚔ Соперник" in rivals.text
    assert NICKS[1] not in words_of(picture_of(rivals, 0))


def test_a_recording_has_no_nick() -> None:
    """Side 1 of a match against a run is called a recording, whoever played it."""
    rivals = begun()
    rivals.play_match()
    assert isinstance(rivals.state, Report)
    match = rivals.state.match.model_copy(update={"recorded": True})
    words = words_of(duel_card(seen_by(rivals, 0, (NICKS[0], "")), match))
    assert NICKS[0] in words
    assert "Запись" in words


@pytest.mark.parametrize("nicks", [LONGEST, ("W" * MOST, "M" * MOST), NICKS])
def test_the_longest_nicks_fit_the_card(nicks: tuple[str, str]) -> None:
    """Twenty of the widest letters end before the score and are still large; the nicks of the house are not made smaller."""
    rivals = begun()
    rivals.play_match()
    assert isinstance(rivals.state, Report)
    card = duel_card(seen_by(rivals, 0, nicks), rivals.state.match)
    assert list(strays(card)) == []
    sizes = [float(element.attrib["font-size"]) for element in drawn(card).iter(f"{NS}text") if element.text in nicks]
    assert len(sizes) == 2
    assert all(size >= 30 for size in sizes)
    assert LEFT + 24 + WIDEST * MOST * min(sizes) < 760 - 3 * DIGIT * 40
    assert nicks != NICKS or sizes == [34, 34]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_told_within_one_message(language: str) -> None:
    """With the longest nicks, both wrong, at every question of the bank."""
    rivals = begun()
    seat = seen_by(rivals, 0, LONGEST, language)
    for asked in rivals.bank.questions:
        match = Match(ids=(asked.id,) * QUESTIONS, topic=asked.topic)
        for side in (0, 1):
            match = match.answered(side, asked, (asked.answer + 1) % 4, 12.0)
        assert utf16_length(revealed(seat, match).plain) <= TEXT_MOST, asked.id
