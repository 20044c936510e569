"""A player who comes back finds his game."""

from __future__ import annotations

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import open_house


async def test_start_right_after_a_press_shows_the_game_that_was_opened(redis_url: str) -> None:
    """`/start` sent on the heels of a press in the hall brings the opened game in a new message, whoever is first."""
    sandbox = TelegramSandbox()
    async with sandbox.serve() as api:
        house = await open_house(redis_url)
        await house.serve_telegram(api, sandbox.token)
        for user in range(1, 9):
            player = sandbox.player(user)
            await player.send("/start")
            await player.wait(lambda seen: "Смена начинается" in seen.newest.text)
            await player.press(0)
            await player.send("/start")
            await player.wait(lambda seen: len(seen.theirs) == 2 and seen.newest.buttons)
        await house.close()
