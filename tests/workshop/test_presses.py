"""Random players in all games: `smena check` at work, its share for every build."""

from __future__ import annotations

import pytest

from adapters.checking import refusals
from engine.core.screen import Key, Screen
from engine.core.state import State
from engine.core.text import Text
from engine.runtime.catalogue import load_catalogue
from engine.workshop.walk import walk

PRESSES = 200  # for each of seven games and each language: 2,800; `make presses` plays more than a hundred thousand
GAMES = load_catalogue(installed=False).games


@pytest.mark.parametrize("name", GAMES)
def test_random_presses_find_nothing(name: str) -> None:
    """No trap, no exception, no state that does not come back; both sandboxes take every screen that is met."""
    seen: set[type[State]] = set()
    assert list(walk(GAMES[name], PRESSES, 20_261, refusals, seen)) == []
    assert len(seen) > 1


def test_what_a_sandbox_refuses_is_found() -> None:
    """A screen of eleven buttons, and one without words, are named by the sandboxes too."""
    keys = tuple(Key(f"{n}", token=f"{'a' * 13}.AAAAAAA.AAAAAA{n % 10}") for n in range(11))
    assert any(found.startswith("vk's sandbox: ") for found in refusals(Screen(Text("words"), (keys[:5], keys[5:10], keys[10:]))))
    assert any(found.startswith("telegram's sandbox: ") for found in refusals(Screen(Text(""))))
