"""What becomes of chats: a bot is blocked, let in again, or the chat gets a new address. Knows no game."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from engine.runtime.job import Job
from engine.runtime.players import Players, profile_of
from engine.runtime.ports import Answer, Ledger
from engine.runtime.routes import GROUPS
from engine.runtime.seams import Chance
from engine.runtime.sessions import Sessions
from engine.store.contract import Lease, SessionStore, Settle, Stored


class Chats:
    """Finds the sessions of a chat and tells them."""

    def __init__(
        self,
        store: SessionStore,
        sessions: Sessions,
        players: Players,
        ledger: Ledger,
        chance: Chance,
        give: Callable[[str, Job], Awaitable[Answer]],
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._players = players
        self._ledger = ledger
        self._chance = chance
        self._give = give

    async def blocked(self, player: str, chat: str) -> None:
        """Write into this chat no more, until somebody is heard from there. Raises StoreUnavailable."""
        async for sid, audience, stored in self._shown_in(player, chat):
            if stored.posts[audience].unreachable:
                continue
            token = self._chance.id()
            lease = await self._store.claim(sid, audience, token)
            if isinstance(lease, Lease):  # else somebody draws there, and is told so by the platform
                await self._store.settle(Settle(sid, audience, token, unreachable=True))
            self._sessions.forget(sid)

    async def returned(self, player: str, chat: str) -> None:
        """Show at once what has happened meanwhile. Raises StoreUnavailable."""
        async for sid, audience, stored in self._shown_in(player, chat):
            if stored.posts[audience].unreachable:
                await self._give(sid, Job("back", chat))

    async def moved(self, chat: str, to: str, sid: str = "") -> None:
        """Go on at the new address; `sid`: the session that has met it, "" = the one that the group plays.

        Told twice, it changes nothing. Raises StoreUnavailable.
        """
        newest = await self._ledger.recall(GROUPS, chat)
        if newest:
            await self._ledger.remember(GROUPS, to, newest)
        for one in {newest, sid} - {""}:
            await self._give(one, Job("moved", chat, words=to))
        await self._ledger.remember(GROUPS, chat, "")

    async def _shown_in(self, player: str, chat: str) -> AsyncIterator[tuple[str, int, Stored]]:
        """List the sessions that are shown in a chat: a player's own, or the one that a group plays."""
        for sid in filter(None, await self._known(player, chat)):
            stored = await self._sessions.load(sid)
            session = await self._sessions.read(sid, stored) if stored else None
            audience = session.audience_of(chat) if session else None
            if stored and session and audience is not None and not session.audiences[audience].successor:
                yield sid, audience, stored

    async def _known(self, player: str, chat: str) -> list[str]:
        if chat != player:
            newest = await self._ledger.recall(GROUPS, chat)
            return [newest] if newest else []
        known = await self._players.load(profile_of(player))
        return list(dict.fromkeys((*known.sessions, known.focus(chat)))) if known else []
