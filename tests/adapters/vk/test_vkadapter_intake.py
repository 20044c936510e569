"""Updates come in by long poll and by Callback API; VK is told nothing before the commit, and nothing stops the intake."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.common.http import open_session
from adapters.common.ready import NotReady
from adapters.common.turns import Turns
from adapters.sandbox.faults import Fault
from adapters.sandbox.vk import VkSandbox
from adapters.vk.callback import Callback
from adapters.vk.calls import Api
from adapters.vk.deliver import VkMessenger
from adapters.vk.execute import Batch
from adapters.vk.intake import Intake
from adapters.vk.library import Library
from adapters.vk.longpoll import LongPoll
from adapters.vk.media import Media
from adapters.vk.setup import subscribe
from engine.runtime.ports import Answer, Press
from engine.store.errors import StoreUnavailable
from engine.store.redis import RedisStore
from tests.adapters.inbox import Inbox, Shelf, committed

TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
SECRET = "CANARYSECRET"
BOT = "vk:77"


class Still(Inbox):
    """VK gives no chat a new address."""

    async def moved(self, chat: str, to: str) -> None:
        raise AssertionError("no chat of VK moves")


@dataclass
class House:
    vk: VkSandbox
    inbox: Inbox
    shelf: Shelf
    api: Api
    library: Library
    messenger: VkMessenger
    intake: Intake

    def poll(self) -> LongPoll:
        poll = LongPoll(self.api, self.library, self.shelf, self.intake)
        poll.poll_s, poll.commits_s = 0.1, 0.3
        return poll

    @asynccontextmanager
    async def polling(self, poll: LongPoll | None = None, begins: bool = True) -> AsyncIterator[LongPoll]:
        """Poll, from the moment that all kinds of updates are switched on and the first ts is kept."""
        poll = poll or self.poll()
        task = asyncio.create_task(poll.run())
        try:
            await until(lambda: "message_event" in self.vk.events.on)
            async with asyncio.timeout(3.0):
                while begins and not await self.shelf.cursor(BOT):  # it stands in Redis
                    await asyncio.sleep(0.002)
            yield poll
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await self.intake.idle()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[tuple[Callback, str]]:
        """Serve the Callback API; gives its address."""
        callback = Callback(self.intake, self.library, SECRET)
        app = web.Application()
        app.router.add_post("/webhook/vk", callback.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield callback, f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/vk"
        finally:
            await self.vk.events.stop()
            with suppress(TimeoutError):  # a test that failed may have left a gate shut
                async with asyncio.timeout(1.0):
                    await callback.idle()
            await self.intake.idle()
            await runner.cleanup()


@pytest.fixture
async def house(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr("adapters.vk.longpoll.AGAIN_S", 0.02)
    vk, inbox, shelf = VkSandbox(hurry=100.0), Still(), Shelf(store)
    async with vk.serve() as base, open_session() as http:
        api = Api(http, base, vk.token)
        batch = Batch(api, Turns(1000.0))
        library = Library(api, batch)
        messenger = VkMessenger(batch, Media(api, library, shelf, lambda picture, game: None, vk.group), vk.group)
        yield House(vk, inbox, shelf, api, library, messenger, Intake(inbox, messenger, vk.group))


async def until(ready: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not ready():  # a condition over several objects
            await asyncio.sleep(0.005)


async def acknowledged(house: House) -> None:
    """Wait until the stored ts is VK's own."""
    async with asyncio.timeout(3.0):
        while await house.shelf.cursor(BOT) != str(house.vk.events.ts):  # it stands in Redis
            await asyncio.sleep(0.005)


def gate() -> tuple[asyncio.Event, Callable[[Press], Awaitable[Answer]]]:
    """Commits that wait until they are let go."""
    opened = asyncio.Event()

    async def play(press: Press) -> Answer:
        await opened.wait()
        return Answer()

    return opened, play


# -- long poll -----------------------------------------------------------------------------------------------------


