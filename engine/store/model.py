"""The store in plain Python: the specification that the scripts are held against, and the store of simulations. No I/O."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgpack  # type: ignore[import-untyped]  # it has no stubs

from engine.store import keys
from engine.store.bounds import (
    AUDIENCES_MOST,
    check_claim,
    check_commit,
    check_note,
    check_player,
    check_settle,
    highest_touched,
)
from engine.store.contract import (
    ARM_LATEST_S,
    ARMED,
    GENERATION,
    GRACE_S,
    LEASE_S,
    NEVER,
    RAW_MOST,
    SKEW_MOST_S,
    UNSETTLED_LEASES,
    WHY_MOST,
    Commit,
    Committed,
    Conflict,
    Due,
    Late,
    Lease,
    Parked,
    Post,
    Quarantined,
    Settle,
    Settled,
    Stored,
    StoredPlayer,
    is_adopted,
    is_below,
)
from engine.store.model_ledger import ModelLedger
from engine.store.model_shared import ModelShared, instant


@dataclass(slots=True)
class Row:
    """One session."""

    commit: bytes = b""
    moment: bytes = b""
    body: bytes = b""
    shown_at: float = NEVER
    after_s: float = -1.0
    at: float = -1.0
    idle_at: float = -1.0
    began: float = NEVER
    posts: list[Post] = field(default_factory=list)

    def fires_at(self) -> float:
        """Tell the earliest instant a deadline may fire, grace included; 0 = none is known."""
        known = [self.at] if self.at >= 0 else []
        if self.after_s >= 0 and self.shown_at > 0:
            known.append(self.shown_at + self.after_s)
        return instant(min(known) + GRACE_S) if known else NEVER


class ModelStore(ModelShared):
    """Keeps `contract.SessionStore` in memory."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` answers the time that counts, in seconds since 1970."""
        super().__init__(clock)
        self._rows: dict[str, Row] = {}
        self._records: dict[str, list[bytes]] = defaultdict(list)
        self._effects: dict[str, dict[str, bytes]] = defaultdict(dict)
        self._due: dict[int, dict[str, float]] = defaultdict(dict)
        self._parked: dict[str, Parked] = {}
        self._quarantine: list[Quarantined] = []
        self._players: dict[str, tuple[bytes, bytes]] = {}
        self._players_until: dict[str, float] = {}
        self._names: dict[str, dict[str, float]] = defaultdict(dict)
        self._secret = b""
        self._expires: dict[str, float] = {}
        self.platform = ModelLedger(self._now)

    # -- sessions and their deliveries -----------------------------------------------------------------------

    async def load(self, sid: str) -> Stored | None:
        row = self._row(sid)
        return self._stored(row) if row else None

    async def commit(self, change: Commit, token: bytes, lease_s: float = LEASE_S) -> Committed | Conflict | Late:
        check_commit(change, token, lease_s)
        now, row = self._now(), self._row(change.sid)
        if row is not None and row.commit == change.id:
            held = [n for n, post in enumerate(row.posts) if post.token == token]
            return Committed(now, tuple(Lease(n, token, row.posts[n].until, self._stored(row)) for n in held))
        if (row.commit if row else b"") != change.expected or (row is not None and row.shown_at != change.expected_shown):
            return Conflict(now, self._stored(row) if row else None)
        if row is not None and not change.judged_late and 0 < row.fires_at() < now:
            return Late(now, self._stored(row))
        if row is not None and change.played > 0 and abs(now - change.played) > SKEW_MOST_S:
            return Late(now, self._stored(row))
        number = (len(row.posts) if row else 0) + len(change.audiences)
        if number > AUDIENCES_MOST or highest_touched(change) >= number:
            raise ValueError(f"session {change.sid}: an audience beyond the {number} that there are")
        row = self._rows.setdefault(change.sid, Row(began=now))
        self._changed(row, change, now)
        self._wait_for(change.sid, row)
        granted = self._granted(row, change, token, now, lease_s)
        self._kept(change, now, lease_s)
        stored = self._stored(row)
        return Committed(now, tuple(replace(lease, stored=stored) for lease in granted))

    async def claim(self, sid: str, audience: int, token: bytes, page: int = -1, lease_s: float = LEASE_S) -> Lease | Stored | None:
        check_claim(sid, audience, token, page)
        now, row = self._now(), self._row(sid)
        if row is None or audience >= len(row.posts) or row.posts[audience].unreachable:
            self._undue(f"d:{sid}:{audience}", sid)
            return None
        if page >= 0:
            row.posts[audience] = replace(row.posts[audience], page=page, page_moment=row.moment, drawn=b"")
        post = row.posts[audience]
        if post.token == token and post.until > now:
            return Lease(audience, token, post.until, self._stored(row))
        lease = self._grant(sid, row, audience, token, now, lease_s)
        if lease is None:
            if page >= 0:
                row.posts[audience] = replace(post, unsettled=max(post.unsettled, post.until))
            return self._stored(row)
        return replace(lease, stored=self._stored(row))

    async def settle(self, outcome: Settle, lease_s: float = LEASE_S) -> Settled:
        check_settle(outcome, lease_s)
        now, row = self._now(), self._row(outcome.sid)
        if row is None or outcome.audience >= len(row.posts):
            return Settled(now, False, None, NEVER)
        post = row.posts[outcome.audience]
        if outcome.uncertain and post.wanted > post.sent:
            post = row.posts[outcome.audience] = replace(post, unsure=post.unsure + 1)
        if post.token != outcome.token:
            held = self._lost(row, outcome, now, lease_s)
            return Settled(now, held, None, row.shown_at)
        again = self._acknowledged(row, outcome, now, lease_s)
        return Settled(now, True, again, row.shown_at)

    async def arm(self, sid: str) -> Stored | None:
        now, row = self._now(), self._row(sid)
        if row is None:
            self._undue(f"t:{sid}", sid)
            return None
        if row.shown_at == 0 and row.after_s >= 0 and now >= instant(row.began + ARM_LATEST_S):
            self._arm(sid, row, now)
        return self._stored(row)

    async def record(self, sid: str) -> tuple[bytes, ...]:
        self._row(sid)
        return tuple(self._records.get(sid, ()))

    async def set_aside(self, sid: str, why: str) -> None:
        row = self._rows.pop(sid, None)
        await self.quarantine("session", row.body if row else b"", f"{sid}: {why}")
        self._undue(f"t:{sid}", sid)
        for number in range(AUDIENCES_MOST):
            self._undue(f"d:{sid}:{number}", sid)

    # -- what waits ------------------------------------------------------------------------------------------

    async def effects(self, sid: str) -> tuple[tuple[str, bytes], ...]:
        found = self._effects.get(sid)
        if not found:
            self._undue(f"e:{sid}", sid)
            return ()
        return tuple(sorted(found.items()))

    async def effect_done(self, sid: str, effect: str) -> None:
        self._effects[sid].pop(effect, None)
        if not self._effects[sid]:
            del self._effects[sid]
            self._undue(f"e:{sid}", sid)

    async def sweep(self, shard: int, limit: int = 64, hide_s: float = LEASE_S) -> Due:
        now, due = self._now(), self._due[shard]
        ready = sorted((at, member) for member, at in due.items() if at <= now)[:limit]
        for _, member in ready:
            due[member] = instant(now + hide_s)
        return Due(now, tuple(member for _, member in ready), min(due.values(), default=NEVER))

    async def undue(self, shard: int, member: str) -> None:
        self._due[shard].pop(member, None)

    async def park(self, parked: Parked, at: float) -> None:
        self._parked[parked.id] = replace(parked, raw=parked.raw[:RAW_MOST])
        self._put(f"p:{parked.id}", parked.id, at)

    async def parked(self, shard: int, id: str) -> Parked | None:
        if id not in self._parked:
            self._due[shard].pop(f"p:{id}", None)
        return self._parked.get(id)

    async def unpark(self, shard: int, id: str) -> None:
        self._parked.pop(id, None)
        self._due[shard].pop(f"p:{id}", None)

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        self._quarantine.append(Quarantined(platform, raw[:RAW_MOST], why[:WHY_MOST], self._now()))

    async def quarantined(self) -> tuple[Quarantined, ...]:
        """Read what lies in quarantine, newest first."""
        return tuple(reversed(self._quarantine))

    # -- players and the installation ------------------------------------------------------------------------

    async def player(self, pid: str) -> StoredPlayer | None:
        known = self._player(pid)
        return StoredPlayer(known[0], known[1], self._now()) if known else None

    async def save_player(self, pid: str, expected: bytes, id: bytes, body: bytes, keep_s: float = 0.0) -> StoredPlayer | None:
        check_player(expected, id, body, keep_s)
        commit, kept = self._player(pid) or (b"", b"")
        if commit not in (expected, id):
            return StoredPlayer(commit, kept, self._now())
        self._players[pid] = (id, body)
        self._players_until[pid] = self._now() + keep_s if keep_s > 0 else math.inf
        return None

    async def drop_player(self, pid: str, expected: bytes) -> bool:
        if (self._player(pid) or (expected,))[0] != expected:
            return False
        self._players.pop(pid, None)
        self._names.pop(pid, None)
        return True

    async def note(self, pid: str, name: str, keep_s: float) -> None:
        check_note(pid, name, keep_s)
        now, known = self._now(), self._names[pid]
        self._names[pid] = {other: at for other, at in known.items() if at >= instant(now - keep_s)} | {name: now}

    async def noted(self, pid: str) -> tuple[str, ...]:
        return tuple(sorted(self._names.get(pid, ())))

    async def erase(self, sid: str) -> None:
        keys.shard_of(sid)
        for kept in (self._rows, self._records, self._effects, self._expires):
            kept.pop(sid, None)
        for member in (f"t:{sid}", f"e:{sid}", *(f"d:{sid}:{number}" for number in range(AUDIENCES_MOST))):
            self._undue(member, sid)

    async def all_parked(self) -> tuple[Parked, ...]:
        return tuple(parked for _, parked in sorted(self._parked.items()))

    async def unquarantine(self, kept: Quarantined) -> None:
        self._quarantine = [other for other in self._quarantine if other != kept]

    async def secret(self, fresh: bytes) -> bytes:
        self._secret = self._secret or fresh
        return self._secret

    async def now(self) -> float:
        return self._clock()

    # -- the rules -------------------------------------------------------------------------------------------

    def _player(self, pid: str) -> tuple[bytes, bytes] | None:
        if self._players_until.get(pid, math.inf) <= self._now():
            self._players.pop(pid, None)
        return self._players.get(pid)

    def _row(self, sid: str) -> Row | None:
        keys.shard_of(sid)
        if self._expires.get(sid, self._now() + 1) <= self._now():
            for kept in (self._rows, self._records, self._effects, self._expires):
                kept.pop(sid, None)
        return self._rows.get(sid)

    def _stored(self, row: Row) -> Stored:
        return Stored(row.commit, row.moment, row.shown_at, tuple(row.posts), row.body, self._now())

    def _changed(self, row: Row, change: Commit, now: float) -> None:
        row.posts += change.audiences
        for number in change.reached:
            row.posts[number] = replace(row.posts[number], unreachable=False)
        for number in change.moved:
            row.posts[number] = replace(row.posts[number], message="", digest=b"", unreachable=False)
        for number, message in change.adopt:
            post = row.posts[number]
            if is_adopted(message, post):
                row.posts[number] = replace(post, message=message, sent=post.sending, digest=b"")
        for number in change.renew:
            row.posts[number] = _newer(row.posts[number], change.id)
        for number in change.gone:
            post = row.posts[number]
            row.posts[number] = replace(post, unreachable=True, message="", wanted=post.sent, sending=post.sent)
        if row.moment != change.moment:
            row.shown_at, row.began = NEVER, now
        row.commit, row.moment, row.body = change.id, change.moment, change.body
        row.after_s, row.at, row.idle_at = change.after_s, change.at, change.idle_at

    def _granted(self, row: Row, change: Commit, token: bytes, now: float, lease_s: float) -> list[Lease]:
        drawn = range(len(row.posts)) if change.redraw is None else change.redraw
        reachable = [number for number in drawn if not row.posts[number].unreachable]
        leases = [self._grant(change.sid, row, number, token, now, lease_s) for number in reachable]
        return [lease for lease in leases if lease is not None]

    def _kept(self, change: Commit, now: float, lease_s: float) -> None:
        """Keep what goes with a commit: record, effects, and how long all of it stays."""
        if change.snapshot:
            self._records[change.sid] = [change.snapshot]
        self._records[change.sid] += change.record
        self._effects[change.sid].update(change.effects)
        if change.effects:
            self._put(f"e:{change.sid}", change.sid, now + lease_s)
        if change.keep_s > 0:
            self._expires[change.sid] = now + change.keep_s

    def _grant(self, sid: str, row: Row, audience: int, token: bytes, now: float, lease_s: float) -> Lease | None:
        post = row.posts[audience]
        if post.token and post.until > now:
            self._put(f"d:{sid}:{audience}", sid, post.until)
            return None
        if post.token:  # taken over from a holder that never told: its drawing may still land
            post = replace(post, unsettled=self._takeover(now, lease_s))
        post = replace(_begin_send(post, token), token=token, until=instant(now + lease_s))
        row.posts[audience] = post
        self._put(f"d:{sid}:{audience}", sid, post.until)
        return Lease(audience, token, post.until, self._stored(row))

    def _takeover(self, now: float, lease_s: float) -> float:
        return instant(now + UNSETTLED_LEASES * lease_s)

    def _lost(self, row: Row, outcome: Settle, now: float, lease_s: float) -> bool:
        """Hear a holder whose lease is gone. True: he only repeats what was acknowledged last."""
        sid, number = outcome.sid, outcome.audience
        post = row.posts[number]
        if outcome.drawn:
            said = (outcome.drawn, outcome.generation, outcome.message, outcome.digest)
            if not post.token and (post.drawn, post.sent, post.message, post.digest) == said:
                return True
            sent = post.sent
            if outcome.message and (not post.message or is_below(outcome.message, post)):
                post = _shows(post, outcome)
            row.posts[number] = replace(post, drawn=b"", digest=b"", sent=max(post.sent, sent))
            self._put(f"d:{sid}:{number}", sid, now)
        elif outcome.uncertain or not (outcome.unreachable or outcome.gone or outcome.again_at > 0):
            row.posts[number] = replace(post, unsettled=max(post.unsettled, self._takeover(now, lease_s)))
            self._due[keys.shard_of(sid)].setdefault(f"d:{sid}:{number}", row.posts[number].unsettled)
        return False

    def _acknowledged(self, row: Row, outcome: Settle, now: float, lease_s: float) -> Lease | None:
        sid, number = outcome.sid, outcome.audience
        post, member = row.posts[number], f"d:{outcome.sid}:{outcome.audience}"
        if outcome.uncertain:
            post = replace(post, unsettled=max(post.unsettled, self._takeover(now, lease_s)))
        free = replace(post, token=b"", until=NEVER)
        if outcome.unreachable:
            row.posts[number] = replace(free, unreachable=True)
            self._undue(member, sid)
            self._arm_if_shown(sid, row, now)
            return None
        if outcome.again_at > 0:
            row.posts[number] = replace(free, attempts=post.attempts + 1)
            self._put(member, sid, outcome.again_at)
            return None
        if outcome.gone:
            return self._again(sid, row, number, _newer(post, outcome.token), now, lease_s)
        if not outcome.drawn:
            row.posts[number] = free
            self._put(member, sid, max(free.unsettled, now))
            return None
        post = replace(_shows(post, outcome), drawn=outcome.drawn, shown=outcome.moment, attempts=0)
        row.posts[number] = post
        self._arm_if_shown(sid, row, now)
        if outcome.drawn != row.commit or post.wanted > post.sent:
            return self._again(sid, row, number, post, now, lease_s)
        if post.unsettled > now and post.message:  # where none is known to stand there is none to be drawn once more
            row.posts[number] = replace(post, token=b"", until=NEVER)
            self._put(member, sid, post.unsettled)
        else:
            row.posts[number] = replace(post, token=b"", until=NEVER, unsettled=NEVER)
            self._undue(member, sid)
        return None

    def _again(self, sid: str, row: Row, number: int, post: Post, now: float, lease_s: float) -> Lease:
        post = _begin_send(replace(post, until=instant(now + lease_s)), post.token)
        row.posts[number] = post
        self._put(f"d:{sid}:{number}", sid, post.until)
        return Lease(number, post.token, post.until, self._stored(row))

    def _arm_if_shown(self, sid: str, row: Row, now: float) -> None:
        if row.shown_at == 0 and all(post.unreachable or post.shown == row.moment for post in row.posts):
            self._arm(sid, row, now)

    def _arm(self, sid: str, row: Row, now: float) -> None:
        row.shown_at = now
        if self._records.get(sid):
            self._records[sid].append(msgpack.packb([ARMED, int(now) if now == int(now) else now]))
        self._wait_for(sid, row)

    def _wait_for(self, sid: str, row: Row) -> None:
        """Put `t:SID` at the deadline, the latest arming, or the day the session counts as abandoned; else nowhere."""
        known = [row.fires_at()] if row.fires_at() else []
        if row.shown_at == 0 and row.after_s >= 0:
            known.append(instant(row.began + ARM_LATEST_S))
        if row.idle_at >= 0:
            known.append(row.idle_at)
        if known:
            self._put(f"t:{sid}", sid, min(known))
        else:
            self._undue(f"t:{sid}", sid)

    def _put(self, member: str, id: str, at: float) -> None:
        self._due[keys.shard_of(id)][member] = instant(at)

    def _undue(self, member: str, id: str) -> None:
        self._due[keys.shard_of(id)].pop(member, None)


def _newer(post: Post, id: bytes) -> Post:
    """Want a generation above all that are known; its lower bits come from the id that asks for it."""
    newest = max(post.wanted, post.sending, post.sent)
    return replace(post, wanted=(newest // GENERATION + 1) * GENERATION + int.from_bytes(id[:2], "big"))


def _begin_send(post: Post, token: bytes) -> Post:
    """Note that a send begins where a newer message is wanted, or where none is known to stand after all."""
    if post.wanted <= post.sent and post.sent > 0 and not post.message:
        post = _newer(post, token)
    if post.wanted <= post.sent or post.sending == post.wanted:
        return post
    return replace(post, sending=post.wanted, unsure=0)


def _shows(post: Post, outcome: Settle) -> Post:
    generation = outcome.generation  # a failover may have lost that it was ever wanted
    post = replace(post, wanted=max(post.wanted, generation), sending=max(post.sending, generation), sent=generation)
    return replace(post, message=outcome.message, kind=outcome.kind, digest=outcome.digest)
