"""A game played by hand on the bench: what the house does around it is done too."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from engine.core.game import Game
from engine.core.nicks import default_nick
from engine.runtime.catalogue import load_catalogue
from engine.workshop.bench import Bench
from engine.workshop.walk import START, begun


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


@pytest.mark.parametrize("language", ["ru", "en"])
def test_players_bear_the_nicks_that_the_house_gives(games: Mapping[str, Game], language: str) -> None:
    """Rivals of a duel see each other's on the bench, in their language; in a walk who is there has one, and a free seat none."""
    bench = Bench(games, "duel", language)
    bench.join()
    assert [place.nick for place in bench.session.places] == [default_nick(f"player{n}", language) for n in (1, 2)]
    while not bench.session.over:
        bench.wait()
    assert default_nick("player2", language) in bench.text
    walked = begun(games["duel"], Random(1), language, START, {})
    assert [place.nick for place in walked.places] == [default_nick("player0", language), ""]
