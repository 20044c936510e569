"""The sweeper: everything that waits for time, from one due-set a shard (MECHANICS 18-20)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from engine.runtime.delivery import Delivery
from engine.runtime.host import Host
from engine.runtime.seams import Chance, StoreClock
from engine.store.contract import SHARDS, SessionStore, Stored
from engine.store.errors import Poison, StoreUnavailable

log = logging.getLogger("smena.due")

TICK_S = 0.2  # this worker's share
ALL_TICKS = 10  # every shard once in so many ticks: whoever's worker died is not forgotten
AT_ONCE = 64  # members handled at the same time


class Sweeper:
    """Handles what is due. Several workers may sweep the same shard: what one takes is hidden from the others."""

    def __init__(self, store: SessionStore, host: Host, delivery: Delivery, clock: StoreClock, chance: Chance) -> None:
        self._store = store
        self._host = host
        self._delivery = delivery
        self._clock = clock
        self._chance = chance
        self._share: Callable[[int], bool] = lambda shard: True
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def share(self, mine: Callable[[int], bool]) -> None:
        """Sweep only these shards often; the others every two seconds."""
        self._share = mine

    async def run(self) -> None:
        """Sweep until cancelled."""
        tick = 0
        while True:
            shards = [shard for shard in range(SHARDS) if tick % ALL_TICKS == 0 or self._share(shard)]
            try:
                await self.sweep(shards)
            except StoreUnavailable:
                log.warning("the store cannot be swept now")
                await asyncio.sleep(1.0)
            tick += 1
            await asyncio.sleep(TICK_S)

    async def sweep(self, shards: list[int]) -> None:
        """Take what is due on these shards and begin to handle it. Raises StoreUnavailable."""
        for shard, due in zip(shards, await asyncio.gather(*map(self._store.sweep, shards)), strict=True):
            self._clock.heard(due.now)
            for member in due.members:
                task = asyncio.create_task(self._handled(shard, member))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Wait until all that was taken is handled."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _handled(self, shard: int, member: str) -> None:
        kind, _, rest = member.partition(":")
        handlers: dict[str, Callable[[int, str], Awaitable[None]]] = {
            "t": self._deadline,
            "d": self._drawing,
            "e": self._effects,
            "p": self._host.replay,
        }
        async with self._room:
            try:
                await handlers[kind](shard, rest)
            except StoreUnavailable:
                pass  # it is hidden for a while and comes again
            except Poison:
                await self._store.set_aside(rest.partition(":")[0], "sweep")
            except Exception:  # the edge of a due thing: one must not stop the others
                log.exception("what was due (%s) failed", kind)

    async def _deadline(self, shard: int, sid: str) -> None:
        await self._host.deadline(sid)

    async def _drawing(self, shard: int, rest: str) -> None:
        sid, _, audience = rest.partition(":")
        claimed = await self._store.claim(sid, int(audience), self._chance.id())
        if claimed is None:
            await self._store.undue(shard, f"d:{rest}")
        elif not isinstance(claimed, Stored):
            self._delivery.start(sid, claimed)

    async def _effects(self, shard: int, sid: str) -> None:
        await self._host.effects.apply(sid)
