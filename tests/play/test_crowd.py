"""Two hundred players in one group, over a Telegram that keeps its published rates (RELIABILITY P14)."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import pytest

from adapters.common.rates import Budget
from adapters.telegram.deliver import RATES
from tests.play.crowd import GROUP, Crowd, crowd

VOTERS = 200
HURRY = 20.0  # a minute of the platform, of Redis and of our budget passes in three seconds
START = 1_790_000_000.0


def hurried() -> float:
    """Tell the time of a quicker world."""
    return START + (time.monotonic() - BEGAN) * HURRY


BEGAN = time.monotonic()


@pytest.fixture(scope="module", autouse=True)
def rates() -> None:
    """Keep Telegram's rates of chats."""


@pytest.mark.parametrize("way", ["at once", "one by one"])
async def test_two_hundred_votes_in_one_group(redis_url: str, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Edits coalesce to what a group may get, none comes too soon, everybody is answered, and the last view is right."""
    monkeypatch.setattr("adapters.telegram.deliver.Budget", lambda rates: Budget(rates, hurried))
    async with crowd(redis_url, hurried) as here:
        await here.open_square()
        opened_at = hurried()
        players = [here.telegram.player(number + 1) for number in range(VOTERS)]
        for player in players:
            await player.press(0, chat=GROUP)
            if way == "one by one":
                await asyncio.sleep(0.03)
        seen = await players[0].wait(lambda seen: seen.newest.text == f"Голосов {VOTERS}", 40, chat=GROUP)
        await players[0].wait(lambda seen: len(seen.toasts) == VOTERS, chat=GROUP)
        assert [player.toasts for player in players] == [["Посчитали"]] * VOTERS
        assert len(seen.theirs) == 1, seen.transcript()
        assert 1 <= seen.newest.edits <= allowed(hurried() - opened_at)
        _no_call_came_too_soon(here)


def allowed(seconds: float) -> int:
    """Tell how many calls a group may get in a time, by the published twenty a minute."""
    return int(20 * (1 + seconds // 60))


def _no_call_came_too_soon(here: Crowd) -> None:
    refused = Counter(no.code for no in here.telegram.refused)
    assert refused[429] == 0, f"{refused}: {RATES}"
