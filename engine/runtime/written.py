"""Games that are a YAML file alone: it names the kit that plays it, and the kit makes the game."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import yaml

from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.runtime.content import read_root

KITS = "smena.kits"  # group of entry points: each names a function `game(name) -> Game`
Kit = Callable[[str], Game]


def files_of(folder: Path, claimed: set[Path]) -> Iterator[Path]:
    """Find the files that are games: `NAME.yaml` beside no module NAME, and `NAME/NAME.yaml` where the folder is no module.

    `claimed`: the content of the modules' games, which is theirs.
    """
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not (path / "__init__.py").exists() and (file := path / f"{path.name}.yaml").is_file():
            yield file
        elif path.suffix == ".yaml" and not path.with_suffix(".py").exists() and path not in claimed:
            yield path


def game_of(file: Path) -> Game:
    """Let the kit that a file names make its game. Raises AuthorError: it names none, or one that is not there."""
    kits = {point.name: point for point in entry_points(group=KITS)}
    named = next((value for key, value in read_root(file).value if key.value == "kit"), None)
    name = named.value if isinstance(named, yaml.ScalarNode) else ""
    if name not in kits:
        line = named.start_mark.line + 1 if named is not None else 1
        wrong = f"there is no kit «{name}»" if name else "it does not say which kit plays it"
        known = " or ".join(f"`kit: {kit}`" for kit in sorted(kits))
        raise AuthorError(f"{file.name}, line {line} (kit): {wrong}; write {known}, or put a module {file.stem}.py beside it")
    make: Kit = kits[name].load()
    return make(file.stem)
