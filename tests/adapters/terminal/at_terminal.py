"""A real terminal (a pty) with `smena play` in it, and a small game that remembers and throws dice."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[3]
LAUNCH = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
STOP_S = 20.0
CTRL_C, CTRL_D = "\x03", "\x04"
DICE = """
from engine import Button, Game, Play, Seat, State, Value, View, press

class Known(Value):
    plays: int = 0

class Table(State):
    thrown: str = ""

    def view(self, seat: Seat) -> View:
        buttons = [Button(seat.t("throw"), self.throw), Button(seat.t("end"), self.end)]
        return View(seat.t("table", thrown=self.thrown or "-"), buttons)

    @press
    def throw(self, play: Play) -> "Table":
        return Table(thrown=f"{self.thrown} {play.random.randrange(1000)} {play.daily_random.randrange(1000)}")

    @press
    def end(self, play: Play) -> "Over":
        before = (play.memory(Known) or Known()).plays
        play.remember(Known(plays=before + 1))
        return Over(plays=before)

class Over(State, final=True):
    plays: int

    def view(self, seat: Seat) -> View:
        return View(seat.t("over", plays=self.plays))

game = Game("dice", start=Table, memory=Known)
"""
WORDS = "title = Кости\nabout = Кости\ntable = Выпало {$thrown}.\nthrow = Бросить\nend = Хватит\nover = Прежде сыграно: {$plays}.\n"


class Terminal:
    """One `smena play`, and what stands on its screen."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SMENA_")}
        environment |= {"PYTHONPATH": str(PROJECT), "SMENA_GAMES": "wares", "COLUMNS": "120", "TERM": "xterm"}
        whole = [sys.executable, "-c", LAUNCH, sys.executable, "-m", "adapters.cli", *command]
        self.process = subprocess.Popen(
            whole, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment, start_new_session=True
        )
        os.close(theirs)
        self.shown = ""

    def type(self, words: str) -> None:
        os.write(self._ours, words.encode())

    def wait(self, words: str, seconds: float = 20.0) -> str:
        """Wait until this is shown after what was waited for last; answers what was shown up to there."""
        until = time.monotonic() + seconds
        while words not in self.shown:
            assert time.monotonic() < until, f"«{words}» is not shown:\n{self.shown}"
            if select.select([self._ours], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self._ours, 65536).decode("utf-8", "replace")
                except OSError as gone:
                    raise AssertionError(f"it ended before «{words}»:\n{self.shown}") from gone
        before, found, self.shown = self.shown.partition(words)
        return before + found

    def hang_up(self) -> None:
        """Close the window: who plays in it gets SIGHUP, and nothing can be read or written any more."""
        os.close(self._ours)
        self._ours = os.open(os.devnull, os.O_RDWR)

    def close(self) -> None:
        self.process.terminate()  # it stops its Redis, as it would for a user
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)


@contextmanager
def at_terminal(folder: Path, *command: str) -> Iterator[Terminal]:
    """Lay out the game and play it in a folder; whatever still runs at the end is ended."""
    if not (folder / "wares").exists():
        (folder / "wares" / "dice").mkdir(parents=True)
        (folder / "wares" / "__init__.py").write_text("")
        (folder / "wares" / "dice" / "__init__.py").write_text(DICE, encoding="utf-8")
        for language in ("ru", "en"):
            (folder / "wares" / "dice" / f"{language}.ftl").write_text(WORDS, encoding="utf-8")
    terminal = Terminal(["play", "dice", *command], folder)
    try:
        yield terminal
    finally:
        terminal.close()
