"""mypy strict accepts right games, and refuses a button whose arguments its move does not take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAD = """from __future__ import annotations

from enum import StrEnum

from engine import Button, Game, Play, Seat, State, View, after, join, press, text


class Verdict(StrEnum):
    GOOD = "good"
    BAD = "bad"


class Look(State):
    seen: int = 0

    @press
    def judge(self, play: Play, verdict: Verdict, sure: bool = True) -> Look | Over:
        return play.stay(self.to(Look, seen=self.seen + 1)) if sure else Over(seen=self.seen)

    @text(examples=["да"])
    def say(self, play: Play, words: str) -> Over:
        return self.to(Over)

    @after(seconds=20)
    def late(self, play: Play) -> Over:
        return Over(seen=0)

    @join
    def arrive(self, play: Play) -> Look:
        return Look()

    def view(self, seat: Seat) -> View:
"""
TAIL = """

class Over(State, final=True):
    seen: int

    def view(self, seat: Seat) -> View:
        return View(seat.t("over", seen=self.seen))


game = Game("look", start=Look)
"""
RIGHT = {
    "right": 'return View("look", [Button("a", self.judge, Verdict.GOOD), Button("b", self.judge, Verdict.BAD, sure=False)])',
}
WRONG = {
    "wrong_type": 'return View("look", [Button("a", self.judge, "good")])',
    "too_few": 'return View("look", [Button("a", self.judge)])',
    "too_many": 'return View("look", [Button("a", self.judge, Verdict.GOOD, True, 3)])',
    "wrong_name": 'return View("look", [Button("a", self.judge, Verdict.GOOD, certain=True)])',
    "no_move": 'return View("look", [Button("a", self.seen)])',
    "no_view": 'return "look"',
}


def test_mypy_knows_a_right_game_from_a_wrong_one(project: Path, tmp_path: Path) -> None:
    """One run over all samples: no complaint of the right ones, at least one of each wrong one, on its very line."""
    folder = tmp_path / "samples"
    folder.mkdir()
    for name, body in {**RIGHT, **WRONG}.items():
        (folder / f"{name}.py").write_text(f"{HEAD}        {body}\n{TAIL}", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(project / "pyproject.toml"), "--no-error-summary", str(folder)]
    told = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False).stdout
    line = HEAD.count("\n") + 1
    for name in RIGHT:
        assert f"{name}.py" not in told, told
    for name in WRONG:
        assert f"samples/{name}.py:{line}: error" in told.replace("\\", "/"), f"{name}: {told}"
