"""Effects that leave a session's shard: applied at least once, counted once by their ids (MECHANICS 28)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from engine.core.inputs import Meeting, Naming, Opening, Outgoing, Recorded, Result, Seeking, Speaking, Voted, Wish
from engine.core.player import Player, credited
from engine.runtime.players import Players, profiles_of
from engine.runtime.seams import StoreClock
from engine.store.codec import unpack_outgoing
from engine.store.contract import SessionStore
from engine.store.errors import Newer, Poison, StoreUnavailable

log = logging.getLogger("smena.effects")


class Effects:
    """Takes what waits on a session's shard to where it belongs."""

    def __init__(
        self,
        store: SessionStore,
        players: Players,
        open_after: Callable[[str, Opening], Awaitable[None]],
        speak: Callable[[str, str, str], Awaitable[None]],
        learn: Callable[[str, str, str], Awaitable[None]],
        wish: Callable[[str, str, Wish], Awaitable[None]],
        meet: Callable[[str, Seeking | Meeting | Recorded], Awaitable[None]],
        clock: StoreClock,
    ) -> None:
        self._store = store
        self._players = players
        self._open_after = open_after
        self._speak = speak
        self._learn = learn
        self._wish = wish
        self._meet = meet
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, sid: str) -> None:
        """Apply a session's effects in the background; what fails is due again."""
        task = asyncio.create_task(self._guarded(sid))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Wait until nothing is being applied."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def apply(self, sid: str) -> None:
        """Apply all that waits; a game is opened last, for it begins with what the results left.

        Raises StoreUnavailable, also of an effect that a newer version wrote.
        """
        newer: Newer | None = None
        for id, kept in sorted(await self._store.effects(sid), key=lambda waiting: waiting[0].startswith("open.")):
            try:
                await self._one(sid, id, unpack_outgoing(kept))
            except Newer as wrong:  # it is due again: a newer worker will take it along
                newer = wrong
                continue
            except Poison as wrong:
                await self._store.quarantine("effect", kept, str(wrong))
            await self._store.effect_done(sid, id)
        if newer is not None:
            raise newer

    async def _guarded(self, sid: str) -> None:
        try:
            await self.apply(sid)
        except StoreUnavailable:
            log.warning("session %s: its effects cannot be applied now; they are due again", sid)
        except Exception:  # the edge of an effect: the sweeper comes again
            log.exception("session %s: an effect failed", sid)

    async def _one(self, sid: str, id: str, effect: Outgoing) -> None:
        match effect:
            case Result():
                now = self._clock.now()
                await self._players.note(effect.player, sid)  # its record outlives its place on his list of games
                changed = await self._players.change(effect.player, lambda player: credited(player, f"{sid}:{id}", effect, now))
                if effect.finished and effect.achieved:
                    await _to_others(changed, sid, self._learn, "\n".join(effect.achieved))
            case Opening():
                await self._open_after(sid, effect)
            case Speaking():
                changed = await self._players.change(effect.player, lambda player: _speaks(player, effect.language))
                await _to_others(changed, sid, self._speak, effect.language)
            case Naming():
                await self._players.change(effect.player, lambda player: replace(player, nick=effect.nick))
            case Wish():
                await self._wish(sid, id, effect)
            case Voted():
                await self._store.vote(effect.poll, effect.answer, f"{sid}:{id}")
            case Seeking() | Meeting() | Recorded():
                await self._meet(sid, effect)


async def _to_others(player: Player | None, sid: str, give: Callable[[str, str, str], Awaitable[None]], words: str) -> None:
    """Give words to a player's other sessions; in each he may sit under a pid that he had before a link."""
    for other in player.sessions if player else ():
        for pid in profiles_of(player) if player and other != sid else ():
            await give(other, pid, words)


def _speaks(player: Player, language: str) -> Player:
    return replace(player, language=language)
