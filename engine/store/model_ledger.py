"""What adapters keep between runs, in plain Python: as `platform.py` on Redis."""

from __future__ import annotations

from collections.abc import Callable

from engine.store.platform import AHEAD_MOST_S


class ModelLedger:
    """Keeps `Ledger` of the runtime's ports in memory."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._cursors: dict[str, str] = {}
        self._polls: dict[str, tuple[str, float]] = {}
        self._files: dict[tuple[str, str], str] = {}
        self._turns: dict[str, float] = {}  # by bot: when the next one comes

    async def cursor(self, bot: str) -> str:
        """Read how far a poll has come; "" if never."""
        return self._cursors.get(bot, "")

    async def save_cursor(self, bot: str, cursor: str) -> None:
        """Keep how far a poll has come."""
        self._cursors[bot] = cursor

    async def hold_poll(self, bot: str, owner: str, seconds: float) -> bool:
        """Take or renew the sole right to poll; False if another worker has it."""
        holder, until = self._polls.get(bot, ("", 0.0))
        if holder not in ("", owner) and until > self._now():
            return False
        self._polls[bot] = (owner, self._now() + seconds)
        return True

    async def release_poll(self, bot: str, owner: str) -> None:
        """Give up the right to poll if this owner has it."""
        if self._polls.get(bot, ("", 0.0))[0] == owner:
            del self._polls[bot]

    async def recall(self, bot: str, key: str) -> str:
        """Read the platform's id of a file of ours; "" if it is not there."""
        return self._files.get((bot, key), "")

    async def remember(self, bot: str, key: str, value: str) -> None:
        """Keep the platform's id of a file; "" forgets it."""
        self._files[bot, key] = value

    async def turns(self, bot: str, count: int, rate: float, burst: float) -> float:
        """Take the next turns to call a platform; answers when the first comes, in seconds."""
        now, first = self._now(), self._turns.get(bot, 0.0)
        earliest = now - (burst - 1) / rate
        if first < earliest or first > now + AHEAD_MOST_S:
            first = earliest
        self._turns[bot] = first + count / rate
        return first - now
