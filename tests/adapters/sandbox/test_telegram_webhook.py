"""How the Telegram on loopback delivers to a webhook: order, retries, the secret, methods in answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.sandbox.telegram import TelegramSandbox

Handler = Callable[[dict[str, Any]], Awaitable[web.Response]]
HURRY = 100.0


class Hook:
    """A bot behind a webhook: what it got, when, and what it answers."""

    def __init__(self) -> None:
        self.now = 1_750_000_000.0
        self.sandbox = TelegramSandbox(hurry=HURRY, clock=lambda: self.now)
        self.got: list[tuple[str, float]] = []  # what came, as words, and when
        self.secrets: set[str] = set()
        self.answers: list[web.Response] = []  # the next ones, in order; then 200
        self.handler: Handler = self._answer
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""))
        self.got.append((_words(update), asyncio.get_running_loop().time()))
        return await self.handler(update)

    async def _answer(self, update: dict[str, Any]) -> web.Response:
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def words(self) -> list[str]:
        return [words for words, _ in self.got]

    @property
    def gaps_s(self) -> list[float]:
        """The pauses between deliveries, in the real server's seconds."""
        times = [at for _, at in self.got]
        return [(later - earlier) * HURRY for earlier, later in pairwise(times)]

    async def until(self, ready: Callable[[], bool]) -> None:
        async with asyncio.timeout(5.0):
            while not ready():
                await asyncio.sleep(0.002)

    async def set(self, **fields: Any) -> None:
        assert await self.sandbox.do("setWebhook", {"url": self.url, **fields})