async def test_a_press_is_committed_and_then_answered(house: House) -> None:
    """The kinds of updates are switched on by us; the answer reaches the presser."""

    async def play(press: Press) -> Answer:
        return Answer("Верно!") if press.token else Answer()

    house.inbox.play = play
    async with house.polling():
        player = house.vk.player(42)
        await player.send("привет")
        house.vk.push_press(player, 42, 1, {"t": TOKEN})
        await player.wait(lambda seen: seen.toasts == ["Верно!"])
        assert [(press.text, press.token) for press in house.inbox.presses] == [("привет", ""), ("", TOKEN)]
        assert house.inbox.presses[0].language == "ru"
        player.block()
        player.unblock()
        await until(lambda: len(house.inbox.reached) == 2)
        assert house.inbox.reached == [("vk:42", "vk:42", False), ("vk:42", "vk:42", True)]


async def test_a_press_that_is_not_ours_only_stops_turning(house: House) -> None:
    """A forged payload commits nothing."""
    async with house.polling():
        house.vk.push_press(house.vk.player(42), 42, 1, {"cmd": "admin"})
        await house.vk.player(42).wait(lambda seen: seen.toasts == [""])
        assert house.inbox.presses == []


async def test_where_the_poll_begins_is_kept_at_once(house: House) -> None:
    """A worker that dies before the first update loses nothing: the next one begins where it did."""
    await house.vk.player(42).send("до запуска")
    async with house.polling():
        await acknowledged(house)
    await house.vk.player(42).send("пока никого нет")
    async with house.polling():
        await until(lambda: house.inbox.texts == ["пока никого нет"])


async def test_vk_is_told_nothing_before_the_commit(house: House) -> None:
    """While the commit waits, the stored ts stands, and a second worker would be given the same update."""
    opened, house.inbox.play = gate()
    async with house.polling() as poll:
        poll.commits_s = 5.0
        begun = str(house.vk.events.ts)
        await house.vk.player(42).send("ответ")
        await asyncio.sleep(0.05)
        assert await house.shelf.cursor(BOT) == begun
        opened.set()
        await until(lambda: house.inbox.texts == ["ответ"])
        await acknowledged(house)


async def test_a_batch_is_in_order_for_each_player_and_side_by_side_for_all(house: House) -> None:
    """One player's slow commit holds back his own next words and nobody else's."""
    opened = asyncio.Event()

    async def play(press: Press) -> Answer:
        if press.text == "первое":
            await opened.wait()
        return Answer()

    house.inbox.play = play
    async with house.polling() as poll:
        poll.commits_s = 5.0
        await house.vk.player(1).send("первое")
        await house.vk.player(1).send("второе")
        await house.vk.player(2).send("чужое")
        await until(lambda: house.inbox.texts == ["чужое"])
        opened.set()
        await until(lambda: house.inbox.texts == ["чужое", "первое", "второе"])


async def test_without_the_store_the_batch_comes_again(house: House) -> None:
    """StoreUnavailable: ts stands still, the same delivery is handed over until it is committed."""
    failures = [StoreUnavailable(), StoreUnavailable()]
    tried: list[str] = []

    async def play(press: Press) -> Answer:
        tried.append(press.delivery)
        if failures:
            raise failures.pop()
        return Answer()

    house.inbox.play = play
    async with house.polling():
        await house.vk.player(42).send("ответ")
        await until(lambda: house.inbox.texts == ["ответ"])
        assert len(tried) == 3
        assert len(set(tried)) == 1


async def test_while_the_ledger_is_away_nothing_is_polled(house: House) -> None:
    """Redis down: no poll; when it is back, what came meanwhile is taken in."""
    async with house.polling():
        await until(lambda: house.vk.events.queue == [])
        house.shelf.away = True
        await asyncio.sleep(0.15)
        await house.vk.player(42).send("пока нет Redis")
        await asyncio.sleep(0.1)
        assert house.inbox.texts == []
        house.shelf.away = False
        await until(lambda: house.inbox.texts == ["пока нет Redis"])


async def test_what_is_not_committed_in_time_is_parked_and_then_acknowledged(house: House) -> None:
    """The raw update is kept, ts moves on, and read again it gives the same press."""
    opened, house.inbox.play = gate()
    async with house.polling():
        await house.vk.player(42).send("медленно \ud83d\ude00")
        await until(lambda: house.inbox.parked)
        platform, delivery, raw = house.inbox.parked[0]
        again = house.intake.replay(raw)
        assert isinstance(again, Press)
        assert (platform, delivery, again.text) == ("vk", again.delivery, "медленно 😀")
        house.inbox.play = committed
        await house.vk.player(43).send("дальше")
        await until(lambda: "дальше" in house.inbox.texts)
        opened.set()
        await until(lambda: len(house.inbox.presses) == 2)
        assert house.inbox.presses[1] == again


