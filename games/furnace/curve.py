"""The curve of a heat as a drawing: temperature over the band, disturbances, power below. Knows shapes and no rule of the game.

Nothing is told by colour alone: a point in the band is a disc, one too cold a triangle down, one too hot a triangle up,
a lost step a cross.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin

from engine.kits.drawing import AMBER, BLUE, GREEN, GRID, INK, PAPER, QUIET, RED, STEEL, Sheet
from games.furnace.heat import Heat, Zone, event_at, zone
from games.furnace.plant import Plant

BAND_FILL, HATCH = "#e3efe4", "#b9d6bf"
LOWEST, HIGHEST = 740, 960  # °C always in sight
TICK = 20  # °C between lines, more where the curve runs wide
TICKS_MOST = 12
COLOURS = {Zone.COLD: BLUE, Zone.IN_BAND: GREEN, Zone.HOT: RED}


@dataclass(frozen=True, slots=True)
class Labels:
    """What is written on the drawing, in the language of who looks."""

    band: str
    power: str
    alarm: str
    best: str
    marks: dict[str, str]  # by id of the disturbance


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the curve lies: a box in points, its temperatures and steps, and how large its words are."""

    left: float
    top: float
    width: float
    height: float
    low: float  # °C at the bottom
    high: float  # °C at the top
    steps: int
    size: float = 17  # of words, points

    def x(self, step: float) -> float:
        """Place a step."""
        return self.left + self.width * step / self.steps

    def y(self, load: float) -> float:
        """Place a temperature, °C."""
        return self.top + self.height * (self.high - load) / (self.high - self.low)

    @property
    def right(self) -> float:
        """Give the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Give the lower edge."""
        return self.top + self.height


