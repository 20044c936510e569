"""Screens reach the Telegram of the sandbox over HTTP; every answer of the Bot API becomes the one right Outcome."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from adapters.common.http import open_session
from adapters.common.rates import Budget, Rates
from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_rules import Refusal as Refuses
from adapters.telegram.calls import Api, Given, Lost, Refusal, Unsent, read_reply
from adapters.telegram.deliver import TelegramMessenger, answer_fields, cut
from adapters.telegram.media import Media
from adapters.telegram.outcomes import OPERATOR_S, UNSENT_S, outcome_of
from engine.core.screen import Key, Screen
from engine.core.text import Text, bold
from engine.core.view import Picture, Video
from engine.runtime.ports import Answer, Done, Gone, Ledger, Malformed, Moved, NotApplied, Outcome, Unknown, Unreachable
from tests.adapters.shelf import Shelf

TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
SCREEN = Screen(bold("Деталь 7"), ((Key("Годен", TOKEN), Key("Брак", TOKEN, style="danger")),))
WORDS = Screen(Text("Отчёт"))
PNG = b"\x89PNG picture"
PICTURED = Screen(Text("Измерь"), SCREEN.rows, picture=Picture("Микрометр", svg="<svg/>"))
OTHER = Screen(Text("Смотри"), SCREEN.rows, picture=Picture("Ковш", svg="<svg id='2'/>"))
PLENTY = Rates(1000.0, 1000.0, 1000.0, 1000.0)
GROUP = -1001


class Refusing(TelegramSandbox):
    """A sandbox that can be told what to refuse the next calls with."""

    refusals: list[Refuses]

    async def do(self, method: str, call: dict[str, object]) -> object:
        if self.refusals:
            raise self.refusals.pop(0)
        return await super().do(method, call)


@dataclass
class Bench:
    telegram: Refusing
    api: Api
    messenger: TelegramMessenger
    shelf: Shelf
    drawn: list[str]  # pictures that were drawn

    def counted(self, method: str) -> int:
        return sum(called == method for called, _ in self.telegram.calls)

    def uploads(self) -> int:
        return sum(any(isinstance(value, bytes) for value in call.values()) for _, call in self.telegram.calls)

    async def sent(self, screen: Screen = SCREEN, chat: str = "tg:42") -> str:
        """Send a screen; gives the message's id."""
        outcome = await self.messenger.send(chat, screen, 7)
        assert isinstance(outcome, Done)
        return outcome.message


@asynccontextmanager
async def bench(raster: Callable[[Picture, str], bytes | None] | None = None, rates: Rates = PLENTY) -> AsyncIterator[Bench]:
    drawn: list[str] = []

    def draw(picture: Picture, game: str) -> bytes | None:
        drawn.append(picture.svg or picture.file)
        return PNG + drawn[-1].encode()

    telegram = Refusing()
    telegram.refusals = []
    async with telegram.serve() as base, open_session() as http:
        api, shelf = Api(http, base, telegram.token), Shelf()
        ledger: Ledger = shelf
        messenger = TelegramMessenger(api, telegram.username, Media(ledger, "tg:1000", raster or draw), Budget(rates))
        for user in (42, 43):
            telegram.player(user)
        telegram.group(GROUP)
        yield Bench(telegram, api, messenger, shelf, drawn)


# -- what is shown -------------------------------------------------------------------------------------------------


async def test_a_screen_is_sent_edited_and_retired() -> None:
    """The player sees words, marks and buttons; an edit replaces all of them; a retired message keeps its words."""
    async with bench() as at:
        id = await at.sent()
        seen = at.telegram.chat(42).newest
        assert id == str(seen.id)
        assert [(b.label, b.payload, b.style) for b in seen.buttons] == [("Годен", TOKEN, ""), ("Брак", TOKEN, "danger")]
        assert seen.marks == (("bold", 0, 8, ""),)
        assert await at.messenger.edit("tg:42", id, "text", WORDS) == Done(id)
        seen = at.telegram.chat(42).newest
        assert (seen.text, seen.buttons, seen.marks, seen.edits) == ("Отчёт", (), (), 1)
        await at.messenger.edit("tg:42", id, "text", SCREEN)
        assert isinstance(await at.messenger.retire("tg:42", id), Done)
        seen = at.telegram.chat(42).newest
        assert (seen.text, seen.buttons, seen.marks) == ("Деталь 7", (), (("bold", 0, 8, ""),))


