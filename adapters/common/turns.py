"""One bot's turns to call its platform: handed out by the store to all workers together, a few at a time (MECHANICS 32)."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from engine.runtime.ports import Ledger
from engine.store.errors import StoreUnavailable

BURST = 2.0  # turns that may be had at once by who was silent; rate + BURST calls are made in any one second
SLICE_S = 0.2  # a worker takes turns for so long ahead, and no more than it has calls for
TICK_S = 0.02  # so late a busy loop may come round; less than a step of either messenger
PATIENCE_S, AWAY_S = 0.5, 0.5  # a store that has not answered by then counts as away, and is left alone so long
SHARE_ALONE = 0.25  # of the rate: what a worker keeps to while the store is away, for it cannot know how many others there are


class Turns:
    """Turns lie 1 / rate apart, whoever takes them. A worker's are used when they come, or are gone.

    While the store is away a worker keeps to a quarter of the rate: no delivery begins without the store, so that only
    what is under way is finished. Without a ledger all turns are one's own.
    """

    def __init__(
        self, rate: float, ledger: Ledger | None = None, bot: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._ledger = ledger
        self._bot = bot
        self._clock = clock
        self._hand: deque[float] = deque()  # when each turn that we have taken comes
        self._next = 0.0  # when the next of our own comes, where the store gives none
        self._away_until = 0.0
        self._held_until = 0.0
        self._line: deque[asyncio.Future[None]] = deque()  # who waits in `turn`
        self._giving: asyncio.Task[None] | None = None

    async def wait_s(self, wanted: int) -> float:
        """Tell how long until our next turn, 0 = `take` it now. Where we have none, at most `wanted` are taken from the store."""
        now = self._clock()
        if now < self._held_until:
            return self._held_until - now
        while self._hand and self._is_gone(self._hand[0], now):
            self._hand.popleft()
        if not self._hand:
            await self._fill(max(1, min(wanted, int(self._rate * SLICE_S))))
        return max(0.0, self._hand[0] - self._clock())

    def take(self) -> None:
        """Use the turn that `wait_s` has told of."""
        self._hand.popleft()

    async def turn(self, within_s: float) -> float:
        """Stand in line for a turn and use it. Answers 0, or how many seconds to wait before asking again: none was used."""
        if (line_s := len(self._line) / self._rate) > within_s:
            return line_s
        mine = asyncio.get_running_loop().create_future()
        self._line.append(mine)
        if self._giving is None or self._giving.done():
            self._giving = asyncio.create_task(self._give())
        try:
            async with asyncio.timeout(within_s):
                await mine
        except TimeoutError:
            return max(len(self._line) / self._rate, self._held_until - self._clock())
        finally:
            if mine in self._line:
                self._line.remove(mine)
        return 0.0

    async def _give(self) -> None:
        """Give turns to who stands in line, as they come: several in one tick, for a busy loop comes round seldom."""
        while self._line:
            if self._line[0].done():  # he has waited too long
                self._line.popleft()
            elif (wait_s := await self.wait_s(len(self._line))) > 0:
                await asyncio.sleep(wait_s)
            elif self._line and not self._line[0].done():  # he may have gone while the store was asked
                self.take()
                self._line.popleft().set_result(None)

    def _is_gone(self, at: float, now: float) -> bool:
        """Tell whether a turn is over: used later it would come amid other workers' turns."""
        return at < now - max(1 / self._rate, TICK_S)

    def hold(self, seconds: float) -> None:
        """Let no turn come for so long."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def _fill(self, count: int) -> None:
        first_s = await self._asked(count) if self._ledger is not None else self._own_s(count, self._rate, BURST)
        if first_s is None:
            count, first_s = 1, self._own_s(1, self._rate * SHARE_ALONE, 1.0)
        now = self._clock()
        self._hand += [now + max(0.0, first_s + number / self._rate) for number in range(count)]

    async def _asked(self, count: int) -> float | None:
        """Take turns from the store; None: it is away."""
        if self._ledger is None or self._clock() < self._away_until:
            return None
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._ledger.turns(self._bot, count, self._rate, BURST)
        except (StoreUnavailable, TimeoutError):
            self._away_until = self._clock() + AWAY_S
            return None

    def _own_s(self, count: int, rate: float, burst: float) -> float:
        now = self._clock()
        first = max(self._next, now - (burst - 1) / rate)
        self._next = first + count / rate
        return first - now
