"""Events on their way to the bot: by Bots Long Poll or by the Callback API."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

Event = dict[str, object]
WAIT_MOST_S = 90  # [DEV] bots-long-poll: wait
RETRY_S, RETRY_MOST_S = 18.0, 3600.0  # the first retry was seen after about 18 s; the schedule is not published
ON_AT_FIRST = ("message_new",)  # message_event is off until groups.setLongPollSettings turns it on


@dataclass(slots=True)
class Delivered:
    """One attempt to deliver to the callback server, for tests to look at."""

    event_id: str
    status: int
    body: str
    retry: int


@dataclass(slots=True)
class Events:
    """The community's stream of events."""

    group: int
    hurry: float
    queue: list[Event] = field(default_factory=list)
    first: int = 1  # ts of the first event that is still kept
    on: set[str] = field(default_factory=lambda: set(ON_AT_FIRST))
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    callback_url: str = ""
    secret: str = ""
    confirmation: str = field(default_factory=lambda: secrets.token_hex(4))
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    delivered: list[Delivered] = field(default_factory=list)
    double: bool = False
    fail_next: int = 0  # the next long poll answers with this `failed`
    _new: asyncio.Event = field(default_factory=asyncio.Event)
    _posts: set[asyncio.Task[None]] = field(default_factory=set)

    def push(self, kind: str, body: object) -> str:
        """Put an event into the stream; answers its id, "" if the bot has not switched this kind on."""
        if kind not in self.on:
            return ""
        id = secrets.token_hex(20)
        self.push_raw({"group_id": self.group, "type": kind, "event_id": id, "v": "5.199", "object": body})
        return id

    def push_raw(self, event: Event) -> None:
        """Put any event into the stream, also one that VK would never send."""
        if self.callback_url:
            for _ in range(2 if self.double else 1):
                self._begin(self._post(event))
            return
        self.queue.append(event)
        if self.double:
            self.queue.append(event)
        self._new.set()

    @property
    def ts(self) -> int:
        """The number that the next event will get."""
        return self.first + len(self.queue)

    async def check(self, request: web.Request) -> web.Response:
        """Answer a long poll: `failed` 1 for a lost history, 2 for a wrong key, else what is new after ts."""
        if self.fail_next:
            code, self.fail_next = self.fail_next, 0
            if code == 2:
                self.key = secrets.token_hex(8)
            return web.json_response({"failed": code} | ({"ts": str(self.ts)} if code == 1 else {}))
        if request.query.get("key") != self.key:
            return web.json_response({"failed": 2})
        ts = int(request.query.get("ts") or 0)
        if ts < self.first or ts > self.ts:
            return web.json_response({"failed": 1, "ts": str(self.ts)})
        loop = asyncio.get_running_loop()
        until = loop.time() + min(float(request.query.get("wait") or 25), WAIT_MOST_S)
        while ts >= self.ts and loop.time() < until:
            self._new.clear()
            try:
                async with asyncio.timeout(until - loop.time()):
                    await self._new.wait()
            except TimeoutError:
                break
        return web.json_response({"ts": str(self.ts), "updates": self.queue[ts - self.first :]})

    # -- Callback API --------------------------------------------------------------------------------------------

    def set_callback(self, url: str, secret: str) -> None:
        """Take on a callback server: it is asked for the confirmation string at once, and gets events only after that."""
        self.callback_url, self.secret = url, secret
        self.confirmed.clear()
        self._begin(self._confirm())

    async def _confirm(self) -> None:
        async with aiohttp.ClientSession() as http:
            body = {"type": "confirmation", "group_id": self.group} | ({"secret": self.secret} if self.secret else {})
            async with http.post(self.callback_url, json=body) as answer:
                if answer.status == 200 and await answer.text() == self.confirmation:
                    self.confirmed.set()

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def stop(self) -> None:
        """Stop delivering."""
        for task in self._posts:
            task.cancel()
        await asyncio.gather(*self._posts, return_exceptions=True)

    async def _post(self, event: Event) -> None:
        """Deliver one event until the answer is exactly `ok`; events have no order among themselves."""
        await self.confirmed.wait()
        retry, retry_s = 0, RETRY_S
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
            while True:
                headers = {"X-Retry-Counter": str(retry)} if retry else {}
                status, body, wait_s = await _posted(http, self.callback_url, event | {"secret": self.secret}, headers)
                self.delivered.append(Delivered(str(event.get("event_id", "")), status, body, retry))
                if status == 200 and body == "ok":
                    return
                retry += 1
                await asyncio.sleep((wait_s or retry_s) / self.hurry)
                retry_s = min(retry_s * 2, RETRY_MOST_S)


async def _posted(http: aiohttp.ClientSession, url: str, event: Event, headers: dict[str, str]) -> tuple[int, str, float]:
    try:
        async with http.post(url, json=event, headers=headers) as answer:
            wait = answer.headers.get("Retry-After", "")
            return answer.status, await answer.text(), float(wait) if wait.isdecimal() else 0.0
    except (aiohttp.ClientError, TimeoutError, OSError):
        return 0, "", 0.0
