"""Updates delivered to a webhook: in order within a queue, parallel across queues, again and again until a 2xx."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp

from adapters.sandbox.telegram_rules import bad, number
from adapters.sandbox.telegram_updates import Call, Updates, Waiting
from adapters.sandbox.telegram_wire import read_reply

CONNECTIONS, CONNECTIONS_MOST = 40, 100  # [API] setWebhook.max_connections
RETRY_MOST_S, RETRY_AFTER_MOST_S = 60.0, 3600.0  # [SRV] on_update_error: 60 to 120 s; Retry-After up to an hour
ANSWER_S = 60.0  # [SRV] the connection's own limit
GONE_CLOSES_S = 23 * 3600.0  # [SRV] WEBHOOK_DROP_TIMEOUT
SECRET = re.compile(r"[A-Za-z0-9_-]*")  # [API] setWebhook.secret_token
LOOPBACK = ("http://127.0.0.1:", "http://localhost:", "http://[::1]:")
NOT_IN_REPLY = {"deletewebhook", "setwebhook", "close", "logout"}  # [SRV] nor anything that begins with get


@dataclass(frozen=True, slots=True)
class Delivered:
    """One attempt, for tests to look at."""

    id: int  # of the update
    status: int  # 0 = no answer
    at: float  # the loop's seconds


@dataclass(slots=True)
class Webhook:
    """Where updates go, and how they fared."""

    updates: Updates
    run_reply: Callable[[Call], Awaitable[None]]
    url: str = ""
    secret: str = ""
    connections: int = CONNECTIONS
    delivered: list[Delivered] = field(default_factory=list)
    last_error: tuple[int, str] = (0, "")
    _gone_since: float = 0.0  # the first 410 of an unbroken row
    _queues: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))
    _http: aiohttp.ClientSession | None = None

    def set(self, call: Mapping[str, object]) -> bool:
        """Carry out setWebhook, or deleteWebhook (no url). Raises Refusal."""
        url, secret = str(call.get("url") or ""), str(call.get("secret_token") or "")
        if url and not url.startswith(("https://", *LOOPBACK)):  # plain HTTP on loopback alone
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")  # [SRV]
        if len(secret) > 256:
            raise bad("secret token is too long")  # [SRV]
        if not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")  # [SRV]
        if str(call.get("drop_pending_updates", "")).lower() in ("true", "1", "yes"):
            self.updates.waiting.clear()
        if url:
            self.updates.stop_poll()
        self.connections = min(max(number(call, "max_connections") or CONNECTIONS, 1), CONNECTIONS_MOST)
        self._places = asyncio.Semaphore(self.connections)
        self.url, self.secret, self.last_error, self._gone_since = url, secret, (0, ""), 0.0
        self.updates.allow(call.get("allowed_updates"))
        for queue in {update.queue for update in self.updates.waiting}:
            self.wake(queue)
        return True

    def info(self) -> Call:
        """Answer getWebhookInfo."""
        told: Call = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self.updates.alive())}
        if self.last_error[0]:
            told |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        if self.url:
            told |= {"max_connections": self.connections, "ip_address": "127.0.0.1"}
        asked = self.updates.asked
        return told | ({"allowed_updates": list(asked)} if asked else {})

    def wake(self, queue: int) -> None:
        """Deliver a queue, unless that is under way."""
        running = self._queues.get(queue)
        if self.url and (running is None or running.done()):
            self._queues[queue] = asyncio.create_task(self._deliver(queue))

    async def stop(self) -> None:
        """Stop delivering."""
        self.url = ""
        for task in self._queues.values():
            task.cancel()
        await asyncio.gather(*self._queues.values(), return_exceptions=True)
        self._queues.clear()
        if self._http is not None:
            await self._http.close()
            self._http = None

    async def _deliver(self, queue: int) -> None:
        """Deliver one queue in order; what fails holds the rest back until it expires."""
        delay_s, failures, failing = 1.0, 0, -1
        while self.url and (update := next((u for u in self.updates.alive() if u.queue == queue), None)):
            if update.id != failing:
                delay_s, failures, failing = 1.0, 0, update.id
            status, retry_after_s = await self._post(update)
            if 200 <= status < 300:  # [SRV] any 2xx
                self.updates.drop(update)
                continue
            wait_s = min(retry_after_s, RETRY_AFTER_MOST_S)
            if not wait_s and failures:  # [SRV] the first time at once, then after 2, 4, 8 ... s
                delay_s = wait_s = min(delay_s * 2, random.uniform(RETRY_MOST_S, RETRY_MOST_S * 2))
            failures += 1
            if self.updates.clock() + wait_s > update.until:
                self.updates.drop(update)  # [SRV] it would expire before the next attempt
            else:
                await asyncio.sleep(wait_s / self.updates.hurry)

    async def _post(self, update: Waiting) -> tuple[int, float]:
        """Make one attempt; gives the status (0 = no answer) and Retry-After, seconds."""
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_S))
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        status, retry_after_s, reply, why = 0, 0.0, Call(), "Connection refused"
        try:
            async with self._places, self._http.post(self.url, json=update.body, headers=headers) as answer:
                status, why = answer.status, f"Wrong response from the webhook: {answer.status} {answer.reason}"
                waits = answer.headers.get("Retry-After", "")
                retry_after_s = float(waits) if waits.isdecimal() else 0.0
                reply = await read_reply(answer) if 200 <= status < 300 else {}
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as wrong:
            why = f"Connection closed: {type(wrong).__name__}"
        self.delivered.append(Delivered(update.id, status, asyncio.get_running_loop().time()))
        self._note(status, why)
        if _may_run(reply):
            await self.run_reply(reply)
        return status, retry_after_s

    def _note(self, status: int, why: str) -> None:
        """Remember a failure; 410 for 23 hours closes the webhook."""
        now = self.updates.clock()
        if 200 <= status < 300:
            self._gone_since = 0.0
            return
        self.last_error = (int(now), why)
        if status != 410:
            self._gone_since = 0.0
        elif not self._gone_since:
            self._gone_since = now
        elif now > self._gone_since + GONE_CLOSES_S:
            self.url = ""


def _may_run(reply: Mapping[str, object]) -> bool:
    method = str(reply.get("method") or "").lower()
    return bool(method) and method not in NOT_IN_REPLY and not method.startswith("get")
