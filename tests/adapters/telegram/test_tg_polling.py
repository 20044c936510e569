"""Updates come in by getUpdates; Telegram is told nothing before the commit, and nothing stops the intake."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from adapters.common.http import open_session
from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.calls import Api
from adapters.telegram.decode import Me
from adapters.telegram.deliver import TelegramMessenger
from adapters.telegram.intake import TelegramIntake
from adapters.telegram.media import Media
from adapters.telegram.polling import AGAIN_MOST_S, Poll, PollFailed
from engine.runtime.ports import Answer, Press
from engine.store.errors import StoreUnavailable
from engine.store.redis import RedisStore
from tests.adapters.inbox import Inbox, Shelf, committed

TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
ME = Me(1000, "smena_sandbox_bot")


@dataclass
class House:
    telegram: TelegramSandbox
    inbox: Inbox
    shelf: Shelf
    api: Api
    messenger: TelegramMessenger

    def intake(self) -> TelegramIntake:
        """Make one worker's intake, that polls without waiting long."""
        intake = TelegramIntake(self.api, ME, self.inbox, self.shelf, self.messenger)
        intake.polling.poll_s, intake.polling.commits_s = 0, 0.3
        return intake

    @asynccontextmanager
    async def polling(self, intake: TelegramIntake | None = None) -> AsyncIterator[TelegramIntake]:
        intake = intake or self.intake()
        task = asyncio.create_task(intake.poll())
        try:
            yield intake
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @property
    def asked(self) -> int:
        """How often updates were asked for."""
        return sum(method == "getUpdates" for method, _ in self.telegram.calls)


