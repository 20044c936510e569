"""A bot is made ready: known by name, its commands told, its webhook set or deleted; what is wrong is told plainly."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from adapters.common.http import open_session
from adapters.common.ready import NotReady
from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.setup import Telegram, connect


@asynccontextmanager
async def connected(telegram: TelegramSandbox, **options: Any) -> AsyncIterator[Telegram]:
    async with telegram.serve() as base, open_session() as http:
        given: dict[str, Any] = {"api": base, "token": telegram.token, **options}
        nothing: Any = None  # an inbox and a ledger that are not needed to get ready
        yield await connect(http, inbox=nothing, ledger=nothing, raster=lambda picture, game: None, **given)


async def test_a_bot_that_polls_has_no_webhook() -> None:
    """An old one would be answered with 409 to every poll."""
    telegram = TelegramSandbox()
    telegram.webhook.url = "https://example.org/old"
    async with connected(telegram) as bot:
        assert (bot.me.id, bot.me.username, bot.me.key) == (1000, "smena_sandbox_bot", "tg:1000")
        assert telegram.webhook.url == ""


async def test_a_webhook_is_set_with_its_secret_and_our_kinds_of_updates() -> None:
    """Nothing is sent that nobody reads."""
    telegram = TelegramSandbox()
    async with connected(telegram, webhook="https://example.org", secret="CANARYSECRET"):
        assert telegram.webhook.url == "https://example.org/webhook/telegram"
        assert telegram.webhook.secret == "CANARYSECRET"
        assert set(telegram.updates.asked) == {"message", "callback_query", "my_chat_member"}


async def test_commands_are_told_in_both_languages() -> None:
    """In Russian where the client speaks a language that we greet in Russian, else in English."""
    telegram = TelegramSandbox()
    async with connected(telegram):
        told = {
            language: commands[0]["description"] for language, commands in telegram.commands.items() if isinstance(commands, list)
        }
    assert told == {"": "All games", **dict.fromkeys(("ru", "be", "uk", "kk"), "Все игры")}


async def test_a_webhook_without_a_secret_is_refused() -> None:
    """Anybody could send updates."""
    with pytest.raises(NotReady, match="SMENA_TELEGRAM_SECRET"):
        async with connected(TelegramSandbox(), webhook="https://example.org"):
            pass


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param({"token": "1000:CANARYTOKEN"}, "correct SMENA_TELEGRAM_TOKEN", id="another token"),
        pytest.param({"token": "CANARYTOKEN"}, "correct SMENA_TELEGRAM_TOKEN", id="no token"),
        pytest.param({"token": "1000:CANARY TOKEN"}, "correct SMENA_TELEGRAM_TOKEN", id="a token with a space"),
        pytest.param({"token": "1000:CANARYTOKEN", "api": "http://127.0.0.1:1"}, "look at SMENA_TELEGRAM_API", id="nobody listens"),
    ],
)
async def test_what_is_wrong_is_told_without_the_token(
    options: dict[str, str], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Which setting to correct; the token is in no message, no traceback and no log, not even at DEBUG."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NotReady, match=told) as wrong:
        async with connected(TelegramSandbox(), **options):
            pass
    assert "CANARY" not in "".join(traceback.format_exception(wrong.value))
    assert "CANARY" not in caplog.text


async def test_a_gateways_page_is_told_too() -> None:
    """It is no answer of the Bot API."""
    telegram = TelegramSandbox()
    telegram.faults.order(Fault("getMe", "html"))
    with pytest.raises(NotReady, match="look at SMENA_TELEGRAM_API"):
        async with connected(telegram):
            pass


async def test_an_address_that_is_not_taken_is_named_with_telegrams_words() -> None:
    """The webhook is at fault, not the API; the secret is not told."""
    with pytest.raises(NotReady) as wrong:
        async with connected(TelegramSandbox(), webhook="http://play.example", secret="CANARYSECRET"):
            pass
    told = str(wrong.value)
    assert all(words in told for words in ("SMENA_TELEGRAM_WEBHOOK", "http://play.example", "An HTTPS URL must be provided"))
    assert "SMENA_TELEGRAM_API" not in told
    assert "CANARY" not in told


@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "setWebhook"])
async def test_a_start_waits_when_telegram_asks_it_to(method: str) -> None:
    """Several workers that start at once are asked to wait: then the bot is set up all the same."""
    telegram = TelegramSandbox()
    telegram.faults.order(Fault(method, code=429, retry_after=1))
    async with connected(telegram, webhook="https://play.example", secret="CANARYSECRET"):
        assert telegram.faults.struck == 1
        assert telegram.webhook.url == "https://play.example/webhook/telegram"
        assert len(telegram.commands) == 5


@pytest.mark.parametrize("fault", [Fault("setMyCommands", code=500), Fault("setMyCommands", code=429, retry_after=600)], ids=str)
async def test_commands_that_cannot_be_told_end_nothing(fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    """It is a warning: the bot plays without its menu."""
    telegram = TelegramSandbox()
    telegram.faults.order(fault)
    async with connected(telegram, webhook="https://play.example", secret="CANARYSECRET"):
        assert telegram.webhook.url == "https://play.example/webhook/telegram"
    assert [record.levelname for record in caplog.records if "commands" in record.getMessage()] == ["WARNING"]
