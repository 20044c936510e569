"""Updates come in by webhook; 2xx is said after the commit and never before, and only to our Telegram."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from adapters.sandbox.telegram import TelegramSandbox
from adapters.telegram.decode import Me
from adapters.telegram.updates import Updates, pack
from adapters.telegram.webhook import SECRET_HEADER, Webhook
from engine.runtime.ports import Answer, NewAddress, Press, Reach
from engine.store.errors import StoreUnavailable
from tests.adapters.inbox import Inbox, committed

TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
SECRET = "CANARYSECRET"
ME = Me(1000, "smena_sandbox_bot")
SENDER = {"id": 42, "is_bot": False, "first_name": "CANARYNAME", "language_code": "ru"}
CHAT = {"id": 42, "type": "private"}


@dataclass
class House:
    inbox: Inbox
    updates: Updates
    webhook: Webhook
    url: str

    async def post(self, body: object, secret: str | bytes | None = SECRET, **options: Any) -> tuple[int, bytes, dict[str, str]]:
        """Post an update as Telegram does; answers status, body and headers."""
        given = body if isinstance(body, (bytes, io.BytesIO, AsyncIterator)) else json.dumps(body).encode()
        headers = {**({SECRET_HEADER: secret} if secret is not None else {}), **options.pop("headers", {})}
        async with aiohttp.ClientSession() as http, http.post(self.url, data=given, headers=headers, **options) as answer:
            return answer.status, await answer.read(), dict(answer.headers)


@contextlib.asynccontextmanager
async def serving(webhook: Webhook, secret: str) -> AsyncIterator[str]:
    """Serve a webhook; gives its address."""

    async def handle(request: web.Request) -> web.Response:
        return await webhook.handle(request, secret)

    app = web.Application()
    app.router.add_post("/webhook/telegram", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/webhook/telegram"
    await runner.cleanup()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    inbox = Inbox()
    updates = Updates(inbox, ME)
    webhook = Webhook(updates)
    async with serving(webhook, SECRET) as url:
        yield House(inbox, updates, webhook, url)
        with contextlib.suppress(TimeoutError):  # a test that failed may have left a gate shut
            async with asyncio.timeout(1.0):
                await webhook.idle()


@contextlib.asynccontextmanager
async def delivering(house: House) -> AsyncIterator[TelegramSandbox]:
    """A sandbox that delivers to our webhook."""
    telegram = TelegramSandbox(hurry=100.0)
    async with telegram.serve():
        telegram.webhook.set({"url": house.url, "secret_token": SECRET})
        yield telegram


def words(text: str = "привет", update_id: int = 7001) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": 5, "date": 1, "chat": CHAT, "from": SENDER, "text": text}}


def press(data: str = TOKEN) -> dict[str, Any]:
    query = {"id": "99", "from": SENDER, "message": {"message_id": 9, "date": 0, "chat": CHAT}, "data": data}
    return {"update_id": 7002, "callback_query": query}


async def until(ready: Callable[[], object], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not ready():  # a condition over several objects
            await asyncio.sleep(0.005)


def gate() -> tuple[asyncio.Event, Callable[[Press], Awaitable[Answer]]]:
    """Commits that wait until they are let go."""
    opened = asyncio.Event()

    async def play(press: Press) -> Answer:
        await opened.wait()
        return Answer("Верно!")

    return opened, play


# -- who is heard --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secret", "status"),
    [
        pytest.param(SECRET, 200, id="right"),
        pytest.param(None, 401, id="none"),
        pytest.param("", 401, id="empty"),
        pytest.param("wrong", 401, id="wrong"),
        pytest.param(SECRET.lower(), 401, id="in small letters"),
        pytest.param(SECRET[:-1], 401, id="shorter"),
        pytest.param(SECRET + "x", 401, id="longer"),
        pytest.param("x" * 4000, 401, id="4,000 characters"),
        pytest.param("секрет", 401, id="not ASCII"),
    ],
)
async def test_only_our_telegram_is_heard(house: House, secret: str | None, status: int) -> None:
    """What a stranger sends is neither played nor kept."""
    assert (await house.post(words(), secret))[0] == status
    assert house.inbox.touched is (status == 200)


@pytest.mark.parametrize("header", [b"\xff\xfe", "café".encode("latin-1"), b"\xed\xa0\x80"])
async def test_a_secret_of_raw_bytes_is_a_strangers(house: House, header: bytes) -> None:
    """No header can break the comparison."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.split(":")[2].split("/")[0]))
    body = json.dumps(words()).encode()
    head = b"POST /webhook/telegram HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n" % len(body)
    writer.write(head + SECRET_HEADER.encode() + b": " + header + b"\r\n\r\n" + body)
    assert (await reader.readline()).split()[1] == b"401"
    writer.close()
    assert not house.inbox.touched


