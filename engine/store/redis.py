"""The store on a real Redis: every verb one script on one shard, many verbs in one pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import Literal, cast

import msgpack  # type: ignore[import-untyped]  # it has no stubs
from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError, ResponseError

from engine.store import keys
from engine.store.contract import (
    LEASE_S,
    Commit,
    Committed,
    Conflict,
    Due,
    Late,
    Lease,
    Parked,
    Settle,
    Settled,
    Stored,
    StoredPlayer,
)
from engine.store.errors import Newer, Poison, StoreUnavailable
from engine.store.layout import unpack_stored
from engine.store.pipe import Arg, Pipe
from engine.store.platform import PlatformStore
from engine.store.scripts import Script, load_scripts

CALL_S = 2.0  # one round trip
PARKED_KEEP_S = 72 * 3600
QUARANTINE_MOST = 1000
RAW_MOST = 64 * 1024
WAIT_MS = 1000
CLUSTER = "redis+cluster://"

Client = Redis | RedisCluster
Durability = Literal["local", "replicated"]


class RedisStore:
    """Keeps `contract.SessionStore` on Redis 6.2 or newer, alone or as a cluster."""

    def __init__(
        self,
        client: Client,
        scripts: dict[str, Script],
        durability: Durability = "local",
        clock: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """`clock` answers 0 (Redis TIME counts) or, in a simulation, the time that is to count."""
        self._client = client
        self._pipe = Pipe(client)
        self._scripts = scripts
        self._durability = durability
        self._clock = clock
        self.platform = PlatformStore(self._ask)

    @classmethod
    async def connect(cls, url: str, durability: Durability = "local", clock: Callable[[], float] = lambda: 0.0) -> RedisStore:
        """Connect and learn the server's version. Raises StoreUnavailable: it cannot be reached; says where and how to mend."""
        client = open_client(url)
        try:
            server = await client.info("server")
            version = next(iter(server.values()))["redis_version"] if "redis_version" not in server else server["redis_version"]
        except (RedisError, OSError, TimeoutError) as wrong:
            await client.aclose()
            raise StoreUnavailable(
                f"Redis at {place_of(url)} cannot be reached ({type(wrong).__name__}); start it or correct SMENA_REDIS_URL"
            ) from wrong
        major, minor = (int(part) for part in str(version).split(".")[:2])
        return cls(client, load_scripts((major, minor)), durability, clock)

    async def aclose(self) -> None:
        """Let what is on its way arrive and close the connections."""
        await self._pipe.close()
        await self._client.aclose()

    @property
    def client(self) -> Client:
        """The client beneath, for preflight checks."""
        return self._client

    async def load(self, sid: str) -> Stored | None:
        now, kept = await asyncio.gather(self.now(), self._ask("GET", keys.session(sid)))
        return unpack_stored(cast(bytes, kept), now) if kept is not None else None

    async def commit(self, change: Commit, token: bytes, lease_s: float = LEASE_S) -> Committed | Conflict | Late:
        sid = change.sid
        told = {name: value for name, value in asdict(change).items() if name != "sid"}
        told["audiences"] = [list(post.values()) for post in told["audiences"]]
        packed = msgpack.packb({**told, "token": token, "lease_s": lease_s}, use_bin_type=False)
        touched = (keys.session(sid), keys.record(sid), keys.effects(sid), keys.due(keys.shard_of(sid)))
        reply = await self._again("commit", touched, sid, self._clock(), packed)
        now = float(reply[1])
        match self._status(sid, reply):
            case "conflict":
                return Conflict(now, unpack_stored(reply[2], now) if reply[2] else None)
            case "late":
                return Late(now, unpack_stored(reply[2], now))
        stored = unpack_stored(reply[2], now)
        await self._replicated(sid)
        leases = cast("list[tuple[int, int, bytes]]", reply[3])
        return Committed(now, tuple(Lease(n, token, float(until), bool(unsure), stored) for n, unsure, until in leases))

    async def claim(self, sid: str, audience: int, token: bytes, page: int = -1, lease_s: float = LEASE_S) -> Lease | Stored | None:
        touched = (keys.session(sid), keys.due(keys.shard_of(sid)))
        reply = await self._again("claim", touched, sid, self._clock(), audience, token, page, lease_s)
        status = self._status(sid, reply)
        if status == "none":
            return None
        stored = unpack_stored(reply[2], float(reply[1]))
        if status == "held":
            return stored
        return Lease(audience, token, float(reply[3]), status == "unsure", stored)

    async def settle(self, outcome: Settle, lease_s: float = LEASE_S) -> Settled:
        sid = outcome.sid
        packed = msgpack.packb({**asdict(outcome), "lease_s": lease_s}, use_bin_type=False)
        touched = (keys.session(sid), keys.due(keys.shard_of(sid)), keys.record(sid))
        reply = await self._again("settle", touched, sid, self._clock(), packed)
        status, now = self._status(sid, reply), float(reply[1])
        if status == "none":
            return Settled(now, False, None, 0.0)
        again = None
        if status == "again":
            stored = unpack_stored(reply[2], now)
            again = Lease(outcome.audience, outcome.token, float(reply[5]), bool(reply[4]), stored)
        return Settled(now, status != "lost", again, float(reply[3]))

    async def arm(self, sid: str) -> Stored | None:
        touched = (keys.session(sid), keys.due(keys.shard_of(sid)), keys.record(sid))
        reply = await self._again("arm", touched, sid, self._clock())
        return None if self._status(sid, reply) == "none" else unpack_stored(reply[2], float(reply[1]))

    async def effects(self, sid: str) -> tuple[tuple[str, bytes], ...]:
        found = cast("dict[bytes, bytes] | list[bytes]", await self._ask("HGETALL", keys.effects(sid)))
        pairs = found.items() if isinstance(found, dict) else zip(found[::2], found[1::2], strict=True)
        return tuple(sorted((id.decode(), kept) for id, kept in pairs))

    async def effect_done(self, sid: str, effect: str) -> None:
        await self._again("effect_done", (keys.effects(sid), keys.due(keys.shard_of(sid))), sid, effect)

    async def record(self, sid: str) -> tuple[bytes, ...]:
        return tuple(cast("list[bytes]", await self._ask("LRANGE", keys.record(sid), 0, -1)))

    async def sweep(self, shard: int, limit: int = 64, hide_s: float = LEASE_S) -> Due:
        reply = await self._call("sweep", (keys.due(shard),), self._clock(), limit, hide_s)
        return Due(float(reply[0]), tuple(member.decode() for member in cast("list[bytes]", reply[1])), float(reply[2]))

    async def undue(self, shard: int, member: str) -> None:
        await self._ask("ZREM", keys.due(shard), member)

    async def set_aside(self, sid: str, why: str) -> None:
        try:
            kept = await self._ask("GET", keys.session(sid))
        except StoreUnavailable:
            raise
        except ResponseError:  # a key of another type
            kept = b""
        await self.quarantine("session", cast(bytes, kept or b""), f"{sid}: {why}")
        await self._ask("UNLINK", keys.session(sid), keys.effects(sid))
        members = [f"t:{sid}", f"e:{sid}", *(f"d:{sid}:{number}" for number in range(64))]
        await self._ask("ZREM", keys.due(keys.shard_of(sid)), *members)

    async def park(self, parked: Parked, at: float) -> None:
        shard = keys.shard_of(parked.id)
        touched = (keys.parked(shard, parked.id), keys.due(shard))
        await self._again("park", touched, parked.id, parked.platform, parked.raw[:RAW_MOST], at, PARKED_KEEP_S)

    async def parked(self, shard: int, id: str) -> Parked | None:
        key = keys.parked(shard, id)
        platform, raw = cast("list[bytes | None]", await self._ask("HMGET", key, "platform", "raw"))
        if platform is None or raw is None:
            await self.undue(shard, f"p:{id}")
            return None
        tries = cast(int, await self._ask("HINCRBY", key, "tries", 1))
        return Parked(id, platform.decode(), raw, tries)

    async def unpark(self, shard: int, id: str) -> None:
        await asyncio.gather(self._ask("UNLINK", keys.parked(shard, id)), self.undue(shard, f"p:{id}"))

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        entry = msgpack.packb([platform, raw[:RAW_MOST], why[:200], await self.now()])
        await asyncio.gather(
            self._ask("LPUSH", keys.quarantine(), entry),
            self._ask("LTRIM", keys.quarantine(), 0, QUARANTINE_MOST - 1),
            self._ask("EXPIRE", keys.quarantine(), PARKED_KEEP_S),
        )

    async def quarantined(self) -> tuple[bytes, ...]:
        """Read what lies in quarantine, newest first: msgpack of [platform, raw, why, when]."""
        return tuple(cast("list[bytes]", await self._ask("LRANGE", keys.quarantine(), 0, -1)))

    async def player(self, pid: str) -> StoredPlayer | None:
        now, kept = await asyncio.gather(self.now(), self._ask("GET", keys.player(pid)))
        return _player(cast(bytes, kept), now) if kept else None

    async def save_player(self, pid: str, expected: bytes, id: bytes, body: bytes) -> StoredPlayer | None:
        reply = await self._again("player", (keys.player(pid),), self._clock(), expected, id, body)
        if len(reply) == 1:
            await self._replicated(pid)
            return None
        return _player(reply[1], float(reply[0])) if reply[1] else StoredPlayer(b"", b"", float(reply[0]))

    async def secret(self, fresh: bytes) -> bytes:
        await self._ask("SET", keys.secret(), fresh, "NX")
        return cast(bytes, await self._ask("GET", keys.secret()))

    async def now(self) -> float:
        if (simulated := self._clock()) > 0:
            return simulated
        seconds, micros = cast("tuple[int, int]", await self._ask("TIME"))
        return int(seconds) + int(micros) / 1e6

    # -- on the way to the server ----------------------------------------------------------------------------

    async def _again(self, script: str, touched: tuple[str, ...], *args: Arg) -> list[bytes]:
        """Call a script that is harmless to repeat: once more if its reply was lost (each bears its own id)."""
        try:
            return await self._call(script, touched, *args)
        except StoreUnavailable as wrong:
            if not isinstance(wrong.__cause__, (TimeoutError, OSError)) and not _lost(wrong.__cause__):
                raise
            return await self._call(script, touched, *args)

    async def _call(self, name: str, touched: tuple[str, ...], *args: Arg) -> list[bytes]:
        script = self._scripts[name]
        try:
            reply = await self._ask("EVALSHA", script.sha, len(touched), *touched, *args)
        except NoScriptError:
            reply = await self._ask("EVAL", script.source, len(touched), *touched, *args)
        return cast("list[bytes]", reply)

    async def _ask(self, *command: Arg) -> object:
        try:
            async with asyncio.timeout(CALL_S):
                return await self._pipe.ask(*command)
        except NoScriptError:
            raise
        except ResponseError as wrong:
            if _is_world(wrong):
                raise StoreUnavailable(f"Redis cannot do it now: {str(wrong).partition(' ')[0]}") from wrong
            raise
        except (RedisError, OSError, TimeoutError) as wrong:
            raise StoreUnavailable(f"Redis does not answer: {type(wrong).__name__}") from wrong

    async def _replicated(self, id: str) -> None:
        """Wait until a replica has what was written, where that is asked for."""
        if self._durability == "local":
            return
        try:
            async with asyncio.timeout(CALL_S + WAIT_MS / 1000):
                acknowledged = await self._client.execute_command("WAIT", 1, WAIT_MS)
        except (RedisError, OSError, TimeoutError) as wrong:
            raise StoreUnavailable(f"no replica has acknowledged {id}: {type(wrong).__name__}") from wrong
        if int(acknowledged) < 1:
            raise StoreUnavailable(f"no replica has acknowledged {id}")

    @staticmethod
    def _status(sid: str, reply: list[bytes]) -> str:
        status = reply[0].decode()
        if status == "poison":
            raise Poison(f"session {sid} is damaged")
        if status == "newer":
            raise Newer(f"session {sid} was written by a newer version")
        return status


