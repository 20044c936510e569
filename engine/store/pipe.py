"""Commands of one event-loop tick travel to Redis together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from redis.exceptions import ConnectionError as NotConnected

from engine.store.line import Arg, Command

Exchange = Callable[[Sequence[Command]], Awaitable[Sequence[object]]]
MOST = 512  # commands in one pipeline
LINES = 8  # pipelines on their way at the same time; what comes meanwhile waits and travels together
Waiting = tuple[Command, asyncio.Future[object]]


class Pipe:
    """Collects the commands of a tick; each caller gets his own reply or his own error."""

    def __init__(self, exchange: Exchange) -> None:
        """`exchange` takes a batch there and brings as many replies or errors back; raises if the connection breaks."""
        self._exchange = exchange
        self._waiting: list[Waiting] = []
        self._called = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, *command: Arg) -> object:
        """Send one command and give its reply.

        A caller that stops waiting before his command has left takes it back.
        Raises what redis-py raises for it; NotReplicated.
        """
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[object] = loop.create_future()
        self._waiting.append((command, reply))
        if not self._called:
            self._called = True
            loop.call_soon(self._flush)
        return await reply

    async def idle(self) -> None:
        """Wait for what is on its way."""
        while self._tasks or self._waiting:
            await (asyncio.wait(set(self._tasks)) if self._tasks else asyncio.sleep(0))

    def _flush(self) -> None:
        self._called = False
        self._waiting = [(command, reply) for command, reply in self._waiting if not reply.done()]
        while self._waiting and len(self._tasks) < LINES:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            task = asyncio.create_task(self._travel(batch))
            self._tasks.add(task)
            task.add_done_callback(self._arrived)

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._flush()

    async def _travel(self, batch: list[Waiting]) -> None:
        replies: Sequence[object] = [NotConnected("the worker is stopping")] * len(batch)
        try:
            replies = await self._exchange([command for command, _ in batch])
        except Exception as wrong:  # one broken connection is every caller's answer
            replies = [wrong] * len(batch)
        finally:
            for (_, reply), answer in zip(batch, replies, strict=True):
                _give(reply, answer)


def _give(reply: asyncio.Future[object], answer: object) -> None:
    if reply.done():
        return
    if isinstance(answer, BaseException):
        reply.set_exception(answer)
    else:
        reply.set_result(answer)
