"""How fast one player may go: what no thumb can do is answered before the store is asked (RELIABILITY P32). Knows no platform."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

RATE = 10.0  # inputs a second
BURST = 100  # at once: also what came together after an outage
TOLD_S = 10.0  # a chat is told at most once in this time that somebody goes too fast
PLAYERS_MOST = 20_000  # whoever pressed longest ago is forgotten first


class Pace:
    """One bucket a player, in this worker."""

    def __init__(self, clock: Callable[[], float], rate: float = RATE, burst: float = BURST) -> None:
        """`clock` answers seconds that never go back."""
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._rooms: OrderedDict[str, tuple[float, float]] = OrderedDict()  # by player: room left, when that was
        self._told: OrderedDict[str, float] = OrderedDict()  # by chat: when it was told

    def lets(self, player: str) -> bool:
        """Take room for one input; False if he goes too fast. What is refused takes no room."""
        now = self._clock()
        room, at = self._rooms.pop(player, (self._burst, now))
        room = min(self._burst, room + (now - at) * self._rate)
        self._rooms[player] = (room - 1.0 if room >= 1.0 else room, now)
        self._forget(now)
        return room >= 1.0

    def tells(self, chat: str) -> bool:
        """Take the right to say in a chat that somebody goes too fast; False if that was said there just now."""
        now = self._clock()
        while self._told and (len(self._told) >= PLAYERS_MOST or now - next(iter(self._told.values())) >= TOLD_S):
            self._told.popitem(last=False)
        if chat in self._told:
            return False
        self._told[chat] = now
        return True

    def _forget(self, now: float) -> None:
        """Let go of those whose buckets are full again: they are as if they had never been here."""
        while len(self._rooms) > PLAYERS_MOST or now - next(iter(self._rooms.values()))[1] > self._burst / self._rate:
            self._rooms.popitem(last=False)

    def __len__(self) -> int:
        """Count the players who are remembered."""
        return len(self._rooms)
