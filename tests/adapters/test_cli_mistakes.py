"""What is typed wrongly is told: what, where and how to mend it; never a traceback, never a file half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.cli import app


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("play nope", "there is no game nope; there are duel"),
        ("chart nope", "there is no game nope; there are duel"),
        ("check nope", "there is no game nope; there are duel"),
        ("check duel --presses -5", "greater than or equal to 1"),
        ("check duel --presses 0", "greater than or equal to 1"),
        ("chart duel --svg duel.png", "--svg duel.png: it is drawn as SVG; give a name that ends in .svg"),
        ("record nope", "there is no game nope; there are duel"),
        ("play duel --as icq", "--as icq: give telegram or vk"),
        ("replay nope.txt", "nope.txt"),
        ("new Имя", "a name is 1 to 31 of a-z, 0-9 and _"),
        ("new duel", "new duel: a game of this name is there already; take another name"),
        ("new mine --games /proc/nope", "cannot be made"),
        ("gallery --out /proc/nope.html", "name a file that can be written"),
        ("run --workers 3", "give a token"),
    ],
)
def test_a_mistake_is_told(typed: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code says that nothing was done."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    answer = CliRunner().invoke(app, typed.split())
    assert answer.exit_code in (1, 2), answer.output
    assert told in answer.output, answer.output
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert not any((tmp_path / name).exists() for name in ("games", "duel.png"))
