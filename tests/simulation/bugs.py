"""Bugs to plant: each takes one mechanism out of the engine or the store, as a careless change might."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest

from engine.core import deadlines, offered, opening, step, untokened
from engine.core import turn as turns
from engine.core.inputs import Input, Result, Turned
from engine.core.player import Player, credited, shown
from engine.core.session import Session
from engine.runtime import delivery, effects, entry, fold, routes
from engine.runtime.delivery import Delivery
from engine.runtime.due import Sweeper
from engine.runtime.entry import Entry
from engine.runtime.host import Host
from engine.runtime.job import Job
from engine.runtime.ports import Answer, NotApplied, Outcome, Press
from engine.store import codec
from engine.store.contract import Commit, Conflict, Settle
from engine.store.model import ModelStore, Row
from tests.simulation.world import World

Plant = Callable[[pytest.MonkeyPatch], None]
BUGS: dict[str, Callable[[], AbstractContextManager[None]]] = {}


def bug(plant: Plant) -> Plant:
    """Name a bug by its function."""

    @contextlib.contextmanager
    def planted() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            plant(patch)
            yield

    BUGS[plant.__name__.replace("_", "-")] = planted
    return plant


@bug
def words_counted_again(patch: pytest.MonkeyPatch) -> None:
    """Typed words are not remembered: a second delivery counts too."""
    patch.setattr(untokened, "hearing", lambda session, given: session)


@bug
def stay_ids_dropped(patch: pytest.MonkeyPatch) -> None:
    """Inputs that left the moment unchanged are not remembered (MECHANICS 8)."""

    def moved(*given: Any) -> Turned:
        done = step.moved(*given)
        return replace(done, session=replace(done.session, heard=()))

    for room in (offered, turns, untokened):
        patch.setattr(room, "moved", moved)


@bug
def late_words_in_the_next_game(patch: pytest.MonkeyPatch) -> None:
    """A delivery is followed into the game that took over, although the old one has heard it."""
    follow = Entry._successor

    async def successor(entry: Entry, sid: str, press: Press) -> str:
        return await follow(entry, sid, replace(press, delivery=f"{press.delivery}?"))

    patch.setattr(Entry, "_successor", successor)


@bug
def no_compare_and_set(patch: pytest.MonkeyPatch) -> None:
    """The newest commit is overwritten, whoever wrote it."""
    commit = ModelStore.commit

    async def blind(store: ModelStore, change: Commit, *rest: Any) -> Any:
        row = store._row(change.sid)
        known = replace(change, expected=row.commit, expected_shown=row.shown_at) if row and change.expected else change
        return await commit(store, known, *rest)

    patch.setattr(ModelStore, "commit", blind)


@bug
def own_commit_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A commit that comes again because its reply was lost meets itself, and is not known (MECHANICS 6)."""
    commit = ModelStore.commit

    async def strange(store: ModelStore, change: Commit, *rest: Any) -> Any:
        row = store._row(change.sid)
        if row is not None and row.commit == change.id:
            return Conflict(store._now(), store._stored(row))
        return await commit(store, change, *rest)

    patch.setattr(ModelStore, "commit", strange)


@bug
def late_never_told(patch: pytest.MonkeyPatch) -> None:
    """The store takes a press although a deadline has passed before it (MECHANICS 11)."""
    made = fold.commit_of
    patch.setattr("engine.runtime.host.commit_of", lambda *given: replace(made(*given), judged_late=True))


@bug
def told_to_wait_in_vain(patch: pytest.MonkeyPatch) -> None:
    """A platform that says when to come again is asked at once (P14)."""
    settled = Delivery._settled

    def hasty(made: Delivery, base: Any, drawn: Any, post: Any, platform: Any, outcome: Outcome, digest: bytes) -> Settle:
        at_once = NotApplied(0.0) if isinstance(outcome, NotApplied) else outcome
        return settled(made, base, drawn, post, platform, at_once, digest)

    patch.setattr(Delivery, "_settled", hasty)


