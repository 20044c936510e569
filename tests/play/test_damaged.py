"""Stored bytes that were damaged harm nobody else, and leave nobody without a way on (RELIABILITY P19)."""

from __future__ import annotations

import asyncio
import itertools
import re

import pytest
from redis.asyncio import Redis

from engine.runtime.players import profile_of
from engine.store import keys
from tests.play.both import MESSENGERS, both

TOKEN = re.compile(r"([0-9a-z]{13})\.[A-Za-z0-9_-]{7}\.")
PREFIX = {"telegram": "tg", "vk": "vk"}


def flipped(kept: bytes, bit: int) -> bytes:
    """Flip one bit."""
    at = bit // 8
    return kept[:at] + bytes([kept[at] ^ 1 << bit % 8]) + kept[at + 1 :]


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_damaged_game_is_put_aside_and_its_neighbours_count(redis_url: str, messenger: str) -> None:
    """One bit of every second game is flipped: its player is told and may begin another one, everybody else's press counts."""
    async with both(redis_url) as here, Redis.from_url(redis_url) as client:
        players = [here.player(messenger) for _ in range(8)]
        for player in players:
            await player.start("wall")
            await player.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
        await here.house.host.stop()
        bits = itertools.cycle((0, 25, 40, 100, -1))
        for player in players[::2]:
            token = TOKEN.search(player.seen.newest.buttons[0].payload)
            assert token is not None
            key = keys.session(token[1])
            kept = await client.get(key)
            assert isinstance(kept, bytes)
            await client.set(key, flipped(kept, next(bits) % (8 * len(kept))))
        for player in players:
            await player.press_label("Прибавить")
        for player in players[1::2]:
            await player.wait(lambda seen: seen.newest.text.startswith("Счёт 1"))
        for player in players[::2]:
            await player.wait(lambda seen: "Эта игра закрыта. Начать другую: /start" in seen.toasts)
            await player.send("/start wall")
            await player.wait(lambda seen: len(seen.theirs) == 2 and seen.newest.text.startswith("Счёт 0"))
        assert [one.platform for one in await here.house.store.quarantined()] == ["session"] * 4


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_damaged_profile_begins_anew(redis_url: str, messenger: str) -> None:
    """The game goes on in one message for each input, typed words are heard, and what was damaged is kept aside."""
    async with both(redis_url) as here, Redis.from_url(redis_url) as client:
        alice = here.player(messenger)
        await alice.start("wall")
        await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
        await here.house.host.stop()
        key = keys.player(profile_of(f"{PREFIX[messenger]}:{alice.id}"))
        kept = await client.get(key)
        assert isinstance(kept, bytes)
        await client.set(key, flipped(kept, 200))
        await alice.press_label("Прибавить")
        await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 1"))
        before = len(alice.seen.theirs)
        await alice.send("/start wall")
        await alice.wait(lambda seen: len(seen.theirs) > before and seen.newest.text.startswith("Счёт 0"))
        await alice.send("привет")
        await alice.wait(lambda seen: "привет" in seen.newest.text)
        await asyncio.sleep(0.3)
        assert len(alice.seen.theirs) == before + 2, alice.seen.transcript()
        [aside] = await here.house.store.quarantined()
        assert (aside.platform, aside.raw) == ("player", kept[:8] + flipped(kept, 200)[12:])