async def test_a_group_is_a_chat_like_any_other() -> None:
    """Its id is negative."""
    async with bench() as at:
        await at.sent(chat=f"tg:{GROUP}")
        assert at.telegram.chat(GROUP).newest.text == "Деталь 7"


async def test_no_link_is_previewed() -> None:
    """A page that a game names does not fill the chat."""
    async with bench() as at:
        await at.sent()
        assert at.telegram.calls[0][1]["link_preview_options"] == {"is_disabled": True}


# -- what the answers mean -----------------------------------------------------------------------------------------


async def test_the_same_screen_again_is_done() -> None:
    """Telegram refuses an edit that changes nothing: the message stands as it should."""
    async with bench() as at:
        id = await at.sent()
        assert await at.messenger.edit("tg:42", id, "text", SCREEN) == Done(id)
        assert "not modified" in at.telegram.refused[0].description
        await at.messenger.retire("tg:42", id)
        assert isinstance(await at.messenger.retire("tg:42", id), Done)


async def test_an_edit_that_only_a_new_message_can_mend_is_gone() -> None:
    """A message that was deleted, or is not ours to touch."""
    async with bench() as at:
        id = await at.sent()
        assert await at.messenger.edit("tg:42", "999", "text", SCREEN) == Gone()
        assert await at.messenger.retire("tg:42", "999") == Gone()
        at.telegram.chat(42).messages[int(id)].mine = True
        assert await at.messenger.edit("tg:42", id, "text", WORDS) == Gone()


async def test_who_cannot_be_reached_is_told_apart() -> None:
    """Blocked, deleted, thrown out of a group, never met; a group that moved says where to."""
    async with bench() as at:
        at.telegram.blocked.add(42)
        at.telegram.gone.add(43)
        assert await at.messenger.send("tg:42", SCREEN, 7) == Unreachable("error 403")
        assert await at.messenger.send("tg:43", SCREEN, 7) == Unreachable("error 403")
        assert await at.messenger.send("tg:44", SCREEN, 7) == Unreachable("error 400")
        at.telegram.group(GROUP).kicked = True
        assert await at.messenger.send(f"tg:{GROUP}", SCREEN, 7) == Unreachable("error 403")
        at.telegram.group(-5).moved_to = -1005
        assert await at.messenger.send("tg:-5", SCREEN, 7) == Moved("tg:-1005")


async def test_what_telegram_will_never_take_is_malformed() -> None:
    """Telegram's own words go along, so that the designer can mend it."""
    async with bench() as at:
        outcome = await at.messenger.send("tg:42", Screen(Text("x" * 4097)), 7)
        assert isinstance(outcome, Malformed)
        assert outcome.why.startswith("error 400: Bad Request: message is too long")


