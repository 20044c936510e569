"""What adapters keep between runs, and share: how far a poll has come, who polls, files' ids, whose turn it is to call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from engine.store import keys

Ask = Callable[..., Awaitable[object]]
RENEW = """if redis.call('GET', KEYS[1]) == ARGV[1] then
  if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return 1
end
return 0"""
TURNS = """local time = redis.call('TIME')
local now = tonumber(ARGV[1])
if now <= 0 then now = time[1] * 1000000 + time[2] end
local step, burst, first = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(redis.call('GET', KEYS[1]) or 0)
if first < now - (burst - 1) * step or first > now + tonumber(ARGV[5]) then first = now - (burst - 1) * step end
redis.call('SET', KEYS[1], string.format('%.0f', first + ARGV[2] * step), 'PX', 60000)
return string.format('%.0f', first - now)"""
FILES_KEPT_S = 180 * 86400
AHEAD_MOST_S = 10.0  # no turns are given so far ahead: where they seem to be, the server's clock has stepped back


class PlatformStore:
    """Keeps `Ledger` of the runtime's ports."""

    def __init__(self, ask: Ask, clock: Callable[[], float] = lambda: 0.0) -> None:
        """`ask` sends one command and raises StoreUnavailable; `kept=True`: where that was asked for, a replica must have it.

        `clock` answers 0 (Redis TIME counts) or a simulated time.
        """
        self._ask = ask
        self._clock = clock

    async def cursor(self, bot: str) -> str:
        """Read how far a poll has come; "" if never."""
        kept = await self._ask("GET", keys.platform(bot, "cursor"))
        return cast(bytes, kept or b"").decode()

    async def save_cursor(self, bot: str, cursor: str) -> None:
        """Keep how far a poll has come."""
        await self._ask("SET", keys.platform(bot, "cursor"), cursor)

    async def hold_poll(self, bot: str, owner: str, seconds: float) -> bool:
        """Take or renew the sole right to poll; False if another worker has it."""
        key, millis = keys.platform(bot, "poll"), int(seconds * 1000)
        if await self._ask("SET", key, owner, "NX", "PX", millis):
            return True
        return bool(await self._ask("EVAL", RENEW, 1, key, owner, millis))

    async def release_poll(self, bot: str, owner: str) -> None:
        """Give up the right to poll if this owner has it."""
        await self._ask("EVAL", RENEW, 1, keys.platform(bot, "poll"), owner, 0)

    async def recall(self, bot: str, key: str) -> str:
        """Read the platform's id of a file of ours; "" if it is not there."""
        kept = await self._ask("GET", keys.platform(bot, f"file:{key}"))
        return cast(bytes, kept or b"").decode()

    async def remember(self, bot: str, key: str, value: str) -> None:
        """Keep for half a year what belongs to a key: a file's id, who plays in a group, an invitation; "" forgets it."""
        if value:
            await self._ask("SET", keys.platform(bot, f"file:{key}"), value, "EX", FILES_KEPT_S, kept=True)
        else:
            await self._ask("UNLINK", keys.platform(bot, f"file:{key}"), kept=True)

    async def turns(self, bot: str, count: int, rate: float, burst: float) -> float:
        """Take the next turns to call a platform; answers when the first comes, in seconds."""
        micros = f"{self._clock() * 1e6:.0f}"
        given = (micros, count, 1e6 / rate, burst, AHEAD_MOST_S * 1e6)
        found = await self._ask("EVAL", TURNS, 1, keys.platform(bot, "turns"), *given)
        return int(cast(bytes, found)) / 1e6
