"""A bot made ready by aiogram: who it is, its commands, its webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand
from aiogram.utils.token import TokenValidationError

from adapters.common.rates import Budget, Rates
from adapters.common.ready import NotReady
from adapters.common.turns import Turns
from adapters.telegram import deliver
from adapters.telegram.calls import Api
from adapters.telegram.decode import SLAVIC, UPDATE_KINDS, Me
from adapters.telegram.intake import TelegramIntake
from adapters.telegram.media import Media, Raster
from engine.runtime.ports import Inbox, Ledger

log = logging.getLogger("smena.telegram")
T = TypeVar("T")

WAIT_MOST_S = 120.0  # what a start waits for Telegram when it is asked to
COMMANDS_WAIT_MOST_S = 30.0  # the same, for the commands: they can be told at another start
COMMANDS = {
    "ru": {
        "games": "Все игры",
        "language": "Язык",
        "stop": "Выйти из игры",
        "me": "Ник, второй мессенджер, мои данные",
        "help": "Как играть",
    },
    "en": {
        "games": "All games",
        "language": "Language",
        "stop": "Leave the game",
        "me": "Nick, other messenger, my data",
        "help": "How to play",
    },
}
TOKEN_REFUSED = "Telegram refuses the token: correct SMENA_TELEGRAM_TOKEN"  # noqa: S105  # words about one


@dataclass(slots=True)
class Telegram:
    """One bot, ready to receive and to deliver."""

    me: Me
    messenger: deliver.TelegramMessenger
    intake: TelegramIntake


async def connect(
    http: aiohttp.ClientSession,
    api: str,
    token: str,
    inbox: Inbox,
    ledger: Ledger,
    raster: Raster,
    webhook: str = "",
    secret: str = "",
    rates: Rates | None = None,
) -> Telegram:
    """Ask who the bot is, tell its commands, set or delete its webhook. `rates`: of chats, where they are not Telegram's own.

    Raises NotReady: the token is refused, the API cannot be reached, or a webhook has no secret or is not taken.
    """
    if webhook and not secret:
        raise NotReady("a webhook needs SMENA_TELEGRAM_SECRET: without it anybody could send updates")
    me = await _introduced(api, token, webhook, secret)
    calls = Api(http, api, token)
    turns = Turns(deliver.CALLS_S, ledger, me.key)
    budget = Budget(rates) if rates else None
    messenger = deliver.TelegramMessenger(calls, me.username, Media(ledger, me.key, raster), budget, turns)
    return Telegram(me, messenger, TelegramIntake(calls, me, inbox, ledger, messenger))


async def _introduced(api: str, token: str, webhook: str, secret: str) -> Me:
    """Set the bot up. What aiogram raises is not passed on: it may hold the token."""
    try:
        bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    except TokenValidationError:
        raise NotReady(TOKEN_REFUSED) from None
    try:
        user = await patiently(bot.get_me)
        await _tell_commands(bot)
        if webhook:
            await _hook(bot, f"{webhook}/webhook/telegram", secret)
        else:
            await patiently(bot.delete_webhook)
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise NotReady(TOKEN_REFUSED) from None
    except (AiogramError, aiohttp.ClientError, TimeoutError, OSError) as wrong:
        raise NotReady(
            f"Telegram at {api} cannot be used ({type(wrong).__name__}): look at SMENA_TELEGRAM_API and the network"
        ) from None
    finally:
        await bot.session.close()
    return Me(user.id, user.username or "")


async def patiently(call: Callable[[], Awaitable[T]], most_s: float = WAIT_MOST_S) -> T:
    """Call, and again when Telegram asks to wait; no longer than `most_s` together. Raises what aiogram does."""
    waited_s = 0.0
    while True:
        try:
            return await call()
        except TelegramRetryAfter as busy:
            waited_s += busy.retry_after
            if waited_s > most_s:
                raise
            log.warning("Telegram asks to wait for %d s before the bot is set up", busy.retry_after)
            await asyncio.sleep(busy.retry_after)


async def _hook(bot: Bot, url: str, secret: str) -> None:
    """Set the webhook. Raises NotReady: Telegram does not take the address; it says why."""
    try:
        await patiently(lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=list(UPDATE_KINDS)))
    except TelegramBadRequest as wrong:
        told = wrong.message.replace(bot.token, "…").replace(secret, "…")
        raise NotReady(
            f"Telegram does not take the address {url} ({told}): correct SMENA_TELEGRAM_WEBHOOK, the public https:// address "
            "of this server, or leave it empty: then updates are polled"
        ) from None


async def _tell_commands(bot: Bot) -> None:
    """Tell the commands in Russian where the client speaks a language that we greet in Russian, else in English.

    Without them the bot plays as well: what goes wrong is told, and no more.
    """
    for language in (None, *SLAVIC):
        words = COMMANDS["ru" if language else "en"]
        told = [BotCommand(command=name, description=description) for name, description in words.items()]
        try:
            await patiently(partial(bot.set_my_commands, told, language_code=language), COMMANDS_WAIT_MOST_S)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise
        except (AiogramError, aiohttp.ClientError, TimeoutError, OSError) as wrong:
            log.warning("Telegram was not told the bot's commands (%s); they are told at the next start", type(wrong).__name__)
            return
