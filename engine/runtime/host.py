"""Receives presses: finds the session, plays the fold, commits, hands over to delivery and effects."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.core.deadlines import IDLE_S, expired
from engine.core.errors import Refused
from engine.core.house import HOUSE
from engine.core.session import Session
from engine.core.token import read_token
from engine.core.words import number
from engine.runtime.catalogue import Catalogue
from engine.runtime.chats import Chats
from engine.runtime.delivery import Delivery
from engine.runtime.effects import Effects
from engine.runtime.entry import Entry
from engine.runtime.fold import FINISHED_KEPT_S, Fold, commit_of, fold
from engine.runtime.job import Job, input_of, language_of
from engine.runtime.lanes import LaneFull, Lanes
from engine.runtime.leaving import nonce_of
from engine.runtime.meetings import Meetings
from engine.runtime.pace import Pace
from engine.runtime.people import People
from engine.runtime.players import Players, profile_of
from engine.runtime.polls import Polls
from engine.runtime.ports import Answer, Incoming, Ledger, NewAddress, Press, Reach
from engine.runtime.routes import Routes
from engine.runtime.seams import Chance, StoreClock
from engine.runtime.sessions import Sessions
from engine.store.contract import RAW_S, Conflict, Late, Parked, SessionStore, Stored, is_below
from engine.store.errors import Poison, StoreUnavailable

log = logging.getLogger("smena.host")
game_log = logging.getLogger("smena.game")

TRIES = 12  # commits that may meet another one before an input is parked
FAULTS_KEPT_MOST = 1024  # sessions whose deadline has failed lately
DEADLINE_FAULTS_MOST = 3  # then the game is closed as broken (RELIABILITY P21)
SLOW_S = 1.0  # a view that comes later than this after its press is spoken of in the press's answer
PARK_AGAIN_S = 2.0
PARK_TRIES = 3  # MECHANICS 21


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
        finished_s: float = FINISHED_KEPT_S,
    ) -> None:
        """`finished_s`: how long a finished session and its record are kept."""
        self._finished_s = finished_s
        self._store = store
        self._catalogue = catalogue
        self._delivery = delivery
        self._players = players
        self._clock = clock
        self._chance = chance
        self._secret = b""
        self._faults: dict[str, int] = {}
        self._sayings: set[asyncio.Task[None]] = set()  # what is said once, outside any game
        self._pace = Pace(lambda: asyncio.get_running_loop().time())
        self._lanes: Lanes[Job, Answer] = Lanes(self._fold)
        self._routes = Routes(players, ledger)
        self._sessions = Sessions(store, catalogue, clock)
        self._polls = Polls(store)
        self._chats = Chats(store, self._sessions, players, ledger, chance, self._given)
        delivery.moved = self._chats.moved
        self.replays: dict[str, Callable[[bytes], Incoming | None]] = {}  # by platform: a parked update read again
        self.people = People(
            store, players, self._sessions, delivery.outside, self.replays, chance, self._given, clock, self._apply
        )
        self._entry = Entry(
            store,
            catalogue,
            self._sessions,
            delivery,
            players,
            self._routes,
            clock,
            chance,
            self._given,
            self._apply,
            self.people,
            IDLE_S + finished_s,
        )
        meetings = Meetings(store, self._sessions, self._entry, self._given)
        self.effects = Effects(
            store, players, self._entry.open_after, self._speak, self._learn, self.people.grant, meetings.apply, clock
        )

    async def start(self, secret: bytes = b"") -> None:
        """Learn the installation's secret and the store's time. Raises StoreUnavailable."""
        self._secret = secret or await self._store.secret(b"".join(self._chance.id() for _ in range(4)))
        self._entry.secret = self._routes.secret = self.people.leaving.secret = self._secret
        self._clock.heard(await self._store.now())

    async def stop(self) -> None:
        """Wait until all that was begun is done; the caller bounds it in time."""
        await self._lanes.idle()
        await self.effects.idle()
        await self._polls.idle()
        await self._delivery.idle()
        if self._sayings:
            await asyncio.wait(set(self._sayings))

    # -- what adapters hand in -------------------------------------------------------------------------------

    async def receive(self, press: Press) -> Answer:
        """Play one press; return after its commit. One of a player who goes too fast is none. Raises StoreUnavailable."""
        if self._is_old(press):
            return Answer()
        return await self._received(press) if self._pace.lets(press.player) else self._slowed(press)

    def _is_old(self, press: Press) -> bool:
        """Tell whether words are so old that no messenger brings them any more: somebody has kept the update (RELIABILITY 21).

        A button names its moment, so it needs no time.
        """
        old = not press.token and 0 < press.written < self._clock.now() - RAW_S
        if old:
            log.warning(
                "words that their messenger dates more than 72 hours back are not heard; if they are new, correct Redis's clock"
            )
        return old

    def _slowed(self, press: Press) -> Answer:
        """Tell who goes too fast: a press by its answer; words have none, so by a message, seldom enough to be no flood."""
        words = HOUSE.say(press.language or "ru", "too-fast" if press.token else "too-fast-words", {})
        talk = press.group and bool(press.text)  # below our message: nobody waits for an answer
        if not press.token and not talk and self._pace.tells(press.chat):
            saying = asyncio.create_task(self._delivery.outside.say(press.chat, words, nonce_of(press.delivery)))
            self._sayings.add(saying)
            saying.add_done_callback(self._sayings.discard)
        return Answer(words.plain)

    async def _received(self, press: Press) -> Answer:
        if press.token:
            token = read_token(press.token)
            if token is None:
                return self._refused(Refused.CLOSED, press.language)
            job = Job(
                "press", press.chat, press.player, press.delivery, token.moment, token.act, message=press.message,
                language=press.language,
            )  # fmt: skip
            return await self._given(token.sid, job)
        if press.group and press.text and press.message:
            return Answer()  # people talk below our message; nothing is kept of who does
        route = await self._routes.find(press)
        return Answer() if route is None else await self._entry.follow(route, press)

    async def reach(self, player: str, chat: str, reachable: bool) -> None:
        """Write no more to a player who blocked the bot; show one who let it in again what he plays. Raises StoreUnavailable."""
        log.info("a player %s the bot", "let in" if reachable else "blocked")
        await (self._chats.returned(player, chat) if reachable else self._chats.blocked(player, chat))

    async def moved(self, chat: str, to: str) -> None:
        """Go on with a group's game at the group's new address. Raises StoreUnavailable."""
        await self._chats.moved(chat, to)

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
        session = await self._sessions.of(sid) if sid else None
        return session is not None and session.game == game and not session.over

    async def has_begun(self, identity: str, game: str) -> bool:
        """Tell whether one of a player's games is this one, and not over. Raises StoreUnavailable."""
        player = await self._players.load(profile_of(identity))
        sessions = [await self._sessions.of(sid) for sid in (player.sessions if player else ())]
        return any(session is not None and session.game == game and not session.over for session in sessions)

    # -- what the sweeper hands in ---------------------------------------------------------------------------

    async def deadline(self, sid: str) -> None:
        """Play what is due in a session, arming its deadlines first if nobody could see the moment in time."""
        stored = await self._store.arm(sid)
        if stored is None:
            return
        self._clock.heard(stored.now)
        self._sessions.remember(sid, stored)
        session = await self._sessions.read(sid, stored)
        if session is None or session.over:
            return
        idle = stored.now > session.began + IDLE_S and not expired(session, stored.now)
        await self._given(sid, Job("idle" if idle else "deadline"))

    async def replay(self, shard: int, id: str) -> None:
        """Play a parked update again; after three tries that failed by its own fault it is quarantined."""
        parked = await self._store.parked(shard, id)
        if parked is None:
            return
        read = self.replays.get(parked.platform)
        if read is None:  # this worker does not serve it, or not yet
            await self._later(parked)
            return
        try:
            given = read(parked.raw)
            if given is not None:
                await self._again(given)
        except (StoreUnavailable, LaneFull):  # a newer session, a store that is away, a crowd: no fault of the update
            await self._later(parked)
        except Exception:  # the edge of a parked update: it harms itself alone
            log.exception("a parked update failed")
            await self._failed(shard, replace(parked, tries=parked.tries + 1))
        else:
            await (self._store.unpark(shard, id) if given else self._put_aside(shard, parked))

    async def _again(self, given: Incoming) -> None:
        match given:
            case Press() if not self._is_old(given):
                await self._received(given)
            case Reach(player, chat, True):  # a block may be older than a return by now; the next refused call tells it anyway
                await self.reach(player, chat, reachable=True)
            case NewAddress(chat, to):
                await self.moved(chat, to)

    async def _failed(self, shard: int, parked: Parked) -> None:
        await (self._later(parked) if parked.tries < PARK_TRIES else self._put_aside(shard, parked))

    async def _later(self, parked: Parked) -> None:
        """Let an update wait on, with the tries that it has had."""
        await self._store.park(parked, self._clock.now() + PARK_AGAIN_S)

    async def _put_aside(self, shard: int, parked: Parked) -> None:
        await self._store.quarantine(parked.platform, parked.raw, "parked, and could not be played")
        await self._store.unpark(shard, parked.id)

    async def _apply(self, sid: str) -> None:
        await self.effects.apply(sid)

    async def _speak(self, sid: str, pid: str, language: str) -> None:
        await self._given(sid, Job("speak", player=pid, words=language))

    async def _learn(self, sid: str, pid: str, facts: str) -> None:
        await self._given(sid, Job("fact", player=pid, words=facts))

    # -- the fold --------------------------------------------------------------------------------------------

    async def _given(self, sid: str, job: Job) -> Answer:
        """Play a job in its lane. Raises StoreUnavailable; LaneFull: so many wait already that an input is to be parked."""
        try:
            return await self._lanes.play(sid, job)
        except LaneFull:
            if job.delivery:
                raise
            raise StoreUnavailable(f"session {sid}: too many inputs wait; what is due comes again") from None

    async def _fold(self, sid: str, jobs: Sequence[Job]) -> Sequence[Answer]:
        """Play jobs together and commit them as one; a commit that came first makes us play again."""
        for _ in range(TRIES):
            cached = None if any(map(_counts_keys, jobs)) else self._sessions.cached(sid)
            stored = cached or await self._sessions.load(sid)
            session = await self._sessions.read(sid, stored) if stored else None
            if stored is None or session is None:
                return [self._refused(Refused.CLOSED, job.language) for job in jobs]
            done = self._played(session, stored, jobs)
            if not (done.changed or _is_back(session, stored, jobs)):
                if cached is not None and not (done.faults and await self._is_fresh(sid, stored)):
                    self._sessions.forget(sid)  # a refusal is decided on a fresh load (MECHANICS 7)
                    continue
                if not _is_lost(session, stored, jobs):
                    return await self._unchanged(sid, stored, session, jobs, done)
            if await self._committed(sid, stored, jobs, done):
                return [self._paced(session, *pair) for pair in zip(jobs, done.answers, strict=True)]
        raise StoreUnavailable(f"session {sid}: others committed first {TRIES} times in a row")

    async def _is_fresh(self, sid: str, stored: Stored) -> bool:
        """Tell whether nobody committed since: a game that failed on this very state is not asked to fail twice."""
        fresh = await self._sessions.load(sid)
        return fresh is not None and fresh.commit == stored.commit

    def _played(self, session: Session, stored: Stored, jobs: Sequence[Job]) -> Fold:
        now = self._clock.now()
        polled = self._polls.of(session)
        inputs = [input_of(session, job, now, polled, stored.posts) for job in jobs]
        languages = [language_of(session, job) for job in jobs]
        return fold(self._catalogue.games[session.game], session, inputs, languages, self._secret)

    async def _committed(self, sid: str, stored: Stored, jobs: Sequence[Job], done: Fold) -> bool:
        """Commit a fold; False if it must be played again."""
        session = done.session
        heard = [(n, job) for job in jobs if (n := session.audience_of(job.chat)) is not None]
        reached = sorted({n for n, _ in heard if session.places})
        change = commit_of(done, stored, self._chance.id(), reached, _pressed(session, jobs), self._clock.now(), self._finished_s)
        try:
            reply = await self._store.commit(change, self._chance.id())
        except Poison as wrong:  # what we remember was whole, what lies there is not
            await self._sessions.set_aside(sid, wrong)
            return False
        self._clock.heard(reply.now)
        if isinstance(reply, Late | Conflict):
            self._sessions.remember(sid, reply.stored)
            return False
        _tell(done)
        self._sessions.forget(sid)
        self._polls.of(done.session)  # what is asked now is known when it is answered
        for lease in reply.leases:
            self._sessions.remember(sid, lease.stored)
            self._delivery.start(sid, lease, screen=done.screens.get(lease.audience))
        await self._turn_pages(sid, done)
        self._faults.pop(sid, None)
        if done.outgoing:
            self.effects.start(sid)
        return True

    async def _unchanged(self, sid: str, stored: Stored, session: Session, jobs: Sequence[Job], done: Fold) -> Sequence[Answer]:
        """Nothing to commit: turn pages, redraw what a refusal asks for, close a game whose deadline cannot be played."""
        _tell(done)
        await self._turn_pages(sid, done)
        for audience in done.redraw:
            await self._redraw(sid, audience)
        if done.faults and any(job.kind == "deadline" for job in jobs):
            self._faults[sid] = self._faults.pop(sid, 0) + 1
            while len(self._faults) > FAULTS_KEPT_MOST:  # another worker may have played them since: nobody tells us
                del self._faults[next(iter(self._faults))]
            if self._faults[sid] >= DEADLINE_FAULTS_MOST:
                del self._faults[sid]
                await self._fold(sid, [Job("broken")])
        return [self._paced(session, *pair) for pair in zip(jobs, done.answers, strict=True)]

    async def _turn_pages(self, sid: str, done: Fold) -> None:
        """Show the pages that were asked for, as long as their moment lasts."""
        for audience, (moment, page) in done.pages.items():
            if moment == done.session.moment:
                await self._redraw(sid, audience, page)

    async def _redraw(self, sid: str, audience: int, page: int = -1) -> None:
        claimed = await self._store.claim(sid, audience, self._chance.id(), page)
        if claimed is not None and not isinstance(claimed, Stored):
            self._delivery.start(sid, claimed, force=True)

    def _paced(self, session: Session, job: Job, answer: Answer) -> Answer:
        """Say in a press's answer, where it has no other words, that its chat gets the new view later (DESIGN, promise 2)."""
        if job.kind != "press" or answer.toast or self._delivery.shut_s(job.chat) <= SLOW_S:
            return answer
        return Answer(HOUSE.say(language_of(session, job), "slow-chat", {}).plain)

    @staticmethod
    def _refused(why: Refused, language: str) -> Answer:
        return Answer(HOUSE.say(language or "ru", why, {}).plain)


