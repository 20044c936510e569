"""A designer's mistakes are told at import: which file, which line, what, and how to mend it. The other games run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.runtime.catalogue import Catalogue, load_catalogue

HEAD = """from __future__ import annotations

from enum import Enum, StrEnum

from pydantic import BaseModel

from engine import Button, Game, Play, Seat, State, Value, View, after, at, join, leave, press, text

"""
OVER = """

class Over(State, final=True):
    def view(self, seat: Seat) -> View:
        return View("over")


game = Game("NAME", start=Start)
"""
GOOD = """class Start(State):
    score: int = 0

    def view(self, seat: Seat) -> View:
        return View("start", [Button("go", self.go)])

    @press
    def go(self, play: Play) -> Over:
        return Over()
"""

MISTAKES = {
    "a move without a return annotation": (GOOD.replace(" -> Over:", ":", 1), "has no return annotation", "-> Ask | Result"),
    "a return that is no state": (GOOD.replace("-> Over:", "-> int:"), "which is no State", "return states only"),
    "a name that cannot be resolved": (GOOD.replace("-> Over:", "-> Nowhere:"), "Nowhere", "import the name"),
    "a list in a field": (GOOD.replace("score: int = 0", "parts: list[int] = []"), "Start.parts", "tuples"),
    "a dict in a field": (GOOD.replace("score: int = 0", "parts: dict[str, int] = {}"), "Start.parts", "tuples"),
    "a set in a field": (GOOD.replace("score: int = 0", "parts: set[int] = set()"), "Start.parts", "tuples"),
    "a plain Enum": (
        "class Colour(Enum):\n    RED = 1\n\n\n" + GOOD.replace("score: int = 0", "colour: Colour = Colour.RED"),
        "Colour",
        "StrEnum or an IntEnum",
    ),
    "a mutable model": (
        "class Part(BaseModel):\n    size: int = 1\n\n\n" + GOOD.replace("score: int = 0", "part: Part = Part()"),
        "Part is not frozen",
        "engine.Value",
    ),
    "a model with subclasses": (
        "class Part(Value):\n    size: int = 1\n\n\nclass Bolt(Part):\n    pass\n\n\n"
        + GOOD.replace("score: int = 0", "part: Part = Part()"),
        "has subclasses",
        "name the very class",
    ),
    "a model that holds itself": (
        "class Box(Value):\n    within: Box | None = None\n\n\n" + GOOD.replace("score: int = 0", "box: Box = Box()"),
        "Box holds itself",
        "a tuple of parts",
    ),
    "a state in a state": (
        "class Inner(State):\n    pass\n\n\n" + GOOD.replace("score: int = 0", "inner: Inner = Inner()"),
        "a state inside a state",
        "Value",
    ),
    "a union of types": (GOOD.replace("score: int = 0", "score: int | str = 0"), "union of several types", "one type or None"),
    "a field named as the engine's own": (GOOD.replace("score: int = 0", "is_final: int = 0"), "is_final", "choose another"),
    "no way out": (GOOD.replace("-> Over:", "-> Start:").replace("return Over()", "return self"), "no way out", "final state"),
    "an unreachable state": (
        GOOD + "\n\nclass Lost(State):\n    @press\n    def go(self, play: Play) -> Over:\n        return Over()\n",
        "Lost cannot be reached",
        "delete it",
    ),
    "a start that needs fields": (GOOD.replace("score: int = 0", "score: int"), "needs score", "begin(play)"),
    "a deadline by an unknown field": (
        GOOD.replace("    @press\n", "    @after(seconds='limit_s')\n    @press\n"),
        "no field or property «limit_s»",
        "Start.go",
    ),
    "a deadline out of range": (
        GOOD.replace("    @press\n", "    @after(seconds=0)\n    @press\n"),
        "@after(seconds=0)",
        "1 to 2505600",
    ),
    "words without examples": (
        GOOD.replace("    @press\n", "    @text(examples=[])\n    @press\n"),
        "examples is empty",
        "at least one",
    ),
    "a deadline by a text": (
        GOOD.replace("    @press\n", "    @after(seconds='limit_s')\n    @press\n").replace(
            "score: int", "limit_s: str = ''\n    score: int"
        ),
        "Start.go: «limit_s» is str and no time",
        "float or float | None",
    ),
    "a deadline by a property of words": (
        GOOD.replace(
            "    @press\n",
            "    @property\n    def left(self) -> str:\n        return ''\n\n    @after(seconds='left')\n    @press\n",
        ),
        "Start.go: «left» is str and no time",
        "float or float | None",
    ),
    "an instant by a bool": (
        GOOD.replace("    @press\n", "    @at('ends')\n    @press\n").replace("score: int", "ends: bool = False\n    score: int"),
        "Start.go: «ends» is bool and no time",
        "one per seat",
    ),
    "a state without a view": (
        GOOD.replace('View("start"', 'show("start"').replace("def view", "def show"),
        "Start has no view(self, seat)",
        "write one",
    ),
    "a button for a method that is no move": (
        GOOD.replace("self.go)", "self.helper)") + "\n    def helper(self, play: Play) -> Over:\n        return Over()\n",
        "wrong.py:13: Start.view offers self.helper, which is no @press of Start",
        "mark it with @press",
    ),
    "a button in a branch that is never met": (
        GOOD.replace(
            "        return View",
            '        if self.score > 9:\n            return View("", [Button("go", self.goo)])\n        return View',
            1,
        ),
        "wrong.py:14: Start.view offers self.goo",
        "did you mean «go»?",
    ),
    "a button that a helper makes": (
        GOOD.replace('[Button("go", self.go)]', "self.keys()")
        + '\n    def keys(self) -> list[Button]:\n        return [Button("go", self.goo)]\n',
        "Start.keys offers self.goo",
        "did you mean «go»?",
    ),
    "a button for a deadline alone": (
        GOOD.replace("self.go)", "self.late)")
        + "\n    @after(seconds=9)\n    def late(self, play: Play) -> Over:\n        return Over()\n",
        "offers self.late, which is no @press of Start",
        "mark it with @press",
    ),
    "a button of another state": (
        GOOD.replace("self.go)", "Later().back)").replace("-> Over:", "-> Over | Later:")
        + '\n\nclass Later(State):\n    def view(self, seat: Seat) -> View:\n        return View("", [Button("", self.back)])\n\n'
        "    @press\n    def back(self, play: Play) -> Over:\n        return Over()\n",
        "Start.view offers Later().back, which is no move of this very state",
        "offer self.NAME",
    ),
    "a misspelt field": (
        GOOD.replace('View("start"', "View(str(self.scroe)"),
        "wrong.py:13: Start.view: Start has no field or method «scroe»",
        "did you mean «score»?",
    ),
    "a misspelt field in a move": (
        GOOD.replace("return Over()", "return Over() if self.scor else Over()"),
        "Start.go: Start has no field or method «scor»",
        "did you mean «score»?",
    ),
    "a field that the next state has not": (
        GOOD.replace("return Over()", "return self.to(Over, scores=1)"),
        "Start.go: Over has no field «scores»",
        "there are none",
    ),
    "a field that the next state has not, in a function": (
        GOOD.replace("return Over()", "return on(self.score)") + "\n\ndef on(score: int) -> Over:\n    return Over(scores=score)\n",
        "wrong.py:21: on: Over has no field «scores»",
        "there are none",
    ),
    "a field that the next state has not, two functions on": (
        GOOD.replace("return Over()", "return on()")
        + "\n\ndef on() -> Over:\n    return out()\n\n\ndef out() -> Over:\n    return Over(scores=1)\n",
        "wrong.py:25: out: Over has no field «scores»",
        "there are none",
    ),
    "a field that the first state has not": (
        GOOD + "\n\ndef begin(play: Play) -> Start:\n    return Start(scor=1)\n",
        "wrong.py:21: begin: Start has no field «scor»",
        "did you mean «score»?",
    ),
    "a hook that is a move": (GOOD.replace("    @press\n", "    @leave\n    @press\n"), "@leave", "no move as well"),
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mistakes"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    for known in [known for known in sys.modules if known.startswith("mistakes")]:
        monkeypatch.delitem(sys.modules, known)
    write(folder, "good", GOOD + OVER)
    return folder


def write(folder: Path, name: str, body: str) -> None:
    (folder / f"{name}.py").write_text(HEAD + body.replace("NAME", name), encoding="utf-8")
    for language in ("ru", "en"):
        (folder / f"{name}.{language}.ftl").write_text("title = Игра\nabout = Проба\n", encoding="utf-8")


def load() -> Catalogue:
    return load_catalogue(("mistakes",), installed=False)


@pytest.mark.filterwarnings("ignore:Field name")  # pydantic only warns of it; the chart refuses it
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_at_import(package: Path, mistake: str) -> None:
    """The message names the file and how to mend it; the good game beside it is loaded all the same."""
    body, what, mend = MISTAKES[mistake]
    over = OVER.replace("start=Start", "start=begin") if "def begin" in body else OVER
    write(package, "wrong", body + over)
    catalogue = load()
    assert list(catalogue.games) == ["good"]
    (broken,) = catalogue.broken
    assert what in broken.why, broken.why
    assert mend in broken.why, broken.why
    if "@" not in what and "examples" not in what:
        assert "wrong.py:" in broken.why, broken.why


def test_an_unknown_time_zone_is_told(package: Path) -> None:
    """It would else be met by the first player who asks what day it is."""
    for zone in ("Mars/Olympus", "../etc", "Europe", ""):
        write(package, "wrong", (GOOD + OVER).replace('"NAME", ', f'"NAME", timezone="{zone}", '))
        sys.modules.pop("mistakes.wrong", None)
        (broken,) = load().broken
        assert f"timezone={zone!r}: there is no such zone; give one as Europe/Moscow" in broken.why


KIT = """class Kit(State, kit=True):
    def view(self, seat: Seat) -> View:
        return View(self.said(), [Button("go", self.go)])

    def said(self) -> str:
        return "kit"

    @press
    def go(self, play: Play) -> State:
        return self.onward(play)

    @leave
    def onward(self, play: Play) -> State:
        raise NotImplementedError


