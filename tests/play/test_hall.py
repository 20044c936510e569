"""A player in the hall, over real HTTP and a real Redis."""

from __future__ import annotations

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import open_house


async def test_start_shows_the_hall_and_language_changes_it(redis_url: str) -> None:
    """`/start` shows the hall; a press on the language turns the same message into English."""
    sandbox = TelegramSandbox()
    async with sandbox.serve() as api:
        house = await open_house(redis_url)
        await house.serve_telegram(api, sandbox.token)
        alice = sandbox.player(42)
        await alice.send("/start")
        await alice.wait(lambda seen: "Смена начинается" in seen.newest.text)
        await alice.press_label("Language")
        await alice.wait(lambda seen: "На каком языке" in seen.newest.text)
        await alice.press_label("English")
        await alice.wait(lambda seen: "The shift begins" in seen.newest.text)
        assert len(alice.seen.theirs) == 1
        assert sandbox.refused == []
        await house.close()