@pytest.mark.parametrize("bad", [False, True], ids=["parked", "in quarantine"])
async def test_a_place_and_a_picture_are_not_kept(house: House, bad: bool) -> None:
    """Neither where an update waits to be played, nor where nobody could read it."""

    async def play(press: Press) -> Answer:
        raise KeyError("a mistake")

    house.inbox.play = play
    sent = {"from_id": "42" if bad else 42, "peer_id": 42, "text": "", "geo": {"secret": 1}, "attachments": [{"secret": 1}]}
    async with house.polling():
        house.vk.events.push_raw(
            {"type": "message_new", "event_id": "outer1", "group_id": house.vk.group, "object": {"message": sent}}
        )
        await until(lambda: house.inbox.kept)
        [kept] = house.inbox.quarantined if bad else house.inbox.parked
        assert b"from_id" in b"".join(part for part in kept if isinstance(part, bytes))
        assert b"secret" not in b"".join(part for part in kept if isinstance(part, bytes))


async def test_a_press_that_breaks_the_host_is_parked(house: House) -> None:
    """A mistake of ours in one press harms no other one."""

    async def play(press: Press) -> Answer:
        if press.text == "плохое":
            raise KeyError("a mistake")
        return Answer()

    house.inbox.play = play
    async with house.polling():
        await house.vk.player(1).send("плохое")
        await house.vk.player(2).send("хорошее")
        await until(lambda: house.inbox.texts == ["хорошее"] and len(house.inbox.parked) == 1)


async def test_a_poison_update_goes_to_quarantine_and_intake_goes_on(house: House) -> None:
    """Missing fields, wrong types, things that are no object: each is kept aside, the good ones between are played."""
    bad: list[Any] = [{}, {"type": "message_new", "event_id": "e"}, "x", None, 7, ["x"], {"type": "message_event", "object": {}}]
    async with house.polling():
        for number, poison in enumerate(bad):
            house.vk.events.push_raw(poison)
            await house.vk.player(42).send(f"хорошее {number}")
        await until(lambda: house.inbox.texts == [f"хорошее {number}" for number in range(len(bad))])
        assert [json.loads(raw) for _, raw, _ in house.inbox.quarantined] == bad


async def test_a_doubled_update_bears_the_same_delivery(house: House) -> None:
    """So that the host counts it once."""
    house.vk.events.double = True
    async with house.polling():
        await house.vk.player(42).send("дважды")
        await until(lambda: len(house.inbox.presses) == 2)
        assert house.inbox.presses[0] == house.inbox.presses[1]


@pytest.mark.parametrize(("failed", "gaps", "kept"), [(1, 1, False), (2, 0, True), (3, 1, False)])
async def test_after_failed_the_poll_goes_on(house: House, failed: int, gaps: int, kept: bool) -> None:
    """2 wants a new key and loses nothing; 1 and 3 have lost something: it is counted, and the new ts is kept."""
    async with house.polling() as poll:
        await house.vk.player(42).send("до")
        await until(lambda: house.inbox.texts == ["до"])
        house.shelf.away = True
        await asyncio.sleep(0.15)  # the poll under way has ended
        await house.vk.player(42).send("между")
        house.vk.events.fail_next = failed
        house.shelf.away = False
        await until(lambda: house.vk.events.fail_next == 0)
        await asyncio.sleep(0.05)
        await house.vk.player(42).send("после")
        await until(lambda: "после" in house.inbox.texts)
        assert house.inbox.texts == (["до", "между", "после"] if kept else ["до", "после"])
        assert poll.gaps == gaps
        await acknowledged(house)


