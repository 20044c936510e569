"""One update on its way in, by poll or by webhook: decoded, committed, kept aside if it cannot be; knows no transport."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from adapters.telegram.decode import Decoded, Ignored, Me, Pressed, Undecodable, decode, delivery_of, emptied
from engine.runtime.ports import Answer, Inbox, Incoming, NewAddress, Reach

PLATFORM = "telegram"


@dataclass(frozen=True, slots=True)
class Heard:
    """One update that was understood."""

    player: str  # what is in order among itself; "" = alone
    delivery: str
    raw: bytes  # what is parked if it cannot be committed in time
    commit: Callable[[], Awaitable[Answer]]  # returns after the commit; raises StoreUnavailable
    query: str = ""  # a press that waits for the answer


class Updates:
    """Makes of one bot's updates what is to be committed."""

    def __init__(self, inbox: Inbox, me: Me) -> None:
        self.inbox = inbox
        self.me = me

    async def hear(self, update: object) -> Heard | None:
        """Understand one update; None if nothing is to be done about it.

        What cannot be understood goes to quarantine. Raises StoreUnavailable: it could not be kept.
        """
        packed = b""
        try:
            packed = pack(update)
            decoded = decode(update, self.me)
        except Undecodable as wrong:
            why = str(wrong)
        except Exception as wrong:  # the edge of one update: whatever it is, intake goes on
            why = type(wrong).__name__
        else:
            return self._heard(decoded, packed, delivery_of(update, self.me) if isinstance(update, dict) else "")
        await self.quarantine(packed, why)
        return None

    async def quarantine(self, raw: bytes, why: str) -> None:
        """Keep what cannot be understood. Raises StoreUnavailable."""
        await self.inbox.quarantine(PLATFORM, raw, why)

    async def park(self, heard: Heard) -> None:
        """Keep what could not be committed. Raises StoreUnavailable."""
        await self.inbox.park(PLATFORM, heard.delivery, heard.raw)

    def replay(self, raw: bytes) -> Incoming | None:
        """Read a parked update again; None if nobody can."""
        try:
            decoded = decode(json.loads(raw), self.me)
        except (ValueError, RecursionError, Undecodable):
            return None
        match decoded:
            case Pressed(press):
                return press
            case Reach() | NewAddress():
                return decoded
        return None

    def _heard(self, decoded: Decoded, packed: bytes, delivery: str) -> Heard | None:
        match decoded:
            case Pressed(press, query):
                return Heard(press.player, press.delivery, packed, partial(self.inbox.receive, press), query)
            case Reach(player, chat, reachable):
                return Heard(player, delivery, packed, partial(self._reach, player, chat, reachable))
            case NewAddress(chat, to):
                return Heard("", delivery, packed, partial(self._moved, chat, to))
            case Ignored(_, query) if query:
                return Heard("", delivery, packed, _nothing, query)
        return None

    async def _reach(self, player: str, chat: str, reachable: bool) -> Answer:
        await self.inbox.reach(player, chat, reachable)
        return Answer()

    async def _moved(self, chat: str, to: str) -> Answer:
        await self.inbox.moved(chat, to)
        return Answer()


def pack(update: object) -> bytes:
    """Spell an update as it is kept: in ASCII, so that half characters survive, without what was sent instead of words."""
    return json.dumps(emptied(update) if isinstance(update, dict) else update, separators=(",", ":")).encode()


async def _nothing() -> Answer:
    return Answer()
