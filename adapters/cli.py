"""The command line."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from adapters.redact import Redacting, secrets_of
from adapters.saying import say
from adapters.settings import Settings
from engine.core.errors import AuthorError
from engine.workshop.sow import Kind, sow

if TYPE_CHECKING:
    from adapters.common.messengers import Messenger
    from engine.core.game import Game

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Short games inside VK and Telegram chats."
)
console = Console()


@app.command()
def run(
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes that serve the platforms; they share the webhooks")] = 1,
) -> None:
    """Start everything: the platforms with a token in .env, and always the local page."""
    settings = _settings()
    if workers > 1 and not (settings.telegram_token or settings.vk_token):
        raise typer.BadParameter(
            f"--workers {workers}: there is no token in .env, and the local page needs one worker; give a token"
        )
    if workers > 1 and not settings.port:
        raise typer.BadParameter(f"--workers {workers}: SMENA_LISTEN has port 0, and they are to share one; give its number")
    _preflight(settings, everything=False, code=2)
    if workers > 1:
        _share_figures(settings.data / "metrics")
    from adapters.running import run as run_all

    _go(run_all(settings, console, workers))


@app.command()
def studio() -> None:
    """Start the local page alone: both messengers side by side, over a sandbox of each; the platforms are left alone."""
    from adapters.running import studio as serve_page

    _go(serve_page(_settings(), console))


@app.command(hidden=True)
def worker() -> None:
    """Be one more worker beside `smena run --workers`, which begins and ends it."""
    from adapters.running import work

    _go(work(_settings()))


@app.command()
def doctor() -> None:
    """Look at the set-up: Redis and what it keeps, tokens, webhooks, folders, versions; say how to mend what is wrong."""
    _preflight(_settings(), everything=True, code=1)


@app.command()
def play(
    game: str,
    messenger: Annotated[str, typer.Option("--as", help="telegram or vk: show what that messenger would show")] = "",
    seed: Annotated[
        int | None,
        typer.Option(help="the same seed gives the same game to a player who remembers nothing; one not finished goes on"),
    ] = None,
    who: Annotated[str, typer.Option(help="who plays; the same player goes on where he left")] = "1",
) -> None:
    """Play a game here, in the terminal, in a Redis of its own under SMENA_DATA."""
    from adapters.common.messengers import MESSENGERS

    shown = next((known for known in MESSENGERS if known == messenger), None)
    if messenger and shown is None:
        raise typer.BadParameter(f"--as {messenger}: give telegram or vk")
    _go(_play(_settings(), game, shown, seed, who))


@app.command()
def new(
    name: str,
    kind: Annotated[Kind, typer.Option(help="quiz and story are one YAML file; blank is a module of its own")] = "blank",
    games: Annotated[Path, typer.Option(help="the package that the game is put into")] = Path("games"),
) -> None:
    """Begin a new game: files that run at once, to be written over."""
    from engine.runtime.catalogue import load_catalogue

    try:
        if name in load_catalogue(("games", *_settings().games)).games:
            raise AuthorError(f"new {name}: a game of this name is there already; take another name")
        written = sow(name, kind, games)
    except AuthorError as wrong:
        say(console, f"✕ {wrong}", "red")
        raise typer.Exit(1) from wrong
    for file in written:
        say(console, f"+ {file}")
    known = "" if games.name in ("games", *_settings().games) else f"SMENA_GAMES={games.name} "
    say(console, f"now: {known}smena check {name}, smena play {name}")


@app.command()
def check(
    games: Annotated[list[str] | None, typer.Argument(help="names of games; all if none is given")] = None,
    presses: Annotated[int, typer.Option(min=1, help="random presses for each game and language")] = 2000,
    seed: Annotated[int, typer.Option(help="where chance begins")] = 1,
) -> None:
    """Walk games at random and name every view that a messenger would refuse."""
    from adapters.checking import check_games

    if not check_games(games or [], _settings().games, presses, seed, console):
        raise typer.Exit(1)


@app.command()
def record(
    game: str,
    language: Annotated[str, typer.Option("--lang", help="ru or en: in which language you play")] = "ru",
    messenger: Annotated[str, typer.Option("--as", help="telegram or vk: whose screens you see")] = "telegram",
    seed: Annotated[int, typer.Option(help="where chance begins")] = 1,
    into: Annotated[Path, typer.Option(help="folder for the files: one for each language and messenger")] = Path("playthroughs"),
    out: Annotated[Path | None, typer.Option(help="keep only the play as you see it, in this file")] = None,
) -> None:
    """Play a game here and keep the playthrough: what was done, and what each messenger showed."""
    from adapters.common.messengers import MESSENGERS
    from adapters.playthroughs.desk import record as record_here
    from engine.core.texts import LANGUAGES
    from engine.runtime.catalogue import load_catalogue
    from engine.workshop.bench import NotThere

    shown = next((known for known in MESSENGERS if known == messenger), None)
    if shown is None or language not in LANGUAGES:
        raise typer.BadParameter(f"--as {messenger} --lang {language}: give telegram or vk, ru or en")
    try:
        takes = record_here(load_catalogue(("games", *_settings().games)), game, language, shown, seed, sys.stdin, console)
    except NotThere as wrong:
        say(console, str(wrong), "red")
        raise typer.Exit(1) from None
    for file in takes.write(into) if out is None else [takes.write_one(out, language, shown)]:
        say(console, str(file))


@app.command()
def replay(
    files: Annotated[list[Path], typer.Argument(help="kept playthroughs", exists=True, dir_okay=False)],
    anew: Annotated[bool, typer.Option("--anew", help="write down what is shown now")] = False,
) -> None:
    """Play kept playthroughs again and tell the first difference of each."""
    from adapters.playthroughs.desk import replay as replay_here
    from engine.runtime.catalogue import load_catalogue

    if not replay_here(load_catalogue(("games", *_settings().games)), files, anew, console):
        raise typer.Exit(1)


@app.command()
def simulate(
    game: str,
    players: Annotated[int, typer.Option(min=1, help="bots of each kind; each plays once, and remembers nothing")] = 200,
    seed: Annotated[int, typer.Option(help="where chance begins")] = 1,
) -> None:
    """Let bots play a game and show its passport: states met, presses, minutes, points, stars."""
    from adapters.simulating import simulate_game

    if not simulate_game(_game(game), players, seed, console):
        raise typer.Exit(1)


@app.command()
def chart(
    game: str,
    svg: Annotated[Path | None, typer.Option(help="draw it as a picture, into this file")] = None,
) -> None:
    """Print a game's state chart as Mermaid, or draw it."""
    from engine.workshop.chart import mermaid
    from engine.workshop.sketch import draw_chart

    if svg is not None and svg.suffix.lower() != ".svg":
        raise typer.BadParameter(f"--svg {svg}: it is drawn as SVG; give a name that ends in .svg")
    found = _game(game)
    if svg is None:
        sys.stdout.write(mermaid(found) + "\n")
        return
    try:
        svg.parent.mkdir(parents=True, exist_ok=True)
        svg.write_text(draw_chart(found), encoding="utf-8")
    except OSError as wrong:
        raise typer.BadParameter(f"--svg {svg}: {wrong.strerror}; name a file that can be written") from wrong
    say(console, f"{len(found.chart.steps)} states: {svg}")


