"""A duel between a Telegram player and a VK player, over real HTTP: each question to both, one result for both."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import yaml

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_player import VkPlayer
from adapters.wiring import open_house

Player = TelegramPlayer | VkPlayer


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """The right option by the words of the question."""
    bank = yaml.safe_load((Path(__file__).parents[2] / "games/quiz_shift/questions.yaml").read_text("utf-8"))
    return {question["text"]["ru"]: question["options"]["ru"][question["answer"]] for question in bank["questions"]}


@asynccontextmanager
async def two(redis_url: str) -> AsyncIterator[tuple[TelegramPlayer, VkPlayer]]:
    """Both messengers, a player in each, and a house between them."""
    began = time.monotonic()

    def clock() -> float:
        """Tell a time that goes slowly: a busy machine lets no question run out."""
        return 1_795_000_000.0 + (time.monotonic() - began) / 5

    telegram, vk = TelegramSandbox(clock=clock), VkSandbox(clock=clock)
    async with telegram.serve() as telegram_api, vk.serve() as vk_api:
        house = await open_house(redis_url, installed=False, clock=clock)
        try:
            await house.serve_telegram(telegram_api, telegram.token)
            await house.serve_vk(vk_api, vk.token, vk.group)
            yield telegram.player(1), vk.player(2)
            assert telegram.refused == [] == vk.refused
        finally:
            await house.close()


async def answer(player: Player, number: int, answers: dict[str, str], right: bool) -> None:
    """Wait for question `number` and answer it."""
    await player.wait(lambda seen: f"Вопрос {number} из 7" in seen.newest.text and len(seen.newest.buttons) > 2)
    options = [button.label for button in player.seen.newest.buttons if button.label != "Выйти"]
    wanted = next(known for words, known in answers.items() if words in player.seen.newest.text)
    await player.press_label(wanted if right else next(option for option in options if option != wanted))


async def code_of(alice: TelegramPlayer) -> str:
    """Open the duel and read the code from the screen."""
    await alice.start("duel")
    await alice.wait(lambda seen: "Дуэль инженеров" in seen.newest.text)
    found = re.search(r"код: (\w{6})", alice.seen.newest.text)
    assert found is not None
    return found[1]


async def test_a_live_duel_across_messengers(redis_url: str, answers: dict[str, str]) -> None:
    """Veto, seven questions at the same time, the same result from both sides, revenge, and the end."""
    async with two(redis_url) as (alice, boris):
        code = await code_of(alice)
        await boris.send("Начать", ref=f"d_{code}")
        for player, place in ((alice, 0), (boris, 1)):
            await player.wait(lambda seen: "Три темы" in seen.newest.text)
            await player.press(place)
        for number in range(1, 8):
            await asyncio.gather(answer(alice, number, answers, True), answer(boris, number, answers, number % 2 == 0))
            for player in (alice, boris):
                await player.wait(lambda seen: re.search(r"\n\w+ \w+: [✓✕] ", seen.newest.text) is not None)
                await player.press_label("Дальше")
        await alice.wait(lambda seen: "Победа!" in seen.newest.text)
        await boris.wait(lambda seen: "сильнее соперник" in seen.newest.text)
        scores = [re.search(r"Счёт (\d+) : (\d+)", player.seen.newest.text) for player in (alice, boris)]
        assert scores[0] is not None
        assert scores[1] is not None
        assert scores[0].groups() == scores[1].groups()[::-1]
        assert "Верных ответов 7 : 3 из 7" in alice.seen.newest.text
        await alice.press_label("Реванш")
        await boris.wait(lambda seen: "Соперник хочет реванш" in seen.newest.text)
        await boris.press_label("Закончить")
        for player in (alice, boris):
            await player.wait(lambda seen: "Профессия:" in seen.newest.text)


async def test_a_duel_by_turns(redis_url: str, answers: dict[str, str]) -> None:
    """The first plays at once; the second comes later by the typed code; both see the result in the end."""
    async with two(redis_url) as (alice, boris):
        code = await code_of(alice)
        await alice.press_label("Играть сейчас")
        for number in range(1, 8):
            await answer(alice, number, answers, number < 3)
            await alice.wait(lambda seen: "Дальше" in [button.label for button in seen.newest.buttons])
            await alice.press_label("Дальше")
        await alice.wait(lambda seen: "Твоя часть готова: верно 2 из 7" in seen.newest.text.replace("\n", " "))
        await boris.send("привет")
        await boris.wait(lambda seen: seen.theirs)
        await boris.send(code.lower())
        await boris.wait(lambda seen: "Тебя вызвали на дуэль" in seen.newest.text)
        await boris.press_label("Принять дуэль")
        for number in range(1, 8):
            await answer(boris, number, answers, number < 5)
            await boris.wait(lambda seen: "Дальше" in [button.label for button in seen.newest.buttons])
            await boris.press_label("Дальше")
        await boris.wait(lambda seen: "Победа!" in seen.newest.text)
        await alice.wait(lambda seen: "Верных ответов 2 : 4 из 7" in seen.newest.text)


async def test_who_leaves_a_live_duel_leaves_the_other_in_it(redis_url: str, answers: dict[str, str]) -> None:
    """One goes in the middle: he is in the hall, the other sees the score and plays on where he likes; he may come to a new one."""
    async with two(redis_url) as (alice, boris):
        code = await code_of(alice)
        await boris.send("Начать", ref=f"d_{code}")
        for player, place in ((alice, 0), (boris, 1)):
            await player.wait(lambda seen: "Три темы" in seen.newest.text)
            await player.press(place)
        await answer(alice, 1, answers, True)
        await boris.wait(lambda seen: "Соперник уже ответил" in seen.newest.text)
        await boris.send("/stop")
        await boris.wait(lambda seen: seen.newest.text.startswith("Точно выйти?"))
        await boris.send("/stop")
        await boris.wait(lambda seen: "Смена" in seen.newest.text)
        await alice.wait(lambda seen: "Соперник вышел посреди дуэли" in seen.newest.text)
        await alice.press_label("Ещё раз")
        await alice.wait(lambda seen: "код: " in seen.newest.text)
        await boris.send(await code_of(alice))
        await boris.wait(lambda seen: "Три темы" in seen.newest.text)