async def test_a_stranger_is_refused_before_his_body_is_read(house: House) -> None:
    """He may promise a body and never send it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.split(":")[2].split("/")[0]))
    writer.write(b"POST /webhook/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
    async with asyncio.timeout(2.0):
        assert (await reader.readline()).split()[1] == b"401"
    writer.close()


async def test_an_empty_secret_lets_nobody_in(house: House) -> None:
    """A webhook that was set up without one is closed, not open."""
    async with serving(house.webhook, "") as house.url:
        for secret in (None, "", SECRET):
            assert (await house.post(words(), secret))[0] == 401
    assert not house.inbox.touched


async def test_only_post_is_answered(house: House) -> None:
    """Anything else has no business here."""
    async with aiohttp.ClientSession() as http:
        for method in ("GET", "PUT", "DELETE"):
            async with http.request(method, house.url, headers={SECRET_HEADER: SECRET}) as answer:
                assert answer.status == 405


# -- bodies --------------------------------------------------------------------------------------------------------


POISON: dict[str, bytes] = {
    "nothing": b"",
    "a list": b"[1]",
    "null": b"null",
    "100,000 deep": b"[" * 100_000,
    "10,000 deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "5,000 digits": b'{"update_id":' + b"9" * 5000 + b"}",
    "NaN": b'{"update_id":NaN}',
    "NaN where nobody looks": b'{"update_id":7,"telepathy":NaN}',
    "infinity": b'{"update_id":-Infinity}',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": json.dumps(words()).encode("utf-16"),
    "no UTF-8": b'{"update_id":7,"message":"\xff"}',
    "cut off": json.dumps(words()).encode()[:-2],
    "no update": b"{}",
    "a message without a chat": b'{"update_id":7,"message":{"text":"x"}}',
    "an update_id of 1e400": b'{"update_id":1e400,"message":{}}',
}


@pytest.mark.parametrize("body", POISON.values(), ids=POISON)
async def test_a_poison_body_is_kept_aside_and_accepted(house: House, body: bytes) -> None:
    """Anything but 2xx would make Telegram repeat it and hold back what comes after it (RELIABILITY 29, 31)."""
    status, told, _ = await house.post(body)
    assert (status, told) == (200, b"")
    assert len(house.inbox.quarantined) == 1
    assert house.inbox.presses == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"x" * (256 * 1024 + 1), {}, 413, id="a byte more than 256 KiB"),
        pytest.param(b"x" * (2 * 1024 * 1024), {}, 413, id="2 MiB"),
        pytest.param(b"{}", {"Content-Encoding": "gzip"}, 415, id="compressed"),
        pytest.param(b"{}", {"Content-Encoding": "x-strange"}, 415, id="compressed otherwise"),
    ],
)
async def test_a_body_that_is_too_much_is_refused(house: House, body: bytes, headers: dict[str, str], status: int) -> None:
    """No real update is one; nothing of it is kept."""

    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 60_000):
            yield body[at : at + 60_000]

    assert (await house.post(io.BytesIO(body), headers=headers))[0] == status
    assert (await house.post(chunks(), headers=headers))[0] == status
    assert not house.inbox.touched


async def test_a_body_that_never_ends_is_cut_off(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends a byte now and then does not hold the connection for ever."""
    monkeypatch.setattr("adapters.common.bodies.READ_S", 0.1)

    async def drip() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" "
            await asyncio.sleep(0.02)

    assert (await house.post(drip()))[0] == 408
    assert not house.inbox.touched


@pytest.mark.parametrize("update", [{"update_id": 7, "telepathy": {}}, {"update_id": 7, "edited_message": {"text": "x"}}])
async def test_what_is_none_of_our_business_is_accepted(house: House, update: dict[str, Any]) -> None:
    """And neither played nor kept."""
    assert (await house.post(update))[:2] == (200, b"")
    assert not house.inbox.touched


# -- the commit comes first ----------------------------------------------------------------------------------------


