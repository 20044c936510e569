"""The Bot API on loopback: methods, updates, webhook; stateful, over real HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.seen import Seen, SeenButton, SeenMessage
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.telegram_rules import ANSWER_MOST, CAPTION_MOST, TEXT_MOST, Refusal, bad, check_markup, check_words
from adapters.sandbox.telegram_updates import Updates

Call = dict[str, object]
QUERY_LIVES_S = 15.0  # an answer after this is "too old"; the real window is about 10 to 15 s
UPLOAD_MOST = 10 * 1024 * 1024  # [API] a photo


@dataclass(slots=True)
class Query:
    """A press that waits for its answer."""

    user: int
    chat: int
    at: float
    answered: bool = False


@dataclass(slots=True)
class Refused:
    """A call that the platform refused, for tests to look at."""

    method: str
    code: int
    description: str


@dataclass(slots=True)
class Buckets:
    """The published limits: about one message a second in a chat, twenty a minute in a group, thirty a second in all [FAQ]."""

    times: dict[int, list[float]] = field(default_factory=dict)

    def wait_s(self, chat: int, now: float) -> int:
        """Tell how long a call must wait; 0 = it may go now (and counts)."""
        for key, most, window in ((chat, 3 if chat > 0 else 20, 3.0 if chat > 0 else 60.0), (0, 30, 1.0)):
            recent = [at for at in self.times.get(key, []) if now - at < window]
            self.times[key] = recent
            if len(recent) >= most:
                return max(1, int(window - (now - recent[0])) + 1)
        for key in (chat, 0):
            self.times[key].append(now)
        return 0


class TelegramSandbox:
    """One bot, its chats and its players."""

    def __init__(
        self,
        token: str = "1000:SANDBOX",
        *,
        username: str = "smena_sandbox_bot",
        clock: Callable[[], float] = time.time,
        limits: bool = False,
        hurry: float = 1.0,
    ) -> None:
        """`limits`: keep the published rates. `hurry`: how many times faster than the real one webhooks are retried."""
        self.token = token
        self.username = username
        self.bot_id = int(token.partition(":")[0])
        self.clock = clock
        self.faults = Faults()
        self.updates = Updates(clock, hurry, self._run_reply)
        self.refused: list[Refused] = []
        self.calls: list[tuple[str, Call]] = []
        self.players: dict[int, TelegramPlayer] = {}
        self.chats: dict[int, Seen] = {}
        self.blocked: set[int] = set()
        self.queries: dict[str, Query] = {}
        self.files: dict[str, bytes] = {}
        self.base_url = ""
        self._limits = limits
        self._buckets = Buckets()
        self._last_id = 100
        self._commands: object = None

    def player(self, user_id: int, *, language: str = "ru", first_name: str = "Игрок") -> TelegramPlayer:
        """Give the player with this id, made at the first call."""
        if user_id not in self.players:
            self.players[user_id] = TelegramPlayer(self, user_id, language, first_name)
            self.chat(user_id)
        return self.players[user_id]

    def chat(self, id: int) -> Seen:
        """Give a chat as it is seen: a player's private one, or a group's (negative)."""
        return self.chats.setdefault(id, Seen())

    def next_id(self) -> int:
        """Number the next message."""
        self._last_id += 1
        return self._last_id

    def push_press(self, player: TelegramPlayer, chat: int, message_id: int, shown: SeenMessage | None, payload: str) -> str:
        """Let a player press; answers the id of the query."""
        id = f"{self.bot_id}{self.next_id()}{player.id}"
        self.queries[id] = Query(player.id, chat, self.clock())
        message: Call = {"message_id": message_id, "chat": player.about(chat), "date": int(shown.at) if shown else 0}
        if shown is not None:  # [API] an old message comes as InaccessibleMessage: date 0, no text
            message |= {"text": shown.text} if shown.kind == "text" else {"caption": shown.text}
            message["from"] = {"id": self.bot_id, "is_bot": True, "first_name": "Смена", "username": self.username}
        body: Call = {"id": id, "from": player.person(), "chat_instance": str(chat), "message": message, "data": payload}
        self.updates.push("callback_query", body, player.id + (3 << 33))  # [SRV] presses have queues of their own
        return id

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Listen on loopback; gives the base URL for `SMENA_TELEGRAM_API`."""
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        self.base_url = f"http://{host}:{bound}"
        try:
            yield self.base_url
        finally:
            await self.updates.stop()
            await runner.cleanup()

    # -- one call ----------------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = await _read(request)
        self.calls.append((method, call))
        fault = self.faults.take(method)
        if fault is not None and not fault.applied:
            return await _strike(fault, request)
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")  # [SRV]
            result = await self.do(method, call)
            answer = web.json_response({"ok": True, "result": result})
        except Refusal as no:
            self.refused.append(Refused(method, no.code, no.description))
            body: Call = {"ok": False, "error_code": no.code, "description": no.description}
            answer = web.json_response(body | ({"parameters": dict(no.parameters)} if no.parameters else {}), status=no.code)
        return answer if fault is None else await _strike(fault, request)

    async def do(self, method: str, call: Call) -> object:
        """Carry out one method. Raises Refusal."""
        match method:
            case "getMe":
                return {"id": self.bot_id, "is_bot": True, "first_name": "Смена", "username": self.username}
            case "getUpdates":
                return await self.updates.poll(call)
            case "setWebhook":
                return self.updates.set_webhook(call)
            case "deleteWebhook":
                return self.updates.set_webhook({})
            case "getWebhookInfo":
                return self.updates.webhook_info()
            case "setMyCommands":
                self._commands = call.get("commands")
                return True
            case "sendMessage" | "sendPhoto" | "sendVideo":
                return self._send(method, call)
            case "editMessageText" | "editMessageMedia" | "editMessageCaption" | "editMessageReplyMarkup":
                return self._edit(method, call)
            case "deleteMessage":
                self.chat(self._chat_of(call)).drop(self._message(call).id)
                return True
            case "answerCallbackQuery":
                return self._answer(call)
            case "sendChatAction" | "deleteMyCommands":
                return True
            case "getChat":
                return {"id": self._chat_of(call), "type": "private", "accent_color_id": 0, "max_reaction_count": 0}
        raise Refusal(404, "Not Found: method not found")  # [SRV]

    async def _run_reply(self, reply: Call) -> None:
        """Carry out the method that came in a webhook's answer; its errors are seen by nobody [FAQ]."""
        method = str(reply.pop("method", ""))
        self.calls.append((method, reply))
        try:
            await self.do(method, reply)
        except Refusal as no:
            self.refused.append(Refused(method, no.code, no.description))

    # -- messages ----------------------------------------------------------------------------------------------

    def _send(self, method: str, call: Call) -> object:
        chat = self._chat_of(call)
        self._keep_rate(chat)
        media, kind = self._media(method, call)
        if method == "sendMessage":
            text, marks = check_words(call, "text", TEXT_MOST, required=True)
        else:
            text, marks = check_words(call, "caption", CAPTION_MOST, required=False)
        rows = check_markup(call.get("reply_markup"))
        message = SeenMessage(self.next_id(), text, marks, _buttons(rows), media, kind, at=self.clock())
        self.chat(chat).put(message)
        return self._told(chat, message)

    def _edit(self, method: str, call: Call) -> object:
        chat, message = self._chat_of(call), self._message(call)
        self._keep_rate(chat)
        new = SeenMessage(message.id, message.text, message.marks, (), message.media, message.kind, message.edits + 1, self.clock())
        if method == "editMessageText":
            if message.kind != "text":
                raise bad("there is no text in the message to edit")  # [SRV]
            new.text, new.marks = check_words(call, "text", TEXT_MOST, required=True)
        elif method == "editMessageCaption":
            if message.kind == "text":
                raise bad("there is no caption in the message to edit")  # [SRV]
            new.text, new.marks = check_words(call, "caption", CAPTION_MOST, required=False)
        elif method == "editMessageMedia":
            item = call.get("media")
            if not isinstance(item, dict) or item.get("type") not in ("photo", "video"):
                raise bad("can't parse InputMedia")
            sent = {**item, str(item["type"]): item.get("media"), **{k: v for k, v in call.items() if k.startswith("file")}}
            new.media, new.kind = self._media("sendPhoto" if item["type"] == "photo" else "sendVideo", sent)
            new.text, new.marks = check_words(item, "caption", CAPTION_MOST, required=False)
        new.rows = _buttons(check_markup(call.get("reply_markup")))
        same = (new.text, new.marks, new.rows, new.media) == (message.text, message.marks, message.rows, message.media)
        if same:
            raise bad(  # [SRV]
                "message is not modified: specified new message content and reply markup are exactly the same as a current "
                "content and reply markup of the message"
            )
        self.chat(chat).put(new)
        return self._told(chat, new)

    def _answer(self, call: Call) -> bool:
        query = self.queries.get(str(call.get("callback_query_id")))
        if query is None or query.answered or self.clock() - query.at > QUERY_LIVES_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")  # [SRV]
        words = str(call.get("text") or "")
        if len(words) > ANSWER_MOST:
            raise bad("MESSAGE_TOO_LONG")
        query.answered = True
        self.player(query.user).told(query.chat, words)
        return True

    def _chat_of(self, call: Call) -> int:
        try:
            chat = int(str(call.get("chat_id")))
        except ValueError:
            raise bad("chat_id is empty") from None
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")  # [SRV]
        if chat not in self.chats:
            raise bad("chat not found")  # [SRV]
        return chat

    def _message(self, call: Call) -> SeenMessage:
        found = self.chat(self._chat_of(call)).messages.get(int(str(call.get("message_id") or 0)))
        if found is None:
            raise bad("message to edit not found")  # [SRV]
        if found.mine:
            raise bad("message can't be edited")  # [SRV]
        return found

    def _media(self, method: str, call: Call) -> tuple[str, str]:
        if method == "sendMessage":
            return "", "text"
        name = "photo" if method == "sendPhoto" else "video"
        given = call.get(name)
        if isinstance(given, str) and given.startswith("attach://"):
            given = call.get(given.removeprefix("attach://"))
        if isinstance(given, bytes):
            if not given or len(given) > UPLOAD_MOST:
                raise bad("file must be non-empty" if not given else "Request Entity Too Large")
            id = f"{name}-{self.bot_id}-{hashlib.sha256(given).hexdigest()[:20]}"
            self.files[id] = given
            return id, "picture" if name == "photo" else "video"
        if isinstance(given, str) and given in self.files:
            return given, "picture" if name == "photo" else "video"
        raise bad("wrong file identifier/HTTP URL specified")  # [SRV]

    def _keep_rate(self, chat: int) -> None:
        wait_s = self._buckets.wait_s(chat, self.clock()) if self._limits else 0
        if wait_s:
            raise Refusal(429, f"Too Many Requests: retry after {wait_s}", {"retry_after": wait_s})  # [SRV]

    def _told(self, chat: int, message: SeenMessage) -> object:
        about = (
            {"id": chat, "type": "private", "first_name": "Игрок"}
            if chat > 0
            else {"id": chat, "type": "supergroup", "title": "Чат"}
        )
        body: Call = {"message_id": message.id, "date": int(self.clock()), "chat": about}
        body["from"] = {"id": self.bot_id, "is_bot": True, "first_name": "Смена", "username": self.username}
        if message.kind == "text":
            return body | {"text": message.text}
        if message.kind == "picture":
            size = {"file_id": message.media, "file_unique_id": message.media[-12:], "width": 800, "height": 400}
            return body | {"photo": [size], "caption": message.text}
        video = {"file_id": message.media, "file_unique_id": message.media[-12:], "width": 720, "height": 1280, "duration": 5}
        return body | {"video": video, "caption": message.text}


def _buttons(rows: list[list[dict[str, object]]]) -> tuple[tuple[SeenButton, ...], ...]:
    return tuple(
        tuple(
            SeenButton(str(b["text"]), str(b.get("callback_data") or ""), str(b.get("url") or ""), str(b.get("style") or ""))
            for b in row
        )
        for row in rows
    )


async def _read(request: web.Request) -> Call:
    """Read a call from JSON, a form, a multipart body or the query, as the real server does."""
    call: Call = dict(request.query)
    if request.content_type == "application/json":
        call |= await request.json()
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            call[name] = (
                value if isinstance(value, str) else value.file.read() if isinstance(value, web.FileField) else bytes(value)
            )
    for name in ("reply_markup", "entities", "caption_entities", "media", "commands", "allowed_updates"):
        if isinstance(given := call.get(name), str):
            call[name] = json.loads(given)
    return call


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
    parameters: Mapping[str, int] = {"retry_after": fault.retry_after} if fault.retry_after else {}
    told = {429: f"Too Many Requests: retry after {fault.retry_after}", 403: "Forbidden: bot was blocked by the user"}
    body: Call = {"ok": False, "error_code": fault.code, "description": told.get(fault.code, "Internal Server Error")}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=fault.code)
