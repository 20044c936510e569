"""The end of a game of skill: points and stars credited once, told in words, and a card to share. Knows no game."""

from __future__ import annotations

from math import cos, pi, sin

from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.text import Text
from engine.kits.drawing import GREEN, QUIET, Sheet

SIDE = 1080  # points, of a card: a square is shown whole by both messengers
STARS = 3
GOLD, GILT = "#f0b83c", "#b7791f"


def credit(play: Play, points: int, stars: int) -> None:
    """Give the player his points (0..1000) and stars (0..3); with one star at least the game counts as won for others."""
    play.award(points)
    play.rate(stars)
    if stars:
        play.achieve(f"won {play.game}")


def drawn_stars(count: int) -> str:
    """Spell 0 to 3 stars, full and hollow, so that no colour is needed."""
    return "★" * count + "☆" * (STARS - count)


def star_line(seat: Seat, count: int) -> Text:
    """Say the stars by the game's text `stars`, which has places for `stars` and `count`."""
    return seat.t("stars", stars=drawn_stars(count), count=count)


def headed(title: str, told: str, stars: int = 0, points: str = "") -> Sheet:
    """Begin a card: whose it is, what came of it; with `points` said, the stars and they stand on the right."""
    sheet = Sheet(SIDE, SIDE)
    room = 680 if points else SIDE - 120
    sheet.words(60, 112, title, size=min(72, room / (0.52 * len(title))), bold=True)
    sheet.words(60, 172, told, size=min(34, room / (0.47 * len(told))), fill=QUIET)
    if points:
        for place in range(STARS):
            draw_star(sheet, 798 + 92 * place, 92, 40, place < stars)
        sheet.words(SIDE - 60, 186, points, size=36, bold=True, anchor="end", fill=GREEN)
    return sheet


def draw_star(sheet: Sheet, x: float, y: float, radius: float, full: bool) -> None:
    """Draw a five-pointed star about (x, y): filled, or hollow."""
    points = []
    for corner in range(10):
        far, turn = radius if corner % 2 == 0 else radius * 0.42, pi * corner / 5
        points.append((x + far * sin(turn), y - far * cos(turn)))
    sheet.path(points, stroke=GILT, wide=3, fill=GOLD if full else "none", closed=True)
