"""People, machines and rooms of the series as simple shapes; every scene is put together from them. Pure."""

from __future__ import annotations

from math import cos, pi, sin

from engine.kits.drawing import Sheet

WIDE, HIGH = 360, 640  # one frame, 9:16
FLOOR = 500  # where people stand; the subtitles lie below
SKY, DAWN, DUSK, NIGHT = "#cfe4ee", "#f6e3c5", "#f2b487", "#1f2c44"
WALL, WALL_LOW, GROUND, TILE = "#e9edf0", "#d5dce1", "#c9c2b6", "#b9b1a3"
STEEL, STEEL_DARK, IRON = "#a9b6c0", "#7d8b97", "#4a5661"
RED, AMBER, GREEN, BLUE, WHITE, DARK = "#c8473b", "#eba63b", "#3d8f5f", "#2f74b5", "#ffffff", "#1d2733"
SKIN, HAIR, GREY = "#f0c9a6", "#6b4226", "#c9ccd1"
LIZA, ANDREY, VERA, FOREMAN = "#3aa6a0", "#3f5f8a", "#8a5a83", "#6d6a5f"  # their coats

Points = list[tuple[float, float]]


def arc(x: float, y: float, radius: float, start: float, end: float, steps: int = 12) -> Points:
    """List points of an arc; angles in degrees, 0 to the right, 90 up."""
    angles = [(start + (end - start) * n / steps) * pi / 180 for n in range(steps + 1)]
    return [(x + radius * cos(a), y - radius * sin(a)) for a in angles]


def eased(t: float) -> float:
    """Begin and end gently: 0..1 to 0..1."""
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


def person(
    s: Sheet, x: float, y: float, high: float, coat: str, *,
    helmet: str = "", hair: str = HAIR, left: float = 15, right: float = 15, step: float = 0, bun: bool = False, glad: bool = True,
) -> None:  # fmt: skip
    """Stand somebody with the feet at (x, y). `left`, `right`: degrees of the arms, 0 hangs, 90 to the side, 180 up."""
    head, shoulder, hip = high * 0.105, y - high * 0.74, y - high * 0.4
    for side in (-1, 1):
        s.line(x + side * high * 0.06, hip, x + side * (high * 0.07 + step * high), y, stroke=DARK, wide=high * 0.085)
    for side, angle in ((-1, left), (1, right)):
        a = angle * pi / 180
        hand = (x + side * (high * 0.12 + high * 0.3 * sin(a)), shoulder + high * 0.05 + high * 0.3 * cos(a))
        s.path([(x + side * high * 0.11, shoulder + high * 0.05), hand], stroke=coat, wide=high * 0.08)
        s.circle(*hand, high * 0.045, fill=SKIN)
    s.rect(x - high * 0.14, shoulder, high * 0.28, high * 0.38, fill=coat, round=high * 0.08)
    s.rect(x - high * 0.03, shoulder - high * 0.06, high * 0.06, high * 0.09, fill=SKIN)
    _head(s, x, y - high * 0.87, head, helmet, hair, bun, glad)


def _head(s: Sheet, x: float, y: float, r: float, helmet: str, hair: str, bun: bool, glad: bool) -> None:
    if bun and helmet:  # the bun is under the helmet, hair shows at the temples
        for side in (-1, 1):
            s.circle(x + side * r * 0.85, y + r * 0.25, r * 0.42, fill=hair)
    elif bun:
        s.circle(x, y - r * 1.15, r * 0.45, fill=hair)
    elif hair == HAIR and not helmet:
        for side in (-1, 1):
            s.rect(x + side * r * 0.95 - r * 0.25, y - r * 0.5, r * 0.5, r * 1.9, fill=hair, round=r * 0.25)
    s.circle(x, y, r, fill=SKIN)
    s.path(arc(x, y - r * 0.05, r * 1.06, 15, 165), fill=hair, stroke=hair, wide=1, closed=True)
    for side in (-1, 1):
        s.circle(x + side * r * 0.38, y + r * 0.12, r * 0.11, fill=DARK)
    mouth = arc(x, y + r * 0.3, r * 0.32, 205, 335, 6) if glad else [(x - r * 0.24, y + r * 0.5), (x + r * 0.24, y + r * 0.5)]
    s.path(mouth, stroke="#a55d4b", wide=max(1.2, r * 0.12))
    if helmet:
        worn(s, x, y - r * 0.2, r * 1.2, helmet)


def worn(s: Sheet, x: float, y: float, r: float, colour: str) -> None:
    """Put a helmet with its brim at `y`."""
    s.path(arc(x, y, r, 0, 180), fill=colour, stroke=colour, wide=1, closed=True)
    s.rect(x - r * 1.25, y - r * 0.12, r * 2.5, r * 0.28, fill=colour, round=r * 0.14)
    s.rect(x - r * 0.14, y - r * 1.02, r * 0.28, r, fill=WHITE if colour != WHITE else WALL_LOW, round=r * 0.1)


def shop(s: Sheet, light: str = SKY, night: bool = False) -> None:
    """Paint the inside of the shop: wall, windows, floor with a yellow line."""
    s.rect(0, 0, WIDE, FLOOR, fill="#2d3b54" if night else WALL).rect(
        0, 380, WIDE, FLOOR - 380, fill="#26334a" if night else WALL_LOW
    )
    for n in range(3):
        window(s, 24 + 112 * n, 60, 88, 130, NIGHT if night else light)
    s.rect(0, FLOOR - 40, WIDE, HIGH, fill="#3a4256" if night else GROUND)
    s.rect(0, FLOOR + 20, WIDE, 10, fill=AMBER)
    s.line(0, 30, WIDE, 30, stroke=STEEL_DARK, wide=8)
    for n in range(4):
        s.line(45 + 90 * n, 30, 45 + 90 * n, 0, stroke=STEEL_DARK, wide=4)


