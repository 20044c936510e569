"""What nobody plays any more goes: closed after thirty days, erased a week after its end (MECHANICS 10)."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import open_house
from engine.core.token import read_token
from engine.store import keys
from games import hall
from tests.play.both import shelf
from tests.play.test_time import Clock

DAY_S = 86400


async def test_a_game_left_alone_is_closed_after_thirty_days(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a day before; its message says so and offers to begin again; a week after its end the store has none of it."""
    monkeypatch.setattr(hall.game, "lore", hall.game.lore)
    sandbox, clock = TelegramSandbox(), Clock()
    async with sandbox.serve() as api, Redis.from_url(redis_url) as client:
        house = await open_house(redis_url, clock=clock, catalogue=shelf())
        try:
            await house.serve_telegram(api, sandbox.token)
            alice = sandbox.player(42)
            await alice.start("wall")
            await alice.wait(lambda seen: "Счёт 0" in seen.newest.text)
            token = read_token(alice.seen.newest.buttons[0].payload)
            assert token is not None
            game = (keys.session(token.sid), keys.record(token.sid))
            for key in game:
                assert 36.9 < await client.ttl(key) / DAY_S <= 37, "it outlives its own closing"
            clock.ahead += 29.9 * DAY_S
            await alice.press_label("Прибавить")
            await alice.wait(lambda seen: "Счёт 1" in seen.newest.text)
            clock.ahead += 29.9 * DAY_S
            await house.sweeper.sweep([keys.shard_of(token.sid)])
            await house.sweeper.idle()
            assert "Счёт 1" in alice.seen.newest.text
            clock.ahead += 0.2 * DAY_S
            await alice.wait(lambda seen: "Счёт 1" not in seen.newest.text and len(seen.newest.buttons) == 3)
            await house.host.stop()
            for key in game:
                assert 6.9 < await client.ttl(key) / DAY_S <= 7
        finally:
            await house.close()