@bug
def naive_sender(patch: pytest.MonkeyPatch) -> None:
    """Everybody may deliver at any time, and everybody's word about it counts."""
    settle, grant = ModelStore.settle, ModelStore._grant

    def granted(store: ModelStore, sid: str, row: Row, audience: int, *rest: Any) -> Any:
        row.posts[audience] = replace(row.posts[audience], token=b"", until=0.0)
        return grant(store, sid, row, audience, *rest)

    async def settled(store: ModelStore, outcome: Settle, *rest: Any) -> Any:
        row = store._row(outcome.sid)
        if row is not None:
            row.posts[outcome.audience] = replace(row.posts[outcome.audience], token=outcome.token)
        return await settle(store, outcome, *rest)

    patch.setattr(ModelStore, "_grant", granted)
    patch.setattr(ModelStore, "settle", settled)


@bug
def acknowledged_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    """The platform is told "done" as soon as the press has arrived."""
    receive = Host.receive

    async def hasty(host: Host, press: Press) -> Answer:
        task = asyncio.create_task(receive(host, press))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return Answer()

    patch.setattr(Host, "receive", hasty)


@bug
def deadline_of_another_moment(patch: pytest.MonkeyPatch) -> None:
    """What came due is played although the moment it belonged to is over."""

    def fires(game: Any, session: Session, given: Input, secret: bytes) -> Turned:
        timed = deadlines._timed(type(session.state))
        if not timed or session.over:
            return Turned(session, changed=False)
        return step.moved(game, session, given, secret, timed[0][0], None, [], {})

    patch.setattr(turns, "_ran_out", fires)


@bug
def no_late_redraw(patch: pytest.MonkeyPatch) -> None:
    """Who takes over an expired lease does not draw once more later (MECHANICS 13)."""
    patch.setattr(ModelStore, "_takeover", lambda store, now, lease_s: 0.0)


@bug
def equal_screens_skipped_while_unsettled(patch: pytest.MonkeyPatch) -> None:
    """The late redraw is skipped because the same screen seems to stand there."""
    patch.setattr(delivery, "_unsettled", lambda post: False)


@bug
def refusal_from_a_stale_cache(patch: pytest.MonkeyPatch) -> None:
    """A refusal is told by what a worker remembers (MECHANICS 7)."""

    async def remembered(host: Host, sid: str) -> Any:
        found = await host._sessions.load(sid)
        if found is not None:
            host._sessions.remember(sid, found)
        return found

    async def folded(host: Host, sid: str, jobs: Sequence[Job]) -> Sequence[Answer]:
        for _ in range(12):
            stored = host._sessions.cached(sid) or await remembered(host, sid)
            session = await host._sessions.read(sid, stored) if stored else None
            if stored is None or session is None:
                return [Answer() for _ in jobs]
            done = host._played(session, stored, jobs)
            if not done.changed:
                return await host._unchanged(sid, stored, session, jobs, done)
            if await host._committed(sid, stored, jobs, done):
                return done.answers
        return [Answer() for _ in jobs]

    patch.setattr(Host, "_fold", folded)


@bug
def counters_for_commit_ids(patch: pytest.MonkeyPatch) -> None:
    """Commits are numbered: two workers give the same number to different commits (MECHANICS 6)."""
    made = fold.commit_of

    def numbered(done: Any, stored: Any, id: bytes, *rest: Any) -> Commit:
        return made(done, stored, (int.from_bytes(stored.commit, "big") % 2**32 + 1).to_bytes(8, "big"), *rest)

    patch.setattr("engine.runtime.host.commit_of", numbered)


@bug
def wait_ignored(patch: pytest.MonkeyPatch) -> None:
    """With durability=replicated the replica is not waited for."""
    told = World.ask

    def ask(world: World, part: str, verb: str, *rest: Any) -> Any:
        if verb not in ("commit", "save_player", "park"):
            return told(world, part, verb, *rest)
        kept = world.older
        reply = told(world, part, verb, *rest)
        world.older = kept if kept is not None and world.random.random() < 0.9 else world.older
        return reply

    patch.setattr(World, "ask", ask)


@bug
def effect_without_id(patch: pytest.MonkeyPatch) -> None:
    """A result that is told twice is credited twice (MECHANICS 28)."""
    credit = credited

    def again(player: Player, effect: str, result: Result, now: float) -> Player:
        return credit(replace(player, applied=()), effect, result, now)

    patch.setattr(effects, "credited", again)