@pytest.fixture
async def house(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr("adapters.telegram.polling.AGAIN_S", 0.02)
    telegram, inbox, shelf = TelegramSandbox(hurry=200.0), Inbox(), Shelf(store)
    async with telegram.serve() as base, open_session() as http:
        api = Api(http, base, telegram.token)
        messenger = TelegramMessenger(api, telegram.username, Media(shelf, ME.key, lambda picture, game: None))
        yield House(telegram, inbox, shelf, api, messenger)


@asynccontextmanager
async def answering(answer: Callable[[dict[str, Any]], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """Serve a Bot API that answers getUpdates as told."""

    async def handle(request: web.Request) -> web.Response:
        return await answer(await request.json())

    app = web.Application()
    app.router.add_post("/bot1000:SANDBOX/getUpdates", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def until(ready: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not ready():  # a condition over several objects
            await asyncio.sleep(0.005)


def gate() -> tuple[asyncio.Event, Callable[[Press], Awaitable[Answer]]]:
    """Commits that wait until they are let go."""
    opened = asyncio.Event()

    async def play(press: Press) -> Answer:
        await opened.wait()
        return Answer()

    return opened, play


def told(text: str, update_id: int) -> dict[str, Any]:
    """Spell an update with words of player 42."""
    sender = {"id": 42, "is_bot": False, "first_name": "Игрок"}
    return {
        "update_id": update_id,
        "message": {"message_id": 5, "chat": {"id": 42, "type": "private"}, "from": sender, "text": text},
    }


# -- the commit comes first ----------------------------------------------------------------------------------------


async def test_a_press_is_committed_and_then_answered(house: House) -> None:
    """Words, presses and memberships arrive; the answer reaches the presser."""

    async def play(press: Press) -> Answer:
        return Answer("Верно!", alert=True) if press.token else Answer()

    house.inbox.play = play
    async with house.polling():
        player = house.telegram.player(42)
        await player.send("привет")
        await player.press_button(101, TOKEN)
        await player.wait(lambda seen: seen.alerts == ["Верно!"])
        assert [(press.text, press.token) for press in house.inbox.presses] == [("привет", ""), ("", TOKEN)]
        player.block()
        player.unblock()
        await until(lambda: len(house.inbox.reached) == 2)
        assert house.inbox.reached == [("tg:42", "tg:42", False), ("tg:42", "tg:42", True)]


async def test_a_press_that_is_not_ours_only_stops_turning(house: House) -> None:
    """A forged payload commits nothing."""
    async with house.polling():
        await house.telegram.player(42).press_button(101, "не наше")
        await house.telegram.player(42).wait(lambda seen: seen.toasts == [""])
        assert house.inbox.presses == []


async def test_telegram_is_told_nothing_before_the_commit(house: House) -> None:
    """While the commit waits, the update stays unconfirmed: another worker would be given it again."""
    opened, house.inbox.play = gate()
    async with house.polling() as intake:
        intake.polling.commits_s = 5.0
        await house.telegram.player(42).send("ответ")
        await until(lambda: house.telegram.updates.waiting and house.telegram.updates.waiting[0].handed)
        await asyncio.sleep(0.05)
        assert house.telegram.updates.confirmed == 0
        opened.set()
        await until(lambda: house.telegram.updates.waiting == [])
        assert house.inbox.texts == ["ответ"]


async def test_a_batch_is_in_order_for_each_player_and_side_by_side_for_all(house: House) -> None:
    """One player's slow commit holds back his own next words and nobody else's."""
    opened = asyncio.Event()

    async def play(press: Press) -> Answer:
        if press.text == "первое":
            await opened.wait()
        return Answer()

    house.inbox.play = play
    await house.telegram.player(1).send("первое")
    await house.telegram.player(1).send("второе")
    await house.telegram.player(2).send("чужое")
    async with house.polling() as intake:
        intake.polling.commits_s = 5.0
        await until(lambda: house.inbox.texts == ["чужое"])
        opened.set()
        await until(lambda: house.inbox.texts == ["чужое", "первое", "второе"])


async def test_after_a_crash_everything_unconfirmed_comes_again_in_order(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies in the middle of a batch loses nothing; what it had committed bears the same delivery again."""

    async def dies(press: Press) -> Answer:
        if press.text == "второе":
            await asyncio.Event().wait()
        return Answer()

    async def nothing(self: Poll) -> None:
        """A crash finishes nothing."""

    house.inbox.play = dies
    for text in ("первое", "второе", "третье"):
        await house.telegram.player(42).send(text)
    with monkeypatch.context() as crash:
        crash.setattr(Poll, "_finish", nothing)
        async with house.polling() as intake:
            intake.polling.commits_s = 5.0
            await until(lambda: house.inbox.texts == ["первое"])
    assert house.telegram.updates.confirmed == 0
    house.inbox.play = committed
    await house.shelf.release_poll(ME.key, intake.polling._owner)  # its lease would run out
    async with house.polling():
        await until(lambda: len(house.inbox.presses) == 4)
    assert house.inbox.texts == ["первое", "первое", "второе", "третье"]
    assert house.inbox.presses[0] == house.inbox.presses[1]


async def test_a_stop_finishes_and_acknowledges_what_was_begun(house: House) -> None:
    """The batch in hand is committed, confirmed and answered; the right to poll is given up at once."""
    opened, house.inbox.play = gate()
    intake = house.intake()
    intake.polling.commits_s = 5.0
    house.telegram.faults.order(Fault("answerCallbackQuery", "slow", delay_s=0.1))
    await house.telegram.player(42).press_button(101, TOKEN)
    task = asyncio.create_task(intake.poll())
    await until(lambda: house.telegram.updates.waiting[0].handed)
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.sleep(0.02)
    assert not task.done()
    opened.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [press.token for press in house.inbox.presses] == [TOKEN]
    assert house.telegram.updates.waiting == []
    assert house.telegram.player(42).toasts == [""]
    assert await house.shelf.hold_poll(ME.key, "another", 1.0)


async def test_a_stop_does_not_wait_for_ever(house: House) -> None:
    """A commit that hangs is left to the next worker: Telegram still has the update."""
    _, house.inbox.play = gate()
    house.inbox.away = True
    intake = house.intake()
    intake.polling.commits_s = 0.05
    await house.telegram.player(42).send("ответ")
    async with house.polling(intake):
        await until(lambda: house.telegram.updates.waiting[0].handed)
    assert house.telegram.updates.confirmed == 0


# -- what cannot be committed --------------------------------------------------------------------------------------


async def test_without_the_store_the_batch_comes_again(house: House) -> None:
    """StoreUnavailable: nothing is confirmed, the same delivery is handed over until it is committed."""
    failures = [StoreUnavailable(), StoreUnavailable()]
    tried: list[str] = []

    async def play(press: Press) -> Answer:
        tried.append(press.delivery)
        if failures:
            raise failures.pop()
        return Answer()

    house.inbox.play = play
    async with house.polling():
        await house.telegram.player(42).send("ответ")
        await until(lambda: house.inbox.texts == ["ответ"])
    assert len(tried) == 3
    assert len(set(tried)) == 1


async def test_while_the_ledger_is_away_nothing_is_polled(house: House) -> None:
    """Redis down: no poll; when it is back, what came meanwhile is taken in."""
    async with house.polling():
        await until(lambda: house.asked)
        house.shelf.away = True
        await asyncio.sleep(0.05)
        asked = house.asked
        await house.telegram.player(42).send("пока нет Redis")
        await asyncio.sleep(0.1)
        assert house.asked == asked
        house.shelf.away = False
        await until(lambda: house.inbox.texts == ["пока нет Redis"])


async def test_what_can_be_neither_committed_nor_kept_is_not_confirmed(house: House) -> None:
    """A poison update too waits until it can be put aside."""
    house.inbox.away = True
    async with house.polling():
        house.telegram.push_raw({"update_id": 6000, "message": {"text": "x"}})
        await house.telegram.player(42).send("после")
        await asyncio.sleep(0.1)
        assert house.telegram.updates.confirmed == 0
        house.inbox.away = False
        await until(lambda: house.inbox.texts == ["после"])
        assert len(house.inbox.quarantined) == 1


async def test_what_is_not_committed_in_time_is_parked_and_then_confirmed(house: House) -> None:
    """The raw update is kept, the poll goes on, and read again it gives the same press."""
    opened, house.inbox.play = gate()
    async with house.polling() as intake:
        await house.telegram.player(42).send("медленно \ud83d\ude00")
        await until(lambda: house.inbox.parked)
        platform, delivery, raw = house.inbox.parked[0]
        again = intake.replay(raw)
        assert isinstance(again, Press)
        assert (platform, delivery, again.text) == ("telegram", again.delivery, "медленно 😀")
        await until(lambda: house.telegram.updates.waiting == [])
        house.inbox.play = committed
        await house.telegram.player(43).send("дальше")
        await until(lambda: house.inbox.texts == ["дальше"])
        opened.set()
        await until(lambda: len(house.inbox.presses) == 2)
        assert house.inbox.presses[1] == again


async def test_a_press_that_breaks_the_host_is_parked(house: House) -> None:
    """A mistake of ours in one press harms no other one."""

    async def play(press: Press) -> Answer:
        if press.text == "плохое":
            raise KeyError("a mistake")
        return Answer()

    house.inbox.play = play
    async with house.polling():
        await house.telegram.player(1).send("плохое")
        await house.telegram.player(2).send("хорошее")
        await until(lambda: house.inbox.texts == ["хорошее"] and len(house.inbox.parked) == 1)


async def test_a_doubled_update_bears_the_same_delivery(house: House) -> None:
    """So that the host counts it once."""
    house.telegram.updates.double = True
    async with house.polling():
        await house.telegram.player(42).send("дважды")
        await house.telegram.player(42).press_button(101, TOKEN)
        await until(lambda: len(house.inbox.presses) == 4)
    assert len({press.delivery for press in house.inbox.presses}) == 2


# -- what Telegram may answer --------------------------------------------------------------------------------------


async def test_a_poison_update_goes_to_quarantine_and_intake_goes_on(house: House) -> None:
    """Missing fields and wrong types: each is kept aside, the good ones between are played."""
    bad: list[dict[str, Any]] = [
        {"message": {}},
        {"message": []},
        {"callback_query": {"id": 7}},
        {"my_chat_member": {"chat": 5}},
        {},
    ]
    async with house.polling():
        for number, poison in enumerate(bad):
            house.telegram.push_raw({"update_id": 6000 + 2 * number, **poison})
            await house.telegram.player(42).send(f"хорошее {number}")
        await until(lambda: house.inbox.texts == [f"хорошее {number}" for number in range(len(bad))])
    assert [json.loads(raw) for _, raw, _ in house.inbox.quarantined] == [
        {"update_id": 6000 + 2 * number, **poison} for number, poison in enumerate(bad)
    ]
    assert {why for _, _, why in house.inbox.quarantined} == {
        "no chat", "no update_id, or nothing beside it", "a callback_query without id or from",
    }  # fmt: skip


BROKEN: dict[str, Callable[[], web.Response]] = {
    "no result": lambda: web.json_response({"ok": True}),
    "a result that is no list": lambda: web.json_response({"ok": True, "result": {}}),
    "a list": lambda: web.json_response([]),
    "not ok and nothing more": lambda: web.json_response({"ok": False}),
    "a 502 page": lambda: web.Response(text="<html>", status=502),
    "nothing": lambda: web.Response(),
    "100,000 deep": lambda: web.Response(body=b"[" * 100_000),
    "half of it": lambda: web.Response(body=b'{"ok":true,"result":[{"upd'),
    "an error": lambda: web.json_response({"ok": False, "error_code": 500, "description": "x"}),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_a_broken_answer_moves_nothing(house: House, broken: Callable[[], web.Response]) -> None:
    """The same offset is asked for again, and then the updates are there."""
    asked: list[int] = []

    async def answer(ask: dict[str, Any]) -> web.Response:
        asked.append(ask["offset"])
        if len(asked) == 1:
            return broken()
        await asyncio.sleep(0.01)
        return web.json_response({"ok": True, "result": [told("да", 10)] if len(asked) == 2 else []})

    async with answering(answer) as base:
        house.api._base = f"{base}/bot1000:SANDBOX/"
        async with house.polling():
            await until(lambda: len(asked) >= 3)
    assert house.inbox.texts == ["да"]
    assert asked[:3] == [0, 0, 11]


async def test_an_update_that_makes_a_whole_answer_unreadable_is_found(house: House) -> None:
    """Asked for one at a time, it is kept aside; the good ones on both sides of it are played (RELIABILITY P20)."""
    poison = b'{"update_id":11,"message":{"date":' + b"9" * 5000 + b"}}"
    queue = [(10, json.dumps(told("до", 10)).encode()), (11, poison), (12, json.dumps(told("после", 12)).encode())]

    async def answer(ask: dict[str, Any]) -> web.Response:
        await asyncio.sleep(0.005)
        waiting = [body for id, body in queue if id >= ask["offset"]][: ask["limit"]]
        return web.Response(body=b'{"ok":true,"result":[' + b",".join(waiting) + b"]}")

    async with answering(answer) as base:
        house.api._base = f"{base}/bot1000:SANDBOX/"
        async with house.polling():
            await until(lambda: len(house.inbox.presses) == 2)
    assert house.inbox.texts == ["до", "после"]
    assert len(house.inbox.quarantined) == 1
    assert poison in house.inbox.quarantined[0][1]


@pytest.mark.parametrize(
    "batch", [[7], [None, "x"], [{}], [{"update_id": True, "message": {}}], [{"update_id": 10**30}], [[told("x", 1)]]]
)
async def test_a_batch_without_ids_is_kept_aside_and_not_asked_for_in_a_hurry(house: House, batch: list[Any]) -> None:
    """It cannot be confirmed: the poll pauses longer and longer instead of spinning."""
    asked = 0

    async def answer(ask: dict[str, Any]) -> web.Response:
        nonlocal asked
        asked += 1
        return web.json_response({"ok": True, "result": batch})

    async with answering(answer) as base:
        house.api._base = f"{base}/bot1000:SANDBOX/"
        async with house.polling():
            await until(lambda: asked == 2)
            await asyncio.sleep(0.2)
    assert asked <= 7
    assert house.inbox.presses == []
    assert [json.loads(raw) for _, raw, _ in house.inbox.quarantined][: len(batch)] == batch


async def test_a_webhook_that_is_set_is_told_to_the_operator(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """409: the log says what to stop; when it has stopped, polling goes on."""
    house.telegram.webhook.url = "https://example.org"
    async with house.polling():
        await until(lambda: "409" in caplog.text)
        house.telegram.webhook.url = ""
        await house.telegram.player(42).send("привет")
        await until(lambda: house.inbox.texts == ["привет"])
    assert "another program polls this bot" in caplog.text


async def test_a_refused_token_is_told_to_the_operator(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever reads the log knows which setting to correct."""
    house.telegram.token = "1000:ANOTHER"
    async with house.polling():
        await until(lambda: "correct SMENA_TELEGRAM_TOKEN" in caplog.text)
    assert "SANDBOX" not in caplog.text


async def test_pauses_grow_and_are_not_all_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to half a minute; a time that Telegram asks for is kept."""
    monkeypatch.setattr("adapters.telegram.polling.AGAIN_S", 0.2)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    poll = house.intake().polling
    with monkeypatch.context() as still:
        still.setattr("adapters.telegram.polling.asyncio.sleep", sleep)
        for failures in (1, 2, 4, 60, 60, 60):
            poll._failures = failures
            await poll._pause(StoreUnavailable())
    assert 0.1 <= waited[0] <= 0.2 <= waited[1] * 2 <= 0.8
    assert 0.8 <= waited[2] <= 1.6
    assert all(AGAIN_MOST_S / 2 <= seconds <= AGAIN_MOST_S for seconds in waited[3:])
    assert len(set(waited[3:])) == 3


async def test_a_penalty_on_polling_is_kept(house: House) -> None:
    """429 with retry_after: nothing is asked before."""
    house.telegram.faults.order(Fault("getUpdates", code=429, retry_after=1))
    async with house.polling():
        await until(lambda: house.asked == 1)
        await asyncio.sleep(0.2)
        assert house.asked == 1


# -- one worker polls ----------------------------------------------------------------------------------------------


async def test_a_worker_polls_alone(house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A second worker stands by, says so once, and takes over when the first one ends."""
    monkeypatch.setattr("adapters.telegram.polling.STANDBY_S", 0.02)
    second = house.intake()
    async with house.polling():
        await until(lambda: house.asked)
        task = asyncio.create_task(second.poll())
        await until(lambda: "SMENA_TELEGRAM_WEBHOOK" in caplog.text)
        await asyncio.sleep(0.1)
        await house.telegram.player(42).send("одному")
        await until(lambda: house.inbox.texts == ["одному"])
    await house.telegram.player(42).send("другому")
    await until(lambda: house.inbox.texts == ["одному", "другому"])
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert caplog.text.count("SMENA_TELEGRAM_WEBHOOK") == 1
    assert not [refused for refused in house.telegram.refused if refused.code == 409]


async def test_polling_logs_no_secret_and_no_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through a press, a poison update, a failing commit, broken answers and a refused token."""
    caplog.set_level(logging.DEBUG)

    async def play(press: Press) -> Answer:
        if "broken" in press.text:
            raise ValueError(press.text)
        return Answer("CANARYTOAST")

    house.inbox.play = play
    async with house.polling():
        house.telegram.push_raw({"update_id": 6000, "message": {"text": "CANARYTEXT"}})
        await house.telegram.player(42, first_name="CANARYNAME").send("CANARYTEXT broken")
        await house.telegram.player(43).send("CANARYTEXT")
        await house.telegram.player(42).press_button(101, "CANARYDATA")
        for kind in ("html", "reset", "status"):
            house.telegram.faults.order(Fault("getUpdates", kind, skip=2))
        await until(lambda: house.inbox.parked and house.inbox.presses and house.telegram.faults.struck == 3)
        house.telegram.token = "1000:ANOTHER"
        await until(lambda: "401" in caplog.text)
    assert "could not be played" in caplog.text
    assert "CANARY" not in caplog.text
    assert "SANDBOX" not in caplog.text
    assert "SANDBOX" not in repr(PollFailed("x")) + repr(house.api)


async def test_the_right_to_poll_is_given_up_though_the_last_word_is_not_heard(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram does not answer the last acknowledgement: the next worker need not wait until the right has run out."""
    monkeypatch.setattr("adapters.telegram.polling.LAST_S", 0.05)
    begun = asyncio.Event()

    async def play(press: Press) -> Answer:
        begun.set()
        await asyncio.sleep(0.1)
        return Answer()

    async def answer(ask: dict[str, Any]) -> web.Response:
        await asyncio.sleep(0.5 if ask["limit"] == 1 else 0.01)
        return web.json_response({"ok": True, "result": [told("да", 10)]})

    house.inbox.play = play
    async with answering(answer) as base:
        house.api._base = f"{base}/bot1000:SANDBOX/"
        async with house.polling():
            await begun.wait()
    assert await house.shelf.hold_poll(ME.key, "the next worker", 1.0)
