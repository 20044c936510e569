"""The Bot API on loopback: one bot, its chats and players, over real HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from adapters.sandbox import telegram_shapes as shapes
from adapters.sandbox.faults import Faults
from adapters.sandbox.seen import Seen
from adapters.sandbox.telegram_chats import Chats, Group
from adapters.sandbox.telegram_files import UPLOAD_MOST, Files
from adapters.sandbox.telegram_limits import too_many
from adapters.sandbox.telegram_messages import Messages
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.telegram_queries import Queries
from adapters.sandbox.telegram_rules import Refusal, check_chat_action, check_commands
from adapters.sandbox.telegram_updates import Updates
from adapters.sandbox.telegram_webhook import Webhook
from adapters.sandbox.telegram_wire import Call, accepted, read_call, refused, strike


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that the platform refused, for tests to look at."""

    method: str
    code: int
    description: str
    fields: Call = field(default_factory=dict)


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
        spent: int = 0,
    ) -> None:
        """`limits`: keep the published rates. `hurry`: how many times faster than the real one retries and penalties are.

        `spent`: how many numbers an earlier sandbox with the same players may have given to updates, messages and presses:
        no messenger gives one twice.
        """
        self.token = token
        self.username = username
        self.bot_id = int(token.partition(":")[0])
        self.clock = clock
        self.faults = Faults()
        self.refused: list[Refused] = []  # everything that was refused, polling apart from its conflicts
        self.calls: list[tuple[str, Call]] = []  # everything that was asked, in order
        self.commands: dict[str, object] = {}  # by language
        self.players: dict[int, TelegramPlayer] = {}
        self._files = Files(self.bot_id)
        self.files = self._files.content  # by file_id; may be emptied: the platform forgets
        self.names = self._files.names  # of the files, by file_id
        self.queries = Queries(clock, spent)
        self.updates = Updates(clock, hurry, spent)
        self.webhook = Webhook(self.updates, self._run_reply)
        self.updates.on_push, self.updates.webhook_set = self.webhook.wake, lambda: bool(self.webhook.url)
        self.base_url = ""
        self._rooms = Chats(self._name_of, spent)
        self._messages = Messages(self.me, self._rooms, self._files, clock, limits)
        self._webhook_set_at = float("-inf")

    @property
    def me(self) -> Call:
        """The bot as messages name it."""
        return shapes.bot(self.bot_id, self.username)

    @property
    def chats(self) -> dict[int, Seen]:
        """All chats as they are seen, by id."""
        return self._rooms.seen

    @property
    def blocked(self) -> set[int]:
        """The players who have blocked the bot."""
        return self._rooms.blocked

    @property
    def gone(self) -> set[int]:
        """The players whose accounts were deleted."""
        return self._rooms.gone

    def player(self, user_id: int, *, language: str = "ru", first_name: str = "Игрок") -> TelegramPlayer:
        """Give the player with this id, made at the first call; the bot may write to him at once."""
        if user_id not in self.players:
            self.players[user_id] = TelegramPlayer(self, self._rooms, user_id, language, first_name)
            self.chat(user_id)
        return self.players[user_id]

    def group(self, id: int, title: str = "Чат", *, sees_all: bool = True) -> Group:
        """Give the group with this (negative) id, made at the first call. `sees_all` false: privacy mode."""
        if id not in self._rooms.groups:
            self._rooms.groups[id] = Group(id, title, sees_all=sees_all)
        self.chat(id)
        return self._rooms.groups[id]

    def chat(self, id: int) -> Seen:
        """Give a chat as it is seen: a player's private one, or a group's (negative)."""
        return self._rooms.open(id)

    def push_raw(self, body: Call) -> int:
        """Put any update into the queue, also a forged one or one delivered before."""
        return self.updates.push_raw(body)

    def spell(self, chat: int, message_id: int, writer: Call | None = None) -> Call:
        """Spell a message as the Bot API does; `writer` is who wrote it if not the bot."""
        return self._messages.told(chat, self.chat(chat).messages[message_id], writer)

    def _name_of(self, user_id: int) -> str:
        return self.players[user_id].first_name if user_id in self.players else "Игрок"

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Listen on loopback; gives the base URL for `SMENA_TELEGRAM_API`."""
        app = web.Application(client_max_size=UPLOAD_MOST + 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/files/{id}", self._download)
        app.router.add_route("*", "/{anything:.*}", self._nowhere)
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        self.base_url = f"http://{host}:{bound}"
        try:
            yield self.base_url
        finally:
            self.updates.wake_poll()
            await self.webhook.stop()
            await runner.cleanup()

    # -- one call ----------------------------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method, call = request.match_info["method"], Call()
        try:
            call = await read_call(request)
            self.calls.append((method, call))
            fault = await self.faults.meet(method)
            if fault is not None and not fault.applied:
                return await strike(fault, request)
            self._check_token(request.match_info["token"])
            answer = accepted(await self.do(method, call))
        except Refusal as no:
            self._note(method, no, call)
            return refused(no)
        except web.HTTPRequestEntityTooLarge:
            return refused(Refusal(413, "Request Entity Too Large"))
        return answer if fault is None else await strike(fault, request)

    def _check_token(self, token: str) -> None:
        if token == self.token:
            return
        well_formed = ":" in token and token.partition(":")[0].isdecimal() and not token.startswith("0") and len(token) <= 80
        raise Refusal(401, "Unauthorized" if well_formed else "Unauthorized: invalid token specified")  # [SRV] ClientManager

    async def do(self, method: str, call: Call) -> object:
        """Carry out one method, in any case of letters. Raises Refusal."""
        match name := method.lower():
            case "getme":
                return shapes.itself(self.bot_id, self.username, all(g.sees_all for g in self._rooms.groups.values()))
            case "getupdates":
                return await self.updates.poll(call)
            case "setwebhook" | "deletewebhook":
                return self._set_webhook(call if name == "setwebhook" else {**call, "url": ""})
            case "getwebhookinfo":
                return self.webhook.info()
            case "sendmessage" | "sendphoto" | "sendvideo" | "senddocument":
                return self._messages.send(name, call)
            case "editmessagetext" | "editmessagemedia" | "editmessagecaption" | "editmessagereplymarkup":
                return self._messages.edit(name, call)
            case "deletemessage":
                return self._messages.delete(call)
            case "answercallbackquery":
                return self._answer(call)
            case "getfile":
                return self._files.find(call.get("file_id"))
        return self._lesser(name, call)

    def _lesser(self, name: str, call: Call) -> object:
        """Carry out what changes no chat. Raises Refusal."""
        language = str(call.get("language_code") or "")
        match name:
            case "setmycommands":
                check_commands(call.get("commands"))
                self.commands[language] = call.get("commands")
                return True
            case "deletemycommands":
                self.commands.pop(language, None)
                return True
            case "getmycommands":
                return self.commands.get(language, [])
            case "sendchataction":
                check_chat_action(call.get("action"))
                self._rooms.reach(call)
                return True
            case "getchat":
                about = self._rooms.about(self._rooms.reach(call))
                return about | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, True)}
        raise Refusal(404, "Not Found: method not found")  # [SRV]

    def _set_webhook(self, call: Call) -> bool:
        now = self.clock()
        if call.get("url") and self._messages.limits and now < self._webhook_set_at + 1:
            raise too_many(1)  # [SRV] next_allowed_set_webhook_time_
        self._webhook_set_at = now
        return self.webhook.set(call)

    def _answer(self, call: Call) -> bool:
        query, words = self.queries.answer(call)
        self.player(query.user).told(query.chat, words, str(call.get("show_alert", "")).lower() in ("true", "1"))
        return True

    async def _run_reply(self, reply: Call) -> None:
        """Carry out the method that came in a webhook's answer; its errors are seen by nobody [FAQ]."""
        method = str(reply.pop("method", ""))
        self.calls.append((method, reply))
        try:
            await self.do(method, reply)
        except Refusal as no:
            self._note(method, no, reply)

    def _note(self, method: str, no: Refusal, call: Call) -> None:
        self.refused.append(Refused(method, no.code, no.description, call))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        content = self.files.get(request.match_info["id"])
        if request.match_info["token"] != self.token or content is None:
            return await self._nowhere(request)
        return web.Response(body=content, content_type="application/octet-stream")

    async def _nowhere(self, _: web.Request) -> web.StreamResponse:
        return refused(Refusal(404, "Not Found"))  # [SRV] HttpConnection::handle


# [API] ChatFullInfo.accepted_gift_types
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