def window(s: Sheet, x: float, y: float, wide: float, high: float, glass: str) -> None:
    """Paint a window of four panes."""
    s.rect(x, y, wide, high, fill=glass, stroke=STEEL_DARK, round=4)
    s.line(x + wide / 2, y, x + wide / 2, y + high, stroke=STEEL_DARK, wide=3)
    s.line(x, y + high / 2, x + wide, y + high / 2, stroke=STEEL_DARK, wide=3)


def plant(s: Sheet, sky: str, far: str, t: float) -> None:
    """Paint the plant from outside: sky, saw-tooth roofs, a chimney with its smoke, a hangar."""
    s.rect(0, 0, WIDE, HIGH, fill=sky)
    for n in range(3):
        x = 120 * n
        s.path(
            [(x, 330), (x, 250), (x + 70, 215), (x + 70, 250), (x + 120, 225), (x + 120, 330)], fill=far, stroke=far, closed=True
        )
    s.path([(250, 250), (256, 110), (276, 110), (282, 250)], fill=far, stroke=far, closed=True)
    for n in range(3):
        drift = (t + n / 3) % 1
        s.circle(268 + 46 * drift + 8 * n, 96 - 50 * drift, 10 + 16 * drift, fill="#ffffff")
    s.path(arc(80, 330, 74, 0, 180), fill=STEEL, stroke=STEEL_DARK, wide=3, closed=True)
    s.rect(50, 278, 60, 52, fill=STEEL_DARK, round=3)
    s.rect(0, 328, WIDE, HIGH, fill=GROUND)


def lathe(s: Sheet, x: float, y: float, t: float, *, work: str = AMBER, running: bool = True) -> None:
    """Stand a lathe with its foot at (x, y), 250 wide; the workpiece turns with `t`."""
    s.rect(x, y - 60, 60, 60, fill=IRON, round=6).rect(x + 190, y - 60, 60, 60, fill=IRON, round=6)
    s.rect(x, y - 80, 250, 28, fill=STEEL_DARK, round=6)
    s.rect(x, y - 170, 84, 96, fill=GREEN, round=10)
    s.rect(x + 84, y - 148, 22, 52, fill=IRON, round=4)
    s.rect(x + 106, y - 136, 84, 28, fill=work, round=3)
    shift = (t * 6 % 1) if running else 0.3
    for n in range(3):
        high = 26 * abs(((n / 3 + shift) % 1) * 2 - 1)
        s.line(x + 106, y - 135 + high, x + 190, y - 135 + high, stroke="#ffffff", wide=1.5)
    s.rect(x + 190, y - 146, 12, 46, fill=STEEL).rect(x + 202, y - 150, 44, 76, fill=GREEN, round=8)
    s.circle(x + 24, y - 146, 9, fill=RED).circle(x + 50, y - 146, 9, fill=WHITE if running else WALL_LOW)
    s.rect(x + 14, y - 122, 52, 30, fill=DARK, round=4)


def padlock(s: Sheet, x: float, y: float, size: float, colour: str) -> None:
    """Hang a closed padlock; (x, y) is the top of its shackle."""
    s.path(arc(x, y + size * 0.5, size * 0.32, 0, 180), stroke=IRON, wide=size * 0.13)
    s.rect(x - size * 0.5, y + size * 0.5, size, size * 0.75, fill=colour, round=size * 0.12)
    s.circle(x, y + size * 0.8, size * 0.1, fill=DARK).line(x, y + size * 0.8, x, y + size * 1.02, stroke=DARK, wide=size * 0.09)


def lift_button(s: Sheet, x: float, y: float, r: float, number: str, *, lit: bool = False, bad: bool = False) -> None:
    """Draw one button of a lift; a bad one is crossed out."""
    s.circle(x, y, r, fill=STEEL, stroke=STEEL_DARK, wide=3).circle(x, y, r * 0.74, fill=AMBER if lit else WHITE)
    s.words(x, y + r * 0.26, number, size=r * 0.8, anchor="middle", bold=True, fill=DARK)
    if bad:
        s.line(x - r, y - r, x + r, y + r, stroke=RED, wide=r * 0.24).line(x - r, y + r, x + r, y - r, stroke=RED, wide=r * 0.24)


def bearing(s: Sheet, x: float, y: float, r: float, t: float, balls: int = 9) -> None:
    """Draw a ball bearing that turns with `t`."""
    s.circle(x, y, r, fill=STEEL, stroke=IRON, wide=4).circle(x, y, r * 0.82, fill=WALL).circle(x, y, r * 0.5, fill=STEEL)
    s.circle(x, y, r * 0.36, fill=WALL, stroke=IRON, wide=3)
    for n in range(balls):
        a = 2 * pi * (n / balls + t)
        s.circle(x + r * 0.66 * cos(a), y + r * 0.66 * sin(a), r * 0.13, fill=STEEL_DARK)


def waves(s: Sheet, x: float, y: float, t: float, colour: str = RED) -> None:
    """Let sound spread from a point."""
    for n in range(3):
        grown = (t * 2 + n / 3) % 1
        s.path(arc(x, y, 18 + 60 * grown, 20, 160), stroke=colour, wide=5 - 4 * grown)


def bubble(s: Sheet, x: float, y: float, wide: float, said: str) -> None:
    """Put a word into a bubble; (x, y) is its centre."""
    s.path([(x - 8, y + 16), (x + 12, y + 16), (x - 10, y + 40)], fill=WHITE, stroke=WHITE, closed=True)
    s.rect(x - wide / 2, y - 24, wide, 48, fill=WHITE, round=20)
    s.words(x, y + 9, said, size=26, anchor="middle", bold=True, fill=DARK)
