"""Turns to call a platform: the specification and the script give the same ones, on either server."""

from __future__ import annotations

from random import Random

import pytest

from engine.store.model import ModelStore
from engine.store.redis import RedisStore

START = 1_790_000_000.0


async def test_both_stores_give_the_same_turns(each_url: str) -> None:
    """Asked at random times for random numbers of them, for two bots of different rates; the clock steps back once, far."""
    random, now = Random(7), START
    store, model = await RedisStore.connect(each_url, clock=lambda: now), ModelStore(lambda: now)
    for step in range(300):
        now += random.choice((0.0, 0.001, 0.05, 0.4, 3.0)) if step != 200 else -3600.0
        bot, rate = random.choice((("vk:77", 17.0), ("tg:1000", 28.0)))
        given = (bot, random.randint(1, 5), rate, 2.0)
        assert await store.platform.turns(*given) == pytest.approx(await model.platform.turns(*given), abs=1e-3)
    await store.aclose()


async def test_no_turn_is_given_twice(each_url: str) -> None:
    """By the server's own clock: in any one second at most the rate and the burst, whoever asks."""
    stores = [await RedisStore.connect(each_url) for _ in range(3)]
    given: list[float] = []
    for asked in range(60):
        store = stores[asked % 3]
        now, first_s = await store.now(), await store.platform.turns("vk:77", 1 + asked % 4, 17.0, 2.0)
        given += [max(now, now + first_s + number / 17.0) for number in range(1 + asked % 4)]
    given.sort()
    assert max(sum(at <= turn < at + 1.0 for turn in given) for at in given) <= 19 + 1
    for store in stores:
        await store.aclose()
