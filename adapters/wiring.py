"""The house put together: store, games, host, sweeper, and the platforms that are set up."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from adapters.common.http import open_session
from adapters.common.raster import Raster
from adapters.common.rates import Rates
from adapters.metrics import Figures, MeasuredInbox, MeasuredStore
from engine.core.deadlines import IDLE_S
from engine.runtime.catalogue import Catalogue, load_catalogue
from engine.runtime.delivery import Delivery
from engine.runtime.due import Sweeper
from engine.runtime.host import Host
from engine.runtime.outside import Platform
from engine.runtime.players import Players
from engine.runtime.ports import Inbox
from engine.runtime.seams import Chance, StoreClock
from engine.store.redis import Durability, RedisStore

if TYPE_CHECKING:
    from adapters.telegram.setup import Telegram
    from adapters.vk.setup import Vk

Webhook = Callable[[web.Request], Awaitable[web.Response]]
BEGIN_S = 5.0  # a poll is waited for so long before the house says that it serves
DRAIN_S = 10.0  # what was begun is finished within this time after a stop
HEARD_S = 0.3  # who asks a worker to stop sends it nothing more; what lies in its sockets already is still answered


@dataclass(slots=True)
class House:
    """One worker's engine and the platforms it serves."""

    store: RedisStore
    catalogue: Catalogue
    platforms: dict[str, Platform]
    delivery: Delivery
    host: Host
    sweeper: Sweeper
    http: aiohttp.ClientSession
    raster: Raster
    figures: Figures
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    runners: list[web.AppRunner] = field(default_factory=list)  # web servers, stopped before anything else
    webhooks: dict[str, Webhook] = field(default_factory=dict)  # by platform: the web server asks here
    intakes: list[Callable[[], Awaitable[None]]] = field(default_factory=list)  # each waits until its presses are answered

    @property
    def inbox(self) -> Inbox:
        """Where intakes hand in what has come."""
        return MeasuredInbox(self.host, self.figures)

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Run something until the house is closed."""
        self.tasks.append(asyncio.create_task(work))

    async def serve_telegram(
        self, api: str, token: str, webhook: str = "", secret: str = "", rates: Rates | None = None
    ) -> Telegram:
        """Begin to serve a Telegram bot: by webhook where a public URL is given, else by polling. Raises NotReady.

        `rates`: of chats, where they are not Telegram's own.
        """
        from adapters.telegram.setup import connect

        kept = (self.inbox, self.store.platform, self.raster)
        telegram = await connect(self.http, api, token, *kept, webhook, secret, rates)
        self.platforms["tg"] = Platform(telegram.messenger, tells_twins=False, door=f"https://t.me/{telegram.me.username}?start=")
        self.host.replays["telegram"] = telegram.intake.replay
        self.intakes.append(telegram.intake.idle)
        if webhook:
            self.webhooks["telegram"] = lambda request: telegram.intake.webhook(request, secret)
        else:
            self.begin(telegram.intake.poll())
        return telegram

    async def serve_vk(self, api: str, token: str, group: int, callback: str = "", secret: str = "") -> Vk:
        """Begin to serve a VK community: by Callback API where a public URL is given, else by long poll. Raises NotReady."""
        from adapters.vk.setup import connect, subscribe

        vk = await connect(self.http, api, token, group, self.inbox, self.store.platform, self.raster, secret)
        self.platforms["vk"] = Platform(vk.messenger, tells_twins=True, door=f"https://vk.me/club{group}?ref=")
        self.host.replays["vk"] = vk.intake.replay
        vk.longpoll.on_gap = lambda: self.figures.gap("vk")
        self.intakes += [vk.callback.idle] if vk.callback is not None else []
        self.intakes.append(vk.intake.idle)
        if callback and vk.callback is not None:
            self.webhooks["vk"] = vk.callback.handle
            await subscribe(vk.callback, f"{callback}/webhook/vk")
        else:
            self.begin(vk.longpoll.run())
            with contextlib.suppress(TimeoutError):  # it goes on trying; until it has begun VK keeps nothing for us
                async with asyncio.timeout(BEGIN_S):
                    await vk.longpoll.begun.wait()
        return vk

    async def close(self) -> None:
        """Take no more in, finish what was begun, at most ten seconds; then let go of everything."""
        until = asyncio.get_running_loop().time() + DRAIN_S
        if self.runners:
            await asyncio.sleep(HEARD_S)
        for runner in self.runners:
            await runner.cleanup()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        try:
            async with asyncio.timeout_at(until):
                await self.sweeper.idle()
                await self.host.stop()
                for answered in self.intakes:
                    await answered()
        except TimeoutError:
            pass  # what is left is due again in the next worker
        await self.http.close()
        await self.store.aclose()


async def open_house(
    redis_url: str,
    games: Sequence[str] = ("games",),
    *,
    installed: bool = True,
    secret: bytes = b"",
    catalogue: Catalogue | None = None,
    durability: Durability = "local",
    seeds: Callable[[int], bytes] = secrets.token_bytes,
    clock: Callable[[], float] = lambda: 0.0,
    retention_days: int = 7,
    serves: bool = True,
) -> House:
    """Put a worker together on a Redis; `clock` other than 0 stands in for the store's time. Raises StoreUnavailable.

    `retention_days`: how long finished play and its record are kept. `serves`: messengers will be served. Their libraries
    take seconds to load: it is done before anything runs that would be held up meanwhile, and not for a terminal.
    """
    for name in ("adapters.telegram.setup", "adapters.vk.setup") if serves else ():
        import_module(name)
    finished_s = retention_days * 86400.0
    figures = Figures()
    store = await MeasuredStore.connect(redis_url, durability, clock)
    store.figures = figures
    catalogue = catalogue or load_catalogue(games, installed)
    time, chance = StoreClock(clock), Chance(seeds=seeds)
    players = Players(store, chance, IDLE_S + finished_s)
    platforms: dict[str, Platform] = {}
    delivery = Delivery(store, catalogue.games, platforms, players, time)
    host = Host(store, catalogue, delivery, players, time, chance, store.platform, finished_s)
    await host.start(secret)
    sweeper = Sweeper(store, host, delivery, time, chance)
    http = open_session(figures.trace())
    house = House(store, catalogue, platforms, delivery, host, sweeper, http, Raster(catalogue.folders), figures)
    house.begin(sweeper.run())
    return house
