"""A new game runs at once."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.core.errors import AuthorError
from engine.runtime.catalogue import load_catalogue
from engine.workshop.sow import KINDS, Kind, sow
from engine.workshop.walk import walk


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sown_loads_and_walks(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind is a whole game in both languages, without a fault on either messenger."""
    games = tmp_path / f"sown_{kind}"
    assert all(file.is_file() for file in sow("fresh", kind, games))
    (games / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    catalogue = load_catalogue((games.name,), installed=False)
    for name in [name for name in sys.modules if name.startswith(games.name)]:
        monkeypatch.delitem(sys.modules, name)
    assert catalogue.broken == []
    assert list(walk(catalogue.games["fresh"], 150, 1, faults)) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder that is there, or a name that is none, is told; the files stay as they are."""
    first, *_ = sow("fresh", "blank", tmp_path)
    first.write_text("mine")
    with pytest.raises(AuthorError, match="is there already"):
        sow("fresh", "quiz", tmp_path)
    with pytest.raises(AuthorError, match="begins with a letter"):
        sow("Кузница", "quiz", tmp_path)
    assert first.read_text() == "mine"
