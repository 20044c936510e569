"""The games that are installed: found, loaded, their texts and content bound; a broken one is named, the others run."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.shelf import Shelf, ShelfGame
from engine.core.text import escape
from engine.core.texts import LANGUAGES, Texts
from engine.runtime.content import read_content, read_words
from engine.runtime.written import files_of, game_of

ENTRY_POINTS = "smena.games"
TITLE_MOST = 40  # characters of a button in VK


@dataclass(frozen=True, slots=True)
class Broken:
    """A game that could not be loaded."""

    module: str
    why: str  # names file and line


@dataclass(slots=True)
class Catalogue:
    """All games by name, in the order in which the hall shows them."""

    games: dict[str, Game] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)  # where a game's pictures and videos lie
    broken: list[Broken] = field(default_factory=list)

    def add(self, module: ModuleType) -> None:
        """Take the game of a module, bind its texts and content.

        Raises AuthorError: the module has no `game`, its name is taken, or its texts or content are wrong.
        """
        game = getattr(module, "game", None)
        if not isinstance(game, Game):
            raise AuthorError(f"{module.__file__}: there is no `game = Game(...)` in it; add one as the last line")
        self.take(game, Path(module.__file__ or "."))

    def take(self, game: Game, source: Path) -> None:
        """Take a game that was made in a file, bind the texts and content beside it. Raises AuthorError, likewise."""
        if game.name in self.games:
            raise AuthorError(f"{source}: the name {game.name} is taken by {self.folders[game.name]}; choose another")
        bind(game, source)
        self.games[game.name] = game
        self.folders[game.name] = source.parent

    def next_after(self, name: str) -> str:
        """Name the game that follows another on the shelf."""
        shelf = [known for known in self.games if known != HALL] or [HALL]
        return shelf[(shelf.index(name) + 1) % len(shelf)] if name in shelf else shelf[0]

    def stock_shelf(self) -> None:
        """Give every game that wants the shelf (the hall does) the list of games."""
        shelf = Shelf(games=tuple(_shelf_game(game) for game in self.games.values() if game.name != HALL))
        for game in self.games.values():
            if game.content is not None and game.content[1] is Shelf:
                game.lore = shelf


def load_catalogue(packages: Iterable[str] = ("games",), installed: bool = True) -> Catalogue:
    """Load the games of these packages, modules and YAML files alone, and of the entry points `smena.games`."""
    catalogue, packages = Catalogue(), tuple(packages)
    for name in _modules(packages, installed):
        with _apart(catalogue, name):
            catalogue.add(importlib.import_module(name))
    claimed = {catalogue.folders[game.name] / game.content[0] for game in catalogue.games.values() if game.content}
    for folder in _folders(packages):
        for file in files_of(folder, claimed):
            with _apart(catalogue, f"{folder.name}.{file.stem}"):
                catalogue.take(game_of(file), file)
    catalogue.stock_shelf()
    return catalogue


@contextmanager
def _apart(catalogue: Catalogue, name: str) -> Iterator[None]:
    """Let a game that cannot be loaded harm itself alone, whatever it raises; it is named."""
    try:
        yield
    except ModuleNotFoundError as wrong:
        lost = wrong.name is not None and f"{name}.".startswith(f"{wrong.name}.")
        why = f"there is no package {wrong.name}: correct SMENA_GAMES, or start where it lies" if lost else told(wrong)
        catalogue.broken.append(Broken(name, why))
    except (Exception, SystemExit) as wrong:
        catalogue.broken.append(Broken(name, told(wrong)))


def bind(game: Game, source: Path) -> None:
    """Read the texts and the content that lie beside a game's module.

    A folder `games/NAME/` holds ru.ftl and en.ftl; beside a single `NAME.py` or `NAME.yaml` lie NAME.ru.ftl and NAME.en.ftl.
    Raises AuthorError: a file is missing or wrong.
    """
    if game.content is not None and game.content[1] is not Shelf:
        game.lore = read_content(source.parent / game.content[0], game.content[1])
    has_folder = source.name == "__init__.py" or (source.suffix, source.stem) == (".yaml", source.parent.name)
    prefix = "" if has_folder else f"{source.stem}."
    own = {language: _own_texts(game, source.parent / f"{prefix}{language}.ftl", language) for language in LANGUAGES}
    below = (
        {language: read_words(Path(game.kit_texts).parent / f"{language}.ftl") for language in LANGUAGES}
        if game.kit_texts
        else None
    )
    game.texts = Texts(game.name, own, below)
    for key in ("title", "about"):
        if not game.texts.has(key):
            raise AuthorError(f"{game.name}: {_missing(game, key, prefix)}; the hall shows it")
    _check_shown(game)


def _own_texts(game: Game, file: Path, language: str) -> str:
    """Read a game's own texts; where they have no title or no word of what it is about, its content may give them."""
    if not file.is_file() and not game.kit_texts:
        raise AuthorError(f"{game.name}: {file} is missing; every game speaks {' and '.join(LANGUAGES)}")
    own = read_words(file) if file.is_file() else ""
    given = [(key, getattr(game.lore, key, None)) for key in ("title", "about") if not re.search(rf"^{key} *=", own, re.MULTILINE)]
    return "".join(f"{key} = {_literal(words[language])}\n" for key, words in given if words is not None) + own