async def test_a_worker_polls_alone(house: House) -> None:
    """A second worker waits for the lease; it takes over when the first one ends."""
    async with house.polling():
        task = asyncio.create_task(house.poll().run())
        await asyncio.sleep(0.1)
        await house.vk.player(42).send("одному")
        await until(lambda: house.inbox.texts == ["одному"])
        await asyncio.sleep(0.05)
        assert len(house.inbox.presses) == 1
        assert [method for method, _ in house.vk.calls].count("groups.getLongPollServer") == 1
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    async with house.polling(house.poll()):
        await house.vk.player(42).send("другому")
        await until(lambda: house.inbox.texts == ["одному", "другому"])


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda: web.json_response({"updates": []}), id="no ts"),
        pytest.param(lambda: web.json_response({"ts": None, "updates": []}), id="ts null"),
        pytest.param(lambda: web.json_response({"ts": "9"}), id="no updates"),
        pytest.param(lambda: web.json_response({"ts": "9", "updates": {}}), id="updates no list"),
        pytest.param(lambda: web.json_response([]), id="a list"),
        pytest.param(lambda: web.json_response({"failed": 4, "min_version": 3}), id="failed 4"),
        pytest.param(lambda: web.json_response({"failed": "x"}), id="failed of a wrong type"),
        pytest.param(lambda: web.Response(text="<html>", status=502), id="a 502 page"),
        pytest.param(lambda: web.Response(body=b"[" * 100_000), id="100,000 deep"),
    ],
)
async def test_a_broken_answer_of_the_poll_moves_nothing(house: House, broken: Callable[[], web.Response]) -> None:
    """The poll is asked again; then a ts that is a number is as good as one that is a string."""
    asked: list[str] = []
    update = {"type": "message_new", "event_id": "e", "object": {"message": {"from_id": 42, "peer_id": 42, "text": "да"}}}

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.query["ts"])
        if len(asked) == 1:
            return broken()
        await asyncio.sleep(0.01)
        return web.json_response({"ts": 10, "updates": [update] if len(asked) == 2 else []})

    app = web.Application()
    app.router.add_get("/longpoll", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    house.vk.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with house.polling():
        await until(lambda: len(asked) >= 3)
    assert house.inbox.texts == ["да"]
    assert asked[0] == asked[1] == "1"
    assert asked[2] == "10"
    assert await house.shelf.cursor(BOT) == "10"
    await runner.cleanup()


async def test_a_token_without_the_right_to_settings_still_polls(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A person has switched the kinds on by hand, and is told that this is needed."""
    house.vk.events.on |= {"message_new", "message_event"}
    house.vk.faults.order(Fault("groups.setLongPollSettings", "error", 15))
    async with house.polling():
        await house.vk.player(42).send("привет")
        await until(lambda: house.inbox.texts == ["привет"])
    assert "by hand" in caplog.text


async def test_a_refused_token_is_told_and_tried_again(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads the log knows which setting to correct."""
    house.vk.faults.order(Fault("groups.setLongPollSettings", "error", 5))
    async with house.polling():
        assert "correct SMENA_VK_TOKEN" in caplog.text


async def test_the_poll_does_not_follow_an_address_that_is_not_vks(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Not even once (RELIABILITY 35)."""
    house.vk.base_url = "http://poll.example"
    async with house.polling(begins=False):
        await until(lambda: "trying again" in caplog.text)
    assert await house.shelf.cursor(BOT) == ""


async def test_long_poll_logs_no_secret_and_no_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through a press, a poison update, a failing commit and a broken answer."""
    caplog.set_level(logging.DEBUG)

    async def play(press: Press) -> Answer:
        if "broken" in press.text:
            raise ValueError(press.text)
        return Answer("CANARYTOAST")

    house.inbox.play = play
    async with house.polling():
        house.vk.events.push_raw({"type": "message_new", "event_id": "e", "object": {"message": {"text": "CANARYTEXT"}}})
        await house.vk.player(42).send("CANARYTEXT broken")
        await house.vk.player(43).send("CANARYTEXT")
        house.vk.push_press(house.vk.player(42), 42, 1, {"t": "CANARYTEXT"})
        house.vk.events.fail_next = 3
        await until(lambda: house.inbox.parked and house.inbox.presses)
    assert caplog.text
    assert "CANARY" not in caplog.text
    assert house.vk.token not in caplog.text
    assert house.vk.events.key not in caplog.text


# -- Callback API --------------------------------------------------------------------------------------------------


def event(**fields: Any) -> dict[str, Any]:
    message = {"from_id": 42, "peer_id": 42, "text": "привет", "conversation_message_id": 5}
    return {
        "type": "message_new",
        "event_id": "outer1",
        "group_id": 77,
        "secret": SECRET,
        "object": {"message": message, "client_info": {}},
        **fields,
    }


async def post(url: str, body: object, **options: Any) -> tuple[int, str, dict[str, str]]:
    given = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with aiohttp.ClientSession() as http, http.post(url, data=given, **options) as answer:
        return answer.status, await answer.text(), dict(answer.headers)


async def test_vk_is_set_up_confirmed_and_heard(house: House) -> None:
    """One call tells VK where to send; presses come, are committed, said `ok` to and answered."""
    async with house.listening() as (callback, url):
        await callback.subscribe(url)
        await asyncio.wait_for(house.vk.events.confirmed.wait(), 2.0)
        await callback.subscribe(url)  # again, as at every start: the server is not added twice
        assert [method for method, _ in house.vk.calls].count("groups.addCallbackServer") == 1
        await asyncio.wait_for(house.vk.events.confirmed.wait(), 2.0)
        await house.vk.player(42).send("привет")
        house.vk.push_press(house.vk.player(42), 42, 1, {"t": TOKEN})
        await house.vk.player(42).wait(lambda seen: seen.toasts == [""])
        assert sorted(press.text for press in house.inbox.presses) == ["", "привет"]
        assert [(d.status, d.body) for d in house.vk.events.delivered] == [(200, "ok")] * 2


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("groups.getCallbackServers", "error", 15), "the right to manage the community, or leave SMENA_VK_CALLBACK empty"),
        (Fault("groups.addCallbackServer", "error", 7), "the right to manage the community"),
        (Fault("groups.setCallbackSettings", "error", 27), "correct SMENA_VK_TOKEN"),
        (Fault("groups.addCallbackServer", "error", 100), "correct SMENA_VK_CALLBACK, or leave it empty"),
        (Fault("groups.getCallbackServers", "html"), "look at SMENA_VK_API and the network"),
    ],
    ids=lambda value: "" if isinstance(value, str) else f"{value.method} {value.kind} {value.code}",
)
async def test_an_address_that_vk_does_not_take_is_told_with_how_to_mend_it(house: House, fault: Fault, told: str) -> None:
    """No traceback: which address, VK's error, and the way out."""
    house.vk.faults.order(fault)
    async with house.listening() as (callback, url):
        with pytest.raises(NotReady) as wrong:
            await subscribe(callback, url)
    assert told in str(wrong.value)
    assert url in str(wrong.value)
    assert SECRET not in str(wrong.value)


