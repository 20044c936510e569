"""The rooms of the house: who may import whom, proved by planting offences."""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOTS = ("engine", "games", "adapters")
LIBRARIES = ("redis", "msgpack", "aiohttp", "aiogram", "vkbottle")
IMPURE = ("asyncio", "threading", "subprocess", "socket", "logging", "time", "secrets", "uuid")
ROOMS = ("engine.core", "engine.kits", "engine.store", "engine.runtime", "engine.workshop")

FORBIDDEN: dict[str, tuple[str, ...]] = {  # room: what it must not import
    "engine.core": (*ROOMS[1:], "games", "adapters", "engine", *LIBRARIES, *IMPURE),
    "engine.kits": ("engine.store", "engine.runtime", "engine.workshop", "games", "adapters", "engine", *LIBRARIES, *IMPURE),
    "engine.store": (
        "engine.kits",
        "engine.runtime",
        "engine.workshop",
        "games",
        "adapters",
        "engine",
        "aiohttp",
        "aiogram",
        "vkbottle",
    ),
    "engine.runtime": ("engine.kits", "engine.workshop", "games", "adapters", "engine", *LIBRARIES),
    "engine.workshop": ("games", "adapters", "engine", *LIBRARIES),
    "games": ("engine.core", "engine.store", "engine.runtime", "engine.workshop", "adapters", *LIBRARIES, *IMPURE, "os"),
    "adapters": ("redis", "msgpack"),
    "adapters.telegram": ("adapters.vk", "redis"),
    "adapters.vk": ("adapters.telegram",),
}
ALLOWED: dict[str, tuple[str, ...]] = {
    "engine.core": ("pydantic", "engine.core.errors"),
    "engine.kits": ("engine.core.errors",),
    "engine.store": ("engine.core.errors", "redis", "msgpack", "asyncio"),
    "engine.runtime": ("engine.core.errors", "engine.store.errors", "asyncio"),
    "engine.workshop": ("engine.core.errors", "engine.kits", "engine.runtime", "engine.store"),
    "games": ("engine", "engine.kits", "pydantic", "random"),
    "adapters": ("engine.core.errors", "engine.store.errors", "engine.runtime", "engine.workshop", "aiogram", "vkbottle", "games"),
    "adapters.telegram": ("aiogram", "adapters.common"),
}


def copied(project: Path, to: Path) -> Path:
    """Lay the house out once more, with one empty game beside those that are there."""
    for root in ROOTS:
        shutil.copytree(project / root, to / root, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project / "pyproject.toml", to)
    (to / "games" / "neighbour.py").write_text('"""A game."""\n')
    return to


def plant(house: Path, room: str, imported: str) -> str:
    """Write a module that imports something, and give its name."""
    name = f"planted_{imported.replace('.', '_')}"
    (house / room.replace(".", "/") / f"{name}.py").write_text(f"import {imported}\n")
    return f"{room}.{name}"


def told_by_contracts(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False, timeout=60)


def offences(house: Path) -> set[tuple[str, str]]:
    """Give who imports what against the contracts."""
    lines = told_by_contracts(house).stdout.replace("\n", " ").split()
    arrows = [place for place, word in enumerate(lines) if word == "->"]
    return {(lines[place - 1], lines[place + 1]) for place in arrows}


def test_the_contracts_are_kept(project: Path) -> None:
    """The house as it stands breaks no contract."""
    told = told_by_contracts(project)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "0 broken" in told.stdout


def test_every_planted_offence_is_caught(project: Path, tmp_path: Path) -> None:
    """Each import that a room must not have is named by the contracts."""
    house = copied(project, tmp_path)
    planted = {(plant(house, room, imported), imported) for room, banned in FORBIDDEN.items() for imported in banned}
    planted.add((plant(house, "games", "games.neighbour"), "games.neighbour"))
    assert planted - offences(house) == set()


def test_what_is_allowed_is_not_caught(project: Path, tmp_path: Path) -> None:
    """The contracts leave every room what it needs."""
    house = copied(project, tmp_path)
    for room, needed in ALLOWED.items():
        for imported in needed:
            plant(house, room, imported)
    told = told_by_contracts(house)
    assert told.returncode == 0, told.stdout + told.stderr


def test_a_game_in_a_folder_is_held_to_the_same(project: Path, tmp_path: Path) -> None:
    """A module deep in a game's folder may import its own game, not its neighbour."""
    house = copied(project, tmp_path)
    (house / "games" / "deep").mkdir()
    (house / "games" / "deep" / "__init__.py").write_text("import games.deep.parts\n")
    (house / "games" / "deep" / "parts.py").write_text("import games.neighbour\n")
    assert offences(house) == {("games.deep.parts", "games.neighbour")}


@pytest.mark.parametrize("root", ROOTS)
def test_every_module_says_what_it_keeps(project: Path, root: str) -> None:
    """Each file begins with its one line."""
    silent = [
        str(path) for path in (project / root).rglob("*.py") if not path.read_text(encoding="utf-8").startswith(('"""', "'''"))
    ]
    assert silent == []


