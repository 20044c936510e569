"""The store's verbs: what one press, one delivery and one wait ask of it. Each verb is one atomic step on one shard.

Two stores keep this contract: `redis.py` (Lua scripts on a real server) and `model.py` (plain Python, the
specification). One suite runs on both and compares every reply.

All times are seconds since 1970 by the store's own clock (Redis TIME); every reply carries it as `now`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

SHARDS = 256  # fixed for life: a session's shard is blake2b(sid) mod 256
ID_BYTES = 8  # commit ids and lease tokens, made by the caller
MOMENT_BYTES = 5
BODY_MOST = 64 * 1024  # bytes of one session's body (RELIABILITY P23)
SKEW_MOST_S = 2.0  # of the time at which inputs were played to the store's (MECHANICS 11)
GRACE_S = 1.5  # a press wins until its deadline and this much more (MECHANICS 18)
ARM_LATEST_S = 60.0  # a deadline is armed at the latest this long after its moment's commit (MECHANICS 19)
LEASE_S = 8.0  # longer than any call to a platform (5 s)
UNSETTLED_LEASES = 3  # MECHANICS 13
NEVER = 0.0  # a time that is not set
RAW_MOST = 64 * 1024  # bytes of an update that is parked or in quarantine
RAW_S = 72 * 3600  # such bytes are personal: they are gone after this time at the latest (MECHANICS 21)
LINE_S = 86400.0  # so long one may stand in a line
RUNS_MOST, RUNS_S = 64, 180 * 86400  # runs kept for a line, and how long after the last one
LINE_MOST, RUN_MOST = 64, 4096  # bytes of a line's name, of a run
POLL_MOST, ANSWER_MOST = 96, 160  # bytes of a poll's name with its game's, of an answer
ANSWERS_MOST = 64  # different ones of a poll; what comes after them is not counted
VOTES_S = 86400.0  # so long a vote's id is known, that it counts once
QUARANTINE_MOST = 300  # what comes into quarantine on one day; the oldest of it goes first
WHY_MOST = 200  # characters
GENERATION = 2**16  # a newer generation: the next multiple of it, and two bytes of the id (commit, lease) that asks for it
ARMED = "armed"  # first item of the record entry that says when a moment had been shown


@dataclass(frozen=True, slots=True)
class Post:
    """What is known of one audience's live message. Kept beside the session's body, changed by the store alone."""

    token: bytes = b""  # who delivers now; b"" = nobody
    until: float = NEVER  # when that lease ends
    unsettled: float = NEVER  # an acknowledgement before this instant schedules one more drawing
    drawn: bytes = b""  # commit id of the newest acknowledged drawing; b"" = none, or "draw again"
    shown: bytes = b""  # moment of that drawing
    wanted: int = 1  # generation of message that the audience should have; see GENERATION
    sending: int = 0  # generation whose sending has begun
    sent: int = 0  # generation of the message that stands in the chat
    message: str = ""  # the platform's id of that message
    kind: str = "text"  # "text", "picture" or "video"
    digest: bytes = b""  # of the screen that was shown; lets an equal edit be skipped
    attempts: int = 0  # deliveries that failed since the last success
    page: int = 0
    page_moment: bytes = b""  # the page counts only while this is the moment
    unreachable: bool = False  # the player blocked us; cleared by his next input
    unsure: int = 0  # sends of the wanted generation that the platform did not answer


def is_below(message: str, post: Post) -> bool:
    """Tell whether a message stands below the known one though nothing is on its way.

    Only what was forgotten can: a failover lost it, or it is the twin of a send that was not answered.
    """
    return bool(post.message) and post.sending == post.sent and _is_after(message, post.message)


def is_adopted(message: str, post: Post) -> bool:
    """Tell whether a press on a message makes it the known one: a send has arrived, or it was forgotten.

    Never one from above: a press on it may have been on its way since it was the newest.
    """
    return _is_after(message, post.message) if post.message else post.sending > 0


def _is_after(message: str, known: str) -> bool:
    """Tell whether a message was sent after another one: its number is higher, on either platform."""
    return (len(message), message) > (len(known), known)


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as it lies in the store."""

    commit: bytes  # id of the newest commit
    moment: bytes
    shown_at: float  # when the moment had been shown to every reachable audience; NEVER = not yet
    posts: tuple[Post, ...]  # by audience number
    body: bytes
    now: float


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to deliver to one audience until `until`."""

    audience: int
    token: bytes
    until: float
    stored: Stored  # what to draw


@dataclass(frozen=True, slots=True)
class Commit:
    """One change of a session, all or nothing."""

    sid: str
    expected: bytes  # the commit id this change was computed from; b"" = the session must not exist yet
    expected_shown: float  # its `shown_at`: an arming in between is a conflict as well
    id: bytes  # made by the caller; if a conflict returns it, this very commit was applied
    moment: bytes
    body: bytes
    after_s: float = -1.0  # the earliest deadline relative to the showing of the moment; -1 = none
    at: float = -1.0  # the earliest absolute deadline; -1 = none
    idle_at: float = -1.0  # when the session counts as abandoned: `t:SID` comes due then, never Late; -1 = never
    judged_late: bool = False  # True: the caller plays the deadline itself, so `late` is not to be answered
    played: float = 0.0  # the time its inputs were played at; 0 = any
    record: tuple[bytes, ...] = ()  # entries to append to the record
    snapshot: bytes = b""  # if given, the record begins anew with it
    audiences: tuple[Post, ...] = ()  # posts of audiences that this commit adds (after those that exist)
    renew: tuple[int, ...] = ()  # audiences to be answered by a new message (a newer generation)
    reached: tuple[int, ...] = ()  # audiences heard from: no longer unreachable
    moved: tuple[int, ...] = ()  # audiences whose chat has a new address: no message of theirs stands there
    adopt: tuple[tuple[int, str], ...] = ()  # (audience, message) seen by a press: it stands there
    redraw: tuple[int, ...] | None = None  # audiences to draw; None = all
    effects: tuple[tuple[str, bytes], ...] = ()  # (effect id, bytes) that must leave the shard
    gone: tuple[int, ...] = ()  # audiences whose player was forgotten: unreachable, and their message is forgotten too
    keep_s: float = 0.0  # > 0: session, record and posts expire after this time


@dataclass(frozen=True, slots=True)
class Committed:
    """The change is in the store, with the delivery leases that could be had at once."""

    now: float
    leases: tuple[Lease, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another commit (or an arming) came first; `stored` is what lies there now, None if nothing does."""

    now: float
    stored: Stored | None


