"""The scenes of episodes 1 to 3: from the gate to the printer. Pure: a sheet and a moment of 0..1 in."""

from __future__ import annotations

from math import sin

from engine.kits.drawing import Sheet
from games.dynasty.figures import (
    AMBER,
    ANDREY,
    BLUE,
    DARK,
    DAWN,
    FLOOR,
    FOREMAN,
    GREEN,
    GREY,
    GROUND,
    HIGH,
    IRON,
    LIZA,
    RED,
    SKIN,
    SKY,
    STEEL,
    STEEL_DARK,
    TILE,
    VERA,
    WALL,
    WALL_LOW,
    WHITE,
    WIDE,
    arc,
    bubble,
    eased,
    lathe,
    lift_button,
    padlock,
    person,
    plant,
    shop,
    waves,
)


def gate(s: Sheet, t: float) -> None:
    """Liza runs to the turnstile, the clock is against her."""
    plant(s, DAWN, "#d9b98f", t)
    s.rect(210, 250, 150, 250, fill=BLUE, round=8).rect(228, 300, 64, 70, fill=SKY, round=4)
    person(s, 258, 430, 124, FOREMAN, helmet=WHITE, right=120 + 20 * sin(t * 12))
    s.rect(210, 370, 150, 130, fill=BLUE, round=8).rect(228, 366, 64, 8, fill=WHITE)
    s.circle(320, 285, 26, fill=WHITE, stroke=DARK, wide=4)
    s.line(320, 285, 320 - 4, 266, stroke=DARK, wide=4).line(320, 285, 308, 292, stroke=RED, wide=4)
    s.rect(182, 420, 14, 90, fill=STEEL_DARK, round=4).line(150, 440, 188, 440, stroke=STEEL, wide=8)
    x = -10 + 130 * eased(t * 1.3)
    person(s, x, FLOOR + 10, 190, LIZA, left=40 * sin(t * 20) + 30, right=40 - 30 * sin(t * 20), step=0.05 * sin(t * 20))
    s.rect(x - 46, FLOOR - 128, 28, 56, fill=AMBER, round=10)


def stop(s: Sheet, t: float) -> None:
    """The foreman's palm stops her at the yellow line."""
    shop(s)
    s.rect(20, 210, 170, 290, fill=STEEL_DARK, round=6).rect(32, 222, 146, 278, fill=DARK)
    person(s, 95, FLOOR + 6, 200, FOREMAN, helmet=WHITE, right=60 + 75 * eased(t * 3) + 5 * sin(t * 14), glad=False)
    s.path([(212, FLOOR - 40), (222, FLOOR - 40), (240, HIGH), (220, HIGH)], fill=AMBER, stroke=AMBER, wide=1, closed=True)
    person(s, 330 - 45 * eased(t * 3), FLOOR + 12, 180, LIZA, left=20, right=20, glad=False)
    bubble(s, 240, 250, 120, "!")


def bearing_hums(s: Sheet, t: float) -> None:
    """Father bends over the lathe, grandmother hears what he does not."""
    shop(s)
    waves(s, 150, 320, t)
    lathe(s, 66, FLOOR + 6, t)
    person(s, 52, FLOOR + 14, 186, ANDREY, helmet=AMBER, right=75)
    person(s, 318, FLOOR + 16, 170, VERA, helmet=RED, hair=GREY, bun=True, left=160 + 5 * sin(t * 10), glad=False)