@app.command()
def gallery(file: Annotated[Path, typer.Option("--out", help="the page to write")] = Path(".smena/gallery.html")) -> None:
    """Draw the pictures of all games on one page."""
    from adapters.studio.gallery import make_gallery

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as wrong:
        raise typer.BadParameter(f"--out {file}: {wrong.strerror}; name a file that can be written") from wrong
    count, undrawn = make_gallery(file, _settings().games, console)
    say(console, f"{count} pictures: open {file.resolve().as_uri()}")
    if undrawn:
        say(console, f"✕ {undrawn} more cannot be drawn: the page tells which, smena check why", "red")
        raise typer.Exit(1)


async def _play(settings: Settings, game: str, messenger: Messenger | None, seed: int | None, who: str) -> None:
    from adapters.terminal.play import play as play_here
    from adapters.terminal.show import Paper
    from adapters.terminal.table import lay_table

    async with lay_table(settings, game, who, seed) as house:
        if game not in house.catalogue.games:
            for broken in house.catalogue.broken:
                say(console, f"{broken.module}: {broken.why}", "red")
            say(console, f"there is no game {game}; there are {', '.join(house.catalogue.games)}", "red")
            raise typer.Exit(1)
        await play_here(house, game, messenger, who, Paper(), sys.stdin)


def _game(name: str) -> Game:
    """Find a game by its name; ends here if there is none, with what is wrong with one of this name."""
    from engine.runtime.catalogue import load_catalogue

    catalogue = load_catalogue(("games", *_settings().games))
    if name not in catalogue.games:
        for broken in catalogue.broken:
            say(console, f"{broken.module}: {broken.why}", "red")
        say(console, f"there is no game {name}; there are {', '.join(catalogue.games)}", "red")
        raise typer.Exit(1)
    return catalogue.games[name]


def _share_figures(folder: Path) -> None:
    """Let the workers keep their numbers together; before the library is loaded, which looks once. Old numbers go."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder.resolve())


def _preflight(settings: Settings, *, everything: bool, code: int) -> None:
    """Look at the set-up and end here if any of it is refused."""
    from adapters.preflight import look, report

    if not report(asyncio.run(look(settings, games=everything)), console, everything=everything):
        raise typer.Exit(code)


def _settings() -> Settings:
    try:
        settings = Settings()
    except ValidationError as wrong:
        for error in wrong.errors():
            name = "SMENA_" + "_".join(map(str, error["loc"])).upper() if error["loc"] else "settings"
            say(console, f"✕ refused  {name}: {error['msg'].removeprefix('Value error, ')}", "red")
        raise typer.Exit(2) from None
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s", secrets_of(settings)))
    logging.basicConfig(level=settings.log, handlers=[handler])
    for loud in ("aiogram", "vkbottle", "aiohttp", "asyncio", "redis"):
        logging.getLogger(loud).setLevel(logging.WARNING)
    return settings


def _go(work: Coroutine[None, None, None]) -> None:
    from adapters.common.ready import NotReady
    from adapters.ends import unwound
    from adapters.server import NotListening
    from engine.store.errors import StoreUnavailable
    from engine.store.server import NoServer

    try:
        asyncio.run(unwound(work))
    except (NotListening, NotReady, NoServer, StoreUnavailable) as wrong:
        say(console, str(wrong), "red")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def main() -> None:
    """Run the command line."""
    sys.path.insert(0, str(Path.cwd()))  # a designer's own packages lie where he stands
    app()


if __name__ == "__main__":
    main()
