"""The VK API on loopback: one community, its dialogues and players; stateful, over real HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.seen import Seen, SeenMessage
from adapters.sandbox.vk_events import Events
from adapters.sandbox.vk_player import VkPlayer
from adapters.sandbox.vk_rules import VkError, check_event_data, check_keyboard, check_text, mentions
from adapters.sandbox.vk_script import read_script

Call = dict[str, str]
EVENT_LIVES_S = 60.0  # a press can be answered within a minute
EDIT_LIVES_S = 86400.0  # [DEV] messages.edit: 24 hours, then 909
RANDOM_WINDOW_S, RANDOM_WINDOW = 3600.0, 100  # [DEV] messages.send.random_id: the last hour, at most 100 messages
RATE = 20  # [DEV] bots/development/messages: requests a second per community token
GROUP_CHATS = 2_000_000_000
EVENT_KINDS = ("message_new", "message_event", "message_allow", "message_deny", "message_reply", "message_edit")


@dataclass(slots=True)
class Press:
    """A press that waits for its answer."""

    user: int
    peer: int
    at: float
    answered: bool = False


@dataclass(slots=True)
class Refused:
    """A call that VK refused, for tests to look at."""

    method: str
    code: int
    description: str


@dataclass(slots=True)
class Dialogue:
    """One peer as VK keeps it."""

    seen: Seen = field(default_factory=Seen)
    sent: list[tuple[int, float, int]] = field(default_factory=list)  # random_id, when, message id


class VkSandbox:
    """One community with a bot."""

    def __init__(
        self,
        group: int = 77,
        token: str = "vk1.a.SANDBOX",
        *,
        clock: Callable[[], float] = time.time,
        limits: bool = False,
        hurry: float = 1.0,
    ) -> None:
        """`limits`: 20 requests a second. `hurry`: how many times faster than the real one callbacks are retried."""
        self.group = group
        self.token = token
        self.clock = clock
        self.faults = Faults()
        self.events = Events(group, hurry)
        self.refused: list[Refused] = []
        self.calls: list[tuple[str, Call]] = []
        self.players: dict[int, VkPlayer] = {}
        self.dialogues: dict[int, Dialogue] = {}
        self.blocked: set[int] = set()
        self.presses: dict[str, Press] = {}
        self.photos: dict[str, bytes] = {}
        self.mentioned: list[str] = []
        self.base_url = ""
        self._uploads: dict[str, bytes] = {}
        self._limits = limits
        self._recent: list[float] = []
        self._last_id = 0

    def player(self, user_id: int, *, language: str = "ru", first_name: str = "Игрок") -> VkPlayer:
        """Give the player with this id, made at the first call."""
        if user_id not in self.players:
            self.players[user_id] = VkPlayer(self, user_id, language, first_name)
        return self.players[user_id]

    def chat(self, peer: int) -> Seen:
        """Give a dialogue as its player sees it."""
        return self.dialogues.setdefault(peer, Dialogue()).seen

    def next_id(self) -> int:
        """Number the next message."""
        self._last_id += 1
        return self._last_id

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Listen on loopback; gives the base URL for `SMENA_VK_API`."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/method/{method}", self._handle)
        app.router.add_get("/longpoll", self.events.check)
        app.router.add_post("/upload", self._upload)
        runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        host, bound = runner.addresses[0][:2]
        self.base_url = f"http://{host}:{bound}"
        try:
            yield self.base_url
        finally:
            await self.events.stop()
            await runner.cleanup()

    # -- one request ---------------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = {**request.query, **{k: v for k, v in (await request.post()).items() if isinstance(v, str)}}
        call: Call = {name: str(value) for name, value in given.items()}
        token = call.pop("access_token", "")
        self.calls.append((method, call))
        fault = await self.faults.meet(method)
        if fault is not None and not fault.applied:
            return await _strike(fault, request)
        try:
            if token != self.token:
                raise VkError(5)
            self._keep_rate()
            if method == "execute":
                body = await self._execute(call)
            else:
                body = {"response": await self.do(method, call)}
        except VkError as no:
            body = {"error": self._refuse(method, no, call)}
        answer = web.json_response(body)  # [DEV] errors come with status 200
        return answer if fault is None else await _strike(fault, request)

    def _refuse(self, method: str, no: VkError, call: Call) -> dict[str, object]:
        self.refused.append(Refused(method, no.code, no.told()))
        asked = [{"key": key, "value": value} for key, value in call.items()]
        return {"error_code": no.code, "error_msg": no.told(), "request_params": asked}

    async def _execute(self, call: Call) -> dict[str, object]:
        """Carry out a script: a call that fails gives false, and its error beside the answer."""
        results: list[object] = []
        errors: list[object] = []
        for method, arguments in read_script(call.get("code", "")):
            inner = {name: value if isinstance(value, str) else json.dumps(value) for name, value in arguments.items()}
            self.calls.append((method, inner))
            fault = self.faults.take(method)
            try:
                if fault is not None and fault.kind == "error":
                    raise VkError(fault.code)
                results.append(await self.do(method, inner))
            except VkError as no:
                told = self._refuse(method, no, inner)
                errors.append({"method": method, "error_code": told["error_code"], "error_msg": told["error_msg"]})
                results.append(False)
        body: dict[str, object] = {"response": results}
        return body | ({"execute_errors": errors} if errors else {})

    async def do(self, method: str, call: Call) -> object:
        """Carry out one method. Raises VkError."""
        match method:
            case "groups.getById":
                group = {"id": self.group, "name": "Смена", "screen_name": f"club{self.group}", "is_closed": 0, "type": "group"}
                return {"groups": [group], "profiles": []}
            case "groups.getLongPollServer":
                return {"server": f"{self.base_url}/longpoll", "key": self.events.key, "ts": str(self.events.ts)}
            case "groups.setLongPollSettings":
                return self._switch(call)
            case "groups.getLongPollSettings":
                return {"is_enabled": True, "api_version": "5.199", "events": {k: int(k in self.events.on) for k in EVENT_KINDS}}
            case "groups.getCallbackConfirmationCode":
                return {"code": self.events.confirmation}
            case "groups.getCallbackServers":
                return self._callback_servers()
            case "groups.addCallbackServer" | "groups.editCallbackServer":
                self.events.set_callback(call.get("url", ""), call.get("secret_key", ""))
                return {"server_id": 1} if method == "groups.addCallbackServer" else 1
            case "groups.setCallbackSettings":
                return self._switch(call)
            case "messages.send":
                return self._send(call)
            case "messages.edit":
                return self._edit(call)
            case "messages.getByConversationMessageId":
                return self._history(call)
            case "messages.delete":
                self._message(call)
                self.chat(_peer(call)).drop(self._message(call).id)
                return 1
            case "messages.sendMessageEventAnswer":
                return self._answer(call)
            case "photos.getMessagesUploadServer":
                return {"upload_url": f"{self.base_url}/upload", "album_id": -64, "group_id": self.group}
            case "photos.saveMessagesPhoto":
                return self._save_photo(call)
            case "video.save":
                raise VkError(27)  # [SCHEMA] user token only
            case "users.get":
                return [{"id": int(i or 0), "first_name": "Игрок", "last_name": ""} for i in call.get("user_ids", "").split(",")]
            case "utils.getServerTime":
                return int(self.clock())
        raise VkError(3)

    def _switch(self, call: Call) -> int:
        for kind in EVENT_KINDS:
            if kind in call:
                (self.events.on.add if call[kind] in ("1", "true", "True") else self.events.on.discard)(kind)
        return 1

    def _keep_rate(self) -> None:
        now = self.clock()
        self._recent = [at for at in self._recent if now - at < 1.0]
        if self._limits and len(self._recent) >= RATE:
            raise VkError(6)
        self._recent.append(now)

    # -- messages ------------------------------------------------------------------------------------------------

    def _send(self, call: Call) -> object:
        if "random_id" not in call or not call["random_id"].lstrip("-").isdecimal():
            raise VkError(100, "random_id is a required parameter")
        if "peer_ids" in call:
            return [self._send_one({**call, "peer_id": peer}) for peer in call["peer_ids"].split(",")]
        return self._sent(call)

    def _send_one(self, call: Call) -> dict[str, object]:
        """Send to one of many: its error stands inside a good answer."""
        peer = int(call["peer_id"])
        try:
            id = self._sent(call)
            return {"peer_id": peer, "message_id": id, "conversation_message_id": id}
        except VkError as no:
            return {"peer_id": peer, "message_id": 0, "error": {"code": no.code, "description": no.told()}}

    def _sent(self, call: Call) -> int:
        peer, random_id, now = _peer(call), int(call["random_id"]), self.clock()
        self._reachable(peer)
        dialogue = self.dialogues[peer]
        window = [twin for twin in dialogue.sent[-RANDOM_WINDOW:] if now - twin[1] < RANDOM_WINDOW_S]
        if twin := next((id for known, _, id in window if known == random_id and random_id != 0), None):
            return twin  # nothing new is shown
        message = self._made(self.next_id(), call, 0)
        dialogue.sent.append((random_id, now, message.id))
        dialogue.seen.put(message)
        return message.id

    def _edit(self, call: Call) -> int:
        old = self._message(call)
        if self.clock() - old.at > EDIT_LIVES_S:
            raise VkError(909)
        new = self._made(old.id, call, old.edits + 1)  # what is not sent again is gone
        new.at = old.at
        self.chat(_peer(call)).put(new)
        return 1

    def _callback_servers(self) -> dict[str, object]:
        if not self.events.callback_url:
            return {"count": 0, "items": []}
        server = {"id": 1, "title": "Smena", "url": self.events.callback_url, "creator_id": 1, "secret_key": "", "status": "ok"}
        return {"count": 1, "items": [server]}

    def _made(self, id: int, call: Call, edits: int) -> SeenMessage:
        text, marks = check_text(call)
        media = call.get("attachment", "")
        for part in media.split(",") if media else ():
            if part not in self.photos and not part.startswith("video-"):
                raise VkError(100, f"attachment {part[:40]} is unknown")
        if not text.strip() and not media:
            raise VkError(100, "message is empty")
        self.mentioned += mentions(text)
        kind = "picture" if media.startswith("photo") else "video" if media.startswith("video") else "text"
        return SeenMessage(id, text, marks, check_keyboard(call.get("keyboard", "")), media, kind, edits, self.clock())

    def _history(self, call: Call) -> object:
        peer = _peer(call)
        ids = [int(id) for id in call.get("conversation_message_ids", "").split(",") if id.isdecimal()]
        found = [self.chat(peer).messages[id] for id in ids if id in self.chat(peer).messages]
        items = [_stored(message, peer, self.group) for message in found]
        return {"count": len(items), "items": items}

    def _answer(self, call: Call) -> int:
        press = self.presses.get(call.get("event_id", ""))
        if press is None or press.answered or self.clock() - press.at > EVENT_LIVES_S:
            raise VkError(100, "event_id is unknown, answered or too old")
        if call.get("user_id") != str(press.user) or call.get("peer_id") != str(press.peer):
            raise VkError(100, "user_id or peer_id is not of this event")
        words = check_event_data(call.get("event_data", ""))
        press.answered = True
        self.chat(press.peer).toast(words)
        return 1

    def _message(self, call: Call) -> SeenMessage:
        peer = _peer(call)
        self._reachable(peer)
        id = call.get("cmid") or call.get("conversation_message_id") or call.get("message_id") or "0"
        found = self.chat(peer).messages.get(int(id)) if id.isdecimal() else None
        if found is None:
            raise VkError(100, "message not found")
        if found.mine:
            raise VkError(15)
        return found

    def _reachable(self, peer: int) -> None:
        if peer in self.blocked:
            raise VkError(901)
        if peer not in self.dialogues:
            raise VkError(901)  # the player has never written

    # -- presses and pictures --------------------------------------------------------------------------------------

    def push_press(self, player: VkPlayer, peer: int, message_id: int, payload: object) -> str:
        """Let a player press a callback button; answers the inner id of the event."""
        id = secrets.token_hex(6)
        self.presses[id] = Press(player.id, peer, self.clock())
        body = {"user_id": player.id, "peer_id": peer, "event_id": id, "payload": payload, "conversation_message_id": message_id}
        self.events.push("message_event", body)
        return id

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        given = form.get("photo") or form.get("file")
        if not isinstance(given, web.FileField):
            return web.json_response({"error": "no file"})
        name = secrets.token_hex(8)
        self._uploads[name] = given.file.read()
        return web.json_response({"server": 1, "photo": name, "hash": hashlib.sha256(self._uploads[name]).hexdigest()[:16]})

    def _save_photo(self, call: Call) -> object:
        content = self._uploads.pop(call.get("photo", ""), b"")
        if not content or hashlib.sha256(content).hexdigest()[:16] != call.get("hash"):
            raise VkError(100, "photo or hash is wrong")
        id, key = self.next_id() + 457_000_000, secrets.token_hex(9)
        self.photos[f"photo-{self.group}_{id}_{key}"] = content
        self.photos[f"photo-{self.group}_{id}"] = content
        return [{"id": id, "owner_id": -self.group, "access_key": key, "album_id": -64, "date": int(self.clock()), "sizes": []}]


def _stored(message: SeenMessage, peer: int, group: int) -> dict[str, object]:
    """Tell a message as VK's history does."""
    items = [
        {"type": kind, "offset": at, "length": length} | ({"url": url} if url else {}) for kind, at, length, url in message.marks
    ]
    attachments = []
    for part in message.media.split(",") if message.media else ():
        owner, id, *key = part.removeprefix("photo").split("_")
        attachments.append({"type": "photo", "photo": {"owner_id": int(owner), "id": int(id), "access_key": key[0] if key else ""}})
    return {
        "id": message.id,
        "conversation_message_id": message.id,
        "peer_id": peer,
        "from_id": -group,
        "out": 1,
        "date": int(message.at),
        "text": message.text,
        "attachments": attachments,
        "format_data": {"version": 1, "items": items},
    }


def _peer(call: Call) -> int:
    peer = call.get("peer_id", "")
    if not peer.lstrip("-").isdecimal():
        raise VkError(100, "peer_id is a required parameter")
    return int(peer)


async def _strike(fault: Fault, request: web.Request) -> web.StreamResponse:
    """Fail as ordered."""
    match fault.kind:
        case "html":
            return web.Response(text="<html><body><h1>502 Bad Gateway</h1></body></html>", status=502, content_type="text/html")
        case "reset":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        case "silent":
            await asyncio.sleep(fault.silence_s)
            return web.Response(status=504)
        case "status":
            return web.Response(status=fault.code)
    error = VkError(fault.code)
    return web.json_response({"error": {"error_code": error.code, "error_msg": error.told(), "request_params": []}})