@dataclass(frozen=True, slots=True)
class Late:
    """The inputs must be played again, at this time: a deadline had passed first, or they were played at a wrong time."""

    now: float
    stored: Stored


@dataclass(frozen=True, slots=True)
class Settle:
    """What a delivery came to."""

    sid: str
    audience: int
    token: bytes
    drawn: bytes = b""  # commit id of what was drawn and applied; b"" = nothing was applied
    moment: bytes = b""
    generation: int = 0  # generation of the message that stands there now
    message: str = ""
    kind: str = "text"
    digest: bytes = b""
    uncertain: bool = False  # the platform did not answer: an old drawing may still land
    unreachable: bool = False
    gone: bool = False  # the message cannot be edited any more: a new generation is wanted
    again_at: float = NEVER  # nothing was applied: try again at this time


@dataclass(frozen=True, slots=True)
class Settled:
    """`again` holds a renewed lease where something newer must be drawn at once by the same holder."""

    now: float
    held: bool  # False: the lease was no longer ours; the drawing has been ordered anew
    again: Lease | None
    shown_at: float  # NEVER until the moment's deadlines are armed


@dataclass(frozen=True, slots=True)
class Due:
    """Members of a shard's due-set whose time has come. Each is hidden from other sweepers for a while.

    Members: `t:SID` deadline, `d:SID:AUDIENCE` drawing, `e:SID` effects, `p:ID` parked update.
    """

    now: float
    members: tuple[str, ...] = field(default=())
    next_at: float = NEVER  # when the shard's next member comes due; NEVER = none waits


@dataclass(frozen=True, slots=True)
class StoredPlayer:
    """A player's document: opaque bytes under compare-and-set by commit id."""

    commit: bytes
    body: bytes
    now: float
    damaged: bool = False  # the body is not what was written; the commit id is what a compare-and-set compares all the same


