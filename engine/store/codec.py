"""Sessions, players, effects and record entries as msgpack, and back; strict, by schema version (MECHANICS 24, 25).

A state travels as its own model's strict JSON inside the body: pydantic writes and reads it whole, Enums included.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, fields
from typing import TypeVar

import msgpack  # type: ignore[import-untyped]  # it has no stubs
from pydantic import TypeAdapter, ValidationError

from engine.core.effects import Argument
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.inputs import Input, Meeting, Naming, Opening, Outgoing, Recorded, Result, Seeking, Speaking, Voted, Wish
from engine.core.player import Alias, Live, Player
from engine.core.session import Audience, Heard, Notice, Place, Session
from engine.core.state import State, freeze, thaw
from engine.store.contract import ARMED, BODY_MOST
from engine.store.errors import Newer, Poison

SCHEMA = 1
SOUGHT_SCHEMA = 2  # of a session that stands in a line: an older worker leaves it alone
ALIAS_SCHEMA = 2  # of a player's document that is an alias: an older worker leaves it alone
T = TypeVar("T")

SessionRow = tuple[
    int,  # schema
    str,  # game
    int,  # version of the game
    str,  # tag of the state
    bytes,  # state
    bytes,  # seed
    bytes,  # moment
    float,  # began
    int,  # step
    bytes,  # before
    str,  # by
    tuple[tuple[bytes, int], ...],  # heard
    tuple[bytes, ...],  # typed
    tuple[tuple[str, str, str, int, int, tuple[str, ...], tuple[str, ...], bytes, bytes, bool], ...],  # places
    tuple[tuple[str, int, str, str], ...],  # audiences
    tuple[tuple[int, str, tuple[tuple[str, Argument], ...]], ...],  # notices
    float,  # opened
    str,  # closed
    int,  # entries
]
SoughtRow = tuple[int, bytes, str, bytes]  # schema, the row above, seeking, lent
PlayerRow = tuple[
    int,  # schema
    tuple[str, ...],  # identities
    str,  # language
    str,  # nick
    tuple[str, ...],  # sessions
    tuple[tuple[str, str, str], ...],  # live
    tuple[tuple[bytes, str], ...],  # deliveries
    tuple[tuple[str, bytes], ...],  # memory
    tuple[str, ...],  # facts
    int,  # xp
    int,  # stars
    int,  # day
    int,  # rated
    int,  # plays
    tuple[tuple[str, float], ...],  # applied
]
AliasRow = tuple[int, str, bytes, bool]  # schema, to, what is carried, leads
CodeRow = tuple[str, str, str]  # profile, chat, what has used it
_SESSION: TypeAdapter[SessionRow] = TypeAdapter(SessionRow)
_SOUGHT: TypeAdapter[SoughtRow] = TypeAdapter(SoughtRow)
_PLAYER: TypeAdapter[PlayerRow] = TypeAdapter(PlayerRow)
_ALIAS: TypeAdapter[AliasRow] = TypeAdapter(AliasRow)
_CODE: TypeAdapter[CodeRow] = TypeAdapter(CodeRow)
_HASHES: TypeAdapter[tuple[bytes, ...]] = TypeAdapter(tuple[bytes, ...])
_INPUT: TypeAdapter[Input] = TypeAdapter(Input)
_OUTGOING: Mapping[str, type[Outgoing]] = {
    "result": Result,
    "open": Opening,
    "speak": Speaking,
    "name": Naming,
    "wish": Wish,
    "seek": Seeking,
    "meet": Meeting,
    "run": Recorded,
    "vote": Voted,
}


def pack_session(session: Session) -> bytes:
    """Write a session's body."""
    row: SessionRow = (
        SCHEMA,
        session.game,
        session.version,
        type(session.state).stored_as,
        freeze(session.state),
        session.seed,
        session.moment,
        session.began,
        session.step,
        session.before,
        session.by,
        tuple((heard.delivery, heard.seat) for heard in session.heard),
        session.typed,
        tuple(astuple(place) for place in session.places),
        tuple((audience.chat, audience.seat, audience.successor, audience.parted) for audience in session.audiences),
        tuple((notice.seat, notice.key, notice.arguments) for notice in session.notices),
        session.opened,
        session.closed,
        session.entries,
    )
    if session.seeking or session.lent:
        return _pack((SOUGHT_SCHEMA, _pack(row), session.seeking, session.lent))
    return _pack(row)


