"""`smena record` and `smena replay`, as a designer uses them."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from adapters.playthroughs.desk import record, replay
from engine.runtime.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(installed=False)


def test_a_play_by_lines_is_kept_and_replayed(catalogue: Catalogue, tmp_path: Path) -> None:
    """Numbers press, words are typed, a dot lets time run out; what cannot be done is told, and is not in the file."""
    console = Console(record=True, width=160, file=StringIO())
    takes = record(catalogue, "quiz_shift", "en", "vk", 3, ["2", "", "привет", ".", "1", "+"], console)
    files = takes.write(tmp_path / "plays")
    assert "Question 1 of 5" in console.export_text(clear=False)
    assert "is refused" in console.export_text()
    assert len(files) == 4
    assert replay(catalogue, files, False, console)
    assert "comes by the invitation" not in files[0].read_text(encoding="utf-8")


def test_two_play_a_duel_at_one_desk(catalogue: Catalogue, tmp_path: Path) -> None:
    """A plus lets the rival come, and a line after «2:» is his."""
    console = Console(quiet=True)
    takes = record(catalogue, "duel", "ru", "telegram", 1, ["+", "1", "2:2"], console)
    assert replay(catalogue, takes.write(tmp_path), False, console)
    assert len(takes.bench.seats) == 2


def test_a_difference_fails_until_it_is_kept_anew(catalogue: Catalogue, tmp_path: Path) -> None:
    """A changed screen fails with its line; --anew writes the present one; an input that is gone cannot be mended so."""
    takes = record(catalogue, "furnace", "en", "vk", 1, ["1"], Console(quiet=True))
    file = takes.write_one(tmp_path / "play.txt", "en", "vk")
    written = file.read_text(encoding="utf-8")
    file.write_text(written.replace("Stop: the foreman", "Halt: the foreman"), encoding="utf-8")
    console = Console(record=True, width=200, file=StringIO())
    assert not replay(catalogue, [file], False, console)
    line = next(number for number, words in enumerate(written.splitlines(), 1) if "Stop: the foreman" in words)
    assert f"play.txt, line {line}, after" in console.export_text()
    assert replay(catalogue, [file], True, console)
    assert file.read_text(encoding="utf-8") == written
    file.write_text(written.replace("> after 3 s: [", "> after 3 s: [No "), encoding="utf-8")
    assert not replay(catalogue, [file], True, console)
