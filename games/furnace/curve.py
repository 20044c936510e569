"""The curve of a heat as a drawing: temperature over the band, disturbances, power below. Knows shapes and no rule of the game.

Nothing is told by colour alone: a point in the band is a disc, one too cold a triangle down, one too hot a triangle up,
a lost step a cross.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from engine.kits.drawing import AMBER, BLUE, GREEN, GRID, INK, PAPER, QUIET, RED, STEEL, Sheet
from games.furnace.heat import Heat, Zone, event_at, zone
from games.furnace.plant import Plant

BAND_FILL, HATCH, EVENT = "#e3efe4", "#b9d6bf", "#8a5a12"
LOWEST, HIGHEST = 740, 960  # °C always in sight
TICK = 20  # °C between lines, more where the curve runs wide
TICKS_MOST = 12
GLOW = (  # °C and its red, green, blue
    (500, (58, 26, 24)),
    (700, (140, 32, 24)),
    (800, (190, 48, 26)),
    (880, (224, 100, 30)),
    (1000, (242, 160, 48)),
    (1080, (250, 205, 96)),
    (1160, (255, 236, 176)),
)
COLOURS = {Zone.COLD: BLUE, Zone.IN_BAND: GREEN, Zone.HOT: RED}


@dataclass(frozen=True, slots=True)
class Labels:
    """What is written on the drawing, in the language of who looks."""

    band: str
    power: str
    step: str
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
        """Place a step; first and last keep off the edges."""
        return self.left + self.size + (self.width - 2 * self.size) * step / self.steps

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
    _legend(sheet, frame, labels, bool(best))
    _band(sheet, frame, plant)
    _grid(sheet, frame, plant, labels)
    alarm = frame.y(plant.figures.alarm)
    sheet.line(frame.left, alarm, frame.right, alarm, stroke=RED, wide=2, dashed=True)
    _hits(sheet, frame, plant, heat, labels)
    if best:
        _ghost(sheet, frame, best)
    sheet.path([(frame.x(step), frame.y(load)) for step, load in enumerate(heat.loads)], stroke=INK, wide=frame.size / 5)
    for step, load in enumerate(heat.loads):
        _point(sheet, frame.x(step), frame.y(load), frame.size * 0.4, zone(plant.figures, load), step in heat.lost)
    newest = frame.x(heat.done), frame.y(heat.load)
    sheet.circle(*newest, frame.size * 0.75, stroke=INK, wide=2)


def draw_power(sheet: Sheet, frame: Frame, plant: Plant, heat: Heat, labels: Labels, top: float, height: float) -> None:
    """Draw what was chosen at each step: a bar for the power with its figure, the setpoint in °C below."""
    size, bottom, slot = frame.size, top + height, frame.width / frame.steps
    sheet.words(frame.left, top - size * 2, labels.power, size=size, fill=QUIET)
    sheet.line(frame.left, bottom, frame.right, bottom, stroke=STEEL, wide=2)
    for step, power in enumerate(heat.powers, 1):
        middle, tall = frame.x(step), height * power / 5
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
    load = min(max(load, GLOW[0][0]), GLOW[-1][0])
    below, above = next((pair for pair in pairwise(GLOW) if load <= pair[1][0]), GLOW[-2:])
    share = (load - below[0]) / (above[0] - below[0])
    return "#" + "".join(f"{round(dark + (light - dark) * share):02x}" for dark, light in zip(below[1], above[1], strict=True))


def _grid(sheet: Sheet, frame: Frame, plant: Plant, labels: Labels) -> None:
    edges = plant.figures.band
    for load in ticks(frame, edges):
        edge = load in edges
        sheet.line(frame.left, frame.y(load), frame.right, frame.y(load), stroke=GREEN if edge else GRID, wide=2 if edge else 1)
        sheet.words(
            frame.left - frame.size * 0.6,
            frame.y(load) + frame.size * 0.35,
            str(load),
            size=frame.size,
            fill=GREEN if edge else QUIET,
            anchor="end",
            bold=edge,
        )
    sheet.words(frame.x(0), frame.bottom + frame.size * 1.4, labels.step, size=frame.size, fill=QUIET, anchor="middle")
    for step in range(1, frame.steps + 1):
        sheet.words(frame.x(step), frame.bottom + frame.size * 1.4, str(step), size=frame.size, fill=QUIET, anchor="middle")
    sheet.line(frame.left, frame.bottom, frame.right, frame.bottom, stroke=STEEL, wide=2)


def ticks(frame: Frame, edges: tuple[int, int]) -> tuple[int, ...]:
    """Choose the temperatures that get a line: both edges of the band, and from them on as many as can be read."""
    low, high = edges
    every = TICK
    while (frame.high - frame.low) / every > TICKS_MOST:
        every *= 2
    below = range(low, int(frame.low) - 1, -every)
    within = range(low + every, high, every)
    return (*reversed(below), *within, *range(high, int(frame.high) + 1, every))


def _band(sheet: Sheet, frame: Frame, plant: Plant) -> None:
    low, high = plant.figures.band
    _hatched(sheet, frame.left, frame.y(high), frame.width, frame.y(low) - frame.y(high), frame.size * 0.9)


def _hatched(sheet: Sheet, x: float, y: float, width: float, height: float, every: float) -> None:
    """Fill a box with strokes that rise to the right, cut at both sides."""
    sheet.rect(x, y, width, height, fill=BAND_FILL)
    at, bottom = x - height, y + height
    while at < x + width:
        start, end = max(at, x), min(at + height, x + width)
        sheet.line(start, bottom - (start - at), end, bottom - (end - at), stroke=HATCH, wide=1.5)
        at += every


def _legend(sheet: Sheet, frame: Frame, labels: Labels, best: bool) -> None:
    """Say above the curve what hatching and dashes mean."""
    size, x = frame.size, frame.left
    y, box = frame.top - size * 2.1, size * 1.6
    for said, fill in ((labels.band, GREEN), (labels.alarm, RED), (labels.best, QUIET))[: 3 if best else 2]:
        if fill is GREEN:
            _hatched(sheet, x, y - size * 0.75, box, size * 0.85, size * 0.5)
        else:
            sheet.line(x, y - size * 0.3, x + box, y - size * 0.3, stroke=STEEL if fill is QUIET else fill, wide=2.5, dashed=True)
        sheet.words(x + box + size * 0.4, y, said, size=size, fill=fill)
        x += box + size * (1.6 + 0.5 * len(said))


def _hits(sheet: Sheet, frame: Frame, plant: Plant, heat: Heat, labels: Labels) -> None:
    """Mark what has happened: a dashed line through the curve, its name in the lane above."""
    lane = frame.top - frame.size * 0.45
    for step in range(1, heat.done + 1):
        event = event_at(plant, heat, step)
        if event is not None:
            x = frame.x(step)
            sheet.line(x, lane - frame.size * 0.8, x, frame.bottom, stroke=AMBER, wide=2, dashed=True)
            said = f"{labels.marks[event.id]} {signed(event.delta)}°"
            sheet.words(x + frame.size * 0.4, lane, said, size=frame.size, fill=EVENT)


def _ghost(sheet: Sheet, frame: Frame, best: tuple[float, ...]) -> None:
    inside = [(frame.x(step), frame.y(load)) for step, load in enumerate(best)]
    for (x1, y1), (x2, y2) in pairwise(inside):
        sheet.line(x1, y1, x2, y2, stroke=STEEL, wide=3, dashed=True)


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


def signed(number: int) -> str:
    """Spell a change with its sign, a true minus among them."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"  # a minus, no hyphen