def vibration(s: Sheet, t: float) -> None:
    """The curve enters the red zone; the calendar says tomorrow."""
    s.rect(0, 0, WIDE, HIGH, fill="#dfe6ea")
    s.rect(30, 90, 300, 230, fill=DARK, round=16).rect(46, 106, 268, 198, fill="#12202e", round=6)
    s.rect(46, 106, 268, 58, fill="#5a2a2c").line(46, 164, 314, 164, stroke=RED, wide=3, dashed=True)
    shown = 8 + round(80 * eased(t * 1.2))
    curve = [(46 + 3 * n, 250 - n * 1.15 + (8 + n * 0.35) * sin(n * 0.9)) for n in range(shown)]
    s.path([(x, min(300.0, max(110.0, y))) for x, y in curve], stroke=AMBER, wide=4)
    s.rect(60, 350, 110, 120, fill=WHITE, round=8).rect(60, 350, 110, 28, fill=RED, round=8)
    for n in range(12):
        s.rect(70 + 24 * (n % 4), 388 + 26 * (n // 4), 16, 16, fill=WALL_LOW, round=3)
    s.circle(126, 422, 17, stroke=RED, wide=4)
    for n in range(3):
        lift_button(s, 215 + 48 * n, 410, 22, str(n + 1), lit=n == int(t * 6) % 3)


def loto(s: Sheet, t: float) -> None:
    """The switch is off, father's lock hangs there; hers is in her hand."""
    s.rect(0, 0, WIDE, HIGH, fill=WALL).rect(0, 460, WIDE, HIGH, fill=GROUND)
    s.rect(90, 90, 180, 260, fill=STEEL, round=12).rect(104, 104, 152, 232, fill=STEEL_DARK, round=8)
    angle = 60 - 120 * eased(t * 3)
    s.circle(180, 190, 34, fill=RED).path([(180, 190), *arc(180, 190, 58, angle, angle, 1)], stroke=DARK, wide=14)
    for sign, at in (("I", 60), ("0", -60)):  # where the handle points when the machine is on, and when it is off
        x, y = arc(180, 190, 78, at, at, 1)[0]
        s.words(x, y + 11, sign, size=32, anchor="middle", bold=True, fill=WHITE)
    s.rect(114, 286, 142, 18, fill=STEEL, round=9)
    for hole in (136, 236):
        s.circle(hole, 295, 6, fill=IRON)
    if t > 0.35:
        padlock(s, 136, 284, 44, RED)
        s.path([(114, 322), (98, 342), (106, 378), (126, 372)], fill=WHITE, stroke=STEEL_DARK, wide=2, closed=True)
    up = 40 * eased((t - 0.5) * 2)
    s.path([(360, 560), (300, 470 - up), (262, 420 - up)], stroke=LIZA, wide=44)
    s.circle(254, 408 - up, 24, fill=SKIN)
    padlock(s, 240, 340 - up, 44, BLUE)


def crack(s: Sheet, t: float) -> None:
    """The machine stands, the balls of its bearing roll away."""
    shop(s, DAWN)
    lathe(s, 56, FLOOR - 30, 0, running=False)
    for n in range(4):
        drift = (t + n / 4) % 1
        s.circle(96 + 10 * n + 14 * sin(drift * 6), 322 - 150 * drift, 10 + 14 * drift, fill="#c4c9ce")
    for n in range(9):
        run = eased(t * (0.8 + n % 3 * 0.25))
        s.circle(150 + (n - 4) * 44 * run, FLOOR + 16 + n % 3 * 12 * run, 8, fill=STEEL_DARK, stroke=IRON)
    person(s, 312, FLOOR + 20, 176, LIZA, helmet=AMBER, left=165, right=165, glad=False)


def spare(s: Sheet, t: float) -> None:
    """A place on the shelf is empty; the spare machine lacks two things."""
    s.rect(0, 0, WIDE, HIGH, fill=WALL).rect(0, 470, WIDE, HIGH, fill=GROUND)
    for n in range(3):
        s.rect(30, 110 + 62 * n, 300, 8, fill=TILE)
        for m in range(4 if n != 1 else 2):
            s.rect(42 + 72 * m + 12 * n, 74 + 62 * n, 44, 36, fill=(AMBER, BLUE, GREEN)[(n + m) % 3], round=4)
    s.circle(256, 150, 20, stroke=RED, wide=4).words(256, 160, "?", size=26, anchor="middle", bold=True, fill=RED)
    lathe(s, 56, 490, 0, work=WALL_LOW, running=False)
    pulse = 2 + 3 * abs(sin(t * 8))
    s.path([(160, 350), (248, 350), (248, 386), (160, 386)], stroke=RED, wide=pulse, closed=True)
    s.path([(130, 300), (266, 300), (292, 410), (104, 410)], stroke=BLUE, wide=pulse, closed=True)


def turning(s: Sheet, t: float) -> None:
    """The bushing turns, the tool takes a chip off; the micrometer is three hundredths above."""
    s.rect(0, 0, WIDE, HIGH, fill="#dfe6ea").rect(0, 400, WIDE, HIGH, fill=STEEL_DARK)
    s.rect(0, 130, 90, 200, fill=IRON, round=10).rect(90, 160, 40, 140, fill=STEEL_DARK, round=6)
    s.rect(130, 185, 170, 90, fill=AMBER, round=4).rect(300, 205, 10, 50, fill="#b9802a")
    for n in range(4):
        at = (n / 4 + t * 5) % 1
        s.line(130, 188 + 84 * at, 300, 188 + 84 * at, stroke="#f7d08a", wide=2)
    x = 296 - 120 * eased(t)
    s.path([(x, 278), (x + 30, 330), (x + 60, 330), (x + 60, 400), (x + 4, 400), (x - 4, 330)], fill=IRON, stroke=DARK, closed=True)
    s.path([(x, 278), (x - 16, 296), (x - 4, 312), (x - 22, 326), (x - 10, 344)], stroke="#d99a35", wide=4)
    s.rect(60, 430, 240, 70, fill=DARK, round=14).rect(76, 442, 208, 46, fill="#c9dfc4", round=6)
    above = min(3, int(t * 5))
    s.words(180, 476, f"+0.0{above}" if above else "0.00", size=36, anchor="middle", bold=True)  # such a display has a point


def printing(s: Sheet, t: float) -> None:
    """Layer by layer the guard grows; on the tablet a panel with large buttons."""
    s.rect(0, 0, WIDE, HIGH, fill=WALL).rect(0, 400, WIDE, HIGH, fill=TILE)
    s.rect(40, 90, 190, 300, fill=DARK, round=10).rect(56, 106, 158, 250, fill="#2a3644", round=4)
    layers = 2 + int(14 * eased(t))
    for n in range(layers):
        s.rect(92 - n * 1.2, 336 - 9 * n, 86 + n * 2.4, 8, fill=BLUE if n % 2 else "#4f93d1", round=2)
    head = 100 + 60 * abs(sin(t * 14))
    s.rect(56, 318 - 9 * layers, 158, 6, fill=STEEL).rect(head - 12, 312 - 9 * layers, 24, 22, fill=AMBER, round=4)
    s.rect(200, 410, 140, 100, fill=DARK, round=12).rect(210, 420, 120, 80, fill=WHITE, round=4)
    if t > 0.3:
        s.circle(242, 460, 22, fill=GREEN)
    if t > 0.5:
        s.rect(277, 439, 42, 42, fill=RED, round=7)
    s.path([(360, 560), (330 - 30 * eased(t), 530), (300 - 40 * eased(t), 486)], stroke=SKIN, wide=18)
