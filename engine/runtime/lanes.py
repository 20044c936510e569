"""One lane a session: its inputs wait in line and are played together, in the order they came (MECHANICS 9)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

J = TypeVar("J")
R = TypeVar("R")

FOLD_MOST = 32  # inputs in one commit
WAIT_MOST = 1024  # inputs of one session that may wait in a worker; more are parked


class LaneFull(Exception):
    """Too many inputs of one session wait already."""


@dataclass(slots=True)
class _Lane(Generic[J, R]):
    waiting: deque[tuple[J, asyncio.Future[R]]] = field(default_factory=deque)
    running: bool = False


class Lanes(Generic[J, R]):
    """Lanes by session id; a lane lives only while something is in it."""

    def __init__(self, play: Callable[[str, Sequence[J]], Awaitable[Sequence[R]]]) -> None:
        """`play(sid, jobs)` plays a fold and answers one reply per job, or raises for all of them."""
        self._play = play
        self._lanes: dict[str, _Lane[J, R]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def play(self, sid: str, job: J) -> R:
        """Wait for the job's turn and give its reply.

        Raises LaneFull, and whatever playing raises. A caller that stops waiting does not take its job back.
        """
        lane = self._lanes.setdefault(sid, _Lane())
        if len(lane.waiting) >= WAIT_MOST:
            raise LaneFull(sid)
        reply: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        lane.waiting.append((job, reply))
        if not lane.running:
            lane.running = True
            task = asyncio.create_task(self._run(sid, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(reply)

    async def idle(self) -> None:
        """Wait until every lane is empty."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _run(self, sid: str, lane: _Lane[J, R]) -> None:
        while lane.waiting:
            fold = [lane.waiting.popleft() for _ in range(min(FOLD_MOST, len(lane.waiting)))]
            try:
                replies = await self._play(sid, [job for job, _ in fold])
            except BaseException as wrong:
                for _, reply in fold:
                    if not reply.done():
                        reply.set_exception(wrong if isinstance(wrong, Exception) else asyncio.CancelledError())
                        reply.exception()  # a caller that has left does not hear it
                if not isinstance(wrong, Exception):
                    raise
            else:
                for (_, reply), answer in zip(fold, replies, strict=True):
                    if not reply.done():
                        reply.set_result(answer)
        lane.running = False
        if self._lanes.get(sid) is lane:
            del self._lanes[sid]
