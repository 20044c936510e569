"""What nobody plays any more goes: closed after thirty days, erased a week after its end (MECHANICS 10)."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.wiring import open_house
from engine import Button, Game, Play, Seat, State, View, after, press
from engine.core.texts import Texts
from engine.core.token import read_token
from engine.store import keys
from games import hall
from tests.play.both import shelf
from tests.play.test_time import Clock

DAY_S = 86400


class Month(State):
    """Goes on by itself after twenty-nine days."""

    past: int = 0

    def view(self, seat: Seat) -> View:
        """Count."""
        return View(f"Месяц {self.past}", [Button("Хватит", self.stop)])

    @press
    def stop(self, play: Play) -> Past:
        """Wait no more."""
        return Past()

    @after(seconds=29 * DAY_S)
    def end(self, play: Play) -> Month:
        """The month is over."""
        return self.to(Month, past=self.past + 1)


class Past(State, final=True):
    """The end."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("Хватит", [])


month = Game("month", start=Month, rated=False)
month.texts = Texts("month", dict.fromkeys(("ru", "en"), "title = Month\nabout = Month\n"))


@pytest.mark.parametrize("days", [29.1, 31.0], ids=["in time", "after an outage of days"])
async def test_the_longest_deadline_fires(redis_url: str, monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """It is played, also where nobody worked until the game counted as abandoned: it had run out before."""
    monkeypatch.setattr(hall.game, "lore", hall.game.lore)
    clock, games = Clock(), shelf()
    sandbox = TelegramSandbox(clock=clock)
    games.games["month"] = month
    games.stock_shelf()
    async with sandbox.serve() as api:
        house = await open_house(redis_url, clock=clock, catalogue=games)
        try:
            await house.serve_telegram(api, sandbox.token)
            alice = sandbox.player(43)
            await alice.start("month")
            await alice.wait(lambda seen: "Месяц 0" in seen.newest.text)
            await house.host.stop()
            clock.ahead += days * DAY_S
            await alice.wait(lambda seen: "Месяц 1" in seen.newest.text)
        finally:
            await house.close()


async def test_a_game_left_alone_is_closed_after_thirty_days(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a day before; its message says so and offers to begin again; a week after its end the store has none of it."""
    monkeypatch.setattr(hall.game, "lore", hall.game.lore)
    sandbox = TelegramSandbox(clock=(clock := Clock()))
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
