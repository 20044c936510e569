"""A random rival: two who wait are paired across the messengers, once; who waits in vain may play a recording."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from adapters.sandbox.seen import Seen
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_player import VkPlayer
from adapters.wiring import open_house
from engine.kits.quiz.bank import Bank
from engine.runtime.catalogue import load_catalogue

Player = TelegramPlayer | VkPlayer


@dataclass
class Clock:
    """The store's time: it goes slowly, and can be put forward."""

    ahead: float = 0.0
    began: float = 0.0

    def __call__(self) -> float:
        return 1_795_000_000.0 + self.ahead + (time.monotonic() - self.began) / 5


@asynccontextmanager
async def people(redis_url: str) -> AsyncIterator[tuple[list[Player], Clock]]:
    """Two players of each messenger, and a house between them."""
    clock = Clock(began=time.monotonic())
    telegram, vk = TelegramSandbox(clock=clock), VkSandbox(clock=clock)
    async with telegram.serve() as telegram_api, vk.serve() as vk_api:
        house = await open_house(redis_url, installed=False, clock=clock)
        try:
            await house.serve_telegram(telegram_api, telegram.token)
            await house.serve_vk(vk_api, vk.token, vk.group)
            yield [telegram.player(1), vk.player(2), telegram.player(3), vk.player(4)], clock
            assert telegram.refused == [] == vk.refused
        finally:
            await house.close()


async def lobby(player: Player) -> None:
    """Open the duel."""
    if isinstance(player, TelegramPlayer):
        await player.start("duel")
    else:
        await player.send("Начать", ref="duel")
    await player.wait(lambda seen: "Семь вопросов" in seen.newest.text)


async def looks(player: Player) -> None:
    """Open the duel and look for any rival."""
    await lobby(player)
    await player.press_label("Случайный соперник")


async def plays(player: Player) -> bool:
    """Tell whether the player sits in a duel now, or still looks for one."""
    await player.wait(lambda seen: "Три темы" in seen.newest.text or "Ищем соперника" in seen.newest.text)
    return "Три темы" in player.seen.newest.text


async def test_two_who_wait_are_paired(redis_url: str) -> None:
    """A Telegram player waits, a VK player comes: both choose topics of one duel; the search says where it went on."""
    async with people(redis_url) as ((alice, boris, *_), _clock):
        await looks(alice)
        await alice.wait(lambda seen: "Ищем соперника" in seen.newest.text)
        await looks(boris)
        for player in (alice, boris):
            await player.wait(lambda seen: "Три темы" in seen.newest.text)
        await boris.wait(lambda seen: any("Соперник нашёлся" in message.text for message in seen.theirs))
        titles = [sorted(b.label for b in p.seen.newest.buttons if b.label.startswith("✕")) for p in (alice, boris)]
        assert titles[0] == titles[1]


async def test_four_at_the_same_moment_make_two_pairs(redis_url: str) -> None:
    """Four press at once: two duels of two, nobody is left, nobody is in two."""
    async with people(redis_url) as (four, _clock):
        for player in four:
            await lobby(player)
        await asyncio.gather(*(player.press_label("Случайный соперник") for player in four))
        for player in four:
            await player.wait(lambda seen: "Три темы" in seen.newest.text)
        await asyncio.sleep(0.3)
        for player in four:
            assert sum("Три темы" in message.text for message in player.seen.theirs) == 1, player.seen.transcript()


async def test_who_has_left_the_line_is_not_paired(redis_url: str) -> None:
    """One waits and leaves, another searches no more: the next two are paired with each other."""
    async with people(redis_url) as ((alice, boris, clara, denis), _clock):
        await looks(alice)
        await alice.wait(lambda seen: "Ищем соперника" in seen.newest.text)
        await alice.press_label("Не искать")
        await alice.wait(lambda seen: "Семь вопросов" in seen.newest.text)
        await looks(boris)
        await boris.wait(lambda seen: "Ищем соперника" in seen.newest.text)
        await boris.press_label("Выйти")
        await boris.wait(lambda seen: "Точно выйти?" in seen.newest.text)
        await boris.press_label("Точно выйти")
        await looks(clara)
        await clara.wait(lambda seen: "Ищем соперника" in seen.newest.text)
        assert not await plays(clara)
        await looks(denis)
        for player in (clara, denis):
            await player.wait(lambda seen: "Три темы" in seen.newest.text)
        assert "Семь вопросов" in alice.seen.newest.text
        assert "Три темы" not in boris.seen.newest.text


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The questions of the duel."""
    lore = load_catalogue().games["duel"].lore
    assert isinstance(lore, Bank)
    return lore


def asked_for(number: int, seen: Seen) -> bool:
    """Tell whether question `number` is open."""
    return f"Вопрос {number} из 7" in seen.newest.text and len(seen.newest.buttons) > 2


async def seven(player: Player, bank: Bank, right: bool) -> None:
    """Answer seven questions, all right or all wrong, by oneself."""
    for number in range(1, 8):
        await player.wait(partial(asked_for, number))
        asked = next(q for q in bank.questions if q.text["ru"] in player.seen.newest.text)
        wanted = asked.options["ru"][asked.answer]
        labels = [button.label for button in player.seen.newest.buttons if button.label != "Выйти"]
        await player.press_label(wanted if right else next(label for label in labels if label != wanted))
        await player.wait(lambda seen: "Дальше" in [button.label for button in seen.newest.buttons])
        if "Запись:" in player.seen.newest.text:
            assert re.search(r"Запись: [✓✕] .+ · \d+ с", player.seen.newest.text)
        await player.press_label("Дальше")


async def test_a_recording_is_offered_and_played(redis_url: str, bank: Bank) -> None:
    """Two play by turns; half a minute of waiting in vain offers a third their run: labelled, replayed, a result at the end."""
    async with people(redis_url) as ((alice, boris, clara, _), clock):
        await lobby(alice)
        code = re.search(r"код: (\w{6})", alice.seen.newest.text)
        await alice.press_label("Играть сейчас")
        await seven(alice, bank, right=False)
        assert code is not None
        await boris.send("Начать", ref=f"d_{code[1]}")
        await boris.wait(lambda seen: "вызвали на дуэль" in seen.newest.text)
        await boris.press_label("Принять дуэль")
        await seven(boris, bank, right=False)
        await boris.wait(lambda seen: "Верных ответов 0 : 0" in seen.newest.text)
        await asyncio.sleep(0.2)
        await looks(clara)
        await clara.wait(lambda seen: "Ищем соперника" in seen.newest.text)
        await asyncio.sleep(0.3)  # until the screen is acknowledged: his half a minute runs from then
        clock.ahead += 40
        await clara.wait(lambda seen: "Сыграть с записью" in [button.label for button in seen.newest.buttons])
        await clara.press_label("Сыграть с записью")
        await clara.wait(lambda seen: "Соперник: запись" in seen.newest.text)
        await seven(clara, bank, right=True)
        await clara.wait(lambda seen: "Победа!" in seen.newest.text and "запись" in seen.newest.text)
        assert "Верных ответов 7 : 0 из 7" in clara.seen.newest.text
