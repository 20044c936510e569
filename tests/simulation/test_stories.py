"""More worlds without chance: what only a certain order of things shows."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from engine.core.deadlines import LATE_S
from engine.runtime.ports import Answer, Press
from tests.simulation.bugs import BUGS
from tests.simulation.chats import Message
from tests.simulation.clock import LIMIT_S, Tick
from tests.simulation.count import Count
from tests.simulation.knobs import Knobs
from tests.simulation.line import CALL_S, stepped
from tests.simulation.test_directed import CHAT, lived, opened
from tests.simulation.world import World

WAIT_S = 30.0  # what a platform may ask for


def pressed(message: Message, label: str = "Дальше") -> Press:
    token = next(key.token for key in message.screen.keys() if key.label == label)
    return Press("tap", CHAT, CHAT, token=token, message=message.id)


def test_a_slow_clock_lets_no_press_win_after_its_time() -> None:
    """A worker is 1.5 s behind, nobody has swept: the store says that it is late, and the deadline plays first (MECHANICS 11)."""

    async def story(world: World) -> None:
        message = await opened(world, game="clock")
        [sid], [worker] = world.sids, world.workers
        stored = stepped(world.store.load(sid))
        await asyncio.sleep(stored.shown_at + LIMIT_S + LATE_S + 0.5 - world.now())
        worker.host._sessions.remember(sid, stored)
        worker.clock.jump(-1.5)
        await worker.run(worker.host.receive(pressed(message)))
        session = world.session(sid)
        assert session is not None
        assert session.state == Tick(fired=1, pressed=0, since=session.state.since)  # type: ignore[attr-defined]  # the clock's

    with BUGS["deadlines-not-swept"]():
        lived(story)


def test_a_commit_whose_reply_was_lost_is_known_again() -> None:
    """The press counts once, its player is told nothing of it, and its lease draws at once (MECHANICS 6)."""

    async def story(world: World) -> None:
        message, [worker] = await opened(world), world.workers
        [sid] = world.sids
        worker.host._sessions.remember(sid, stepped(world.store.load(sid)))  # so that the commit is what is asked first
        answering: asyncio.Task[Any] = worker.run(losing(world, worker.host.receive(pressed(message))))
        await asyncio.sleep(CALL_S + 1.0)
        assert answering.result() == Answer()
        assert world.session(sid).state == Count(goes=1)  # type: ignore[union-attr]  # it is there
        assert world.chats[CHAT].newest.screen.text.plain.startswith("Ходов 1")  # type: ignore[union-attr]  # likewise

    lived(story)


async def losing(world: World, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Lose what the store answers in the first tenth of a second."""
    rough = world.knobs
    world.knobs = replace(rough, store_lost_after=1.0)
    world.loop.call_later(0.1, setattr, world, "knobs", rough)
    return await work


def test_no_worker_asks_a_platform_before_its_time() -> None:
    """It has told one of two workers to wait: neither comes again sooner, and then the newest view is drawn (P14)."""

    async def story(world: World) -> None:
        message, chat = await opened(world), world.chats[CHAT]
        world.hire()
        chat.busy_until = world.loop.time() + WAIT_S
        await world.deliver(pressed(message))
        await asyncio.sleep(WAIT_S - 1.0)
        assert len(chat.refused) == 1
        await asyncio.sleep(3.0)
        assert len(chat.refused) == 1
        assert chat.newest is not None
        assert chat.newest.screen.text.plain.startswith("Ходов 1")

    lived(story, Knobs(workers=2))
