"""What a worker measures of itself, for Prometheus: inputs, the store's verbs, calls to platforms. Of no player."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import TypeVar

import aiohttp
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from engine.runtime.ports import Answer, Inbox, Press
from engine.store.contract import LEASE_S, Commit, Committed, Conflict, Due, Late, Lease, Settle, Settled, Stored
from engine.store.redis import RedisStore

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where several workers keep their numbers together; prometheus_client's own name
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
T = TypeVar("T")


class Figures:
    """The numbers of one worker; of all that share a folder, where there are several."""

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        self._inputs = self._histogram("smena_input_seconds", "from an update to its commit", "platform", "answer")
        self._verbs = self._histogram("smena_store_seconds", "one verb of the store", "verb", "answer")
        self._calls = self._histogram("smena_platform_seconds", "one call to a platform", "platform", "method", "answer")

        self._gaps = Counter(
            "smena_lost_updates", "times that a platform said it has lost updates", ("platform",), registry=self._own
        )

    def gap(self, platform: str) -> None:
        """Count that a platform has told of updates it has lost."""
        self._gaps.labels(platform).inc()

    def page(self) -> bytes:
        """Write all numbers as Prometheus reads them."""
        registry = self._own
        if SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library's own
        return generate_latest(registry)

    async def input(self, platform: str, work: Awaitable[T]) -> T:
        """Measure an input; the answer is "played", or what was raised."""
        return await _timed(self._inputs, work, lambda _: "played", platform)

    async def verb(self, verb: str, work: Awaitable[T]) -> T:
        """Measure a verb of the store; the answer is the kind of its reply, as `Committed` or `Conflict`."""
        return await _timed(self._verbs, work, lambda reply: type(reply).__name__, verb)

    def trace(self) -> aiohttp.TraceConfig:
        """Measure every call that an HTTP session sends; the answer is the HTTP status, or what was raised."""

        async def begun(_: object, call: SimpleNamespace, __: object) -> None:
            call.began = time.perf_counter()

        async def ended(_: object, call: SimpleNamespace, told: aiohttp.TraceRequestEndParams) -> None:
            self._calls.labels(*method_of(told.url.path), str(told.response.status)).observe(time.perf_counter() - call.began)

        async def failed(_: object, call: SimpleNamespace, told: aiohttp.TraceRequestExceptionParams) -> None:
            name = type(told.exception).__name__
            self._calls.labels(*method_of(told.url.path), name).observe(time.perf_counter() - call.began)

        traced = aiohttp.TraceConfig()
        traced.on_request_start.append(begun)
        traced.on_request_end.append(ended)
        traced.on_request_exception.append(failed)
        return traced

    def _histogram(self, name: str, told: str, *labels: str) -> Histogram:
        return Histogram(name, told, labels, registry=self._own, buckets=BUCKETS_S)


def method_of(path: str) -> tuple[str, str]:
    """Name platform and method of a call; what is neither (an upload, a long poll of VK) is "other". No token is in it."""
    start, _, method = path.rpartition("/")
    if start.startswith("/bot"):
        return "telegram", method
    return "vk", method if start.endswith("/method") else "other"


async def _timed(histogram: Histogram, work: Awaitable[T], named: Callable[[T], str], *labels: str) -> T:
    began = time.perf_counter()
    answer = "cancelled"
    try:
        reply = await work
        answer = named(reply)
    except Exception as wrong:
        answer = type(wrong).__name__
        raise
    finally:
        histogram.labels(*labels, answer).observe(time.perf_counter() - began)
    return reply


class MeasuredInbox:
    """An inbox that measures every input."""

    def __init__(self, inbox: Inbox, figures: Figures) -> None:
        self._inbox = inbox
        self._figures = figures

    async def receive(self, press: Press) -> Answer:
        """Play one press."""
        return await self._figures.input(press.chat.partition(":")[0], self._inbox.receive(press))

    async def reach(self, player: str, chat: str, reachable: bool) -> None:
        """Note that a player can be reached no more, or again."""
        await self._inbox.reach(player, chat, reachable)

    async def moved(self, chat: str, to: str) -> None:
        """Note a chat's new address."""
        await self._inbox.moved(chat, to)

    async def park(self, platform: str, delivery: str, raw: bytes) -> None:
        """Keep an update for later."""
        await self._inbox.park(platform, delivery, raw)

    async def quarantine(self, platform: str, raw: bytes, why: str) -> None:
        """Keep an update that nobody understands."""
        await self._inbox.quarantine(platform, raw, why)


class MeasuredStore(RedisStore):
    """A store that measures the verbs of a press; the contract explains each."""

    figures: Figures | None = None  # set once the house stands

    async def load(self, sid: str) -> Stored | None:
        """Read a session."""
        return await self._measured("load", super().load(sid))

    async def commit(self, change: Commit, token: bytes, lease_s: float = LEASE_S) -> Committed | Conflict | Late:
        """Apply one change."""
        return await self._measured("commit", super().commit(change, token, lease_s))

    async def claim(self, sid: str, audience: int, token: bytes, page: int = -1, lease_s: float = LEASE_S) -> Lease | Stored | None:
        """Take a lease."""
        return await self._measured("claim", super().claim(sid, audience, token, page, lease_s))

    async def settle(self, outcome: Settle, lease_s: float = LEASE_S) -> Settled:
        """Acknowledge a delivery."""
        return await self._measured("settle", super().settle(outcome, lease_s))

    async def sweep(self, shard: int, limit: int = 64, hide_s: float = LEASE_S) -> Due:
        """Take what is due."""
        return await self._measured("sweep", super().sweep(shard, limit, hide_s))

    async def _measured(self, verb: str, work: Awaitable[T]) -> T:
        return await (self.figures.verb(verb, work) if self.figures is not None else work)
