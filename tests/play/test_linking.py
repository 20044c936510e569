"""Profiles linked from both sides at once, over a real Redis: one is left, no circle, nothing counted twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from engine.core.player import Player
from engine.runtime.players import Players, profile_of
from engine.runtime.seams import Chance
from engine.store.redis import RedisStore

PAIRS = 20


async def test_links_from_both_sides_at_once_make_one_profile(store: RedisStore) -> None:
    """A links B while B links A, by two workers: each ends with the same profile, whose points were added up once."""
    one, other = Players(store, Chance()), Players(store, Chance())
    for number in range(PAIRS):
        here, there = f"tg:{number}", f"vk:{number}"
        for identity, xp in ((here, 100), (there, 30)):
            pid = profile_of(identity)
            await one.change(pid, lambda player: player, Player(pid, (identity,), xp=xp))
        told = await asyncio.gather(
            one.link(profile_of(here), profile_of(there)),
            other.link(profile_of(there), profile_of(here)),
            one.change(profile_of(here), lambda player: replace(player, stars=player.stars + 1)),
            other.change(profile_of(there), lambda player: replace(player, stars=player.stars + 1)),
        )
        assert "linked" in told[:2]
        found = {await one.load(profile_of(identity)) for identity in (here, there)}
        assert len(found) == 1
        made = found.pop()
        assert made is not None
        assert (made.xp, made.stars, len(made.identities)) == (130, 2, 2)


async def test_a_messenger_is_never_in_one_profile_twice(store: RedisStore) -> None:
    """Two accounts of one messenger stay two players, also by way of a third."""
    players = Players(store, Chance())
    for identity in ("tg:1", "tg:2", "vk:3"):
        await players.change(profile_of(identity), lambda player: player, Player(profile_of(identity), (identity,)))
    assert await players.link(profile_of("tg:1"), profile_of("tg:2")) == "taken"
    assert await players.link(profile_of("tg:1"), profile_of("vk:3")) == "linked"
    assert await players.link(profile_of("vk:3"), profile_of("tg:2")) == "taken"
    assert await players.link(profile_of("vk:3"), profile_of("tg:1")) == "same"
    assert await players.link(profile_of("vk:3"), profile_of("vk:4")) == "nobody"
