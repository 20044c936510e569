"""The card of a duel: two rows of seven cells, signs and points. Pure."""

from __future__ import annotations

from engine import Picture, Seat
from engine.kits.drawing import BLUE, GREEN, INK, QUIET, RED, STEEL, Sheet
from games.duel.rules import QUESTIONS, Match

LEFT, CELL, GAP = 40, 92, 12
SIGNS = {True: "✓", False: "✕", None: "–"}


def duel_card(seat: Seat, match: Match) -> Picture:
    """Draw the match as this seat sees it: its own row on top."""
    sheet = Sheet(800, 400)
    names = (str(seat.t("you")), str(seat.t("run" if match.recorded else "rival")))
    for row, side in enumerate((seat.number, 1 - seat.number)):
        _row(sheet, 46 + row * 180, names[row], match, side, BLUE if row == 0 else STEEL)
    signs = ["".join(SIGNS[right] for right in _rights(match, side)) for side in (seat.number, 1 - seat.number)]
    points = {"mine": match.points(seat.number), "theirs": match.points(1 - seat.number)}
    return Picture(seat.t("card-alt", row=signs[0], other=signs[1], **points), svg=sheet.svg())


def _row(sheet: Sheet, top: float, name: str, match: Match, side: int, mark: str) -> None:
    sheet.rect(LEFT, top, 10, 44, fill=mark)
    sheet.words(LEFT + 24, top + 34, name, size=34, bold=True)
    sheet.words(760, top + 34, str(match.points(side)), size=40, anchor="end", bold=True)
    for number, right in enumerate(_rights(match, side)):
        _cell(sheet, LEFT + number * (CELL + GAP), top + 62, right, match.sides[side][number].points if right else 0)


def _rights(match: Match, side: int) -> list[bool | None]:
    """Tell question by question whether the answer was right; None where there was none: somebody left before."""
    rights = [answer.right for answer in match.sides[side]]
    return [*rights, *[None] * (QUESTIONS - len(rights))]


def _cell(sheet: Sheet, x: float, y: float, right: bool | None, points: int) -> None:
    fill, edge = {True: ("#e4f1e8", GREEN), False: ("#f7e6e4", RED), None: ("#f1efe9", STEEL)}[right]
    sheet.rect(x, y, CELL, 76, fill=fill, stroke=edge, round=10)
    middle = x + CELL / 2
    if right:
        sheet.path([(middle - 18, y + 26), (middle - 6, y + 38), (middle + 18, y + 14)], stroke=GREEN, wide=6)
    elif right is None:
        sheet.line(middle - 12, y + 38, middle + 12, y + 38, stroke=STEEL, wide=6)
        return
    else:
        sheet.line(middle - 14, y + 14, middle + 14, y + 38, stroke=RED, wide=6)
        sheet.line(middle + 14, y + 14, middle - 14, y + 38, stroke=RED, wide=6)
    sheet.words(middle, y + 66, f"+{points}" if right else "0", size=22, anchor="middle", fill=INK if right else QUIET)
