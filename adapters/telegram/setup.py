"""A bot made ready by aiogram: who it is, its commands, its webhook."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiogram.types import BotCommand

from adapters.telegram.decode import UPDATE_KINDS, Me
from adapters.telegram.deliver import TelegramMessenger
from adapters.telegram.intake import TelegramIntake
from adapters.telegram.media import Media, Raster
from engine.runtime.ports import Inbox, Ledger

COMMANDS = {
    "ru": {"games": "Все игры", "language": "Язык", "stop": "Выйти из игры", "help": "Как играть"},
    "en": {"games": "All games", "language": "Language", "stop": "Leave the game", "help": "How to play"},
}


class NotReady(Exception):
    """The platform cannot be used as it is set up; says how to mend it."""


@dataclass(slots=True)
class Telegram:
    """One bot, ready to receive and to deliver."""

    me: Me
    messenger: TelegramMessenger
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
) -> Telegram:
    """Ask who the bot is, tell its commands, set or delete its webhook.

    Raises NotReady: the token is refused, or the API cannot be reached.
    """
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    try:
        user = await bot.get_me()
        for language, commands in COMMANDS.items():
            told = [BotCommand(command=name, description=words) for name, words in commands.items()]
            await bot.set_my_commands(told, language_code=None if language == "ru" else language)
        if webhook:
            await bot.set_webhook(f"{webhook}/webhook/telegram", secret_token=secret, allowed_updates=list(UPDATE_KINDS))
        else:
            await bot.delete_webhook()
    except TelegramUnauthorizedError as wrong:
        raise NotReady("Telegram refuses the token: correct SMENA_TELEGRAM_TOKEN") from wrong
    except (TelegramAPIError, aiohttp.ClientError, TimeoutError) as wrong:
        raise NotReady(
            f"Telegram at {api} cannot be reached ({type(wrong).__name__}): look at SMENA_TELEGRAM_API and the network"
        ) from wrong
    finally:
        await bot.session.close()
    me = Me(user.id, user.username or "")
    messenger = TelegramMessenger(http, api, token, me.username, Media(ledger, f"tg:{me.id}", raster))
    return Telegram(me, messenger, TelegramIntake(http, api, token, me, inbox, ledger, messenger))
