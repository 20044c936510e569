"""A trial's load: both messengers with their players, the road, the workers. What is killed meanwhile is the caller's business."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from random import Random

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.telegram.decode import Me
from engine.store.redis import Durability
from tests.faults.crew import Crew, Member, Nursery
from tests.faults.people import Budget, Person
from tests.faults.road import Road
from tests.faults.worker import Order

WORKERS = 3
HURRY = 200.0  # times faster than the real ones the platforms come again with what was not acknowledged
SECRET = "s3cret"


@dataclass(eq=False)
class Load:
    """Everything that plays."""

    seed: int
    redis: str  # where the workers look for it
    telegram: TelegramSandbox
    vk: VkSandbox
    crew: Crew
    road: Road
    public: str
    durability: Durability = "local"
    bug: str = ""
    lease_s: float = 1.5
    patience_s: float = 12.0  # of a player
    real: bool = False  # the workers play the real games
    budget: Budget = field(default_factory=lambda: Budget(0))
    people: list[Person] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(f"load {self.seed}")

    async def hire(self, serving: bool = False) -> Member:
        """Start one more worker; `serving`: wait until it serves."""
        order = Order(
            self.crew.name(), self.redis, self.telegram.base_url, self.telegram.token, self.vk.base_url, self.vk.token,
            self.vk.group, self.public, SECRET, self.durability, self.bug, self.real,
        )  # fmt: skip
        member = self.crew.hire(order)
        if serving:
            await self.crew.serving(member)
        return member

    async def kill_one(self) -> None:
        """Kill a worker, whatever it is doing; another takes its place a little later."""
        await self.crew.kill(self.random.choice(self.crew.members))
        await asyncio.sleep(self.random.uniform(0, 0.3))
        await self.hire()

    def begin(self, presses: int, players: int) -> asyncio.Task[None]:
        """Send the players in, half of them to each messenger; the task ends when all presses are done."""
        self.budget = Budget(presses)
        for number in range(players):
            sandbox = self.telegram if number % 2 else self.vk
            person = Person(sandbox.player(5000 + number), f"{self.seed}/{number}", self.budget, self.patience_s)
            self.people.append(person)
        return asyncio.create_task(self._played())

    async def _played(self) -> None:
        async with asyncio.TaskGroup() as group:
            for person in self.people:
                group.create_task(person.play())

    def chat_of(self, person: Person) -> str:
        """Name the chat of a player as the engine does."""
        return f"{'tg' if person.player.sandbox is self.telegram else 'vk'}:{person.player.id}"

    async def at(self, presses: int, playing: asyncio.Task[None]) -> bool:
        """Wait until so many presses are done; False if the players have finished before."""
        while self.budget.done < presses and not playing.done():
            await asyncio.sleep(0.005)
        return not playing.done()


@contextlib.asynccontextmanager
async def loaded(
    nursery: Nursery, redis: str, seed: int, *, workers: int = WORKERS, durability: Durability = "local", bug: str = "",
    patience_s: float = 0.0, real: bool = False,
) -> AsyncIterator[Load]:  # fmt: skip
    """Open both messengers, the road, and so many workers that serve.

    `patience_s` 0: a player waits longer than a lease, a late drawing, a sweep and the way back take together.
    """
    telegram, vk = TelegramSandbox(hurry=HURRY), VkSandbox(hurry=HURRY)
    crew = Crew(nursery)
    async with telegram.serve() as _, vk.serve() as _:
        me = Me(telegram.bot_id, telegram.username)
        road = Road(crew, me, vk.group, Random(f"road {seed}"))
        async with road.open() as public, contextlib.AsyncExitStack() as stack:
            stack.enter_context(crew.open())
            load = Load(seed, redis, telegram, vk, crew, road, public, durability, bug, nursery.lease_s)
            load.real = real
            load.patience_s = patience_s or 4 * nursery.lease_s + 6.0
            await load.hire(serving=True)
            for _ in range(workers - 1):
                await load.hire(serving=bool(bug))  # a bug between workers wants them all
            yield load


async def until(ready: Callable[[], object], seconds: float) -> bool:
    """Wait for something; False if it does not come in time."""
    try:
        async with asyncio.timeout(seconds):
            while not ready():
                await asyncio.sleep(0.05)
    except TimeoutError:
        return False
    return True
