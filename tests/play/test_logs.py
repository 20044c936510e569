"""No log at any level holds a token, a secret, a player's words or his name (promise 9)."""

from __future__ import annotations

import asyncio
import logging

import pytest

from adapters.sandbox.faults import Fault
from tests.play.both import MESSENGERS, TELEGRAM_SECRET, VK_SECRET, both

NAME, WORDS = "КанарейкаИмя", "канарейкаслова"


@pytest.mark.parametrize("hooks", [False, True], ids=["polls", "webhooks"])
async def test_logs_hold_nothing_of_a_player(redis_url: str, hooks: bool, caplog: pytest.LogCaptureFixture) -> None:
    """Everything logs at DEBUG while players write, press, break a game, and the platforms fail."""
    caplog.set_level(logging.DEBUG)
    async with both(redis_url, hooks) as house:
        secrets = [house.telegram.token, house.vk.token, TELEGRAM_SECRET, VK_SECRET, NAME, WORDS]
        for messenger in MESSENGERS:
            player = house.player(messenger)
            player.first_name = NAME
            await player.send("Начать")
            await player.wait(lambda seen: seen.newest.buttons)
            await player.press_label("Стена")
            await player.wait(lambda seen: "Счёт 0" in seen.newest.text)
            await player.send(WORDS)
            await player.wait(lambda seen: WORDS in seen.newest.text)
            secrets += [button.payload for button in player.seen.newest.buttons if len(button.payload) > 20]
            await player.press_label("Сломать")
            await player.wait(lambda seen: any("сломалось" in toast for toast in seen.toasts))
        house.telegram.faults.order(Fault("editMessageText", code=500))
        house.telegram.push_raw({"brand_new_thing": {"text": WORDS, "from": {"first_name": NAME}}})
        house.vk.push_raw({"type": "brand_new_thing", "object": {"text": WORDS, "name": NAME}, "event_id": "e1"})
        await player.press_label("Прибавить")
        await player.wait(lambda seen: "Счёт 1" in seen.newest.text)
        await asyncio.sleep(0.3)
    assert caplog.records, "nothing was logged: the test proves nothing"
    logged = caplog.text
    for secret in secrets:
        at = logged.find(secret)
        assert at < 0, f"«{secret}» stands in the log: {logged[max(0, at - 120) : at + 60]}"
