"""The trials: real processes killed at random moments under load. Each gives one row of the report."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from engine.store.redis import Durability, RedisStore
from engine.store.server import EmbeddedRedis
from tests.faults.crew import Nursery
from tests.faults.judge import Verdict, judged, sessions, stale
from tests.faults.load import Load, loaded, until
from tests.faults.servers import Pair

Told = Callable[[str], None]
DRAIN_S = 10.0  # what a worker has taken is finished within this time (RELIABILITY, SIGTERM)
CUT_S, CUT_MOST = 1.5, 20  # so long, or for so many acknowledgements, the replica hears nothing before its primary is lost


@dataclass(slots=True)
class Row:
    """What one trial came to."""

    trial: str
    verdict: Verdict
    kills: int = 0
    doubles: int = 0  # deliveries that came a second time
    again: int = 0  # deliveries that were not acknowledged, and came again
    notes: list[str] = field(default_factory=list)
    lossy: bool = False  # where it may lose, and says how much

    @property
    def kept(self) -> bool:
        """Tell whether every promise was kept."""
        found = self.verdict
        return not (found.doubled or found.stale or found.wrong or (found.lost and not self.lossy))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a trial is."""

    presses: int
    players: int
    workers_killed: int = 0
    redis_killed: int = 0
    workers: int = 3  # at the same time


async def killed(nursery: Nursery, seed: int, size: Size, fsync: str, told: Told, bug: str = "") -> Row:
    """Kill workers and Redis at random moments; nothing that was acknowledged may be lost."""
    with tempfile.TemporaryDirectory(prefix="smena-") as folder, EmbeddedRedis(Path(folder), appendfsync=fsync) as redis:
        async with loaded(nursery, redis.url, seed, workers=size.workers, bug=bug, patience_s=2.0 if bug else 0.0) as load:
            playing = load.begin(size.presses, size.players)
            for at, victim in _moments(Random(f"kills {seed}"), size):
                if not await load.at(at, playing):
                    break
                told(f"{load.budget.done} presses, {load.crew.kills} workers killed")
                await (load.kill_one() if victim == "worker" else _redis_killed(redis, load))
            await playing
            row = await row_of(f"workers and Redis killed, appendfsync {fsync}", redis.url, load)
            row.kills += size.redis_killed
            return row


def _moments(random: Random, size: Size) -> list[tuple[int, str]]:
    """Draw at which press who is killed."""
    kills = ["worker"] * size.workers_killed + ["redis"] * size.redis_killed
    return sorted((random.randint(size.presses // 20, size.presses * 17 // 20), victim) for victim in kills)


async def _redis_killed(redis: EmbeddedRedis, load: Load) -> None:
    """SIGKILL under load; it starts again on the same files."""
    await asyncio.to_thread(redis.kill)
    await asyncio.sleep(load.random.uniform(0, 0.5))
    await asyncio.to_thread(redis.start)


async def failed_over(nursery: Nursery, seed: int, size: Size, durability: Durability, told: Told, bug: str = "") -> Row:
    """Lose the primary while its replica lags; the replica goes on. The row counts what had been acknowledged before."""
    with tempfile.TemporaryDirectory(prefix="smena-") as folder, Pair(Path(folder)) as pair:
        async with loaded(
            nursery, pair.url, seed, workers=size.workers, durability=durability, bug=bug, patience_s=2 * nursery.lease_s
        ) as load:
            playing = load.begin(size.presses, size.players)
            await load.at(size.presses // 2, playing)
            known = len(load.road.acked)
            await asyncio.to_thread(pair.cut)
            await until(lambda: len(load.road.acked) > known + CUT_MOST, CUT_S)
            before = list(load.road.acked)
            await asyncio.to_thread(pair.lose)
            told(f"{load.budget.done} presses, the primary is gone")
            await playing
            healed = await _stirred(load, pair.url) if durability == "local" else ""
            row = await row_of(f"primary lost, durability {durability}", pair.url, load, before)
            row.kills += 1
            row.notes += [healed] if healed else []
            row.notes.append(f"{len(before)} were acknowledged when it went")
            return row


async def _stirred(load: Load, url: str) -> str:
    """Let everybody whose chat shows a moment that was lost press what he sees; how many they were."""
    store = await RedisStore.connect(url)
    try:
        await asyncio.sleep(2 * load.lease_s)  # what is still to be drawn is drawn without him
        lost = stale(load, await sessions(store))
    finally:
        await store.aclose()
    await asyncio.gather(*(person.stirs() for person in load.people if load.chat_of(person) in lost))
    return f"{len(lost)} chats showed a lost moment until their players pressed"


async def asked_to_stop(nursery: Nursery, seed: int, size: Size, told: Told) -> Row:
    """SIGTERM under load, one worker after the other: each is gone within ten seconds and has answered what it had taken."""
    with tempfile.TemporaryDirectory(prefix="smena-") as folder, EmbeddedRedis(Path(folder)) as redis:
        async with loaded(nursery, redis.url, seed, workers=size.workers) as load:
            playing = load.begin(size.presses, size.players)
            stopped = []
            for number in range(size.workers_killed):
                await load.at(size.presses * (number + 1) // (size.workers_killed + 1), playing)
                member = load.crew.members[0]
                await load.crew.serving(member)
                await load.hire(serving=True)
                inside = member.inside
                await load.crew.stop(member, DRAIN_S + 2.0)
                told(f"{load.budget.done} presses, {member.name} left within {member.left_s:.2f} s")
                stopped.append((member, inside))
            await playing
            row = await row_of("SIGTERM under load", redis.url, load)
            row.kills = len(stopped)
            row.verdict.wrong += [f"{m.name} left {m.cut} requests unanswered" for m, _ in stopped if m.cut]
            row.verdict.wrong += [f"{m.name} took {m.left_s:.1f} s" for m, _ in stopped if m.left_s > DRAIN_S]
            inside, slowest = sum(inside for _, inside in stopped), max(m.left_s for m, _ in stopped)
            row.notes.append(f"{inside} requests were inside, the slowest left within {slowest:.2f} s")
            return row


async def row_of(trial: str, url: str, load: Load, before: list[bytes] | None = None) -> Row:
    """Judge a trial and put it into a row."""
    store = await RedisStore.connect(url)
    try:
        verdict = await judged(load, store, before)
    finally:
        await store.aclose()
    row = Row(trial, verdict, load.crew.kills, load.road.doubles, load.road.refused)
    if load.budget.missed:
        row.notes.append(f"players waited in vain {load.budget.missed} times")
    return row
