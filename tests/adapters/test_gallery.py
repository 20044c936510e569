"""The gallery: every game's pictures are drawn, each with its words, each once."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from rich.console import Console

from adapters.common.raster import Raster
from adapters.studio.gallery import kind_of, make_gallery, pictures_of, pieces_of
from engine.core.view import Picture
from engine.kits.story.plot import Story
from engine.runtime.catalogue import Catalogue, load_catalogue
from games.slovo.lexicon import Lexicon

DRAWN = ("dynasty", "furnace", "duel", "otk", "quiz_shift", "slovo")  # games that show pictures
WALKED = 60  # presses for each language
STAND = {  # how the words begin of what stands on the page, and how often at least
    "otk": {
        "Чертёж: Вал": 1,
        "Чертёж: Втулка": 1,
        "Штангенциркуль": 4,
        "Микрометр": 2,
        "Индикатор": 2,
        "Калибр-пробка. Сторона ПР стоит на краю и не входит. Сторона НЕ стоит": 1,
        "Калибр-пробка. Сторона ПР вошла в отверстие. Сторона НЕ стоит": 1,
        "Калибр-пробка. Сторона ПР вошла в отверстие. Сторона НЕ вошла": 1,
        "График размеров": 1,
        "Открытка ОТК": 2,
        "Vernier": 4,
    },
    "furnace": {"График печи": 4, "Открытка": 2, "Curve": 4},
    "duel": {"Карточка дуэли": 3},
    "quiz_shift": {"Открытка смены": 2, "Card of the shift": 2},
    "dynasty": {"Афиша": 5, "Карточка финала": 6, "Схема сюжета": 2, "The poster": 5, "The card of the ending": 6},
    "slovo": {"Слово ": 4, "Открытка без букв: слово угадано": 2, "Открытка без букв: слово не угадано": 1, "Пустая сетка": 1},
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(("games",), installed=False)


@pytest.fixture(scope="module")
def shown(catalogue: Catalogue) -> dict[str, list[Picture]]:
    """The show-pieces of each game."""
    return {name: pieces_of(game) for name, game in catalogue.games.items() if game.pieces}


def test_the_page_shows_every_game_that_draws(project: Path, catalogue: Catalogue) -> None:
    """One file, every show-piece with its words, none that could not be drawn; it is left in build/ to look at, in Russian."""
    page = project / "build" / "gallery.html"
    count, undrawn = make_gallery(page, (), Console(quiet=True), presses=WALKED, languages=("ru",))
    shown = [picture for game in catalogue.games.values() for picture in pieces_of(game, ("ru",))]
    told = page.read_text(encoding="utf-8")
    assert told.count("<img") == told.count('class="grounds"') == count >= len(shown)
    assert "не рисуется" not in told
    assert undrawn == 0
    assert not re.search(r'alt="\s*"', told)
    alts = {unescape(alt) for alt in re.findall(r'alt="([^"]*)"', told)}
    assert {str(picture.alt) for picture in shown} <= alts
    for name in DRAWN:
        assert f"<small>{name}</small>" in told


def test_what_is_worth_a_look_stands_there_once(catalogue: Catalogue, shown: dict[str, list[Picture]]) -> None:
    """Every instrument before and after the verdict, every card, poster and object; no drawing twice."""
    for name, kinds in STAND.items():
        alts = [str(picture.alt) for picture in shown[name]]
        assert {kind: sum(alt.startswith(kind) for alt in alts) for kind in kinds} == kinds
        assert len({picture.svg for picture in shown[name]}) == len(alts)
    lexicon, story = catalogue.games["slovo"].lore, catalogue.games["dynasty"].lore
    assert isinstance(lexicon, Lexicon)
    assert isinstance(story, Story)
    objects = [str(picture.alt) for picture in shown["slovo"]]
    assert all(objects.count(figure.ru) == 1 for figure in lexicon.figures.values())
    scenes = [str(picture.alt) for picture in shown["dynasty"]]
    assert all(scenes.count(node.clip.alt.ru) == 1 for node in story.nodes.values() if node.clip)


@pytest.mark.parametrize("name", DRAWN)
def test_no_kind_of_picture_is_missing(catalogue: Catalogue, shown: dict[str, list[Picture]], name: str) -> None:
    """Whatever random players meet has its like among the game's show-pieces."""
    met = {kind_of(picture) for picture in pictures_of(catalogue.games[name], WALKED)}
    assert met <= {kind_of(picture) for picture in shown[name]}


def test_the_same_drawing_gives_the_same_bytes(catalogue: Catalogue, shown: dict[str, list[Picture]]) -> None:
    """So that a picture is uploaded to a platform once."""
    for name in DRAWN[:3]:
        picture = shown[name][0]
        assert Raster(catalogue.folders)(picture, name) == Raster(catalogue.folders)(picture, name) is not None
