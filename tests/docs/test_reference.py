"""The reference says what the docstrings say."""

from __future__ import annotations

import runpy
from pathlib import Path

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
