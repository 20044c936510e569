"""The pictures of the game, each with its words: the grid at every guess, the card at the end, the card without letters."""

from __future__ import annotations

from datetime import date

from engine import Picture, Seat
from engine.kits.cells import Mark, draw_cell, step_of
from engine.kits.drawing import PAPER, QUIET, Sheet
from engine.kits.result import headed
from games.slovo.cells import draw_bars, draw_free, draw_keys
from games.slovo.colours import TRIES, known, stars
from games.slovo.lexicon import LENGTH, Lexicon
from games.slovo.objects import draw_object
from games.slovo.rounds import Round

KEYS = {Mark.RIGHT: "exact", Mark.NEAR: "present", Mark.ABSENT: "absent"}
ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


def panel(seat: Seat, round: Round) -> Picture:
    """Draw the guesses so far and what they say of each letter: 800 by 880 points."""
    sheet = Sheet(800, 880, PAPER)
    head = said(seat, "picture-late" if round.late else "picture-day" if round.counts else "picture-practice")
    sheet.words(40, 50, head, size=32, bold=True)
    sheet.words(500, 50, said(seat, "picture-tries", number=len(round.guesses) + 1, of=TRIES), size=24, fill=QUIET, anchor="end")
    draw_grid(sheet, round, 40, 76, 84, letters=True)
    for row, mark in enumerate((Mark.RIGHT, Mark.NEAR, Mark.ABSENT)):
        y = 76 + 54 * row
        draw_cell(sheet, 536, y, 42, mark)
        sheet.words(592, y + 29, said(seat, f"legend-{KEYS[mark]}"), size=23)
    lexicon = seat.content(Lexicon)
    figure = lexicon.entry(round.word).figure
    if round.helped and figure:
        sheet.words(648, 302, said(seat, "picture-object"), size=22, fill=QUIET, anchor="middle")
        draw_object(sheet, lexicon.figures[figure].draw, 538, 320, 220)
    draw_keys(sheet, known(round.word, round.guesses), 40, 664)
    return Picture(told(seat, round), svg=sheet.svg())


def card(seat: Seat, round: Round, tries: tuple[int, ...], lost: int) -> Picture:
    """Draw the word, how it was found, and how many tries other words took: a square of 1080 points."""
    sheet, lexicon = _headed(seat, round), seat.content(Lexicon)
    entry = lexicon.entry(round.word)
    draw_grid(sheet, round, 60, 232, 84, letters=True)
    for place, letter in enumerate(entry.title):
        draw_free(sheet, 60 + 94 * place, 826, 84, letter, wide=5)
    if entry.figure:
        draw_object(sheet, lexicon.figures[entry.figure].draw, 640, 232, 340)
    if sum(tries) + lost:
        top = 640 if entry.figure else 262  # without an object the bars stand in its place
        sheet.words(600, top, said(seat, "card-bars"), size=26, fill=QUIET)
        draw_bars(sheet, (*tries, lost), len(round.guesses) - 1 if round.won else TRIES, 600, top + 24, 400)
    sheet.words(60, 1010, lexicon.shops[entry.shop].title[seat.language], size=30, fill=QUIET)
    alt = [said(seat, "alt-card", word=entry.title, won=str(round.won), number=len(round.guesses)), *rows(seat, round)]
    if entry.figure:
        alt.append(said(seat, "alt-object", told=lexicon.figures[entry.figure][seat.language]))
    if sum(tries) + lost:
        alt.append(said(seat, "alt-bars", counts=", ".join(map(str, tries)), lost=lost))
    return Picture(" ".join(alt), svg=sheet.svg())


def share(seat: Seat, round: Round) -> Picture:
    """Draw the rows without a letter of them, to be shown to anybody: a square of 1080 points."""
    sheet = _headed(seat, round)
    draw_grid(sheet, round, 235, 236, 114, letters=False)
    sheet.words(540, 1036, f"{date.fromordinal(round.day):%d.%m.%Y}", size=30, fill=QUIET, anchor="middle")
    alt = [said(seat, "alt-share", won=str(round.won), number=len(round.guesses)), *rows(seat, round, letters=False)]
    return Picture(" ".join(alt), svg=sheet.svg())


def draw_grid(sheet: Sheet, round: Round, x: float, y: float, size: float, letters: bool) -> None:
    """Draw all six rows; an opened letter stands pale in the first free one."""
    step = step_of(size)
    marked = round.rows()
    for row in range(TRIES):
        for place in range(LENGTH):
            at_x, at_y = x + step * place, y + step * row
            if row < len(marked):
                draw_cell(sheet, at_x, at_y, size, marked[row][place], round.guesses[row][place].upper() if letters else "")
            else:
                ghost = letters and not round.over and row == len(marked) and place == round.opened
                draw_free(sheet, at_x, at_y, size, round.word[place] if ghost else "", dashed=ghost)


def told(seat: Seat, round: Round) -> str:
    """Say what the panel shows: each guess letter by letter, the hints, the letters that were not tried."""
    if not round.guesses:
        parts = [said(seat, "alt-start")]
    else:
        left = [letter for letter in ALPHABET if letter not in known(round.word, round.guesses)]
        parts = [*rows(seat, round), said(seat, "alt-letters", letters=" ".join(left).upper())]
    lexicon = seat.content(Lexicon)
    figure = lexicon.entry(round.word).figure
    if round.helped and figure:
        parts.append(said(seat, "alt-object", told=lexicon.figures[figure][seat.language]))
    if round.opened >= 0:
        parts.append(said(seat, "alt-opened", place=round.opened + 1, letter=round.word[round.opened].upper()))
    return " ".join(parts)


def rows(seat: Seat, round: Round, letters: bool = True) -> list[str]:
    """Say the guesses in words, with their letters or without."""
    parts = []
    for number, (guess, marks) in enumerate(zip(round.guesses, round.rows(), strict=True), 1):
        names = [said(seat, f"alt-{KEYS[mark]}") for mark in marks]
        if letters:
            spelled = ", ".join(f"{letter.upper()} {name}" for letter, name in zip(guess, names, strict=True))
            parts.append(said(seat, "alt-row", number=number, word=guess.upper(), marks=spelled))
        else:
            parts.append(said(seat, "alt-share-row", number=number, marks=", ".join(names)))
    return parts


def said(seat: Seat, key: str, **arguments: str | int) -> str:
    """Say a text in plain words."""
    return str(seat.t(key, **arguments))


def _headed(seat: Seat, round: Round) -> Sheet:
    key = "card-won" if round.won else "card-lost"
    told = said(seat, key, number=len(round.guesses), of=TRIES)
    if not round.counts:
        return headed(said(seat, "title"), told)
    earned = stars(round.points) if round.won else 0
    return headed(said(seat, "title"), told, earned, said(seat, "card-points", points=round.points))
