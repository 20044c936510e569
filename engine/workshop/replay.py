"""A record played again, step by step: the same record on the same code gives the same bytes (promise 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.core.game import Game
from engine.core.inputs import Input
from engine.core.session import Session
from engine.core.turn import turn
from engine.store.codec import unpack_entry, unpack_session
from engine.store.errors import Poison


@dataclass(frozen=True, slots=True)
class Step:
    """One input of a record and the session after it; the first step is the snapshot, which no input made."""

    given: Input | None
    session: Session


def replay(games: Mapping[str, Game], sid: str, record: Sequence[bytes], secret: bytes) -> Iterator[Step]:
    """Play a record again from its snapshot.

    `secret` is the installation's (games that are the same for everybody that day are drawn from it).
    Raises Poison: the record is damaged or does not begin with a snapshot; what a game raises passes through.
    """
    entries = [unpack_entry(entry) for entry in record]
    if not entries or isinstance(entries[0], Input):
        raise Poison(f"session {sid}: the record does not begin with a snapshot")
    body, shown_at = entries[0]
    session = unpack_session(sid, body, games, shown_at)
    game = games[session.game]
    yield Step(None, session)
    for given in entries[1:]:
        if not isinstance(given, Input):
            raise Poison(f"session {sid}: a snapshot stands in the middle of the record")
        session = turn(game, session, given, secret).session
        if given.kind != "armed":
            session = replace(session, entries=session.entries + 1)
        yield Step(given, session)
