"""Pictures that cannot be shown are named by `smena check`, and end `smena gallery` with a code."""

from __future__ import annotations

import importlib
import io
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from adapters.checking import DRAWINGS_MOST, check_games
from adapters.cli import app
from adapters.studio import gallery
from engine.runtime.catalogue import load_catalogue

GAME = """
from engine import Button, Game, Picture, Play, Seat, State, View, press

class Table(State):
    round: int = 0

    def view(self, seat: Seat) -> View:
        return View("?", [Button("→", self.on)], picture=Picture("орех", {shown}))

    @press
    def on(self, play: Play) -> "Table | Over":
        return Over() if self.round > 9 else self.to(Table, round=self.round + 1)

class Over(State, final=True):
    def view(self, seat: Seat) -> View:
        return View("!", picture=Picture("орех", file="there.png"))

game = Game("nuts", start=Table)
"""
STORY = """\
kit: story
title: {ru: "Дверь", en: "The door"}
about: {ru: "Ночь", en: "A night"}
start: door
scales: {calm: {title: {ru: "Покой", en: "Calm"}, start: 0}}
episodes: {1: {title: {ru: "Ночь", en: "Night"}}}
nodes:
  door:
    episode: 1
    title: {ru: "Дверь", en: "A door"}
    caption: {ru: "Дверь.", en: "A door."}
    clip: {alt: {ru: "Дверь", en: "A door"}, video: "clips/door.{language}.mp4", poster: no_such.png}
    choices:
      wait: {label: {ru: "Ждать", en: "Wait"}, to: home}
      sing: {label: {ru: "Петь", en: "Sing"}, to: stage, requires: {calm: 1}}
      calm: {label: {ru: "Дышать", en: "Breathe"}, to: door, effects: {calm: 1}}
  home:
    episode: 1
    title: {ru: "Дома", en: "Home"}
    caption: {ru: "Свет.", en: "Light."}
    ending: {title: {ru: "Жилец", en: "Tenant"}, about: {ru: "Живёт.", en: "Lives."}}
  stage:
    episode: 1
    title: {ru: "Сцена", en: "The stage"}
    caption: {ru: "Хлопают.", en: "Applause."}
    clip: {alt: {ru: "Зал", en: "The house"}, poster: stage.png}
    ending: {title: {ru: "Певец", en: "Singer"}, about: {ru: "Поёт.", en: "Sings."}}
"""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package for games, forgotten afterwards."""
    folder = tmp_path / "pictured"
    (folder / "nuts").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "nuts" / "there.png").write_bytes(b"png")
    for language in ("ru", "en"):
        (folder / "nuts" / f"{language}.ftl").write_text("title = Nuts\nabout = Nuts\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    importlib.invalidate_caches()
    return folder


def checked(name: str, presses: int = 60) -> tuple[bool, str]:
    paper = io.StringIO()
    fine = check_games([name], ("pictured",), presses, 1, Console(file=paper, width=300))
    return fine, paper.getvalue()


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ('file="nuts.png"', "there is no file nuts.png beside the game; put it into {folder}, or mend its name"),
        ('svg="<svg><circle"', "the drawing «<svg><circle» cannot be drawn: "),
        ('svg="hello"', "the drawing «hello» cannot be drawn: "),
    ],
)
def test_a_picture_that_cannot_be_shown_is_named(shelf: Path, shown: str, told: str) -> None:
    """Game, state, which picture, how to mend it: once."""
    (shelf / "nuts" / "__init__.py").write_text(GAME.format(shown=shown))
    fine, page = checked("nuts")
    assert not fine
    assert page.count(f"✕ nuts, Table, ru: {told.format(folder=shelf / 'nuts')}") == 1
    assert page.count("✕ ") == 2, page


def test_pictures_that_can_be_shown_are_fine(shelf: Path) -> None:
    """A file that lies there, and a drawing."""
    drawing = """svg='<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'"""
    (shelf / "nuts" / "__init__.py").write_text(GAME.format(shown=drawing))
    assert checked("nuts")[0]


def test_drawings_that_are_wrong_each_in_its_own_words_are_few(shelf: Path) -> None:
    """Ten are met: as many are told as help."""
    (shelf / "nuts" / "__init__.py").write_text(GAME.format(shown='svg=f"hello {self.round}"'))
    assert checked("nuts")[1].count("cannot be drawn") == DRAWINGS_MOST


def test_films_and_posters_of_every_scene_are_looked_at(shelf: Path) -> None:
    """Of a scene that nobody came into too; a file for each language."""
    (shelf / "door.yaml").write_text(STORY, encoding="utf-8")
    fine, page = checked("door", presses=1)
    assert not fine
    for file in ("clips/door.ru.mp4", "clips/door.en.mp4", "no_such.png", "stage.png"):
        assert page.count(f"there is no file {file} beside the game") == 1, page
    assert "✕ door, scene stage, ru: there is no file stage.png" in page


def test_a_game_that_is_not_there_is_named(shelf: Path) -> None:
    """A series sends its player to win another game: where there is none he would only come into the hall."""
    linked = "1: {title: {ru: Ночь, en: Night}, linked: {game: nosuch, label: {ru: Играть, en: Play}}}"
    (shelf / "door.yaml").write_text(re.sub(r"episodes: .*", f"episodes: {{{linked}}}", STORY), encoding="utf-8")
    fine, page = checked("door", presses=1)
    assert not fine
    assert "✕ door, episode 1: episodes.1.linked.game: «nosuch» is no game here; there are " in page


@pytest.mark.parametrize(("shown", "code"), [('svg="hello"', 1), ('file="there.png"', 0)])
def test_the_gallery_ends_with_a_code(shelf: Path, shown: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """1 where a picture could not be drawn; the page is written all the same."""
    (shelf / "nuts" / "__init__.py").write_text(GAME.format(shown=shown))
    monkeypatch.chdir(shelf.parent)
    monkeypatch.setattr(gallery, "load_catalogue", lambda packages: load_catalogue(("pictured",), installed=False))
    answer = CliRunner().invoke(app, ["gallery", "--out", "page.html"])
    assert answer.exit_code == code, answer.output
    assert ("1 more cannot be drawn" in answer.output) == bool(code)
    assert "</html>" in (shelf.parent / "page.html").read_text(encoding="utf-8")
