"""What the gallery shows of the game: every drawing of an object, the panel on its ways, the cards of won and lost words."""

from __future__ import annotations

from collections.abc import Iterator

from engine import Picture, Seat
from engine.kits.drawing import PAPER, Sheet
from games.slovo.colours import TRIES
from games.slovo.lexicon import Figure, Lexicon
from games.slovo.objects import draw_object
from games.slovo.picture import card, panel, share
from games.slovo.rounds import Round

DAY = 739_883  # 24 September 2026
SIDE = 320  # points, of an object that stands alone
TALLY = (2, 5, 9, 14, 6, 3)  # words found by so many tries


def pieces(seat: Seat) -> Iterator[Picture]:
    """Draw each of them once."""
    lexicon = seat.content(Lexicon)
    answer, *others = [entry.word for entry in lexicon.drawable if entry.figure]
    bare = next(entry.word for entry in lexicon.drawable if not entry.figure)
    yield panel(seat, Round(word=answer, day=DAY))
    yield panel(seat, Round(word=answer, day=DAY, guesses=tuple(others[:2]), helped=True, opened=3))
    yield panel(seat, Round(word=answer, guesses=tuple(others[:3]), late=True))
    for word in (answer, bare):
        won = Round(word=word, day=DAY, guesses=(*others[:3], word))
        yield card(seat, won, TALLY, 2)
        yield share(seat, won)
    lost = Round(word=answer, day=DAY, guesses=tuple(others[:TRIES]))
    yield card(seat, lost, TALLY, 2)
    yield share(seat, lost)
    yield card(seat, Round(word=answer, guesses=(others[0], answer)), (), 0)
    for figure in lexicon.figures.values():
        yield _object(figure, seat.language)


def _object(figure: Figure, language: str) -> Picture:
    sheet = Sheet(SIDE, SIDE, PAPER)
    draw_object(sheet, figure.draw, 40, 40, SIDE - 80)
    return Picture(figure[language], svg=sheet.svg())
