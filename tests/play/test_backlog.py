"""Updates by two ways at once, and all that came while nobody was there (RELIABILITY P41, P42)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import aiohttp
import pytest
from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.server import listen
from adapters.wiring import open_house
from engine.runtime.players import profile_of
from engine.store import keys
from games import hall
from tests.play.both import TELEGRAM_SECRET, VK_SECRET, shelf, until

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PLAYERS, TAPS = 60, 10


@pytest.fixture(autouse=True)
def shelf_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hall is one for the process."""
    monkeypatch.setattr(hall.game, "lore", hall.game.lore)


async def test_vk_by_long_poll_and_callback_at_once(redis_url: str) -> None:
    """While a community moves from one to the other both bring every event, to two workers: each counts once."""
    sandbox = VkSandbox(hurry=20.0)
    async with sandbox.serve() as api:
        houses = [await open_house(redis_url, catalogue=shelf()) for _ in range(2)]
        url = await listen(houses[1], "127.0.0.1", 0)
        try:
            await houses[0].serve_vk(api, sandbox.token, sandbox.group)
            await houses[1].serve_vk(api, sandbox.token, sandbox.group, url, VK_SECRET)
            alice = sandbox.player(42)
            await alice.start("wall")
            await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
            for count in range(1, 6):
                await alice.press_label("Прибавить")
                await alice.wait(lambda seen, count=count: seen.newest.text.startswith(f"Счёт {count}."))  # type: ignore[misc]  # bound at once
                await alice.send(f"слово {count}")
                await alice.wait(lambda seen, count=count: f"«слово {count}»" in seen.newest.text)  # type: ignore[misc]  # bound at once
            await asyncio.sleep(0.5)
            assert alice.seen.newest.text.startswith("Счёт 5. Написано: «слово 5»")
            assert len(alice.seen.theirs) == 6, alice.seen.transcript()
            assert len(sandbox.events.delivered) >= 11, "the Callback API brought every one of them too"
        finally:
            await asyncio.gather(*(house.close() for house in houses))


async def test_telegram_by_poll_and_webhook_at_once(redis_url: str) -> None:
    """What a poll has taken comes by webhook as well, to another worker, before or after: each counts once."""
    sandbox = TelegramSandbox(hurry=20.0)
    async with sandbox.serve() as api, aiohttp.ClientSession() as http:
        houses = [await open_house(redis_url, catalogue=shelf()) for _ in range(2)]
        url = await listen(houses[1], "127.0.0.1", 0)
        try:
            telegram = await houses[0].serve_telegram(api, sandbox.token)
            second = await houses[1].serve_telegram(api, sandbox.token)
            houses[1].webhooks["telegram"] = lambda request: second.intake.webhook(request, TELEGRAM_SECRET)
            houses[1].tasks[-1].cancel()  # it does not poll: its updates come by webhook
            assert telegram.me == second.me
            updates, bodies = sandbox.updates, list[dict[str, object]]()
            updates.on_push = lambda queue: bodies.append(updates.waiting[-1].body)
            alice = sandbox.player(42)

            async def both_ways(ready: Callable[[], object]) -> None:
                for body in bodies:
                    async with http.post(f"{url}/webhook/telegram", json=body, headers={HEADER: TELEGRAM_SECRET}) as answer:
                        assert answer.status == 200
                bodies.clear()
                await until(ready)

            await alice.send("/start wall")
            await both_ways(lambda: alice.seen.theirs and alice.seen.newest.text.startswith("Счёт 0"))
            for count in range(1, 6):
                await alice.press_label("Прибавить")
                await both_ways(lambda count=count: alice.seen.newest.text.startswith(f"Счёт {count}."))  # type: ignore[misc]  # bound at once
                await alice.send(f"слово {count}")
                await both_ways(lambda count=count: f"«слово {count}»" in alice.seen.newest.text)  # type: ignore[misc]  # bound at once
            await asyncio.sleep(0.5)
            assert alice.seen.newest.text.startswith("Счёт 5. Написано: «слово 5»")
            assert len(alice.seen.theirs) == 6, alice.seen.transcript()
        finally:
            await asyncio.gather(*(house.close() for house in houses))


