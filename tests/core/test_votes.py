"""A state may ask a question of all players: a move votes and sees how the others have voted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.compose import offers
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.inputs import Input, Polled, Turned, Voted
from engine.core.moves import press
from engine.core.opening import open_session
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.session import Audience, Place
from engine.core.state import State
from engine.core.turn import turn
from engine.core.view import Button, View
from engine.store.codec import pack_input, unpack_entry
from engine.store.contract import POLL_MOST

NOW = 1_790_000_000.0


class Fork(State):
    """Left or right; the question is given from outside, to be able to be wrong."""

    asks: str = "fork"

    def view(self, seat: Seat) -> View:
        """Show both ways."""
        return View("?", [Button("left", self.go, "left"), Button("right", self.go, "right")])

    def poll(self) -> str:
        """Ask everybody."""
        return self.asks

    @press
    def go(self, play: Play, way: str) -> Gone:
        """Vote, and see the others."""
        play.vote(way)
        return Gone(said=" ".join(f"{answer}:{count}" for answer, count in play.votes.items()))


class Gone(State, final=True):
    """What was known of the others."""

    said: str

    def view(self, seat: Seat) -> View:
        """Say it."""
        return View(self.said)


game = Game("fork", start=Fork)


def pressed(asks: str = "fork", polled: Polled = ("", ())) -> Turned:
    """Press "left"."""
    session = open_session(game, "s" * 13, b"x" * 16, NOW, (Place("player0"),), (Audience("tg:0", 0),), b"secret")
    session = replace(session, state=Fork(asks=asks), shown_at=NOW)
    act = next(act for act, offer in offers(game, session, session.audiences[0]).items() if offer.label == "left")
    given = Input("press", NOW + 1, b"12345", "player0", 0, session.moment, act, polled=polled)
    return turn(game, session, given, b"secret")


def test_a_vote_leaves_the_session_and_names_nobody() -> None:
    """The effect says game, question and answer; nothing of who answered."""
    assert [effect for _, effect in pressed().outgoing if isinstance(effect, Voted)] == [Voted("fork:fork", "left")]


def test_a_move_sees_the_votes_of_its_own_question_alone() -> None:
    """What was heard of another moment's question is not taken for this one's."""
    votes = (("left", 3), ("right", 4))
    assert pressed(polled=("fork", votes)).session.state == Gone(said="left:3 right:4")
    assert pressed(polled=("another", votes)).session.state == Gone(said="")


@pytest.mark.parametrize("asks", ["", "ы" * 33], ids=["nothing", "too long"])
def test_a_vote_without_a_question_is_told(asks: str) -> None:
    """The designer reads what to write."""
    with pytest.raises(AuthorError, match=r"fork: Fork\.go: vote: this state's poll\(\) gives .*; let it name a question"):
        pressed(asks=asks)


def test_the_votes_are_in_the_record_and_older_entries_can_be_read() -> None:
    """A replay needs no store; entries of the time before there were votes have one item less."""
    given = Input("press", NOW, b"12345", "player0", 0, b"momen", b"a", polled=("fork", (("left", 3),)))
    assert unpack_entry(pack_input(given)) == given
    plain = replace(given, polled=("", ()))
    assert unpack_entry(pack_input(plain)) == plain
    assert len(pack_input(plain)) < len(pack_input(given))


def test_what_a_game_may_ask_fits_into_the_store() -> None:
    """The longest name of a game with the longest question."""
    assert len("g" * 31 + ":") + 64 <= POLL_MOST
