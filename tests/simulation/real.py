"""A real Redis for a simulated world: the same scripts, asked one verb at a time without an event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from redis import Redis
from redis.exceptions import NoScriptError

from engine.store.calls import Calls
from engine.store.line import Arg
from engine.store.redis import RedisStore
from engine.store.scripts import load_scripts


class SteppedCalls(Calls):
    """Asks the server and waits for it: nothing else of the world may happen meanwhile."""

    def __init__(self, client: Redis, version: tuple[int, int]) -> None:
        self._plain = client
        self._all = load_scripts(version)

    async def ask(self, *command: Arg, kept: bool = False) -> object:
        """Send one command."""
        return self._sent(*command)

    async def call(self, script: str, touched: tuple[str, ...], *args: Arg, kept: bool = False) -> list[bytes]:
        """Call a script."""
        return await self.call_once(script, touched, *args)

    async def call_once(self, script: str, touched: tuple[str, ...], *args: Arg) -> list[bytes]:
        """Call a script."""
        known = self._all[script]
        try:
            reply = self._sent("EVALSHA", known.sha, len(touched), *touched, *args)
        except NoScriptError:
            reply = self._sent("EVAL", known.source, len(touched), *touched, *args)
        return cast("list[bytes]", reply)

    def _sent(self, *command: Arg) -> object:
        send: Callable[..., object] = self._plain.execute_command
        return send(*command)


def on_redis(url: str) -> Callable[[Callable[[], float]], RedisStore]:
    """Make stores of a world on the (emptied) server at `url`."""
    client = Redis.from_url(url)
    client.flushall()
    major, minor = (int(part) for part in client.info("server")["redis_version"].split(".")[:2])
    return lambda clock: RedisStore(SteppedCalls(client, (major, minor)), clock)