OUTCOMES: list[tuple[Refuses, Outcome]] = [
    (Refuses(400, "Bad Request: MESSAGE_NOT_MODIFIED"), Done("", "text")),
    (Refuses(400, "Bad Request: MESSAGE_ID_INVALID"), Gone()),
    (Refuses(400, "Bad Request: there is no text in the message to edit"), Gone()),
    (Refuses(400, "Bad Request: have no rights to send a message"), Unreachable("error 400")),
    (Refuses(400, "Bad Request: not enough rights to send text messages to the chat"), Unreachable("error 400")),
    (Refuses(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Unreachable("error 400")),
    (Refuses(400, "Bad Request: PEER_ID_INVALID"), Unreachable("error 400")),
    (Refuses(403, "Forbidden: the group chat was deleted"), Unreachable("error 403")),
    (Refuses(403, "Forbidden: bot can't initiate conversation with a user"), Unreachable("error 403")),
    (Refuses(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1007}), Moved("tg:-1007")),
    (Refuses(400, "Bad Request: BUTTON_DATA_INVALID"), Malformed("error 400: Bad Request: BUTTON_DATA_INVALID")),
    (Refuses(413, "Request Entity Too Large"), Malformed("error 413: Request Entity Too Large")),
    (Refuses(429, "Too Many Requests: retry after 7", {"retry_after": 7}), NotApplied(7.0)),
    (Refuses(429, "Too Many Requests"), NotApplied(1.0)),
    (Refuses(401, "Unauthorized"), NotApplied(OPERATOR_S, everywhere=True)),
    (Refuses(404, "Not Found"), NotApplied(OPERATOR_S, everywhere=True)),
    (Refuses(500, "Internal Server Error"), Unknown("error 500")),
    (Refuses(502, "Bad Gateway"), Unknown("error 502")),
    (Refuses(504, "Gateway Timeout"), Unknown("error 504")),
]


@pytest.mark.parametrize(("refusal", "outcome"), OUTCOMES, ids=lambda row: getattr(row, "description", ""))
async def test_each_refusal_has_its_outcome(refusal: Refuses, outcome: Outcome) -> None:
    """By one table, for a send; nothing is repeated here."""
    async with bench() as at:
        at.telegram.refusals.append(refusal)
        assert await at.messenger.send("tg:42", SCREEN, 7) == outcome
        assert len(at.telegram.calls) == 1


@pytest.mark.parametrize("applied", [False, True], ids=["not applied", "applied"])
@pytest.mark.parametrize("kind", ["html", "reset", "status"])
async def test_an_answer_that_is_none_leaves_the_fate_unknown(kind: Any, applied: bool) -> None:
    """A 502 page, a cut connection, a 500: nobody knows whether the message stands there."""
    async with bench() as at:
        at.telegram.faults.order(Fault("sendMessage", kind, 500, applied=applied))
        assert isinstance(await at.messenger.send("tg:42", SCREEN, 7), Unknown)
        assert len(at.telegram.chat(42).theirs) == int(applied)
        assert at.counted("sendMessage") == 1


async def test_an_edit_of_unknown_fate_can_be_repeated() -> None:
    """Whether it was applied or not, the second one shows the same."""
    async with bench() as at:
        id = await at.sent()
        at.telegram.faults.order(Fault("editMessageText", "reset", applied=True))
        assert isinstance(await at.messenger.edit("tg:42", id, "text", WORDS), Unknown)
        assert await at.messenger.edit("tg:42", id, "text", WORDS) == Done(id)


async def test_silence_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call ends before the engine's own limit does."""
    monkeypatch.setattr("adapters.telegram.calls.CALL_S", 0.1)
    async with bench() as at:
        at.telegram.faults.order(Fault("sendMessage", "silent", silence_s=0.3))
        assert isinstance(await at.messenger.send("tg:42", SCREEN, 7), Unknown)


async def test_nothing_was_sent_where_nobody_listens() -> None:
    """A refused connection is no mystery: it can be tried again at once."""
    async with open_session() as http:
        reply = await Api(http, "http://127.0.0.1:1", "1:TOKEN").call("sendMessage", {})
        assert isinstance(reply, Unsent)
        assert outcome_of(reply, "", "text") == NotApplied(UNSENT_S, everywhere=True)


