"""One player at human pace over a Telegram that keeps its published rates: no refusal, and no wait that is not needed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.wiring import open_house
from tests.play.test_ways import Player, finish

EXPRESS = ("Экспресс", 5)


@pytest.fixture(scope="module", autouse=True)
def rates() -> None:
    """Keep Telegram's rate of a chat."""


@dataclass
class Slowly:
    """A player who looks at each view for a moment before he presses; notes how long he waited for it."""

    player: TelegramPlayer
    pause_s: float
    waits: list[float] = field(default_factory=list)
    pressed: float = 0.0
    views: list[float] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.player, name)

    async def wait(self, ready: object, *given: object) -> object:
        """Wait for a view, then look at it."""
        seen = await self.player.wait(ready, *given)  # type: ignore[arg-type]  # passed on as it is
        if self.pressed:
            self.waits.append(time.monotonic() - self.pressed)
            self.pressed = 0.0
            await asyncio.sleep(self.pause_s)
        return seen

    async def press_label(self, label: str) -> None:
        """Press, and look at the clock."""
        self.pressed = time.monotonic()
        await self.player.press_label(label)

    async def press(self, number: int) -> None:
        """Press, and look at the clock."""
        self.pressed = time.monotonic()
        await self.player.press(number)


PAUSES_S = (1.2, 0.7, 0.3)


async def test_a_player_at_human_pace_is_not_refused(redis_url: str) -> None:
    """A quiz to its end, each at his pace: no 429, no view later than the rate makes it, most at once for who takes a second."""
    telegram = TelegramSandbox(limits=True)
    async with telegram.serve() as api:
        house = await open_house(redis_url, seeds=lambda count: b"s" * count)
        try:
            await house.serve_telegram(api, telegram.token)
            people = [Slowly(telegram.player(42 + n), pause_s) for n, pause_s in enumerate(PAUSES_S)]
            took_s = await asyncio.gather(*map(_played, people))
        finally:
            await house.close()
    assert [no for no in telegram.refused if no.code == 429] == []
    for who, took in zip(people, took_s, strict=True):
        assert len(who.waits) >= 12
        assert max(who.waits) < 3.2, who.waits
        assert took < len(who.waits) * max(who.pause_s, 3.2 / 3) + 5.0
        if who.pause_s > 1.0:
            assert sorted(who.waits)[len(who.waits) * 3 // 4] < 0.5, who.waits


async def _played(who: Slowly) -> float:
    """Finish a quiz; gives the seconds that it took."""
    began = time.monotonic()
    player: Player = who  # type: ignore[assignment]  # it passes on what it does not do itself
    await finish(player, False, *EXPRESS)
    return time.monotonic() - began
