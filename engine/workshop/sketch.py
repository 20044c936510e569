"""A game's chart as a picture: states in layers by how far they are from the start, moves as arrows with their names."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.game import Game
from engine.core.state import State
from engine.kits.drawing import AMBER, BLUE, GREEN, INK, PAPER, QUIET, STEEL, Sheet
from engine.workshop.chart import told

BOX_HEIGHT, GAP_X, LAYER_HEIGHT, EDGE = 44, 130, 190, 70  # points
LETTER, LABEL_LETTER, LABEL_SIZE, NAME_SIZE = 10.5, 7.2, 14, 18  # widths of letters; sizes of words
ARROW, LOOP = 9, 34  # a head's length; how far a way back into the same state swings out
PLACES = (0.3, 0.5, 0.65, 0.4, 0.58)  # of an arrow's length, in turn: so that names seldom lie on each other
TOLD_MOST = 3  # names on one arrow; of more only how many
Layers = list[list[type[State]]]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a state stands: its middle and its width."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Label:
    """What is written on an arrow, and where its middle stands."""

    x: float
    y: float
    said: str
    colour: str


def draw_chart(game: Game) -> str:
    """Draw the states and moves of a game as SVG."""
    layers = layers_of(game)
    width = max(sum(_width(state) + GAP_X for state in layer) for layer in layers) + 2 * EDGE
    sheet = Sheet(int(width), EDGE * 2 + LAYER_HEIGHT * (len(layers) - 1) + BOX_HEIGHT + 30)
    boxes = _placed(layers, width)
    sheet.words(EDGE / 2, 30, game.name, size=NAME_SIZE, fill=QUIET, bold=True)
    labels = [
        _arrow(sheet, boxes[state], boxes[lead], names, PLACES[number % len(PLACES)])
        for number, ((state, lead), names) in enumerate(ways_of(game).items())
    ]
    for label in labels:  # above all arrows
        _tell(sheet, label)
    for state, box in boxes.items():
        _box(sheet, state, box, starts=state in game.chart.start)
    return sheet.svg()


def layers_of(game: Game) -> Layers:
    """Lay the states out: those of the start first, then those one move away, and so on."""
    layers: Layers = [list(dict.fromkeys(game.chart.start))]
    seen = set(layers[0])
    while layers[-1]:
        leads = [lead for state in layers[-1] for step in game.chart.steps[state].values() for lead in step.leads]
        layers.append([lead for lead in dict.fromkeys(leads) if lead not in seen])
        seen.update(layers[-1])
    return layers[:-1]


def ways_of(game: Game) -> dict[tuple[type[State], type[State]], list[str]]:
    """List what leads from one state to another, by both."""
    ways: dict[tuple[type[State], type[State]], list[str]] = {}
    for state, steps in game.chart.steps.items():
        for step in steps.values():
            for lead in step.leads:
                ways.setdefault((state, lead), []).append(told(step.move))
    return ways


def _width(state: type[State]) -> float:
    return len(state.__name__) * LETTER + 28


def _placed(layers: Layers, width: float) -> dict[type[State], Box]:
    """Put each layer into the middle of its line; every second one a little aside, so that arrows part."""
    boxes: dict[type[State], Box] = {}
    for depth, layer in enumerate(layers):
        x = (width - sum(_width(state) + GAP_X for state in layer)) / 2 + GAP_X / 2 + (EDGE / 2 if depth % 2 else -EDGE / 2)
        for state in layer:
            boxes[state] = Box(x + _width(state) / 2, EDGE + BOX_HEIGHT / 2 + 20 + depth * LAYER_HEIGHT, _width(state))
            x += _width(state) + GAP_X
    return boxes


def _box(sheet: Sheet, state: type[State], box: Box, starts: bool) -> None:
    colour = GREEN if state.is_final else BLUE if starts else STEEL
    left, top = box.x - box.width / 2, box.y - BOX_HEIGHT / 2
    sheet.rect(left, top, box.width, BOX_HEIGHT, fill="#ffffff", stroke=colour, round=8, wide=4 if state.is_final or starts else 2)
    sheet.words(box.x, box.y + NAME_SIZE / 3, state.__name__, size=NAME_SIZE, anchor="middle", bold=True)


def _arrow(sheet: Sheet, here: Box, there: Box, names: list[str], place: float) -> Label:
    """Draw what leads from one state to another; a way down on one side of the line, a way back on the other.

    Answers what is to be written on it, at `place` of its length, 0..1.
    """
    said = ", ".join(names) if len(names) <= TOLD_MOST else f"{', '.join(names[:TOLD_MOST])} +{len(names) - TOLD_MOST}"
    colour = AMBER if all(name.startswith("⏱") for name in names) else INK
    half = BOX_HEIGHT / 2
    if here == there:
        right, out = here.x + here.width / 2, here.x + here.width / 2 + LOOP / 2
        points = [(right, here.y - 10), (out, here.y - 10), (out, here.y + 10), (right, here.y + 10)]
        label = (right, here.y + half + LABEL_SIZE)
    elif here.y == there.y:
        side, lift = (1 if there.x > here.x else -1), half + LOOP * 0.6
        points = [(here.x, here.y - half * side), (here.x, here.y - lift * side), (there.x, there.y - lift * side)]
        points.append((there.x, there.y - half * side))
        label = (here.x + (there.x - here.x) * place, here.y - lift * side - 4)
    else:
        down = 1 if there.y > here.y else -1
        shift = 14 * down
        points = [(here.x + shift, here.y + half * down), (there.x + shift, there.y - half * down)]
        label = (here.x + shift + (there.x - here.x) * place, here.y + (there.y - here.y) * place)
    sheet.path(points, stroke=colour, wide=1.5)
    _head(sheet, points[-2], points[-1], colour)
    return Label(*label, said, colour)


def _tell(sheet: Sheet, label: Label) -> None:
    """Write on an arrow, on a patch of paper."""
    wide = len(label.said) * LABEL_LETTER
    sheet.rect(label.x - wide / 2, label.y - LABEL_SIZE, wide, LABEL_SIZE + 5, fill=PAPER)
    sheet.words(label.x, label.y, label.said, size=LABEL_SIZE, fill=label.colour, anchor="middle")


def _head(sheet: Sheet, before: tuple[float, float], tip: tuple[float, float], colour: str) -> None:
    along_x, along_y = tip[0] - before[0], tip[1] - before[1]
    length = max((along_x**2 + along_y**2) ** 0.5, 1.0)
    x, y = along_x / length * ARROW, along_y / length * ARROW
    barbs = [(tip[0] - x - y / 2, tip[1] - y + x / 2), (tip[0] - x + y / 2, tip[1] - y - x / 2)]
    sheet.path([tip, *barbs], fill=colour, stroke=colour, wide=1, closed=True)
