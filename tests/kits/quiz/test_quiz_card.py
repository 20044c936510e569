"""The card of a quiz: every question stands in the row of its topic, and nothing sticks out, however the topics fall."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from adapters.common.raster import Raster
from engine.core.game import Game
from engine.core.seat import Seat
from engine.kits.quiz.bank import Bank
from engine.kits.quiz.card import card
from engine.kits.quiz.score import Mark
from engine.runtime.catalogue import bind
from games import quiz_shift
from tests.drawn import strays, words_of


@pytest.fixture(scope="module")
def game() -> Game:
    """The game as the catalogue binds it."""
    bind(quiz_shift.game, Path(quiz_shift.__file__))
    return quiz_shift.game


def marks(topics: list[str]) -> list[Mark]:
    return [Mark(id=str(n), topic=t, difficulty=1, right=n % 3 > 0, elapsed=1.0, points=50) for n, t in enumerate(topics, 1)]


def plays(game: Game) -> dict[str, list[Mark]]:
    bank = game.lore
    assert isinstance(bank, Bank)
    names = list(bank.topics)
    return {
        "one topic": marks(names[:1] * 12),
        "two": marks(names[:2] * 6),
        "as many as there are": marks((names * 12)[:12]),
        "one long row": marks([names[0]] * 7 + names[1:6]),
        "the express": marks(names[:5]),
        "left at once": [],
        "a topic that was taken out": marks(["gone", *names[:3]]),
    }


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_question_stands_in_its_row(game: Game, language: str) -> None:
    """Its number once, its topic by name, its sign in the words beside the picture; within the sheet, and it can be drawn."""
    seat = Seat(language, game.texts, game.lore)
    for name, played in plays(game).items():
        picture = card(seat, played, 12, 500, 2)
        assert list(strays(picture)) == [], name
        told = words_of(picture)
        assert sorted(int(word) for word in told if word.isdigit()) == list(range(1, len(played) + 1)), name
        alt = str(picture.alt)
        assert alt.count("✓") == sum(mark.right for mark in played)
        assert alt.count("✕") == sum(not mark.right for mark in played)
        bank = game.lore
        assert isinstance(bank, Bank)
        for mark in played:
            title = bank.topics[mark.topic].title[language] if mark.topic in bank.topics else mark.topic
            assert title in told
            assert title in alt
        png = Raster({})(picture, "quiz_shift")
        assert png is not None
        assert struct.unpack(">II", png[16:24]) == (1080, 1080)
