"""The page's few routes: what each player sees, what he types, what he presses."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib.resources import files
from typing import Protocol

from aiohttp import web

from adapters.sandbox.seen import Seen, SeenMessage
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox

WAIT_S = 20.0  # a page asks again after this time even if nothing has happened
WORDS_MOST = 4096
FILES = {"page.html": "text/html", "page.css": "text/css", "page.js": "text/javascript"}


class Player(Protocol):
    """What both sandboxes' players can do."""

    @property
    def seen(self) -> Seen:
        """The chat."""
        ...

    async def send(self, text: str) -> None:
        """Type words."""
        ...

    async def start(self, code: str = "") -> None:
        """Press the start button."""
        ...

    async def press_button(self, message_id: int, payload: str) -> None:
        """Press a button."""
        ...


class Studio:
    """Serves the page over two sandboxes."""

    def __init__(self, telegram: TelegramSandbox, vk: VkSandbox) -> None:
        self._telegram = telegram
        self._vk = vk

    def routes(self) -> list[web.RouteDef]:
        """List the routes for a web application."""
        return [
            web.get("/", self._file),
            web.get("/studio/{name}", self._file),
            web.get("/api/chats", self._chats),
            web.get("/api/{messenger}/media/{id}", self._media),
            web.post("/api/{messenger}/{act}", self._act),
        ]

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "page.html")
        if name not in FILES:
            raise web.HTTPNotFound
        body = files("adapters.studio").joinpath(name).read_text(encoding="utf-8")
        return web.Response(text=body, content_type=FILES[name], headers={"Cache-Control": "no-cache"})

    async def _media(self, request: web.Request) -> web.Response:
        """Give a picture or a film that a bot has uploaded."""
        kept = {"telegram": self._telegram.files, "vk": self._vk.files.known}.get(request.match_info["messenger"], {})
        content = kept.get(request.match_info["id"])
        if content is None:
            raise web.HTTPNotFound
        kind = "video/mp4" if content[4:8] == b"ftyp" else "image/jpeg" if content.startswith(b"\xff\xd8") else "image/png"
        return web.Response(body=content, content_type=kind, headers={"Cache-Control": "max-age=86400, immutable"})

    async def _chats(self, request: web.Request) -> web.Response:
        """Answer both chats once something is new after `since` (the sum of changes), or after a while."""
        players = self._players(request.query)
        since = int(request.query.get("since", "-1"))
        try:
            async with asyncio.timeout(WAIT_S):
                while _changes(players) == since:
                    await asyncio.sleep(0.03)
        except TimeoutError:
            pass
        chats = {name: _told(player.seen) for name, player in players.items()}
        return web.json_response({"since": _changes(players), **chats})

    async def _act(self, request: web.Request) -> web.Response:
        body = await request.json()
        player = self._players({"who": str(body.get("who", ""))}).get(request.match_info["messenger"])
        if player is None:
            raise web.HTTPNotFound
        match request.match_info["act"]:
            case "send":
                await player.send(str(body["text"])[:WORDS_MOST])
            case "start":
                await player.start()
            case "press":
                await player.press_button(int(body["message"]), str(body["payload"]))
            case _:
                raise web.HTTPNotFound
        return web.json_response({})

    def _players(self, query: Mapping[str, str]) -> dict[str, Player]:
        who = query.get("who", "")
        if not who.isdecimal() or not 1 <= int(who) < 1_000_000_000:
            raise web.HTTPBadRequest(text="who: give the player's number")
        return {"telegram": self._telegram.player(int(who)), "vk": self._vk.player(int(who))}


def _changes(players: Mapping[str, Player]) -> int:
    return sum(player.seen.changes for player in players.values())


def _told(seen: Seen) -> dict[str, object]:
    messages = [_message(message) for _, message in sorted(seen.messages.items())][-60:]
    return {"messages": messages, "toast": seen.toasts[-1] if seen.toasts else "", "toasts": len(seen.toasts)}


def _message(message: SeenMessage) -> dict[str, object]:
    return {
        "id": message.id,
        "text": message.text,
        "mine": message.mine,
        "marks": message.marks,
        "media": message.media,
        "kind": message.kind,
        "rows": [[{"label": b.label, "payload": b.payload, "url": b.url, "style": b.style} for b in row] for row in message.rows],
    }
