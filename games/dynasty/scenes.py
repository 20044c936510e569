"""The series as pictures: frames of a film, its storyboard, the posters. Pure: a scene and a moment in, SVG out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from engine.kits.drawing import Sheet
from games.dynasty import ends, week
from games.dynasty.figures import AMBER, ANDREY, DARK, GREY, HIGH, LIZA, VERA, WALL, WHITE, WIDE, person

TITLES = ((10, 58), (12, 48))  # letters of a line of a poster's title that fit beside the scene, and how large they are
LINE_MOST = 28  # characters of one line of a subtitle
SENTENCE = 6  # so many characters a line may be longer if a sentence ends with it
PANEL = 3  # frames of a storyboard
Scene = Callable[[Sheet, float], None]

SCENES: dict[str, Scene] = {
    "e1_gate": week.gate,
    "e1_stop": week.stop,
    "e1_shop": week.bearing_hums,
    "e2_noise": week.vibration,
    "e2_loto": week.loto,
    "e2_crack": week.crack,
    "e3_part": week.spare,
    "e3_lathe": week.turning,
    "e3_print": week.printing,
    "e4_order": ends.forty,
    "e4_ship": ends.returned,
    "e4_call": ends.call,
    "e5_meet": ends.council,
    "end_mech": ends.mech,
    "end_qc": ends.inspection,
    "end_mentor": ends.mentor,
    "end_foreman": ends.lead,
    "end_design": ends.panel,
    "end_open": ends.big_plant,
}
POSTERS = {1: "e1_gate", 2: "e2_loto", 3: "e3_lathe", 4: "e4_order", 5: "e5_meet"}  # by episode: the scene


def frame(scene: str, t: float, said: str = "", scale: float = 1) -> str:
    """Draw one frame of a scene, 360 by 640 times `scale`; `t` is 0..1 of its length, `said` the subtitle."""
    sheet = Sheet(WIDE, HIGH, paper=WALL)
    SCENES[scene](sheet, t)
    if said:
        subtitle(sheet, said)
    large = f'width="{round(WIDE * scale)}" height="{round(HIGH * scale)}"'
    return sheet.svg().replace(f'width="{WIDE}" height="{HIGH}"', large, 1)


def subtitle(sheet: Sheet, said: str) -> None:
    """Write what is said at the foot of the frame, in one line or two."""
    lines = wrapped(said, LINE_MOST)
    top = 612 - 30 * len(lines)
    sheet.rect(14, top, WIDE - 28, 30 * len(lines) + 14, fill=DARK, round=12)
    for number, line in enumerate(lines):
        sheet.words(WIDE / 2, top + 28 + 30 * number, line, size=22, fill=WHITE, anchor="middle")


def wrapped(words: str, most: int) -> list[str]:
    """Break words into lines of at most `most` characters, where they allow it; two are alike long, or end with a sentence."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return _halved(words.split(), most) or lines if len(lines) == 2 else lines


def _halved(words: list[str], most: int) -> list[str]:
    """Break words into two lines; nothing where a line would be too long."""
    breaks = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    fitting = [lines for lines in breaks if max(map(len, lines)) <= most]
    return min(fitting, key=lambda lines: max(map(len, lines)) - SENTENCE * lines[0].endswith((".", "?", "!")), default=[])


def said_at(t: float, subtitles: Sequence[str]) -> str:
    """Tell which subtitle stands at a moment: they share the length evenly."""
    return subtitles[min(len(subtitles) - 1, int(t * len(subtitles)))] if subtitles else ""


@lru_cache(maxsize=64)  # a view is asked for several times a press
def storyboard(scene: str, subtitles: tuple[str, ...]) -> str:
    """Draw a scene as three frames side by side, with what is said: it stands in where no film can be sent."""
    sheet = Sheet(PANEL * WIDE + 40, HIGH + 20, paper=DARK)
    for n in range(PANEL):
        t = (0.08, 0.5, 0.97)[n]
        inside = frame(scene, t, said_at(t, subtitles)).partition(">")[2].removesuffix("</svg>")
        x = 10 + n * (WIDE + 10)
        place = f'x="{x}" y="10" width="{WIDE}" height="{HIGH}"'
        sheet.parts.append(f'<svg {place} viewBox="0 0 {WIDE} {HIGH}">{inside}</svg>')
    return sheet.svg()


def titled(title: str) -> tuple[list[str], int]:
    """Break the title of a poster into lines and tell how large they are: a third line would touch the heads."""
    tried = [(wrapped(title, most), size) for most, size in TITLES]
    return next((one for one in tried if len(one[0]) < 3), tried[-1])


@lru_cache(maxsize=16)
def poster(episode: int, number: str, title: str) -> str:
    """Draw the poster of an episode: its name, the three generations, its best scene."""
    sheet = Sheet(WIDE * 2, HIGH, paper=DARK)
    inside = frame(POSTERS[episode], 0.75).partition(">")[2].removesuffix("</svg>")
    sheet.parts.append(f'<svg x="{WIDE}" y="0" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}">{inside}</svg>')
    sheet.rect(36, 60, 60, 8, fill=AMBER).words(36, 120, number, size=34, fill=AMBER, bold=True)
    lines, size = titled(title)
    for line, words in enumerate(lines):
        sheet.words(36, 132 + size * (1 + 1.14 * line), words, size=size, fill=WHITE, bold=True)
    person(sheet, 92, 560, 196, VERA, hair=GREY, bun=True)
    person(sheet, 182, 560, 222, ANDREY, helmet=AMBER)
    person(sheet, 272, 560, 206, LIZA)
    sheet.rect(0, 484, WIDE, 156, fill=DARK).rect(36, 484, 288, 6, fill=AMBER)
    return sheet.svg()