@dataclass(frozen=True, slots=True)
class Parked:
    """A raw update that waits to be played again."""

    id: str
    platform: str
    raw: bytes
    tries: int  # that failed by its own fault


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Raw bytes that nobody could understand."""

    platform: str
    raw: bytes
    why: str
    at: float


class SessionStore(Protocol):
    """Sessions, their deliveries and everything of theirs that waits. Every verb raises StoreUnavailable."""

    async def load(self, sid: str) -> Stored | None:
        """Read a session.

        Raises Poison: its bytes are damaged; Newer, a StoreUnavailable: a newer version wrote them; so does every verb on it.
        """
        ...

    async def commit(self, change: Commit, token: bytes, lease_s: float = LEASE_S) -> Committed | Conflict | Late:
        """Apply one change and hand out the free leases of the audiences to draw, under `token`.

        In this order, all before the first write: the session's id is compared (equal to `change.id`: it was
        applied before, answer Committed with the leases that bear `token`); `shown_at` is compared; a deadline that passed
        more than GRACE_S ago answers Late unless `judged_late`, inputs played more than SKEW_MOST_S off the store's time answer
        Late in any case; numbers of audiences are checked.

        A lease is granted where nobody holds one that is still running. Taking over an expired one sets
        `unsettled` = now + 3 leases. Granting where wanted > sent sets `sending` = wanted; where a message was sent and
        none is known, a newer one is wanted first. `unsure` starts anew with each generation. A drawing that is not
        granted stays due at the end of the running lease; a granted one at the end of its own. Unreachable audiences are
        not drawn. `adopt` counts by `is_adopted`.

        A new moment clears `shown_at`, and puts `t:SID` at ARM_LATEST_S if it has a relative deadline (or at
        `at` + GRACE_S if earlier); the same moment leaves `shown_at` and arms by the new `after_s`. With neither deadline
        nor `idle_at`, `t:SID` is not due. `e:SID` is due after a lease's time if there are effects.

        Raises ValueError: something is larger than `bounds.py` allows, or of an audience that is not there.
        """
        ...

    async def claim(self, sid: str, audience: int, token: bytes, page: int = -1, lease_s: float = LEASE_S) -> Lease | Stored | None:
        """Take the lease of one audience for a drawing that is due, by the rules of `commit`.

        `page` >= 0 also turns the page (for the present moment) and forgets what was drawn. Answers the bare Stored
        while another holder's lease runs: the drawing stays due at its end (after a turned page also when the holder
        settles before). Asked again under the same token, answers the same lease. None, and the drawing is due no more,
        if there is no session, no such audience, or it cannot be reached.
        """
        ...

    async def settle(self, outcome: Settle, lease_s: float = LEASE_S) -> Settled:
        """Acknowledge a delivery (MECHANICS 13).

        With a foreign token (the lease ran out and went to another, or this outcome is told twice):

        - `drawn`, and nobody holds the lease, and just this is what was acknowledged last: nothing (told twice);
        - `drawn`: what was drawn is forgotten and the drawing is due at once; a message that the late holder sent is
          adopted if none is known, or if it stands below the known one (`is_below`);
        - `uncertain`, or the caller does not know: `unsettled` = now + 3 leases, the drawing is due then at the latest;
        - nothing was applied (`unreachable`, `gone`, `again_at`): nothing.

        With either token, `uncertain` counts in `unsure` where wanted > sent.

        With ours:

        - `uncertain` sets `unsettled` = now + 3 leases, never nearer than it is (it may come with `again_at`);
        - `unreachable` frees the lease and ends the drawing;
        - `again_at` frees the lease, counts the attempt and makes the drawing due then;
        - `gone` wants a newer generation, renews the lease and returns it as `again`, its sending begun;
        - `drawn` == b"": the caller does not know; the drawing is due at `unsettled`;
        - otherwise the post takes message, kind, digest, drawn and shown (attempts = 0). If that is not the newest
          commit, or a newer generation is wanted, the lease is renewed and returned as `again`; else it is freed,
          and the drawing is due once more at `unsettled` if that lies ahead (else `unsettled` is cleared).

        When every reachable post shows the present moment and it was not armed: shown_at = now, the entry
        [ARMED, now] is appended to the record, and `t:SID` is due at the earlier of `at` and shown_at + after_s, + GRACE_S.
        """
        ...

    async def arm(self, sid: str) -> Stored | None:
        """Arm the moment's deadlines now if they are not armed (the 60 s are over), and read the session.

        None, and `t:SID` is due no more, if there is no session.
        """
        ...

    async def effects(self, sid: str) -> tuple[tuple[str, bytes], ...]:
        """Read the effects that have not left the shard yet, lowest id first; if there are none, `e:SID` is due no more."""
        ...

    async def effect_done(self, sid: str, effect: str) -> None:
        """Forget an effect that its receiver has taken."""
        ...

    async def record(self, sid: str) -> tuple[bytes, ...]:
        """Read the record: a snapshot and the inputs since."""
        ...

    async def sweep(self, shard: int, limit: int = 64, hide_s: float = LEASE_S) -> Due:
        """Take what is due on a shard; each member comes again after `hide_s` unless it is dealt with."""
        ...

    async def undue(self, shard: int, member: str) -> None:
        """Strike a member off the due-set (its session is gone)."""
        ...

    async def set_aside(self, sid: str, why: str) -> None:
        """Move a session's poisoned bytes into quarantine (72 h) and everything of it off the due-set.

        Its effects stay, and stay due: they are whole and can still leave. Its record stays for 72 h at least.
        """
        ...

    async def park(self, parked: Parked, at: float) -> None:
        """Keep a raw update (at most 64 KiB) that is to be played again at `at`, with the tries it has had.

        Its 72 h begin when it is first parked: parked again, it is kept no longer.
        """
        ...

    async def parked(self, shard: int, id: str) -> Parked | None:
        """Read a parked update. None, and it is due no more, if nothing waits; what is damaged goes into quarantine (72 h)."""
        ...

    async def unpark(self, shard: int, id: str) -> None:
        """Forget a parked update that was played."""
        ...

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        """Keep raw bytes nobody could understand: capped in size and number, 72 h."""
        ...

    async def player(self, pid: str) -> StoredPlayer | None:
        """Read a player's document."""
        ...

    async def save_player(self, pid: str, expected: bytes, id: bytes, body: bytes, keep_s: float = 0.0) -> StoredPlayer | None:
        """Replace a player's document if its commit id is `expected` (b"" = none exists) or already `id`.

        `keep_s` > 0: it is gone by itself after this time, counted from now; 0: it stays.

        Answers None when it was done, else what lies there now (commit b"" where nothing does).
        """
        ...

    async def drop_player(self, pid: str, expected: bytes) -> bool:
        """Erase a player's document and his list of names if its commit id is `expected` or there is none; else False."""
        ...

    async def note(self, pid: str, name: str, keep_s: float) -> None:
        """Note on a player's list that something bears his name; what was noted longer than `keep_s` ago goes."""
        ...

    async def noted(self, pid: str) -> tuple[str, ...]:
        """Read a player's list of what bears his name, in the order of the names."""
        ...

    async def erase(self, sid: str) -> None:
        """Erase a session with its record, its effects and all of it that waits."""
        ...

    async def all_parked(self) -> tuple[Parked, ...]:
        """Read every parked update that is whole, in the order of their ids. Looks at every key: rarely asked."""
        ...

    async def quarantined(self) -> tuple[Quarantined, ...]:
        """Read what lies in quarantine, newest first."""
        ...

    async def unquarantine(self, kept: Quarantined) -> None:
        """Erase something from the quarantine."""
        ...

    async def queue(self, line: str, sid: str, refused: str = "") -> str:
        """Stand in a line, or be given the session that has stood there longest: both are off the line then, a pair.

        Asked again, gives the same one until `unqueue`. "" = `sid` waits, or was given to another. `refused`: the one it was
        given does not wait after all; they are a pair no more, and it gets another. Who has stood there for LINE_S is gone.
        """
        ...

    async def unqueue(self, line: str, sid: str, done: bool) -> None:
        """Leave a line. Whom it was given goes back to his place there, unless `done`: they have met."""
        ...

    async def keep_run(self, line: str, run: bytes) -> None:
        """Keep a run that may be lent to who waits in a line: the newest RUNS_MOST, once each, for half a year after the last."""
        ...

    async def runs(self, line: str) -> tuple[bytes, ...]:
        """Read the runs that may be lent in a line, newest first."""
        ...

    async def vote(self, poll: str, answer: str, id: str) -> None:
        """Count an answer, once for its id within VOTES_S; one of too many different answers is not counted."""
        ...

    async def votes(self, poll: str) -> tuple[tuple[str, int], ...]:
        """Read how often each answer was given, in the order of the answers."""
        ...

    async def secret(self, fresh: bytes) -> bytes:
        """Read the installation's secret; the first caller's `fresh` one is kept for ever."""
        ...

    async def now(self) -> float:
        """Read the store's clock."""
        ...
