"""The local page gives what a player sees: words, buttons, pictures, films and files; and what it cannot do it says shortly."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.studio.page import Studio
from adapters.wiring import open_house

MESSENGERS = ("telegram", "vk")


async def test_a_film_and_a_picture_reach_the_page(redis_url: str) -> None:
    """The series in Telegram plays a film, in VK its storyboard; both bodies come from the page's own address."""
    telegram, vk = TelegramSandbox(), VkSandbox()
    async with housed(redis_url, telegram, vk) as http:
        for player in (telegram.player(7), vk.player(7)):
            await player.send("Начать")
            await player.wait(lambda seen: "Династия" in [b.label for b in seen.newest.buttons])
            await player.press_label("Династия")
            await player.wait(lambda seen: bool(seen.newest.buttons) and "Смотреть с начала" in seen.newest.buttons[0].label)
            await player.press_label("Смотреть с начала")
            await player.wait(lambda seen: "Первый день практики" in seen.newest.text and seen.newest.media != "")
        chats = await chats_of(http)
        for messenger, kind, mime in (("telegram", "video", "video/mp4"), ("vk", "picture", "image/png")):
            shown = next(m for m in reversed(chats[messenger]["messages"]) if not m["mine"])
            assert shown["kind"] == kind
            body = await http.get(f"/api/{messenger}/media/{shown['media']}")
            assert (body.status, body.content_type) == (200, mime)
            assert len(await body.read()) > 10_000
        assert (await http.get("/api/telegram/media/other")).status == 404
        assert telegram.refused == [] == vk.refused


async def test_a_file_has_its_name_and_its_type(redis_url: str) -> None:
    """An export is told as a file with a name; it is JSON to be kept, and no picture, in both messengers."""
    telegram, vk = TelegramSandbox(), VkSandbox()
    async with housed(redis_url, telegram, vk) as http:
        for messenger, player in (("telegram", telegram.player(7)), ("vk", vk.player(7))):
            await player.send("/export")
            await player.wait(lambda seen: "Прислать файл" in [b.label for b in seen.newest.buttons])
            await player.press_label("Прислать")
            await player.wait(lambda seen: any(message.kind == "file" for message in seen.theirs))
            sent = next(m for m in (await chats_of(http))[messenger]["messages"] if m["kind"] == "file")
            assert sent["name"].endswith(".json")
            body = await http.get(f"/api/{messenger}/media/{sent['media']}")
            assert (body.content_type, body.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")
            assert body.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{sent['name']}"
            assert "profile" in json.loads(await body.read())


async def test_an_invitation_is_taken_in_the_other_phone(redis_url: str) -> None:
    """The link of a rival's button is told as its code, and a start with that code joins the game from the other messenger."""
    telegram, vk = TelegramSandbox(), VkSandbox()
    async with housed(redis_url, telegram, vk) as http:
        await http.post("/api/telegram/start", json={"who": 7, "code": "duel"})
        await telegram.player(7).wait(lambda seen: any(b.url for b in seen.newest.buttons))
        rows = (await chats_of(http))["telegram"]["messages"][-1]["rows"]
        invitation = next(button for row in rows for button in row if button["url"])
        assert invitation["code"].startswith("d_")
        await http.post("/api/vk/start", json={"who": 7, "code": invitation["code"]})
        await telegram.player(7).wait(lambda seen: "Соперник пришёл!" in seen.newest.text)
        assert not any(button["url"] for row in (await chats_of(http))["vk"]["messages"][-1]["rows"] for button in row)


@pytest.mark.parametrize("query", ["who=7&since=x", "who=7&since=1.5", "who=x", "who=0", ""])
async def test_a_wrong_question_is_told_in_a_word(query: str) -> None:
    """What is no number is refused with its name, never with a traceback."""
    async with served(Studio(TelegramSandbox(), VkSandbox())) as http:
        answer = await http.get(f"/api/chats?{query}")
        assert (answer.status, len(await answer.text()) < 80) == (400, True)


@pytest.mark.parametrize("messenger", MESSENGERS)
@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("send", "no JSON"),
        ("send", "[]"),
        ("send", '{"who": 7}'),
        ("send", '{"who": 7, "text": 5}'),
        ("start", '{"who": 7, "code": "two words"}'),
        ("press", '{"who": 7, "message": "x", "payload": "{}"}'),
        ("press", '{"who": 7, "message": 1}'),
    ],
)
async def test_a_wrong_body_is_told_in_a_word(messenger: str, act: str, body: str) -> None:
    """A body that lacks what its act needs is refused, and nothing reaches the chat."""
    studio = Studio(telegram := TelegramSandbox(), vk := VkSandbox())
    async with served(studio) as http:
        answer = await http.post(f"/api/{messenger}/{act}", data=body)
        assert (answer.status, "body" in await answer.text()) == (400, True)
        assert telegram.player(7).seen.messages == {} == vk.player(7).seen.messages


def test_the_page_has_every_word_in_both_languages() -> None:
    """What the page or its script asks for stands in the one table, in Russian and in English."""
    script, page = (files("adapters.studio").joinpath(name).read_text(encoding="utf-8") for name in ("page.js", "page.html"))
    table = script[: script.index("\n};")]
    russian, english = (set(re.findall(r'(\w+): "', half)) for half in table.split("\n  en: {"))
    asked = set(re.findall(r'say\("(\w+)"', script)) | set(re.findall(r'data-(?:text|label|hint|empty)="(\w+)"', page))
    assert asked <= russian == english


async def chats_of(http: aiohttp.ClientSession) -> dict[str, Any]:
    chats: dict[str, Any] = await (await http.get("/api/chats", params={"who": "7"})).json()
    return chats


@asynccontextmanager
async def housed(redis_url: str, telegram: TelegramSandbox, vk: VkSandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with telegram.serve() as telegram_api, vk.serve() as vk_api, served(Studio(telegram, vk)) as http:
        house = await open_house(redis_url, installed=False)
        await house.serve_telegram(telegram_api, telegram.token)
        await house.serve_vk(vk_api, vk.token, vk.group)
        try:
            yield http
        finally:
            await house.close()


@asynccontextmanager
async def served(studio: Studio) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve the page on a free port."""
    app = web.Application()
    app.add_routes(studio.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as http:
            yield http
    finally:
        await runner.cleanup()
