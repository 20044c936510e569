"""A game that is a YAML file alone."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from engine.runtime.catalogue import Catalogue, load_catalogue
from engine.workshop.sow import sow

PACKAGE = "written_games"


@pytest.fixture
def games(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An importable folder of games, with a quiz in it: `steel.yaml`."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    for known in [known for known in sys.modules if known.startswith(PACKAGE)]:
        monkeypatch.delitem(sys.modules, known)
    sow("steel", "quiz", folder)
    return folder


def loaded() -> Catalogue:
    """Load that folder."""
    return load_catalogue((PACKAGE,), installed=False)


def test_a_file_or_a_folder_without_a_module_is_a_game(games: Path) -> None:
    """It bears the name of its file; what lies beside a file are its texts, beside one in a folder its films."""
    (games / "hall_of_iron").mkdir()
    (games / "steel.yaml").rename(games / "hall_of_iron" / "hall_of_iron.yaml")
    sow("copper", "quiz", games)
    (games / "copper.ru.ftl").write_text("go-on = Следующая плавка\n", encoding="utf-8")
    catalogue = loaded()
    assert catalogue.broken == []
    assert set(catalogue.games) == {"hall_of_iron", "copper"}
    assert catalogue.folders["hall_of_iron"] == games / "hall_of_iron"
    assert str(catalogue.games["copper"].texts.say("ru", "go-on", {})) == "Следующая плавка"
    assert str(catalogue.games["hall_of_iron"].texts.say("ru", "go-on", {})) != "Следующая плавка"


def test_content_of_a_module_is_no_second_game(games: Path) -> None:
    """A file that some module's game reads is that game's, whatever it is called; so is one of a module's own name."""
    (games / "steel.py").write_text('from engine.kits import quiz\ngame = quiz.game("steel")\n')
    (games / "bank.yaml").write_bytes((games / "steel.yaml").read_bytes())
    (games / "copper.py").write_text('from engine.kits import quiz\ngame = quiz.game("copper", content="bank.yaml")\n')
    catalogue = loaded()
    assert catalogue.broken == []
    assert set(catalogue.games) == {"steel", "copper"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("title: {ru: Сталь, en: Steel}\n", "line 1 (kit): it does not say which kit plays it; write `kit: quiz` or `kit: story`"),
        ("# a quiz\nkit: quizz\n", "line 2 (kit): there is no kit «quizz»; write `kit: quiz` or `kit: story`"),
        ("kit: [quiz]\n", "line 1 (kit): it does not say which kit plays it"),
        ("kit: quiz\n  title: x\n", "line 2: this is no YAML"),
        ("kit: quiz\ntopics: {}\n", "line 1 (questions): `questions` is missing; write it"),
        ("kit: story\nquestions: []\n", "line 1 (start): `start` is missing; write it"),
        ("- kit: quiz\n", "line 1: fields are wanted here"),
        ("", "line 1: fields are wanted here"),
    ],
)
def test_a_wrong_file_is_told_and_the_others_run(games: Path, words: str, told: str) -> None:
    """By file, line and mend, under the name that `smena check` is asked for."""
    (games / "copper.yaml").write_text(words, encoding="utf-8")
    catalogue = loaded()
    assert set(catalogue.games) == {"steel"}
    [broken] = catalogue.broken
    assert broken.module == f"{PACKAGE}.copper"
    assert f"copper.yaml, {told}" in broken.why


def test_two_games_of_one_name_are_told(games: Path) -> None:
    """A folder and a file that are both called steel: the second is named, with where the first lies."""
    (games / "steel").mkdir()
    (games / "steel" / "steel.yaml").write_bytes((games / "steel.yaml").read_bytes())
    catalogue = loaded()
    [broken] = catalogue.broken
    assert "the name steel is taken by" in broken.why
    assert set(catalogue.games) == {"steel"}


def test_a_name_that_is_none_is_told(games: Path) -> None:
    """The name of a file is the name of its game."""
    (games / "steel.yaml").rename(games / "My-Steel.yaml")
    [broken] = loaded().broken
    assert "a name is 1 to 31 of a-z, 0-9 and _" in broken.why
