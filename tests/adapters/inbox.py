"""Where the adapters' tests hand in what has come, and what the intake remembers: for both messengers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from engine.runtime.ports import Answer, Press
from engine.store.errors import StoreUnavailable
from engine.store.redis import RedisStore


async def committed(press: Press) -> Answer:
    return Answer()


@dataclass
class Inbox:
    """What intake hands over, in the order of the commits; a script says how each press fares."""

    play: Callable[[Press], Awaitable[Answer]] = committed
    presses: list[Press] = field(default_factory=list)
    reached: list[tuple[str, str, bool]] = field(default_factory=list)
    parked: list[tuple[str, str, bytes]] = field(default_factory=list)
    quarantined: list[tuple[str, bytes, str]] = field(default_factory=list)
    away: bool = False  # the store is: nothing can be kept

    async def receive(self, press: Press) -> Answer:
        answer = await self.play(press)
        self.presses.append(press)
        return answer

    async def reach(self, player: str, chat: str, reachable: bool) -> None:
        self.reached.append((player, chat, reachable))

    async def moved(self, chat: str, to: str) -> None:
        self.reached.append((chat, to, True))

    async def park(self, platform: str, delivery: str, raw: bytes) -> None:
        if self.away:
            raise StoreUnavailable
        self.parked.append((platform, delivery, raw))

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        if self.away:
            raise StoreUnavailable
        self.quarantined.append((platform, raw, why))

    @property
    def texts(self) -> list[str]:
        return [press.text for press in self.presses]

    @property
    def kept(self) -> list[object]:
        return [*self.parked, *self.quarantined]

    @property
    def touched(self) -> bool:
        """Whether anything was played or kept."""
        return bool(self.presses or self.reached or self.kept)


class Shelf:
    """A real ledger, that can be away."""

    def __init__(self, store: RedisStore) -> None:
        self._platform = store.platform
        self.away = False

    def __getattr__(self, name: str) -> Any:
        if self.away:
            raise StoreUnavailable
        return getattr(self._platform, name)
