"""A game played by hand on the bench: what the house does around it is done too."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.core.game import Game
from engine.runtime.catalogue import load_catalogue
from engine.workshop.bench import Bench


@pytest.fixture(scope="module")
def games() -> Mapping[str, Game]:
    return load_catalogue(("games",), installed=False).games


def test_a_wish_is_answered(games: Mapping[str, Game]) -> None:
    """The hall asks where the player stands and for a code: both rooms are shown; being forgotten has no answer."""
    bench = Bench(games, "hall", "en")
    bench.press("👤 About me")
    assert "Experience" in bench.text
    bench.press("🔗 Link the other messenger")
    assert "ABCD-2345" in bench.text
    bench.press("← To the games")
    bench.press("👤 About me")
    bench.press("🗑 Forget me")
    bench.press("Erase")
    bench.press("Yes, erase everything")
    assert type(bench.state).__name__ == "Erasing"