def _tell(done: Fold) -> None:
    """Log what the game did that no game may do, once it is decided that it counts."""
    for fault in done.faults:
        game_log.error("%s", fault)


def _counts_keys(job: Job) -> bool:
    """Tell whether a job is a typed number: which key it means is told by the page in sight, and a cached one may be old."""
    return job.kind == "words" and number(job.words) is not None


def _is_back(session: Session, stored: Stored, jobs: Sequence[Job]) -> bool:
    """Tell whether an input comes from where nobody could be reached: it is committed, so that he is shown his game again."""
    heard = {session.audience_of(job.chat) for job in jobs if job.chat}
    return any(post.unreachable for number, post in enumerate(stored.posts) if number in heard)


def _is_lost(session: Session, stored: Stored, jobs: Sequence[Job]) -> bool:
    """Tell whether a press comes from a message below the one we know, as after a failover: committed, so that it is adopted."""
    return any(n < len(stored.posts) and is_below(message, stored.posts[n]) for n, message in _pressed(session, jobs))


def _pressed(session: Session, jobs: Sequence[Job]) -> list[tuple[int, str]]:
    """List the messages under which something was pressed, each with its audience."""
    found = [(session.audience_of(job.chat), job.message) for job in jobs if job.kind == "press" and job.message]
    return [(number, message) for number, message in found if number is not None]
