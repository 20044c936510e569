"""Where the messenger wants a chat to wait, the answer to the press says so (DESIGN, promise 2)."""

from __future__ import annotations

import time

import pytest

from adapters.sandbox.faults import Fault
from tests.play.both import Both, both, until

SLOW = {
    "ru": "Принято! Мессенджер просит не торопиться, экран обновится чуть позже.",
    "en": "Got it! The messenger asks us to slow down, the screen will follow shortly.",
}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("messenger", ["telegram", "vk"])
async def test_the_answer_says_that_the_view_comes_later(redis_url: str, messenger: str, language: str) -> None:
    """The messenger refuses a chat's second game for a while: a press in the first counts, and is told so in its language."""
    async with both(redis_url) as here:
        who, other = here.player(messenger, language), here.player(messenger, language)
        for player in (who, other):
            await player.start("wall")
            await player.wait(lambda seen: seen.theirs and seen.newest.buttons)
        strike(here, messenger)
        began = time.monotonic()
        await who.start("watch")
        await until(lambda: shut(here, messenger, who.id))
        await who.press(0)
        await who.wait(lambda seen: seen.toasts == [SLOW[language]])
        assert "0" in who.seen.newest.text
        await other.press(0)
        await other.wait(lambda seen: seen.toasts == [""] and "1" in seen.newest.text)
        if messenger == "telegram":
            wall = who.seen.theirs[0].id
            await who.wait(lambda seen: "1" in seen.messages[wall].text)
            assert time.monotonic() - began > 3.0


def strike(here: Both, messenger: str) -> None:
    """Let the next message be refused for a while: Telegram tells how long, VK's flood lasts minutes."""
    if messenger == "telegram":
        here.telegram.faults.order(Fault("sendMessage", code=429, retry_after=3))
    else:
        here.vk.faults.order(Fault("messages.send", "error", 9))


def shut(here: Both, messenger: str, id: int) -> bool:
    """Tell whether the house has learned it."""
    prefix = {"telegram": "tg", "vk": "vk"}[messenger]
    return here.house.platforms[prefix].messenger.shut_s(f"{prefix}:{id}") > 1.5


async def test_a_chat_that_gets_its_view_at_once_is_told_nothing(redis_url: str) -> None:
    """A few quick presses are within every rate."""
    async with both(redis_url) as here:
        for messenger in ("telegram", "vk"):
            who = here.player(messenger)
            await who.start("wall")
            await who.wait(lambda seen: seen.theirs and seen.newest.buttons)
            await who.press(0)
            await who.wait(lambda seen: seen.newest.text.startswith("Счёт 1") and seen.toasts == [""])
