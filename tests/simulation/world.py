"""A world by seed: workers with the engine's real runtime, a store, two platforms, players, and everything that can go wrong."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import copy
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

import pytest

from adapters.common.batch import Item, hand_over
from engine.core.game import Game
from engine.core.inputs import Input
from engine.core.session import Session
from engine.runtime.catalogue import Catalogue
from engine.runtime.delivery import Delivery
from engine.runtime.due import Sweeper
from engine.runtime.host import Host
from engine.runtime.outside import Platform
from engine.runtime.players import Players
from engine.runtime.ports import Answer, Press
from engine.runtime.seams import Chance, StoreClock
from engine.store.codec import unpack_entry, unpack_session
from engine.store.contract import Commit, Committed, Stored
from engine.store.errors import StoreUnavailable
from engine.store.model import ModelStore
from tests.simulation.chats import Chat, SimMessenger
from tests.simulation.knobs import Knobs
from tests.simulation.line import Line, stepped
from tests.simulation.loop import VirtualLoop
from tests.simulation.shelf import GAMES, NEWER

START = 1_790_000_000.0
FREEZE_MOST_S = 12.0
CUT_MOST_S = 15.0
JUMP_MOST_S = 60.0
READS = frozenset({"load", "player", "record", "effects", "now", "recall", "secret"})  # a store that is full does these
HERE: contextvars.ContextVar[Worker | None] = contextvars.ContextVar("worker", default=None)
Making = Callable[[Callable[[], float]], Any]


class Worker:
    """One worker process: a host, a delivery and a sweeper of its own. It can die at any await."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.dead = False
        self.frozen_until = 0.0
        self.cut_from_store = False
        self.cut_from_platforms = False
        self.ready = False  # it knows the secret and the store's time
        self.tasks: dict[asyncio.Task[Any], None] = {}  # in the order they began: a set would forget it
        line = Line(world, self)
        store: Any = line
        clock, chance = SkewedClock(world.random.uniform(-1, 1) * world.knobs.skew_s), Chance(world.bytes, world.bytes)
        self.clock = clock
        self.newer = world.games is NEWER
        catalogue = Catalogue(games=dict(world.games))
        players = Players(store, chance)
        platforms = {
            "tg": Platform(SimMessenger(world, self, tells_twins=False), tells_twins=False),
            "vk": Platform(SimMessenger(world, self, tells_twins=True), tells_twins=True),
        }
        delivery = Delivery(store, catalogue.games, platforms, players, clock)
        self.host = Host(store, catalogue, delivery, players, clock, chance, store.platform)
        self.host.replays["sim"] = lambda raw: Press(**json.loads(raw))
        self.sweeper = Sweeper(store, self.host, delivery, clock, chance)

    async def breathe(self) -> None:
        """Stand still while this worker is frozen; stop if it is dead: nothing it does counts any more."""
        while self.world.loop.time() < self.frozen_until:
            await asyncio.sleep(self.frozen_until - self.world.loop.time())
        if self.dead:
            raise asyncio.CancelledError

    def run(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something as this worker; what it starts belongs to the worker too."""
        context = contextvars.copy_context()
        context.run(HERE.set, self)
        return self.world.loop.create_task(work, context=context)

    async def serve(self) -> None:
        """Begin, again and again until the store answers; then sweep."""
        while True:
            try:
                await self.host.start()
                self.ready = True
                break
            except Exception:
                await asyncio.sleep(0.5)
        await self.sweeper.run()

    def kill(self) -> None:
        """Die now; requests on the wire arrive all the same."""
        self.dead = True
        for task in list(self.tasks):
            task.cancel()


class SkewedClock(StoreClock):
    """A worker whose own clock is wrong until the store tells the time."""

    def __init__(self, skew_s: float) -> None:
        super().__init__()
        self._ahead = skew_s

    def jump(self, by_s: float) -> None:
        """Be wrong by so much, until the store tells the time again."""
        self._ahead += by_s


@dataclass(slots=True)
class Tally:
    """What happened in a world."""

    presses: int = 0
    kills: int = 0
    commits: int = 0
    extras: int = 0  # messages that are there twice (Telegram cannot prevent them)
    delivered_twice: int = 0
    stale_presses: int = 0
    given_up: int = 0  # messages that were tried twice without an answer
    trips: int = 0  # moves that raised
    parked: int = 0  # updates that waited in the store for a better time
    upgrades: int = 0


@dataclass(eq=False)
class World:
    """Everything by one seed."""

    seed: int
    knobs: Knobs
    making: Making = ModelStore
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.loop = VirtualLoop(self.seed)
        self.loop.set_task_factory(self._owned)
        self.random = Random(f"world {self.seed}")
        self.store: Any = self.making(self.now)
        self.store_away = False
        self.store_full = False
        self.games: dict[str, Game] = GAMES  # what a worker that begins now has installed
        self.calm = False  # the faults are over
        self.chats: dict[str, Chat] = defaultdict(Chat)
        self.sids: dict[str, None] = {}
        self.workers: list[Worker] = []
        self.trace: list[str] = []
        self.hash = hashlib.blake2b(digest_size=8)
        self.born = 0
        self.older: Any = None  # the replica, some seconds behind
        self.rewound = False
        self.watch: Callable[[Commit, Stored], None] = lambda change, stored: None  # safety, looked at after every commit

    # -- chance and time -------------------------------------------------------------------------------------

    def now(self) -> float:
        """Tell the store's time."""
        return START + self.loop.time()

    def bytes(self, size: int) -> bytes:
        """Draw ids and seeds."""
        return self.random.randbytes(size)

    def happens(self, chance: float) -> bool:
        """Draw whether a fault strikes."""
        return not self.calm and chance > 0 and self.random.random() < chance

    def delay(self, about_s: float) -> float:
        """Draw how long something takes."""
        return self.random.uniform(0, 2 * (min(about_s, 0.05) if self.calm else about_s))

    def note(self, what: str) -> None:
        """Keep a line of what happened; all of them make the world's hash."""
        line = f"{self.loop.time():9.3f}  {what}"
        self.trace.append(line)
        self.hash.update(line.encode())

    # -- the store -------------------------------------------------------------------------------------------

    def ask(self, part: str, verb: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Have the store do one verb, at once and whole."""
        if self.store_full and verb not in READS:
            raise StoreUnavailable("OOM command not allowed")
        target = getattr(self.store, part) if part else self.store
        reply = stepped(getattr(target, verb)(*given, **named))
        if verb == "commit" and isinstance(reply, Committed):
            change = given[0]
            self.sids[change.sid] = None
            self.tally.commits += 1
            self.note(f"commit {change.sid} {change.id.hex()} on {change.expected.hex()}")
            stored = stepped(self.store.load(change.sid))
            if stored is not None:
                self.watch(change, stored)
        if verb == "park":
            self.tally.parked += 1
        if verb in ("commit", "save_player", "park") and self.knobs.replicated:
            self.replicate()  # WAIT: the replica has it before the caller hears of it
        return reply

    def replicate(self) -> None:
        """Bring the replica up to date."""
        if self.knobs.rewind and isinstance(self.store, ModelStore):
            self.older = copied(self.store)

    def fail_over(self) -> None:
        """Lose the store and go on with its replica."""
        if self.older is not None:
            self.store, self.older, self.rewound = self.older, None, True
            self.note("failover: the replica goes on")

    def session(self, sid: str) -> Session | None:
        """Read a session as it lies in the store."""
        stored = stepped(self.store.load(sid))
        return unpack_session(sid, stored.body, self.games, stored.shown_at) if stored else None

    def given_up(self, chat: str) -> bool:
        """Tell whether a message for this chat was tried twice without an answer: now the player must stir."""
        for sid in self.sids:
            session, stored = self.session(sid), stepped(self.store.load(sid))
            for number, audience in enumerate(session.audiences if session else ()):
                if audience.chat == chat and stored.posts[number].sent > 0 and not stored.posts[number].message:
                    return True
        return False

    def record(self, sid: str) -> list[Input]:
        """Read the inputs of a record."""
        entries = (unpack_entry(entry) for entry in stepped(self.store.record(sid)))
        return [entry for entry in entries if isinstance(entry, Input)]

    # -- workers ---------------------------------------------------------------------------------------------

    def hire(self) -> None:
        """Start a worker."""
        self.born += 1
        worker = Worker(self, f"w{self.born}")
        self.workers.append(worker)
        worker.run(worker.serve())

    def kill_one(self, victim: Worker | None = None) -> None:
        """Kill a worker; another takes its place."""
        victim = victim or self.random.choice(self.workers)
        self.workers.remove(victim)
        victim.kill()
        self.tally.kills += 1
        self.note(f"kill {victim.name}")
        self.loop.call_later(self.random.uniform(0.2, 3.0), self.hire)

    def freeze_one(self) -> None:
        """Let a worker stand still, as a stopped or starved process does."""
        victim = self.random.choice(self.workers)
        victim.frozen_until = self.loop.time() + self.random.uniform(2.0, FREEZE_MOST_S)
        self.note(f"freeze {victim.name}")

    def cut_one(self) -> None:
        """Cut a worker off from the store, from the platforms, or from both, for a while."""
        victim, kind = self.random.choice(self.workers), self.random.randrange(3)
        victim.cut_from_store, victim.cut_from_platforms = kind != 1, kind != 0
        self.note(f"cut off {victim.name}: {('store', 'platforms', 'both')[kind]}")

        def heals() -> None:
            victim.cut_from_store = victim.cut_from_platforms = False

        self.loop.call_later(self.random.uniform(1.0, CUT_MOST_S), heals)

    def jump_one(self) -> None:
        """Let a worker's estimate of the store's time be wrong until it hears the time again."""
        victim = self.random.choice(self.workers)
        victim.clock.jump(self.random.uniform(-JUMP_MOST_S, JUMP_MOST_S))
        self.note(f"clock of {victim.name} jumps")

    async def upgrade(self, pause_s: float) -> None:
        """Replace the workers one by one by such as know a newer version of a game."""
        self.games = NEWER
        self.tally.upgrades += 1
        self.note("upgrade")
        while old := [worker for worker in self.workers if not worker.newer]:
            self.kill_one(old[0])
            await asyncio.sleep(self.random.uniform(0, 2 * pause_s))

    async def deliver(self, press: Press) -> Answer | None:
        """Hand an update to a worker until one has acknowledged it, as a platform does."""
        while True:
            ready = [worker for worker in self.workers if worker.ready and not worker.cut_from_platforms]
            if ready:
                worker = self.random.choice(ready)
                task = worker.run(self._polled(worker, press) if self.knobs.parks else worker.host.receive(press))
                task.add_done_callback(lambda done: done.cancelled() or done.exception())  # heard, though we may have gone
                done, _ = await asyncio.wait({task}, timeout=10.0)
                if done and not task.cancelled() and task.exception() is None:
                    return task.result() if isinstance(task.result(), Answer) else None
                if done and not task.cancelled():
                    self.note(f"not acknowledged: {task.exception()!r}")
            await asyncio.sleep(self.random.uniform(0.2, 2.0))

    @staticmethod
    async def _polled(worker: Worker, press: Press) -> Answer | None:
        """Take an update as a poll does: after five seconds it is parked, and acknowledged all the same."""

        async def played() -> None:
            await worker.host.receive(press)

        raw = json.dumps(asdict(press)).encode()
        await hand_over([Item(press.player, press.delivery, raw, played)], worker.host, "sim")
        return None

    def _owned(self, loop: asyncio.AbstractEventLoop, work: Any, context: contextvars.Context | None = None) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, context=context)
        worker = (context or contextvars.copy_context()).get(HERE)
        if worker is not None:
            worker.tasks[task] = None
            task.add_done_callback(lambda done: worker.tasks.pop(done, None))
            if worker.dead:
                task.cancel()
        return task


def copied(store: ModelStore) -> ModelStore:
    """Copy a store as it is now."""
    clock = store._clock
    made = ModelStore(clock)
    for name, kept in store.__dict__.items():
        if name not in ("_clock", "platform"):
            setattr(made, name, copy.deepcopy(kept))
    made.platform = store.platform
    return made


@contextlib.contextmanager
def few_shards(number: int = 2) -> Iterator[None]:
    """Let the world have few shards: sweeping hundreds of empty ones proves nothing more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.store.keys.SHARDS", number)
        patch.setattr("engine.runtime.due.SHARDS", number)
        yield
