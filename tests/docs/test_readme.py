"""The game in the README is a game."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.runtime.catalogue import load_catalogue
from engine.workshop.walk import walk

TEXTS = """
title = Орёл или решка
about = Угадай
guess = Угадано: {$right}
heads = Орёл
tails = Решка
yes = Верно
over = Конец: {$right}
"""


def test_the_game_in_the_readme_loads_and_walks(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The README's thirty lines are loaded by the catalogue and hold out a random walk in both languages."""
    block = re.search(r"```python\n(.*?)```", (project / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    folder = tmp_path / "readme_games" / "coin"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text(block[1], encoding="utf-8")
    for language in ("ru", "en"):
        (folder / f"{language}.ftl").write_text(TEXTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    catalogue = load_catalogue(("readme_games",), installed=False)
    for name in [name for name in sys.modules if name.startswith("readme_games")]:
        monkeypatch.delitem(sys.modules, name)
    assert catalogue.broken == []
    assert list(walk(catalogue.games["coin"], 200, 1, faults)) == []
