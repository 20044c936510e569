"""Updates on their way to the bot: by getUpdates or by webhook, with the real server's order and retries."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp

from adapters.sandbox.telegram_rules import Refusal, bad

Call = dict[str, object]
PRESS_LIVES_S = 150.0  # [SRV] an undelivered callback query is dropped
MESSAGE_LIVES_S = 86400.0  # [API] updates are kept for 24 hours
BATCH_MOST = 100  # [API] getUpdates.limit
FIRST_RETRY_S, RETRY_MOST_S = 1.0, 60.0  # [SRV] 1, 2, 4 ... up to 60 s
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # [API] setWebhook.secret_token


@dataclass(slots=True)
class Waiting:
    """One update that the bot has not confirmed."""

    id: int
    body: Call
    queue: int  # [SRV] a chat for messages, a user for presses: ordered within, parallel across
    until: float


@dataclass(slots=True)
class Delivered:
    """One attempt to deliver to the webhook, for tests to look at."""

    id: int
    status: int


@dataclass(slots=True)
class Updates:
    """The bot's queue."""

    clock: Callable[[], float]
    hurry: float
    run_reply: Callable[[Call], Awaitable[None]]
    waiting: list[Waiting] = field(default_factory=list)
    last_id: int = 5000
    url: str = ""
    secret: str = ""
    allowed: tuple[str, ...] | None = None
    delivered: list[Delivered] = field(default_factory=list)
    double: bool = False  # deliver every update twice
    confirmed: int = 0  # the newest id that a poll has confirmed
    _new: asyncio.Event = field(default_factory=asyncio.Event)
    _polling: int = 0
    _asked: tuple[int, float] = (0, 0.0)
    _queues: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    def push(self, kind: str, payload: object, queue: int) -> int:
        """Put an update into the queue; answers its id, 0 if the bot has not asked for this kind."""
        if self.allowed is not None and kind not in self.allowed:
            return 0
        self.last_id += 1
        lives_s = PRESS_LIVES_S if kind == "callback_query" else MESSAGE_LIVES_S
        return self.push_raw({"update_id": self.last_id, kind: payload}, queue, lives_s)

    def push_raw(self, body: Call, queue: int = 0, lives_s: float = MESSAGE_LIVES_S) -> int:
        """Put any body into the queue, also one that no real server would send."""
        self.last_id = max(self.last_id, int(str(body.get("update_id", 0))))
        update = Waiting(self.last_id, body, queue, self.clock() + lives_s)
        self.waiting.append(update)
        if self.double and self.url:
            self.waiting.append(update)
        self._new.set()
        if self.url:
            self._wake(queue)
        return update.id

    async def poll(self, call: Mapping[str, object]) -> list[Call]:
        """Answer getUpdates."""
        if self.url:
            raise Refusal(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        if self._polling:
            raise Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
        offset, limit = int(str(call.get("offset") or 0)), min(int(str(call.get("limit") or BATCH_MOST)), BATCH_MOST)
        if call.get("allowed_updates") is not None:
            self.allowed = tuple(call["allowed_updates"]) or None  # type: ignore[arg-type]  # a JSON array
        self._confirm(offset)
        if self._asked[0] == offset and self.clock() - self._asked[1] < 0.5 / self.hurry and offset:
            limit = 1  # [SRV] the same offset again within half a second
        self._asked = (offset, self.clock())
        self._polling += 1
        try:
            return await self._batch(limit, float(str(call.get("timeout") or 0)))
        finally:
            self._polling -= 1

    async def _batch(self, limit: int, timeout_s: float) -> list[Call]:
        loop = asyncio.get_running_loop()
        until = loop.time() + min(timeout_s, 50.0)
        while not (ready := self._alive()) and loop.time() < until:
            self._new.clear()
            try:
                async with asyncio.timeout(until - loop.time()):
                    await self._new.wait()
            except TimeoutError:
                break
        return [update.body for update in ready[:limit]]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            self.confirmed = max(self.confirmed, offset - 1)
            self.waiting = [update for update in self.waiting if update.id >= offset]

    def _alive(self) -> list[Waiting]:
        self.waiting = [update for update in self.waiting if update.until > self.clock()]
        return self.waiting

    # -- webhook -----------------------------------------------------------------------------------------------

    def set_webhook(self, call: Mapping[str, object]) -> bool:
        """Answer setWebhook and deleteWebhook."""
        url, secret = str(call.get("url") or ""), str(call.get("secret_token") or "")
        if url and not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):  # plain HTTP on loopback alone
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")  # [SRV]
        if secret and not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")  # [SRV]
        self.url, self.secret = url, secret
        if call.get("allowed_updates") is not None:
            self.allowed = tuple(call["allowed_updates"]) or None  # type: ignore[arg-type]  # a JSON array
        for queue in {update.queue for update in self.waiting} if url else ():
            self._wake(queue)
        return True

    def webhook_info(self) -> Call:
        """Answer getWebhookInfo."""
        return {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self.waiting)}

    async def stop(self) -> None:
        """Stop delivering."""
        for task in self._queues.values():
            task.cancel()
        await asyncio.gather(*self._queues.values(), return_exceptions=True)
        self._queues.clear()

    def _wake(self, queue: int) -> None:
        running = self._queues.get(queue)
        if running is None or running.done():
            task = self._queues[queue] = asyncio.create_task(self._deliver(queue))
            task.add_done_callback(lambda ended: self._ended(ended, queue))

    def _ended(self, ended: asyncio.Task[None], queue: int) -> None:
        """Begin again if something came while the last delivery was ending."""
        if not ended.cancelled() and self.url and any(update.queue == queue for update in self.waiting):
            self._wake(queue)

    async def _deliver(self, queue: int) -> None:
        """Deliver one queue in order; what fails holds the rest back [SRV]."""
        retry_s = FIRST_RETRY_S
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
            while self.url and (update := next((u for u in self._alive() if u.queue == queue), None)):
                status, wait_s = await self._post(http, update)
                self.delivered.append(Delivered(update.id, status))
                if 200 <= status < 300:  # [SRV] any 2xx
                    self.waiting.remove(update)
                    retry_s = FIRST_RETRY_S
                else:
                    await asyncio.sleep((wait_s or retry_s) / self.hurry)
                    retry_s = min(retry_s * 2, RETRY_MOST_S)

    async def _post(self, http: aiohttp.ClientSession, update: Waiting) -> tuple[int, float]:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with http.post(self.url, json=update.body, headers=headers) as answer:
                body = await answer.read()
                if 200 <= answer.status < 300 and body and answer.content_type == "application/json":
                    reply = await answer.json()
                    if isinstance(reply, dict) and "method" in reply:
                        await self.run_reply(reply)
                return answer.status, float(answer.headers.get("Retry-After", 0))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, 0.0
