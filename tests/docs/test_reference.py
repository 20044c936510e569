"""The reference says what the docstrings say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import engine


def test_the_reference_is_up_to_date(project: Path) -> None:
    """`make docs` would change nothing; every name of the door and every kit has its entry."""
    made = runpy.run_path(str(project / "docs/reference/make.py"))
    pages = made["pages"]()
    for file, page in pages.items():
        assert (project / "docs/reference" / file).read_text(encoding="utf-8") == page, "run `make docs`"
    assert all(f"\n## {name}\n" in pages["designers-door.md"] for name in engine.__all__)
    kits = {path.stem for path in (project / "engine/kits").iterdir() if not path.name.startswith("_")} - {"faults"}
    assert all(f"\n## engine.kits.{name}\n" in pages["kits.md"] for name in kits)


@pytest.mark.parametrize(
    "name",
    [
        *("Play.random", "Play.now", "Play.elapsed", "Play.seat", "Play.code", "Play.votes", "Seat.number", "Seat.language"),
        *("Seat.code", "Seat.t(key", "Seat.content(", "Seat.nicks", "Table.taken", "Table.language", "Picture(alt", "Link(label"),
        *("Invite(label", "Video(alt", "Seat.nick", "View(text"),
    ],
)
def test_what_authors_use_is_named(project: Path, name: str) -> None:
    """The reference tells what is asked of a play or a seat, inherited or not, and how what is shown is made."""
    assert f"`{name}" in (project / "docs/reference/designers-door.md").read_text(encoding="utf-8")


def test_the_reference_tells_what_is_a_games(project: Path) -> None:
    """What only the engine reads is left out, and no rule is told by the number of a page that nobody has."""
    page = (project / "docs/reference/designers-door.md").read_text(encoding="utf-8")
    assert not [name for name in ("Play.effects", "Play.stayed", "Seat.texts", "Seat.lore", "MECHANICS") if name in page]
