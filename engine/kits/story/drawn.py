"""Pictures that every series has: the map of choices and the card of an ending. Pure: a story in, SVG out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from engine.kits.drawing import AMBER, BLUE, GREEN, GRID, INK, PAPER, QUIET, STEEL, Sheet
from engine.kits.story.plot import Story
from engine.kits.story.run import Run

SIDE = 1080
BOX_H = 60
MARGIN_TOP, MARGIN_BOTTOM, MARGIN = 50, 40, 20
LINE_MOST = 13  # characters of one line in a box


def layers_of(story: Story) -> list[list[str]]:
    """Lay the nodes in rows from the start down: each below all that lead to it (a way back into a circle does not count)."""
    depth: dict[str, int] = {}

    def sink(id: str, row: int, above: frozenset[str]) -> None:
        if depth.get(id, -1) >= row:
            return
        depth[id] = row
        for to in story.nodes[id].targets:
            if to not in above:
                sink(to, row + 1, above | {to})

    sink(story.start, 0, frozenset({story.start}))
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for id in story.nodes:
        rows[depth[id]].append(id)
    return rows


def map_of(story: Story, seen: Collection[str], path: Sequence[str], language: str) -> str:
    """Draw the map: seen scenes by name, the others as «?»; the present run is the thick line."""
    sheet = Sheet(SIDE, SIDE)
    rows = layers_of(story)
    step = (SIDE - MARGIN_TOP - MARGIN_BOTTOM - BOX_H) / max(1, len(rows) - 1)
    place = {
        id: (MARGIN + (SIDE - 2 * MARGIN) * (2 * column + 1) / (2 * len(row)), MARGIN_TOP + BOX_H / 2 + line * step)
        for line, row in enumerate(rows)
        for column, id in enumerate(row)
    }
    _episode_marks(sheet, story, rows, step)
    taken = set(pairwise(path))
    for thick in (False, True):
        for id in story.nodes:
            for to in story.nodes[id].targets if id in seen else ():
                if ((id, to) in taken) is thick:
                    _edge(sheet, place[id], place[to], thick, step)
    width = min(260.0, (SIDE - 2 * MARGIN) / max(map(len, rows)) - 14)
    for id, (x, y) in place.items():
        _box(sheet, x, y, width, story, id, id in seen, language)
    return sheet.svg()


def card_of(story: Story, run: Run, found: int, said: tuple[str, str, str], language: str) -> str:
    """Draw the card of an ending: the profession, the scales, the endings found so far.

    `said`: the title of the series, what stands above the profession, and above the circles of the endings.
    """
    series, head, endings = said
    sheet = Sheet(SIDE, SIDE)
    card = story.nodes[run.node].ending
    sheet.rect(40, 40, 1000, 1000, fill="#ffffff", stroke=GRID, round=36).rect(40, 40, 1000, 150, fill=BLUE, round=36)
    sheet.rect(40, 120, 1000, 70, fill=BLUE)
    sheet.words(90, 138, series, size=56, fill=PAPER, bold=True)
    lines = _lines(card.title[language] if card else "", 20)
    first, top = (400, 605.0) if len(lines) > 1 else (430, 570.0)
    sheet.words(540, first - 100, head, size=44, fill=QUIET, anchor="middle")
    size = min(78.0, 1600 / max(map(len, lines)))
    for number, line in enumerate(lines):
        sheet.words(540, first + 88 * number, line, size=size, anchor="middle", bold=True)
    for number, (scale, stand) in enumerate(zip(story.scales.values(), run.scales, strict=True)):
        _scale(sheet, top + 90 * number, scale.title[language], stand, story.scale_max)
    sheet.words(540, 890, endings, size=36, fill=QUIET, anchor="middle")
    for number in range(len(story.endings)):
        x = 540 + (number - (len(story.endings) - 1) / 2) * 70
        sheet.circle(x, 950, 24, fill=AMBER if number < found else "none", stroke=AMBER, wide=5)
    return sheet.svg()


def _edge(sheet: Sheet, start: tuple[float, float], end: tuple[float, float], taken: bool, step: float) -> None:
    (x1, y1), (x2, y2) = start, end
    stroke, wide = (BLUE, 8.0) if taken else (STEEL, 4.0)
    half = BOX_H / 2
    if y2 <= y1 or (y2 - y1 > 1.5 * step and abs(x1 - x2) < 1):  # a way back, or past a scene that stands between
        aside = max(x1, x2) + 150
        sheet.path([(x1, y1), (aside, y1 + half), (aside, y2 - half), (x2, y2)], stroke=stroke, wide=wide)
    else:
        sheet.path([(x1, y1 + half), (x2, y2 - half)], stroke=stroke, wide=wide)


def _box(sheet: Sheet, x: float, y: float, width: float, story: Story, id: str, seen: bool, language: str) -> None:
    node = story.nodes[id]
    if not seen:
        sheet.rect(x - 30, y - BOX_H / 2, 60, BOX_H, fill=PAPER, stroke=QUIET, round=30)
        sheet.words(x, y + 12, "?", size=34, fill=QUIET, anchor="middle")
        return
    lines = _lines(node.title[language], LINE_MOST)
    size = min(24.0 if len(lines) == 1 else 20.0, 1.6 * width / max(map(len, lines)))
    colour = GREEN if node.ending else INK
    sheet.rect(x - width / 2, y - BOX_H / 2, width, BOX_H, fill=colour, round=14)
    for number, line in enumerate(lines):
        base = y + 8 + (number - (len(lines) - 1) / 2) * 24
        sheet.words(x, base, line, size=size, fill=PAPER, anchor="middle", bold=True)


def _episode_marks(sheet: Sheet, story: Story, rows: list[list[str]], step: float) -> None:
    """Write at the left edge where each episode begins."""
    before = 0
    for line, row in enumerate(rows):
        number = min(story.nodes[id].episode for id in row)
        if number != before:
            y = MARGIN_TOP + line * step - 6
            sheet.line(20, y, SIDE - 20, y, stroke=GRID, wide=2, dashed=True)
            sheet.words(24, y + 30, str(number), size=30, fill=AMBER, bold=True)
            before = number


def _scale(sheet: Sheet, y: float, title: str, stand: int, top: int) -> None:
    sheet.words(110, y + 16, title, size=42)
    for number in range(top):
        x = 560 + 90 * number * 5 / top
        full = number < stand
        sheet.rect(x, y - 24, 76 * 5 / top, 48, fill=BLUE if full else PAPER, stroke=BLUE if full else QUIET, round=12)


def _lines(words: str, most: int) -> list[str]:
    """Break words into at most two lines, between words."""
    if len(words) <= most or " " not in words:
        return [words]
    breaks = [at for at, letter in enumerate(words) if letter == " "]
    best = min(breaks, key=lambda at: abs(len(words) / 2 - at))
    return [words[:best], words[best + 1 :]]
