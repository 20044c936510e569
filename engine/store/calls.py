"""The way to the server: which client, which scripts, and what its errors mean to the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import cast

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisClusterException, RedisError

from engine.store.cluster import Lane
from engine.store.errors import Poison, StoreUnavailable
from engine.store.failures import culprit_of, is_lost
from engine.store.line import Arg, NotReplicated, exchanged
from engine.store.pipe import Pipe
from engine.store.scripts import Script, load_scripts
from engine.store.slots import Slots

CALL_S = 2.0  # one round trip
WAIT_MS = 1000  # for a replica; less than a round trip may last
OLDEST = (6, 2)
CLUSTER = "redis+cluster://"
Client = Redis | RedisCluster
Way = Pipe | Lane
UNASKED = (RedisError, RedisClusterException, OSError, TimeoutError)  # that of clusters is no RedisError


class Calls:
    """Asks one server, or a cluster. Every error is StoreUnavailable, Poison, or a mistake of ours."""

    def __init__(self, client: Client, scripts: Mapping[str, Script], replicated: bool = False, url: str = "") -> None:
        """`replicated`: what a `kept` call writes or reads counts only once a replica has it. `url`: of a cluster, any node's."""
        self.client = client
        self._scripts = scripts
        self._slots = None if isinstance(client, Redis) else Slots(url, open_server)
        self._pipe = self._way()
        self._kept = self._way(WAIT_MS) if replicated else self._pipe

    def _way(self, replica_ms: int = 0) -> Way:
        if self._slots is not None:
            return Lane(self._slots, replica_ms)
        return Pipe(partial(exchanged, cast(Redis, self.client), replica_ms=replica_ms))

    @classmethod
    async def connect(cls, url: str, replicated: bool = False) -> Calls:
        """Connect and learn the server's version. Raises StoreUnavailable: it says where, and how to mend it."""
        client = open_client(url)
        try:
            told: dict[str, dict[str, str]] | dict[str, str] = await client.info("server")
        except UNASKED as wrong:
            await client.aclose()
            raise StoreUnavailable(
                f"Redis at {place_of(url)} cannot be reached ({type(wrong).__name__}); start it or correct SMENA_REDIS_URL"
            ) from wrong
        nodes = [node for node in told.values() if isinstance(node, dict)] or [cast("dict[str, str]", told)]
        version = min(version_of(node["redis_version"]) for node in nodes)
        if version < OLDEST:
            await client.aclose()
            raise StoreUnavailable(f"Redis at {place_of(url)} is {version[0]}.{version[1]}; 6.2 or newer is needed")
        return cls(client, load_scripts(version), replicated, url)

    async def aclose(self) -> None:
        """Let what is on its way arrive and close the connections."""
        await self._pipe.idle()
        await self._kept.idle()
        await self.client.aclose()
        if self._slots is not None:
            await self._slots.aclose()

    async def ask(self, *command: Arg, kept: bool = False) -> object:
        """Send one command; `kept` as in `call`. Raises StoreUnavailable, Poison."""
        return await self._asked(self._kept if kept else self._pipe, *command)

    async def scan(self, pattern: str) -> AsyncIterator[str]:
        """Go through all keys of a pattern, on every node, in small steps. Raises StoreUnavailable."""
        try:
            async for key in self.client.scan_iter(match=pattern, count=1000):
                yield key.decode() if isinstance(key, bytes) else str(key)
        except UNASKED as wrong:
            raise StoreUnavailable(f"Redis cannot do it now: {type(wrong).__name__}") from wrong

    async def call(self, script: str, touched: tuple[str, ...], *args: Arg, kept: bool = False) -> list[bytes]:
        """Call a script that is harmless to repeat: once more if its reply was lost.

        `kept`: a replica must have what it wrote or read, where that was asked for. Raises StoreUnavailable, Poison.
        """
        pipe = self._kept if kept else self._pipe
        try:
            return await self._called(pipe, script, touched, *args)
        except StoreUnavailable as wrong:
            if not is_lost(wrong.__cause__):
                raise
            return await self._called(pipe, script, touched, *args)

    async def call_once(self, script: str, touched: tuple[str, ...], *args: Arg) -> list[bytes]:
        """Call a script whose repetition would answer something else. Raises StoreUnavailable, Poison."""
        return await self._called(self._pipe, script, touched, *args)

    async def _called(self, pipe: Way, name: str, touched: tuple[str, ...], *args: Arg) -> list[bytes]:
        script = self._scripts[name]
        try:
            reply = await self._asked(pipe, "EVALSHA", script.sha, len(touched), *touched, *args)
        except NoScriptError:
            reply = await self._asked(pipe, "EVAL", script.source, len(touched), *touched, *args)
        return cast("list[bytes]", reply)

    async def _asked(self, pipe: Way, *command: Arg) -> object:
        try:
            async with asyncio.timeout(CALL_S):
                return await pipe.ask(*command)
        except NoScriptError:
            raise
        except NotReplicated as wrong:
            raise StoreUnavailable("no replica has acknowledged it") from wrong
        except (RedisError, OSError, TimeoutError) as wrong:
            match culprit_of(wrong):
                case "poison":
                    raise Poison(f"a key of another type: {str(wrong)[:80]}") from wrong
                case "world":
                    raise StoreUnavailable(f"Redis cannot do it now: {type(wrong).__name__} {str(wrong)[:80]}") from wrong
            raise


def open_client(url: str) -> Client:
    """Make a client for `redis://`, `rediss://`, `unix://` or `redis+cluster://`."""
    if url.startswith(CLUSTER):
        return RedisCluster.from_url(url.replace(CLUSTER, "redis://", 1), socket_timeout=CALL_S, socket_connect_timeout=CALL_S)
    return open_server(url)


def open_server(url: str) -> Redis:
    """Make a client for one server; it repeats nothing by itself."""
    return Redis.from_url(
        url,
        socket_timeout=CALL_S,
        socket_connect_timeout=CALL_S,
        max_connections=64,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=15,
    )


def place_of(url: str) -> str:
    """Name a Redis URL without its password, which may stand before the host or after a question mark."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def version_of(told: str) -> tuple[int, int]:
    """Read the first two numbers of a version."""
    major, minor = (int(part) for part in told.split(".")[:2])
    return major, minor
