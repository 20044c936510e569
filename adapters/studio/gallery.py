"""`smena gallery`: every game's pictures on one page, as a player sees them, on light and on dark.

A game names its show-pieces itself (`Game(pieces=...)`); of one that does not, a few of each kind that random players meet do.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from adapters.common.raster import THREADS, Raster
from engine.core.game import Game
from engine.core.screen import Screen
from engine.core.seat import Seat
from engine.core.text import as_text
from engine.core.texts import LANGUAGES
from engine.core.view import Picture
from engine.runtime.catalogue import load_catalogue
from engine.workshop.walk import walk

PRESSES = 1920  # the longest walk through a game, in presses for each language
FIRST = 60  # the shortest; each is twice as long as the one before, until one shows nothing of a new kind
ALIKE_MOST = 2  # pictures of one kind and language, spread over what was met
UNDRAWN = "<figure><figcaption>✕ не рисуется: "
PAGE = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Смена: картинки</title><style>
:root {{ color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif }}
body {{ margin: 0 auto; max-width: 90rem; padding: 1rem; background: light-dark(#eef1f4, #14181d) }}
main {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; align-items: start }}
figure {{ margin: 0; border-radius: 12px; overflow: hidden; background: light-dark(#fff, #1e242b) }}
.grounds {{ display: grid; gap: .6rem; padding: .6rem; background: linear-gradient(90deg, #fff 50%, #17212b 50%) }}
img {{ width: 100%; border-radius: 8px; display: block }} figcaption {{ padding: .6rem .8rem; font-size: .9rem }}
</style></head><body><h1>Смена: картинки всех игр</h1>
<p>Картинок {count}: как их видит игрок, на светлом и на тёмном фоне чата. Под каждой — её описание словами.</p>
{games}</body></html>
"""


def make_gallery(
    file: Path, packages: Sequence[str], console: Console, presses: int = PRESSES, languages: Sequence[str] = LANGUAGES
) -> tuple[int, int]:
    """Draw what all games show, write one page. Answers how many pictures are on it, and how many could not be drawn."""
    catalogue = load_catalogue(("games", *packages))
    raster, sections, count, undrawn = Raster(catalogue.folders), [], 0, 0
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("drawing", total=len(catalogue.games))
        for game in catalogue.games.values():
            shown = pieces_of(game, languages) if game.pieces else varied(met_in(game, presses))
            figures = list(THREADS.map(partial(_figure, raster, game), shown))
            if figures:
                title = escape(game.texts.say("ru", "title", {}).plain)
                sections.append(f"<h2>{title} <small>{game.name}</small></h2><main>{''.join(figures)}</main>")
                count += len(figures)
                undrawn += sum(figure.startswith(UNDRAWN) for figure in figures)
            progress.advance(task)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PAGE.format(count=count - undrawn, games="".join(sections)), encoding="utf-8")
    return count - undrawn, undrawn


def pieces_of(game: Game, languages: Sequence[str] = LANGUAGES) -> list[Picture]:
    """Give a game's show-pieces in these languages; a drawing without words looks alike in all of them and stands there once."""
    looking = (Seat(language, game.texts, game.lore) for language in languages)
    once: dict[str, Picture] = {}
    for picture in (picture for seat in looking for picture in (game.pieces(seat) if game.pieces else ())):
        once.setdefault(picture.svg or picture.file, picture)
    return list(once.values())


def pictures_of(game: Game, presses: int, seed: int = 1) -> Iterator[Picture]:
    """Give each picture that random players meet, once; of a film its poster."""
    met: dict[bytes, Picture] = {}

    def keep(screen: Screen) -> list[str]:
        picture = screen.picture or (screen.video.poster if screen.video else None)
        if picture is not None:
            told = f"{picture.svg}{picture.file}{picture.alt}".encode()
            met.setdefault(hashlib.blake2b(told, digest_size=16).digest(), picture)
        return []

    for _ in walk(game, presses, seed, keep):
        pass  # what is wrong with a game is told by `smena check`
    yield from met.values()


def met_in(game: Game, presses: int) -> list[Picture]:
    """Walk longer and longer until nothing of a new kind is met, or `presses` are walked at a time."""
    shown: list[Picture] = []
    kinds, walked = set[str](), FIRST
    while walked <= presses:
        longer = list(pictures_of(game, walked))
        known, kinds = len(kinds), kinds | {kind_of(picture) for picture in longer}
        shown = longer
        if len(kinds) == known:
            break
        walked *= 2
    return shown


def varied(shown: Sequence[Picture]) -> list[Picture]:
    """Choose a few of every kind, evenly from all that were met of it, in the order in which the kinds were met."""
    kinds: dict[str, list[Picture]] = {}
    for picture in shown:
        kinds.setdefault(kind_of(picture), []).append(picture)
    return [alike[n * len(alike) // ALIKE_MOST] for alike in kinds.values() for n in range(ALIKE_MOST) if n < len(alike)]


def kind_of(picture: Picture) -> str:
    """Name what a picture shows: how its description begins, without what changes from one to the next."""
    return re.sub(r"[0-9]+|\b[А-ЯЁ]{2,}\b", "", re.split(r"[.,:]", as_text(picture.alt).plain, maxsplit=1)[0])


def _figure(raster: Raster, game: Game, shown: Picture) -> str:
    drawn = raster(shown, game.name)
    alt = escape(str(shown.alt), quote=True)
    if drawn is None:
        return f"{UNDRAWN}{alt}</figcaption></figure>"
    source = base64.b64encode(drawn).decode()
    return (
        f'<figure><div class="grounds"><img loading="lazy" alt="{alt}" src="data:image/png;base64,{source}"></div>'
        f"<figcaption>{alt}</figcaption></figure>"
    )
