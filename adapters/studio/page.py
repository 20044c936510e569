"""The page's few routes: what each player sees, what he types, what he presses."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Protocol
from urllib.parse import quote

from aiohttp import web

from adapters.sandbox.seen import Seen, SeenButton, SeenMessage
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.telegram.render import invitation as telegram_door
from adapters.vk.render import invitation as vk_door

WAIT_S = 20.0  # a page asks again after this time even if nothing has happened
WORDS_MOST = 4096
CODE = re.compile(r"[A-Za-z0-9_-]{0,64}")  # a start code, as both messengers take it
SHOWN = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg", b"GIF8": "image/gif"}  # all else but films is a file to be kept
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
        self._doors = (telegram_door(telegram.username, ""), vk_door(vk.group, ""))

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
        """Give a picture, a film or a file that a bot has uploaded."""
        messenger, id = request.match_info["messenger"], request.match_info["id"]
        kept = {"telegram": self._telegram.files, "vk": self._vk.files.known}.get(messenger, {})
        content = kept.get(id)
        if content is None:
            raise web.HTTPNotFound
        name = (self._telegram.names if messenger == "telegram" else self._vk.files.names).get(id, "")
        headers = {"Cache-Control": "max-age=86400, immutable", "X-Content-Type-Options": "nosniff"}
        kind = _shown(content)
        if not kind:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or id, safe='')}"
        return web.Response(body=content, content_type=kind, headers=headers)

    async def _chats(self, request: web.Request) -> web.Response:
        """Answer both chats once something is new after `since` (the sum of changes), or after a while."""
        players = self._players(request.query)
        try:
            since = int(request.query.get("since", "-1"))
        except ValueError:
            raise web.HTTPBadRequest(text="since: give a number") from None
        try:
            async with asyncio.timeout(WAIT_S):
                while _changes(players) == since:
                    await asyncio.sleep(0.03)
        except TimeoutError:
            pass
        chats = {name: self._told(player.seen) for name, player in players.items()}
        return web.json_response({"since": _changes(players), **chats})

    async def _act(self, request: web.Request) -> web.Response:
        body = await _read(request)
        messenger = request.match_info["messenger"]
        player = self._players({"who": str(body.get("who", ""))}).get(messenger)
        if player is None:
            raise web.HTTPNotFound
        match request.match_info["act"], body:
            case "send", {"text": str(text)}:
                await player.send(text[:WORDS_MOST])
            case "start", _ if CODE.fullmatch(code := str(body.get("code", ""))):
                await player.start(code)
            case "press", {"message": int(message), "payload": str(payload)} if messenger == "telegram" or _is_json(payload):
                await player.press_button(message, payload)
            case (("send" | "start" | "press"), _):
                raise web.HTTPBadRequest(text="the body lacks what this needs: text; code; or message and payload")
            case _:
                raise web.HTTPNotFound
        return web.json_response({})

    def _players(self, query: Mapping[str, str]) -> dict[str, Player]:
        who = query.get("who", "")
        if not who.isdecimal() or not 1 <= int(who) < 1_000_000_000:
            raise web.HTTPBadRequest(text="who: give the player's number")
        return {"telegram": self._telegram.player(int(who)), "vk": self._vk.player(int(who))}

    def _told(self, seen: Seen) -> dict[str, object]:
        messages = [self._message(message) for _, message in sorted(seen.messages.items())][-60:]
        return {"messages": messages, "toast": seen.toasts[-1] if seen.toasts else "", "toasts": len(seen.toasts)}

    def _message(self, message: SeenMessage) -> dict[str, object]:
        return {
            "id": message.id,
            "text": message.text,
            "mine": message.mine,
            "marks": message.marks,
            "media": message.media,
            "kind": message.kind,
            "name": message.name,
            "rows": [[self._button(button) for button in row] for row in message.rows],
        }

    def _button(self, button: SeenButton) -> dict[str, str]:
        """Tell a button; `code`: its link leads into a chat with the house, and brings this along."""
        code = next((button.url.removeprefix(door) for door in self._doors if button.url.startswith(door)), "")
        return {"label": button.label, "payload": button.payload, "url": button.url, "style": button.style, "code": code}


async def _read(request: web.Request) -> dict[str, object]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="the body is no JSON object")
    return body


def _is_json(payload: str) -> bool:
    try:
        json.loads(payload or "{}")
    except ValueError:
        return False
    return True


def _shown(content: bytes) -> str:
    """Name the kind of a picture or a film; "" = neither."""
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for begins, kind in SHOWN.items() if content.startswith(begins)), "")


def _changes(players: Mapping[str, Player]) -> int:
    return sum(player.seen.changes for player in players.values())
