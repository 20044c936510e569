"""Deadlines fire by themselves, also over a restart; the store's clock is moved on, nothing waits for real."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import House, open_house


class Clock:
    """The store's time, which a test may move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@asynccontextmanager
async def house_of(redis_url: str, api: str, sandbox: TelegramSandbox, clock: Clock) -> AsyncIterator[House]:
    house = await open_house(redis_url, clock=clock)
    try:
        await house.serve_telegram(api, sandbox.token)
        yield house
    finally:
        await house.close()


async def asked(sandbox: TelegramSandbox) -> None:
    alice = sandbox.player(42)
    await alice.start("quiz_shift")
    await alice.wait(lambda seen: "Экспресс" in seen.newest.buttons[1].label)
    await alice.press_label("Экспресс")
    await alice.wait(lambda seen: "Вопрос 1 из 5" in seen.newest.text)
    await asyncio.sleep(0.3)  # the drawing is acknowledged: the clock of the question runs


async def test_a_question_left_alone_moves_on_by_itself(redis_url: str) -> None:
    """After 20 s and the grace, and not before, the answer is shown without any input; then the next question comes."""
    sandbox = TelegramSandbox(clock=(clock := Clock()))
    async with sandbox.serve() as api, house_of(redis_url, api, sandbox, clock):
        await asked(sandbox)
        clock.ahead += 19.0
        await asyncio.sleep(0.6)
        assert "Вопрос 1 из 5" in sandbox.player(42).seen.newest.text
        clock.ahead += 3.0
        await sandbox.player(42).wait(lambda seen: "Время вышло" in seen.newest.text)
        await asyncio.sleep(0.3)
        clock.ahead += 10.0
        await sandbox.player(42).wait(lambda seen: "Вопрос 2 из 5" in seen.newest.text)
        assert len(sandbox.player(42).seen.theirs) == 1


async def test_a_deadline_fires_over_a_restart_once(redis_url: str) -> None:
    """The worker stops during the question and comes back after its end: the deadline is played, once."""
    sandbox = TelegramSandbox(clock=(clock := Clock()))
    async with sandbox.serve() as api:
        async with house_of(redis_url, api, sandbox, clock):
            await asked(sandbox)
        clock.ahead += 25.0
        async with house_of(redis_url, api, sandbox, clock):
            await sandbox.player(42).wait(lambda seen: "Время вышло" in seen.newest.text)
            await asyncio.sleep(0.6)
            assert "Верно 0 из 1" in sandbox.player(42).seen.newest.text


async def test_a_press_in_the_grace_wins(redis_url: str) -> None:
    """A press that comes within 1.5 s after the deadline counts; one that comes later is told that it is late."""
    sandbox = TelegramSandbox(clock=(clock := Clock()))
    async with sandbox.serve() as api, house_of(redis_url, api, sandbox, clock) as house:
        await asked(sandbox)
        alice = sandbox.player(42)
        live = alice.seen.newest
        for task in house.tasks[:1]:
            task.cancel()  # no sweeper: the press itself must bring the deadline in
        clock.ahead += 20.1
        await house.store.now()
        await alice.press(0)
        await alice.wait(lambda seen: seen.newest.buttons[0].label == "Дальше")
        assert "Время вышло" not in alice.seen.newest.text
        await alice.press(0)
        await alice.wait(lambda seen: "Вопрос 2 из 5" in seen.newest.text)
        await asyncio.sleep(0.3)
        clock.ahead += 30.0
        await alice.press(0)
        await alice.wait(lambda seen: "Чуть-чуть поздно: время вышло." in seen.toasts)
        await alice.wait(lambda seen: "Время вышло" in seen.newest.text)
        assert live.id == alice.seen.newest.id
