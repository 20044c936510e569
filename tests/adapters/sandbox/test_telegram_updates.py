"""How the Telegram on loopback hands updates to a bot that polls: kept until confirmed, with the real server's manners."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_updates import OTHER_POLLER, WEBHOOK_IS_SET, WEBHOOK_WAS_SET

NOW = 1_750_000_000.0


class Poller:
    """A bot that only polls, over real HTTP, with a clock that stands still."""

    def __init__(self, http: aiohttp.ClientSession, hurry: float = 1000.0) -> None:
        self.now = NOW
        self.sandbox = TelegramSandbox(clock=lambda: self.now, hurry=hurry)
        self._http = http

    async def call(self, method: str, **fields: Any) -> dict[str, Any]:
        url = f"{self.sandbox.base_url}/bot{self.sandbox.token}/{method}"
        async with self._http.post(url, json=fields) as answer:
            body: dict[str, Any] = await answer.json()
            return body

    async def ids(self, **fields: Any) -> list[int]:
        return [update["update_id"] for update in (await self.call("getUpdates", **fields))["result"]]

    async def said(self, count: int) -> list[int]:
        """Let Alice say so many words; gives the ids of the updates."""
        first = self.sandbox.updates.last_id + 1
        for n in range(count):
            await self.sandbox.player(42).send(str(n))
        return list(range(first, first + count))


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def poller(http: aiohttp.ClientSession) -> AsyncIterator[Poller]:
    found = Poller(http)
    async with found.sandbox.serve():
        yield found


async def test_an_update_comes_again_until_it_is_confirmed(poller: Poller) -> None:
    """Only an offset above its id confirms an update; till then every poll gets it."""
    first, second, third = await poller.said(3)
    assert await poller.ids() == [first, second, third]
    await asyncio.sleep(0.002)  # half a second of the hurried server
    assert await poller.ids() == [first, second, third]
    assert await poller.ids(offset=second) == [second, third]
    assert poller.sandbox.updates.confirmed == first
    assert await poller.ids(offset=third + 1) == []
    assert poller.sandbox.updates.waiting == []


async def test_a_limit_and_a_negative_offset(poller: Poller) -> None:
    """`limit` cuts the batch without loss; a negative offset forgets all but the last so many."""
    ids = await poller.said(120)
    assert await poller.ids() == ids[:100]
    assert await poller.ids(offset=ids[50], limit=2) == ids[50:52]
    assert await poller.ids(offset=-3) == ids[-3:]
    assert await poller.ids(offset=ids[0]) == ids[-3:]


async def test_the_same_offset_soon_again_gets_one(http: aiohttp.ClientSession) -> None:
    """A bot that asks for the same within half a second gets one update instead of a hundred."""
    poller = Poller(http, hurry=1.0)
    async with poller.sandbox.serve():
        ids = await poller.said(5)
        assert await poller.ids(offset=ids[0]) == ids
        assert await poller.ids(offset=ids[0]) == ids[:1]
        assert await poller.ids(offset=ids[1]) == ids[1:]


async def test_an_empty_poll_soon_again_waits(http: aiohttp.ClientSession) -> None:
    """A bot that asks without a timeout again and again is held for three seconds."""
    poller = Poller(http, hurry=10.0)
    loop = asyncio.get_running_loop()
    async with poller.sandbox.serve():
        began = loop.time()
        await poller.ids()
        assert loop.time() - began < 0.2
        await poller.ids()
        assert 0.25 < loop.time() - began < 1.0


async def test_a_long_poll_ends_when_something_comes(poller: Poller) -> None:
    """A poll with a timeout waits for an update and brings it at once."""
    waiting = asyncio.create_task(poller.ids(timeout=30))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    (id,) = await poller.said(1)
    async with asyncio.timeout(1.0):
        assert await waiting == [id]


async def test_a_newer_poll_ends_the_older(poller: Poller) -> None:
    """The poll that waits gets 409, the newer one the update."""
    older = asyncio.create_task(poller.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(poller.ids(timeout=30))
    assert await older == {"ok": False, "error_code": 409, "description": OTHER_POLLER}
    (id,) = await poller.said(1)
    assert await newer == [id]


async def test_a_webhook_and_polls_exclude_each_other(poller: Poller) -> None:
    """Setting a webhook ends the poll that waits; while it is set every poll gets 409; without it polls go on."""
    older = asyncio.create_task(poller.call("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    assert (await poller.call("setWebhook", url="http://127.0.0.1:9/"))["ok"]
    assert (await older)["description"] == WEBHOOK_WAS_SET
    told = await poller.call("getUpdates")
    assert (told["error_code"], told["description"]) == (409, WEBHOOK_IS_SET)
    assert (await poller.call("deleteWebhook"))["ok"]
    assert await poller.ids() == []


async def test_a_press_expires_after_150_seconds_and_words_after_a_day(poller: Poller) -> None:
    """What was not fetched in time is gone, as on the real server."""
    alice = poller.sandbox.player(42)
    await alice.send("привет")
    await alice.press_button(7, "go")
    await alice.press_button(7, "go")
    words, press, _ = await poller.ids()
    poller.now += 149.0
    assert await poller.ids(offset=press) == [press, press + 1]
    poller.now += 1.0
    assert await poller.ids(offset=press) == []
    again = (await poller.said(1))[0]
    poller.now += 86_399.0
    assert await poller.ids(offset=words) == [again]
    poller.now += 1.0
    assert await poller.ids(offset=words) == []


async def test_only_kinds_that_were_asked_for_come(poller: Poller) -> None:
    """`allowed_updates` holds for what comes afterwards, is remembered, and [] brings back the default."""
    alice = poller.sandbox.player(42)
    await poller.call("getUpdates", allowed_updates=["callback_query", "no_such_kind"])
    await alice.send("привет")
    await alice.press_button(7, "go")
    ((kind, _),) = [list(update.items())[1] for update in (await poller.call("getUpdates"))["result"]]
    assert kind == "callback_query"
    await poller.call("getUpdates", offset=poller.sandbox.updates.last_id + 1, allowed_updates=[])
    await alice.send("снова")
    alice.block()
    assert poller.sandbox.updates.push("message_reaction", {}, 42) == 0  # must be named
    told = (await poller.call("getUpdates"))["result"]
    assert [sorted(update)[0] for update in told] == ["message", "my_chat_member"]


async def test_a_forged_update_is_handed_over_once(poller: Poller) -> None:
    """What bears an old id, or none, is delivered all the same, and is gone with the next poll."""
    (old,) = await poller.said(1)
    assert await poller.ids(offset=old) == [old]
    assert await poller.ids(offset=old + 1) == []
    body = {"update_id": old, "message": "poison"}
    poller.sandbox.push_raw(body)
    poller.sandbox.push_raw({"no": "id"})
    (fresh,) = await poller.said(1)
    await asyncio.sleep(1.0 / poller.sandbox.updates.hurry)  # the same offset asked again at once gives one update
    told = (await poller.call("getUpdates", offset=old + 1))["result"]
    assert told[:2] == [body, {"no": "id"}]
    assert await poller.ids(offset=old + 1) == [fresh]
    assert await poller.ids(offset=fresh + 1) == []


async def test_every_update_can_be_delivered_twice(poller: Poller) -> None:
    """With `double` a batch holds each update two times, and one offset confirms both."""
    poller.sandbox.updates.double = True
    first, second = await poller.said(2)
    assert await poller.ids() == [first, first, second, second]
    assert await poller.ids(offset=first + 1) == [second, second]