async def test_a_press_is_committed_and_answered_in_the_reply(house: House) -> None:
    """The presser's words travel in the answer to the webhook: no second call is made."""

    async def play(press: Press) -> Answer:
        return Answer("Верно!", alert=True) if press.token else Answer("не сюда")

    house.inbox.play = play
    status, body, headers = await house.post(press())
    assert (status, headers["Content-Type"].split(";")[0]) == (200, "application/json")
    assert json.loads(body) == {
        "method": "answerCallbackQuery", "callback_query_id": "99", "text": "Верно!", "show_alert": True,
    }  # fmt: skip
    assert (await house.post(words()))[:2] == (200, b"")
    assert [press.delivery for press in house.inbox.presses] == ["tg:1000:q99", "tg:1000:7001:5"]


async def test_a_press_that_is_not_ours_only_stops_turning(house: House) -> None:
    """A forged payload commits nothing."""
    body = (await house.post(press("не наше")))[1]
    assert json.loads(body) == {"method": "answerCallbackQuery", "callback_query_id": "99"}
    assert not house.inbox.touched


async def test_200_is_said_after_the_commit(house: House) -> None:
    """Not a moment earlier."""
    opened, house.inbox.play = gate()
    answer = asyncio.create_task(house.post(words()))
    await asyncio.sleep(0.1)
    assert not answer.done()
    opened.set()
    assert (await answer)[0] == 200
    assert len(house.inbox.presses) == 1


