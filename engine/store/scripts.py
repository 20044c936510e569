"""The Lua scripts: read once, loaded by the server once, called by their hash; loaded again when it forgot them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

WITH_PRELUDE = frozenset({"commit", "claim", "settle", "arm", "sweep", "park", "player"})
NAMES = ("commit", "claim", "settle", "arm", "sweep", "effect_done", "park", "player")
SHEBANG_SINCE = (7, 0)  # servers that know `#!lua` refuse a script that touches a key of another slot


@dataclass(frozen=True, slots=True)
class Script:
    """One script as the server is to have it."""

    name: str
    source: str
    sha: str


def load_scripts(version: tuple[int, int]) -> dict[str, Script]:
    """Read all scripts for a server of this version (major, minor)."""
    folder = files("engine.store")
    prelude = folder.joinpath("prelude.lua").read_text(encoding="utf-8")
    scripts = {}
    for name in NAMES:
        source = folder.joinpath(f"{name}.lua").read_text(encoding="utf-8")
        source = f"{prelude}\n{source}" if name in WITH_PRELUDE else source
        source = f"#!lua\n{source}" if version >= SHEBANG_SINCE else source
        scripts[name] = Script(name, source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())
    return scripts
