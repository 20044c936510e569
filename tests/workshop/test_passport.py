"""`smena simulate`: what bots meet in a game is counted, the same for the same seed, and nothing a game raises ends it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from typer.testing import CliRunner

from adapters.cli import app
from engine.core.game import Game
from engine.core.view import View
from engine.runtime.catalogue import load_catalogue
from engine.workshop.passport import BOTS, Bot, Passport, simulate


@pytest.fixture(scope="module")
def games() -> Mapping[str, Game]:
    return load_catalogue(("games",), installed=False).games


def passports(game: Game, players: int = 12, seed: int = 3) -> dict[Bot, Passport]:
    return {passport.bot: passport for passport in simulate(game, players, seed)}


@pytest.mark.parametrize("name", ["quiz_shift", "duel", "otk", "furnace", "slovo", "dynasty", "hall"])
def test_every_game_is_played_by_every_bot(games: Mapping[str, Game], name: str) -> None:
    """Nothing is raised, and what was counted fits together."""
    for bot, passport in passports(games[name], 4).items():
        assert passport.faults == []
        assert (passport.bot, passport.plays) == (bot, 4)
        assert passport.finished == len(passport.presses) == len(passport.seconds) <= 4
        assert passport.met <= set(games[name].chart.steps)
        assert 0 <= passport.starred <= len(passport.points)


def test_the_same_seed_gives_the_same_passport(games: Mapping[str, Game]) -> None:
    """And another seed another one; each bot has dice of its own."""
    once, again, other = (passports(games["quiz_shift"], seed=seed) for seed in (3, 3, 4))
    assert set(once) == set(BOTS)
    assert once == again
    assert once["patient"].points != other["patient"].points


def test_the_patient_one_is_in_time(games: Mapping[str, Game]) -> None:
    """He waits out no question: with as many plays he is never told that he was late, and answers more."""
    found = passports(games["quiz_shift"], 30)
    assert found["patient"].finished == 30
    assert found["patient"].mean > found["random"].mean


def test_a_game_that_raises_is_told_once(games: Mapping[str, Game], monkeypatch: pytest.MonkeyPatch) -> None:
    """What and where; the other plays are played."""
    lobby = games["quiz_shift"].chart.start[0]

    def view(self: object, seat: object) -> View:
        raise ZeroDivisionError("nought")

    monkeypatch.setattr(lobby, "view", view)
    for passport in passports(games["quiz_shift"], 3).values():
        assert passport.plays == 3
        assert passport.finished == 0
        [fault] = passport.faults
        assert "ZeroDivisionError" in fault


def test_the_command_shows_the_passport() -> None:
    """A row for each bot, what was met and what never was; a game that is none is named."""
    told = CliRunner().invoke(app, ["simulate", "quiz_shift", "--players", "5"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    assert all(bot in told.output for bot in BOTS)
    assert "states met" in told.output
    wrong = CliRunner().invoke(app, ["simulate", "nope"], catch_exceptions=False)
    assert wrong.exit_code == 1
    assert "there is no game nope; there are duel" in wrong.output
