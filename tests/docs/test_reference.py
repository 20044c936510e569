"""The reference says what the docstrings say."""

from __future__ import annotations

import runpy
from pathlib import Path

import engine


def test_the_reference_is_up_to_date(project: Path) -> None:
    """`make docs` would change nothing, and every name of the door has its entry."""
    made = runpy.run_path(str(project / "docs/reference/make.py"))
    page = (project / "docs/reference/designers-door.md").read_text(encoding="utf-8")
    assert page == made["page"](), "run `make docs`"
    assert all(f"\n## {name}\n" in page for name in engine.__all__)
