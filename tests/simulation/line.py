"""A worker's line to the store: slow, and sometimes broken on the way there or on the way back, as a network is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from engine.store.errors import StoreUnavailable

if TYPE_CHECKING:
    from tests.simulation.world import Worker, World

R = TypeVar("R")
CALL_S = 2.0  # as the real client waits
ONCE = ("sweep",)  # the real client does not repeat it


def stepped(verb: Awaitable[R]) -> R:
    """Run a verb that never waits for anything: the stores of a simulation are such."""
    try:
        verb.__await__().send(None)
    except StopIteration as done:
        result: R = done.value
        return result
    raise AssertionError("a store of the simulation waited")


class Line:
    """Speaks `SessionStore` (and, as `platform`, the ledger) to the world's store, for one worker."""

    def __init__(self, world: World, worker: Worker, part: str = "") -> None:
        self._world = world
        self._worker = worker
        self._part = part
        if not part:
            self.platform = Line(world, worker, "platform")

    def __getattr__(self, verb: str) -> Callable[..., Awaitable[Any]]:
        async def call(*given: Any, **named: Any) -> Any:
            return await self._called(verb, *given, **named)

        return call

    async def _called(self, verb: str, *given: Any, **named: Any) -> Any:
        for _ in range(1 if verb in ONCE else 2):
            await self._worker.breathe()
            try:
                async with asyncio.timeout(CALL_S):
                    return await self._once(verb, given, named)
            except TimeoutError:
                continue
            except ConnectionError as wrong:
                raise StoreUnavailable("the store is away") from wrong
        raise StoreUnavailable("the store does not answer")

    async def _once(self, verb: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        world, knobs = self._world, self._world.knobs
        reply: asyncio.Future[Any] = world.loop.create_future()
        lost_before = world.happens(knobs.store_lost_before) or self._worker.cut_from_store
        lost_after = world.happens(knobs.store_lost_after)

        def arrives() -> None:
            if lost_before:
                return
            if world.store_away:
                if not reply.done():
                    reply.set_exception(ConnectionError())
                return
            try:
                answer, wrong = world.ask(self._part, verb, given, named), None
            except Exception as raised:
                answer, wrong = None, raised
            if not lost_after:
                world.loop.call_later(world.delay(knobs.store_delay_s), self._answers, reply, answer, wrong)

        world.loop.call_later(world.delay(knobs.store_delay_s), arrives)
        return await reply

    @staticmethod
    def _answers(reply: asyncio.Future[Any], answer: Any, wrong: Exception | None) -> None:
        if reply.done():
            return
        if wrong is not None:
            reply.set_exception(wrong)
        else:
            reply.set_result(answer)