def unpack_session(sid: str, body: bytes, games: Mapping[str, Game], shown_at: float = 0.0) -> Session:
    """Read a session's body, lifting an older state to the game's version.

    Raises Poison: the bytes are damaged. Raises Newer: the game or its version is not known here.
    Raises AuthorError: this version of the game cannot read what an older one has kept.
    """
    seeking, lent = "", b""
    if body[:2] == bytes((0x94, SOUGHT_SCHEMA)):
        _, body, seeking, lent = _unpack(_SOUGHT, body, SOUGHT_SCHEMA)
    row = _unpack(_SESSION, body)
    game = games.get(row[1])
    if game is None:
        raise Newer(f"session {sid}: the game {row[1]} is not installed here")
    if row[2] > game.version:
        raise Newer(f"session {sid}: {row[1]} version {row[2]} is newer than {game.version} here")
    state = _lifted(sid, game, row[2], row[3], row[4])
    return Session(
        sid=sid,
        game=row[1],
        version=game.version,
        state=state,
        seed=row[5],
        moment=row[6],
        began=row[7],
        step=row[8],
        before=row[9],
        by=row[10],
        heard=tuple(Heard(*heard) for heard in row[11]),
        typed=row[12],
        places=tuple(Place(*place) for place in row[13]),
        audiences=tuple(Audience(*audience) for audience in row[14]),
        notices=tuple(Notice(*notice) for notice in row[15]),
        opened=row[16],
        closed=row[17],
        entries=row[18],
        seeking=seeking,
        lent=lent,
        shown_at=shown_at,
    )


def _lifted(sid: str, game: Game, version: int, tag: str, kept: bytes) -> State:
    """Lift a state step by step to the game's version, and read it.

    Raises AuthorError: the bytes are whole, but this game cannot read them. They are left as they are: a mended game will.
    """
    where = f"session {sid}: {game.name}, state {tag} of version {version}"
    for below in range(version, game.version):
        if (lift := game.migrations.get(below)) is not None:
            try:
                tag, changed = lift(tag, json.loads(kept))
                kept = json.dumps(changed).encode()
            except Exception as wrong:  # the edge of a migration: whatever it raises harms this session alone
                raise AuthorError(
                    f"{where}: the step from {below} to {below + 1} raised {type(wrong).__name__}; mend it"
                ) from wrong
    kind = game.chart.tags.get(tag)
    if kind is None:
        raise AuthorError(f"{where}: there is no state «{tag}» in version {game.version}; give one this tag=, or a migration step")
    try:
        return thaw(kind, kept)
    except ValidationError as wrong:
        field = ".".join(map(str, wrong.errors(include_url=False, include_input=False)[0]["loc"]))
        told = f"{kind.__name__}.{field} is not what was kept"
        raise AuthorError(
            f"{where}: {told}; raise the game's version and write a migration step, or give the field a default"
        ) from None


def pack_player(player: Player) -> bytes:
    """Write a player's document."""
    row: PlayerRow = (
        SCHEMA,
        player.identities,
        player.language,
        player.nick,
        player.sessions,
        tuple((live.chat, live.message, live.sid) for live in player.live),
        player.deliveries,
        player.memory,
        player.facts,
        player.xp,
        player.stars,
        player.day,
        player.rated,
        player.plays,
        player.applied,
    )
    return _pack(row)


def unpack_player(pid: str, body: bytes) -> Player:
    """Read a player's document. Raises Poison or Newer."""
    row = _unpack(_PLAYER, body)
    return Player(
        pid=pid,
        identities=row[1],
        language=row[2],
        nick=row[3],
        sessions=row[4],
        live=tuple(Live(*live) for live in row[5]),
        deliveries=row[6],
        memory=row[7],
        facts=row[8],
        xp=row[9],
        stars=row[10],
        day=row[11],
        rated=row[12],
        plays=row[13],
        applied=row[14],
    )


def pack_profile(profile: Player | Alias) -> bytes:
    """Write what lies under a player's key: his document, or an alias."""
    if isinstance(profile, Player):
        return pack_player(profile)
    return _pack((ALIAS_SCHEMA, profile.to, pack_player(profile.carried) if profile.carried else b"", profile.leads))


