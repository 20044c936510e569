"""The tutorial's game is played as the tutorial writes it, at every stage of it."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.runtime.catalogue import load_catalogue
from engine.workshop.chart import mermaid
from engine.workshop.walk import walk

BLOCK = re.compile(r"```\w+ games/gauge/(\S+)\n(.*?)```", re.DOTALL)


def test_every_stage_of_the_tutorial_plays(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Block after block is written down; whenever the three files are there, the game loads and holds out a walk."""
    folder = tmp_path / "tutorial_games" / "gauge"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    charts = []
    for name, body in BLOCK.findall((project / "docs/tutorial.md").read_text(encoding="utf-8")):
        (folder / name).write_text(body, encoding="utf-8")
        if not all((folder / file).exists() for file in ("__init__.py", "ru.ftl", "en.ftl")):
            continue
        for known in [known for known in sys.modules if known.startswith("tutorial_games")]:
            monkeypatch.delitem(sys.modules, known)
        importlib.invalidate_caches()
        catalogue = load_catalogue(("tutorial_games",), installed=False)
        assert catalogue.broken == []
        assert list(walk(catalogue.games["gauge"], 300, 1, faults)) == []
        charts.append(mermaid(catalogue.games["gauge"]))
    assert len(charts) == 2
    assert "⏱ too_late" in charts[1]
    assert "⏱ too_late" not in charts[0]


def test_a_misspelt_field_in_its_helper_is_told_when_it_is_loaded(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What section 3 promises holds for `next_part`, which is no method of a state."""
    folder = tmp_path / "misspelt_games" / "gauge"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name, body in BLOCK.findall((project / "docs/tutorial.md").read_text(encoding="utf-8")):
        (folder / name).write_text(body.replace("Report(right=right)", "Report(rigth=right)"), encoding="utf-8")
    (broken,) = load_catalogue(("misspelt_games",), installed=False).broken
    assert re.search(r"__init__\.py:\d+: next_part: Report has no field «rigth»; did you mean «right»\?", broken.why), broken.why