# What a server says when it, not the command, is at fault (redis.io, error prefixes)
WORLD = (
    "LOADING", "READONLY", "CLUSTERDOWN", "TRYAGAIN", "ASK", "MOVED", "OOM", "MISCONF", "BUSY", "NOREPLICAS", "MASTERDOWN",
    "EXECABORT", "UNBLOCKED", "NOAUTH", "WRONGPASS", "NOPERM", "MAX",
)  # fmt: skip


def _is_world(wrong: ResponseError) -> bool:
    words = str(wrong)
    return words.startswith(WORLD) or "OOM command not allowed" in words or type(wrong).__name__ in {
        "BusyLoadingError", "ReadOnlyError", "OutOfMemoryError", "ClusterDownError", "TryAgainError", "AskError", "MovedError",
        "MasterDownError", "SlotNotCoveredError",
    }  # fmt: skip


def _lost(cause: BaseException | None) -> bool:
    return isinstance(cause, RedisError) and type(cause).__name__ in {"ConnectionError", "TimeoutError"}


def _player(kept: bytes, now: float) -> StoredPlayer:
    return StoredPlayer(kept[:8], kept[8:], now)


def open_client(url: str) -> Client:
    """Make a client for `redis://`, `rediss://`, `unix://` or `redis+cluster://`; it repeats nothing by itself."""
    if url.startswith(CLUSTER):
        return RedisCluster.from_url(url.replace(CLUSTER, "redis://", 1), socket_timeout=CALL_S, socket_connect_timeout=CALL_S)
    return Redis.from_url(
        url,
        socket_timeout=CALL_S,
        socket_connect_timeout=CALL_S,
        max_connections=64,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=15,
    )


def place_of(url: str) -> str:
    """Name a Redis URL without its password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
