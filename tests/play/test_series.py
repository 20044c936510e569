"""A series in the whole house: sessions that follow each other keep what was seen, also when only the clock acts."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from adapters.sandbox.seen import Seen
from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import House, open_house
from engine.runtime.catalogue import load_catalogue
from tests.play import batch


class Clock:
    """The store's time, which a test may move on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


async def test_silence_ends_the_episode_and_a_day_later_the_next_one_calls(redis_url: str) -> None:
    """A deadline opens the next session for the same player with his memory; its own deadline brings a new message."""
    sandbox = TelegramSandbox(clock=(clock := Clock()))
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


def tells(words: str, seen: Seen) -> bool:
    """Tell whether the newest message says these words."""
    return words in seen.newest.text


async def at_the_wait(redis_url: str, sandbox: TelegramSandbox, clock: Clock, api: str) -> House:
    """Open a house where a batch is won by one press, and bring player 42 to the end of the first episode."""
    catalogue = load_catalogue(("games",), installed=False)
    catalogue.games["otk"] = batch.game
    house = await open_house(redis_url, catalogue=catalogue, clock=clock)
    await house.serve_telegram(api, sandbox.token)
    alice = sandbox.player(42)
    await alice.start("dynasty")
    await alice.wait(lambda seen: seen.newest.buttons and "Смотреть с начала" in seen.newest.buttons[0].label)
    for label, told in (
        ("Смотреть с начала", "Первый день практики"),
        ("Взять каску у охраны", "Отец настраивает станок"),
        ("Промолчать", "Эпизод 1 закончен"),
    ):
        await alice.press_label(label)
        await alice.wait(partial(tells, told))
    return house


async def test_who_wins_the_linked_game_is_called_at_once(redis_url: str) -> None:
    """The game comes below and the wait goes on above; the win brings a new message, whose button leads into the episode."""
    sandbox = TelegramSandbox(clock=(clock := Clock()))
    async with sandbox.serve() as api:
        house = await at_the_wait(redis_url, sandbox, clock, api)
        try:
            alice = sandbox.player(42)
            await alice.press_label("Сдать партию в ОТК")
            await alice.wait(lambda seen: "Партия на столе" in seen.newest.text)
            await alice.wait(lambda seen: "Игра открыта ниже" in seen.theirs[0].text)
            await alice.press_label("Выиграть")
            await alice.wait(lambda seen: "Новый эпизод открыт" in seen.newest.text)
            assert [("Партия выиграна" in message.text) for message in alice.seen.theirs] == [False, True, False]
            await alice.press_label("Смотреть эпизод 2")
            await alice.wait(lambda seen: "Вибрация выше нормы" in seen.newest.text)
            assert sandbox.refused == []
        finally:
            await house.close()


async def test_who_loses_the_linked_game_is_called_a_day_later(redis_url: str) -> None:
    """The wait has its deadline still; who asks for the series meanwhile waits there alone, and one message calls him."""
    sandbox = TelegramSandbox(clock=(clock := Clock()))
    async with sandbox.serve() as api:
        house = await at_the_wait(redis_url, sandbox, clock, api)
        try:
            alice = sandbox.player(42)
            await alice.press_label("Сдать партию в ОТК")
            await alice.wait(lambda seen: "Партия на столе" in seen.newest.text)
            await alice.press_label("Проиграть")
            await alice.wait(lambda seen: "Партия проиграна" in seen.newest.text)
            await alice.start("dynasty")
            await alice.wait(lambda seen: "Эпизод 1 закончен" in seen.newest.text)
            await alice.wait(lambda seen: any("открыта заново" in message.text for message in seen.theirs))
            clock.ahead += 86400.0
            await alice.wait(lambda seen: "Новый эпизод открыт" in seen.newest.text)
            assert sum("Новый эпизод открыт" in message.text for message in alice.seen.theirs) == 1
            assert sandbox.refused == []
        finally:
            await house.close()


async def test_a_start_after_the_win_opens_the_episode(redis_url: str) -> None:
    """Whoever won the linked game and left the wait begins the series where the next episode is open."""
    sandbox = TelegramSandbox(clock=(clock := Clock()))
    async with sandbox.serve() as api:
        house = await at_the_wait(redis_url, sandbox, clock, api)
        try:
            alice = sandbox.player(42)
            await alice.press_label("Выйти")
            await alice.wait(lambda seen: "Во что сыграем?" in seen.newest.text)
            await alice.start("otk")
            await alice.wait(lambda seen: "Партия на столе" in seen.newest.text)
            await alice.press_label("Выиграть")
            await alice.wait(lambda seen: "Партия выиграна" in seen.newest.text)
            await alice.start("dynasty")
            await alice.wait(lambda seen: "▶ 2. Замок" in seen.newest.text)
            await alice.press_label("Смотреть эпизод 2")
            await alice.wait(lambda seen: "Вибрация выше нормы" in seen.newest.text)
        finally:
            await house.close()
