"""A series that is only content: a YAML file and three lines."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.core.compose import compose
from engine.core.deadlines import deadlines
from engine.core.game import Game
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.state import State
from engine.kits.story import Story, states
from engine.kits.story.drawn import layers_of
from engine.kits.story.run import Album, Run
from engine.runtime.catalogue import Catalogue, load_catalogue
from engine.workshop.walk import walk

THREE_LINES = '"""Дверь: a story from content alone."""\nfrom engine.kits import story\ngame = story.game("door")\n'
PLOT = """\
title: {ru: "Дверь", en: "The door"}
about: {ru: "Одна ночь", en: "One night"}
start: door
scales:
  calm: {title: {ru: "Покой", en: "Calm"}, start: 2}
episodes:
  1: {title: {ru: "Ночь", en: "Night"}}
nodes:
  door:
    episode: 1
    title: {ru: "Дверь", en: "A door"}
    caption: {ru: "Дверь закрыта.", en: "The door is shut."}
    clip: {alt: {ru: "Дверь", en: "A door"}, video: "door.{language}.mp4", poster: door.png}
    choices:
      knock: {label: {ru: "Стучать", en: "Knock"}, to: door, effects: {calm: 1}}
      wait: {label: {ru: "Ждать", en: "Wait"}, to: home}
      sing: {label: {ru: "Петь", en: "Sing"}, to: stage, requires: {calm: 4}}
    timeout: {s: 15, to: home}
  home:
    episode: 1
    title: {ru: "Дома", en: "Home"}
    caption: {ru: "Свет.", en: "Light."}
    ending: {title: {ru: "Жилец", en: "Tenant"}, about: {ru: "Живёт.", en: "Lives."}}
  stage:
    episode: 1
    title: {ru: "Сцена", en: "The stage"}
    caption: {ru: "Хлопают.", en: "Applause."}
    ending: {title: {ru: "Певец", en: "Singer"}, about: {ru: "Поёт.", en: "Sings."}}
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one module of three lines, and its story beside it."""
    folder = tmp_path / "told_games"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "door.py").write_text(THREE_LINES, encoding="utf-8")
    (folder / "door.yaml").write_text(PLOT, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    for known in [known for known in sys.modules if known.startswith("told_games")]:
        monkeypatch.delitem(sys.modules, known)
    return folder


def loaded() -> Catalogue:
    return load_catalogue(("told_games",), installed=False)


def at_the_door(game: Game, calm: int) -> Session:
    session = open_session(game, "a" * 13, b"s" * 16, 1.79e9, (Place("p"),), (Audience("tg:1", 0),), b"s")
    run = Run(node="door", scales=(calm,), path=("door",))
    return replace(session, state=states.Scene(album=Album(seen=("door",)), run=run, limit_s=15.0), shown_at=1.79e9)


def test_three_lines_and_a_file_are_a_game(package: Path) -> None:
    """It stands on the shelf under its own title and holds out a walk against both messengers' limits."""
    catalogue = loaded()
    assert catalogue.broken == []
    door = catalogue.games["door"]
    assert str(door.texts.say("ru", "title", {})) == "Дверь"
    assert list(walk(door, 300, 1, faults)) == []


@pytest.mark.parametrize("about", ["Одна ночь", "Одна ночь."])
def test_the_cover_ends_its_sentence(package: Path, about: str) -> None:
    """What the story is about ends in one full stop, as in a quiz's lobby, whether the file has it or not."""
    (package / "door.yaml").write_text(PLOT.replace("Одна ночь", about), encoding="utf-8")
    door = loaded().games["door"]
    session = open_session(door, "a" * 13, b"s" * 16, 1.79e9, (Place("p"),), (Audience("tg:1", 0),), b"s")
    assert str(compose(door, session, 0).text).splitlines()[:2] == ["Дверь", "Одна ночь."]


def test_a_closed_way_is_named_and_opens_with_its_scale(package: Path) -> None:
    """What requires more than there is stands in the words, not among the buttons; with enough it is a button."""
    door = loaded().games["door"]
    closed, opened = compose(door, at_the_door(door, 3), 0), compose(door, at_the_door(door, 4), 0)
    assert "🔒 Петь (Покой ≥ 4)" in str(closed.text)
    assert "Петь" not in [key.label for key in closed.keys()]
    assert "🔒" not in str(opened.text)
    assert "Петь" in [key.label for key in opened.keys()]


def test_a_film_comes_with_its_poster_and_its_language(package: Path) -> None:
    """The view names the film in the language of who looks, and the picture that stands in for it."""
    door = loaded().games["door"]
    video = compose(door, at_the_door(door, 2), 0).video
    assert video is not None
    assert (video.file, video.poster.file, str(video.alt)) == ("door.ru.mp4", "door.png", "Дверь")


def test_the_clock_is_the_files(package: Path) -> None:
    """The seconds of a choice under pressure come from the file; a circle in the story is drawn all the same."""
    door = loaded().games["door"]
    assert deadlines(at_the_door(door, 2))[0].at == 1.79e9 + 15
    assert isinstance(door.lore, Story)
    assert layers_of(door.lore) == [["door"], ["home", "stage"]]


def test_a_scene_may_go_on_by_itself(package: Path) -> None:
    """A node with a clock and no choices offers no button, says when it goes on, and does so; its story is walked to the end."""
    alone = PLOT[PLOT.index("    choices:") : PLOT.index("    timeout:")]
    (package / "door.yaml").write_text(PLOT.replace(alone, "").replace(PLOT[PLOT.index("  stage:") :], ""), encoding="utf-8")
    door = loaded().games["door"]
    scene = compose(door, at_the_door(door, 2), 0)
    assert "⏱ Продолжение через 15 секунд." in str(scene.text)
    assert "Решай" not in str(scene.text)
    assert deadlines(at_the_door(door, 2))[0].at == 1.79e9 + 15
    seen: set[type[State]] = set()
    assert list(walk(door, 200, 1, faults, seen)) == []
    assert states.Role in seen


def test_its_own_words_replace_those_of_the_kit(package: Path) -> None:
    """A file of texts beside the module changes one text and leaves the others to the kit."""
    for language in ("ru", "en"):
        (package / f"door.{language}.ftl").write_text("begin = Войти\n", encoding="utf-8")
    door = loaded().games["door"]
    assert str(door.texts.say("ru", "begin", {})) == "Войти"
    assert str(door.texts.say("en", "finale", {})) == "The finale"


def test_a_mistake_is_told_and_the_other_games_run(package: Path) -> None:
    """The broken story is named with file, line and mend when the catalogue is loaded."""
    (package / "door.yaml").write_text(PLOT.replace("to: home}", "to: hame}", 1), encoding="utf-8")
    (broken,) = loaded().broken
    assert broken.module == "told_games.door"
    assert broken.why == (
        "door.yaml, line 16 (nodes.door.choices.wait.to): door, choice wait: "
        "leads to «hame», which is no node; did you mean «home»?"
    )