@bug
def a_new_nonce_each_time(patch: pytest.MonkeyPatch) -> None:
    """VK cannot know a repeated send by its random_id (MECHANICS 15)."""
    count = iter(range(1, 10**9))
    patch.setattr(delivery, "nonce_of", lambda sid, audience, generation: next(count))


@bug
def routes_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The same /start, delivered twice, may open two games (MECHANICS 23)."""
    patch.setattr(routes, "routed", lambda player, delivery, sid: player)
    count = iter(range(1, 10**9))
    patch.setattr(routes, "made_id", lambda *parts: opening.made_id(*parts, next(count)))


@bug
def played_at_any_time(patch: pytest.MonkeyPatch) -> None:
    """A worker whose estimate of the time is wrong commits all the same (MECHANICS 11)."""
    commit = ModelStore.commit

    async def timeless(store: ModelStore, change: Commit, *rest: Any) -> Any:
        return await commit(store, replace(change, played=0.0), *rest)

    patch.setattr(ModelStore, "commit", timeless)


@bug
def older_reads_newer(patch: pytest.MonkeyPatch) -> None:
    """A worker from before the upgrade plays a newer session as if it were its own (MECHANICS 21)."""
    unpack = codec._unpack

    def any_version(shape: Any, body: bytes) -> Any:
        row = unpack(shape, body)
        return (*row[:2], 1, *row[3:]) if shape is codec._SESSION else row

    patch.setattr(codec, "_unpack", any_version)


@bug
def parked_for_nothing(patch: pytest.MonkeyPatch) -> None:
    """An update that was parked is acknowledged and forgotten (MECHANICS 21)."""

    async def forgotten(host: Host, shard: int, id: str) -> None:
        await host._store.unpark(shard, id)

    patch.setattr(Host, "replay", forgotten)


@bug
def trips_half_way(patch: pytest.MonkeyPatch) -> None:
    """What a move did before it raised remains."""
    play = fold._play

    def kept(done: Any, game: Any, given: Input, language: str, secret: bytes) -> Answer:
        faults = len(done.faults)
        answer = play(done, game, given, language, secret)
        if len(done.faults) > faults:
            state = done.session.state
            done.session = replace(done.session, state=state.model_copy(update={"goes": getattr(state, "goes", 0) + 1}))
            done.entries.append(given)
        return answer

    patch.setattr(fold, "_play", kept)


@bug
def focus_only_when_sent(patch: pytest.MonkeyPatch) -> None:
    """A game has the focus of typed words once its message was sent: the worker may die before it says so (MECHANICS 23)."""
    patch.setattr(entry, "shown", lambda player, live: shown(player, live) if live.message else player)


@bug
def a_timeout_settles(patch: pytest.MonkeyPatch) -> None:
    """A call that was not answered counts as one that never was: what it drew may still land (MECHANICS 13)."""
    settle = ModelStore.settle

    async def certain(store: ModelStore, outcome: Settle, *rest: Any) -> Any:
        return await settle(store, replace(outcome, uncertain=False), *rest)

    patch.setattr(ModelStore, "settle", certain)


@bug
def effects_told_once(patch: pytest.MonkeyPatch) -> None:
    """What the worker that committed could not take along is not looked for again (MECHANICS 28)."""

    async def nothing(sweeper: Sweeper, shard: int, sid: str) -> None:
        return None

    patch.setattr(Sweeper, "_effects", nothing)


@bug
def deadlines_not_swept(patch: pytest.MonkeyPatch) -> None:
    """A deadline waits for the player's next press (MECHANICS 20)."""

    async def nothing(sweeper: Sweeper, shard: int, sid: str) -> None:
        return None

    patch.setattr(Sweeper, "_deadline", nothing)


@bug
def drawings_not_swept(patch: pytest.MonkeyPatch) -> None:
    """What a worker that died was about to draw is drawn by nobody (MECHANICS 13)."""

    async def nothing(sweeper: Sweeper, shard: int, rest: str) -> None:
        return None

    patch.setattr(Sweeper, "_drawing", nothing)