def test_tests_are_no_packages(project: Path) -> None:
    """An `__init__.py` under tests/ would shadow the real rooms; equal names of test files would shadow each other."""
    assert list((project / "tests").rglob("__init__.py")) == []
    names = [path.name for path in (project / "tests").rglob("test_*.py")]
    assert len(names) == len(set(names))


def test_nothing_stored_is_read_by_a_dangerous_reader(project: Path) -> None:
    """No pickle, no eval, no YAML that makes objects (RELIABILITY 70)."""
    dangerous = ("import pickle", "from pickle", "yaml.load(", "yaml.unsafe_load", "import marshal", "import shelve")
    found = [
        (str(path), words)
        for root in ROOTS
        for path in (project / root).rglob("*.py")
        for words in dangerous
        if words in path.read_text(encoding="utf-8")
    ]
    assert found == []


SEAMS = {  # the only places where chance or a clock comes in, and why
    "engine/runtime/seams.py": "ids and seeds; a simulation puts its own in their place",
    "engine/store/cluster.py": "how long to wait before a node is asked again",
    "engine/store/preflight.py": "how far the clocks of Redis and of this machine are apart",
    "engine/store/server.py": "how long a server that starts is waited for",
}
CLOCKS = {"time", "monotonic", "perf_counter", "time_ns", "monotonic_ns", "perf_counter_ns", "localtime", "gmtime"}
CHANCE: dict[str, set[str] | None] = {  # module: what must not be taken from it; None: anything
    "time": CLOCKS,
    "os": {"urandom", "getrandom"},
    "datetime": set(),  # its types are values; what asks for the present is told by name
    "random": {name for name in dir(random) if name != "Random"},
    "secrets": None,
    "uuid": None,
}
PRESENT = {"now", "today", "utcnow"}  # of `datetime` and `date`


def lots(source: str) -> list[str]:
    """Name each source of chance or of the present time that a module's text takes from elsewhere."""
    tree, known, found = ast.parse(source), dict[str, str](), list[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in CHANCE}
            found += [alias.name for alias in node.names if alias.name in CHANCE and CHANCE[alias.name] is None]
        elif isinstance(node, ast.ImportFrom) and node.module in CHANCE:
            banned = CHANCE[node.module]
            found += [f"{node.module}.{alias.name}" for alias in node.names if banned is None or alias.name in banned]
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found += _taken(_dotted(node.value), node.attr, known)
        elif isinstance(node, ast.Call) and not node.args and _whole(_dotted(node.func), known) == "random.Random":
            found.append("random.Random without a seed")
    return found


def _taken(of: str, name: str, known: dict[str, str]) -> list[str]:
    """Tell whether an attribute is one that must not be taken: of a module, or of `datetime` and `date`."""
    whole = _whole(of, known)
    if whole in ("datetime.datetime", "datetime.date") and name in PRESENT:
        return [f"{whole}.{name}"]
    return [f"{whole}.{name}"] if name in (CHANCE.get(whole) or ()) else []


def _whole(dotted: str, known: dict[str, str]) -> str:
    first, dot, rest = dotted.partition(".")
    return known[first] + dot + rest if first in known else ""


def _dotted(node: ast.expr) -> str:
    """Spell `a.b.c`; "" for anything else."""
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_chance_and_time_come_in_by_the_seams_alone(project: Path) -> None:
    """What is played twice with the same inputs comes to the same: no module draws lots or looks at a clock by itself."""
    taken = {
        str(path.relative_to(project)): lots(path.read_text(encoding="utf-8"))
        for root in ("engine", "games")
        for path in (project / root).rglob("*.py")
    }
    assert {path: found for path, found in taken.items() if found and path not in SEAMS} == {}
    assert {path for path, found in taken.items() if found} >= SEAMS.keys(), "a seam that takes nothing is none"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import time\ntime.time()", ["time.time"]),
        ("import time as t\nt.monotonic()", ["time.monotonic"]),
        ("from time import monotonic\nmonotonic()", ["time.monotonic"]),
        ("import random\nrandom.choice(x)", ["random.choice"]),
        ("from random import randint as draw\ndraw(1, 6)", ["random.randint"]),
        ("from random import Random\nRandom()", ["random.Random without a seed"]),
        ("import random\nrandom.Random()", ["random.Random without a seed"]),
        ("import random\nrandom.SystemRandom()", ["random.SystemRandom"]),
        ("from datetime import datetime\ndatetime.now()", ["datetime.datetime.now"]),
        ("from datetime import date as day\nday.today()", ["datetime.date.today"]),
        ("import datetime\ndatetime.datetime.now()", ["datetime.datetime.now"]),
        ("import os\nos.urandom(8)", ["os.urandom"]),
        ("import uuid", ["uuid"]),
        ("from secrets import token_bytes", ["secrets.token_bytes"]),
        ("from random import Random\nRandom(seed).choice(x)", []),
        ("play.random.choice(x)", []),
        ("import time\ntime.sleep(1)", []),
        ("from datetime import datetime\ndatetime.fromtimestamp(play.now)", []),
    ],
)
def test_each_source_of_chance_is_named(source: str, found: list[str]) -> None:
    """However it was imported; what is seeded, or given, is none."""
    assert lots(source) == found
