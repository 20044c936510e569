"""The message in a chat is brought to match the view: edited, or sent anew; drawn again while it moves (MECHANICS 12-15)."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from engine.core.compose import apology, compose
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.player import Live, shown
from engine.core.screen import Screen, Shown
from engine.core.session import Session
from engine.runtime.blame import told
from engine.runtime.bounded import bounded
from engine.runtime.outside import Outside, Platform
from engine.runtime.players import Players
from engine.runtime.ports import Done, Gone, Malformed, Messenger, Moved, NotApplied, Outcome, Unknown, Unreachable
from engine.runtime.seams import StoreClock
from engine.store.codec import unpack_session
from engine.store.contract import LEASE_S, Lease, Post, SessionStore, Settle
from engine.store.errors import Newer, Poison, StoreUnavailable

log = logging.getLogger("smena.delivery")

CALL_S = 5.0  # one call to a platform; shorter than the lease (MECHANICS 12)
BACKOFF_MOST_S = 60.0
UNSURE_SENDS_MOST = 2  # sends of one message that were not answered, where the platform cannot tell twins apart
UNSERVED_S = 1.0  # a chat of a platform that this worker does not serve is left to the others so long
RETIRE_TRIES, RETIRE_WAIT_MOST_S, RETIRE_LAST_S = (
    5,
    10.0,
    1.0,
)  # an old message keeps its buttons if the platform will not be asked for so long
MOVED_S = 0.05  # the session knows the new address by then: it is drawn there
TWIN_WAIT_S = 10.0  # how long the player's next press may show that the message is there after all (RELIABILITY L1)


class Delivery:
    """Brings audiences up to date, each under its lease."""

    def __init__(
        self,
        store: SessionStore,
        games: Mapping[str, Game],
        platforms: Mapping[str, Platform],
        players: Players,
        clock: StoreClock,
    ) -> None:
        """`platforms` by the prefix of a chat (`tg`, `vk`)."""
        self._store = store
        self._games = games
        self._platforms = platforms
        self.outside = Outside(platforms)
        self._players = players
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._retiring: set[asyncio.Task[None]] = set()
        self.moved: Callable[[str, str, str], Awaitable[None]] | None = None  # told (old address, new one, session)
        self.awaited: Callable[[str, float], None] = lambda sid, at: None  # told (session, when its drawing is due again)

    def start(self, sid: str, lease: Lease, force: bool = False, screen: Screen | None = None) -> None:
        """Deliver in the background; `force` draws although the same screen seems to be there.

        `screen`: the first page of what the lease shows, if it has been made already.
        """
        task = asyncio.create_task(self._guarded(sid, lease, force, screen))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def shut_s(self, chat: str) -> float:
        """Tell for how long a chat gets nothing, as far as this worker knows."""
        platform = self._platforms.get(chat.partition(":")[0])
        return platform.messenger.shut_s(chat) if platform else 0.0

    async def idle(self) -> None:
        """Wait until nothing is being delivered; old messages are not waited for longer than one call."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))
        if self._retiring:
            await asyncio.wait(set(self._retiring), timeout=RETIRE_LAST_S)
        for task in self._retiring:
            task.cancel()

    async def _guarded(self, sid: str, lease: Lease, force: bool, screen: Screen | None) -> None:
        try:
            await self._deliver(sid, lease, force, screen)
        except StoreUnavailable:
            log.warning("session %s: the store went away during a delivery; the lease will run out", sid)
        except Exception:  # the edge of a delivery: it harms this audience alone, the sweeper comes again
            log.exception("a delivery failed")

    async def _deliver(self, sid: str, lease: Lease, force: bool, screen: Screen | None) -> None:
        following: Lease | None = lease
        while following is not None:
            settle = await self._draw(sid, following, force, screen)
            settled = await self._store.settle(settle)
            self._clock.heard(settled.now)
            if settle.again_at:
                self.awaited(sid, settle.again_at)
            following, force, screen = settled.again, False, None

    async def _draw(self, sid: str, lease: Lease, force: bool, screen: Screen | None) -> Settle:
        """Draw what the lease shows, and say what came of it."""
        stored, number = lease.stored, lease.audience
        post = stored.posts[number]
        base = Settle(
            sid=sid,
            audience=number,
            token=lease.token,
            generation=post.sent,
            message=post.message,
            kind=post.kind,
            digest=post.digest,
        )
        drawn = replace(base, drawn=stored.commit, moment=stored.moment)
        try:
            session = bounded(unpack_session, sid, stored.body, self._games, stored.shown_at)
        except (Newer, AuthorError):
            return replace(base, again_at=self._clock.now() + LEASE_S)  # a newer worker will draw it, or a mended game
        except Poison:
            await self._store.set_aside(sid, "delivery")
            return drawn
        audience = session.audiences[number]
        platform = self._platforms.get(audience.chat.partition(":")[0])
        if not audience.drawn:
            return drawn
        if platform is None:  # this worker does not serve it, or not yet
            return replace(base, again_at=self._clock.now() + UNSERVED_S)
        page = post.page if post.page_moment == stored.moment else 0
        if screen is None or page:
            screen = self._screen(session, number, page)
        digest = digest_of(screen)
        if post.sent == post.wanted and post.message:
            if digest == post.digest and not force and not _unsettled(post):
                return drawn
            outcome = await _called(platform.messenger.edit(audience.chat, post.message, kind_of(post), screen))
        elif not platform.tells_twins and post.unsure >= UNSURE_SENDS_MOST:
            return replace(drawn, generation=post.wanted, message="")  # it may stand there: the player's press will tell
        else:
            outcome = await self._sent(platform, session, lease, screen)
        if isinstance(outcome, Moved) and self.moved is not None:
            await self.moved(audience.chat, outcome.chat, sid)
        return self._settled(base, drawn, post, platform, outcome, digest)

    async def _sent(self, platform: Platform, session: Session, lease: Lease, screen: Screen) -> Outcome:
        """Send a new message; the old one of this audience loses its buttons."""
        post, chat = lease.stored.posts[lease.audience], session.audiences[lease.audience].chat
        outcome = await _called(platform.messenger.send(chat, screen, nonce_of(session.sid, lease.audience, post.wanted)))
        if isinstance(outcome, Done):
            if post.message and post.message != outcome.message:
                self._retire(platform.messenger, chat, post.message)
            seat = session.audiences[lease.audience].seat
            if seat >= 0 and session.places[seat].player:
                await self._focus(session.places[seat].player, Live(chat, outcome.message, session.sid))
        return outcome

    async def _focus(self, pid: str, live: Live) -> None:
        """Note which message the player sees last. The message stands there: it is acknowledged even if this cannot be noted."""
        try:
            await self._players.change(pid, lambda player: shown(player, live))
        except StoreUnavailable:
            log.warning("session %s: its player's profile cannot be written now; his next words may go elsewhere", live.sid)

    def _retire(self, messenger: Messenger, chat: str, message: str) -> None:
        """Take the buttons off an old message in the background: the new one may be pressed before that is done."""
        task = asyncio.create_task(_retired(messenger, chat, message))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    def _screen(self, session: Session, number: int, page: int) -> Screen:
        try:
            return bounded(compose, self._games[session.game], session, number, page)
        except Exception as wrong:  # the edge of a view: a game that cannot show itself says so, and is mended by its author
            log.error("game %s, session %s: the view failed: %s", session.game, session.sid, told(wrong))
            return apology(self._games[session.game], session, number)

    def _settled(self, base: Settle, drawn: Settle, post: Post, platform: Platform, outcome: Outcome, digest: bytes) -> Settle:
        now = self._clock.now()
        sending = post.sent != post.wanted or not post.message
        backoff_s = min(BACKOFF_MOST_S, 0.5 * 2 ** min(post.attempts, 10))
        match outcome:
            case Done(message, kind):
                return replace(drawn, generation=post.wanted, message=message or post.message, kind=kind, digest=digest)
            case NotApplied(retry_after_s):
                return replace(base, again_at=now + max(retry_after_s, 0.05))
            case Unknown() if sending and not platform.tells_twins:
                return replace(base, uncertain=True, again_at=now + TWIN_WAIT_S)
            case Unknown():
                return replace(base, uncertain=True, again_at=now + backoff_s)
            case Gone():
                return replace(base, gone=True)
            case Unreachable():
                return replace(base, unreachable=True)
            case Moved():
                return replace(base, again_at=now + MOVED_S)
            case Malformed():
                log.error("chat of session %s: %s", base.sid, outcome)
                return replace(drawn, generation=post.wanted)  # sent again it would be refused again: the next drawing is anew


