"""The game in the README is a game."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.core.state import State
from engine.runtime.catalogue import Catalogue, load_catalogue
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


def block_after(words: str, text: str) -> str:
    """Give the first block of code after these words."""
    found = re.search(r"```\w*\n(.*?)```", text[text.index(words) :], re.DOTALL)
    assert found is not None
    return found[1]


def loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    """Load the games of a folder as the catalogue does, and forget their modules again."""
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(folder.parent))
    importlib.invalidate_caches()
    catalogue = load_catalogue((folder.name,), installed=False)
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        monkeypatch.delitem(sys.modules, name)
    assert catalogue.broken == []
    return catalogue


@pytest.mark.parametrize(
    ("readme", "title"), [("README.md", "## A game in 30 lines"), ("README.ru.md", "## Игра в тридцать строк")]
)
def test_the_game_in_the_readme_loads_and_walks(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readme: str, title: str
) -> None:
    """The README's thirty lines are loaded by the catalogue and hold out a random walk in both languages."""
    folder = tmp_path / "readme_games" / "coin"
    folder.mkdir(parents=True)
    text = (project / readme).read_text(encoding="utf-8")
    (folder / "__init__.py").write_text(block_after(title, text), encoding="utf-8")
    for language in ("ru", "en"):
        (folder / f"{language}.ftl").write_text(TEXTS, encoding="utf-8")
    assert list(walk(loaded(folder.parent, monkeypatch).games["coin"], 200, 1, faults)) == []


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
@pytest.mark.parametrize("by_module", [False, True])
def test_the_quiz_in_the_readme_is_a_game(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readme: str, by_module: bool
) -> None:
    """The file alone is a whole game, and so it is with the three lines beside it: it walks in both languages to its end."""
    folder = tmp_path / "readme_quizzes"
    folder.mkdir()
    text = (project / readme).read_text(encoding="utf-8")
    words = block_after("`games/steel.yaml` (", text)
    if by_module:
        code = block_after("`games/steel/__init__.py`", text)
        assert len(code.splitlines()) == 3
        folder.joinpath("steel").mkdir()
        folder.joinpath("steel/__init__.py").write_text(code, encoding="utf-8")
        folder.joinpath("steel/steel.yaml").write_text(words.replace("kit: quiz\n", ""), encoding="utf-8")
    else:
        folder.joinpath("steel.yaml").write_text(words, encoding="utf-8")
    game = loaded(folder, monkeypatch).games["steel"]
    seen: set[type[State]] = set()
    assert list(walk(game, 200, 1, faults, seen)) == []
    assert any(state.is_final for state in seen)
