"""What the gallery shows of the game: the card of a match, of one against a run, of one that somebody left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine import Picture, Seat
from games.duel.card import duel_card
from games.duel.rules import QUESTIONS, Answer, Match, worth

NICKS = ("Станочница Лиза", "Наладчик Андрей")


def pieces(seat: Seat) -> Iterator[Picture]:
    """Draw each of them once."""
    mine, theirs = _side((1, 1, 0, 1, 1, 1, 1), 2.5), _side((1, 0, 0, 1, 1, 0, 1), 4.0)
    named = replace(seat, nicks=NICKS, taken=(True, True))
    yield duel_card(named, Match(ids=(), topic="", sides=(mine, theirs)))
    yield duel_card(seat, Match(ids=(), topic="", sides=(theirs, mine), recorded=True))
    yield duel_card(seat, Match(ids=(), topic="", sides=(mine[: QUESTIONS // 2], theirs[: QUESTIONS // 2])))


def _side(rights: tuple[int, ...], elapsed: float) -> tuple[Answer, ...]:
    return tuple(
        Answer(option=0, right=bool(right), elapsed=elapsed, points=worth(number, elapsed) if right else 0)
        for number, right in enumerate(rights)
    )
