"""The quiz from first to last question, by each of the four ways, against sandboxes that refuse what the real ones refuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_player import VkPlayer
from adapters.server import listen
from adapters.wiring import open_house
from engine.runtime.catalogue import load_catalogue
from engine.runtime.pace import RATE

CATALOGUE = load_catalogue(installed=False)  # once: four houses in one loop may not hold each other up
WAYS = ("telegram polling", "telegram webhook", "vk long poll", "vk callback")
REFUSALS = (
    "Чуть-чуть поздно: время вышло.",
    "Ответ уже принят, второй раз нажимать не нужно.",
    "Сейчас не твой ход, подожди немного.",
    "Это чужая игра. Начни свою: /start",
    "Этот вопрос уже позади, смотри на новое сообщение.",
    "Эта игра закрыта. Начать другую: /start",
)
EXPRESS = ("Экспресс", 5)
Sandbox = TelegramSandbox | VkSandbox
Player = TelegramPlayer | VkPlayer


@asynccontextmanager
async def table(way: str, redis_url: str, double: bool = False) -> AsyncIterator[tuple[Sandbox, Player]]:
    """Open a house that serves one player by one way; the session's seed is always the same."""
    platform, _, kind = way.partition(" ")
    sandbox: Sandbox = TelegramSandbox(hurry=20.0) if platform == "telegram" else VkSandbox(hurry=20.0)
    async with sandbox.serve() as api:
        house = await open_house(redis_url, catalogue=CATALOGUE, seeds=lambda count: b"s" * count)
        url = await listen(house, "127.0.0.1", 0)
        hook = url if kind in ("webhook", "callback") else ""
        if isinstance(sandbox, TelegramSandbox):
            sandbox.updates.double = double
            await house.serve_telegram(api, sandbox.token, hook, "s3cret" if hook else "")
        else:
            sandbox.events.double = double
            await house.serve_vk(api, sandbox.token, sandbox.group, hook, "s3cret" if hook else "")
        try:
            yield sandbox, sandbox.player(42)
        finally:
            await house.close()


async def finish(player: Player, words: bool = False, kind: str = "Полная смена", of: int = 12) -> str:
    """Play a shift to its end: always the option that comes first by its letters, a help at the first question."""
    await player.start("quiz_shift")
    await player.wait(lambda seen: "Полная смена" in seen.newest.buttons[0].label)
    await player.press_label(kind)
    await player.wait(lambda seen: f"Вопрос 1 из {of}" in seen.newest.text)
    await player.press_label("50/50")
    await player.wait(lambda seen: len([b for b in seen.newest.buttons if b.label not in ("Выйти", "Слово мастера")]) == 2)
    for number in range(1, of + 1):
        await player.wait(lambda seen, n=number: f"Вопрос {n} из {of}" in seen.newest.text)  # type: ignore[misc]  # bound at once
        live = player.seen.newest
        options = sorted(b.label for b in live.buttons if b.label not in ("Выйти", "Слово мастера", "50/50"))
        if words:
            await player.send(options[0])
        else:
            await player.press_label(options[0])
        await player.wait(lambda seen: seen.newest.buttons[0].label in ("Дальше", "К итогам"))
        await player.press(0)
    await player.wait(lambda seen: "Смена окончена" in seen.newest.text)
    return player.seen.newest.text


async def test_the_same_player_gets_the_same_score_by_every_way(redis_url: str) -> None:
    """Polling, webhook, long poll and Callback API: one script, one seed, one result, and no call that was refused."""

    async def result(way: str) -> str:
        async with table(way, f"{redis_url}?db={WAYS.index(way)}") as (sandbox, player):
            told = await finish(player)
            assert sandbox.refused == [], way
            assert len(player.seen.theirs) == 1, "a press is answered by an edit"
            return told

    results = await asyncio.gather(*map(result, WAYS))
    assert len(set(results)) == 1, dict(zip(WAYS, results, strict=True))


@pytest.mark.parametrize("way", ["telegram webhook", "vk callback"])
@pytest.mark.parametrize("words", [False, True], ids=["presses", "words"])
async def test_a_doubled_delivery_counts_once(way: str, words: bool, redis_url: str) -> None:
    """Every delivery comes twice, helps (`play.stay`) and typed words too: the result is that of single deliveries."""
    async with table(way, redis_url) as (_, single), table(way, f"{redis_url}?db=1", double=True) as (sandbox, player):
        once, twice = await asyncio.gather(*(finish(who, words, *EXPRESS) for who in (single, player)))
        assert twice == once
        second_answers = {"answerCallbackQuery", "messages.sendMessageEventAnswer"}  # one press can be answered once
        assert {refused.method for refused in sandbox.refused} <= second_answers


@pytest.mark.parametrize("way", ["telegram polling", "vk long poll"])
async def test_no_earlier_button_changes_anything(way: str, redis_url: str) -> None:
    """Every button of every earlier view gets one of the six friendly answers, and the screen stays as it is."""
    async with table(way, redis_url) as (_, player):
        await finish(player)
        before = player.seen.newest.text
        now = {(player.seen.newest.id, button) for button in player.seen.newest.buttons}
        old = [(id, button) for id, button in player.seen.offered if (id, button) not in now and button.payload]
        assert len(old) > 60
        answered = len(player.seen.toasts)
        for id, button in old:
            await player.press_button(id, button.payload)
            await asyncio.sleep(1 / RATE)  # a hundred at once are heard, and the game itself was played in a moment
        await player.wait(lambda seen: len(seen.toasts) == answered + len(old))
        assert set(player.seen.toasts[answered:]) <= set(REFUSALS)
        assert player.seen.newest.text == before
