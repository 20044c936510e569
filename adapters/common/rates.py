"""How fast a chat may be asked: a bucket for each, which learns from every 429. The whole bot's turns are `turns.py`'s."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

CHATS_MOST = 20_000
ROUNDING_S = 1e-6  # whoever waits as long as he was told finds room, whatever the sums of fractions come to


@dataclass(slots=True)
class Bucket:
    """Room for `burst` calls, refilled at `rate` a second."""

    rate: float
    burst: float
    room: float
    at: float
    closed_until: float = 0.0

    def wait_s(self, now: float) -> float:
        """Tell how long until there is room for one call."""
        if now > self.at:
            self.room = min(self.burst, self.room + (now - self.at) * self.rate)
            self.at = now
        missing_s = (1.0 - self.room) / self.rate
        return max(missing_s if missing_s > ROUNDING_S else 0.0, self.closed_until - now)

    def take(self, now: float) -> None:
        """Use room for one call."""
        self.room -= 1.0

    def is_full(self, now: float) -> bool:
        """Tell whether it is as good as new."""
        return self.room + (now - self.at) * self.rate > self.burst and now > self.closed_until


@dataclass(slots=True)
class Window:
    """Room for `most` calls in any stretch of `seconds`: after a burst one call waits for the first of it to be so long ago."""

    most: int
    seconds: float
    closed_until: float = 0.0
    taken: deque[float] = field(default_factory=deque)

    def wait_s(self, now: float) -> float:
        """Tell how long until there is room for one call."""
        while self.taken and self.taken[0] + self.seconds - now <= ROUNDING_S:
            self.taken.popleft()
        return max(self.taken[-self.most] + self.seconds - now if len(self.taken) >= self.most else 0.0, self.closed_until - now)

    def take(self, now: float) -> None:
        """Use room for one call."""
        self.taken.append(now)

    def is_full(self, now: float) -> bool:
        """Tell whether it is as good as new."""
        return now > max(self.closed_until, self.taken[-1] + self.seconds if self.taken else 0.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """A platform's limits, in calls a second and in a burst."""

    chat: float
    chat_burst: float
    group: float
    group_burst: float
    chat_window_s: float = 0.0  # > 0: a player's chat gets at most `chat_burst` calls in any so long stretch, whatever `chat` says


class Budget:
    """The chats' buckets of one bot in one worker. Waiting is the caller's: a view may be newer by then."""

    def __init__(self, rates: Rates, clock: Callable[[], float] = time.monotonic) -> None:
        self._rates = rates
        self._clock = clock
        self._closed_until = float("-inf")  # for all chats
        self._chats: OrderedDict[str, Bucket | Window] = OrderedDict()

    def take(self, chat: str, group: bool) -> float:
        """Take room for one call. Answers 0, or how many seconds to wait before asking again (nothing is taken then)."""
        now, bucket = self._clock(), self._bucket(chat, group)
        wait_s = max(bucket.wait_s(now), self._closed_until - now)
        if wait_s <= 0:
            bucket.take(now)
        return max(wait_s, 0.0)

    def shut_s(self, chat: str) -> float:
        """Tell how many seconds a call to a chat must wait, and take nothing."""
        now, bucket = self._clock(), self._chats.get(chat)
        return max(0.0, self._closed_until - now, bucket.wait_s(now) if bucket else 0.0)

    def penalty(self, chat: str, group: bool, retry_after_s: float, everywhere: bool) -> None:
        """Learn that the platform wants no call before this many seconds: in this chat, or anywhere."""
        until = self._clock() + retry_after_s
        if everywhere:
            self._closed_until = max(self._closed_until, until)
        else:
            bucket = self._bucket(chat, group)
            bucket.closed_until = max(bucket.closed_until, until)

    def _bucket(self, chat: str, group: bool) -> Bucket | Window:
        found = self._chats.get(chat)
        if found is None:
            found = self._chats[chat] = self._made(group)
        self._chats.move_to_end(chat)
        self._forget(found)
        return found

    def _made(self, group: bool) -> Bucket | Window:
        rates = self._rates
        if rates.chat_window_s > 0 and not group:
            return Window(int(rates.chat_burst), rates.chat_window_s)
        rate, burst = (rates.group, rates.group_burst) if group else (rates.chat, rates.chat_burst)
        return Bucket(rate, burst, burst, self._clock())

    def _forget(self, asked: Bucket | Window) -> None:
        """Let go of the chats that were written to longest ago, once their buckets are full again."""
        now = self._clock()
        while len(self._chats) > CHATS_MOST or ((oldest := next(iter(self._chats.values()))) is not asked and oldest.is_full(now)):
            self._chats.popitem(last=False)
