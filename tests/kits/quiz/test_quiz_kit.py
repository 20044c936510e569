"""A quiz that is only content: a YAML file and three lines."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from adapters.checking import faults
from engine.runtime.catalogue import Catalogue, load_catalogue
from engine.workshop.bench import Bench
from engine.workshop.walk import walk

THREE_LINES = '"""Сталь: a quiz from content alone."""\nfrom engine.kits import quiz\ngame = quiz.game("steel")\n'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: Path) -> Path:
    """A package with one module of three lines, and its questions beside it."""
    folder = tmp_path / "yaml_games"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "steel.py").write_text(THREE_LINES, encoding="utf-8")
    whole = yaml.safe_load((project / "games/quiz_shift/questions.yaml").read_text(encoding="utf-8"))
    title, about = {"ru": "Сталь и сплавы", "en": "Steel and alloys"}, {"ru": "Двенадцать вопросов", "en": "Twelve questions"}
    words = {"title": title, "about": about}
    content = {**words, "topics": whole["topics"], "questions": whole["questions"][:20]}
    (folder / "steel.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for known in [known for known in sys.modules if known.startswith("yaml_games")]:
        monkeypatch.delitem(sys.modules, known)
    return folder


def loaded() -> Catalogue:
    return load_catalogue(("yaml_games", "games"), installed=False)


def test_three_lines_and_a_file_are_a_game(package: Path) -> None:
    """It stands on the shelf under its own title, beside quiz_shift, and holds out a walk against both messengers' limits."""
    catalogue = loaded()
    assert catalogue.broken == []
    steel, shift = catalogue.games["steel"], catalogue.games["quiz_shift"]
    assert str(steel.texts.say("ru", "title", {})) == "Сталь и сплавы"
    assert str(shift.texts.say("ru", "title", {})) == "Смена вопросов"
    assert list(walk(steel, 400, 1, faults)) == []


def test_the_gate_counts_what_may_be_asked(package: Path) -> None:
    """Retired questions are not drawn, so they are none of the length that is promised."""
    content = yaml.safe_load((package / "steel.yaml").read_text(encoding="utf-8"))
    content["questions"] = [{**question, "retired": number >= 8} for number, question in enumerate(content["questions"])]
    (package / "steel.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert "в полной смене: 8, в экспрессе: 5" in Bench(loaded().games, "steel").text


def test_its_own_words_replace_those_of_the_kit(package: Path) -> None:
    """A file of texts beside the module changes one text and leaves the others to the kit."""
    for language in ("ru", "en"):
        (package / f"steel.{language}.ftl").write_text("go-on = Следующая плавка\n", encoding="utf-8")
    steel = loaded().games["steel"]
    assert str(steel.texts.say("ru", "go-on", {})) == "Следующая плавка"
    assert str(steel.texts.say("en", "to-result", {})) != ""


def test_a_mistake_in_the_content_is_told_with_file_line_and_mend(package: Path) -> None:
    """The broken quiz is named with its file and line; the other games run."""
    file = package / "steel.yaml"
    lines = file.read_text(encoding="utf-8").replace("difficulty: 1", "difficulty: 9", 1)
    file.write_text(lines, encoding="utf-8")
    catalogue = loaded()
    (broken,) = catalogue.broken
    assert broken.module == "yaml_games.steel"
    assert "steel.yaml, line " in broken.why
    assert "difficulty is 9; give 1, 2 or 3" in broken.why
    assert "quiz_shift" in catalogue.games