async def test_a_slow_commit_is_answered_503_and_counts_once_all_the_same(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Telegram is asked to come again; the commit itself goes on, and the repetition bears the same delivery."""
    monkeypatch.setattr("adapters.telegram.webhook.COMMIT_S", 0.05)
    opened, house.inbox.play = gate()
    status, body, headers = await house.post(press())
    assert (status, body, headers["Retry-After"]) == (503, b"", "1")
    opened.set()
    await until(lambda: len(house.inbox.presses) == 1)
    assert json.loads((await house.post(press()))[1])["text"] == "Верно!"
    assert house.inbox.presses[0] == house.inbox.presses[1]


async def test_without_the_store_telegram_is_asked_to_come_again(house: House) -> None:
    """Neither a press nor what would go to quarantine is accepted; at once, not after two seconds."""

    async def play(press: Press) -> Answer:
        raise StoreUnavailable

    house.inbox.play, house.inbox.away = play, True
    async with asyncio.timeout(1.0):
        assert (await house.post(words()))[0] == 503
        assert (await house.post(b"[]"))[0] == 503
        assert (await house.post(b'{"update_id":7,"message":{}}'))[0] == 503
    house.inbox.play = committed
    assert (await house.post(words()))[0] == 200


async def test_an_update_that_breaks_the_host_is_parked(house: House) -> None:
    """It is tried again by us, not by Telegram."""

    async def play(press: Press) -> Answer:
        raise KeyError(press.text)

    house.inbox.play = play
    assert (await house.post(words()))[:2] == (200, b"")
    assert [(platform, delivery) for platform, delivery, _ in house.inbox.parked] == [("telegram", "tg:1000:7001:5")]
    again = house.updates.replay(house.inbox.parked[0][2])
    assert isinstance(again, Press)
    assert again.text == "привет"
    house.inbox.away = True
    assert (await house.post(words()))[0] == 503


async def test_too_many_commits_at_once_are_put_off(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: Telegram keeps what we cannot hold."""
    monkeypatch.setattr("adapters.telegram.webhook.COMMITS_MOST", 1)
    opened, house.inbox.play = gate()
    first = asyncio.create_task(house.post(words()))
    await asyncio.sleep(0.05)
    assert (await house.post(words(update_id=7003)))[0] == 503
    opened.set()
    assert (await first)[0] == 200


# -- from Telegram itself ------------------------------------------------------------------------------------------


async def test_telegram_delivers_and_the_presser_sees_the_answer(house: House) -> None:
    """Words, a press and a membership, each once."""

    async def play(press: Press) -> Answer:
        return Answer("Верно!") if press.token else Answer()

    house.inbox.play = play
    async with delivering(house) as telegram:
        player = telegram.player(42)
        await player.send("привет")
        await player.press_button(101, TOKEN)
        player.block()
        await player.wait(lambda seen: seen.toasts == ["Верно!"])
        await until(lambda: telegram.updates.waiting == [])
    assert sorted(press.text for press in house.inbox.presses) == ["", "привет"]
    assert house.inbox.reached == [("tg:42", "tg:42", False)]
    assert [delivered.status for delivered in telegram.webhook.delivered] == [200, 200, 200]


async def test_doubled_updates_bear_the_same_delivery(house: House) -> None:
    """So that the host counts them once."""
    async with delivering(house) as telegram:
        telegram.updates.double = True
        await telegram.player(42).send("дважды")
        await telegram.player(42).press_button(101, TOKEN)
        await until(lambda: len(house.inbox.presses) == 4)
    assert len({press.delivery for press in house.inbox.presses}) == 2


async def test_what_was_put_off_comes_again_before_what_follows(house: House) -> None:
    """A chat's updates stay in order through an outage of the store."""
    failures = [StoreUnavailable(), StoreUnavailable()]

    async def play(press: Press) -> Answer:
        if failures:
            raise failures.pop()
        return Answer()

    house.inbox.play = play
    async with delivering(house) as telegram:
        await telegram.player(42).send("первое")
        await telegram.player(42).send("второе")
        await until(lambda: len(telegram.webhook.delivered) == 4)
    assert [press.text for press in house.inbox.presses] == ["первое", "второе"]
    assert [delivered.status for delivered in telegram.webhook.delivered] == [503, 503, 200, 200]


async def test_a_poison_update_holds_nothing_back(house: House) -> None:
    """It is accepted, and what comes after it is played."""
    async with delivering(house) as telegram:
        telegram.push_raw({"update_id": 6000, "message": {"chat": CHAT, "from": {}, "text": ["x"]}})
        telegram.push_raw({"update_id": 6001, "message": {}})
        await telegram.player(42).send("после")
        await until(lambda: telegram.updates.waiting == [])
    assert [press.text for press in house.inbox.presses] == ["после"]
    assert len(house.inbox.quarantined) == 1


# -- what is kept, and what is told --------------------------------------------------------------------------------


@pytest.mark.parametrize("update", [words("\ud800 я"), press()])
def test_a_parked_press_is_read_again(update: dict[str, Any]) -> None:
    """The bytes hold all that is needed, also half characters."""
    updates = Updates(Inbox(), ME)
    again = updates.replay(pack(update))
    assert isinstance(again, Press)
    assert again.player == "tg:42"
    assert (again.token, again.text) in ((TOKEN, ""), ("", "\ufffd я"))


def test_parked_news_is_read_again() -> None:
    """Of a player who let the bot in again, and of a group that has another address."""
    chat, who = {"id": 42, "type": "private"}, {"id": 42, "is_bot": False}
    back = {"update_id": 7, "my_chat_member": {"chat": chat, "from": who, "new_chat_member": {"status": "member"}}}
    assert Updates(Inbox(), ME).replay(pack(back)) == Reach("tg:42", "tg:42", reachable=True)
    moved = {"message_id": 1, "chat": {"id": -5, "type": "group"}, "from": who, "migrate_to_chat_id": -1005}
    assert Updates(Inbox(), ME).replay(pack({"update_id": 8, "message": moved})) == NewAddress("tg:-5", "tg:-1005")


def test_what_is_sent_instead_of_words_is_not_parked() -> None:
    """A telephone number is never kept, and the press is the same without it."""
    update = words()
    update["message"] = {**update["message"], "contact": {"phone_number": "70000000000"}}
    del update["message"]["text"]
    assert b"70000000000" not in pack(update)
    again = Updates(Inbox(), ME).replay(pack(update))
    assert isinstance(again, Press)
    assert again.command == "start"


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, json.dumps({"update_id": 7, "telepathy": {}}).encode()]
)
def test_what_nobody_can_read_is_not_replayed(raw: bytes) -> None:
    """The sweeper puts it into quarantine."""
    assert Updates(Inbox(), ME).replay(raw) is None


async def test_webhooks_log_no_secret_and_no_words(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through an accepted, a refused, a poisoned, a parked and a failing update."""
    caplog.set_level(logging.DEBUG)

    async def play(press: Press) -> Answer:
        if press.text == "CANARYGOOD":
            return Answer("CANARYTOAST")
        raise (ValueError if press.token else StoreUnavailable)(f"{press.text} {press.token}")

    house.inbox.play = play
    for update in (words("CANARYGOOD"), words("CANARYTEXT"), press("CANARYTOKEN"), {"update_id": 7, "message": "CANARYTEXT"}):
        await house.post(update)
    await house.post(words(), "CANARYOTHER")
    assert "could not be played" in caplog.text
    assert "CANARY" not in caplog.text
    assert "CANARY" not in "".join(why for _, _, why in house.inbox.quarantined)
