"""One worker that serves both sandboxes, by polls or by webhooks: for the tests of whole ways."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from redis.asyncio import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_player import VkPlayer
from adapters.server import listen
from adapters.wiring import House, open_house
from engine.core.texts import Texts
from engine.runtime.catalogue import Catalogue, load_catalogue
from games import hall
from tests.play import door, wall, watch

Player = TelegramPlayer | VkPlayer
TELEGRAM_SECRET, VK_SECRET = "telegram-s3cret", "vk-s3cret"
MESSENGERS = ("telegram", "vk")


@dataclass
class Both:
    """A house, its two messengers, and everybody who plays there."""

    house: House
    telegram: TelegramSandbox
    vk: VkSandbox
    url: str  # of the house's own web server
    hooks: bool
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))

    def player(self, messenger: str, language: str = "ru") -> Player:
        """Give somebody who was never here."""
        sandbox: TelegramSandbox | VkSandbox = self.telegram if messenger == "telegram" else self.vk
        return sandbox.player(next(self.ids), language=language)


def shelf(games: tuple[str, ...] = ("quiz_shift",)) -> Catalogue:
    """Put the hall, these games of the house, a wall, a door and a watch on a shelf."""
    catalogue = load_catalogue(tuple(f"games.{name}" for name in ("hall", *games)), installed=False)
    assert catalogue.broken == []
    for module in (wall, door, watch):
        module.game.texts = Texts(module.game.name, module.TEXTS)
        catalogue.games[module.game.name] = module.game
    catalogue.stock_shelf()
    return catalogue


@asynccontextmanager
async def both(redis_url: str, hooks: bool = False, games: tuple[str, ...] = ("quiz_shift",)) -> AsyncIterator[Both]:
    """Open a house on an emptied database. `hooks`: webhooks and the Callback API instead of polls; `games`: of the house."""
    async with Redis.from_url(redis_url) as client:
        await client.flushdb()
    telegram, vk = TelegramSandbox(hurry=20.0), VkSandbox(hurry=20.0)
    lore = hall.game.lore  # the hall is one for the process: its shelf is to be as it was
    async with telegram.serve() as telegram_api, vk.serve() as vk_api:
        house = await open_house(redis_url, catalogue=shelf(games))
        try:
            url = await listen(house, "127.0.0.1", 0)
            base, secrets = (url, (TELEGRAM_SECRET, VK_SECRET)) if hooks else ("", ("", ""))
            await house.serve_telegram(telegram_api, telegram.token, base, secrets[0])
            await house.serve_vk(vk_api, vk.token, vk.group, base, secrets[1])
            yield Both(house, telegram, vk, url, hooks)
        finally:
            await house.close()
            hall.game.lore = lore


async def until(ready: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for what no player sees."""
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.005)
