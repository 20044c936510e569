"""The gallery: every game's pictures are drawn, each with its words."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

from adapters.common.raster import Raster
from adapters.studio.gallery import make_gallery, pictures_of
from engine.runtime.catalogue import load_catalogue

DRAWN = ("dynasty", "furnace", "duel", "otk", "quiz_shift", "slovo")  # games that show pictures

RARE = ("Индикатор", "Калибр-пробка", "Чертёж", "График размеров", "Открытка", "Vernier", "Карточка", "Афиша", "The poster")


def test_the_page_shows_every_game_that_draws(project: Path) -> None:
    """One file, no picture without words, none that could not be drawn, on light and on dark; it is left in build/ to look at."""
    page = project / "build" / "gallery.html"
    count = make_gallery(page, (), Console(quiet=True), presses=480)
    told = page.read_text(encoding="utf-8")
    assert told.count("<img") == count >= len(DRAWN)
    assert "не рисуется" not in told
    assert not re.search(r'alt="\s*"', told)
    assert told.count('class="grounds"') == count
    for name in DRAWN:
        assert f"<small>{name}</small>" in told
    for kind in RARE:
        assert f'alt="{kind}' in told, f"{kind} is rare beside what is shown at every step, but it is shown"


def test_the_same_drawing_gives_the_same_bytes() -> None:
    """So that a picture is uploaded to a platform once."""
    catalogue = load_catalogue(("games",), installed=False)
    for name in DRAWN[:3]:
        picture = next(iter(pictures_of(catalogue.games[name], 60)))
        assert Raster(catalogue.folders)(picture, name) == Raster(catalogue.folders)(picture, name) is not None
