"""A player leaves while others stay: the game is theirs, his result and his chat are settled (MECHANICS 28)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.compose import compose, offers
from engine.core.errors import Refused
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.inputs import Input, Opening, Result, Turned
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.turn import turn
from engine.runtime.catalogue import load_catalogue
from games.duel.ends import Deserted
from games.duel.live import Ask, Report, Veto
from games.duel.rules import QUESTIONS
from tests.simulation import vote
from tests.simulation.shelf import GAMES

NOW, SECRET = 1_790_000_000.0, b"secret"


class Table:
    """A game of several, and what each of them may do."""

    def __init__(self, game: Game, seats: int) -> None:
        self.game = game
        places = tuple(Place(f"player{number}") for number in range(seats))
        audiences = tuple(Audience(f"tg:{number}", number) for number in range(seats))
        self.session: Session = open_session(game, "s" * 13, b"x" * 16, NOW, places, audiences, SECRET)
        self.now = NOW
        self.count = 0

    def give(self, kind: str, seat: int, moment: bytes = b"", act: bytes = b"", place: Place | None = None) -> Turned:
        """Play an input of a seat and keep what becomes of it."""
        self.count, self.now = self.count + 1, self.now + 5
        given = Input(kind, self.now, self.count.to_bytes(5, "big"), f"player{seat}", seat, moment, act, place=place)  # type: ignore[arg-type]  # a test names kinds by strings
        turned = turn(self.game, self.session, given, SECRET)
        self.session = replace(turned.session, shown_at=self.now)
        return turned

    def press(self, seat: int, label: str = "") -> Turned:
        """Press the button that says this; the first one if nothing is said."""
        offered = offers(self.game, self.session, self.session.audiences[seat]).items()
        return self.give("press", seat, self.session.moment, next(act for act, offer in offered if label in offer.label))

    def leave(self, seat: int) -> Turned:
        """Press the house's button, and once more where it asks."""
        turned = self.press(seat, "Выйти")
        asked = [key.label for row in compose(self.game, self.session, seat).rows for key in row]
        return self.press(seat, "Точно выйти") if "Точно выйти" in asked else turned

    def text(self, seat: int) -> str:
        """What a seat sees."""
        return compose(self.game, self.session, seat).text.plain


@pytest.fixture
def voting() -> Table:
    """Three at a table whose game has no move for leaving."""
    table = Table(GAMES["vote"], 3)
    table.session = replace(table.session, state=vote.Vote())
    return table


@pytest.fixture
def duel() -> Table:
    """Two who are about to strike topics out."""
    table = Table(load_catalogue(("games",), installed=False).games["duel"], 2)
    table.session = replace(table.session, state=Veto(topics=("materials", "precision", "energy")))
    return table


def result_of(turned: Turned, player: str) -> Result:
    """The one result of a player."""
    [found] = [effect for _, effect in turned.outgoing if isinstance(effect, Result) and effect.player == player]
    return found


@pytest.mark.parametrize("way", ["press", "stop", "crowded"])
def test_the_others_play_on(voting: Table, way: str) -> None:
    """By the button, by /stop, or pushed out: moment, state and buttons of the others stay; they are told."""
    before = voting.session
    turned = voting.leave(1) if way == "press" else voting.give(way, 1)
    assert (turned.session.state, turned.session.moment, turned.session.closed) == (before.state, before.moment, "")
    assert result_of(turned, "player1").finished is False
    assert [place.player for place in turned.session.places] == ["player0", "", "player2"]
    assert "вышел" in voting.text(0)
    assert "вышел" in voting.text(2)
    assert voting.press(0, "Дальше").changed
    opened = [effect.game for _, effect in turned.outgoing if isinstance(effect, Opening)]
    assert opened == ([] if way == "crowded" else [HALL])


def test_who_has_left_has_no_part_in_it(voting: Table) -> None:
    """His old buttons are refused, his chat shows nothing of the others' game, and leaving twice leaves once."""
    act = next(act for act, offer in offers(voting.game, voting.session, voting.session.audiences[1]).items() if offer)
    moment = voting.session.moment
    voting.give("crowded", 1)
    assert voting.give("press", 1, moment, act).refused is Refused.CLOSED
    assert "Круг" not in voting.text(1)
    assert compose(voting.game, voting.session, 1).rows == ()
    again = voting.give("crowded", 1)
    assert (again.outgoing, again.session.closed) == ((), "")


def test_the_last_one_closes_the_game(voting: Table) -> None:
    """While somebody is there the game is open; the last to leave ends it."""
    for seat in (1, 2):
        assert voting.leave(seat).session.closed == ""
    assert voting.leave(0).session.closed == "left"


def test_a_seat_that_is_free_again_is_nobodys_window(duel: Table) -> None:
    """Somebody else sits down on it: the chat of who left does not show him the newcomer's view."""
    duel.session = replace(duel.session, state=GAMES["vote"].chart.start[0](), game="vote", version=1)
    duel.game = GAMES["vote"]
    duel.give("crowded", 1)
    joined = duel.give("join", 7, place=Place("player7"))
    assert joined.session.places[1].player == "player7"
    assert joined.session.audiences[-1].seat == 1
    assert "код" in duel.text(2)
    assert "код" not in duel.text(1)


def test_a_live_duel_ends_for_who_stays(duel: Table) -> None:
    """In the middle of the match: he sees the score so far and is credited; who left is not."""
    for seat in (0, 1):
        duel.press(seat)
    assert isinstance(duel.session.state, Ask)
    duel.press(0)
    turned = duel.leave(1)
    assert isinstance(turned.session.state, Deserted)
    stays, leaves = result_of(turned, "player0"), result_of(turned, "player1")
    assert (stays.finished, leaves.finished) == (True, False)
    assert stays.achieved == ()  # not a question was closed: no victory
    assert "Соперник вышел" in duel.text(0)


def test_a_good_part_of_a_match_counts_as_a_victory(duel: Table) -> None:
    """Four questions played, then the rival goes: won."""
    for seat in (0, 1):
        duel.press(seat)
    for _ in range(4):
        for seat in (0, 1, 0, 1):
            duel.press(seat)
    turned = duel.leave(0)
    assert result_of(turned, "player1").achieved == ("won duel",)


def test_leaving_after_the_result_keeps_it(duel: Table) -> None:
    """The match is over and only the revenge is open: who goes has what he won, who stays may still finish."""
    for seat in (0, 1):
        duel.press(seat)
    for _ in range(QUESTIONS):
        for seat in (0, 1, 0, 1):
            duel.press(seat)
    assert isinstance(duel.session.state, Report)
    left = result_of(duel.leave(1), "player1")
    assert left.finished
    assert "Реванш" not in [key.label for key in compose(duel.game, duel.session, 0).keys()]
    stayed = result_of(duel.press(0, "Закончить"), "player0")
    assert (stayed.finished, stayed.player) == (True, "player0")
    assert left.points + stayed.points > 0