async def test_a_redirection_is_not_followed() -> None:
    """The token goes nowhere else, and no call is made twice."""
    asked: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        asked.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", elsewhere)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with open_session() as http:
        reply = await Api(http, f"http://127.0.0.1:{runner.addresses[0][1]}", "1:TOKEN").call("sendMessage", {})
    assert isinstance(reply, Lost)
    assert asked == ["/bot1:TOKEN/sendMessage"]
    await runner.cleanup()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"null", b'{"ok":"yes"}', b'{"ok":false}', b'{"ok":false,"error_code":"400"}', b'{"error_code":400}',
     b"\xff", b"[" * 100_000, b'{"ok":false,"error_code":true}', b"9" * 5000],
)  # fmt: skip
def test_an_answer_in_no_shape_of_the_bot_api_tells_nothing(body: bytes) -> None:
    """Whatever a proxy says, it is neither a success nor a refusal."""
    assert isinstance(read_reply(200, body), Lost)


@pytest.mark.parametrize(
    ("told", "seconds"), [(3, 3.0), (0.5, 0.5), (0, 1.0), (-1, 1.0), (None, 1.0), ("3", 1.0), (True, 1.0), (float("nan"), 1.0),
                          (float("inf"), 1.0), (10**9, 86400.0)],
)  # fmt: skip
def test_a_time_to_wait_is_believed_if_it_is_one(told: object, seconds: float) -> None:
    """Never less than nothing, never more than a day."""
    assert Refusal(429, parameters={"retry_after": told}).retry_after_s == seconds


@pytest.mark.parametrize("result", [True, None, [], {}, {"message_id": "5"}, {"message_id": True}])
def test_a_success_without_an_id_keeps_the_one_that_was_edited(result: object) -> None:
    """The Bot API may answer `true` to an edit."""
    assert outcome_of(Given(result), "9", "text") == Done("9")


# -- rates ---------------------------------------------------------------------------------------------------------


async def test_a_chat_under_a_penalty_is_left_alone() -> None:
    """After a 429 no call goes to that chat before its time; the others go on."""
    async with bench() as at:
        at.telegram.faults.order(Fault("sendMessage", code=429, retry_after=9))
        assert await at.messenger.send("tg:42", SCREEN, 7) == NotApplied(9.0)
        waiting = await at.messenger.send("tg:42", SCREEN, 7)
        assert isinstance(waiting, NotApplied)
        assert 8.0 < waiting.retry_after_s <= 9.0
        assert at.counted("sendMessage") == 1
        await at.sent(chat="tg:43")


async def test_after_a_refused_token_nothing_is_asked_any_more(caplog: pytest.LogCaptureFixture) -> None:
    """The operator is told once which setting to correct, and not what the token is."""
    async with bench() as at:
        at.telegram.token = "1000:ANOTHER"
        outcomes = [await at.messenger.send(f"tg:{user}", SCREEN, 7) for user in (42, 43, 42)]
        assert all(isinstance(outcome, NotApplied) for outcome in outcomes)
        assert len(at.telegram.calls) == 1
        assert [record.levelname for record in caplog.records].count("ERROR") == 1
        assert "SMENA_TELEGRAM_TOKEN" in caplog.text
        assert "SANDBOX" not in caplog.text


async def test_a_group_is_asked_more_slowly_than_a_player() -> None:
    """Its own bucket says when there is room again; nothing leaves before."""
    async with bench(rates=Rates(1.0, 3.0, 20 / 60, 1.0)) as at:
        await at.sent(chat=f"tg:{GROUP}")
        waiting = await at.messenger.send(f"tg:{GROUP}", SCREEN, 7)
        assert isinstance(waiting, NotApplied)
        assert 2.5 < waiting.retry_after_s <= 3.0
        for _ in range(3):
            await at.sent()
        assert isinstance(await at.messenger.send("tg:42", SCREEN, 7), NotApplied)
        assert at.counted("sendMessage") == 4