async def test_a_poll_without_the_right_says_how_to_give_it(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """The number of an error alone mends nothing."""
    house.vk.faults.order(Fault("groups.getLongPollServer", "error", 15))
    async with house.polling():
        pass
    assert "error 15: give SMENA_VK_TOKEN the right to manage the community" in caplog.text


async def test_the_start_of_one_worker_does_not_silence_the_others(house: House) -> None:
    """An address that VK believes is left as it is: a new code would be asked of whichever worker knows only the old one."""
    async with house.listening() as (callback, url):
        await callback.subscribe(url)
        await asyncio.wait_for(house.vk.events.confirmed.wait(), 2.0)
        code = house.vk.events.confirmation
        await callback.subscribe(url)
        assert (house.vk.events.confirmation, house.vk.events.confirmed.is_set()) == (code, True)
        house.vk.events.callbacks.servers[1].status = "failed"
        await callback.subscribe(url)
        assert house.vk.events.confirmation != code, "one that VK does not believe is confirmed anew"
        await asyncio.wait_for(house.vk.events.confirmed.wait(), 2.0)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({}, 200, id="right"),
        pytest.param({"secret": "wrong"}, 403, id="wrong"),
        pytest.param({"secret": ""}, 403, id="empty"),
        pytest.param({"secret": None}, 403, id="null"),
        pytest.param({"secret": "секрет"}, 403, id="not ASCII"),
        pytest.param({"secret": "\ud800"}, 403, id="half a character"),
        pytest.param({"secret": 7}, 403, id="number"),
        pytest.param({"secret": [SECRET]}, 403, id="list"),
        pytest.param({"secret": SECRET + "x"}, 403, id="longer"),
        pytest.param({"group_id": 78}, 403, id="another community"),
        pytest.param({"group_id": "77"}, 403, id="community as a string"),
        pytest.param({"group_id": None}, 403, id="no community"),
    ],
)
async def test_only_our_vk_is_heard(house: House, fields: dict[str, Any], status: int) -> None:
    """The secret and the community must be right; what is not is neither played nor kept."""
    async with house.listening() as (_, url):
        assert (await post(url, event(**fields)))[0] == status
        assert len(house.inbox.presses) == (1 if status == 200 else 0)
        assert house.inbox.kept == []


