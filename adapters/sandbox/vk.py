"""The VK API on loopback: one community, its dialogues and players; stateful, over real HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.seen import Seen
from adapters.sandbox.vk_errors import VkError
from adapters.sandbox.vk_events import Events
from adapters.sandbox.vk_files import UPLOAD_MOST, Files
from adapters.sandbox.vk_messages import Messages
from adapters.sandbox.vk_methods import methods_of
from adapters.sandbox.vk_player import VkPlayer
from adapters.sandbox.vk_presses import Presses
from adapters.sandbox.vk_rules import Call
from adapters.sandbox.vk_script import read_script
from adapters.sandbox.vk_wire import Body, answered, error_body, read_call, strike

RATE = 20  # [DEV] bots/development/messages: requests a second per community token
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Refused:
    """A call that VK refused, for tests to look at. Failures that were ordered are not here."""

    method: str
    code: int
    description: str
    fields: Call = field(default_factory=dict)


# [SEEN] vk-io, api.ts, apiExecuteUnsupportedMethods: no script carries them; with which error they fail is not told there
NO_SCRIPT = {"photos.saveMessagesPhoto", "docs.save"}


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
        spent: int = 0,
    ) -> None:
        """`limits`: keep the published rates. `hurry`: how many times faster than the real one callbacks are retried.

        `spent`: how many numbers an earlier sandbox with the same players may have given to events and messages: no messenger
        gives one twice.
        """
        self.group = group
        self.token = token
        self.clock = clock
        self.faults = Faults()  # methods by name; "upload" and "longpoll" for the two other addresses
        self.events = Events(group, hurry, spent)
        self.refused: list[Refused] = []
        self.calls: list[tuple[str, Call]] = []  # everything that was asked, in order, also inside of an execute
        self.players: dict[int, VkPlayer] = {}
        self.files = Files(group)
        self.messages = Messages(group, self.files, clock, limits, spent)
        self.messages.on_change = self.events.push
        self.presses = Presses(clock)
        self.hears_all = True  # in group chats; a community without that right hears what is meant for it
        self.echoes = True  # see _execute
        self.base_url = ""
        self.methods = methods_of(self)
        self._limits = limits
        self._recent: list[float] = []

    def player(self, user_id: int, *, language: str = "ru", first_name: str = "Игрок") -> VkPlayer:
        """Give the player with this id, made at the first call; the community may not write to him before he does."""
        if user_id not in self.players:
            self.players[user_id] = VkPlayer(self, user_id, language, first_name)
        return self.players[user_id]

    def chat(self, peer: int) -> Seen:
        """Give a dialogue as its player sees it, or a group chat (2000000000 + its number)."""
        return self.messages.open(peer).seen

    @property
    def photos(self) -> dict[str, bytes]:
        """The content of all that was uploaded, by attachment; may be emptied, as if VK had forgotten."""
        return self.files.known

    @property
    def mentioned(self) -> list[str]:
        """Everybody whom the bot's plain words have mentioned."""
        return self.messages.mentioned

    def push_press(self, player: VkPlayer, peer: int, message_id: int, payload: object) -> str:
        """Let a player press a callback button, also one that never was; answers the press's own id."""
        id = self.presses.begin(player.id, peer)
        body = {"user_id": player.id, "peer_id": peer, "event_id": id, "payload": payload}
        # [DEV] json-schema, message_event: no number of a message from the keyboard under the input field
        self.events.push("message_event", body | ({"conversation_message_id": message_id} if message_id else {}))
        return id

    def push_raw(self, event: dict[str, object]) -> None:
        """Put any event into the stream, also a forged one or one delivered before."""
        self.events.push_raw(event)

    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Listen on loopback; gives the base URL for `SMENA_VK_API`: methods are at base + "/method/"."""
        app = web.Application(client_max_size=UPLOAD_MOST + 1024 * 1024)
        app.router.add_route("*", "/method/{method}", self._handle)
        app.router.add_route("*", "/longpoll", self._beside("longpoll", self.events.check))
        app.router.add_post("/upload/photo", self._beside("upload", self.files.take_photo))
        app.router.add_post("/upload/doc", self._beside("upload", self.files.take_doc))
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
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

    def _beside(self, name: str, handler: Handler) -> Handler:
        """Let ordered failures strike the long poll and the uploads too."""

        async def handle(request: web.Request) -> web.StreamResponse:
            fault = await self.faults.meet(name)
            if fault is not None and not fault.applied:
                return await strike(fault, request, name, {})
            answer = await handler(request)
            return answer if fault is None else await strike(fault, request, name, {})

        return handle

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        token, call = await read_call(request)
        self.calls.append((method, call))
        fault = await self.faults.meet(method)
        if fault is not None and not fault.applied:
            return await strike(fault, request, method, call)
        try:
            self._admit(method, token, call)
            if method == "execute":
                body, within = await self._execute(call)
                fault = fault or within
            else:
                body = {"response": self.methods[method](call)}
        except VkError as no:
            self._note(method, no, call)
            body = error_body(no, method, call)
        return answered(body) if fault is None else await strike(fault, request, method, call)

    def _admit(self, method: str, token: str, call: Call) -> None:
        """Let a request in. Raises VkError."""
        if method != "execute" and method not in self.methods:
            raise VkError(3)
        if token != self.token:
            raise VkError(5) if token else VkError(5, "no access_token passed.")
        if not call.get("v"):
            raise VkError(8, "v (version) is required")  # [SEEN]
        now = self.clock()
        self._recent = [at for at in self._recent if now - at < 1.0]
        if self._limits and len(self._recent) >= RATE:
            raise VkError(6)
        self._recent.append(now)

    async def _execute(self, call: Call) -> tuple[Body, Fault | None]:
        """Carry out a script: a call that fails gives false, and its error beside the answer.

        A failure of the wire that was ordered for one of the calls strikes the whole request; it is given back.
        """
        script = read_script(call.get("code", ""))
        self.calls += script
        faults = [await self.faults.meet(method) for method, _ in script]
        lost = next((fault for fault in faults if fault is not None and fault.kind != "error"), None)
        if lost is not None and not lost.applied:
            return {}, lost
        results: list[object] = []
        errors: list[Body] = []
        for (method, inner), fault in zip(script, faults, strict=True):
            try:
                results.append(self._run_inner(method, inner, fault))
            except VkError as no:
                results.append(False)
                errors.append({"method": method, "error_code": no.code, "error_msg": no.told()})
        if self.echoes and errors and results[-1] is False:
            # [SEEN] voronind/vk issue 42, 7even/vkontakte_api pull 90: the error of the last call stands there once more
            errors.append({**errors[-1], "method": "execute"})
        return {"response": results} | ({"execute_errors": errors} if errors else {}), lost

    def _run_inner(self, method: str, call: Call, fault: Fault | None) -> object:
        """Carry out one call of a script. Raises VkError: refused, or a failure that was ordered."""
        ordered = VkError(fault.code) if fault is not None and fault.kind == "error" else None
        if ordered is not None and not (fault and fault.applied):
            raise ordered
        try:
            if method not in self.methods or method in NO_SCRIPT:
                raise VkError(3)
            result = self.methods[method](call)
        except VkError as no:
            self._note(method, no, call)
            raise
        if ordered is not None:
            raise ordered
        return result

    def _note(self, method: str, no: VkError, call: Call) -> None:
        self.refused.append(Refused(method, no.code, no.told(), call))
