"""Events on their way to the bot: by Bots Long Poll in order and until asked for; by Callback API until `ok` is said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_callback import postponed_s


@dataclass
class Line:
    vk: VkSandbox
    http: aiohttp.ClientSession

    async def ask(self, method: str, **call: object) -> Any:
        form = {"access_token": self.vk.token, "v": "5.199", "group_id": "77", **{k: str(value) for k, value in call.items()}}
        async with self.http.post(f"{self.vk.base_url}/method/{method}", data=form) as answer:
            told = await answer.json()
        return told.get("response", told)

    async def poll(self, ts: object, key: str = "", wait: float = 0.05, **more: str) -> Any:
        query = {"act": "a_check", "key": key or self.vk.events.key, "ts": str(ts), "wait": str(wait), **more}
        async with self.http.get(f"{self.vk.base_url}/longpoll", params=query) as answer:
            return await answer.json()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    vk = VkSandbox(hurry=1000.0)
    async with vk.serve(), aiohttp.ClientSession() as http:
        yield Line(vk, http)


async def until(ready: Callable[[], object], seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.002)


# -- long poll -------------------------------------------------------------------------------------------------------


async def test_events_stay_until_they_are_asked_for_with_a_later_ts(line: Line) -> None:
    """In order; the same ts gives the same events again."""
    server = await line.ask("groups.getLongPollServer")
    assert server == {"server": f"{line.vk.base_url}/longpoll", "key": line.vk.events.key, "ts": "1"}
    for words in ("раз", "два"):
        await line.vk.player(42).send(words)
    for _ in range(2):
        told = await line.poll(server["ts"])
        assert told["ts"] == "3"
        assert [update["object"]["message"]["text"] for update in told["updates"]] == ["раз", "два"]
    assert [update["object"]["message"]["text"] for update in (await line.poll(2))["updates"]] == ["два"]
    assert await line.poll(3) == {"ts": "3", "updates": []}


async def test_a_poll_waits_for_news(line: Line) -> None:
    """It is answered the moment that something happens, and two pollers are given the same."""
    polls = [asyncio.create_task(line.poll(1, wait=5.0)) for _ in range(2)]
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await line.vk.player(42).send("ну")
    told = await asyncio.gather(*polls)
    assert time.monotonic() - began < 1.0
    assert told[0] == told[1]
    assert len(told[0]["updates"]) == 1


async def test_a_poll_under_way_does_not_hold_up_the_end() -> None:
    """The sandbox closes at once."""
    vk = VkSandbox()
    async with aiohttp.ClientSession() as http:
        async with vk.serve():
            poll = asyncio.create_task(Line(vk, http).poll(1, wait=90.0))
            await asyncio.sleep(0.05)
            began = time.monotonic()
        assert time.monotonic() - began < 1.0
        assert await poll == {"ts": "1", "updates": []}


async def test_events_that_are_not_switched_on_never_come(line: Line) -> None:
    """Presses are off at first, as VK has it; whoever does not switch them on waits in vain."""
    player = line.vk.player(42)
    assert line.vk.push_press(player, 42, 1, {})
    player.block()
    assert line.vk.events.queue == []
    kinds = {"message_event": 1, "message_deny": 1, "message_new": 0}
    assert await line.ask("groups.setLongPollSettings", enabled=1, api_version="5.199", **kinds) == 1
    settings = await line.ask("groups.getLongPollSettings")
    assert settings["is_enabled"] is True
    assert {kind: on for kind, on in settings["events"].items() if on} == {"message_event": 1, "message_deny": 1}
    await player.send("не услышат")
    line.vk.push_press(player, 42, 1, {})
    player.block()
    assert [event["type"] for event in line.vk.events.queue] == ["message_event", "message_deny"]


async def test_a_long_poll_that_is_switched_off(line: Line) -> None:
    """It has no server, and collects nothing."""
    await line.ask("groups.setLongPollSettings", enabled=0)
    error = (await line.ask("groups.getLongPollServer"))["error"]
    assert error["error_code"] == 100
    assert "longpoll for this group is not enabled" in error["error_msg"]
    await line.vk.player(42).send("никто не слышит")
    assert line.vk.events.queue == []


async def test_the_three_ways_to_fail(line: Line) -> None:
    """1: history lost, a new ts is told; 2: the key has expired; 3: both are to be asked for anew."""
    await line.vk.player(42).send("пропало")
    line.vk.events.forget()
    assert await line.poll(1) == {"failed": 1, "ts": 3}
    assert await line.poll(99) == {"failed": 1, "ts": 3}
    assert await line.poll(3) == {"ts": "3", "updates": []}
    old = line.vk.events.key
    line.vk.events.expire_key()
    assert await line.poll(3, key=old) == {"failed": 2}
    assert "updates" in await line.poll(3)
    assert (await line.poll("x"))["failed"] == 3
    assert (await line.poll(3, act="x"))["failed"] == 3


@pytest.mark.parametrize("code", [1, 2, 3, 4])
async def test_a_failure_of_the_poll_can_be_ordered(line: Line, code: int) -> None:
    """Once; after 2 and 3 the old key opens nothing more."""
    old = line.vk.events.key
    line.vk.events.fail_next = code
    assert await line.poll(1) == {"failed": code} | ({"ts": 1} if code == 1 else {})
    assert await line.poll(1, key=old) == ({"failed": 2} if code in (2, 3) else {"ts": "1", "updates": []})


async def test_a_poll_can_be_broken_on_the_wire(line: Line) -> None:
    """A 502 page instead of events, which then come."""
    line.vk.faults.order(Fault("longpoll", "html"))
    with pytest.raises(aiohttp.ContentTypeError):
        await line.poll(1)
    assert await line.poll(1) == {"ts": "1", "updates": []}


async def test_events_can_be_doubled_and_forged(line: Line) -> None:
    """A doubled event has the same id; a raw one is delivered as it is."""
    line.vk.events.double = True
    await line.vk.player(42).send("дважды")
    line.vk.events.double = False
    line.vk.push_raw({"type": "nonsense"})
    updates = (await line.poll(1))["updates"]
    assert updates[0] == updates[1]
    assert updates[2] == {"type": "nonsense"}


async def test_the_queue_is_bounded(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest events go; whoever still wanted them is told so."""
    monkeypatch.setattr("adapters.sandbox.vk_events.KEPT_MOST", 3)
    for n in range(5):
        await line.vk.player(42).send(str(n))
    assert await line.poll(1) == {"failed": 1, "ts": 6}
    assert [update["object"]["message"]["text"] for update in (await line.poll(3))["updates"]] == ["2", "3", "4"]


