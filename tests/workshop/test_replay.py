"""Play is a function of its record: other processes, other hash seeds, the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from engine.core.compose import compose, offers
from engine.core.deadlines import deadlines
from engine.core.game import Game
from engine.core.inputs import Input
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.turn import turn
from engine.runtime.catalogue import load_catalogue
from engine.store.codec import pack_input, pack_session, pack_snapshot
from engine.store.errors import Poison
from engine.workshop.replay import replay

SID, SECRET, START = "abcdefghij234", b"s" * 32, 1_790_000_000.0
GAMES = load_catalogue(("games",), installed=False).games


def recorded(game: Game, seed: int, inputs: int = 40) -> tuple[list[bytes], list[Session]]:
    """Play at random and write the record as the store would."""
    random = Random(seed)
    sit = range(1 if game.name == "duel" else game.seats[1])  # a duel begins alone
    places = tuple(Place(f"player{number}" if number in sit else "", "ru") for number in range(game.seats[1]))
    audiences = tuple(Audience(f"tg:{number}", number) for number in sit)
    session = open_session(game, SID, random.randbytes(16), START, places, audiences, SECRET)
    record, sessions, now = [pack_snapshot(session, 0.0)], [session], START
    for _ in range(inputs):
        if session.over:
            break
        now += random.choice((0.5, 3.0, 9.0))
        armed = Input("armed", now)
        session = turn(game, session, armed, SECRET).session
        record.append(pack_input(armed))
        number = random.randrange(len(audiences))
        pressable = [act for act, offer in offers(game, session, audiences[number]).items() if not offer.move.startswith("!")]
        due = deadlines(session)
        if due and (not pressable or random.random() < 0.2):
            given = Input("deadline", max(now, due[0].at))
        elif pressable:
            given = Input(
                "press", now, random.randbytes(5), places[number].player, number, session.moment, random.choice(pressable)
            )
        else:
            given = Input("words", now, random.randbytes(5), places[number].player, number, words="сталь")
        now = given.now
        turned = turn(game, session, given, SECRET)
        if turned.changed:
            session = replace(turned.session, entries=turned.session.entries + 1)
            record.append(pack_input(given))
            sessions.append(session)
    return record, sessions


@pytest.mark.parametrize("name", sorted(GAMES))
def test_a_record_gives_its_play_again(name: str) -> None:
    """Every state on the way, byte by byte, and the last screen."""
    for seed in range(5):
        record, sessions = recorded(GAMES[name], seed)
        again = [step.session for step in replay(GAMES, SID, record, SECRET) if step.given is None or step.given.kind != "armed"]
        assert [pack_session(session) for session in again] == [pack_session(session) for session in sessions]
        assert compose(GAMES[name], again[-1], 0) == compose(GAMES[name], sessions[-1], 0)


def test_another_process_plays_the_same(project: Path) -> None:
    """Three processes with other hash seeds print the same digest of all states and screens."""
    code = "from tests.workshop.test_replay import digest; print(digest())"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=project,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(project)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(told) == 1
    assert len(told.pop()) == 65, "a digest and a line's end"


def digest() -> str:
    """Sum up what all games do."""
    total = hashlib.sha256()
    for name in sorted(GAMES):
        record, sessions = recorded(GAMES[name], 7)
        total.update(b"".join(record))
        total.update(repr(compose(GAMES[name], sessions[-1], 0)).encode())
    return total.hexdigest()


def test_a_record_that_is_none_is_refused() -> None:
    """No snapshot at the beginning, or one in the middle: said, not guessed."""
    record, _ = recorded(GAMES["quiz_shift"], 1)
    with pytest.raises(Poison, match="begin with a snapshot"):
        list(replay(GAMES, SID, record[1:], SECRET))
    with pytest.raises(Poison, match="in the middle"):
        list(replay(GAMES, SID, [record[0], *record], SECRET))
