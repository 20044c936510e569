"""An event loop whose time is virtual and whose order is drawn by a seed: no sockets, no threads, no chance of its own."""

from __future__ import annotations

import asyncio
import heapq
from random import Random
from typing import Any


class Deadlock(Exception):
    """Nothing is ready and nothing is scheduled: somebody waits for ever."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs one ready callback at a time, chosen at random; jumps to the next timer when none is ready."""

    _ready: Any  # the base class's own queues; a test pins that they are still there
    _scheduled: Any

    def __init__(self, seed: int, start: float = 0.0) -> None:
        super().__init__()
        self._chance = Random(seed)
        self._now = start
        self.steps = 0

    def time(self) -> float:
        """Tell the virtual time, in seconds."""
        return self._now

    def _run_once(self) -> None:
        while self._scheduled and self._scheduled[0].cancelled():
            heapq.heappop(self._scheduled)._scheduled = False
        if not self._ready and not self._scheduled:
            raise Deadlock("nothing is ready and nothing is scheduled")
        if not self._ready:
            self._now = max(self._now, self._scheduled[0].when())
        while self._scheduled and self._scheduled[0].when() <= self._now:
            handle = heapq.heappop(self._scheduled)
            handle._scheduled = False
            self._ready.append(handle)
        self._ready.rotate(-self._chance.randrange(len(self._ready)))
        handle = self._ready.popleft()
        self.steps += 1
        if not handle.cancelled():
            handle._run()

    def _process_events(self, event_list: Any) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody sleeps."""
