"""Calls of one tick of the loop travel together in one `execute`; knows what calls are, not what they are for."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.common.http import CALL_S
from adapters.common.turns import Turns
from adapters.vk.calls import Api, Given, Lost, Refusal, Reply, Unsent, refusal

CALLS_MOST = 25  # of one execute (dev.vk.com, method/execute)
CODE_MOST = 60_000  # characters of one execute; its limit is not published, fifty long screens would be beyond any reason
REQUESTS_S = 17.0  # with its burst 19 in any one second; VK allows 20 (dev.vk.com, api/bots/development/messages)
WAIT_S, LONE_WAIT_S = 1.5, 3.0  # a call that could not leave for so long is given back
UNREADABLE = (8, 12, 13, 100, 413)  # execute itself was refused: its calls are tried one by one


@dataclass(slots=True)
class _Call:
    method: str
    parameters: Mapping[str, str]
    reply: asyncio.Future[Reply]
    at: float  # when it was asked for, monotonic seconds
    until: float  # it must have left by then

    @property
    def size(self) -> int:
        """Characters that it takes in an execute, without what JSON must escape."""
        return sum(map(len, self.parameters.values())) + 100

    def code(self) -> str:
        """Write the call in VKScript, which reads JSON as an object."""
        return f"API.{self.method}({json.dumps(self.parameters, ensure_ascii=False, separators=(',', ':'))})"


class Batch:
    """Gathers calls; a request with up to 25 of them leaves when it is the community's turn, which all its workers share.

    What must travel alone stands in a line of its own. Where somebody waits in both, they go by turns: a hundred new
    pictures keep no press from being answered.
    """

    def __init__(self, api: Api, turns: Turns | None = None) -> None:
        self._api = api
        self._turns = turns or Turns(REQUESTS_S)
        self._together: deque[_Call] = deque()
        self._alone: deque[_Call] = deque()
        self._was_alone = False  # the last request
        self._pump: asyncio.Task[None] | None = None
        self._posts: set[asyncio.Task[None]] = set()

    async def call(self, method: str, parameters: Mapping[str, str]) -> Reply:
        """Call one method, together with whatever else is called in this tick. Never raises."""
        return await self._queue(self._together, method, parameters, WAIT_S)

    async def call_alone(self, method: str, parameters: Mapping[str, str]) -> Reply:
        """Call one method in a request of its own. Never raises."""
        return await self._queue(self._alone, method, parameters, LONE_WAIT_S)

    def hold(self, seconds: float) -> None:
        """Let no request leave for so long."""
        self._turns.hold(seconds)

    def _queue(self, line: deque[_Call], method: str, parameters: Mapping[str, str], wait_s: float) -> asyncio.Future[Reply]:
        now, reply = time.monotonic(), asyncio.get_running_loop().create_future()
        line.append(_Call(method, parameters, reply, now, now + wait_s))
        self._start()
        return reply

    def _start(self) -> None:
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run())  # begins in the next tick: all calls of this one are there

    async def _run(self) -> None:
        while self._waiting():
            if (wait_s := await self._turns.wait_s(self._needed())) > 0:
                await asyncio.sleep(min(wait_s, 0.1))
            elif self._waiting():  # they may have gone while the store was asked
                self._turns.take()
                post = asyncio.create_task(self._post(self._next()))
                self._posts.add(post)
                post.add_done_callback(self._posts.discard)

    def _needed(self) -> int:
        """Tell how many requests all that waits will take, about."""
        return -(-len(self._together) // CALLS_MOST) + len(self._alone)

    def _waiting(self) -> bool:
        """Tell whether anybody waits. Who has waited too long, or has gone, is freed first: nothing of theirs was sent."""
        now = time.monotonic()
        for line in (self._together, self._alone):
            while line and (line[0].reply.done() or now > line[0].until):
                _reply(line.popleft(), Unsent("no room"))
        return bool(self._together or self._alone)

    def _next(self) -> list[_Call]:
        """Take what the next request carries; the first of each line is waited for, see `_waiting`."""
        self._was_alone = bool(self._alone) and not (self._together and self._was_alone)
        if self._was_alone:
            return [self._alone.popleft()]
        calls: list[_Call] = []
        size = 0
        while self._together and len(calls) < CALLS_MOST:
            size += self._together[0].size
            if calls and size > CODE_MOST:
                break
            call = self._together.popleft()
            if not call.reply.done():
                calls.append(call)
        return calls

    async def _post(self, calls: Sequence[_Call]) -> None:
        seconds = CALL_S - (time.monotonic() - min(call.at for call in calls))
        if len(calls) == 1:
            _reply(calls[0], await self._api.post(calls[0].method, calls[0].parameters, seconds))
            return
        code = f"return [{','.join(call.code() for call in calls)}];"
        whole = await self._api.post("execute", {"code": code}, seconds)
        if isinstance(whole, Refusal) and whole.code in UNREADABLE:
            self._alone += calls
            self._start()
            return
        for call, reply in zip(calls, replies_of(whole, len(calls)), strict=True):
            _reply(call, reply)


def replies_of(whole: Reply, count: int) -> list[Reply]:
    """Take apart the answer of an `execute`: a call that failed gives `false`, and its error stands in a second list."""
    if not isinstance(whole, Given):
        return [whole] * count
    values, errors = whole.value, [error for error in whole.failed if not _is_echo(error)]
    if not isinstance(values, list) or len(values) != count or sum(value is False for value in values) != len(errors):
        return [Lost("execute answered something else")] * count
    failed = iter(errors)
    return [_one(next(failed)) if value is False else Given(value) for value in values]


def _is_echo(error: object) -> bool:
    """Tell whether an error is execute's own: it repeats the last call's (voronind/vk issue 42, vkontakte_api pull 90)."""
    return isinstance(error, dict) and error.get("method") == "execute"


def _one(error: object) -> Reply:
    return refusal(error) if isinstance(error, dict) else Lost("an error of execute is no object")


def _reply(call: _Call, reply: Reply) -> None:
    if not call.reply.done():
        call.reply.set_result(reply)
