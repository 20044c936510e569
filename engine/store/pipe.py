"""Commands of one event-loop tick travel to Redis together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from redis.exceptions import ConnectionError as NotConnected

Arg = bytes | str | int | float
MOST = 512  # commands in one pipeline


class Pipe:
    """Collects the commands of a tick; each caller gets his own reply or his own error."""

    def __init__(self, client: object) -> None:
        self._client = client
        self._waiting: list[tuple[Sequence[Arg], asyncio.Future[object]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def ask(self, *command: Arg) -> object:
        """Send one command and give its reply. Raises what redis-py raises for it."""
        if self._closed:
            raise NotConnected("the store is closed")
        reply: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append((command, reply))
        return await reply

    async def close(self) -> None:
        """Take nothing more and wait for what is on its way."""
        self._closed = True
        await asyncio.sleep(0)  # what was asked for in this tick leaves still
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        for at in range(0, len(waiting), MOST):
            task = asyncio.create_task(self._travel(waiting[at : at + MOST]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _travel(self, batch: list[tuple[Sequence[Arg], asyncio.Future[object]]]) -> None:
        try:
            async with self._client.pipeline(transaction=False) as line:  # type: ignore[attr-defined]
                for command, _ in batch:
                    line.execute_command(*command)
                replies = await line.execute(raise_on_error=False)
        except Exception as wrong:  # one broken connection is every caller's answer
            replies = [wrong] * len(batch)
        except BaseException:
            replies = [NotConnected("the worker is stopping")] * len(batch)
            _give(batch, replies)
            raise
        _give(batch, replies)


def _give(batch: list[tuple[Sequence[Arg], asyncio.Future[object]]], replies: Sequence[object]) -> None:
    for (_, reply), answer in zip(batch, replies, strict=True):
        if reply.done():
            continue
        if isinstance(answer, BaseException):
            reply.set_exception(answer)
        else:
            reply.set_result(answer)