def framed(plant: Plant, loads: tuple[float, ...], left: float, top: float, width: float, height: float, size: float = 17) -> Frame:
    """Lay a frame that holds all these temperatures, with whole lines at bottom and top."""
    low = min(LOWEST, int(min(loads) // TICK) * TICK)
    high = max(HIGHEST, -int(-max(loads) // TICK) * TICK)
    return Frame(left, top, width, height, low, high, plant.figures.steps, size)


def draw_curve(sheet: Sheet, frame: Frame, plant: Plant, heat: Heat, labels: Labels, best: tuple[float, ...] = ()) -> None:
    """Draw grid, band, disturbances, the best heat so far (if any) and the curve itself."""
    _grid(sheet, frame)
    _band(sheet, frame, plant, labels)
    _alarm(sheet, frame, plant, labels)
    _hits(sheet, frame, plant, heat, labels)
    if best:
        _ghost(sheet, frame, best, labels)
    sheet.path([(frame.x(step), frame.y(load)) for step, load in enumerate(heat.loads)], stroke=INK, wide=frame.size / 5)
    for step, load in enumerate(heat.loads):
        _point(sheet, frame.x(step), frame.y(load), frame.size * 0.4, zone(plant.figures, load), step in heat.lost)
    newest = frame.x(heat.done), frame.y(heat.load)
    sheet.circle(*newest, frame.size * 0.75, stroke=INK, wide=2)


def draw_power(sheet: Sheet, frame: Frame, plant: Plant, heat: Heat, labels: Labels, top: float, height: float) -> None:
    """Draw what was chosen at each step: a bar for the power with its figure, the setpoint in °C below."""
    size, bottom, slot = frame.size, top + height, frame.width / frame.steps
    sheet.words(frame.left, top - size * 1.5, labels.power, size=size, fill=QUIET)
    sheet.line(frame.left, bottom, frame.right, bottom, stroke=STEEL, wide=2)
    for step, power in enumerate(heat.powers, 1):
        middle, tall = frame.x(step - 0.5), height * power / 5
        fill = STEEL if step in heat.lost else glow(plant.figures.setpoints[power])
        sheet.rect(middle - slot * 0.3, bottom - tall, slot * 0.6, tall, fill=fill)
        sheet.words(middle, bottom - tall - size * 0.3, str(power), size=size, anchor="middle", bold=True)
        sheet.words(middle, bottom + size * 1.1, str(plant.figures.setpoints[power]), size=size * 0.85, fill=QUIET, anchor="middle")


def draw_furnace(sheet: Sheet, x: float, y: float, scale: float, load: float) -> None:
    """Draw a chamber furnace 100 by 80 whose mouth glows as hot steel does at this temperature."""
    sheet.rect(x, y, 100 * scale, 74 * scale, fill="#4a5560", round=8 * scale)
    sheet.rect(x + 10 * scale, y + 74 * scale, 14 * scale, 8 * scale, fill=INK)
    sheet.rect(x + 76 * scale, y + 74 * scale, 14 * scale, 8 * scale, fill=INK)
    sheet.rect(x + 14 * scale, y + 14 * scale, 72 * scale, 46 * scale, fill=INK, round=5 * scale)
    sheet.rect(x + 19 * scale, y + 19 * scale, 62 * scale, 36 * scale, fill=glow(load), round=3 * scale)
    for place in (26, 44, 62):
        sheet.rect(x + place * scale, y + 41 * scale, 12 * scale, 14 * scale, fill=glow(load + 60))


def glow(load: float) -> str:
    """Give the colour of hot steel at a temperature, °C."""
    known = ((500, (58, 26, 24)), (700, (140, 32, 24)), (800, (190, 48, 26)), (880, (224, 100, 30)), (1000, (246, 178, 60)))
    load = min(max(load, known[0][0]), known[-1][0])
    for (below, dark), (above, light) in pairwise(known):
        if load <= above:
            share = (load - below) / (above - below)
            return "#" + "".join(f"{round(d + (h - d) * share):02x}" for d, h in zip(dark, light, strict=True))
    raise AssertionError  # the last of the known is the highest


def draw_star(sheet: Sheet, x: float, y: float, radius: float, earned: bool) -> None:
    """Draw a star about (x, y), full if it was earned."""
    reach = [(radius if corner % 2 == 0 else radius * 0.42, pi * corner / 5 - pi / 2) for corner in range(10)]
    corners = [(x + far * cos(angle), y + far * sin(angle)) for far, angle in reach]
    sheet.path(corners, stroke=AMBER, wide=3, fill="#e8b33c" if earned else "none", closed=True)


def _grid(sheet: Sheet, frame: Frame) -> None:
    every = TICK
    while (frame.high - frame.low) / every > TICKS_MOST:
        every *= 2
    first = int(-(-frame.low // every) * every)
    for load in range(first, int(frame.high) + 1, every):
        sheet.line(frame.left, frame.y(load), frame.right, frame.y(load), stroke=GRID, wide=1)
        sheet.words(
            frame.left - frame.size * 0.6,
            frame.y(load) + frame.size * 0.35,
            str(load),
            size=frame.size,
            fill=QUIET,
            anchor="end",
        )
    for step in range(1, frame.steps + 1):
        sheet.words(frame.x(step), frame.bottom + frame.size * 1.4, str(step), size=frame.size, fill=QUIET, anchor="middle")
    sheet.line(frame.left, frame.bottom, frame.right, frame.bottom, stroke=STEEL, wide=2)


def _band(sheet: Sheet, frame: Frame, plant: Plant, labels: Labels) -> None:
    low, high = plant.figures.band
    top, bottom = frame.y(high), frame.y(low)
    sheet.rect(frame.left, top, frame.width, bottom - top, fill=BAND_FILL)
    tall, at = bottom - top, frame.left - (bottom - top)
    while at < frame.right:  # strokes rising to the right, cut at both sides
        start, end = max(at, frame.left), min(at + tall, frame.right)
        sheet.line(start, bottom - (start - at), end, bottom - (end - at), stroke=HATCH, wide=1.5)
        at += frame.size * 0.9
    for edge in (top, bottom):
        sheet.line(frame.left, edge, frame.right, edge, stroke=GREEN, wide=2)
    tag(sheet, frame.left + frame.size * 0.5, bottom - frame.size * 0.6, labels.band, frame.size, GREEN)


def _alarm(sheet: Sheet, frame: Frame, plant: Plant, labels: Labels) -> None:
    y = frame.y(plant.figures.alarm)
    sheet.line(frame.left, y, frame.right, y, stroke=RED, wide=2, dashed=True)
    tag(sheet, frame.left + frame.size * 0.5, y + frame.size * 1.2, labels.alarm, frame.size, RED)


def _hits(sheet: Sheet, frame: Frame, plant: Plant, heat: Heat, labels: Labels) -> None:
    for step in range(1, heat.done + 1):
        event = event_at(plant, heat, step)
        if event is not None:
            sheet.line(frame.x(step), frame.top, frame.x(step), frame.bottom, stroke=AMBER, wide=2, dashed=True)
            said = f"{labels.marks[event.id]} {signed(event.delta)}°"
            tag(sheet, frame.x(step) + frame.size * 0.4, frame.bottom - frame.size * 0.6, said, frame.size, "#8a5a12")


def _ghost(sheet: Sheet, frame: Frame, best: tuple[float, ...], labels: Labels) -> None:
    inside = [(frame.x(step), frame.y(min(max(load, frame.low), frame.high))) for step, load in enumerate(best)]
    for (x1, y1), (x2, y2) in pairwise(inside):
        sheet.line(x1, y1, x2, y2, stroke=STEEL, wide=3, dashed=True)
    tag(sheet, frame.right - frame.size * 0.5, frame.top - frame.size * 0.5, labels.best, frame.size, QUIET, end=True)


def _point(sheet: Sheet, x: float, y: float, radius: float, where: Zone, lost: bool) -> None:
    if lost:
        sheet.line(x - radius, y - radius, x + radius, y + radius, stroke=INK, wide=3)
        sheet.line(x - radius, y + radius, x + radius, y - radius, stroke=INK, wide=3)
    elif where is Zone.IN_BAND:
        sheet.circle(x, y, radius, fill=COLOURS[where], stroke=PAPER, wide=1)
    else:
        tip = -1.2 * radius if where is Zone.HOT else 1.2 * radius
        corners = [(x, y + tip), (x - 1.15 * radius, y - tip * 0.7), (x + 1.15 * radius, y - tip * 0.7)]
        sheet.path(corners, stroke=PAPER, wide=1, fill=COLOURS[where], closed=True)


def tag(sheet: Sheet, x: float, y: float, said: str, size: float, fill: str, end: bool = False) -> None:
    """Write words with paper behind them, so that lines do not cross them out."""
    wide = len(said) * size * 0.53
    sheet.rect(x - (wide if end else 0) - 3, y - size, wide + 6, size * 1.3, fill=PAPER, round=3)
    sheet.words(x, y, said, size=size, fill=fill, anchor="end" if end else "start")


def signed(number: int) -> str:
    """Spell a change with its sign, a true minus among them."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"  # a minus, no hyphen
