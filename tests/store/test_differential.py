"""Two stores, one clock, the same verbs in the same order: every single reply is compared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

import pytest

from engine.store import keys
from engine.store.contract import Commit, Conflict, Late, Lease, Parked, Post, SessionStore, Settle, Stored
from engine.store.model import ModelStore
from engine.store.redis import RedisStore

SIDS = ("aaaaaaaaaaaa1", "aaaaaaaaaaaa2", "aaaaaaaaaaaa3")
STEPS = 300
START = 1_790_000_000.0
Verb = Callable[[SessionStore], Awaitable[object]]


class Script:
    """Draws verbs that are likely to meet: commits on what was read, settlements of leases that were given, strangers' too."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.now = START
        self.known: dict[str, Stored | None] = dict.fromkeys(SIDS)
        self.leases: list[tuple[str, Lease]] = []
        self.commits: list[Commit] = []

    def id(self, size: int = 8) -> bytes:
        return self.random.randbytes(size)

    def step(self) -> tuple[str, Verb]:
        self.now += self.random.choice((0.0, 0.001, 0.5, 3.0, 9.0, 30.0))
        sid = self.random.choice(SIDS)
        draw = self.random.choices(
            (
                self.commit, self.settle, self.claim, self.sweep, self.arm, self.load, self.waiting, self.player, self.repeat,
                self.names, self.erase, self.line,
            ),
            (30, 30, 15, 10, 3, 5, 8, 5, 3, 4, 1, 12),
        )[0]  # fmt: skip
        return f"{draw.__name__} {sid} at {self.now - START:.3f}", draw(sid)

    def commit(self, sid: str) -> Verb:
        random, known = self.random, self.known[sid]
        number = len(known.posts) if known else 0
        fresh = (
            ()
            if number >= 3 or (known and random.random() < 0.8)
            else (Post(), Post(wanted=2, sent=1, message="7"))[: random.randint(1, 2)]
        )
        there = list(range(number + len(fresh)))
        moment = known.moment if known and random.random() < 0.3 else self.id(5)
        change = Commit(
            sid=sid,
            expected=known.commit if known and random.random() < 0.95 else b"",
            expected_shown=known.shown_at if known else 0.0,
            id=self.id(),
            moment=moment,
            body=self.id(random.randint(0, 40)),
            after_s=random.choice((-1.0, 1.0, 20.0)),
            at=random.choice((-1.0, -1.0, self.now + 5.0)),
            idle_at=random.choice((-1.0, self.now + 100.0)),
            played=random.choice((0.0, self.now, self.now + 1.9, self.now - 2.1)),
            judged_late=random.random() < 0.5,
            record=tuple(self.id(3) for _ in range(random.randint(0, 2))),
            snapshot=b"snapshot" if known is None or random.random() < 0.1 else b"",
            audiences=fresh,
            renew=tuple(n for n in there if random.random() < 0.2),
            reached=tuple(n for n in there if random.random() < 0.5),
            moved=tuple(n for n in there if random.random() < 0.1),
            adopt=tuple((n, str(random.randint(1, 12))) for n in there if random.random() < 0.2),
            gone=tuple(n for n in there if random.random() < 0.05),
            redraw=None if random.random() < 0.7 else tuple(n for n in there if random.random() < 0.5),
            effects=tuple((f"effect.{random.randint(1, 3)}", self.id(4)) for _ in range(random.randint(0, 2))),
        )
        self.commits.append(change)
        token = self.id()
        return lambda store: store.commit(change, token, 8.0)

    def repeat(self, sid: str) -> Verb:
        if not self.commits:
            return self.load(sid)
        change, token = self.random.choice(self.commits[-5:]), self.id()
        return lambda store: store.commit(change, token, 8.0)

    def settle(self, sid: str) -> Verb:
        random = self.random
        if not self.leases:
            return self.load(sid)
        sid, lease = random.choice(self.leases[-6:])
        kind = random.choices(("drawn", "uncertain", "unreachable", "gone", "again", "unknown", "both"), (60, 8, 4, 8, 8, 6, 6))[0]
        post = lease.stored.posts[lease.audience]
        shown = {
            "drawn": lease.stored.commit,
            "moment": lease.stored.moment,
            "generation": post.wanted,
            "message": random.choice(("5", "5", "5", "")),
        }
        outcome = Settle(
            sid=sid,
            audience=lease.audience,
            token=lease.token if random.random() < 0.9 else self.id(),
            digest=b"digest12",
            uncertain=kind in ("uncertain", "both"),
            unreachable=kind == "unreachable",
            gone=kind == "gone",
            again_at=self.now + 2.0 if kind in ("again", "both") else 0.0,
            **(shown if kind == "drawn" else {}),  # type: ignore[arg-type]  # fields of one outcome
        )
        return lambda store: store.settle(outcome, 8.0)

    def claim(self, sid: str) -> Verb:
        audience, token = self.random.randint(0, 3), self.id()
        page = self.random.choice((-1, -1, 0, 2))
        return lambda store: store.claim(sid, audience, token, page, 8.0)

    def arm(self, sid: str) -> Verb:
        return lambda store: store.arm(sid)

    def load(self, sid: str) -> Verb:
        return lambda store: store.load(sid)

    def sweep(self, sid: str) -> Verb:
        limit = self.random.choice((1, 64))
        return lambda store: store.sweep(keys.shard_of(sid), limit, 8.0)

    def waiting(self, sid: str) -> Verb:
        shard, parked, at = keys.shard_of(sid), Parked(sid, "telegram", self.id(6), self.random.randrange(3)), self.now + 1.0
        effect = f"effect.{self.random.randint(1, 3)}"
        verbs: tuple[Verb, ...] = (
            lambda store: store.effects(sid),
            lambda store: store.effect_done(sid, effect),
            lambda store: store.record(sid),
            lambda store: store.park(parked, at),
            lambda store: store.parked(shard, sid),
            lambda store: store.unpark(shard, sid),
            lambda store: store.undue(shard, f"e:{sid}"),
        )
        return self.random.choice(verbs)

    def player(self, sid: str) -> Verb:
        expected, id, body = (
            self.random.choice((b"", b"player-1", b"player-2")),
            self.random.choice((b"player-1", b"player-2")),
            self.id(9),
        )
        if self.random.random() < 0.4:
            return lambda store: store.player(sid)
        if self.random.random() < 0.2:
            return lambda store: store.drop_player(sid, expected)
        return lambda store: store.save_player(sid, expected, id, body)

    def names(self, sid: str) -> Verb:
        name = self.random.choice(SIDS)
        if self.random.random() < 0.5:
            return lambda store: store.noted(sid)
        return lambda store: store.note(sid, name, 100.0)

    def line(self, sid: str) -> Verb:
        other, done, run = self.random.choice(SIDS), self.random.random() < 0.5, self.id(1)
        answer, vote = self.random.choice(("tell", "hide", "-")), f"{sid}:vote.{self.random.randint(0, 9)}"
        refused = other if self.random.random() < 0.3 else ""
        verbs: tuple[Verb, ...] = (
            lambda store: store.queue("duel", sid, refused),
            lambda store: store.unqueue("duel", sid, done),
            lambda store: store.keep_run("duel", run),
            lambda store: store.runs("duel"),
            lambda store: store.vote("series:gate", answer, vote),
            lambda store: store.votes("series:gate"),
        )
        return self.random.choices(verbs, (6, 3, 1, 1, 2, 1))[0]

    def erase(self, sid: str) -> Verb:
        if self.random.random() < 0.5:
            return lambda store: store.all_parked()
        return lambda store: store.erase(sid)

    def learn(self, what: str, reply: object) -> None:
        """Remember what a worker would: the newest session, the leases it holds."""
        sid = what.split()[1]
        match reply:
            case Stored():
                self.known[sid] = reply
            case Conflict(_, stored) | Late(_, stored):
                self.known[sid] = stored
            case Lease():
                self.leases.append((sid, reply))
            case _:
                leases = [*getattr(reply, "leases", ()), *([reply.again] if getattr(reply, "again", None) else [])]  # type: ignore[attr-defined]
                self.leases += [(sid, lease) for lease in leases]
                if leases:
                    self.known[sid] = leases[-1].stored


async def tried(verb: Verb, store: SessionStore) -> object:
    try:
        return await verb(store)
    except ValueError as wrong:
        return f"refused: {wrong}"


@pytest.mark.parametrize("seed", range(12))
async def test_the_scripts_say_what_the_model_says(each_url: str, seed: int) -> None:
    """300 random verbs on either server; a difference names its step, and the seed plays it again."""
    script = Script(seed)
    real = await RedisStore.connect(each_url, clock=lambda: script.now)
    model = ModelStore(lambda: script.now)
    try:
        for number in range(STEPS):
            what, verb = script.step()
            expected, found = await tried(verb, model), await tried(verb, real)
            assert found == expected, f"seed {seed}, step {number}: {what}"
            script.learn(what, expected)
        assert script.leases, "the script never got a lease: it proves nothing"
    finally:
        await real.aclose()
