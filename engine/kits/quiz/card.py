"""The card of a quiz: every question as a cell, in the row of its topic. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from engine.core.seat import Seat
from engine.core.view import Picture
from engine.kits.cells import draw_row, judged, step_of, strip
from engine.kits.drawing import INK, Sheet
from engine.kits.quiz.bank import Bank
from engine.kits.quiz.score import Mark
from engine.kits.result import headed

TOP, FOOT, LEFT, WIDE = 240, 1040, 60, 960  # points: where the rows of topics lie
ROW_MOST, CELL_MOST, GAP = 190.0, 96.0, 14.0
ABOVE_MOST = 6  # topics whose names stand above their cells; the names of more stand on the left
ASIDE = 460  # points for names on the left
NAME_MOST = 30.0


def card(seat: Seat, marks: Sequence[Mark], length: int, points: int, stars: int) -> Picture:
    """Draw a play that is over; `length`: how many questions it had in all, some of which may not have been asked."""
    right = sum(mark.right for mark in marks)
    told = seat.t("card-told", right=right, of=length).plain
    sheet = headed(seat.t("title").plain, told, stars, seat.t("card-points", points=points).plain)
    topics = list(dict.fromkeys(mark.topic for mark in marks))
    high = min(ROW_MOST, (FOOT - TOP) / max(1, len(topics)))
    for row, topic in enumerate(topics):
        _row(sheet, TOP + high * row, high, len(topics) <= ABOVE_MOST, _title(seat, topic), _of(marks, topic))
    lines = [f"{_title(seat, topic)} {strip(judged(mark.right for _, mark in _of(marks, topic)))}" for topic in topics]
    alt = seat.t("alt-card", right=right, of=length, points=points, stars=stars).plain
    return Picture(f"{alt} {'; '.join(lines)}." if lines else alt, svg=sheet.svg())


def _row(sheet: Sheet, top: float, high: float, above: bool, name: str, answered: list[tuple[int, Mark]]) -> None:
    """Draw a topic: its name, and a cell for each of its questions with the question's number."""
    size = min(NAME_MOST, (WIDE if above else ASIDE - GAP) / (0.52 * len(name)))
    left, room, tall = (LEFT, WIDE, high - NAME_MOST - 2 * GAP) if above else (LEFT + ASIDE, WIDE - ASIDE, high - GAP)
    cell = min(CELL_MOST, tall, room / step_of(len(answered)))
    sheet.words(LEFT, top + NAME_MOST if above else top + high / 2 + size * 0.3, name, size=size, fill=INK)
    marks = judged(mark.right for _, mark in answered)
    draw_row(sheet, left, top + (NAME_MOST + GAP if above else GAP / 2), cell, marks, said=[str(number) for number, _ in answered])


def _of(marks: Sequence[Mark], topic: str) -> list[tuple[int, Mark]]:
    return [(number, mark) for number, mark in enumerate(marks, 1) if mark.topic == topic]


def _title(seat: Seat, topic: str) -> str:
    topics = seat.content(Bank).topics
    return topics[topic].title[seat.language] if topic in topics else topic
