"""A worker does not grow with the players who have been there (RELIABILITY P33)."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from engine.core.texts import Texts
from engine.runtime import pace, sessions
from engine.runtime.catalogue import Catalogue
from engine.runtime.delivery import Delivery
from engine.runtime.host import Host
from engine.runtime.players import Players
from engine.runtime.ports import Press
from engine.runtime.seams import Chance, StoreClock
from engine.store.redis import RedisStore
from tests.play import square

WARM, MORE = 40, 80  # players; the caches are full after the first
GROWN_MOST = 150  # bytes a player: noise of the allocator; what is kept of a session alone is six times as much


async def _grown(store: RedisStore) -> float:
    """Let new players open a game each; answers the bytes that stay of each one after the caches are full."""
    games, clock, chance = {"square": square.game}, StoreClock(), Chance()
    players = Players(store, chance)
    host = Host(store, Catalogue(games=games), Delivery(store, games, {}, players, clock), players, clock, chance, store.platform)
    await host.start()
    tracemalloc.start()
    try:
        kept = []
        for last in (WARM, WARM + MORE):
            for player in range(0 if last == WARM else WARM, last):
                who = f"tg:{player}"
                await host.receive(Press(f"{player}.0", who, who, command="start", code="square"))
                await host.receive(Press(f"{player}.1", who, who, command="start"))
            await host.stop()
            gc.collect()
            kept.append(tracemalloc.get_traced_memory()[0])
        return (kept[1] - kept[0]) / MORE
    finally:
        tracemalloc.stop()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the caches be full early."""
    monkeypatch.setattr(sessions, "CACHE_MOST", 20)
    monkeypatch.setattr(pace, "PLAYERS_MOST", 20)
    monkeypatch.setattr(square.game, "texts", Texts("square", square.TEXTS))


async def test_players_who_were_there_leave_nothing_behind(store: RedisStore) -> None:
    """After the caches are full, eighty new players leave no more than noise."""
    grown = await _grown(store)
    assert grown < GROWN_MOST


async def test_a_leak_is_found(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache without its bound is told from noise."""
    monkeypatch.setattr(sessions, "CACHE_MOST", 10**9)
    grown = await _grown(store)
    assert grown > 3 * GROWN_MOST
