"""The pictures of the word: what is drawn is what was guessed, it lies within its sheet, it can be drawn, it is told in words."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from adapters.common.raster import Raster
from engine.core.game import Game
from engine.core.seat import Seat
from engine.core.view import Picture
from engine.kits.cells import HATCH, MIST
from engine.kits.drawing import AMBER, GREEN, Sheet
from engine.runtime.catalogue import bind
from games import slovo
from games.slovo.lexicon import Lexicon
from games.slovo.objects import draw_object
from games.slovo.picture import card, panel, share
from games.slovo.rounds import Round
from tests.drawn import NS, drawn, size_of, strays

LANGUAGES = ("ru", "en")
ROUND = Round(word="гайка", day=740_000, guesses=("чугун", "схема", "балка"), helped=True, opened=0)
WON = ROUND.model_copy(update={"guesses": ("чугун", "схема", "балка", "гайка")})
LOST = ROUND.model_copy(update={"guesses": ("чугун", "схема", "балка", "плата", "фреза", "смена")})


@pytest.fixture(scope="module")
def game() -> Game:
    """The game as the catalogue binds it."""
    bind(slovo.game, Path(slovo.__file__))
    return slovo.game


def seat(game: Game, language: str = "ru") -> Seat:
    return Seat(language, game.texts, game.lore)


def pictures(game: Game, language: str = "ru") -> list[Picture]:
    at = seat(game, language)
    return [
        panel(at, Round(word="гайка", day=1)),
        panel(at, ROUND),
        card(at, WON, (0, 2, 5, 9, 3, 1), 2),
        card(at, LOST, (0, 100, 5, 9, 3, 1), 12),
        card(at, WON.model_copy(update={"day": 0}), (), 0),
        share(at, WON),
        share(at, LOST),
    ]


def letters(picture: Picture) -> list[tuple[float, float, str]]:
    """List the single letters with their places, by rows from above and from the left."""
    found = [(float(e.attrib["y"]), float(e.attrib["x"]), e.text or "") for e in drawn(picture).iter(f"{NS}text")]
    return sorted((one for one in found if len(one[2]) == 1 and one[2].isalpha()), key=lambda one: (one[0] // 33, one[1]))


def test_the_panel_shows_the_guesses_in_their_places(game: Game) -> None:
    """Read from above, the grid spells the guesses, then the opened letter, then the keyboard with every letter once."""
    told = "".join(letter for _, _, letter in letters(panel(seat(game), ROUND)))
    assert told == "ЧУГУН" + "СХЕМА" + "БАЛКА" + "Г" + "ЙЦУКЕНГШЩЗХЪ" + "ФЫВАПРОЛДЖЭ" + "ЯЧСМИТЬБЮ"


def test_cells_are_coloured_as_the_guess_is(game: Game) -> None:
    """The panel after three guesses: as many cells of each kind as marks in grid, keyboard and legend."""
    svg = panel(seat(game), ROUND.model_copy(update={"helped": False})).svg
    exact, present = 4 + 2, 1 + 1  # А, А, К, А in the grid, А and К on the keyboard; Г in both
    assert svg.count(f'fill="{GREEN}"') == exact + 1
    assert svg.count(f'stroke="{AMBER}"') == present + 1
    assert HATCH in svg
    assert svg.count(f'fill="{MIST}"') == 15 - 4 - 1 + 9 + 1  # the letters Ч У Н С Х Е М Б Л on the keyboard


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_say_what_the_panel_shows(game: Game, language: str) -> None:
    """Every guess, every letter with its mark, the hint and the open letter; nothing of what is not known yet."""
    alt = str(panel(seat(game, language), ROUND).alt)
    for guess in ROUND.guesses:
        assert guess.upper() in alt
    lexicon = game.lore
    assert isinstance(lexicon, Lexicon)
    assert lexicon.figures["nut"][language] in alt
    assert "ГАЙКА" not in alt
    assert lexicon.figures["nut"][language] not in str(panel(seat(game, language), ROUND.model_copy(update={"helped": False})).alt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_lies_within_its_sheet_and_can_be_drawn(game: Game, language: str) -> None:
    """Shapes and words stay inside, every sign has a glyph in our font, the PNG has the sheet's size."""
    raster = Raster({})
    for picture in pictures(game, language):
        assert list(strays(picture)) == []
        png = raster(picture, "slovo")
        assert png is not None
        assert struct.unpack(">II", png[16:24]) == size_of(picture)


def test_without_an_object_the_bars_take_its_place(game: Game) -> None:
    """The right half of the card is never left empty above them."""
    lexicon = game.lore
    assert isinstance(lexicon, Lexicon)
    bare = next(entry.word for entry in lexicon.words if not entry.figure)
    lost = Round(word=bare, day=740_000, guesses=("чугун", "схема", "балка", "плата", "фреза", "смена"))
    tops = []
    for round in (lost, LOST):
        svg = drawn(card(seat(game), round, (0, 1, 5, 9, 3, 1), 2))
        tops.append(next(float(e.attrib["y"]) for e in svg.iter(f"{NS}text") if (e.text or "").startswith("сколько попыток")))
    assert tops[0] < 300 < tops[1]


def test_every_object_can_be_drawn(game: Game) -> None:
    """Each drawing has ink on it and differs from every other."""
    lexicon = game.lore
    assert isinstance(lexicon, Lexicon)
    seen = {}
    for name, figure in lexicon.figures.items():
        sheet = Sheet(100, 100)
        draw_object(sheet, figure.draw, 0, 0, 100)
        assert len(sheet.parts) == len(figure.draw), name
        seen[sheet.svg()] = name
    assert len(seen) == len(lexicon.figures)


def test_the_same_round_is_drawn_the_same(game: Game) -> None:
    """A picture is a function of the round and the language, so that it is uploaded once."""
    assert [p.svg for p in pictures(game)] == [p.svg for p in pictures(game)]
