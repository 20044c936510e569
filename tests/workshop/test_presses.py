"""Random players in all games: `smena check` at work, its share for every build."""

from __future__ import annotations

import pytest

from adapters.checking import refusals
from engine.core.game import Game
from engine.core.screen import Key, Screen
from engine.core.state import State
from engine.core.text import Text
from engine.core.texts import Texts
from engine.runtime.catalogue import load_catalogue
from engine.runtime.people import ANSWERS, SORRY, TYPED
from engine.workshop.passport import simulate
from engine.workshop.walk import CHANCE, walk
from games.hall import TOLD
from tests.core import brim, rows
from tests.play import square
from tests.workshop import gambler

PRESSES = 200  # for each of seven games and each language: 2,800; `make presses` plays more than a hundred thousand
GAMES = load_catalogue(installed=False).games


@pytest.mark.parametrize("name", GAMES)
def test_random_presses_find_nothing(name: str) -> None:
    """No trap, no exception, no state that does not come back; both sandboxes take every screen that is met."""
    seen: set[type[State]] = set()
    assert list(walk(GAMES[name], PRESSES, 20_261, refusals, seen)) == []
    assert len(seen) > 1


def test_every_room_of_the_hall_is_met() -> None:
    """Wishes are answered as the house does it, and commands are typed, so that the rooms behind them are looked at."""
    hall, seen = GAMES["hall"], set[type[State]]()
    assert list(walk(hall, 800, 1, refusals, seen)) == []
    assert seen == set(hall.chart.steps)
    assert {state for passport in simulate(hall, 100, 1) for state in passport.met} == seen


def test_a_walk_answers_with_every_word_of_the_hall() -> None:
    """What the hall can tell, the house can answer; of a code that lapses it tells by itself."""
    rooms = {room for answers in ANSWERS.values() for room in answers} | {*TYPED, SORRY}
    assert {f"told {key}" for key in TOLD} - rooms == {"told lapsed"}
    assert {room for room in rooms if room.startswith("told ")} <= {f"told {key}" for key in TOLD}


@pytest.mark.parametrize(
    ("game", "told"),
    [
        (rows.paged, "Telegram: the label|VK: the label «" + "я" * 41),
        (rows.board, "VK: the label «" + "ю" * 41),
        (rows.boardless, "has no board(self, table); write one"),
    ],
    ids=["a later page", "a board", "a state without a board"],
)
def test_what_only_some_see_is_looked_at(game: Game, told: str) -> None:
    """Pages past the first, and the board that a group sees, are shown to both messengers in every state."""
    found = [finding.what for finding in walk(game, 50, 1, refusals)]
    assert any(words in what for words in told.split("|") for what in found), found


def test_a_game_for_groups_is_played_in_a_group() -> None:
    """Buttons that stand on the board alone are pressed too: the square ends only by one of them."""
    square.game.texts = Texts("square", square.TEXTS)
    seen: set[type[State]] = set()
    assert list(walk(square.game, 200, 1, refusals, seen)) == []
    assert seen == {square.Square, square.Over}


def test_a_told_text_that_never_has_room_is_found() -> None:
    """It is left out in play, so that the view is shown: its author is told."""
    found = [finding.what for finding in walk(brim.game, 50, 1, refusals)]
    assert "the text «told» that is told has no room above the view; shorten one of them" in found


def test_what_a_sandbox_refuses_is_found() -> None:
    """A screen of eleven buttons, and one without words, are named by the sandboxes too."""
    keys = tuple(Key(f"{n}", token=f"{'a' * 13}.AAAAAAA.AAAAAA{n % 10}") for n in range(11))
    assert any(found.startswith("vk's sandbox: ") for found in refusals(Screen(Text("words"), (keys[:5], keys[5:10], keys[10:]))))
    assert any(found.startswith("telegram's sandbox: ") for found in refusals(Screen(Text(""))))


@pytest.mark.parametrize("kind", gambler.KINDS)
def test_a_game_that_draws_lots_of_its_own_is_found(kind: str) -> None:
    """Some plays are played a second time: a record of such a game could not be replayed (promise 8)."""
    found = list(walk(gambler.game_of(kind), 40, 1, lambda screen: []))
    assert [(finding.what, finding.state) for finding in found] == [(CHANCE, "Table")]
    assert found[0].path == (("[draw]",) if kind == "move" else ()), "after these presses"


def test_a_game_that_asks_play_for_its_lots_is_fair() -> None:
    """The same seed, the same chance."""
    assert list(walk(gambler.game_of("fair"), 40, 1, lambda screen: [])) == []
