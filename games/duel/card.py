"""The card of a duel: two rows of seven cells, signs and points. Pure."""

from __future__ import annotations

from engine import Picture, Seat
from engine.kits.cells import Mark, draw_row, judged, strip
from engine.kits.drawing import BLUE, STEEL, Sheet
from games.duel.rules import QUESTIONS, Match
from games.duel.told import name_of

LEFT, CELL = 40, 93
NAME_ROOM, WIDEST = 580, 0.95  # points left of the score; width of the widest letter, in sizes


def duel_card(seat: Seat, match: Match) -> Picture:
    """Draw the match as this seat sees it: its own row on top."""
    sheet = Sheet(800, 400)
    sides = (seat.number, 1 - seat.number)
    names = tuple(name_of(seat, side, match.recorded) for side in sides)
    for row, side in enumerate(sides):
        _row(sheet, 34 + row * 184, names[row], match, side, BLUE if row == 0 else STEEL)
    own, other = (strip(_marks(match, side)) for side in sides)
    points = {"mine": match.points(seat.number), "theirs": match.points(1 - seat.number)}
    alt = seat.t("card-alt", me=names[0], name=names[1], row=own, other=other, **points)
    return Picture(alt, svg=sheet.svg())


def _row(sheet: Sheet, top: float, name: str, match: Match, side: int, colour: str) -> None:
    sheet.rect(LEFT, top, 10, 44, fill=colour)
    sheet.words(LEFT + 24, top + 34, name, size=min(34, NAME_ROOM / (WIDEST * len(name))), bold=True)
    sheet.words(760, top + 34, str(match.points(side)), size=40, anchor="end", bold=True)
    points = [f"+{answer.points}" if answer.right else "0" for answer in match.sides[side]]
    draw_row(sheet, LEFT, top + 58, CELL, _marks(match, side), under=[*points, *[""] * (QUESTIONS - len(points))])


def _marks(match: Match, side: int) -> tuple[Mark, ...]:
    """Mark the answers; a question that was not asked, because somebody left before, stays open."""
    return judged((answer.right for answer in match.sides[side]), QUESTIONS)
