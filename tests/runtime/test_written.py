"""A game that is a YAML file alone."""

from __future__ import annotations

import importlib
import json
import re
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
    """It bears the name of its file; its texts lie beside it."""
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


def test_one_that_the_hall_cannot_show_harms_itself_alone(games: Path) -> None:
    """Markup that is none, or a title too long for a button: told with the game's name, and the others run."""
    sow("coin", "blank", games)
    words = (games / "coin" / "ru.ftl").read_text(encoding="utf-8")
    for title, told in (("Угадай<br>сторону", "coin, ru.ftl, text «title»: tag <br> is unknown"), ("О" * 63, "has 63 characters")):
        (games / "coin" / "ru.ftl").write_text(re.sub(r"title = .*", f"title = {title}", words), encoding="utf-8")
        catalogue = loaded()
        [broken] = catalogue.broken
        assert told in broken.why
        assert set(catalogue.games) == {"steel"}
        sys.modules.pop(f"{PACKAGE}.coin")


def test_a_title_in_content_means_itself(games: Path) -> None:
    """Signs that texts give a meaning to stand as they are: braces, tags, quotes, a line break."""
    words = (games / "steel.yaml").read_text(encoding="utf-8")
    odd = 'Сталь {1} <b> \\"x"\nдва'
    (games / "steel.yaml").write_text(
        words.replace('about: {ru: "Коротко о стали"', f"about: {{ru: {json.dumps(odd)}"), encoding="utf-8"
    )
    catalogue = loaded()
    assert catalogue.broken == []
    assert catalogue.games["steel"].texts.say("ru", "about", {}).plain == odd


def test_texts_in_a_folder_of_its_own_bear_no_name(games: Path) -> None:
    """`steel/steel.yaml` with `steel/ru.ftl`, as where a module stands in the folder."""
    (games / "steel").mkdir()
    (games / "steel.yaml").rename(games / "steel" / "steel.yaml")
    (games / "steel" / "ru.ftl").write_text("go-on = Следующая плавка\n", encoding="utf-8")
    assert str(loaded().games["steel"].texts.say("ru", "go-on", {})) == "Следующая плавка"


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("copper.yml", "read from files that end in .yaml; call it copper.yaml"),
        ("copper.YAML", "read from files that end in .yaml; call it copper.yaml"),
        ("copper/questions.yaml", "there is no game in this folder: write copper.yaml or __init__.py"),
        ("copper/ru.ftl", "there is no game in this folder: write copper.yaml or __init__.py"),
    ],
)
def test_what_is_put_beside_the_mark_is_told(games: Path, place: str, told: str) -> None:
    """A file that nobody would read is no silent mistake; pictures and films in a folder of their own are none."""
    (games / "clips").mkdir()
    (games / "clips" / "gate.mp4").write_bytes(b"film")
    file = games / place
    file.parent.mkdir(exist_ok=True)
    file.write_text("kit: quiz\n", encoding="utf-8")
    [broken] = loaded().broken
    assert broken.module == f"{PACKAGE}.copper"
    assert told in broken.why


def test_a_package_that_is_not_there_is_told() -> None:
    """By its name and the setting that names it, not by a line of ours."""
    [broken] = load_catalogue(("no_such_games",), installed=False).broken
    assert broken.why == "there is no package no_such_games: correct SMENA_GAMES, or start where it lies"


@pytest.mark.parametrize(("encoding", "told"), [("utf-16", "this is no UTF-8"), ("cp1251", "this is no UTF-8"), ("utf-8-sig", "")])
def test_texts_in_another_encoding_are_told(games: Path, encoding: str, told: str) -> None:
    """With file, line and mend, as content is; the mark that some editors put first is no mistake."""
    (games / "steel.ru.ftl").write_text("go-on = Следующая плавка\n", encoding=encoding)
    broken = loaded().broken
    assert [told in one.why for one in broken] == [True] * bool(told)


def test_yes_is_no_number(games: Path) -> None:
    """YAML reads `yes` as true, which is 1 to Python: another answer would be the right one."""
    words = (games / "steel.yaml").read_text(encoding="utf-8")
    (games / "steel.yaml").write_text(words.replace("answer: 0", "answer: yes"), encoding="utf-8")
    [broken] = loaded().broken
    assert "(questions.0.answer)" in broken.why
    assert "True is no whole number; write one" in broken.why


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
    assert "My-Steel.yaml: a game's name is 1 to 31 of a-z, 0-9 and _" in broken.why