# -- Callback API ----------------------------------------------------------------------------------------------------


@dataclass
class Receiver:
    """A bot's server: keeps what comes, answers what it is told to."""

    confirmation: Callable[[], str]
    answers: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)  # then always `ok`
    bodies: list[dict[str, Any]] = field(default_factory=list)
    retries: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)  # confirmations
    silent: asyncio.Event | None = None  # the first attempts are not answered until this is set

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "confirmation":
            self.asked.append(body)
            return web.Response(text=self.confirmation())
        self.bodies.append(body)
        self.retries.append(request.headers.get("X-Retry-Counter", ""))
        if self.silent is not None and not self.retries[-1]:
            await self.silent.wait()
        status, words, headers = self.answers.pop(0) if self.answers else (200, "ok", {})
        return web.Response(status=status, text=words, headers=headers)


@asynccontextmanager
async def receiving(confirmation: Callable[[], str]) -> AsyncIterator[tuple[Receiver, str]]:
    receiver = Receiver(confirmation)
    app = web.Application()
    app.router.add_post("/vk", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield receiver, f"http://127.0.0.1:{runner.addresses[0][1]}/vk"
    finally:
        await runner.cleanup()


@dataclass
class Called(Line):
    receiver: Receiver
    url: str
    server: int


@pytest.fixture
async def called(line: Line) -> AsyncIterator[Called]:
    """A community whose callback server is confirmed; nothing else is switched on than at first."""
    async with receiving(lambda: line.vk.events.confirmation) as (receiver, url):
        added = await line.ask("groups.addCallbackServer", url=url, title="Bot", secret_key="s3")
        await asyncio.wait_for(line.vk.events.confirmed.wait(), 3.0)
        yield Called(line.vk, line.http, receiver, url, added["server_id"])
        await line.vk.events.stop()


async def test_a_server_is_confirmed_and_then_told(called: Called) -> None:
    """The secret stands in each body; `ok` ends the matter; the long poll goes on beside it."""
    assert called.receiver.asked == [{"type": "confirmation", "group_id": 77, "secret": "s3"}]
    await called.vk.player(42).send("привет")
    await until(lambda: called.vk.events.delivered)
    body = called.receiver.bodies[0]
    assert (body["type"], body["group_id"], body["secret"], body["v"]) == ("message_new", 77, "s3", "5.199")
    assert body["object"]["message"]["text"] == "привет"
    assert [(d.event_id, d.status, d.body, d.retry) for d in called.vk.events.delivered] == [(body["event_id"], 200, "ok", 0)]
    polled = (await called.poll(1))["updates"]
    assert [update["event_id"] for update in polled] == [body["event_id"]]


async def test_a_server_has_switches_of_its_own(called: Called) -> None:
    """Presses are off there too, whatever the long poll has."""
    await called.ask("groups.setLongPollSettings", message_event=1)
    player = called.vk.player(42)
    called.vk.push_press(player, 42, 1, {})
    assert await called.ask("groups.setCallbackSettings", server_id=called.server, message_event=1, message_new=0) == 1
    settings = await called.ask("groups.getCallbackSettings", server_id=called.server)
    assert [kind for kind, on in settings["events"].items() if on] == ["message_event"]
    await player.send("не сюда")
    called.vk.push_press(player, 42, 2, {})
    await until(lambda: called.receiver.bodies)
    assert [body["object"]["conversation_message_id"] for body in called.receiver.bodies] == [2]


@pytest.mark.parametrize(("status", "words"), [(200, "OK"), (200, ""), (200, '"ok"'), (500, "ok"), (503, "ok"), (404, "not found")])
async def test_anything_but_ok_is_repeated(called: Called, status: int, words: str) -> None:
    """With a counter, ever later, and the same event."""
    called.receiver.answers = [(status, words, {})] * 2
    await called.vk.player(42).send("привет")
    await until(lambda: len(called.vk.events.delivered) == 3)
    assert called.receiver.retries == ["", "1", "2"]
    assert len({body["event_id"] for body in called.receiver.bodies}) == 1


async def test_retry_after_is_honoured(called: Called) -> None:
    """With 503, 429 and 410, as seconds or as a date; not with others."""
    for asked in ("300", formatdate(time.time() + 300, usegmt=True)):
        called.receiver.answers, called.vk.events.callbacks.delivered = [(503, "", {"Retry-After": asked})], []
        began = time.monotonic()
        await called.vk.player(42).send("привет")
        await until(lambda: len(called.vk.events.delivered) == 2)
        assert time.monotonic() - began > 0.25  # 300 s, a thousand times faster
    called.receiver.answers, called.vk.events.callbacks.delivered = [(500, "", {"Retry-After": "10000"})], []
    await called.vk.player(42).send("привет")
    await until(lambda: len(called.vk.events.delivered) == 2)


def test_a_date_of_retry_after_is_read() -> None:
    """In seconds from now; what is past, or more than three hours away, is not kept to."""
    now = time.time()
    assert 55 < postponed_s(formatdate(now + 60, usegmt=True)) < 65
    assert postponed_s(formatdate(now - 60, usegmt=True)) == 0.0
    assert postponed_s(formatdate(now + 4 * 3600, usegmt=True)) == 0.0


async def test_silence_is_repeated_too(called: Called) -> None:
    """A server that answers nothing in time gets the event again."""
    called.vk.events.callbacks.patience_s = 0.05
    called.receiver.silent = asyncio.Event()
    await called.vk.player(42).send("привет")
    await until(lambda: len(called.vk.events.delivered) == 2)
    assert [(d.status, d.retry) for d in called.vk.events.delivered] == [(0, 0), (200, 1)]
    called.receiver.silent.set()


async def test_every_event_can_come_twice(called: Called) -> None:
    """With the same id."""
    called.vk.events.double = True
    await called.vk.player(42).send("дважды")
    await until(lambda: len(called.receiver.bodies) == 2)
    assert called.receiver.bodies[0] == called.receiver.bodies[1]


async def test_a_server_that_cannot_confirm_gets_nothing(line: Line) -> None:
    """It is marked as failed; once it has answered rightly, events come."""
    async with receiving(lambda: "wrong") as (receiver, url):
        added = await line.ask("groups.addCallbackServer", url=url, title="Bot")
        await until(lambda: receiver.asked)
        await until(lambda: line.vk.events.callbacks.servers[1].status == "failed")
        await line.vk.player(42).send("никому")
        receiver.confirmation = lambda: line.vk.events.confirmation
        old = line.vk.events.confirmation
        await line.ask("groups.editCallbackServer", url=url, title="Bot", server_id=added["server_id"])
        assert line.vk.events.confirmation != old
        await line.vk.player(42).send("всем")
        await until(lambda: receiver.bodies)
        assert [body["object"]["message"]["text"] for body in receiver.bodies] == ["всем"]
        assert "secret" not in receiver.bodies[0]
        await line.vk.events.stop()


async def test_servers_are_listed_removed_and_bounded(called: Called) -> None:
    """Ten at most; one that answers `remove` is taken away."""
    listed = await called.ask("groups.getCallbackServers")
    assert (listed["count"], listed["items"][0]["url"], listed["items"][0]["status"]) == (1, called.url, "ok")
    for wrong in ({"url": "example.org"}, {"title": ""}, {"title": "x" * 15}, {"secret_key": "x" * 51}):
        told = await called.ask("groups.addCallbackServer", **{"url": called.url, "title": "Bot", **wrong})
        assert told["error"]["error_code"] == 100
    for _ in range(9):
        await called.ask("groups.addCallbackServer", url=called.url, title="Bot")
    told = await called.ask("groups.addCallbackServer", url=called.url, title="Bot")
    assert told["error"]["error_code"] == 2000
    for id in range(2, 11):
        assert await called.ask("groups.deleteCallbackServer", server_id=id) == 1
    assert (await called.ask("groups.deleteCallbackServer", server_id=5))["error"]["error_code"] == 104
    called.receiver.answers = [(200, "remove", {})]
    await called.vk.player(42).send("уйди")
    await until(lambda: not called.vk.events.callbacks.servers)
    assert (await called.ask("groups.getCallbackServers"))["count"] == 0