def _missing(game: Game, key: str, prefix: str) -> str:
    if game.content is not None and hasattr(game.lore, key):
        return f"`{key}: {{ru: ..., en: ...}}` is missing in {game.content[0]}"
    return f"the text «{key}» is missing in {prefix}ru.ftl"


def _literal(words: str) -> str:
    """Spell words of content as Fluent does that mean nothing but themselves: no markup, no argument."""
    spelled = escape(words).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\u000A")
    return f'{{"{spelled}"}}'


def _check_shown(game: Game) -> None:
    """See that the hall can show a game. Raises AuthorError: its title or what it is about cannot be said, or fits no button."""
    for language, title in _shelf_game(game).title.items():
        if len(title) > TITLE_MOST:
            fits = f"at most {TITLE_MOST} fit on the hall's button"
            raise AuthorError(f"{game.name}: the title «{title}» ({language}) has {len(title)} characters, {fits}; shorten it")


def told(wrong: BaseException) -> str:
    """Say what went wrong with a game and in which file and line."""
    if isinstance(wrong, AuthorError):
        return str(wrong)
    if isinstance(wrong, SyntaxError):
        return f"{wrong.filename}:{wrong.lineno}: {wrong.msg}"
    frames = traceback.extract_tb(wrong.__traceback__)
    place = next((f"{f.filename}:{f.lineno}: " for f in reversed(frames) if "importlib" not in f.filename), "")
    return f"{place}{type(wrong).__name__}: {wrong}"


def _modules(packages: Iterable[str], installed: bool) -> Iterator[str]:
    for package in packages:
        try:
            found = importlib.import_module(package)
        except (Exception, SystemExit):
            yield package  # importing it again tells why
            continue
        if hasattr(found, "game"):  # a game in a folder: what else lies there are its parts
            yield package
            continue
        for module in pkgutil.iter_modules(getattr(found, "__path__", ())):
            if not module.name.startswith("_"):
                yield f"{package}.{module.name}"
    if installed:
        yield from (point.value for point in entry_points(group=ENTRY_POINTS))


def _folders(packages: Iterable[str]) -> Iterator[Path]:
    """Find where the packages lie in which games stand side by side."""
    for package in packages:
        found = sys.modules.get(package)
        if found is not None and not hasattr(found, "game"):
            yield from map(Path, getattr(found, "__path__", ()))


def _shelf_game(game: Game) -> ShelfGame:
    titles = {language: str(game.texts.say(language, "title", {})) for language in LANGUAGES}
    abouts = {language: str(game.texts.say(language, "about", {})) for language in LANGUAGES}
    return ShelfGame(name=game.name, title=titles, about=abouts)
