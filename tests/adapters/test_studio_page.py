"""The local page gives what a player sees: words, buttons, pictures and films."""

from __future__ import annotations

import aiohttp
from aiohttp import web

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.studio.page import Studio
from adapters.wiring import open_house


async def test_a_film_and_a_picture_reach_the_page(redis_url: str) -> None:
    """The series in Telegram plays a film, in VK its storyboard; both bodies come from the page's own address."""
    telegram, vk = TelegramSandbox(), VkSandbox()
    async with telegram.serve() as telegram_api, vk.serve() as vk_api, aiohttp.ClientSession() as http:
        house = await open_house(redis_url, installed=False)
        await house.serve_telegram(telegram_api, telegram.token)
        await house.serve_vk(vk_api, vk.token, vk.group)
        runner, url = await served(Studio(telegram, vk))
        for player in (telegram.player(7), vk.player(7)):
            await player.send("Начать")
            await player.wait(lambda seen: "Династия" in [b.label for b in seen.newest.buttons])
            await player.press_label("Династия")
            await player.wait(lambda seen: bool(seen.newest.buttons) and "Смотреть с начала" in seen.newest.buttons[0].label)
            await player.press_label("Смотреть с начала")
            await player.wait(lambda seen: "Первый день практики" in seen.newest.text and seen.newest.media != "")
        chats = await (await http.get(f"{url}/api/chats", params={"who": "7"})).json()
        for messenger, kind, mime in (("telegram", "video", "video/mp4"), ("vk", "picture", "image/png")):
            shown = next(m for m in reversed(chats[messenger]["messages"]) if not m["mine"])
            assert shown["kind"] == kind
            body = await http.get(f"{url}/api/{messenger}/media/{shown['media']}")
            assert (body.status, body.content_type) == (200, mime)
            assert len(await body.read()) > 10_000
        assert (await http.get(f"{url}/api/telegram/media/other")).status == 404
        assert telegram.refused == [] == vk.refused
        await runner.cleanup()
        await house.close()


async def served(studio: Studio) -> tuple[web.AppRunner, str]:
    """Serve the page on a free port."""
    app = web.Application()
    app.add_routes(studio.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"