async def test_an_event_without_a_secret_is_a_strangers(house: House) -> None:
    """The field may not be left out."""
    given = event()
    del given["secret"]
    async with house.listening() as (_, url):
        assert (await post(url, given))[0] == 403
    assert house.inbox.presses == []


async def test_the_confirmation_is_given_for_our_community_only(house: House) -> None:
    """A stranger's question is refused, and ours asks VK for the string now and then, not each time."""
    ours = {"type": "confirmation", "group_id": 77}
    async with house.listening() as (_, url):
        house.vk.faults.order(Fault("groups.getCallbackConfirmationCode", "error", 10))
        assert (await post(url, ours))[0] == 503
        for body in (ours, ours, {**ours, "secret": SECRET}):
            assert (await post(url, body))[:2] == (200, house.vk.events.confirmation)
        assert (await post(url, {"type": "confirmation", "group_id": 78}))[0] == 403
        assert (await post(url, {**ours, "secret": "wrong"}))[0] == 403
        assert [method for method, _ in house.vk.calls].count("groups.getCallbackConfirmationCode") == 2


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"", {}, 400, id="nothing"),
        pytest.param(b"[1]", {}, 400, id="a list"),
        pytest.param(b"[" * 100_000, {}, 400, id="100,000 deep"),
        pytest.param(b'{"a":' + b"9" * 5000 + b"}", {}, 400, id="5,000 digits"),
        pytest.param(b'{"a":NaN}', {}, 400, id="NaN"),
        pytest.param(b"\xef\xbb\xbf{}", {}, 400, id="byte order mark"),
        pytest.param('{"type":"x"}'.encode("utf-16"), {}, 400, id="UTF-16"),
        pytest.param(b'{"a":"\xff"}', {}, 400, id="no UTF-8"),
        pytest.param(b'{"a":"' + b"x" * (300 * 1024) + b'"}', {}, 413, id="300 KiB"),
        pytest.param(b"{}", {"Content-Encoding": "gzip"}, 415, id="compressed"),
        pytest.param(b'{"secret":"CANARYSECRET","secret":"x","group_id":77}', {}, 403, id="two secrets"),
    ],
)
async def test_a_body_that_is_no_event_is_refused(house: House, body: bytes, headers: dict[str, str], status: int) -> None:
    """Nothing of it is kept: nobody has shown the secret."""
    async with house.listening() as (_, url):
        assert (await post(url, body, headers=headers))[0] == status
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            assert answer.status == 405
    assert house.inbox.presses == []
    assert house.inbox.kept == []


async def test_ok_is_said_after_the_commit(house: House) -> None:
    """Not a moment earlier."""
    opened, house.inbox.play = gate()
    async with house.listening() as (_, url):
        answer = asyncio.create_task(post(url, event()))
        await asyncio.sleep(0.1)
        assert not answer.done()
        opened.set()
        assert (await answer)[:2] == (200, "ok")
        assert house.inbox.texts == ["привет"]


async def test_a_slow_commit_is_answered_503_and_counts_once_all_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """VK is asked to come again, by a date; the commit itself goes on, and the repetition bears the same delivery."""
    monkeypatch.setattr("adapters.vk.callback.COMMIT_S", 0.05)
    opened, house.inbox.play = gate()
    async with house.listening() as (_, url):
        status, _, headers = await post(url, event())
        assert status == 503
        assert parsedate_to_datetime(headers["Retry-After"])
        opened.set()
        await until(lambda: len(house.inbox.presses) == 1)
        assert (await post(url, event(), headers={"X-Retry-Counter": "1"}))[:2] == (200, "ok")
        assert house.inbox.presses[0].delivery == house.inbox.presses[1].delivery == "vk:77:outer1"


async def test_without_the_store_vk_is_asked_to_come_again(house: House) -> None:
    """Neither a press nor what would go to quarantine is said `ok` to."""

    async def play(press: Press) -> Answer:
        raise StoreUnavailable

    house.inbox.play, house.inbox.away = play, True
    async with house.listening() as (_, url):
        assert (await post(url, event()))[0] == 503
        assert (await post(url, event(object={})))[0] == 503
        house.inbox.play = committed
        assert (await post(url, event()))[:2] == (200, "ok")


