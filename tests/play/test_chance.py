"""A game's chance is its own secret: nobody can work it out from what he sees (MECHANICS 5)."""

from __future__ import annotations

from redis.asyncio import Redis

from adapters.wiring import open_house
from engine.core.session import Session
from engine.runtime.ports import Press
from engine.runtime.seams import Chance
from engine.store.codec import unpack_session
from tests.play.crowd import shelf


async def begun(redis_url: str) -> dict[str, Session]:
    """Open a house on an empty store, and two games in it: the same ones each time."""
    async with Redis.from_url(redis_url) as redis:
        await redis.flushdb()
        house = await open_house(redis_url, catalogue=shelf(), secret=b"s" * 32)
        try:
            for player in ("tg:1", "tg:2"):
                await house.host.receive(Press(f"{player}:start", player, player, command="start", code="square"))
            sids = [key.decode().rpartition(":")[2] async for key in redis.scan_iter("*:s:*")]
            stored = {sid: await house.store.load(sid) for sid in sids}
            return {sid: unpack_session(sid, kept.body, house.catalogue.games) for sid, kept in stored.items() if kept}
        finally:
            await house.close()


async def test_a_seed_is_drawn_and_not_derived(redis_url: str) -> None:
    """Two games differ in it; so does one game opened again by the same press, with the same id."""
    once, again = await begun(redis_url), await begun(redis_url)
    assert once.keys() == again.keys()
    seeds = {session.seed for opened in (once, again) for session in opened.values()}
    assert len(seeds) == 4
    assert {len(seed) for seed in seeds} == {16}
    assert Chance().seed() != Chance().seed()
    assert Chance().id() != Chance().id()