def _words(update: dict[str, Any]) -> str:
    if "message" in update:
        return str(update["message"]["text"])
    return str(update["callback_query"]["data"]) if "callback_query" in update else "membership"


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    found = Hook()
    app = web.Application()
    app.router.add_post("/hook", found.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with found.sandbox.serve():
        yield found
    await runner.cleanup()


async def test_what_waited_comes_first_and_the_secret_with_it(hook: Hook) -> None:
    """A new webhook gets what had waited, in order, with its secret."""
    alice = hook.sandbox.player(42)
    await alice.send("раз")
    await alice.send("два")
    await hook.set(secret_token="s-e_cret1")
    await alice.send("три")
    await hook.until(lambda: len(hook.got) == 3)
    assert hook.words == ["раз", "два", "три"]
    assert hook.secrets == {"s-e_cret1"}
    await hook.until(lambda: not hook.sandbox.updates.waiting)


async def test_a_failure_holds_its_own_queue_back_and_no_other(hook: Hook) -> None:
    """While Alice's message fails her later ones wait; her press, her membership and Boris go through."""
    failing = True

    async def handler(update: dict[str, Any]) -> web.Response:
        return web.Response(status=500 if failing and _words(update) == "раз" else 200)

    hook.handler = handler
    await hook.set()
    alice, boris = hook.sandbox.player(42), hook.sandbox.player(43)
    await alice.send("раз")
    await alice.send("два")
    await alice.press_button(7, "нажал")
    alice.block()
    await boris.send("Борис")
    await hook.until(lambda: hook.words.count("раз") >= 2 and {"нажал", "membership", "Борис"} <= set(hook.words))
    assert "два" not in hook.words
    failing = False
    await hook.until(lambda: "два" in hook.words)
    assert hook.words.index("два") == len(hook.words) - 1


async def test_what_expires_while_it_fails_holds_nothing_back(hook: Hook) -> None:
    """Alice's press is too old by the time that its refusal arrives, and others had looked: her next press comes all the same."""

    async def handler(update: dict[str, Any]) -> web.Response:
        if _words(update) == "раз":
            hook.sandbox.updates.waiting.clear()  # as `alive` leaves out what is too old
            await hook.sandbox.player(42).press_button(7, "два")
            return web.Response(status=500, headers={"Retry-After": "9000"})
        return web.Response()

    hook.handler = handler
    await hook.set()
    await hook.sandbox.player(42).press_button(7, "раз")
    await hook.until(lambda: hook.words == ["раз", "два"])


async def test_it_tries_again_at_once_and_then_ever_later(hook: Hook) -> None:
    """The second attempt comes at once, then after 2, 4, 8 s; what succeeds begins anew."""
    hook.answers = [web.Response(status=code) for code in (500, 404, 302, 503)]
    await hook.set()
    await hook.sandbox.player(42).send("раз")
    await hook.until(lambda: len(hook.got) == 5)
    assert [attempt.status for attempt in hook.sandbox.webhook.delivered][:4] == [500, 404, 302, 503]
    await hook.until(lambda: len(hook.sandbox.webhook.delivered) == 5)
    assert [hook.gaps_s[1] >= 2.0, hook.gaps_s[2] >= 4.0, hook.gaps_s[3] >= 8.0] == [True] * 3
    assert hook.gaps_s[0] < hook.gaps_s[3]


async def test_retry_after_is_honoured(hook: Hook) -> None:
    """The bot's own Retry-After is waited out, also at the first failure."""
    hook.answers = [web.Response(status=503, headers={"Retry-After": "10"})]
    await hook.set()
    await hook.sandbox.player(42).send("раз")
    await hook.until(lambda: len(hook.got) == 2)
    assert hook.gaps_s[0] >= 10.0
    info = hook.sandbox.webhook.info()
    assert (info["last_error_message"], info["url"]) == ("Wrong response from the webhook: 503 Service Unavailable", hook.url)


async def test_what_would_expire_before_the_next_attempt_is_dropped(hook: Hook) -> None:
    """A press older than 150 s is not tried again; the queue goes on."""
    hook.answers = [web.Response(status=503, headers={"Retry-After": "151"})]
    await hook.set()
    alice = hook.sandbox.player(42)
    await alice.press_button(7, "раз")
    await alice.press_button(7, "два")
    await hook.until(lambda: len(hook.got) == 2)
    assert hook.words == ["раз", "два"]


async def test_an_answer_that_never_comes_counts_as_a_failure(hook: Hook) -> None:
    """Where nobody listens the update waits, and comes when somebody does."""
    async with aiohttp.ClientSession() as http:
        free = hook.url.replace("/hook", "/nowhere")
        assert (await http.post(free)).status == 404
    await hook.sandbox.do("setWebhook", {"url": "http://127.0.0.1:9/"})
    await hook.sandbox.player(42).send("раз")
    await hook.until(lambda: len(hook.sandbox.webhook.delivered) >= 2)
    assert {attempt.status for attempt in hook.sandbox.webhook.delivered} == {0}
    await hook.set()
    await hook.until(lambda: hook.words == ["раз"])


@pytest.mark.parametrize("form", ["json", "form", "multipart"])
async def test_a_method_in_the_answer_is_carried_out(hook: Hook, form: str) -> None:
    """A method in the webhook's answer is run in every form of a body."""

    async def handler(update: dict[str, Any]) -> web.Response:
        call = {"method": "answerCallbackQuery", "callback_query_id": update["callback_query"]["id"], "text": "Верно"}
        if form == "json":
            return web.json_response(call)
        if form == "multipart":
            body = aiohttp.MultipartWriter("form-data")
            for name, value in call.items():
                body.append(value).set_content_disposition("form-data", name=name)
            return web.Response(body=body)
        body_of_form = aiohttp.FormData(call)()
        return web.Response(body=body_of_form)

    hook.handler = handler
    await hook.set()
    alice = hook.sandbox.player(42)
    await alice.press_button(7, "go")
    await alice.wait(lambda seen: seen.toasts == ["Верно"])
    assert hook.sandbox.refused == []
    assert [method for method, _ in hook.sandbox.calls] == ["answerCallbackQuery"]


async def test_an_error_of_a_method_in_the_answer_is_seen_by_nobody(hook: Hook) -> None:
    """A refused method in the answer is noted here, but the update counts as delivered; setWebhook and get... are not run."""
    hook.answers = [
        web.json_response({"method": "sendMessage", "chat_id": 7, "text": "эй"}),
        web.json_response({"method": "deleteWebhook"}),
        web.json_response({"method": "getUpdates"}),
        web.Response(text="{", content_type="application/json"),
    ]
    await hook.set()
    for words in ("раз", "два", "три", "четыре"):
        await hook.sandbox.player(42).send(words)
    await hook.until(lambda: len(hook.sandbox.webhook.delivered) == 4)
    assert hook.words == ["раз", "два", "три", "четыре"]
    assert [(no.method, no.description) for no in hook.sandbox.refused] == [("sendMessage", "Bad Request: chat not found")]
    assert hook.sandbox.webhook.url == hook.url


async def test_at_most_so_many_connections_at_once(hook: Hook) -> None:
    """`max_connections` bounds how many queues are delivered side by side."""
    together = most = 0

    async def handler(update: dict[str, Any]) -> web.Response:
        nonlocal together, most
        together += 1
        most = max(most, together)
        await asyncio.sleep(0.02)
        together -= 1
        return web.Response()

    hook.handler = handler
    await hook.set(max_connections=3)
    for user in range(1, 10):
        await hook.sandbox.player(user).send("привет")
    await hook.until(lambda: len(hook.sandbox.webhook.delivered) == 9)
    assert most == 3


async def test_every_update_can_be_delivered_twice_by_webhook(hook: Hook) -> None:
    """With `double` each update is posted two times."""
    hook.sandbox.updates.double = True
    await hook.set()
    await hook.sandbox.player(42).send("раз")
    await hook.sandbox.player(42).send("два")
    await hook.until(lambda: len(hook.got) == 4)
    assert hook.words == ["раз", "раз", "два", "два"]


async def test_410_for_a_day_closes_the_webhook(hook: Hook) -> None:
    """A bot that answers 410 for 23 hours is not called any more."""

    async def handler(update: dict[str, Any]) -> web.Response:
        return web.Response(status=410)

    hook.handler = handler
    await hook.set()
    await hook.sandbox.player(42).send("раз")
    await hook.until(lambda: len(hook.got) >= 2)
    assert hook.sandbox.webhook.url
    hook.now += 23 * 3600 + 1
    await hook.until(lambda: not hook.sandbox.webhook.url)


async def test_pending_updates_can_be_dropped(hook: Hook) -> None:
    """`drop_pending_updates` forgets what had waited."""
    await hook.sandbox.player(42).send("раз")
    assert hook.sandbox.webhook.info()["pending_update_count"] == 1
    await hook.set(drop_pending_updates=True)
    await hook.sandbox.player(42).send("два")
    await hook.until(lambda: len(hook.got) == 1)
    assert hook.words == ["два"]
