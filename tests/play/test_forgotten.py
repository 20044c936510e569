"""A failover that forgot the newest message: whoever presses under it is shown his game there again."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from tests.play.both import MESSENGERS, both


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_message_that_the_store_has_lost_is_adopted(redis_url: str, messenger: str) -> None:
    """Its button belongs to a lost moment: it redraws the very message under which it stands, not one above it."""
    async with both(redis_url) as here, Redis.from_url(redis_url) as client:
        alice = here.player(messenger)
        await alice.start("wall")
        await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
        await here.house.host.stop()
        older = {key: await client.dump(key) or b"" async for key in client.scan_iter(match="{s*")}
        await alice.press_label("Прибавить")
        await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 1"))
        await alice.send("привет")
        seen = await alice.wait(lambda seen: "привет" in seen.newest.text)
        await here.house.host.stop()
        for key, kept in older.items():
            await client.restore(key, 0, kept, replace=True)
        lowest = seen.newest.id
        await alice.press_label("Прибавить")
        seen = await alice.wait(lambda seen: "«»" in seen.newest.text)
        assert (seen.newest.id, seen.newest.text[:6]) == (lowest, "Счёт 0"), seen.transcript()
        await alice.press_label("Прибавить")
        await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 1. Написано: «»"))
