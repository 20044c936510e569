"""The scenes of episodes 4 and 5 and of the endings. Pure: a sheet and a moment of 0..1 in."""

from __future__ import annotations

from math import sin

from engine.kits.drawing import Sheet
from games.dynasty.figures import (
    AMBER,
    ANDREY,
    BLUE,
    DARK,
    DAWN,
    DUSK,
    FLOOR,
    FOREMAN,
    GREEN,
    GREY,
    GROUND,
    HIGH,
    IRON,
    LIZA,
    NIGHT,
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
    lift_button,
    person,
    plant,
    shop,
    waves,
    window,
    worn,
)


def forty(s: Sheet, t: float) -> None:
    """Night: forty buttons, two of them bad."""
    s.rect(0, 0, WIDE, HIGH, fill="#2d3b54").rect(0, 470, WIDE, HIGH, fill="#3a4256")
    window(s, 110, 40, 140, 110, NIGHT)
    s.circle(215, 78, 18, fill=DAWN).circle(207, 73, 16, fill=NIGHT)
    for n in range(5):
        s.circle(126 + 23 * n, 66 + 53 * (n % 2) + 5 * n % 9, 2, fill=WHITE)
    s.rect(24, 180, 312, 290, fill=TILE, round=10)
    for n in range(40):
        bad = n in (13, 30)
        at = int(t * 46)
        lift_button(s, 48 + 38 * (n % 8), 214 + 55 * (n // 8), 15, str(n % 9 + 1), lit=n == at, bad=bad and at > n)


def returned(s: Sheet, t: float) -> None:
    """In the lift one button stays lit; the lorry brings the batch back."""
    s.rect(0, 0, WIDE, HIGH, fill="#cfd6db").rect(0, 330, WIDE, HIGH, fill=GROUND)
    s.rect(40, 50, 120, 270, fill=STEEL, round=6).rect(98, 50, 4, 270, fill=STEEL_DARK)
    s.rect(180, 90, 70, 210, fill=STEEL_DARK, round=8)
    for n in range(4):
        lift_button(s, 215, 268 - 48 * n, 19, str(n + 1), lit=n == 2 or (n == int(t * 8) % 4 and t < 0.4))
    s.rect(280, 110, 50, 90, fill=DARK, round=8)
    if t > 0.35:
        waves(s, 305, 112, t, AMBER)
    x = 380 - 300 * eased((t - 0.25) * 1.5)
    s.rect(x + 70, 380, 170, 96, fill=RED, round=6).rect(x, 412, 74, 64, fill=BLUE, round=8).rect(
        x + 10, 420, 34, 26, fill=SKY, round=4
    )
    s.words(x + 155, 440, "38 + 2", size=34, anchor="middle", bold=True, fill=WHITE)
    for wheel in (x + 36, x + 120, x + 206):
        s.circle(wheel, 480, 20, fill=DARK).circle(wheel, 480, 8, fill=STEEL)


def call(s: Sheet, t: float) -> None:
    """Liza makes the call beside the crate."""
    shop(s, DUSK)
    s.rect(190, 370, 150, 120, fill="#b98a52", round=4).line(190, 410, 340, 410, stroke="#96693a", wide=4)
    s.rect(214, 424, 104, 52, fill=WHITE, round=4)
    s.words(266, 447, "✓ 38", size=20, anchor="middle", bold=True, fill=GREEN)
    s.words(264, 471, "2", size=20, bold=True, fill=RED)
    for way in (-1, 1):
        s.line(246, 464 - 6 * way, 258, 464 + 6 * way, stroke=RED, wide=3)
    person(s, 110, FLOOR + 18, 220, LIZA, helmet=AMBER, right=162)
    s.rect(150, 300, 16, 34, fill=DARK, round=4)
    for n in range(3):
        if t * 5 % 4 > n:
            s.path(arc(166, 306, 22 + 16 * n, -30, 50, 6), stroke=BLUE, wide=4)


def council(s: Sheet, t: float) -> None:
    """All stand in a circle and look at Liza."""
    shop(s, DAWN)
    for n, (x, coat) in enumerate(((40, IRON), (100, ANDREY), (262, VERA), (322, FOREMAN))):
        elder = coat == VERA
        bob = 3 * sin(t * 8 + n)
        person(s, x, 450 + bob, 150, coat, helmet=(BLUE, AMBER, RED, WHITE)[n], hair=GREY if elder else DARK, bun=elder)
    person(s, 180, FLOOR + 24, 200, LIZA, helmet=AMBER, left=15 + 20 * eased(t * 2), right=15 + 20 * eased(t * 2))
    if t > 0.4:
        bubble(s, 190, 255, 70, "?")


def mech(s: Sheet, t: float) -> None:
    """A robot's arm and Liza's hand with the tester meet."""
    s.rect(0, 0, WIDE, HIGH, fill="#dcebe9").rect(0, 450, WIDE, HIGH, fill=GROUND)
    reach = eased(t * 1.2)
    s.rect(20, 400, 110, 60, fill=IRON, round=10)
    elbow, hand = (95 + 20 * reach, 230.0), (130 + 60 * reach, 300 - 20 * reach)
    s.path([(75, 400), elbow, hand], stroke=AMBER, wide=34).circle(*elbow, 22, fill=IRON).circle(75, 398, 26, fill=IRON)
    s.line(hand[0], hand[1], hand[0] + 20, hand[1] - 14, stroke=IRON, wide=9)
    s.line(hand[0], hand[1], hand[0] + 20, hand[1] + 14, stroke=IRON, wide=9)
    x = 330 - 70 * reach
    s.path([(370, 540), (x + 40, 400), (x, 330)], stroke=LIZA, wide=40).circle(x - 6, 316, 24, fill=SKIN)
    s.rect(x - 34, 250, 56, 72, fill=RED, round=8).rect(x - 26, 258, 40, 26, fill="#c9dfc4", round=4)
    s.words(x - 6, 279, "ok" if t > 0.6 else "…", size=20, anchor="middle", bold=True)


def inspection(s: Sheet, t: float) -> None:
    """Under the magnifier the burr is seen; the stamp falls."""
    s.rect(0, 0, WIDE, HIGH, fill="#e7eef0").rect(0, 430, WIDE, HIGH, fill=TILE)
    lift_button(s, 150, 270, 96, "7")
    s.path([(222, 206), (246, 190), (238, 220)], fill=RED, stroke=RED, closed=True)
    x, y = 90 + 135 * eased(t * 1.4), 330 - 120 * eased(t * 1.4)
    s.line(x + 40, y + 40, x + 110, y + 130, stroke=IRON, wide=18).circle(x, y, 62, stroke=DARK, wide=10)
    if t > 0.6:
        s.rect(196, 420, 140, 60, fill=WHITE, stroke=GREEN, round=8, wide=6).words(
            266, 462, "✓", size=50, anchor="middle", bold=True, fill=GREEN
        )


def mentor(s: Sheet, t: float) -> None:
    """A year later she holds out the spare helmet."""
    plant(s, SKY, "#a9bcc6", t)
    s.rect(250, 300, 110, 200, fill=BLUE, round=8)
    lifted = 60 + 30 * eased(t * 2)
    person(s, 112, FLOOR + 14, 206, LIZA, helmet=WHITE, right=lifted)
    hand_x, hand_y = arc(137, 372, 62, lifted - 90, lifted - 90, 1)[0]
    worn(s, hand_x + 10, hand_y - 12, 27, AMBER)
    person(s, 282, FLOOR + 18, 184, "#a0754d", hair="#2e2a26", left=20 + 60 * eased((t - 0.4) * 2), right=20)


def lead(s: Sheet, t: float) -> None:
    """The board of the shift; the ticks come one by one."""
    s.rect(0, 0, WIDE, HIGH, fill=WALL).rect(0, 470, WIDE, HIGH, fill=GROUND)
    s.rect(30, 70, 300, 240, fill=WHITE, stroke=STEEL_DARK, round=8)
    for n in range(5):
        s.rect(86, 96 + 42 * n, 150 + 40 * (n % 2), 14, fill=AMBER if n == 4 else WALL_LOW, round=7)
        s.rect(50, 92 + 42 * n, 22, 22, stroke=STEEL_DARK, round=4)
        if t * 6 > n + 1:
            s.path([(54, 102 + 42 * n), (60, 110 + 42 * n), (74, 90 + 42 * n)], stroke=GREEN, wide=5)
    worn(s, 300, 380, 26, WHITE)
    s.line(262, 388, 338, 388, stroke=STEEL_DARK, wide=5)
    lifted = 120 + 20 * sin(t * 6)
    person(s, 150, FLOOR + 18, 200, LIZA, helmet=AMBER, left=lifted)
    hand_x, hand_y = arc(126, 380, 60, 270 - lifted, 270 - lifted, 1)[0]
    s.line(hand_x + 4, hand_y + 8, hand_x - 8, hand_y - 20, stroke=GREEN, wide=7)


def panel(s: Sheet, t: float) -> None:
    """The new panel: two large buttons and a finger that presses one."""
    s.rect(0, 0, WIDE, HIGH, fill=WALL).rect(40, 70, 280, 400, fill=STEEL, round=24).rect(62, 96, 236, 170, fill=DARK, round=10)
    pressed = t > 0.55
    s.rect(74, 108, 212, 146, fill="#d8ecdf" if pressed else "#eef3f6", round=6)
    s.path([(150, 140), (150, 222), (220, 181)], fill=GREEN if pressed else GREY, stroke=WHITE, closed=True)
    s.circle(120, 360, 52, fill=GREEN if pressed else "#2f6d49").rect(206, 308, 104, 104, fill=RED, round=14)
    s.path([(104, 334), (104, 386), (148, 360)], fill=WHITE, stroke=WHITE, closed=True).rect(234, 336, 48, 48, fill=WHITE, round=4)
    y = 520 - 130 * eased(t * 1.8) + 40 * eased((t - 0.65) * 3)
    s.path([(150, 660), (140, y + 30), (126, y)], stroke=SKIN, wide=30).path([(190, 700), (150, y + 90)], stroke=LIZA, wide=46)


def big_plant(s: Sheet, t: float) -> None:
    """Sunset over the plant; two figures come down the road."""
    plant(s, DUSK, "#a8664d", t)
    s.circle(180, 190 + 20 * t, 34, fill="#fff0d0")
    s.path([(150, 330), (210, 330), (340, 640), (20, 640)], fill=TILE, stroke=TILE, closed=True)
    s.line(300, 330, 300, 160, stroke=IRON, wide=8).line(220, 170, 350, 170, stroke=IRON, wide=8)
    s.line(236, 170, 236, 210 + 30 * t, stroke=IRON, wide=3)
    walk, high = 40 * eased(t), 120 + 30 * t
    person(s, 150, 460 + walk, high, VERA, hair=GREY, bun=True, step=0.03 * sin(t * 16))
    person(s, 206, 464 + walk, high * 1.04, LIZA, step=-0.03 * sin(t * 16), left=30)
