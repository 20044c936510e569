"""What the gallery shows of a quiz: the card of a full shift and of a short one. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from engine.core.seat import Seat
from engine.core.view import Picture
from engine.kits.quiz.bank import Bank
from engine.kits.quiz.card import card
from engine.kits.quiz.score import FULL_LENGTH, Mark, stars

WRONG = (2, 8)  # places of the questions that were missed


def pieces(seat: Seat) -> Iterator[Picture]:
    """Draw each of them once."""
    book = seat.content(Bank).drawable
    for length, points in ((FULL_LENGTH, 780), (5, 610)):
        asked = [book[number * len(book) // length] for number in range(length)]  # of as many topics as may be
        marks = [
            Mark(id=one.id, topic=one.topic, difficulty=one.difficulty, right=number not in WRONG, elapsed=4.0, points=60)
            for number, one in enumerate(asked)
        ]
        yield card(seat, marks, length, points, stars(sum(mark.right for mark in marks), length))
