"""Who writes faster than anybody can is told so, and not for every word (RELIABILITY P32)."""

from __future__ import annotations

import asyncio

import pytest

from engine.runtime.pace import Pace
from tests.play.both import MESSENGERS, both, until

WORDS, BURST = 20, 5


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_words_above_the_pace_are_answered_once(redis_url: str, messenger: str) -> None:
    """What is not played is acknowledged, so it must be said: by one message in ten seconds; the game goes on beneath."""
    async with both(redis_url) as here:
        alice = here.player(messenger)
        await alice.start("wall")
        await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
        here.house.host._pace = Pace(lambda: 0.0, burst=BURST)
        for number in range(WORDS):
            await alice.send(f"слово {number}")
        await alice.wait(lambda seen: any(message.text.startswith("Не так быстро!") for message in seen.theirs))
        await until(lambda: messenger == "vk" or here.telegram.updates.waiting == [])
        await asyncio.sleep(0.5)
        await here.house.host.stop()
        assert len([message for message in alice.seen.theirs if message.text.startswith("Не так быстро!")]) == 1
        assert any(f"«слово {BURST - 1}»" in message.text for message in alice.seen.theirs)
        assert not any(f"«слово {BURST}»" in message.text for message in alice.seen.theirs)
        here.house.host._pace = Pace(lambda: 0.0)
        await alice.send("потом")
        await alice.wait(lambda seen: "«потом»" in seen.newest.text)