def unpack_profile(pid: str, body: bytes) -> Player | Alias:
    """Read what lies under a player's key. Raises Poison or Newer."""
    if body[:2] != bytes((0x94, ALIAS_SCHEMA)):
        return unpack_player(pid, body)
    row = _unpack(_ALIAS, body, ALIAS_SCHEMA)
    return Alias(pid, row[1], unpack_player(pid, row[2]) if row[2] else None, row[3])


def pack_code(pid: str, chat: str, used: str = "") -> bytes:
    """Write a code that links two messengers: whose it is, where he was shown it, what has used it ("" = nothing yet)."""
    return _pack((pid, chat, used))


def unpack_code(body: bytes) -> CodeRow:
    """Read such a code. Raises Poison."""
    return _unpack(_CODE, body)


def pack_hashes(hashes: tuple[bytes, ...]) -> bytes:
    """Write the 5-byte hashes of deliveries."""
    return _pack(hashes)


def unpack_hashes(body: bytes) -> tuple[bytes, ...]:
    """Read them. Raises Poison."""
    return _unpack(_HASHES, body)


def pack_input(given: Input) -> bytes:
    """Write one entry of a record."""
    row = astuple(given)
    return _pack(row if given.page else row[:-1] if given.polled[0] else row[:-2])


def pack_snapshot(session: Session, shown_at: float) -> bytes:
    """Write the entry that a record begins with."""
    return _pack(("snapshot", pack_session(session), shown_at))


def unpack_entry(entry: bytes) -> Input | tuple[bytes, float]:
    """Read an entry of a record: an input, or (body, shown_at) of a snapshot. Raises Poison."""
    row = msgpack.unpackb(entry, use_list=False)
    match row:
        case ("snapshot", bytes(body), float(shown_at)):
            return body, shown_at
        case (kind, now) if kind == ARMED or kind == ARMED.encode():
            return Input("armed", float(now))
        case (_, _, _, _, _, _, _, _, place) | (_, _, _, _, _, _, _, _, place, _) | (_, _, _, _, _, _, _, _, place, _, _):
            try:
                told = dict(zip((field.name for field in fields(Input)), row, strict=False))
                seated = dict(zip((field.name for field in fields(Place)), place, strict=True)) if place else None
                return _INPUT.validate_python({**told, "place": seated})
            except ValidationError:
                raise Poison("a record entry is no input") from None
        case _:
            raise Poison("a record entry is of an unknown shape")


def pack_outgoing(effect: Outgoing) -> bytes:
    """Write an effect that must leave the shard."""
    name = next(name for name, kind in _OUTGOING.items() if kind is type(effect))
    return _pack((name, astuple(effect), SCHEMA))


def unpack_outgoing(kept: bytes) -> Outgoing:
    """Read an effect. Raises Poison or Newer."""
    try:
        name, row, *rest = msgpack.unpackb(kept, use_list=False)
        if rest and rest[0] > SCHEMA:
            raise Newer(f"an effect of schema {rest[0]} is newer than {SCHEMA} here")
        kind = _OUTGOING[name]
        return TypeAdapter(kind).validate_python(dict(zip((f.name for f in fields(kind)), row, strict=True)))
    except (ValueError, KeyError, TypeError):
        raise Poison("an effect is of an unknown shape") from None


def _pack(row: object) -> bytes:
    packed: bytes = msgpack.packb(row, use_bin_type=True)
    return packed


def _unpack(shape: TypeAdapter[T], body: bytes, newest: int = SCHEMA) -> T:
    if len(body) > BODY_MOST:
        raise Poison(f"{len(body)} bytes, at most {BODY_MOST} are ours")
    try:
        row = msgpack.unpackb(body, use_list=False, strict_map_key=True)
    except Exception as wrong:  # msgpack raises many kinds for damaged bytes (RELIABILITY F16)
        raise Poison(f"the bytes are no msgpack: {type(wrong).__name__}") from None
    if isinstance(row, tuple) and row and isinstance(row[0], int) and row[0] > newest:
        raise Newer(f"schema {row[0]} is newer than {newest} here")
    try:
        return shape.validate_python(row, strict=True)
    except ValidationError as wrong:
        where = wrong.errors(include_input=False, include_url=False)[0]
        raise Poison(f"field {where['loc']}: {where['type']}") from None
