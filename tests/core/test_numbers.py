"""Numbers in texts."""

from __future__ import annotations

import pytest

from engine.core.texts import Texts

SOURCE = """
points = { $points ->
    [one] {$points} point
   *[other] {$points} points
}
parted = {NUMBER($points, useGrouping: 1)}
"""


@pytest.mark.parametrize("language", ["ru", "en"])
def test_thousands_stand_together(language: str) -> None:
    """«1000 points of 1000»: no comma and no space in a number, in either language, and plurals still follow it."""
    texts = Texts("t", {"ru": SOURCE, "en": SOURCE})
    assert str(texts.say(language, "points", {"points": 1000})) == "1000 points"
    assert str(texts.say(language, "points", {"points": 1})) == "1 point"


def test_a_text_may_part_them() -> None:
    """Who wants thousands parted says so."""
    assert str(Texts("t", {"en": SOURCE, "ru": SOURCE}).say("en", "parted", {"points": 1000})) == "1,000"
