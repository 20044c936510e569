"""Games that are a YAML file alone: it names the kit that plays it, and the kit makes the game."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import yaml

from engine.core.errors import AuthorError
from engine.core.game import NAME, Game
from engine.runtime.content import read_root

YAML = (".yaml", ".yml")
PARTS = (*YAML, ".ftl", ".py")  # of a game; a folder without any is pictures and films
KITS = "smena.kits"  # group of entry points: each names a function `game(name) -> Game`
Kit = Callable[[str], Game]


def files_of(folder: Path, claimed: set[Path]) -> Iterator[Path]:
    """Find the files that are games or are meant to be: `NAME.yaml` beside no module, `NAME/NAME.yaml` in a folder that is none.

    `claimed`: the content of the modules' games, which is theirs.
    """
    for path in sorted(folder.iterdir()):
        if path.name.startswith(("_", ".")) or path in claimed:
            continue
        if path.is_dir() and not (path / "__init__.py").exists() and any(part.suffix.lower() in PARTS for part in path.iterdir()):
            yield path / f"{path.name}.yaml"
        elif path.suffix.lower() in YAML and not path.is_dir() and not path.with_suffix(".py").exists():
            yield path


def game_of(file: Path) -> Game:
    """Let the kit that a file names make its game. Raises AuthorError: there is no such file, kit, or name of a kit."""
    folder, alone = file.parent, file.parent.name != file.stem
    if not file.is_file():
        raise AuthorError(f"{folder}: there is no game in this folder: write {file.name} or __init__.py, or take the folder away")
    if file.suffix != ".yaml":
        raise AuthorError(f"{file}: content is read from files that end in .yaml; call it {file.stem}.yaml")
    if not NAME.fullmatch(file.stem):
        raise AuthorError(f"{file}: a game's name is 1 to 31 of a-z, 0-9 and _, and begins with a letter; rename the file")
    kits = {point.name: point for point in entry_points(group=KITS)}
    named = next((value for key, value in read_root(file).value if key.value == "kit"), None)
    name = named.value if isinstance(named, yaml.ScalarNode) else ""
    if name not in kits:
        line = named.start_mark.line + 1 if named is not None else 1
        wrong = f"there is no kit «{name}»" if name else "it does not say which kit plays it"
        module = f"{file.stem}.py" if alone else "__init__.py"
        known = " or ".join(f"`kit: {kit}`" for kit in sorted(kits))
        raise AuthorError(f"{file.name}, line {line} (kit): {wrong}; write {known}, or put a module {module} beside it")
    make: Kit = kits[name].load()
    return make(file.stem)
