"""The Lua scripts: read once, loaded by the server once, called by their hash; loaded again when it forgot them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NAMES = (
    "commit", "claim", "settle", "arm", "sweep", "effects", "effect_done", "set_aside", "park", "parked", "unpark", "player",
    "drop_player", "note", "erase", "read", "queue", "unqueue", "keep_run", "vote",
)  # fmt: skip
SHEBANG_SINCE = (7, 0)  # such servers refuse a script that touches a key of another slot (redis.io, Lua API, script flags)
FLAGS = {
    "read": "no-writes",  # allowed while the memory is full
    "effects": "allow-oom",  # these make room
    "effect_done": "allow-oom",
    "unpark": "allow-oom",
    "set_aside": "allow-oom",
    "drop_player": "allow-oom",
    "erase": "allow-oom",
}


@dataclass(frozen=True, slots=True)
class Script:
    """One script as the server is to have it."""

    name: str
    source: str
    sha: str


@cache
def load_scripts(version: tuple[int, int]) -> dict[str, Script]:
    """Read all scripts for a server of this version (major, minor)."""
    folder = files("engine.store")
    prelude = folder.joinpath("prelude.lua").read_text(encoding="utf-8")
    scripts = {}
    for name in NAMES:
        source = f"{prelude}\n{folder.joinpath(f'{name}.lua').read_text(encoding='utf-8')}"
        if version >= SHEBANG_SINCE:
            flags = f" flags={FLAGS[name]}" if name in FLAGS else ""
            source = f"#!lua{flags}\n{source}"
        scripts[name] = Script(name, source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())
    return scripts
