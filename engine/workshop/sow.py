"""A new game's files: they run and pass the checker at once, to be written over by the designer."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

from engine.core.errors import AuthorError
from engine.core.game import NAME

Kind = Literal["quiz", "story", "blank"]
KINDS: tuple[Kind, ...] = ("quiz", "story", "blank")


def sow(name: str, kind: Kind, games: Path) -> list[Path]:
    """Write a new game under `games`, a folder of its own or a single YAML file, and give the paths.

    Raises AuthorError: the name is none, or such a game is there already; nothing is written then.
    """
    if not NAME.fullmatch(name):
        raise AuthorError(f"new {name}: a name is 1 to 31 of a-z, 0-9 and _, and begins with a letter")
    for taken in (games / name, games / f"{name}.yaml", games / f"{name}.py"):
        if taken.exists():
            raise AuthorError(f"new {name}: {taken} is there already; take another name, or remove it")
    written = []
    seed = files("engine.workshop").joinpath(f"seeds/{kind}.txt").read_text(encoding="utf-8").replace("NAME", name)
    for part in seed.split("=== ")[1:]:
        place, _, words = part.partition("\n")
        file = games / place
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(words, encoding="utf-8")
        except OSError as wrong:
            raise AuthorError(f"new {name}: {file} cannot be made ({wrong.strerror}); give --games a folder of your own") from wrong
        written.append(file)
    return written
