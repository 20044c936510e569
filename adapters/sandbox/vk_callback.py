"""The Callback API: servers that a community has named; each event is posted to them until they say `ok`."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Collection, Coroutine, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.sandbox.vk_errors import VkError, wrong
from adapters.sandbox.vk_rules import required

SERVERS_MOST = 10  # [DEV] callback/getting-started
TITLE_MOST, SECRET_MOST = 14, 50  # [SCHEMA] groups.addCallbackServer
RETRY_S, RETRY_MOST_S = 18.0, 3600.0  # [SEEN] the first retry after about 18 s; the schedule is not published
POSTPONED, POSTPONED_MOST_S = (410, 429, 503), 3 * 3600.0  # [SEEN] vksdk callback: Retry-After is read with these alone

Event = dict[str, object]
Call = Mapping[str, str]


@dataclass(slots=True)
class Delivered:
    """One attempt to deliver, for tests to look at."""

    event_id: str
    status: int  # 0 = no answer
    body: str
    retry: int  # X-Retry-Counter; 0 = the first attempt


@dataclass(slots=True)
class Server:
    """One address that wants events."""

    id: int
    url: str
    title: str
    secret: str
    on: set[str]
    status: str = "wait"  # [SCHEMA] unconfigured, failed, wait, ok
    settled: asyncio.Event = field(default_factory=asyncio.Event)  # its confirmation has come or failed


class CallbackServers:
    """The servers of one community."""

    def __init__(self, group: int, hurry: float, on_at_first: Collection[str]) -> None:
        self.servers: dict[int, Server] = {}
        self.confirmation = secrets.token_hex(4)
        self.confirmed = asyncio.Event()
        self.delivered: list[Delivered] = []
        self.patience_s = 10.0  # how long an answer is waited for; [SEEN] a few seconds
        self._group = group
        self._hurry = hurry
        self._on_at_first = on_at_first
        self._last_id = 0
        self._posts: set[asyncio.Task[None]] = set()

    # -- the methods of groups.* -------------------------------------------------------------------------------------

    def add(self, call: Call) -> Event:
        """Carry out groups.addCallbackServer: the address is asked for the confirmation string. Raises VkError."""
        _check(call)
        if len(self.servers) >= SERVERS_MOST:
            raise VkError(2000)
        self._last_id += 1
        self.servers[self._last_id] = Server(self._last_id, "", "", "", set(self._on_at_first))
        self._begin_confirming(self.servers[self._last_id], call)
        return {"server_id": self._last_id}

    def edit(self, call: Call) -> int:
        """Carry out groups.editCallbackServer: it is confirmed anew. Raises VkError."""
        _check(call)
        self._begin_confirming(self.find(call), call)
        return 1

    def delete(self, call: Call) -> int:
        """Carry out groups.deleteCallbackServer. Raises VkError."""
        del self.servers[self.find(call).id]
        return 1

    def list(self) -> Event:
        """Carry out groups.getCallbackServers."""
        items = [
            {"id": s.id, "title": s.title, "url": s.url, "creator_id": 1, "secret_key": s.secret, "status": s.status}
            for s in self.servers.values()
        ]
        return {"count": len(items), "items": items}

    def find(self, call: Call) -> Server:
        """Find the server that a call names; the first one if it names none. Raises VkError."""
        id = required(call, "server_id") if call.get("server_id") else min(self.servers, default=0)
        if id not in self.servers:
            raise VkError(104)
        return self.servers[id]

    def _begin_confirming(self, server: Server, call: Call) -> None:
        server.url, server.title, server.secret = call["url"], call["title"], call.get("secret_key", "")
        server.status = "wait"
        server.settled.clear()
        self.confirmed.clear()
        self.confirmation = secrets.token_hex(4)  # [DEV] callback/getting-started: it changes when a server is added or edited
        self._begin(self._confirm(server))

    async def _confirm(self, server: Server) -> None:
        """Ask once for the string; what is not answered rightly gets no events."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.patience_s)) as http:
            body = {"type": "confirmation", "group_id": self._group} | ({"secret": server.secret} if server.secret else {})
            status, answer, _ = await _post(http, server.url, body, {})
        server.status = "ok" if status == 200 and answer.strip() == self.confirmation else "failed"
        server.settled.set()
        if all(other.status == "ok" for other in self.servers.values()):
            self.confirmed.set()

    # -- events --------------------------------------------------------------------------------------------------------

    def send(self, event: Event, kind: str | None, double: bool) -> bool:
        """Post an event to every server that wants its kind (None = any); False if no server does."""
        wanting = [s for s in self.servers.values() if s.status != "failed" and (kind is None or kind in s.on)]
        for server in wanting:
            for _ in range(2 if double else 1):
                self._begin(self._deliver(server, event))
        return bool(wanting)

    async def _deliver(self, server: Server, event: Event) -> None:
        """Post until the answer is exactly `ok`; events keep no order among themselves."""
        await server.settled.wait()
        retry, pause_s = 0, RETRY_S
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.patience_s)) as http:
            while server.status == "ok" and self.servers.get(server.id) is server:
                headers = {"X-Retry-Counter": str(retry)} if retry else {}  # [SEEN]
                body = event | ({"secret": server.secret} if server.secret else {}) if isinstance(event, dict) else event
                status, answer, wait_s = await _post(http, server.url, body, headers)
                self.delivered.append(Delivered(_id_of(event), status, answer, retry))
                if status == 200 and answer == "ok":  # [DEV] callback/getting-started
                    return
                if status == 200 and answer == "remove":
                    self.servers.pop(server.id, None)  # [SEEN] vksdk callback: such an answer takes the server away
                retry += 1
                await asyncio.sleep((wait_s or pause_s) / self._hurry)
                pause_s = min(pause_s * 2, RETRY_MOST_S)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def stop(self) -> None:
        """Stop delivering."""
        posts = list(self._posts)
        for task in posts:
            task.cancel()
        await asyncio.gather(*posts, return_exceptions=True)


def _check(call: Call) -> None:
    if not call.get("url", "").startswith(("http://", "https://")):
        raise wrong("url is invalid")
    if not 1 <= len(call.get("title", "")) <= TITLE_MOST:
        raise wrong(f"title should have 1 to {TITLE_MOST} letters")
    if len(call.get("secret_key", "")) > SECRET_MOST:
        raise wrong(f"secret_key should have at most {SECRET_MOST} letters")


def _id_of(event: object) -> str:
    return str(event.get("event_id", "")) if isinstance(event, dict) else ""


async def _post(http: aiohttp.ClientSession, url: str, body: object, headers: dict[str, str]) -> tuple[int, str, float]:
    """Post a body; gives status, answer, and the seconds to wait that it asks for."""
    try:
        data, kind = json.dumps(body).encode(), {"Content-Type": "application/json"}
        async with http.post(url, data=data, headers={**headers, **kind}) as answer:
            asked = answer.headers.get("Retry-After", "") if answer.status in POSTPONED else ""
            return answer.status, await answer.text(errors="replace"), postponed_s(asked)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return 0, "", 0.0


def postponed_s(asked: str) -> float:
    """Read Retry-After, a date or seconds; 0 = nothing that VK would keep to."""
    try:
        wait_s = float(asked) if asked.isdecimal() else parsedate_to_datetime(asked).timestamp() - time.time()
    except ValueError:
        return 0.0
    return wait_s if 0 < wait_s < POSTPONED_MOST_S else 0.0