class Start(Kit):
    limits: tuple[float | None, ...] = (None,)

    @property
    def limit_s(self) -> float | None:
        return None

    def offered(self) -> list[Button]:
        move = self.go
        return [Button("go", move)]

    @press
    @after(seconds="limit_s")
    @at("limits")
    def go(self, play: Play) -> State:
        return super().go(play)

    def onward(self, play: Play) -> Over:
        return Over()
"""


def test_what_is_right_is_let_in(package: Path) -> None:
    """A kit's view over the game's own methods, properties, moves by another name, instants for each seat."""
    write(package, "kit", KIT + OVER)
    assert load().broken == []
    assert "kit" in load().games


FINAL_WITH_MOVES = """class Start(State, final=True):
    @press
    def go(self, play: Play) -> Over:
        return Over()
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (FINAL_WITH_MOVES, "is final and has the move go"),
        (GOOD + "\n\n1 / 0\n", "ZeroDivisionError"),
        ("class Start(:\n", "invalid syntax"),
    ],
)
def test_what_cannot_be_loaded_is_named_with_its_line(package: Path, source: str, told: str) -> None:
    """Whatever a module does when it is imported, it is named with file and line, and the others run."""
    write(package, "wrong", source + OVER)
    catalogue = load()
    assert list(catalogue.games) == ["good"]
    assert told in catalogue.broken[0].why
    assert "wrong.py:" in catalogue.broken[0].why