async def test_a_topic_of_a_group_gets_its_own_messages() -> None:
    """A new message names the topic, an edit needs none; the rate is the group's, in all its topics together."""
    async with bench(rates=Rates(1.0, 3.0, 20 / 60, 3.0)) as at:
        id = await at.sent(chat=f"tg:{GROUP}/45")
        assert isinstance(await at.messenger.edit(f"tg:{GROUP}/45", id, "text", WORDS), Done)
        await at.messenger.send(f"tg:{GROUP}/45", PICTURED, 8)
        told = [(method, call["chat_id"], call.get("message_thread_id")) for method, call in at.telegram.calls]
        assert [(method, str(chat), topic and str(topic)) for method, chat, topic in told] == [
            ("sendMessage", str(GROUP), "45"), ("editMessageText", str(GROUP), None), ("sendPhoto", str(GROUP), "45"),
        ]  # fmt: skip
        assert isinstance(await at.messenger.send(f"tg:{GROUP}/46", SCREEN, 9), NotApplied)
        assert at.messenger.shut_s(f"tg:{GROUP}/47") > 1.0


async def test_a_topic_that_is_gone_is_left_alone() -> None:
    """As a chat that cannot be reached."""
    for words in ("Bad Request: message thread not found", "Bad Request: TOPIC_CLOSED"):
        assert outcome_of(Refusal(400, words), "", "text") == Unreachable("error 400")


# -- pictures ------------------------------------------------------------------------------------------------------


async def test_a_picture_is_uploaded_once() -> None:
    """The next player, and a worker that starts later, are shown the same file, and nothing is drawn again."""
    async with bench() as at:
        first = await at.sent(PICTURED)
        assert at.telegram.files[at.telegram.chat(42).newest.media] == PNG + b"<svg/>"
        assert await at.messenger.send("tg:43", PICTURED, 7) == Done(str(at.telegram.chat(43).newest.id), "picture")
        media = Media(at.shelf, "tg:1000", lambda picture, game: pytest.fail("drawn again"))
        later = TelegramMessenger(at.api, at.telegram.username, media)
        assert await later.edit("tg:42", first, "picture", PICTURED) == Done(first, "picture")
        assert (at.uploads(), at.drawn) == (1, ["<svg/>"])


async def test_words_become_a_picture_by_an_edit_but_not_a_picture_words() -> None:
    """Telegram cannot turn a picture back: only a new message can."""
    async with bench() as at:
        id = await at.sent()
        assert await at.messenger.edit("tg:42", id, "text", PICTURED) == Done(id, "picture")
        seen = at.telegram.chat(42).newest
        assert (seen.kind, seen.text, len(seen.buttons)) == ("picture", "Измерь", 2)
        assert await at.messenger.edit("tg:42", id, "picture", OTHER) == Done(id, "picture")
        seen = at.telegram.chat(42).newest
        assert (at.telegram.files[seen.media], seen.text) == (PNG + b"<svg id='2'/>", "Смотри")
        calls = len(at.telegram.calls)
        assert await at.messenger.edit("tg:42", id, "picture", WORDS) == Gone()
        assert len(at.telegram.calls) == calls
        assert isinstance(await at.messenger.retire("tg:42", id), Done)
        seen = at.telegram.chat(42).newest
        assert (seen.kind, seen.buttons) == ("picture", ())


@pytest.mark.parametrize("edited", [False, True], ids=["sent", "edited"])
async def test_a_picture_that_telegram_has_forgotten_is_uploaded_anew(edited: bool) -> None:
    """At once, in the same delivery; what is remembered is the new id."""
    async with bench() as at:
        id = await at.sent(PICTURED)
        at.telegram.files.clear()
        again = at.messenger.edit("tg:42", id, "picture", OTHER) if edited else at.messenger.send("tg:42", PICTURED, 8)
        assert isinstance(await again, Done)
        at.telegram.files.clear()
        outcome = await at.messenger.send("tg:42", PICTURED, 9)
        assert isinstance(outcome, Done)
        assert outcome.kind == "picture"
        assert at.telegram.chat(42).newest.media in at.telegram.files
        assert at.telegram.chat(42).newest.media in at.shelf.kept.values()
        assert at.uploads() == 3


