"""The shell's only sources of chance and time; a simulation puts its own in their place."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chance:
    """Where ids and seeds come from."""

    ids: Callable[[int], bytes] = secrets.token_bytes
    seeds: Callable[[int], bytes] = secrets.token_bytes  # of games; fixed where the same game is wanted again

    def id(self) -> bytes:
        """Make a commit id or a lease token: 8 bytes."""
        return self.ids(8)

    def seed(self) -> bytes:
        """Make the secret seed of a session: 16 bytes."""
        return self.seeds(16)


class StoreClock:
    """The store's time, estimated from the replies that carry it (MECHANICS 11); where another clock stands in, that one's."""

    def __init__(self, stand_in: Callable[[], float] = lambda: 0.0) -> None:
        """`stand_in` other than 0 is the store's time itself."""
        self._stand_in = stand_in
        self._ahead = 0.0  # of the event loop's clock

    def heard(self, now: float) -> None:
        """Learn from a reply of the store."""
        self._ahead = now - asyncio.get_running_loop().time()

    def now(self) -> float:
        """Estimate the store's time, in seconds since 1970."""
        return self._stand_in() or asyncio.get_running_loop().time() + self._ahead
