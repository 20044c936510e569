"""The store on a real Redis: every verb one script on one shard, many verbs in one pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, Self, cast

import msgpack  # type: ignore[import-untyped]  # it has no stubs

from engine.store import keys
from engine.store.bounds import (
    check_claim,
    check_commit,
    check_line,
    check_note,
    check_player,
    check_settle,
    check_vote,
    highest_touched,
)
from engine.store.calls import Calls, Client
from engine.store.contract import (
    ANSWERS_MOST,
    ID_BYTES,
    LEASE_S,
    LINE_S,
    NEVER,
    QUARANTINE_MOST,
    RAW_MOST,
    RAW_S,
    RUNS_MOST,
    RUNS_S,
    VOTES_S,
    WHY_MOST,
    Commit,
    Committed,
    Conflict,
    Due,
    Late,
    Lease,
    Parked,
    Quarantined,
    Settle,
    Settled,
    Stored,
    StoredPlayer,
)
from engine.store.errors import Newer, Poison
from engine.store.layout import SUM_BYTES, post_row, sum_of, unpack_stored
from engine.store.platform import PlatformStore

Durability = Literal["local", "replicated"]
DAY_S = 86400


class RedisStore:
    """Keeps `contract.SessionStore` on Redis 6.2 or newer, alone or as a cluster."""

    def __init__(self, calls: Calls, clock: Callable[[], float] = lambda: 0.0) -> None:
        """`clock` answers 0 (Redis TIME counts) or, in a simulation, the time that is to count."""
        self._calls = calls
        self._clock = clock
        self.platform = PlatformStore(calls.ask, clock)

    @classmethod
    async def connect(cls, url: str, durability: Durability = "local", clock: Callable[[], float] = lambda: 0.0) -> Self:
        """Connect and learn the server's version. Raises StoreUnavailable: it cannot be reached; says where and how to mend."""
        return cls(await Calls.connect(url, durability == "replicated"), clock)

    async def aclose(self) -> None:
        """Let what is on its way arrive and close the connections."""
        await self._calls.aclose()

    @property
    def client(self) -> Client:
        """The client beneath, for preflight checks."""
        return self._calls.client

    # -- sessions and their deliveries -----------------------------------------------------------------------

    async def load(self, sid: str) -> Stored | None:
        now, kept = await self._read(keys.session(sid), kept=True)
        return unpack_stored(kept, now) if kept is not None else None

    async def commit(self, change: Commit, token: bytes, lease_s: float = LEASE_S) -> Committed | Conflict | Late:
        check_commit(change, token, lease_s)
        sid = change.sid
        touched = (keys.session(sid), keys.record(sid), keys.effects(sid), keys.due(keys.shard_of(sid)))
        reply = await self._calls.call("commit", touched, sid, self._clock(), _packed(change, token, lease_s), kept=True)
        now = float(reply[1])
        match _status(sid, reply):
            case "conflict":
                return Conflict(now, unpack_stored(reply[2], now) if reply[2] else None)
            case "late":
                return Late(now, unpack_stored(reply[2], now))
            case "refused":
                raise ValueError(f"session {sid}: an audience beyond the {reply[2].decode()} that there are")
        stored = unpack_stored(reply[2], now)
        leases = cast("list[tuple[int, bytes]]", reply[3])
        return Committed(now, tuple(Lease(n, token, float(until), stored) for n, until in leases))

    async def claim(self, sid: str, audience: int, token: bytes, page: int = -1, lease_s: float = LEASE_S) -> Lease | Stored | None:
        check_claim(sid, audience, token, page)
        touched = (keys.session(sid), keys.due(keys.shard_of(sid)))
        reply = await self._calls.call("claim", touched, sid, self._clock(), audience, token, page, lease_s, kept=True)
        status = _status(sid, reply)
        if status == "none":
            return None
        stored = unpack_stored(reply[2], float(reply[1]))
        if status == "held":
            return stored
        return Lease(audience, token, float(reply[3]), stored)

    async def settle(self, outcome: Settle, lease_s: float = LEASE_S) -> Settled:
        check_settle(outcome, lease_s)
        sid = outcome.sid
        packed = msgpack.packb({**_fields(outcome), "lease_s": lease_s}, use_bin_type=False)
        touched = (keys.session(sid), keys.due(keys.shard_of(sid)), keys.record(sid))
        reply = await self._calls.call("settle", touched, sid, self._clock(), packed)
        status, now = _status(sid, reply), float(reply[1])
        if status == "none":
            return Settled(now, False, None, NEVER)
        again = None
        if status == "again":
            stored = unpack_stored(reply[2], now)
            again = Lease(outcome.audience, outcome.token, float(reply[4]), stored)
        return Settled(now, status != "lost", again, float(reply[3]))

    async def arm(self, sid: str) -> Stored | None:
        touched = (keys.session(sid), keys.due(keys.shard_of(sid)), keys.record(sid))
        reply = await self._calls.call("arm", touched, sid, self._clock())
        return None if _status(sid, reply) == "none" else unpack_stored(reply[2], float(reply[1]))

    async def record(self, sid: str) -> tuple[bytes, ...]:
        return tuple(cast("list[bytes]", await self._calls.ask("LRANGE", keys.record(sid), 0, -1)))

    async def set_aside(self, sid: str, why: str) -> None:
        try:
            _, kept = await self._read(keys.session(sid))
        except Poison:  # a key of another type
            kept = None
        await self.quarantine("session", kept or b"", f"{sid}: {why}")
        touched = (keys.session(sid), keys.effects(sid), keys.due(keys.shard_of(sid)), keys.record(sid))
        await self._calls.call("set_aside", touched, sid, kept or b"", RAW_S)

    # -- what waits ------------------------------------------------------------------------------------------

    async def effects(self, sid: str) -> tuple[tuple[str, bytes], ...]:
        found = await self._calls.call("effects", (keys.effects(sid), keys.due(keys.shard_of(sid))), sid)
        return tuple(sorted((id.decode(), kept) for id, kept in zip(found[::2], found[1::2], strict=True)))

    async def effect_done(self, sid: str, effect: str) -> None:
        await self._calls.call("effect_done", (keys.effects(sid), keys.due(keys.shard_of(sid))), sid, effect)

    async def sweep(self, shard: int, limit: int = 64, hide_s: float = LEASE_S) -> Due:
        reply = await self._calls.call_once("sweep", (keys.due(shard),), self._clock(), limit, hide_s)
        return Due(float(reply[0]), tuple(member.decode() for member in cast("list[bytes]", reply[1])), float(reply[2]))

    async def undue(self, shard: int, member: str) -> None:
        await self._calls.ask("ZREM", keys.due(shard), member)

    async def park(self, parked: Parked, at: float) -> None:
        shard = keys.shard_of(parked.id)
        touched = (keys.parked(shard, parked.id), keys.due(shard))
        given = (parked.id, parked.platform, parked.raw[:RAW_MOST], at, RAW_S, parked.tries)
        await self._calls.call("park", touched, *given, kept=True)  # it is acknowledged to the platform as soon as it is parked

    async def parked(self, shard: int, id: str) -> Parked | None:
        key = keys.parked(shard, id)
        try:
            found = await self._calls.call("parked", (key, keys.due(shard)), id)
            return _parked(id, found) if found else None
        except Poison as wrong:
            await self.quarantine("parked", await self._raw(key), f"{id}: {wrong}")
            await self.unpark(shard, id)
            return None

    async def unpark(self, shard: int, id: str) -> None:
        await self._calls.call("unpark", (keys.parked(shard, id), keys.due(shard)), id)

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        now = await self.now()
        day, within_s = divmod(now, DAY_S)
        key = keys.quarantine(int(day))  # a list for each day: what is 72 h old goes although new things come
        entry = msgpack.packb([platform, raw[:RAW_MOST], why[:WHY_MOST], now])
        await asyncio.gather(  # by one way, for their order; it is acknowledged to the platform as soon as it lies here
            self._calls.ask("LPUSH", key, entry, kept=True),
            self._calls.ask("LTRIM", key, 0, QUARANTINE_MOST - 1, kept=True),
            self._calls.ask("EXPIRE", key, int(RAW_S - within_s), kept=True),
        )

    async def quarantined(self) -> tuple[Quarantined, ...]:
        """Read what lies in quarantine, newest first."""
        today = int(await self.now() // DAY_S)
        found: list[Quarantined] = []
        for day in range(today, today - RAW_S // DAY_S, -1):
            kept = cast("list[bytes]", await self._calls.ask("LRANGE", keys.quarantine(day), 0, -1))
            found += [Quarantined(*msgpack.unpackb(entry)) for entry in kept]
        return tuple(found)

    # -- players and the installation ------------------------------------------------------------------------

    async def player(self, pid: str) -> StoredPlayer | None:
        now, kept = await self._read(keys.player(pid), kept=True)
        return _player(kept, now) if kept is not None else None

    async def save_player(self, pid: str, expected: bytes, id: bytes, body: bytes, keep_s: float = 0.0) -> StoredPlayer | None:
        check_player(expected, id, body, keep_s)
        given = (self._clock(), expected, id, sum_of(body) + body, keep_s)
        reply = await self._calls.call("player", (keys.player(pid),), *given, kept=True)
        if len(reply) == 1:
            return None
        return _player(reply[1], float(reply[0])) if reply[1] else StoredPlayer(b"", b"", float(reply[0]))

    async def drop_player(self, pid: str, expected: bytes) -> bool:
        return bool(await self._calls.call("drop_player", (keys.player(pid), keys.names(pid)), expected, kept=True))

    async def note(self, pid: str, name: str, keep_s: float) -> None:
        check_note(pid, name, keep_s)
        await self._calls.call("note", (keys.names(pid),), self._clock(), name, keep_s, kept=True)

    async def noted(self, pid: str) -> tuple[str, ...]:
        found = cast("list[bytes]", await self._calls.ask("ZRANGE", keys.names(pid), 0, -1))
        return tuple(sorted(name.decode() for name in found))

    async def erase(self, sid: str) -> None:
        touched = (keys.session(sid), keys.record(sid), keys.effects(sid), keys.due(keys.shard_of(sid)))
        await self._calls.call("erase", touched, sid, kept=True)

    async def all_parked(self) -> tuple[Parked, ...]:
        found: list[Parked] = []
        async for key in self._calls.scan(keys.all_parked()):
            try:
                kept = cast("list[bytes]", await self._calls.ask("HMGET", key, "platform", "raw", "tries"))
                found += [_parked(key.rpartition(":")[2], kept)] if all(item is not None for item in kept) else []
            except Poison:  # the sweeper puts it aside when it comes due
                continue
        return tuple(sorted(found, key=lambda parked: parked.id))

    async def unquarantine(self, kept: Quarantined) -> None:
        entry = msgpack.packb([kept.platform, kept.raw, kept.why, kept.at])
        await self._calls.ask("LREM", keys.quarantine(int(kept.at // DAY_S)), 0, entry)

    # -- who waits for whom ----------------------------------------------------------------------------------

    async def queue(self, line: str, sid: str, refused: str = "") -> str:
        check_line(line)
        keys.shard_of(sid)
        touched = (keys.line(line, "line"), keys.line(line, "met"))
        found = await self._calls.call("queue", touched, self._clock(), sid, refused, LINE_S, kept=True)
        return cast(bytes, found).decode()

    async def unqueue(self, line: str, sid: str, done: bool) -> None:
        await self._calls.call("unqueue", (keys.line(line, "line"), keys.line(line, "met")), sid, int(done), kept=True)

    async def keep_run(self, line: str, run: bytes) -> None:
        check_line(line, run)
        await self._calls.call("keep_run", (keys.line(line, "runs"),), run, RUNS_MOST, RUNS_S)

    async def runs(self, line: str) -> tuple[bytes, ...]:
        return tuple(cast("list[bytes]", await self._calls.ask("LRANGE", keys.line(line, "runs"), 0, -1)))

    async def vote(self, poll: str, answer: str, id: str) -> None:
        check_vote(poll, answer, id)
        touched = (keys.poll(poll, "votes"), keys.poll(poll, "counted"))
        await self._calls.call("vote", touched, self._clock(), id, answer, VOTES_S, ANSWERS_MOST, kept=True)

    async def votes(self, poll: str) -> tuple[tuple[str, int], ...]:
        found = cast("dict[bytes, bytes]", await self._calls.ask("HGETALL", keys.poll(poll, "votes")))
        return tuple(sorted((answer.decode(), int(count)) for answer, count in found.items()))

    async def secret(self, fresh: bytes) -> bytes:
        await self._calls.ask("SET", keys.secret(), fresh, "NX")
        return cast(bytes, await self._calls.ask("GET", keys.secret(), kept=True))  # else a failover could bring another one

    async def now(self) -> float:
        if (simulated := self._clock()) > 0:
            return simulated
        return (await self._read(keys.secret()))[0]

    async def _raw(self, key: str) -> bytes:
        """Read what can still be read of a damaged parked update."""
        for command in (("HGET", key, "raw"), ("GET", key)):
            try:
                return cast("bytes | None", await self._calls.ask(*command)) or b""
            except Poison:  # a key of another type
                continue
        return b""

    async def _read(self, key: str, kept: bool = False) -> tuple[float, bytes | None]:
        """Read a string. `kept`: what is answered because of it must be on a replica too, where that was asked for."""
        now, found = cast("tuple[bytes, bytes | None]", await self._calls.call("read", (key,), self._clock(), kept=kept))
        return float(now), found


def _status(sid: str, reply: list[bytes]) -> str:
    status = reply[0].decode()
    if status == "poison":
        raise Poison(f"session {sid} is damaged")
    if status == "newer":
        raise Newer(f"session {sid} was written by a newer version")
    return status


def _fields(record: Commit | Settle) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__ if name != "sid"}


def _packed(change: Commit, token: bytes, lease_s: float) -> bytes:
    """Pack a commit for its script."""
    audiences = [post_row(post) for post in change.audiences]
    extra = {"audiences": audiences, "sum": sum_of(change.body), "highest": highest_touched(change), "token": token}
    packed: bytes = msgpack.packb({**_fields(change), **extra, "lease_s": lease_s}, use_bin_type=False)
    return packed


def _parked(id: str, kept: list[bytes]) -> Parked:
    """Read a parked update's fields. Raises Poison."""
    try:
        return Parked(id, kept[0].decode(), kept[1], int(kept[2]))
    except ValueError as wrong:
        raise Poison(f"its fields are none of ours: {type(wrong).__name__}") from None


def _player(kept: bytes, now: float) -> StoredPlayer:
    id, total, body = kept[:ID_BYTES], kept[ID_BYTES : ID_BYTES + SUM_BYTES], kept[ID_BYTES + SUM_BYTES :]
    return StoredPlayer(id, body, now, damaged=sum_of(body) != total)