async def test_a_backlog_is_drained_and_stale_presses_stay_stale(
    redis_url: str, record_property: Callable[[str, object], None]
) -> None:
    """Six hundred updates wait when a worker begins: the first press of each counts, the others are told; one edit or two each."""
    sandbox = TelegramSandbox(hurry=20.0)
    async with sandbox.serve() as api:
        house = await open_house(redis_url, catalogue=shelf())
        await house.serve_telegram(api, sandbox.token)
        players = [sandbox.player(100 + number) for number in range(PLAYERS)]
        for player in players:
            await player.send("/start wall")
        for player in players:
            await player.wait(lambda seen: seen.theirs and seen.newest.text.startswith("Счёт 0"), 30)
        await house.close()
        for player in players:
            live = player.seen.newest
            for _ in range(TAPS):  # the same button again and again, for nothing moves
                await player.press_button(live.id, live.buttons[0].payload)
        assert len(sandbox.updates.waiting) == PLAYERS * TAPS
        edits = sum(method == "editMessageText" for method, _ in sandbox.calls)
        house, began = await open_house(redis_url, catalogue=shelf()), time.monotonic()
        try:
            await house.serve_telegram(api, sandbox.token)
            for player in players:
                await player.wait(lambda seen: seen.newest.text.startswith("Счёт 1."), 30)
            await until(lambda: sandbox.updates.waiting == [], 30)
            took_s = time.monotonic() - began
            await house.host.stop()
            assert all(player.seen.newest.text.startswith("Счёт 1.") for player in players)
            assert sum(method == "editMessageText" for method, _ in sandbox.calls) - edits <= 2 * PLAYERS
            assert took_s < 20.0, "50,000 are to be done within two minutes on a free machine"
            record_property("backlog_drained", PLAYERS * TAPS)
        finally:
            await house.close()


async def test_what_was_parked_outlives_a_restart(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does not serve its platform, or not yet, leaves it parked, for its 72 h and no longer; then it counts.

    Words that are older than that by then are not heard.
    """
    monkeypatch.setattr("engine.runtime.host.PARK_AGAIN_S", 0.1)
    sandbox, id = TelegramSandbox(hurry=20.0), profile_of("tg:1000:77")
    async with sandbox.serve() as api, Redis.from_url(redis_url) as client:
        await client.flushdb()
        house = await open_house(redis_url, catalogue=shelf())
        await house.serve_telegram(api, sandbox.token)
        alice = sandbox.player(42)
        await alice.send("/start wall")
        await alice.wait(lambda seen: seen.theirs and seen.newest.text.startswith("Счёт 0"))
        await house.host.stop()
        await house.host.park("telegram", "tg:1000:77", words_of(alice.id, "раз"))
        await house.host.park("telegram", "tg:1000:78", words_of(alice.id, "старое", 73 * 3600.0))
        await house.close()
        key = keys.parked(keys.shard_of(id), id)
        await client.expire(key, 1000)
        house = await open_house(redis_url, catalogue=shelf())
        try:
            await asyncio.sleep(1.5)  # each shard is looked at once in a second
            assert [parked.tries for parked in await house.store.all_parked()] == [0, 0]
            assert await house.store.quarantined() == ()
            assert await client.ttl(key) <= 1000
            await house.serve_telegram(api, sandbox.token)
            await alice.wait(lambda seen: "«раз»" in seen.newest.text)
            await house.host.stop()
            async with asyncio.timeout(5):
                while await house.store.all_parked():
                    await asyncio.sleep(0.02)
            assert "«раз»" in alice.seen.newest.text
            assert len(alice.seen.theirs) == 2
            assert await house.store.quarantined() == ()
        finally:
            await house.close()


def words_of(player: int, words: str, age_s: float = 0.0) -> bytes:
    """Spell an update as it is parked; it was written so long ago."""
    who = {"id": player, "is_bot": False, "first_name": "Игрок"}
    message = {
        "message_id": 9000,
        "date": int(time.time() - age_s),
        "chat": {"id": player, "type": "private"},
        "from": who,
        "text": words,
    }
    return json.dumps({"update_id": 77, "message": message}).encode()
