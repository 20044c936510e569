"""A real aiogram bot over real HTTP against the Telegram on loopback: what it sends, reads and meets as errors."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    Update,
)

from adapters.sandbox.faults import Fault
from adapters.sandbox.seen import SeenButton
from adapters.sandbox.telegram import TelegramSandbox

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 800, 400) + b"\x08\x02\x00\x00\x00"
KEYS = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Дальше", callback_data="go", style="success")],
        [InlineKeyboardButton(text="Сайт", url="https://example.org/")],
    ]
)


@dataclass
class Line:
    """A bot and the platform it talks to."""

    sandbox: TelegramSandbox
    bot: Bot

    async def updates(self, offset: int = 0) -> list[Update]:
        return await self.bot.get_updates(offset=offset, timeout=5)


class Session(AiohttpSession):
    """aiogram's own, but for the quarter of a second that it sleeps after closing."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@asynccontextmanager
async def connected(sandbox: TelegramSandbox, token: str = "") -> AsyncIterator[Bot]:
    api = TelegramAPIServer.from_base(sandbox.base_url)
    async with Bot(token or sandbox.token, session=Session(api=api, timeout=5.0)) as bot:
        yield bot


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    sandbox = TelegramSandbox("1000:TEST", hurry=100.0)
    async with sandbox.serve(), connected(sandbox) as bot:
        yield Line(sandbox, bot)


async def test_a_message_is_sent_edited_and_deleted(line: Line) -> None:
    """What the bot sends is what the player sees, and what the bot is told."""
    alice = line.sandbox.player(42, first_name="Алиса")
    sent = await line.bot.send_message(42, "<b>Жми</b> сюда &amp; туда", parse_mode="HTML", reply_markup=KEYS)
    assert (sent.text, sent.chat.first_name, sent.chat.type) == ("Жми сюда & туда", "Алиса", "private")
    assert [(e.type, e.offset, e.length) for e in sent.entities or ()] == [("bold", 0, 3)]
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == KEYS.model_dump()
    seen = alice.seen.newest
    assert (seen.text, seen.marks) == ("Жми сюда & туда", (("bold", 0, 3, ""),))
    assert seen.rows == ((SeenButton("Дальше", "go", style="success"),), (SeenButton("Сайт", url="https://example.org/"),))
    edited = await line.bot.edit_message_text("Пусто", chat_id=42, message_id=sent.message_id)
    assert isinstance(edited, Message)
    assert edited.edit_date is not None
    assert edited.date == sent.date
    assert (alice.seen.newest.text, alice.seen.newest.rows, alice.seen.newest.edits) == ("Пусто", (), 1)
    assert await line.bot.delete_message(42, sent.message_id)
    assert alice.seen.theirs == []
    assert alice.seen.dropped[sent.message_id].text == "Пусто"
    assert [button.label for _, button in alice.seen.offered] == ["Дальше", "Сайт"]


async def test_a_picture_is_uploaded_once_and_reused(line: Line) -> None:
    """An upload has a file_id that serves this bot for ever, and a text message can become a picture."""
    seen = line.sandbox.player(42).seen
    first = await line.bot.send_photo(42, BufferedInputFile(PNG, "a.png"), caption="Слиток", reply_markup=KEYS)
    assert first.photo is not None
    file_id = first.photo[-1].file_id
    assert line.sandbox.files[file_id] == PNG
    assert (seen.newest.kind, seen.newest.media, seen.newest.text) == ("picture", file_id, "Слиток")
    again = await line.bot.send_photo(42, file_id)
    assert again.photo is not None
    assert again.photo[-1].file_id == file_id
    words = await line.bot.send_message(42, "текст")
    media = InputMediaPhoto(media=BufferedInputFile(PNG, "b.png"), caption="<i>Теперь</i> с картинкой", parse_mode="HTML")
    turned = await line.bot.edit_message_media(media, chat_id=42, message_id=words.message_id)
    assert isinstance(turned, Message)
    assert turned.caption == "Теперь с картинкой"
    assert (seen.newest.kind, seen.newest.media, seen.newest.marks) == ("picture", file_id, (("italic", 0, 6, ""),))
    captioned = await line.bot.edit_message_caption(chat_id=42, message_id=words.message_id, caption="Иначе")
    assert isinstance(captioned, Message)
    assert captioned.photo is not None
    held = await line.bot.get_file(file_id)
    assert held.file_path is not None
    content = await line.bot.download_file(held.file_path)
    assert content is not None
    assert content.read() == PNG