@pytest.mark.parametrize(
    ("ru", "told"),
    [
        ("title = Игра\n", "«about» is in en.ftl and not in ru.ftl"),
        ("title = Игра\nabout = Проба\nextra = Ещё\n", "«extra» is in ru.ftl and not in en.ftl"),
        ("title = Игра\nabout = Проба { $name }\n", "uses $name"),
        ("title = Игра\nabout = Проба\nabout = Снова\n", "«about» stands twice"),
        ("title = Игра\nabout = Проба\n= сломано\n", "line 3"),
    ],
)
def test_texts_that_disagree_are_told(package: Path, ru: str, told: str) -> None:
    """A text that is missing in a language, uses another variable, stands twice or cannot be read is named."""
    write(package, "wrong", GOOD + OVER)
    (package / "wrong.ru.ftl").write_text(ru, encoding="utf-8")
    (broken,) = load().broken
    assert told in broken.why, broken.why


def test_missing_texts_and_a_missing_game_are_told(package: Path) -> None:
    """No texts, no `game`, and a name that is taken: each is said, with how to mend it."""
    write(package, "wrong", GOOD + OVER)
    (package / "wrong.en.ftl").unlink()
    (package / "empty.py").write_text("x = 1\n")
    write(package, "twin", (GOOD + OVER).replace('"NAME"', '"good"'))
    told = " ".join(broken.why for broken in load().broken)
    assert "wrong.en.ftl is missing" in told
    assert "no `game = Game(...)`" in told
    assert "the name good is taken" in told