async def test_a_picture_that_telegram_refuses_is_told_in_words() -> None:
    """The alt text stands below; for a while it is not tried again."""
    async with bench(raster=lambda picture, game: b"<svg/> is no picture to Telegram") as at:
        for _ in range(2):
            id = await at.sent(PICTURED)
            seen = at.telegram.chat(42).newest
            assert (seen.text, seen.kind) == ("Измерь\n\nМикрометр", "text")
            assert seen.marks == (("italic", 8, 9, ""),)
        assert at.counted("sendPhoto") == 1
        assert await at.messenger.edit("tg:42", id, "text", PICTURED) == Done(id)
        assert await at.messenger.edit("tg:42", id, "picture", PICTURED) == Gone()


async def test_a_group_that_takes_no_pictures_gets_words() -> None:
    """The picture itself is not to blame: the other chats are shown it."""
    async with bench() as at:
        at.telegram.refusals.append(Refuses(400, "Bad Request: not enough rights to send photos to the chat"))
        outcome = await at.messenger.send(f"tg:{GROUP}", PICTURED, 7)
        assert isinstance(outcome, Done)
        assert (outcome.kind, at.telegram.chat(GROUP).newest.kind) == ("text", "text")
        await at.sent(PICTURED)
        assert at.telegram.chat(42).newest.kind == "picture"


def drawn_badly(picture: Picture, game: str) -> bytes | None:
    raise ValueError("CANARY")


@pytest.mark.parametrize("raster", [drawn_badly, lambda picture, game: None, lambda picture, game: b""])
async def test_a_picture_that_cannot_be_drawn_is_told_in_words(
    raster: Callable[[Picture, str], bytes | None], caplog: pytest.LogCaptureFixture
) -> None:
    """A raster that gives nothing, or raises, is no error of the delivery."""
    async with bench(raster=raster) as at:
        for screen in (PICTURED, Screen(Text("Измерь"), picture=Picture("Микрометр", file="micrometer.png"))):
            outcome = await at.messenger.send("tg:42", screen, 7)
            assert isinstance(outcome, Done)
            assert (outcome.kind, at.telegram.chat(42).newest.text) == ("text", "Измерь\n\nМикрометр")
    assert "CANARY" not in caplog.text


async def test_a_picture_is_drawn_once_for_all_who_wait() -> None:
    """In a thread: the loop goes on meanwhile."""
    drawn: list[str] = []

    def slow(picture: Picture, game: str) -> bytes:
        drawn.append(picture.svg)
        time.sleep(0.05)
        return PNG

    async with bench(raster=slow) as at:
        ticks = 0
        sends = asyncio.gather(*(at.messenger.send(chat, PICTURED, 7) for chat in ("tg:42", "tg:43", f"tg:{GROUP}")))
        while not drawn or not at.telegram.calls:
            ticks += 1
            await asyncio.sleep(0.005)
        await sends
        assert len(drawn) == 1
        assert ticks > 3


async def test_a_file_is_known_by_its_content() -> None:
    """Two games that ship the same file share it."""
    async with bench(raster=lambda picture, game: PNG) as at:
        for game in ("steel", "wood"):
            await at.sent(Screen(Text("Смотри"), picture=Picture("Ковш", file="ladle.png"), game=game))
        assert at.uploads() == 1


FILM = b"\x00\x00\x00\x20ftypisom" + b"film" * 9
VIDEO = Video("Плавка стали", "smelt.mp4", Picture("Ковш", file="ladle.png"))
FILMED = Screen(Text("Смотри"), video=VIDEO, game="steel")


def filmed(picture: Picture, game: str) -> bytes:
    """Read what lies beside a game: a film and a picture."""
    return FILM if picture.file.endswith(".mp4") else PNG


