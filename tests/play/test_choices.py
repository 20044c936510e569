"""Who chooses in a series is told how many have chosen as he did, whichever messenger they play in."""

from __future__ import annotations

import asyncio

import pytest

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_player import VkPlayer
from adapters.wiring import open_house
from engine.runtime import polls
from engine.store.redis import RedisStore

HELMET, SLIP = "Взять каску у охраны", "Проскочить без каски"
SAID = "Так же выбрали"


async def chosen(player: TelegramPlayer | VkPlayer, label: str) -> str:
    """Play to the first choice and take it; gives what is shown then."""
    await player.start("dynasty")
    await player.wait(lambda seen: "Смотреть с начала" in seen.newest.buttons[0].label, 30)
    await player.press_label("Смотреть с начала")
    await player.wait(lambda seen: "Первый день практики" in seen.newest.text, 30)
    await player.press_label(label)
    await player.wait(lambda seen: "Первый день практики" not in seen.newest.text, 30)
    return player.seen.newest.text


async def counted(redis_url: str, votes: int) -> None:
    """Wait until so many have been counted, each once."""
    store = await RedisStore.connect(redis_url)
    try:
        async with asyncio.timeout(10):
            while sum(count for _, count in await store.votes("dynasty:e1_gate")) != votes:
                await asyncio.sleep(0.02)
    finally:
        await store.aclose()


async def test_a_choice_is_compared_with_those_of_all_players(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nineteen say nothing about a crowd; of twenty-four three quarters took the helmet: the next one reads it, in percent."""
    monkeypatch.setattr(polls, "FRESH_S", 0.0)
    telegram, vk = TelegramSandbox(hurry=20.0), VkSandbox(hurry=20.0)
    async with telegram.serve() as telegram_api, vk.serve() as vk_api:
        house = await open_house(redis_url)
        try:
            await house.serve_telegram(telegram_api, telegram.token)
            await house.serve_vk(vk_api, vk.token, vk.group)
            crowd = [telegram.player(n) if n % 2 else vk.player(n) for n in range(1, 25)]
            first, later = crowd[:19], crowd[19:]
            told = await asyncio.gather(*(chosen(player, SLIP if n % 4 == 0 else HELMET) for n, player in enumerate(first)))
            assert not any(SAID in text for text in told)
            for n, player in enumerate(later, len(first)):
                await chosen(player, SLIP if n % 4 == 0 else HELMET)
            await counted(redis_url, 24)
            assert "Так же выбрали 75 % игроков" in await chosen(telegram.player(100), HELMET)
            await counted(redis_url, 25)
            assert "Так же выбрали 24 % игроков" in await chosen(vk.player(101), SLIP)
            assert telegram.refused == [] == vk.refused
        finally:
            await house.close()
