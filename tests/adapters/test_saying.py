"""What a game's author wrote is printed as it is: brackets are never read as a terminal's markup, and none is lost."""

from __future__ import annotations

import ast
import asyncio
import io
import signal
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli import app
from adapters.running import run
from adapters.saying import say
from adapters.settings import Settings

WORDS = 'unknown tag [/b]; write "[first, second]" :warning:'
LAME = f"""
from engine import Button, Game, Play, Seat, State, View, press

class Sign(State):
    def view(self, seat: Seat) -> View:
        return View(seat.t("title"), [Button("[/i] [red]", self.take)])

    @press
    def take(self, play: Play) -> "Gone":
        raise ValueError({WORDS!r})

class Gone(State, final=True):
    def view(self, seat: Seat) -> View:
        return View(seat.t("title"))

game = Game("lame", start=Sign)
"""


@pytest.fixture
def wares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """Lay out a package with a game that does not load and one that raises when it is pressed; answers its name."""
    name = f"bracketed_{abs(hash(request.node.name))}"
    for game, source in (("torn", f"raise ValueError({WORDS!r})\n"), ("lame", LAME)):
        (folder := tmp_path / name / game).mkdir(parents=True)
        (folder / "__init__.py").write_text(source, encoding="utf-8")
        for language in ("ru", "en"):
            (folder / f"{language}.ftl").write_text("title = [/b] Знак\nabout = Знак\n", encoding="utf-8")
    (tmp_path / name / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SMENA_GAMES", name)
    monkeypatch.setenv("COLUMNS", "300")
    return name


@pytest.mark.parametrize("typed", ["check torn", "check lame", "play torn", "play lame --who 1"])
def test_a_command_prints_the_words_of_a_game_whole(wares: str, typed: str) -> None:
    """A game's error, its labels and its title reach the terminal with every bracket, and no command ends by a traceback."""
    ended = CliRunner().invoke(app, typed.split(), input="1\n", catch_exceptions=False)
    told = "[/b]" if typed.startswith("play lame") else WORDS
    assert told in ended.output, ended.output
    assert "[/i] [red]" in ended.output or "torn" in typed, ended.output


async def test_the_start_screen_names_a_broken_game_whole(wares: str, tmp_path: Path) -> None:
    """`smena run` plays the others and shows the words as they were raised."""
    board = io.StringIO()
    settings = Settings(data=tmp_path / "data", listen="127.0.0.1:0", games=(wares,))
    task = asyncio.create_task(run(settings, Console(file=board, width=300)))
    while "Ctrl-C" not in board.getvalue() and not task.done():
        await asyncio.sleep(0.02)
    signal.raise_signal(signal.SIGINT)
    await task
    assert WORDS in board.getvalue()


@pytest.mark.parametrize("words", ["[/b]", "[red]x[/]", ":warning:", "[first, second]", "\\[x]", "a" * 300])
def test_words_are_said_as_they_are(words: str) -> None:
    """No markup, no emoji by name, no line broken by us."""
    paper = io.StringIO()
    say(Console(file=paper, width=40, force_terminal=False), words)
    assert paper.getvalue() == words + "\n"


def test_nothing_is_printed_past_it(project: Path) -> None:
    """In `adapters` only words written there in full go to `console.print` as a string; all others go by `say` or as Text."""
    past = []
    for path in (project / "adapters").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("console.print") and node.args:
                given = node.args[0]
                made = isinstance(given, ast.Call) and ast.unparse(given.func) not in ("str", "repr")
                if not (made or isinstance(given, ast.Constant) or ast.unparse(given) in ("line", "table")):
                    past.append(f"{path}:{node.lineno}")
    assert past == []