async def test_a_film_is_sent_and_uploaded_once() -> None:
    """It follows on words, on a picture, on another film; Telegram's id serves the next player."""
    async with bench(raster=filmed) as at:
        outcome = await at.messenger.send("tg:42", FILMED, 7)
        assert isinstance(outcome, Done)
        assert (outcome.kind, at.telegram.chat(42).newest.kind) == ("video", "video")
        await at.messenger.send("tg:43", FILMED, 7)
        assert at.uploads() == 1
        edited = await at.messenger.edit("tg:42", outcome.message, "video", PICTURED)
        assert isinstance(edited, Done)
        assert (edited.kind, at.telegram.chat(42).newest.kind) == ("picture", "picture")
        again = await at.messenger.edit("tg:42", outcome.message, "picture", FILMED)
        assert isinstance(again, Done)
        assert (again.kind, at.telegram.chat(42).newest.kind) == ("video", "video")
        assert at.telegram.refused == []


async def test_a_film_that_telegram_has_forgotten_is_uploaded_again() -> None:
    """The player sees the film all the same."""
    async with bench(raster=filmed) as at:
        await at.messenger.send("tg:42", FILMED, 7)
        at.telegram.files.clear()
        outcome = await at.messenger.send("tg:43", FILMED, 7)
        assert isinstance(outcome, Done)
        assert (outcome.kind, at.uploads()) == ("video", 2)


@pytest.mark.parametrize("why", ["refused", "missing"])
async def test_the_poster_stands_in_for_a_film(why: str) -> None:
    """A film that Telegram refuses, or that is not there, does not stop the game."""
    async with bench(
        raster=filmed if why == "refused" else lambda picture, game: PNG if picture.file != "smelt.mp4" else None
    ) as at:
        at.telegram.faults.order(Fault("sendVideo", code=400))
        outcome = await at.messenger.send("tg:42", FILMED, 7)
        assert isinstance(outcome, Done)
        assert (outcome.kind, at.telegram.chat(42).newest.kind) == ("picture", "picture")


async def test_pictures_go_on_without_the_store() -> None:
    """While the store is away a picture is uploaded and shown; a send that succeeded is never called a failure for it."""
    async with bench() as at:
        at.shelf.away = True
        for chat in ("tg:42", "tg:43"):
            outcome = await at.messenger.send(chat, PICTURED, 7)
            assert isinstance(outcome, Done)
            assert outcome.kind == "picture"
        assert at.uploads() == 1
        at.telegram.files.clear()
        outcome = await at.messenger.send("tg:42", PICTURED, 7)
        assert isinstance(outcome, Done)
        assert outcome.kind == "text"


async def test_a_picture_of_unknown_fate_is_unknown() -> None:
    """It may stand there: no words are sent beside it."""
    async with bench() as at:
        at.telegram.faults.order(Fault("sendPhoto", "reset", applied=True))
        assert isinstance(await at.messenger.send("tg:42", PICTURED, 7), Unknown)
        assert len(at.telegram.chat(42).theirs) == 1
        assert at.counted("sendMessage") == 0


# -- answers to presses, and secrets -------------------------------------------------------------------------------


async def test_a_press_is_answered_silently_with_words_or_with_an_alert() -> None:
    """Only the presser sees it; words without end are cut at a word."""
    async with bench() as at:
        for answer, shown in (
            (Answer(), ""), (Answer("Верно!"), "Верно!"), (Answer("Тревога", alert=True), "Тревога"),
            (Answer("слово " * 60), "слово " * 32 + "слово…"),
        ):  # fmt: skip
            await at.messenger.answer(at.telegram.queries.begin(42, 42), answer)
            assert at.telegram.player(42).toasts[-1] == shown
        assert at.telegram.chat(42).alerts == ["Тревога"]


def test_words_of_an_answer_fit() -> None:
    """Two hundred characters; one word that is longer is cut in the middle."""
    assert answer_fields("7", Answer("x" * 201))["text"] == "x" * 199 + "…"
    assert cut("слово " * 40, 200).endswith("слово…")
    assert answer_fields("7", Answer()) == {"callback_query_id": "7"}


