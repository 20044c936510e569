"""One house with games for groups, over one Telegram whose time may run faster: for the tests of platforms under stress."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_queries import Queries
from adapters.wiring import House, open_house
from engine.core.texts import Texts
from engine.runtime.catalogue import Catalogue, load_catalogue
from games import hall
from tests.play import square, watch

GROUP, SUPERGROUP = -77, -1_000_000_000_077


@dataclass
class Crowd:
    """A house and its group."""

    house: House
    telegram: TelegramSandbox

    async def open_square(self, chat: int = GROUP) -> None:
        """Open the game for everybody in a group, as a command of its first member would."""
        first = self.telegram.player(1)
        self.telegram.group(chat)
        await first.send("/start@smena_sandbox_bot square", chat=chat)
        await first.wait(lambda seen: seen.newest.text == "Голосов 0" and seen.newest.buttons, chat=chat)


def shelf() -> Catalogue:
    """Put the hall, the square and the watch on a shelf."""
    catalogue = load_catalogue(("games.hall",), installed=False)
    for module in (square, watch):
        module.game.texts = Texts(module.game.name, module.TEXTS)
        catalogue.games[module.game.name] = module.game
    catalogue.stock_shelf()
    return catalogue


@asynccontextmanager
async def crowd(redis_url: str, clock: Callable[[], float] | None = None) -> AsyncIterator[Crowd]:
    """Open the house. `clock`: the time of Redis and of the platform, whose published rates are then kept."""
    lore = hall.game.lore  # the hall is one for the process: its shelf is to be as it was
    telegram = TelegramSandbox(hurry=20.0, clock=clock, limits=True) if clock else TelegramSandbox(hurry=20.0)
    telegram.queries = Queries(time.time)  # this machine is not quicker: a press may wait for its answer as long as ever
    async with telegram.serve() as api:
        house = await open_house(redis_url, catalogue=shelf(), clock=clock or (lambda: 0.0))
        try:
            await house.serve_telegram(api, telegram.token)
            yield Crowd(house, telegram)
        finally:
            await house.close()
            hall.game.lore = lore