async def _retired(messenger: Messenger, chat: str, message: str) -> None:
    for _ in range(RETIRE_TRIES):
        outcome = await _called(messenger.retire(chat, message))
        if not isinstance(outcome, NotApplied):
            return
        await asyncio.sleep(min(outcome.retry_after_s, RETIRE_WAIT_MOST_S))


async def _called(call: Awaitable[Outcome]) -> Outcome:
    """Wait for a call to a platform, never longer than the lease lasts."""
    try:
        async with asyncio.timeout(CALL_S):
            return await call
    except TimeoutError:
        return Unknown("no answer in time")


def kind_of(post: Post) -> Shown:
    """Read which kind of message stands there."""
    return "picture" if post.kind == "picture" else "video" if post.kind == "video" else "text"


def _unsettled(post: Post) -> bool:
    """Tell whether an old drawing may still land, or may have landed: then an equal screen is drawn all the same."""
    return post.unsettled > 0.0


def digest_of(screen: Screen) -> bytes:
    """Shorten a screen to 8 bytes: the same for screens that look and act the same."""
    return hashlib.blake2b(repr(screen).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def nonce_of(sid: str, audience: int, generation: int) -> int:
    """Make VK's random_id: 31 bits, never 0, the same for the same message (MECHANICS 15)."""
    told = hashlib.blake2b(f"{sid}/{audience}/{generation}".encode(), digest_size=4).digest()
    return int.from_bytes(told, "big") % (2**31 - 1) + 1
