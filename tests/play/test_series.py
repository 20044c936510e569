"""A series in the whole house: sessions that follow each other keep what was seen, also when only the clock acts."""

from __future__ import annotations

import asyncio
import time

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import open_house


class Clock:
    """The store's time, which a test may move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


async def test_silence_ends_the_episode_and_a_day_later_the_next_one_calls(redis_url: str) -> None:
    """A deadline opens the next session for the same player with his memory; its own deadline brings a new message."""
    sandbox, clock = TelegramSandbox(), Clock()
    async with sandbox.serve() as api:
        house = await open_house(redis_url, clock=clock)
        try:
            await house.serve_telegram(api, sandbox.token)
            alice = sandbox.player(42)
            await alice.start("dynasty")
            await alice.wait(lambda seen: "Смотреть с начала" in seen.newest.buttons[0].label)
            await alice.press_label("Смотреть с начала")
            await alice.wait(lambda seen: "Первый день практики" in seen.newest.text)
            await alice.press_label("Взять каску у охраны")
            await alice.wait(lambda seen: "Отец настраивает станок" in seen.newest.text)
            await asyncio.sleep(0.3)  # the drawing is acknowledged: the clock of the choice runs
            clock.ahead += 12.0
            await alice.wait(lambda seen: "Эпизод 1 закончен" in seen.newest.text)
            assert len(alice.seen.theirs) == 1
            await alice.press_label("Смотреть эпизод 2")
            await alice.wait(lambda seen: "Ещё рано: эпизод откроется позже" in seen.toasts)
            clock.ahead += 86400.0
            await alice.wait(lambda seen: "Новый эпизод открыт" in seen.newest.text)
            assert len(alice.seen.theirs) == 2
            await alice.press_label("Смотреть эпизод 2")
            await alice.wait(lambda seen: "Вибрация выше нормы" in seen.newest.text)
            assert sandbox.refused == []
        finally:
            await house.close()
