"""All workers of a bot share one rate: they take turns from the store (MECHANICS 32)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from adapters.common.http import open_session
from adapters.common.rates import Budget, Rates
from adapters.common.turns import AWAY_S, BURST, SHARE_ALONE, Turns
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.telegram import deliver
from adapters.telegram.calls import Api as TelegramApi
from adapters.telegram.media import Media
from adapters.vk.calls import Api, Given
from adapters.vk.execute import REQUESTS_S, Batch
from engine.core.screen import Screen
from engine.core.text import Text
from engine.runtime.ports import Done, Ledger, NotApplied
from engine.store.redis import RedisStore
from tests.adapters.inbox import Shelf

SECONDS = 4.0
SENDERS = 6  # of each worker, each with one call under way
FEW = Rates(1e6, 1e6, 1e6, 1e6)  # of a chat: only the whole bot's rate is looked at here


@asynccontextmanager
async def ledgers(redis_url: str, count: int) -> AsyncIterator[list[Ledger]]:
    """Open so many workers' ways to one store."""
    async with AsyncExitStack() as stack:
        stores = [await RedisStore.connect(redis_url) for _ in range(count)]
        for store in stores:
            stack.push_async_callback(store.aclose)
        yield [store.platform for store in stores]


@pytest.mark.parametrize("workers", [1, 2, 4])
async def test_workers_together_keep_the_rate_of_a_community(redis_url: str, workers: int) -> None:
    """Each has as much to send as all may: no error 6, and together they are as fast as one alone may be."""
    vk = VkSandbox(limits=True)
    async with vk.serve() as base, open_session() as http, ledgers(redis_url, workers) as shared:
        batches = [Batch(Api(http, base, vk.token), Turns(REQUESTS_S, ledger, "vk:77")) for ledger in shared]
        sent = [0] * workers
        until = time.monotonic() + SECONDS

        async def sender(worker: int) -> None:
            while time.monotonic() < until:
                reply = await batches[worker].call_alone("users.get", {"user_ids": "1"})
                sent[worker] += isinstance(reply, Given)

        await asyncio.gather(*(sender(worker) for worker in range(workers) for _ in range(SENDERS)))
        assert vk.refused == []
        took_s = time.monotonic() - until + SECONDS
        assert 0.9 * REQUESTS_S * took_s <= sum(sent) <= REQUESTS_S * took_s + BURST
        assert min(sent) > 0.5 * sum(sent) / workers, "nobody is kept waiting by the others"


async def test_workers_together_keep_the_rate_of_a_bot(redis_url: str) -> None:
    """Eighty players at once, served by three workers: Telegram never says 429, and nobody waits longer than he must."""
    telegram = TelegramSandbox(limits=True)
    async with telegram.serve() as base, open_session() as http, ledgers(redis_url, 3) as shared:
        api = TelegramApi(http, base, telegram.token)
        workers = [
            deliver.TelegramMessenger(
                api,
                telegram.username,
                Media(ledger, "tg:1000", lambda picture, game: None),
                Budget(FEW),
                Turns(deliver.CALLS_S, ledger, "tg:1000"),
            )
            for ledger in shared
        ]

        async def served(user: int) -> None:
            telegram.player(user)
            while isinstance(outcome := await workers[user % 3].send(f"tg:{user}", Screen(Text("Привет")), user), NotApplied):
                await asyncio.sleep(outcome.retry_after_s)
            assert isinstance(outcome, Done)

        began = time.monotonic()
        await asyncio.gather(*(served(user) for user in range(1, 81)))
        assert telegram.refused == []
        assert time.monotonic() - began < 80 / deliver.CALLS_S + 1.5


async def test_a_worker_goes_on_slowly_while_the_store_is_away(store: RedisStore) -> None:
    """A quarter of the rate is its own; when the store is back, so is the rate."""
    shelf = Shelf(store)
    shelf.away = True
    turns = Turns(40.0, shelf, "vk:77")
    assert 0.8 < await seconds_of(turns, 10) * 40.0 * SHARE_ALONE / 9 < 1.5
    shelf.away = False
    await asyncio.sleep(AWAY_S)
    assert await seconds_of(turns, 20) < 1.5 * 20 / 40.0


async def test_a_busy_loop_holds_up_nobody_who_waits_together() -> None:
    """The loop comes round every 8 or 16 ms, turns come every millisecond: forty who wait need a few rounds, not one each."""

    async def busy() -> None:
        while True:
            time.sleep(0.008)  # noqa: ASYNC251  # it holds the loop up, as work does
            await asyncio.sleep(0)

    turns, working = Turns(1000.0), asyncio.create_task(busy())
    assert await asyncio.gather(*(turns.turn(0.3) for _ in range(40))) == [0.0] * 40
    working.cancel()


async def test_a_line_that_is_too_long_is_left_at_once() -> None:
    """Whoever would wait longer than he can is told how long, and holds up nobody."""
    turns = Turns(10.0)
    waits = await asyncio.gather(*(turns.turn(0.5) for _ in range(20)))
    assert sum(wait == 0 for wait in waits) in (6, 7)
    assert all(wait_s == 0 or 0.1 <= wait_s <= 0.7 for wait_s in waits)
    assert await turns.turn(0.5) == 0


async def test_a_turn_that_nobody_uses_is_gone() -> None:
    """After a silence only the burst is there at once, not all that was taken before."""
    turns = Turns(20.0)
    assert await turns.wait_s(4) == 0
    await asyncio.sleep(0.5)
    taken = 0
    while await turns.wait_s(4) == 0:
        turns.take()
        taken += 1
    assert taken == BURST


async def seconds_of(turns: Turns, count: int) -> float:
    """Use so many turns, one after the other; answers how long it took."""
    began = time.monotonic()
    for _ in range(count):
        assert await turns.turn(5.0) == 0
    return time.monotonic() - began
