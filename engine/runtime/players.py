"""Players' documents: read, changed by a pure function, written by compare-and-set."""

from __future__ import annotations

from collections.abc import Callable

from engine.core.opening import made_id
from engine.core.player import Player
from engine.runtime.seams import Chance
from engine.store.codec import pack_player, unpack_player
from engine.store.contract import SessionStore
from engine.store.errors import StoreUnavailable

TRIES = 16


def profile_of(identity: str) -> str:
    """Name the profile of an identity (`tg:42`): 13 of 0-9 a-z, always the same."""
    return made_id("player", identity)


class Players:
    """The door to players' documents."""

    def __init__(self, store: SessionStore, chance: Chance) -> None:
        self._store = store
        self._chance = chance

    async def load(self, pid: str) -> Player | None:
        """Read a profile; None if there is none yet. Raises StoreUnavailable, Poison, Newer."""
        stored = await self._store.player(pid)
        return unpack_player(pid, stored.body) if stored else None

    async def change(self, pid: str, step: Callable[[Player], Player], fresh: Player | None = None) -> Player | None:
        """Change a profile; `fresh` is where it begins if there is none (without it nothing is made).

        `step` is pure and may be called again when another change came first.
        Raises StoreUnavailable, Poison, Newer.
        """
        stored = await self._store.player(pid)
        for _ in range(TRIES):
            known = unpack_player(pid, stored.body) if stored else fresh
            if known is None:
                return None
            changed = step(known)
            if stored is not None and changed == known:
                return known
            stored = await self._store.save_player(pid, stored.commit if stored else b"", self._chance.id(), pack_player(changed))
            if stored is None:
                return changed
        raise StoreUnavailable(f"a player's document was changed by others {TRIES} times in a row")
