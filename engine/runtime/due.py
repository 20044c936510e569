"""The sweeper: everything that waits for time, from one due-set a shard (MECHANICS 18-20)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from engine.runtime.delivery import Delivery
from engine.runtime.host import Host
from engine.runtime.seams import Chance, StoreClock
from engine.store.contract import NEVER, SHARDS, Due, SessionStore, Stored
from engine.store.errors import Poison, StoreUnavailable
from engine.store.keys import shard_of

log = logging.getLogger("smena.due")

TICK_S = 0.05
LOOK_S = 1.0  # a shard is looked at so often though nothing is known to be due: another worker may have put it there
AT_ONCE = 64  # members handled at the same time


class Sweeper:
    """Handles what is due. Several workers may sweep the same shard: what one takes is hidden from the others."""

    def __init__(self, store: SessionStore, host: Host, delivery: Delivery, clock: StoreClock, chance: Chance) -> None:
        self._store = store
        self._host = host
        self._delivery = delivery
        self._clock = clock
        self._chance = chance
        self._looks = [0.0] * SHARDS  # when each is looked at next, seconds of the loop
        self._away: set[int] = set()  # shards whose store did not answer last
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        delivery.awaited = self.expect

    async def run(self) -> None:
        """Sweep until cancelled."""
        time = asyncio.get_running_loop().time
        self._looks = [time() + LOOK_S * shard / SHARDS for shard in range(SHARDS)]
        while True:
            await self.sweep([shard for shard, at in enumerate(self._looks) if at <= time()])
            await asyncio.sleep(TICK_S)

    def expect(self, sid: str, at: float) -> None:
        """Look at a session's shard at this instant of the store, or before."""
        shard = shard_of(sid)
        self._looks[shard] = min(self._looks[shard], asyncio.get_running_loop().time() + at - self._clock.now())

    async def sweep(self, shards: list[int]) -> None:
        """Take what is due on these shards and begin to handle it; one that cannot be swept harms no other."""
        time = asyncio.get_running_loop().time
        for shard in shards:
            self._looks[shard] = time() + LOOK_S
        found = await asyncio.gather(*map(self._store.sweep, shards), return_exceptions=True)
        for shard, due in zip(shards, found, strict=True):
            if isinstance(due, Due):
                self._begin(shard, due)
            elif not isinstance(due, StoreUnavailable):
                log.error("shard %d cannot be swept: %r", shard, due)
        self._tell({shard for shard, due in zip(shards, found, strict=True) if isinstance(due, StoreUnavailable)}, set(shards))

    def _tell(self, away: set[int], asked: set[int]) -> None:
        """Log when the store goes away, and when it is back."""
        before, self._away = self._away, (self._away - asked) | away
        if bool(before) != bool(self._away):
            log.warning("the store cannot be swept now" if self._away else "the store is swept again")

    def _begin(self, shard: int, due: Due) -> None:
        self._clock.heard(due.now)
        if due.next_at != NEVER:
            self._looks[shard] = min(self._looks[shard], asyncio.get_running_loop().time() + due.next_at - due.now)
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
        async with self._room:
            try:
                await self._done(shard, kind, rest)
            except StoreUnavailable:
                pass  # it is hidden for a while and comes again
            except Exception:  # the edge of a due thing: one must not stop the others
                log.exception("what was due (%s) failed", kind)

    async def _done(self, shard: int, kind: str, rest: str) -> None:
        """Do what was due; a session that is damaged is put aside, as soon as the store can."""
        handlers: dict[str, Callable[[int, str], Awaitable[None]]] = {
            "t": self._deadline,
            "d": self._drawing,
            "e": self._effects,
            "p": self._host.replay,
        }
        try:
            await handlers[kind](shard, rest)
        except Poison:
            await self._store.set_aside(rest.partition(":")[0], "sweep")

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