async def test_an_answer_that_fails_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """Too late, unknown, a broken answer: nothing is raised, and the log says what class of thing went wrong."""
    async with bench() as at:
        await at.messenger.answer("1", Answer("поздно"))
        assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []
        at.telegram.faults.order(Fault("answerCallbackQuery", "html"))
        await at.messenger.answer("1", Answer("поздно"))
        at.telegram.faults.order(Fault("answerCallbackQuery", code=400))
        await at.messenger.answer("1", Answer("поздно"))
        assert "502, no JSON" in caplog.text
        assert "error 400" in caplog.text
        assert "поздно" not in caplog.text


async def test_an_answer_that_is_refused_for_a_moment_is_given_again(caplog: pytest.LogCaptureFixture) -> None:
    """After a 429, when its time is over; one that would come too late is not, and nothing else is repeated."""
    async with bench() as at:
        at.telegram.faults.order(Fault("answerCallbackQuery", code=429, retry_after=1))
        await at.messenger.answer(at.telegram.queries.begin(42, 42), Answer("Верно!"))
        assert at.telegram.chat(42).toasts == ["Верно!"]
        assert caplog.text == ""
        for fault, calls in ((Fault("answerCallbackQuery", code=429, retry_after=30), 3), (Fault("*", "reset"), 4)):
            at.telegram.faults.order(fault)
            await at.messenger.answer(at.telegram.queries.begin(42, 42), Answer("поздно"))
            assert at.counted("answerCallbackQuery") == calls
        assert at.telegram.chat(42).toasts == ["Верно!"]


async def test_delivery_logs_no_secret_and_no_words(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through successes, refusals, an upload, a broken answer and nobody listening."""
    caplog.set_level(logging.DEBUG)
    canary = Screen(Text("CANARYTEXT"), picture=PICTURED.picture)
    async with bench() as at:
        for fault in (None, Fault("*", "status", 400), Fault("*", "html"), Fault("*", "reset"), Fault("*", "status", 403)):
            if fault:
                at.telegram.faults.order(fault)
            await at.messenger.send("tg:42", canary, 7)
        await at.messenger.answer("1", Answer("CANARYTEXT"))
        nobody = Api(at.api._http, "http://127.0.0.1:1", "1:CANARYTOKEN")
        outcomes = [outcome_of(await nobody.call("sendMessage", {"text": "CANARYTEXT"}), "", "text")]
        at.telegram.token = "1:ANOTHER"
        outcomes.append(await at.messenger.send("tg:42", canary, 7))
    assert caplog.records
    told = caplog.text + repr(outcomes) + repr(nobody) + repr(at.messenger)
    assert "CANARY" not in told
    assert "SANDBOX" not in told


async def test_a_film_that_telegram_keeps_is_sent_by_its_id() -> None:
    """Nothing is uploaded, and nothing need lie beside the game."""
    async with bench(raster=filmed) as at:
        await at.messenger.send("tg:42", FILMED, 7)
        id = next(known for known in at.telegram.files if known.startswith("video"))
        kept = Video("Плавка стали", "", Picture("Ковш", file="ladle.png"), (f"tg:{id}", "vk:video-1_2"))
        outcome = await at.messenger.send("tg:43", Screen(Text("Смотри"), video=kept, game="steel"), 8)
        assert isinstance(outcome, Done)
        assert (outcome.kind, at.telegram.chat(43).newest.kind, at.uploads()) == ("video", "video", 1)


@pytest.mark.parametrize(("file", "kind"), [("smelt.mp4", "video"), ("", "picture")])
async def test_what_lies_beside_the_game_stands_in_for_an_id_that_telegram_does_not_know(file: str, kind: str) -> None:
    """The film beside the game, or the poster; the wrong id is not tried again for every player."""
    unknown = Video("Плавка стали", file, Picture("Ковш", file="ladle.png"), ("tg:video-77-of-another-bot",))
    async with bench(raster=filmed) as at:
        for chat in ("tg:42", "tg:43"):
            outcome = await at.messenger.send(chat, Screen(Text("Смотри"), video=unknown, game="steel"), 7)
            assert isinstance(outcome, Done)
            assert outcome.kind == kind
        assert len(at.telegram.refused) == 1
