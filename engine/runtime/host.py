"""Receives presses: finds the session, plays the fold, commits, hands over to delivery and effects."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.core.compose import OURS, page_turned
from engine.core.deadlines import IDLE_S, waits
from engine.core.errors import Refused
from engine.core.game import Game
from engine.core.house import HALL, HOUSE
from engine.core.inputs import Input, Kind, Opening
from engine.core.opening import made_id, open_session
from engine.core.player import Live, Player, forgot, opened, shown
from engine.core.session import Audience, Notice, Place, Session
from engine.core.token import read_token, short
from engine.runtime.catalogue import Catalogue
from engine.runtime.delivery import Delivery
from engine.runtime.effects import Effects
from engine.runtime.fold import KEPT_S, Fold, commit_of, fold, told
from engine.runtime.lanes import LaneFull, Lanes
from engine.runtime.players import Players, profile_of
from engine.runtime.ports import Answer, Ledger, Press
from engine.runtime.routes import Route, Routes
from engine.runtime.seams import Chance, StoreClock
from engine.store.codec import pack_session, pack_snapshot, unpack_session
from engine.store.contract import LEASE_S, Commit, Committed, Conflict, Late, Parked, Post, SessionStore, Stored
from engine.store.errors import Newer, Poison, StoreUnavailable

log = logging.getLogger("smena.host")

TRIES = 12  # commits that may meet another one before an input is parked
CACHE_MOST = 4096  # sessions a worker remembers between presses
DEADLINE_FAULTS_MOST = 3  # then the game is closed as broken (RELIABILITY P21)
PARK_AGAIN_S = 2.0
PARK_TRIES = 3  # MECHANICS 21


@dataclass(frozen=True, slots=True)
class Job:
    """One input on its way to a session."""

    kind: Kind
    chat: str = ""
    player: str = ""  # an identity, `tg:42`; "" when nobody acts
    delivery: str = ""
    moment: bytes = b""
    act: bytes = b""
    words: str = ""
    message: str = ""
    language: str = ""
    place: Place | None = None  # of a join


class Host:
    """The door for presses. One a worker."""

    def __init__(
        self,
        store: SessionStore,
        catalogue: Catalogue,
        delivery: Delivery,
        players: Players,
        clock: StoreClock,
        chance: Chance,
        ledger: Ledger,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._delivery = delivery
        self._players = players
        self._clock = clock
        self._chance = chance
        self._secret = b""
        self._cache: OrderedDict[str, Stored] = OrderedDict()
        self._faults: dict[str, int] = {}
        self._lanes: Lanes[Job, Answer] = Lanes(self._fold)
        self.routes = Routes(players, ledger)
        self.effects = Effects(store, players, self.open_after, self._speak, clock)
        self.replays: dict[str, Callable[[bytes], Press | None]] = {}  # by platform: a parked update read again

    async def start(self, secret: bytes = b"") -> None:
        """Learn the installation's secret and the store's time. Raises StoreUnavailable."""
        self._secret = secret or await self._store.secret(b"".join(self._chance.id() for _ in range(4)))
        self._clock.heard(await self._store.now())

    async def stop(self) -> None:
        """Wait until all that was begun is done; the caller bounds it in time."""
        await self._lanes.idle()
        await self.effects.idle()
        await self._delivery.idle()

    # -- what adapters hand in -------------------------------------------------------------------------------

    async def receive(self, press: Press) -> Answer:
        """Play one press; return after its commit. Raises StoreUnavailable."""
        if press.token:
            token = read_token(press.token)
            if token is None:
                return self._refused(Refused.CLOSED, press.language)
            job = Job(
                "press", press.chat, press.player, press.delivery, token.moment, token.act, message=press.message,
                language=press.language,
            )  # fmt: skip
            return await self._given(token.sid, job)
        route = await self.routes.find(press, self._clock.now())
        return await self._follow(route, press)

    async def reach(self, player: str, chat: str, reachable: bool) -> None:
        """Note that a player blocked the bot or let it in again: his next input, or the next delivery, settles it."""
        log.info("a player %s the bot", "let in" if reachable else "blocked")

    async def park(self, platform: str, delivery: str, raw: bytes) -> None:
        """Keep an update that could not be committed in time; the sweeper plays it again."""
        at = self._clock.now() + PARK_AGAIN_S
        await self._store.park(Parked(profile_of(delivery), platform, raw, 0), at)

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        """Keep an update that nobody can understand for 72 h."""
        await self._store.quarantine(platform, raw, why)

    async def plays(self, identity: str, game: str) -> bool:
        """Tell whether the game in a player's focus is this one, and not over."""
        player = await self._players.load(profile_of(identity))
        sid = player.focus(identity) if player else ""
        stored = await self._store.load(sid) if sid else None
        session = await self._session(sid, stored) if stored else None
        return session is not None and session.game == game and not session.over

    # -- what the sweeper hands in ---------------------------------------------------------------------------

    async def deadline(self, sid: str) -> None:
        """Play what is due in a session, arming its deadlines first if nobody could see the moment in time."""
        stored = await self._store.arm(sid)
        if stored is None:
            return
        self._clock.heard(stored.now)
        self._remember(sid, stored)
        session = await self._session(sid, stored)
        if session is None or session.over:
            return
        idle = stored.now > session.began + IDLE_S
        await self._given(sid, Job("idle" if idle else "deadline"))

    async def replay(self, shard: int, id: str) -> None:
        """Play a parked update again; after three tries it is quarantined."""
        parked = await self._store.parked(shard, id)
        if parked is None:
            return
        read = self.replays.get(parked.platform)
        press = read(parked.raw) if read else None
        if press is None or parked.tries > PARK_TRIES:
            await self._store.quarantine(parked.platform, parked.raw, "parked, and could not be played")
        else:
            await self.receive(press)
        await self._store.unpark(shard, id)

    # -- opening ---------------------------------------------------------------------------------------------

    async def open_after(self, before: str, opening: Opening) -> None:
        """Open the game that takes over a chat from session `before`; opening twice opens once."""
        stored = await self._store.load(before)
        old = await self._session(before, stored) if stored else None
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
        place = old.places[max(audience.seat, 0)]
        await self._open(opening.sid, name, "", opening.player, audience.chat, audience.seat, place.language, fresh)

    async def _open(
        self, sid: str, name: str, code: str, pid: str, chat: str, seat: int, language: str, post: Post, word: str = ""
    ) -> None:
        """Open a session unless it is there already; `word` of the house stands above it. Raises StoreUnavailable."""
        game = self._catalogue.games.get(name) or self._catalogue.games.get(HALL)  # a link to a game that is gone
        if game is None:
            return
        player, evicted = await self._listed(pid, sid, chat if seat >= 0 else "", post.message if post.sent == post.wanted else "")
        now = self._clock.now()
        session = self._begun(game, sid, code, self._place(pid, player, game.name, language), Audience(chat, seat), now)
        if session is None and game.name != HALL:  # the hall says so, instead of nobody
            hall, word = self._catalogue.games[HALL], "sorry"
            session = self._begun(hall, sid, "", self._place(pid, player, HALL, language), Audience(chat, seat), now)
        if session is None:
            return
        if len(session.places) > 1:
            await self.routes.invite(sid)
        await self._opened(replace(session, notices=(Notice(seat, OURS + word),)) if word else session, post, now)
        for old in evicted:
            await self._given(old, Job("crowded"))

    def _begun(self, game: Game, sid: str, code: str, place: Place, audience: Audience, now: float) -> Session | None:
        """Make a session of a game; None if the game's own beginning fails."""
        seats = (place, *(Place() for _ in range(1, game.seats[1])))
        try:
            return open_session(game, sid, self._chance.seed(), now, seats, (audience,), self._secret, code)
        except Exception as wrong:  # the edge of a game's beginning
            log.error("game %s could not begin: %s", game.name, told(wrong))
            return None

    async def _listed(self, pid: str, sid: str, chat: str, adopted: str) -> tuple[Player | None, tuple[str, ...]]:
        """Put a new session on its player's list; a message that it takes over has his focus. Answers who had to go."""
        gone: list[tuple[str, ...]] = [()]

        def step(player: Player) -> Player:
            player, gone[0] = opened(player, sid) if chat else (player, ())
            return shown(player, Live(chat, adopted, sid)) if adopted and chat else player

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
            keep_s=KEPT_S,
        )
        reply = await self._store.commit(change, self._chance.id())
        self._clock.heard(reply.now)
        if isinstance(reply, Committed):
            for lease in reply.leases:
                self._remember(session.sid, lease.stored)
                self._delivery.start(session.sid, lease)

    async def _follow(self, route: Route, press: Press) -> Answer:
        """Play an input without a token where its route leads."""
        if route.kind == "join":
            return await self._join(route, press)
        sid = "" if route.game else await self._successor(route.sid, press)
        if not (sid or route.game):
            route = await self.routes.anew(route, press)
        if route.game:
            return await self._enter(route, press)
        job = Job(
            route.kind, press.chat, press.player, press.delivery, words=press.text, message=press.message,
            language=route.language,
        )  # fmt: skip
        return await self._given(sid, job)

    async def _join(self, route: Route, press: Press) -> Answer:
        """Seat a player who comes by an invitation; where there is no seat for him, the hall says so."""
        session = await self._session_of(route.sid)
        player, evicted = await self._players.load(route.pid), tuple[str, ...]()
        if session and not session.over and session.seat_of(route.pid) is None and session.seat_of("") is not None:
            player, evicted = await self._listed(route.pid, route.sid, press.chat, "")
        place = self._place(route.pid, player, session.game if session else "", route.language)
        job = Job("join", press.chat, press.player, press.delivery, words=press.chat, language=route.language, place=place)
        answer = await self._given(route.sid, job)
        session = await self._session_of(route.sid)
        if session is None or session.seat_of(route.pid) is None:
            await self._players.change(route.pid, lambda player: forgot(player, route.sid))
            sid = made_id("routed", route.pid, short(press.delivery))
            await self._open(sid, HALL, "", route.pid, press.chat, 0, route.language, Post(), "cannot-join")
        for old in evicted:
            await self._given(old, Job("crowded"))
        return answer

    async def _enter(self, route: Route, press: Press) -> Answer:
        """Open a game; a hall that stands open in this chat goes to the room that is asked for, and no second one is opened."""
        hall = "" if press.group or route.game in self._catalogue.games.keys() - {HALL} else await self._hall(route, press.chat)
        if hall:
            return await self._given(
                hall, Job("begin", press.chat, press.player, press.delivery, words=route.code, language=route.language)
            )
        seat = -1 if press.group else 0
        await self._open(route.sid, route.game, route.code, route.pid, press.chat, seat, route.language, Post())
        return Answer()

    async def _hall(self, route: Route, chat: str) -> str:
        """Find the hall that a player has open in a chat; "" = none, or it is the one that this very input has opened."""
        player = await self._players.load(route.pid)
        for sid in reversed(player.sessions if player else ()):
            session = await self._session_of(sid) if sid != route.sid else None
            number = session.audience_of(chat) if session and session.game == HALL and not session.over else None
            if session and number is not None and not session.audiences[number].successor:
                return sid
        return ""

    async def _session_of(self, sid: str) -> Session | None:
        stored = await self._loaded(sid)
        return await self._session(sid, stored) if stored else None

    @staticmethod
    def _place(pid: str, player: Player | None, game: str, language: str) -> Place:
        """Take what a session must know of a player along to his seat."""
        if player is None:
            return Place(pid, language)
        return Place(pid, player.language, player.nick, facts=player.facts, memory=player.remembers(game))

    async def _successor(self, sid: str, press: Press) -> str:
        """Follow a chat from a session to the one that has taken it over, opening it now if its effect still waits.

        An input that the session has counted already stays with it. "" = the session is no more, or not in this chat.
        """
        delivery = short(press.delivery)
        for _ in range(TRIES):
            session = await self._session_of(sid)
            if session is None:
                return ""
            number = session.audience_of(press.chat)
            if number is None:
                return ""
            if not session.audiences[number].successor or delivery in session.typed:
                return sid
            await self.effects.apply(sid)
            sid = session.audiences[number].successor
        return sid

    async def _speak(self, sid: str, pid: str, language: str) -> None:
        await self._given(sid, Job("speak", player=pid, words=language))

    # -- the fold --------------------------------------------------------------------------------------------

    async def _given(self, sid: str, job: Job) -> Answer:
        try:
            return await self._lanes.play(sid, job)
        except LaneFull:
            return Answer(HOUSE.say(job.language or "ru", "busy", {}).plain)

    async def _fold(self, sid: str, jobs: Sequence[Job]) -> Sequence[Answer]:
        """Play jobs together and commit them as one; a commit that came first makes us play again."""
        for _ in range(TRIES):
            cached = self._cache.get(sid)
            stored = cached or await self._loaded(sid)
            session = await self._session(sid, stored) if stored else None
            if stored is None or session is None:
                return [self._refused(Refused.CLOSED, job.language) for job in jobs]
            done = self._played(session, jobs)
            if not (done.changed or _is_back(session, stored, jobs)):
                if cached is not None:  # a refusal is decided on a fresh load (MECHANICS 7)
                    del self._cache[sid]
                    continue
                return await self._unchanged(sid, stored, session, jobs, done)
            if await self._committed(sid, stored, jobs, done):
                return done.answers
        raise StoreUnavailable(f"session {sid}: others committed first {TRIES} times in a row")

    def _played(self, session: Session, jobs: Sequence[Job]) -> Fold:
        now = self._clock.now()
        inputs = [self._input(session, job, now) for job in jobs]
        languages = [self._language(session, job) for job in jobs]
        return fold(self._catalogue.games[session.game], session, inputs, languages, self._secret)

    async def _committed(self, sid: str, stored: Stored, jobs: Sequence[Job], done: Fold) -> bool:
        """Commit a fold; False if it must be played again."""
        session = done.session
        heard = [(n, job) for job in jobs if (n := session.audience_of(job.chat)) is not None]
        reached = sorted({n for n, _ in heard if session.places})
        adopt = [(n, job.message) for n, job in heard if job.kind == "press" and job.message]
        change = commit_of(done, stored, self._chance.id(), reached, adopt, self._clock.now())
        reply = await self._store.commit(change, self._chance.id())
        self._clock.heard(reply.now)
        if isinstance(reply, Late):
            self._remember(sid, reply.stored)
            return False
        if isinstance(reply, Conflict):
            self._remember(sid, reply.stored)
            return False
        self._cache.pop(sid, None)
        for lease in reply.leases:
            self._remember(sid, lease.stored)
            self._delivery.start(sid, lease)
        self._faults.pop(sid, None)
        if done.outgoing:
            self.effects.start(sid)
        return True

    async def _unchanged(self, sid: str, stored: Stored, session: Session, jobs: Sequence[Job], done: Fold) -> Sequence[Answer]:
        """Nothing to commit: turn pages, redraw what a refusal asks for, close a game whose deadline cannot be played."""
        answers = list(done.answers)
        for number, job in enumerate(jobs):
            page = page_turned(session, job.act) if job.kind == "press" and job.moment == session.moment else None
            audience = session.audience_of(job.chat)
            if page is not None and audience is not None:
                answers[number] = Answer()
                await self._redraw(sid, audience, page)
        for audience in done.redraw:
            await self._redraw(sid, audience)
        if done.faults and any(job.kind == "deadline" for job in jobs):
            self._faults[sid] = self._faults.get(sid, 0) + 1
            if self._faults[sid] >= DEADLINE_FAULTS_MOST:
                del self._faults[sid]
                await self._fold(sid, [Job("broken")])
        return answers

    async def _redraw(self, sid: str, audience: int, page: int = -1) -> None:
        claimed = await self._store.claim(sid, audience, self._chance.id(), page)
        if claimed is not None and not isinstance(claimed, Stored):
            self._delivery.start(sid, claimed, force=True)

    def _input(self, session: Session, job: Job, now: float) -> Input:
        audience = session.audience_of(job.chat) if job.chat else None
        number = -1 if audience is None else audience
        return Input(
            kind=job.kind,
            now=now,
            delivery=short(job.delivery) if job.delivery else b"",
            player=self._player(session, job, number),
            audience=number,
            moment=job.moment,
            act=job.act,
            words=job.words,
            place=job.place,
        )

    def _player(self, session: Session, job: Job, number: int) -> str:
        """Name the profile that acts. A private chat belongs to the player whose identity it bears."""
        if job.kind == "speak" or not job.player:
            return job.player
        if number >= 0 and session.audiences[number].seat >= 0 and job.chat == job.player:
            return session.places[session.audiences[number].seat].player
        return profile_of(job.player)

    def _language(self, session: Session, job: Job) -> str:
        number = session.audience_of(job.chat) if job.chat else None
        if number is None or session.audiences[number].seat < 0:
            return job.language or "ru"
        return session.places[session.audiences[number].seat].language

    # -- sessions in memory ----------------------------------------------------------------------------------

    async def _loaded(self, sid: str) -> Stored | None:
        try:
            stored = await self._store.load(sid)
        except Poison:
            await self._store.set_aside(sid, "load")
            return None
        if stored is not None:
            self._clock.heard(stored.now)
            self._remember(sid, stored)
            del self._cache[sid]  # what was just loaded is decided upon as fresh
        return stored

    async def _session(self, sid: str, stored: Stored) -> Session | None:
        """Read a session; one that cannot be read is set aside. Raises StoreUnavailable: it is newer than we are."""
        try:
            return unpack_session(sid, stored.body, self._catalogue.games, stored.shown_at)
        except Poison as wrong:
            log.error("session %s is poisoned and set aside: %s", sid, wrong)
            await self._store.set_aside(sid, str(wrong))
            return None
        except Newer as wrong:
            raise StoreUnavailable(str(wrong)) from wrong

    def _remember(self, sid: str, stored: Stored | None) -> None:
        self._cache.pop(sid, None)
        if stored is not None:
            self._cache[sid] = stored
            while len(self._cache) > CACHE_MOST:
                self._cache.popitem(last=False)

    @staticmethod
    def _refused(why: Refused, language: str) -> Answer:
        return Answer(HOUSE.say(language or "ru", why, {}).plain)


def _is_back(session: Session, stored: Stored, jobs: Sequence[Job]) -> bool:
    """Tell whether an input comes from where nobody could be reached: it is committed, so that he is shown his game again."""
    heard = {session.audience_of(job.chat) for job in jobs if job.chat}
    return any(post.unreachable for number, post in enumerate(stored.posts) if number in heard)
