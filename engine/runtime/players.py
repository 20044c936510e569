"""Players' documents: read, changed by a pure function, written by compare-and-set; an alias is followed (MECHANICS 30)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from engine.core.opening import made_id
from engine.core.player import Alias, Player, merged
from engine.runtime.fold import KEPT_S
from engine.runtime.seams import Chance
from engine.store.codec import pack_profile, unpack_hashes, unpack_profile
from engine.store.contract import SessionStore, StoredPlayer
from engine.store.errors import Poison, StoreUnavailable

log = logging.getLogger("smena.players")

TRIES = 16
Found = tuple[Player | Alias | None, bytes]  # what lies under a profile's key, and its commit id


def profile_of(identity: str) -> str:
    """Name the profile of an identity (`tg:42`) before any link: 13 of 0-9 a-z, always the same."""
    return made_id("player", identity)


def profiles_of(player: Player) -> tuple[str, ...]:
    """List every pid under which a session may know this player: he may have sat down before he was linked."""
    return tuple(dict.fromkeys((player.pid, *map(profile_of, player.identities))))


def grave_of(secret: bytes, identity: str) -> str:
    """Name the place that remembers, for three days, which late duplicates of a forgotten player must bring nothing back.

    The name is keyed with the installation's secret: it tells nobody who was forgotten.
    """
    return made_id("grave", secret, identity)


class Players:
    """The door to players' documents."""

    def __init__(self, store: SessionStore, chance: Chance, named_s: float = KEPT_S) -> None:
        """`named_s`: how long a session that nobody touches may bear a player's name."""
        self._store = store
        self._chance = chance
        self._named_s = named_s

    async def note(self, pid: str, name: str) -> None:
        """Note that something bears a player's name, so that it can be exported and erased. Raises StoreUnavailable."""
        await self._store.note(pid, name, self._named_s)

    async def load(self, pid: str) -> Player | None:
        """Read a profile; None if there is none yet. Raises StoreUnavailable."""
        return (await self.found(pid))[0]

    async def found(self, pid: str) -> tuple[Player | None, bytes]:
        """Read a profile and its commit id, following aliases. Raises StoreUnavailable."""
        for _ in range(TRIES):
            profile, commit = await self._read(pid, await self._store.player(pid))
            if not isinstance(profile, Alias):
                return profile, commit
            pid = await self._behind(profile, commit)
        raise StoreUnavailable(f"a player's aliases lead on and on: {TRIES} times in a row")

    async def change(self, pid: str, step: Callable[[Player], Player], fresh: Player | None = None) -> Player | None:
        """Change a profile; `fresh` is where it begins if there is none (without it nothing is made).

        `step` is pure and may be called again when another change came first.
        Raises StoreUnavailable.
        """
        stored = await self._store.player(pid)
        for _ in range(TRIES):
            profile, commit = await self._read(pid, stored)
            if isinstance(profile, Alias):
                pid = await self._behind(profile, commit)
                stored = await self._store.player(pid)
                continue
            known = profile or (replace(fresh, pid=pid) if fresh else None)
            if known is None:
                return None
            changed = step(known)
            if profile is not None and changed == known:
                return known
            if profile is None and stored is not None and stored.commit:
                await self._store.quarantine("player", stored.commit + stored.body, f"{pid}: damaged, begun anew")
            stored = await self._store.save_player(pid, commit, self._chance.id(), pack_profile(changed))
            if stored is None:
                return changed
        raise StoreUnavailable(f"a player's document was changed by others {TRIES} times in a row")

    async def is_buried(self, grave: str, delivery: bytes) -> bool:
        """Tell whether an input was heard before its player was forgotten. Raises StoreUnavailable."""
        stored = await self._store.player(grave)
        return stored is not None and bool(stored.commit) and delivery in unpack_hashes(stored.body)

    async def link(self, leading: str, other: str) -> str:
        """Make one profile of two. Answers "linked", "same" (they are one already), "taken" (a messenger twice) or "nobody".

        The larger pid becomes an alias by one compare-and-set that carries its document along; merging what it carries can be
        done again by whoever comes upon it. Aliases lead to smaller pids only, so that two links at once make no circle.
        """
        for _ in range(TRIES):
            (first, one), (second, two) = await self.found(leading), await self.found(other)
            if first is None or second is None:
                return "nobody"
            if first.pid == second.pid:
                return "same"
            if _messengers(first) & _messengers(second):
                return "taken"
            into, carried, commit = (first, second, two) if first.pid < second.pid else (second, first, one)
            alias = Alias(carried.pid, into.pid, carried, leads=carried is first)
            if await self._store.save_player(alias.pid, commit, commit_id := self._chance.id(), pack_profile(alias)) is None:
                await self._behind(alias, commit_id)
                return "linked"
        raise StoreUnavailable(f"a player's document was changed by others {TRIES} times in a row")

    async def _read(self, pid: str, stored: StoredPlayer | None) -> Found:
        """Read what was stored; an empty commit id says that nothing is. What is damaged counts as nothing, and may be overwritten.

        Raises Newer: a newer version wrote it.
        """
        if stored is None or not stored.commit:
            return None, b""
        try:
            return None if stored.damaged else unpack_profile(pid, stored.body), stored.commit
        except Poison as wrong:
            log.error("player %s: nobody can read the document: %s", pid, wrong)
            return None, stored.commit

    async def _behind(self, alias: Alias, commit: bytes) -> str:
        """Name the profile behind an alias; what the alias still carries is merged first, whoever began that."""
        carried = alias.carried
        if carried is not None:
            await self.change(alias.to, lambda player: merged(player, carried, alias.leads), Player(alias.to, ()))
            rest = pack_profile(Alias(alias.pid, alias.to))
            await self._store.save_player(alias.pid, commit, self._chance.id(), rest)  # if another came first he did the same
        return alias.to


def _messengers(player: Player) -> set[str]:
    return {identity.partition(":")[0] for identity in player.identities}
