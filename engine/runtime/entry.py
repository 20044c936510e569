"""How a player gets into a session: by a command, a link, an invitation, or the game that follows another."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Literal

from engine.core.compose import OURS, plays_in_groups
from engine.core.deadlines import IDLE_S, waits
from engine.core.fit import fit
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.inputs import Opening
from engine.core.nicks import default_nick
from engine.core.opening import made_id, open_session
from engine.core.player import Live, Player, forgot, opened, shown
from engine.core.session import AWAY, Audience, Notice, Place, Session
from engine.core.token import short
from engine.runtime.blame import told
from engine.runtime.bounded import bounded
from engine.runtime.catalogue import Catalogue
from engine.runtime.delivery import Delivery
from engine.runtime.job import Job
from engine.runtime.people import People
from engine.runtime.players import Players, profile_of, profiles_of
from engine.runtime.ports import Answer, Press
from engine.runtime.routes import Route, Routes
from engine.runtime.seams import Chance, StoreClock
from engine.runtime.sessions import Sessions
from engine.store.codec import pack_session, pack_snapshot
from engine.store.contract import LEASE_S, Commit, Committed, Post, SessionStore

log = logging.getLogger("smena.entry")

HOPS = 12  # games that may have taken over a chat one after the other


class Entry:
    """Opens sessions and seats players. Opening twice opens once."""

    def __init__(
        self,
        store: SessionStore,
        catalogue: Catalogue,
        sessions: Sessions,
        delivery: Delivery,
        players: Players,
        routes: Routes,
        clock: StoreClock,
        chance: Chance,
        give: Callable[[str, Job], Awaitable[Answer]],
        apply: Callable[[str], Awaitable[None]],
        people: People,
        kept_s: float,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._sessions = sessions
        self._delivery = delivery
        self._players = players
        self._routes = routes
        self._clock = clock
        self._chance = chance
        self._give = give
        self._apply = apply
        self._people = people
        self._kept_s = kept_s
        self.secret = b""

    async def follow(self, route: Route, press: Press) -> Answer:
        """Play an input without a token where its route leads."""
        if route.kind == "join":
            return await self._join(route, press)
        if await self._people.bringing.brought(route, press):
            return Answer()
        sid = "" if route.game else await self._successor(route.sid, press)
        if press.group and sid and (session := await self._sessions.of(sid)) and session.over:
            sid = ""
        if not (sid or route.game):
            route = await self._routes.anew(route, press)
        if route.game:
            return await self._enter(route, press)
        job = Job(
            route.kind, press.chat, press.player, press.delivery, words=press.text, message=press.message,
            language=route.language,
        )  # fmt: skip
        return await self._give(sid, job)

    async def open_after(self, before: str, opening: Opening) -> None:
        """Open the game that takes over a chat from session `before`; opening twice opens once."""
        stored = await self._store.load(before)
        old = await self._sessions.read(before, stored) if stored else None
        if stored is None or old is None:
            return
        audience, post = old.audiences[opening.audience], stored.posts[opening.audience]
        name = opening.game or self._catalogue.next_after(old.game)
        busy = post.until > stored.now or post.unsettled > stored.now  # an older drawing may land on the new one
        fresh = Post(
            wanted=post.sent + 1 if opening.fresh or not post.message else post.sent,
            sent=post.sent,
            message=post.message,
            kind=post.kind,
            unsettled=stored.now + 3 * LEASE_S if busy else 0.0,
        )
        if audience.successor != opening.sid:  # it begins beside, in a message of its own
            fresh = Post()
        place = old.places[max(audience.seat, 0)]
        await self._open(opening.sid, name, "", opening.player, audience.chat, min(audience.seat, 0), place.language, fresh)

    async def _open(
        self, sid: str, name: str, code: str, pid: str, chat: str, seat: int, language: str, post: Post, word: str = ""
    ) -> None:
        """Open a session unless it is there already; `word` of the house stands above it. Raises StoreUnavailable."""
        game = self._catalogue.games.get(name) or self._catalogue.games.get(HALL)  # a link to a game that is gone
        if game is None:
            return
        await self._players.note(pid, sid)
        if game.single and seat >= 0:
            await self._close_others(pid, sid, game.name)
        player, evicted = await self._listed(pid, sid, chat if seat >= 0 else "", post.message if post.sent == post.wanted else "")
        now = self._clock.now()
        session = self._begun(game, sid, code, self._place(pid, player, game.name, language), Audience(chat, seat), now)
        if session is None and game.name != HALL:  # the hall says so, instead of nobody
            hall, word = self._catalogue.games[HALL], "sorry"
            session = self._begun(hall, sid, "", self._place(pid, player, HALL, language), Audience(chat, seat), now)
        if session is None:
            return
        if len(session.places) > 1:
            await self._routes.invite(sid)
        if seat < 0 and bounded(plays_in_groups, self._catalogue.games[session.game], session):
            await self._routes.gathered(chat, sid)
        await self._opened(replace(session, notices=(Notice(seat, OURS + word),)) if word else session, post, now)
        for old in evicted:
            await self._crowded(old, player)

    def _begun(self, game: Game, sid: str, code: str, place: Place, audience: Audience, now: float) -> Session | None:
        """Make a session of a game; None if the game's own beginning fails."""
        seats = (place, *(Place() for _ in range(1, game.seats[1])))
        try:
            session = bounded(open_session, game, sid, self._chance.seed(), now, seats, (audience,), self.secret, code)
            bounded(fit, game, session)
        except Exception as wrong:  # the edge of a game's beginning
            log.error("game %s could not begin: %s", game.name, told(wrong))
            return None
        return session

    async def _listed(self, pid: str, sid: str, chat: str, adopted: str) -> tuple[Player | None, tuple[str, ...]]:
        """Put a new session on its player's list: it has his focus at once, for a worker may die before it can say what it sent.

        Answers who had to go.
        """
        gone: list[tuple[str, ...]] = [()]

        def step(player: Player) -> Player:
            listed, gone[0] = opened(player, sid) if chat else (player, ())
            return shown(listed, Live(chat, adopted, sid)) if chat and (adopted or listed is not player) else listed

        return await self._players.change(pid, step), gone[0]

    async def _opened(self, session: Session, post: Post, now: float) -> None:
        after_s, at = waits(session)
        change = Commit(
            sid=session.sid,
            expected=b"",
            expected_shown=0.0,
            id=self._chance.id(),
            moment=session.moment,
            body=pack_session(session),
            after_s=after_s,
            at=at,
            idle_at=now + IDLE_S,
            snapshot=pack_snapshot(session, 0.0),
            audiences=(post,),
            keep_s=self._kept_s,
        )
        reply = await self._store.commit(change, self._chance.id())
        self._clock.heard(reply.now)
        if isinstance(reply, Committed):
            for lease in reply.leases:
                self._sessions.remember(session.sid, lease.stored)
                self._delivery.start(session.sid, lease)

    async def _join(self, route: Route, press: Press) -> Answer:
        """Seat a player who comes by an invitation; where there is no seat for him, the hall says so."""
        if route.linked and await self._people.bringing.followed(route.pid, route.sid, press):
            return Answer()
        job = Job("join", press.chat, press.player, press.delivery, words=press.chat, language=route.language)
        answer = await self.seated(route.sid, route.pid, job)
        if answer is None:
            sid = made_id("routed", route.pid, short(press.delivery))
            await self._open(sid, HALL, "", route.pid, press.chat, 0, route.language, Post(), "cannot-join")
        return answer or Answer()

    async def seated(self, sid: str, pid: str, job: Job) -> Answer | None:
        """Seat a player by a job that brings him into a session; None: there is no seat for him. Twice seats once."""
        session = await self._sessions.of(sid)
        player, evicted = await self._players.load(pid), tuple[str, ...]()
        pids = profiles_of(player) if player else (pid,)
        pid = next((place.player for place in session.places if place.player in pids), pid) if session else pid
        if session and not session.over and session.seat_of(pid) is None and session.seat_of("") is not None:
            await self._players.note(pid, sid)
            player, evicted = await self._listed(pid, sid, job.chat, "")
        place = self._place(pid, player, session.game if session else "", job.language)
        answer = await self._give(sid, replace(job, place=place))
        session = await self._sessions.of(sid)
        seated = session is not None and session.seat_of(pid) is not None
        if not seated:
            await self._players.change(pid, lambda player: forgot(player, sid))
        for old in evicted:
            await self._crowded(old, player)
        return answer if seated else None

    async def open_anew(self, sid: str, name: str, pid: str, chat: str, language: str, word: str) -> None:
        """Open a game in a private chat, in a new message under a word of the house; opening twice opens once."""
        await self._open(sid, name, "", pid, chat, 0, language, Post(), word)

    async def _crowded(self, sid: str, player: Player | None) -> None:
        """Close a player's oldest game."""
        await self._closed(await self._sessions.of(sid), player, "crowded")

    async def _close_others(self, pid: str, sid: str, name: str) -> None:
        """Close a game wherever its player has it open but in session `sid`; what it is to remember is his by then."""
        player = await self._players.load(pid)
        for other in player.sessions if player else ():
            session = await self._sessions.of(other) if other != sid else None
            if session and session.game == name and not session.over:
                await self._closed(session, player, "anew")
                await self._apply(other)

    async def _closed(self, session: Session | None, player: Player | None, why: Literal["crowded", "anew"]) -> None:
        """Take a player out of a game; he may sit there under a pid that he had before a link."""
        pids = profiles_of(player) if player else ()
        seated = next((place.player for place in session.places if place.player in pids), "") if session else ""
        if session and seated:
            await self._give(session.sid, Job(why, player=seated))

    async def _enter(self, route: Route, press: Press) -> Answer:
        """Open a game; a hall that stands open in this chat goes to the room that is asked for, and no second one is opened."""
        route = replace(route, code=await self._people.room(route.code, route.pid, press))
        hall = "" if press.group or route.game in self._catalogue.games.keys() - {HALL} else await self._hall(route, press.chat)
        if hall:
            return await self._give(
                hall, Job("begin", press.chat, press.player, press.delivery, words=route.code, language=route.language)
            )
        route = self._for_group(route) if press.group else route
        seat = -1 if press.group else 0
        pid = profile_of(press.player) if press.group else route.pid  # a press in a group names its player so
        await self._open(route.sid, route.game, route.code, pid, press.chat, seat, route.language, Post())
        return Answer()

    def _for_group(self, route: Route) -> Route:
        """Let a group open a game that it can be shown; any other way leads into the hall."""
        game = self._catalogue.games.get(route.game)
        return route if game is not None and game.chart.for_groups else replace(route, game=HALL, code="")

    async def _hall(self, route: Route, chat: str) -> str:
        """Find the hall that a player has open in a chat; "" = none, or it is the one that this very input has opened."""
        player = await self._players.load(route.pid)
        for sid in reversed(player.sessions if player else ()):
            session = await self._sessions.of(sid) if sid != route.sid else None
            number = session.audience_of(chat) if session and session.game == HALL and not session.over else None
            if session and number is not None and not session.audiences[number].successor:
                return sid
        return ""

    @staticmethod
    def _place(pid: str, player: Player | None, game: str, language: str) -> Place:
        """Take what a session must know of a player along to his seat."""
        if player is None:
            return Place(pid, language, default_nick(pid, language))
        nick = player.nick or default_nick(pid, player.language)
        return Place(pid, player.language, nick, facts=player.facts, memory=player.remembers(game))

    async def _successor(self, sid: str, press: Press) -> str:
        """Follow a chat from a session to the one that has taken it over, opening it now if its effect still waits.

        An input that the session has counted already stays with it. "" = the session is no more, or not in this chat.
        """
        delivery = short(press.delivery)
        for _ in range(HOPS):
            session = await self._sessions.of(sid)
            if session is None:
                return ""
            number = session.audience_of(press.chat)
            if number is None:
                return ""
            audience = session.audiences[number]
            if audience.successor == AWAY:
                return "" if session.over else sid  # it has come to its end in another of his chats
            if not audience.successor or delivery in session.typed:
                return "" if audience.parted and not audience.successor else sid
            await self._apply(sid)
            sid = audience.successor
        return sid