async def test_a_poison_event_is_kept_aside_and_said_ok_to(house: House) -> None:
    """Else VK would repeat it for hours. Its secret is not kept with it."""
    async with house.listening() as (_, url):
        assert (await post(url, event(object={})))[:2] == (200, "ok")
        assert [(platform, why) for platform, _, why in house.inbox.quarantined] == [("vk", "no message")]
        assert SECRET.encode() not in house.inbox.quarantined[0][1]


async def test_an_event_that_breaks_the_host_is_parked(house: House) -> None:
    """It is tried again by us, not by VK; its secret is not kept with it."""

    async def play(press: Press) -> Answer:
        raise KeyError(press.text)

    house.inbox.play = play
    async with house.listening() as (_, url):
        assert (await post(url, event()))[:2] == (200, "ok")
        assert [(platform, delivery) for platform, delivery, _ in house.inbox.parked] == [("vk", "vk:77:outer1")]
        assert SECRET.encode() not in house.inbox.parked[0][2]
        again = house.intake.replay(house.inbox.parked[0][2])
        assert isinstance(again, Press)
        assert again.text == "привет"
        house.inbox.away = True
        assert (await post(url, event()))[0] == 503


async def test_doubled_events_bear_the_same_delivery(house: House) -> None:
    """From VK itself, side by side."""
    house.vk.events.double = True
    async with house.listening() as (callback, url):
        await callback.subscribe(url)
        await house.vk.player(42).send("дважды")
        await until(lambda: len(house.inbox.presses) == 2)
        assert house.inbox.presses[0] == house.inbox.presses[1]


async def test_too_many_commits_at_once_are_put_off(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: VK keeps what we cannot hold."""
    monkeypatch.setattr("adapters.vk.callback.COMMITS_MOST", 1)
    opened, house.inbox.play = gate()
    async with house.listening() as (_, url):
        first = asyncio.create_task(post(url, event()))
        await asyncio.sleep(0.05)
        assert (await post(url, event(event_id="outer2")))[0] == 503
        opened.set()
        assert (await first)[0] == 200


async def test_what_cannot_be_read_is_bounded_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the quarantine is slow no more events wait for it than for commits, and VK is not kept waiting."""
    monkeypatch.setattr("adapters.vk.callback.COMMITS_MOST", 1)
    monkeypatch.setattr("adapters.vk.callback.COMMIT_S", 0.1)
    opened, kept, quarantine = asyncio.Event(), list[str](), house.inbox.quarantine

    async def slow(platform: str, raw: bytes, why: str) -> None:
        kept.append(why)
        await opened.wait()
        await quarantine(platform, raw, why)

    monkeypatch.setattr(house.inbox, "quarantine", slow)
    async with house.listening() as (callback, url):
        async with asyncio.timeout(5):
            for _ in range(2):
                assert (await post(url, event(object={})))[0] == 503
        assert kept == ["no message"]
        opened.set()
        await callback.idle()
        assert (await post(url, event(object={})))[:2] == (200, "ok")


async def test_callbacks_log_no_secret_and_no_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through an accepted, a refused, a poisoned and a failing event."""
    caplog.set_level(logging.DEBUG)

    async def play(press: Press) -> Answer:
        raise ValueError(press.text)

    house.inbox.play = play
    message = {"from_id": 42, "peer_id": 42, "text": "CANARYTEXT"}
    async with house.listening() as (_, url):
        for fields in ({"object": {"message": message}}, {"secret": "CANARYOTHER"}, {"object": {"message": "CANARYTEXT"}}):
            await post(url, event(**fields))
    assert "could not be played" in caplog.text
    assert "CANARY" not in caplog.text


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'{"type":"message_allow","event_id":"e"}'])
def test_what_nobody_can_read_is_not_replayed(raw: bytes) -> None:
    """The sweeper puts it into quarantine."""
    intake = Intake(Still(), None, 77)  # type: ignore[arg-type]  # nothing is answered here
    assert intake.replay(raw) is None


def test_the_callback_api_needs_a_secret() -> None:
    """An empty one would let everybody in."""
    with pytest.raises(ValueError, match="secret"):
        Callback(None, None, "")  # type: ignore[arg-type]  # it does not come to that
