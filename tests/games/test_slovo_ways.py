"""The word of the day typed in both messengers, against sandboxes that refuse what the real ones refuse."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.wiring import open_house
from engine.runtime.content import read_content
from games.slovo.lexicon import Lexicon
from tests.play.conftest import rates  # noqa: F401  # a fixture: chats are drawn as fast as they are pressed

FILE = Path(__file__).parents[2] / "games" / "slovo" / "words.yaml"


@pytest.mark.parametrize("platform", ["telegram", "vk"])
async def test_typed_words_come_to_the_end_in_both_messengers(platform: str, redis_url: str) -> None:
    """Six words are typed, one more that is none; each is answered by the grid, no call is refused, the word is told at the end."""
    lexicon = read_content(FILE, Lexicon)
    assert isinstance(lexicon, Lexicon)
    sandbox: TelegramSandbox | VkSandbox = TelegramSandbox(hurry=20.0) if platform == "telegram" else VkSandbox(hurry=20.0)
    async with sandbox.serve() as api:
        house = await open_house(redis_url, seeds=lambda count: b"s" * count)
        try:
            if isinstance(sandbox, TelegramSandbox):
                await house.serve_telegram(api, sandbox.token, "", "")
            else:
                await house.serve_vk(api, sandbox.token, sandbox.group, "", "")
            player = sandbox.player(42)
            await player.start("slovo")
            await player.wait(lambda seen: "попытка 1 из 6" in seen.newest.text)
            await player.send("паровозик")
            await player.wait(lambda seen: "9 букв" in seen.newest.text)
            for number, word in enumerate(("город", "школа", "книга", "рыбак", "чайка", "туман"), 1):
                await player.send(word)
                told = f"попытка {number + 1} из 6" if number < 6 else "Не угадано"
                await player.wait(lambda seen, told=told: told in seen.newest.text)  # type: ignore[misc]  # bound at once
            text = player.seen.newest.text
            told_entries = [entry for entry in lexicon.words if entry.ru in text]
            assert len(told_entries) == 1
            assert told_entries[0].title in text
            assert f"{datetime.now(ZoneInfo('Europe/Moscow')):%d.%m.%Y}" in text
            assert sandbox.refused == []
        finally:
            await house.close()
    async with Redis.from_url(redis_url) as client:
        await client.flushall()
