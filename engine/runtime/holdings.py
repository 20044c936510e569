"""Everything the store holds about one player, found by his list of names; knows every place where a name may stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.core.player import Player
from engine.core.session import NOBODY, Session
from engine.runtime.linking import tries_id
from engine.runtime.players import Players, profiles_of
from engine.runtime.ports import Incoming, NewAddress
from engine.runtime.sessions import Sessions
from engine.store.contract import Parked, Quarantined, SessionStore

CODE = "code:"  # before the place of a code on a player's list of names
Replays = Mapping[str, Callable[[bytes], Incoming | None]]


@dataclass(slots=True)
class Holdings:
    """What names one player."""

    player: Player
    commit: bytes  # of his document
    pids: tuple[str, ...]  # every one he has had
    sessions: dict[str, Session | None] = field(default_factory=dict)  # None: nobody can read it any more
    codes: tuple[str, ...] = ()  # places of his codes
    parked: tuple[Parked, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()

    def seats(self, session: Session) -> tuple[int, ...]:
        """List his seats in a session."""
        return tuple(n for n, place in enumerate(session.places) if place.player in self.pids)

    def shared(self, session: Session) -> bool:
        """Tell whether others play in a session too."""
        return any(place.player not in ("", NOBODY, *self.pids) for place in session.places)


async def find_holdings(store: SessionStore, players: Players, sessions: Sessions, replays: Replays, pid: str) -> Holdings | None:
    """Find all that is held about a player; None if he is not known. Raises StoreUnavailable."""
    player, commit = await players.found(pid)
    if player is None:
        return None
    held = Holdings(player, commit, profiles_of(player))
    names: set[str] = {*player.sessions, *(live.sid for live in player.live), *(id.partition(":")[0] for id, _ in player.applied)}
    for each in held.pids:
        names |= set(await store.noted(each))
    held.codes = tuple(sorted(name.removeprefix(CODE) for name in names if name.startswith(CODE)))
    for sid in sorted(name for name in names if not name.startswith(CODE)):
        held.sessions[sid] = await sessions.of(sid)  # a seat that he has left may stand in its record still
    held.parked = tuple(parked for parked in await store.all_parked() if _is_his(held, parked, replays))
    held.quarantined = tuple(kept for kept in await store.quarantined() if _is_about(held, kept))
    return held


def places_of(held: Holdings) -> tuple[str, ...]:
    """Name the places where his wrong codes are counted."""
    return tuple(map(tries_id, held.pids))


def _is_his(held: Holdings, parked: Parked, replays: Replays) -> bool:
    read = replays.get(parked.platform)
    if read is None:  # this worker does not serve it
        return _names(held, parked.raw)
    told = read(parked.raw)
    return told is not None and not isinstance(told, NewAddress) and told.player in held.player.identities


def _is_about(held: Holdings, kept: Quarantined) -> bool:
    return _names(held, kept.raw) or kept.why.partition(":")[0] in held.sessions


def _names(held: Holdings, raw: bytes) -> bool:
    """Tell whether raw bytes may name him: by an identity, a pid, or the bare number of his account."""
    numbers = [identity.rpartition(":")[2] for identity in held.player.identities]
    plain = [name.encode() for name in (*held.player.identities, *held.pids)]
    if any(name in raw for name in plain):
        return True
    return any(re.search(rb"(?<![0-9A-Za-z])" + number.encode() + rb"(?![0-9A-Za-z])", raw) for number in numbers)