async def test_a_press_reaches_the_bot_and_its_answer_the_player(line: Line) -> None:
    """The callback carries the message as it looks; the answer is shown to the presser once, and a second is too late."""
    alice = line.sandbox.player(42, language="en")
    sent = await line.bot.send_message(42, "Жми", reply_markup=KEYS)
    await alice.press_label("Дальше")
    (update,) = await line.updates()
    query = update.callback_query
    assert query is not None
    assert isinstance(query.message, Message)
    assert (query.data, query.from_user.language_code, query.message.message_id) == ("go", "en", sent.message_id)
    assert query.message.reply_markup is not None
    assert query.message.reply_markup.model_dump() == KEYS.model_dump()
    assert await line.bot.answer_callback_query(query.id, text="Верно", show_alert=True)
    assert (alice.toasts, alice.seen.toasts, alice.seen.alerts) == (["Верно"], ["Верно"], ["Верно"])
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await line.bot.answer_callback_query(query.id)


async def test_the_bot_is_told_who_it_is_and_keeps_its_commands(line: Line) -> None:
    """The set-up calls of a bot are accepted and remembered by language."""
    me = await line.bot.get_me()
    assert (me.id, me.is_bot, me.username) == (1000, True, "smena_sandbox_bot")
    assert await line.bot.set_my_commands([BotCommand(command="games", description="Все игры")])
    assert await line.bot.set_my_commands([BotCommand(command="games", description="All games")], language_code="en")
    assert [c.description for c in await line.bot.get_my_commands(language_code="en")] == ["All games"]
    assert await line.bot.delete_my_commands(language_code="en")
    assert [c.description for c in await line.bot.get_my_commands()] == ["Все игры"]
    line.sandbox.player(42, first_name="Алиса")
    assert (await line.bot.get_chat(42)).first_name == "Алиса"
    assert await line.bot.send_chat_action(42, "typing")


Call = Callable[[Line], Awaitable[object]]


async def _blocked(line: Line) -> object:
    line.sandbox.player(42).block()
    return await line.bot.send_message(42, "эй")


async def _gone(line: Line) -> object:
    line.sandbox.player(42)
    line.sandbox.gone.add(42)
    return await line.bot.send_message(42, "эй")


async def _thrown_out(line: Line) -> object:
    line.sandbox.group(-100)
    line.sandbox.player(42).throw_out(-100)
    return await line.bot.send_message(-100, "эй")


async def _moved(line: Line) -> object:
    line.sandbox.group(-100, "Цех")
    line.sandbox.player(42).turn_into_supergroup(-100, -1000000000100)
    return await line.bot.send_message(-100, "эй")


async def _stranger(line: Line) -> object:
    async with connected(line.sandbox, "1000:OTHER") as other:
        return await other.get_me()


async def _faulty(line: Line, fault: Fault) -> object:
    line.sandbox.player(42)
    line.sandbox.faults.order(fault)
    return await line.bot.send_message(42, "эй")


async def _unknown(line: Line) -> object:
    class Fly(TelegramMethod[bool]):
        __returning__ = bool
        __api_method__ = "fly"

    return await line.bot(Fly())


async def _huge(line: Line) -> object:
    line.sandbox.player(42)
    return await line.bot.send_photo(42, BufferedInputFile(PNG + bytes(52 * 1024 * 1024), "huge.png"))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (_blocked, TelegramForbiddenError, "Forbidden: bot was blocked by the user"),
        (_gone, TelegramForbiddenError, "Forbidden: user is deactivated"),
        (_thrown_out, TelegramForbiddenError, "Forbidden: bot was kicked from the group chat"),
        (_moved, TelegramMigrateToChat, "-1000000000100"),
        (_stranger, TelegramUnauthorizedError, "Unauthorized"),
        (_unknown, TelegramNotFound, "Not Found: method not found"),
        (_huge, TelegramEntityTooLarge, "Request Entity Too Large"),
        (lambda line: line.bot.send_message(7, "эй"), TelegramBadRequest, "Bad Request: chat not found"),
        (lambda line: _faulty(line, Fault("sendMessage", code=429, retry_after=3)), TelegramRetryAfter, "Retry in 3 seconds"),
        (lambda line: _faulty(line, Fault("send*", code=500)), TelegramServerError, "Internal Server Error"),
        (lambda line: _faulty(line, Fault("sendMessage", "html")), ClientDecodeError, "Failed to decode"),
        (lambda line: _faulty(line, Fault("sendMessage", "reset")), TelegramNetworkError, "ServerDisconnectedError"),
    ],
)
async def test_a_refusal_is_the_error_that_aiogram_names(line: Line, call: Call, error: type[Exception], words: str) -> None:
    """Each body is read by aiogram as the exception that the real server's would be."""
    with pytest.raises(error) as met:
        await call(line)
    assert type(met.value) is error
    assert words in str(met.value)


async def test_a_newer_poll_ends_the_older_one(line: Line) -> None:
    """Of two pollers the first gets 409 and the second the updates."""
    async with connected(line.sandbox) as older:
        first = asyncio.create_task(older.get_updates(timeout=5))
        await asyncio.sleep(0.05)  # its call has come
        second = asyncio.create_task(line.updates())
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
            await first
        await line.sandbox.player(42).send("привет")
        (update,) = await second
    assert update.message is not None
    assert update.message.text == "привет"
