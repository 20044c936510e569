"""`smena gallery`: every kind of picture of every game on one page, as a player sees it, on light and on dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from adapters.common.raster import Raster
from engine.core.game import Game
from engine.core.screen import Screen
from engine.core.view import Picture
from engine.runtime.catalogue import load_catalogue
from engine.workshop.walk import walk

PRESSES = 600  # random presses for each game and language
PICTURES_MOST = 18  # of one game and language, spread over what was met
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
<p>{count} картинок, как их видит игрок, на светлом и на тёмном фоне чата. Под каждой — её описание словами.</p>
{games}</body></html>
"""


def make_gallery(file: Path, packages: Sequence[str], console: Console, presses: int = PRESSES) -> int:
    """Walk all games, draw what they show, write one page. Answers how many pictures are on it."""
    catalogue = load_catalogue(("games", *packages))
    raster, sections, count = Raster(catalogue.folders), [], 0
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("drawing", total=len(catalogue.games))
        for game in catalogue.games.values():
            shown = _spread(list(pictures_of(game, presses)))
            figures = [_figure(raster, game, one) for one in shown]
            if figures:
                title = escape(game.texts.say("ru", "title", {}).plain)
                sections.append(f"<h2>{title} <small>{game.name}</small></h2><main>{''.join(figures)}</main>")
                count += len(figures)
            progress.advance(task)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PAGE.format(count=count, games="".join(sections)), encoding="utf-8")
    return count


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


def _spread(shown: list[Picture]) -> list[Picture]:
    """Choose pictures evenly from all that were met."""
    step = max(1, len(shown) // (2 * PICTURES_MOST))
    return shown[::step][: 2 * PICTURES_MOST]


def _figure(raster: Raster, game: Game, shown: Picture) -> str:
    drawn = raster(shown, game.name)
    alt = escape(str(shown.alt), quote=True)
    if drawn is None:
        return f"<figure><figcaption>✕ не рисуется: {alt}</figcaption></figure>"
    source = base64.b64encode(drawn).decode()
    return (
        f'<figure><div class="grounds"><img loading="lazy" alt="{alt}" src="data:image/png;base64,{source}"></div>'
        f"<figcaption>{alt}</figcaption></figure>"
    )
