"""A game that was begun in one messenger goes on in the other, where its player writes now (MECHANICS 30)."""

from __future__ import annotations

from engine.core.house import HALL
from engine.core.player import Player
from engine.core.session import AWAY, Session
from engine.core.token import short
from engine.runtime.job import Job
from engine.runtime.linking import Give
from engine.runtime.players import Players, profiles_of
from engine.runtime.ports import Press
from engine.runtime.routes import Route
from engine.runtime.sessions import Sessions


class Bringing:
    """Moves live games between the chats of one player."""

    def __init__(self, players: Players, sessions: Sessions, give: Give) -> None:
        self._players = players
        self._sessions = sessions
        self._give = give

    async def brought(self, route: Route, press: Press) -> bool:
        """Bring the game that an input asks for to its chat, if it lives in another one. Raises StoreUnavailable.

        That is the game in focus; after a bare /start where no game is, the newest one. False: there is none to bring.
        """
        player = await self._players.load(route.pid) if route.linked and not press.group else None
        if player is None or press.code:
            return False
        session = await self._sessions.of(route.sid) if not route.game else None
        if press.command == "start" and (session is None or session.game == HALL or session.over):
            return await self._newest(player, press.chat, press.delivery)
        if session is None or press.command not in ("", "start", "stop"):
            return False
        return await self._moved(player, session, press.chat, press.delivery) and press.command != "stop"

    async def followed(self, pid: str, sid: str, press: Press) -> bool:
        """Bring a player's own game here whose code he types in another of his messengers. Raises StoreUnavailable."""
        player, session = await self._players.load(pid), await self._sessions.of(sid)
        if player is None or session is None:
            return False
        return await self._moved(player, session, press.chat, press.delivery)

    async def resume(self, pid: str, chat: str, wish: str) -> bool:
        """Bring the newest game that lives elsewhere. Raises StoreUnavailable."""
        player = await self._players.load(pid)
        return player is not None and await self._newest(player, chat, wish)

    async def _newest(self, player: Player, chat: str, delivery: str) -> bool:
        for sid in reversed(player.sessions):
            session = await self._sessions.of(sid)
            if session and session.game != HALL and await self._moved(player, session, chat, delivery):
                return True
        return False

    async def _moved(self, player: Player, session: Session, chat: str, delivery: str) -> bool:
        """Move a game; True also if this very input has moved it before."""
        delivery = f"{delivery}+move"
        if short(delivery) in session.typed:
            return True
        here = next((audience for audience in session.audiences if audience.chat == chat), None)
        pid = next((place.player for place in session.places if place.player in profiles_of(player)), "")
        if not pid or session.over or not any(a.chat in player.identities for a in session.audiences):
            return False
        if here is not None and here.successor != AWAY:
            return False
        await self._give(session.sid, Job("move", chat, pid, delivery, words=chat))
        return True
