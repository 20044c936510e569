"""The road from the platforms to the workers: a balancer that doubles and mixes deliveries and notes what is acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from random import Random

import aiohttp
from aiohttp import web

from adapters.telegram.decode import Me, Pressed
from adapters.telegram.decode import decode as decode_telegram
from adapters.vk.decode import decode as decode_vk
from engine.core.token import short
from engine.runtime.ports import Press
from tests.faults.crew import Crew, Member

PASSED = ("Content-Type", "Retry-After")
PATIENCE_S = 10.0  # for a worker's answer; then the connection is dropped, as a platform does
MIXED_S, DOUBLED_S = 0.1, 1.0  # the most that a delivery is held back, and that a double comes later
SECRETS = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token", "X-Retry-Counter")


@dataclass(eq=False)
class Road:
    """Every webhook goes this way."""

    crew: Crew
    me: Me
    group: int
    random: Random
    doubled: float = 0.2  # chance that a delivery comes a second time, over another worker
    mixed: float = 0.3  # chance that it is held back, so that others overtake it
    came: dict[bytes, None] = field(default_factory=dict)  # presses that a platform has delivered, by their short ids
    acked: dict[bytes, None] = field(default_factory=dict)  # those that a worker has acknowledged
    doubles: int = 0
    held: int = 0
    refused: int = 0  # deliveries that were not acknowledged, and so came again
    answered: itertools.count[int] = field(default_factory=itertools.count)
    _tasks: set[asyncio.Task[object]] = field(default_factory=set)
    _http: aiohttp.ClientSession | None = None

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Serve; gives the public base URL."""
        app = web.Application(client_max_size=256 * 1024)
        app.router.add_post("/webhook/{platform}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        limits = aiohttp.ClientTimeout(total=PATIENCE_S)
        self._http = aiohttp.ClientSession(timeout=limits, connector=aiohttp.TCPConnector(limit=0))
        try:
            yield f"http://{host}:{port}"
        finally:
            await self.rest()
            await runner.cleanup()
            await self._http.close()

    async def rest(self) -> None:
        """Wait for what is still under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _handle(self, request: web.Request) -> web.Response:
        raw, platform = await request.read(), request.match_info["platform"]
        headers = {name: request.headers[name] for name in SECRETS if name in request.headers}
        press = self._press(platform, raw)
        if press is None:
            return await self._passed(platform, raw, headers)
        id = short(press.delivery)
        self.came[id] = None
        if self.random.random() < self.doubled:
            self.doubles += 1
            self._begin(self._once_more(platform, raw, headers, id))
        if self.random.random() < self.mixed:
            self.held += 1
            await asyncio.sleep(self.random.uniform(0, MIXED_S))
        return await self._counted(platform, raw, headers, id)

    async def _once_more(self, platform: str, raw: bytes, headers: dict[str, str], id: bytes) -> None:
        await asyncio.sleep(self.random.choice((0.0, self.random.uniform(0, DOUBLED_S))))
        await self._counted(platform, raw, headers, id)

    async def _counted(self, platform: str, raw: bytes, headers: dict[str, str], id: bytes) -> web.Response:
        answer = await self._passed(platform, raw, headers)
        if 200 <= answer.status < 300:
            self.acked[id] = None
        else:
            self.refused += 1
        return answer

    async def _passed(self, platform: str, raw: bytes, headers: dict[str, str]) -> web.Response:
        """Hand a request to the worker whose turn it is; 502 where there is none, or it dies over it."""
        member = self.crew.next()
        if member is None:
            return web.Response(status=502)
        assert self._http is not None
        member.inside += 1
        try:
            async with self._http.post(f"{member.at}/webhook/{platform}", data=raw, headers=headers) as answer:
                kept = {name: answer.headers[name] for name in PASSED if name in answer.headers}
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)
        except aiohttp.ClientConnectorError:  # it was gone before
            return web.Response(status=502)
        except (aiohttp.ClientError, TimeoutError, OSError):
            self._cut(member)
            return web.Response(status=502)
        finally:
            member.inside -= 1

    @staticmethod
    def _cut(member: Member) -> None:
        member.cut += 1

    def _press(self, platform: str, raw: bytes) -> Press | None:
        """Read a delivery that is to be counted: a press, or typed words; not a start."""
        try:
            body = json.loads(raw)
            if platform == "vk" and body.get("type") not in ("message_new", "message_event"):
                return None
            found: object = decode_vk(body, self.group) if platform == "vk" else decode_telegram(body, self.me)
        except ValueError:
            return None
        press = found.press if isinstance(found, Pressed) else found
        return press if isinstance(press, Press) and (press.token or (press.text and not press.command)) else None

    def _begin(self, work: Coroutine[object, object, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
