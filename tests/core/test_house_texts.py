"""The house's own words."""

from __future__ import annotations

import re
from pathlib import Path

from engine.core.errors import Refused
from engine.core.house import HOUSE

LITERAL = re.compile(r'"!?([a-z-]+)"')


def test_every_text_of_the_house_is_said_somewhere(project: Path) -> None:
    """A text that nothing names is dead: it would be translated and kept for nobody."""
    sources = [file.read_text(encoding="utf-8") for file in (project / "engine").rglob("*.py") if file.name != "house.py"]
    named = {key for source in sources for key in LITERAL.findall(source)} | {str(why) for why in Refused}
    assert {key for key in HOUSE.keys if key.removeprefix("closed-") not in named} == set()
