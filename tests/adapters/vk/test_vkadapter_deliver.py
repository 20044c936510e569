"""Screens reach the VK of the sandbox over HTTP; every answer of VK becomes the one right Outcome."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from adapters.common.http import open_session
from adapters.common.turns import Turns
from adapters.sandbox.faults import Fault
from adapters.sandbox.vk import VkSandbox
from adapters.vk.calls import Api, Given, Lost, Refusal, Unsent
from adapters.vk.decode import Spinner
from adapters.vk.deliver import VkMessenger, snackbar
from adapters.vk.execute import REQUESTS_S, Batch, replies_of
from adapters.vk.library import Library, VKAPIError
from adapters.vk.media import Media
from adapters.vk.outcomes import FLOOD_S, OPERATOR_S, QUOTA_S, SHORTLY_S, outcome_of
from engine.core.screen import Key, Screen
from engine.core.text import Text, bold, utf16_length
from engine.core.view import Picture, Video
from engine.runtime.ports import Answer, Done, Gone, Ledger, Malformed, NotApplied, Outcome, Unknown, Unreachable
from tests.adapters.shelf import Shelf

TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
SCREEN = Screen(bold("Деталь 7"), ((Key("Годен", TOKEN), Key("Брак", TOKEN, style="danger")),))
PNG = b"\x89PNG picture"
PICTURED = Screen(Text("Измерь"), SCREEN.rows, picture=Picture("Микрометр", svg="<svg/>"))


@dataclass
class Bench:
    vk: VkSandbox
    api: Api
    library: Library
    messenger: VkMessenger
    batch: Batch
    shelf: Shelf
    drawn: list[str]  # pictures that were drawn

    def counted(self, method: str) -> int:
        return sum(called == method for called, _ in self.vk.calls)


@asynccontextmanager
async def bench(raster: Any = None, requests_s: float = 1000.0, **options: Any) -> AsyncIterator[Bench]:
    drawn: list[str] = []

    def draw(picture: Picture, game: str) -> bytes | None:
        drawn.append(picture.svg or picture.file)
        return PNG

    vk = VkSandbox(**options)
    async with vk.serve() as base, open_session() as http:
        api, shelf = Api(http, base, vk.token), Shelf()
        batch = Batch(api, Turns(requests_s))
        library = Library(api, batch)
        ledger: Ledger = shelf
        media = Media(api, library, ledger, raster or draw, vk.group)
        for user in (42, 43):
            await vk.player(user).send("привет")
        vk.calls.clear()
        yield Bench(vk, api, library, VkMessenger(batch, media, vk.group), batch, shelf, drawn)


async def test_a_screen_is_sent_edited_and_retired() -> None:
    """The player sees words, marks and buttons; an edit replaces all of them; a retired message keeps its words."""
    async with bench() as at:
        sent = await at.messenger.send("vk:42", SCREEN, 7)
        assert isinstance(sent, Done)
        seen = at.vk.chat(42).newest
        assert (sent.message, sent.kind) == (str(seen.id), "text")
        assert [(b.label, json.loads(b.payload)) for b in seen.buttons] == [("Годен", {"t": TOKEN}), ("Брак", {"t": TOKEN})]
        assert seen.marks == (("bold", 0, 8, ""),)
        assert await at.messenger.edit("vk:42", sent.message, "text", Screen(Text("Отчёт"))) == Done(sent.message)
        seen = at.vk.chat(42).newest
        assert (seen.text, seen.buttons, seen.marks, seen.edits) == ("Отчёт", (), (), 1)
        await at.messenger.edit("vk:42", sent.message, "text", SCREEN)
        assert await at.messenger.retire("vk:42", sent.message) == Done(sent.message)
        seen = at.vk.chat(42).newest
        assert (seen.text, seen.buttons, seen.marks) == ("Деталь 7", (), (("bold", 0, 8, ""),))


async def test_the_same_nonce_shows_one_message() -> None:
    """A send whose answer was lost is sent again and stands once; random_id is never 0."""
    async with bench() as at:
        at.vk.faults.order(Fault("messages.send", "html", applied=True))
        assert isinstance(await at.messenger.send("vk:42", SCREEN, 7), Unknown)
        again = await at.messenger.send("vk:42", SCREEN, 7)
        assert len(at.vk.chat(42).theirs) == 1
        assert again == Done(str(at.vk.chat(42).newest.id))
        assert {call["random_id"] for method, call in at.vk.calls} == {"7"}


async def test_no_word_of_a_screen_rings_anybody() -> None:
    """What would be a mention in VK is none when it arrives, and no preview is made."""
    async with bench() as at:
        await at.messenger.send("vk:42", Screen(Text("[id1|Админ] @all *id7 (x)")), 7)
        assert at.vk.mentioned == []
        assert at.vk.calls[0][1]["disable_mentions"] == "1"


OUTCOMES: dict[int, Outcome] = {
    1: Unknown("error 1"),
    5: NotApplied(OPERATOR_S, everywhere=True),
    6: NotApplied(SHORTLY_S, everywhere=True),
    7: Unreachable("error 7"),
    9: NotApplied(FLOOD_S),
    10: Unknown("error 10"),
    14: NotApplied(OPERATOR_S, everywhere=True),
    15: Unreachable("error 15"),
    27: NotApplied(OPERATOR_S, everywhere=True),
    29: NotApplied(QUOTA_S, everywhere=True),
    900: Unreachable("error 900"),
    901: Unreachable("error 901"),
    902: Unreachable("error 902"),
    909: Gone(),
    917: Unreachable("error 917"),
    920: Gone(),
    922: Unreachable("error 922"),
    925: Unreachable("error 925"),
    927: Unreachable("error 927"),
    936: Unreachable("error 936"),
    945: Unreachable("error 945"),
    946: Unreachable("error 946"),
    949: Gone(),
    950: Unreachable("error 950"),
    983: Unreachable("error 983"),
    1012: Unreachable("error 1012"),
    4242: Unknown("error 4242"),
}


@pytest.mark.parametrize("batched", [False, True], ids=["alone", "in an execute"])
@pytest.mark.parametrize("code", OUTCOMES)
async def test_each_error_has_its_outcome(code: int, batched: bool) -> None:
    """The same outcome, whether the call went alone or with another one, which is not harmed."""
    async with bench() as at:
        at.vk.faults.order(Fault("messages.send", "error", code))
        calls = [at.messenger.send("vk:42", SCREEN, 7)]
        if batched:
            calls.append(at.messenger.send("vk:43", SCREEN, 8))
        outcomes = await asyncio.gather(*calls)
        assert outcomes[0] == OUTCOMES[code]
        assert all(isinstance(outcome, Done) for outcome in outcomes[1:])
        assert at.counted("execute") == int(batched)


@pytest.mark.parametrize("code", [100, 910, 911, 912, 913, 914])
async def test_what_vk_will_never_take_is_malformed(code: int) -> None:
    """VK's own words go along, so that the designer can mend it."""
    async with bench() as at:
        at.vk.faults.order(Fault("messages.send", "error", code))
        outcome = await at.messenger.send("vk:42", SCREEN, 7)
        assert isinstance(outcome, Malformed)
        assert outcome.why.startswith(f"error {code}: ")


async def test_an_error_of_one_peer_inside_a_good_answer_is_seen() -> None:
    """With `peer_ids` VK answers 200 and puts the error beside the peer."""
    async with bench() as at:
        at.vk.player(42).block()
        assert await at.messenger.send("vk:42", SCREEN, 7) == Unreachable("error 901")
        assert await at.messenger.send("vk:43", Screen(Text("x" * 4097)), 8) == Malformed("error 914: Message is too long")


async def test_an_edit_that_only_a_new_message_can_mend_is_gone() -> None:
    """A message that is not there, is not ours to touch, or is a day old."""
    now = 1_000_000.0
    async with bench(clock=lambda: now) as at:
        sent = await at.messenger.send("vk:42", SCREEN, 7)
        assert isinstance(sent, Done)
        assert await at.messenger.edit("vk:42", "999", "text", SCREEN) == Gone()
        assert await at.messenger.retire("vk:42", "999") == Gone()
        at.vk.faults.order(Fault("messages.edit", "error", 15))
        assert await at.messenger.edit("vk:42", sent.message, "text", SCREEN) == Gone()
        now += 86_401
        assert await at.messenger.edit("vk:42", sent.message, "text", SCREEN) == Gone()


@pytest.mark.parametrize("kind", ["html", "reset", "status"])
async def test_an_answer_that_is_none_leaves_the_fate_unknown(kind: Any) -> None:
    """A 502 page, a cut connection, an empty 500: it may have been applied; nothing is repeated here."""
    async with bench() as at:
        at.vk.faults.order(Fault("messages.send", kind, 500))
        assert isinstance(await at.messenger.send("vk:42", SCREEN, 7), Unknown)
        assert at.counted("messages.send") == 1


async def test_silence_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call ends before the engine's own limit does."""
    monkeypatch.setattr("adapters.vk.execute.CALL_S", 0.2)
    async with bench() as at:
        at.vk.faults.order(Fault("messages.send", "silent", silence_s=0.5))
        assert isinstance(await at.messenger.send("vk:42", SCREEN, 7), Unknown)


async def test_nothing_was_sent_where_nobody_listens() -> None:
    """A refused connection is no mystery: it can be tried again at once."""
    async with open_session() as http:
        batch = Batch(Api(http, "http://127.0.0.1:1", "token"))
        assert isinstance(await batch.call("messages.send", {}), Unsent)
        assert outcome_of(Unsent("no")) == NotApplied(1.0, everywhere=True)


async def test_a_chat_under_flood_control_is_left_alone() -> None:
    """After error 9 no call goes to that chat; the others go on."""
    async with bench() as at:
        at.vk.faults.order(Fault("messages.send", "error", 9))
        await at.messenger.send("vk:42", SCREEN, 7)
        waiting = await at.messenger.send("vk:42", SCREEN, 7)
        assert isinstance(waiting, NotApplied)
        assert FLOOD_S - 5 < waiting.retry_after_s <= FLOOD_S
        assert at.counted("messages.send") == 1
        assert isinstance(await at.messenger.send("vk:43", SCREEN, 8), Done)


async def test_after_a_refused_token_nothing_is_asked_any_more(caplog: pytest.LogCaptureFixture) -> None:
    """The operator is told once, and not what the token is."""
    async with bench(token="vk1.a.CANARY") as at:
        at.vk.token = "another"
        outcomes = [await at.messenger.send(f"vk:{user}", SCREEN, 7) for user in (42, 43, 42)]
        assert all(isinstance(outcome, NotApplied) for outcome in outcomes)
        assert at.counted("messages.send") == 1
        assert [record.levelname for record in caplog.records].count("ERROR") == 1
        assert "SMENA_VK_TOKEN" in caplog.text
        assert "CANARY" not in caplog.text


async def test_calls_of_one_tick_travel_together() -> None:
    """Sixty players pressed at once: three requests, sixty messages."""
    async with bench() as at:
        for user in range(100, 160):
            await at.vk.player(user).send("привет")
        outcomes = await asyncio.gather(*(at.messenger.send(f"vk:{user}", SCREEN, user) for user in range(100, 160)))
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        assert at.counted("execute") == 3
        assert all(at.vk.chat(user).newest.text == "Деталь 7" for user in range(100, 160))


async def test_texts_travel_in_an_execute_unharmed() -> None:
    """Quotes, line ends, slashes and emoji of one call neither change nor end the script of the others."""
    nasty = '"}); return 1; // \\" \n\t😀 \u2028 </script> \\u0041'
    async with bench() as at:
        screens = [Screen(Text(nasty), ((Key('"]}\\', TOKEN),),)), Screen(Text("мирно"))]
        await asyncio.gather(*(at.messenger.send(f"vk:{42 + n}", screen, 7) for n, screen in enumerate(screens)))
        assert (at.vk.chat(42).newest.text, at.vk.chat(43).newest.text) == (nasty, "мирно")
        assert at.vk.chat(42).newest.buttons[0].label == '"]}\\'
        assert at.counted("execute") == 1


async def test_an_execute_that_cannot_be_read_is_taken_apart() -> None:
    """One call that spoils the script does not take the others with it: each is tried alone."""
    async with bench() as at:
        at.vk.faults.order(Fault("execute", "error", 12))
        outcomes = await asyncio.gather(*(at.messenger.send(f"vk:{user}", SCREEN, 7) for user in (42, 43)))
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        assert at.counted("messages.send") == 2


@pytest.mark.parametrize(
    ("whole", "count"),
    [
        pytest.param(Given([1]), 2, id="an answer is missing"),
        pytest.param(Given(1), 2, id="no list"),
        pytest.param(Given([False, 1]), 2, id="no error for a failure"),
        pytest.param(Given([1, 1], ({"error_code": 9},)), 2, id="an error without a failure"),
        pytest.param(Given([False, 1], ("nine",)), 1, id="wrong count"),
    ],
)
def test_an_answer_of_execute_that_does_not_add_up_tells_nothing(whole: Given, count: int) -> None:
    """Rather unknown for all than an outcome given to the wrong call."""
    assert all(isinstance(reply, Lost) for reply in replies_of(whole, count))


def test_answers_of_execute_find_their_calls() -> None:
    """The nth failure has the nth error; 0 is an answer, false is none."""
    errors = ({"method": "messages.send", "error_code": 901, "error_msg": "no"}, {"method": "messages.edit", "error_code": 9})
    assert replies_of(Given([0, False, [], False], errors), 4) == [Given(0), Refusal(901, "no"), Given([]), Refusal(9)]
    assert replies_of(Refusal(10), 2) == [Refusal(10), Refusal(10)]


def test_the_echo_of_the_last_failure_is_no_failure_of_its_own() -> None:
    """VK has been seen to repeat the error of the last call under the name of execute: it finds no second call."""
    error = {"method": "messages.send", "error_code": 901, "error_msg": "no"}
    whole = Given([1, False], (error, {**error, "method": "execute"}))
    assert replies_of(whole, 2) == [Given(1), Refusal(901, "no")]


async def test_a_failure_at_the_end_of_an_execute_harms_no_other_call() -> None:
    """The sandbox echoes it as VK does; the call before it is done, not unknown."""
    async with bench() as at:
        for user in (42, 43):
            assert isinstance(await at.messenger.send(f"vk:{user}", SCREEN, 7), Done)
        at.vk.faults.order(Fault("messages.edit", "error", 15, skip=1))
        edits = (at.messenger.edit(f"vk:{user}", "2", "text", SCREEN) for user in (42, 43))
        assert await asyncio.gather(*edits) == [Done("2"), Gone()]
        assert at.counted("execute") == 1


async def test_the_rate_of_the_community_is_kept() -> None:
    """Twenty requests a second are VK's limit: a burst of lone calls and execute's never meets error 6."""
    async with bench(requests_s=REQUESTS_S, limits=True) as at:
        calls = []
        for _ in range(25):
            calls.append(asyncio.create_task(at.batch.call("users.get", {"user_ids": "1"})))
            await asyncio.sleep(0.01)
        replies = await asyncio.gather(*calls)
        assert all(isinstance(reply, Given) for reply in replies)
        assert at.vk.refused == []


async def test_many_new_pictures_keep_no_press_from_its_answer() -> None:
    """Two dozen are uploaded at once, each saved by a request of its own; a press in between waits for one of them at most."""
    async with bench(requests_s=REQUESTS_S, limits=True) as at:
        screens = [Screen(Text("Измерь"), picture=Picture("Микрометр", svg=f"<svg id='{n}'/>")) for n in range(24)]
        sends = [asyncio.create_task(at.messenger.send("vk:42", screen, n + 1)) for n, screen in enumerate(screens)]
        while not at.counted("photos.saveMessagesPhoto"):
            await asyncio.sleep(0.01)
        id = at.vk.push_press(at.vk.player(43), 43, 1, {"t": TOKEN})
        saved = at.counted("photos.saveMessagesPhoto")
        await at.messenger.answer(Spinner(id, 43, 43), Answer("Верно!"))
        assert at.vk.chat(43).toasts == ["Верно!"]
        assert at.counted("photos.saveMessagesPhoto") <= saved + 2
        await asyncio.wait(sends)
        assert at.vk.refused == []


async def test_what_cannot_leave_in_time_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that waits too long for room was never sent, and says so."""
    monkeypatch.setattr("adapters.vk.execute.WAIT_S", 0.1)
    async with bench() as at:
        at.batch.hold(5.0)
        assert await at.batch.call("users.get", {"user_ids": "1"}) == Unsent("no room")
        assert at.vk.calls == []


# -- answers to presses --------------------------------------------------------------------------------------------


async def test_a_press_is_answered_with_a_snackbar_or_silently() -> None:
    """Words are shown to the presser; without words the button only stops turning."""
    async with bench() as at:
        await at.messenger.send("vk:42", SCREEN, 7)
        for words, shown in (("Верно!", "Верно!"), ("", ""), ("слово " * 40, "слово " * 14 + "слово…")):
            id = at.vk.push_press(at.vk.player(42), 42, 1, {"t": TOKEN})
            await at.messenger.answer(Spinner(id, 42, 42), Answer(words))
            assert at.vk.chat(42).toasts[-1] == shown


def test_a_snackbar_is_cut_at_a_word() -> None:
    """Ninety characters fit."""
    text = json.loads(snackbar("слово " * 40))["text"]
    assert utf16_length(text) <= 90
    assert text.endswith("слово…")


@pytest.mark.parametrize("code", [6, 32])
async def test_an_answer_that_is_refused_for_a_moment_is_given_again(code: int) -> None:
    """Too many requests in a second, or "need wait": the button stops turning and the words are shown all the same."""
    async with bench() as at:
        at.vk.faults.order(Fault("messages.sendMessageEventAnswer", "error", code, times=2 if code == 6 else 1))
        id = at.vk.push_press(at.vk.player(42), 42, 1, {"t": TOKEN})
        await at.messenger.answer(Spinner(id, 42, 42), Answer("Верно!"))
        assert at.vk.chat(42).toasts == ["Верно!"]


async def test_an_answer_that_waits_for_room_is_given_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch gives a call back that could not leave in time; a press's answer is tried for as long as VK knows the press."""
    monkeypatch.setattr("adapters.vk.execute.WAIT_S", 0.1)
    async with bench() as at:
        at.batch.hold(0.5)
        id = at.vk.push_press(at.vk.player(42), 42, 1, {"t": TOKEN})
        await at.messenger.answer(Spinner(id, 42, 42), Answer("Верно!"))
        assert at.vk.chat(42).toasts == ["Верно!"]


async def test_an_answer_that_vk_will_not_take_is_not_repeated() -> None:
    """A refused token, a flood: what lasts longer than the press does."""
    async with bench() as at:
        for code in (5, 9, 100):
            at.vk.faults.order(Fault("messages.sendMessageEventAnswer", "error", code))
            await at.messenger.answer(Spinner("unknown", 42, 42), Answer("поздно"))
        assert at.counted("messages.sendMessageEventAnswer") == 3


async def test_an_answer_that_comes_too_late_harms_nobody() -> None:
    """VK has forgotten the press: nothing is raised."""
    async with bench() as at:
        await at.messenger.answer(Spinner("unknown", 42, 42), Answer("поздно"))
        assert at.vk.chat(42).toasts == []


# -- pictures ------------------------------------------------------------------------------------------------------


async def test_a_picture_is_uploaded_once_for_all() -> None:
    """Two players at the same moment, and a worker that starts later, share one upload."""
    async with bench() as at:
        outcomes = await asyncio.gather(*(at.messenger.send(f"vk:{user}", PICTURED, 7) for user in (42, 43)))
        assert all(isinstance(outcome, Done) and outcome.kind == "picture" for outcome in outcomes)
        assert at.vk.photos[at.vk.chat(42).newest.media] == PNG
        assert at.counted("photos.saveMessagesPhoto") == 1
        media = Media(at.api, at.library, at.shelf, lambda picture, game: None, at.vk.group)
        later = VkMessenger(at.batch, media, at.vk.group)
        assert await later.send("vk:42", PICTURED, 8) == Done(str(at.vk.chat(42).newest.id), "picture")
        assert at.counted("photos.saveMessagesPhoto") == 1


async def test_words_become_a_picture_and_a_picture_words() -> None:
    """VK edits any kind into any other, and an edit sends the picture again each time."""
    async with bench() as at:
        sent = await at.messenger.send("vk:42", SCREEN, 7)
        assert isinstance(sent, Done)
        assert await at.messenger.edit("vk:42", sent.message, "text", PICTURED) == Done(sent.message, "picture")
        assert at.vk.chat(42).newest.kind == "picture"
        assert await at.messenger.edit("vk:42", sent.message, "picture", PICTURED) == Done(sent.message, "picture")
        assert at.vk.chat(42).newest.kind == "picture"
        assert await at.messenger.retire("vk:42", sent.message) == Done(sent.message)
        seen = at.vk.chat(42).newest
        assert (seen.kind, seen.buttons) == ("picture", ())
        assert await at.messenger.edit("vk:42", sent.message, "picture", SCREEN) == Done(sent.message, "text")
        assert at.vk.chat(42).newest.kind == "text"


async def test_a_picture_that_vk_has_forgotten_is_uploaded_anew() -> None:
    """The screen is asked for again soon, and then it is there; it is not uploaded for ever if that does not help."""
    async with bench() as at:
        await at.messenger.send("vk:42", PICTURED, 7)
        at.vk.photos.clear()
        assert await at.messenger.send("vk:42", PICTURED, 8) == NotApplied(0.1)
        assert isinstance(await at.messenger.send("vk:42", PICTURED, 8), Done)
        assert at.counted("photos.saveMessagesPhoto") == 2
        at.vk.photos.clear()
        assert isinstance(await at.messenger.send("vk:42", PICTURED, 9), Malformed)
        assert at.counted("photos.saveMessagesPhoto") == 2


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        pytest.param("photos.getMessagesUploadServer", Fault("photos.getMessagesUploadServer", "error", 10), id="no server"),
        pytest.param("photos.saveMessagesPhoto", Fault("photos.saveMessagesPhoto", "html"), id="not saved"),
        pytest.param("photos.getMessagesUploadServer", Fault("photos.getMessagesUploadServer", "error", 14), id="captcha"),
    ],
)
async def test_without_an_upload_words_say_what_the_picture_shows(method: str, fault: Fault) -> None:
    """The alt text stands below; the upload is not tried again for every screen."""
    async with bench() as at:
        at.vk.faults.order(fault)
        for nonce in (7, 8):
            outcome = await at.messenger.send("vk:42", PICTURED, nonce)
            assert isinstance(outcome, Done)
            assert outcome.kind == "text"
        assert at.vk.chat(42).newest.text == "Измерь\n\nМикрометр"
        assert at.counted(method) == 1


async def test_a_picture_that_cannot_be_drawn_is_told_in_words() -> None:
    """A raster that gives nothing is no error."""
    async with bench(raster=lambda picture, game: None) as at:
        outcome = await at.messenger.send("vk:42", PICTURED, 7)
        assert isinstance(outcome, Done)
        assert outcome.kind == "text"
        assert at.counted("photos.getMessagesUploadServer") == 0


async def test_a_video_is_shown_by_its_poster() -> None:
    """A community cannot upload a video: the poster stands in for it."""
    video = Video("Плавка стали", "smelt.mp4", Picture("Ковш", file="ladle.png"))
    async with bench() as at:
        outcome = await at.messenger.send("vk:42", Screen(Text("Смотри"), video=video, game="steel"), 7)
        assert isinstance(outcome, Done)
        assert (outcome.kind, at.vk.chat(42).newest.kind) == ("picture", "picture")
        assert set(at.drawn) == {"ladle.png"}


KEPT = Screen(
    Text("Смотри"),
    video=Video("Плавка стали", "", Picture("Ковш", file="ladle.png"), ("tg:BAACAgIAAxkDAAIBY2Vb", "vk:video-1_2")),
    game="steel",
)


async def test_a_film_of_the_community_is_shown_by_its_name() -> None:
    """Nothing is uploaded; a message that is retired keeps the film; VK is asked once whether players get it."""
    async with bench() as at:
        for nonce in (7, 8):
            outcome = await at.messenger.send("vk:42", KEPT, nonce)
            assert isinstance(outcome, Done)
            assert (outcome.kind, at.vk.chat(42).newest.kind, at.vk.chat(42).newest.media) == ("video", "video", "video-1_2")
        assert (at.drawn, at.counted("messages.getByConversationMessageId")) == ([], 1)
        assert "Плавка" not in at.vk.chat(42).newest.text
        assert isinstance(outcome, Done)
        await at.messenger.retire("vk:42", outcome.message)
        assert at.vk.chat(42).newest.media == "video-1_2"
        edited = await at.messenger.edit("vk:42", outcome.message, "video", PICTURED)
        assert isinstance(edited, Done)
        assert at.vk.chat(42).newest.kind == "picture"
        assert (await at.messenger.edit("vk:42", outcome.message, "picture", KEPT)) == Done(outcome.message, "video")


@pytest.mark.parametrize("how", ["left out", "refused"])
async def test_the_poster_stands_in_for_a_film_that_vk_does_not_show(how: str) -> None:
    """It is private or deleted: the player sees the storyboard, in the one message, and so does the next player."""
    async with bench() as at:
        if how == "left out":
            at.vk.files.hidden.add("video-1_2")
        else:
            at.vk.faults.order(Fault("messages.send", "error", 100))
            assert await at.messenger.send("vk:42", KEPT, 7) == NotApplied(0.1)
        outcome = await at.messenger.send("vk:42", KEPT, 7)
        assert isinstance(outcome, Done)
        assert (outcome.kind, at.vk.chat(42).newest.kind, len(at.vk.chat(42).theirs)) == ("picture", "picture", 1)
        await at.messenger.send("vk:43", KEPT, 8)
        assert (at.vk.chat(43).newest.kind, at.vk.chat(43).newest.edits) == ("picture", 0)


async def test_a_slow_upload_is_waited_for_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen is given back as not applied, and finds its picture when it is asked for again."""

    def slow(picture: Picture, game: str) -> bytes:
        time.sleep(0.05)
        return PNG

    monkeypatch.setattr("adapters.vk.media.WAIT_S", 0.01)
    async with bench(raster=slow) as at:
        assert await at.messenger.send("vk:42", PICTURED, 7) == NotApplied(1.0)
        assert at.vk.chat(42).theirs == []
        for _ in range(100):
            outcome = await at.messenger.send("vk:42", PICTURED, 7)
            if not isinstance(outcome, NotApplied):
                break
            await asyncio.sleep(0.02)
        assert outcome == Done(str(at.vk.chat(42).newest.id), "picture")
        assert at.counted("photos.saveMessagesPhoto") == 1


async def test_pictures_go_on_without_the_store() -> None:
    """While the store is away a picture is uploaded and shown; it is only not remembered for others."""
    async with bench() as at:
        at.shelf.away = True
        outcome = await at.messenger.send("vk:42", PICTURED, 7)
        assert isinstance(outcome, Done)
        assert outcome.kind == "picture"


# -- the library and the secrets -----------------------------------------------------------------------------------


async def test_vkbottle_speaks_our_way() -> None:
    """Its typed methods read the sandbox's answers; its errors are raised by code, also the captcha's."""
    async with bench() as at:
        server = await at.library.groups.get_long_poll_server(at.vk.group)
        assert (server.server, server.key) == (f"{at.vk.base_url}/longpoll", at.vk.events.key)
        told = await at.library.told("groups.getCallbackConfirmationCode", group_id=at.vk.group)
        assert told == {"code": at.vk.events.confirmation}
        with pytest.raises(ValueError, match="no object"):
            await at.library.told("utils.getServerTime")
        for code in (10, 14):
            at.vk.faults.order(Fault("users.get", "error", code))
            with pytest.raises(VKAPIError) as raised:
                await at.library.users.get(user_ids=[1])
            assert raised.value.code == code
        at.vk.faults.order(Fault("users.get", "html"))
        with pytest.raises(TimeoutError):
            await at.library.users.get(user_ids=[1])
        assert at.counted("users.get") == 3


@pytest.mark.parametrize(
    ("base", "url", "trusted"),
    [
        ("https://api.vk.com", "https://lp.vk.com/whp/1", True),
        ("https://api.vk.com", "https://lp.vk.ru/whp/1", True),
        ("https://api.vk.com", "https://pu.vk.com/c1/upload.php", True),
        ("https://api.vk.com", "http://lp.vk.com/whp/1", False),
        ("https://api.vk.com", "https://lp.vk.com.evil.example/", False),
        ("https://api.vk.com", "https://evilvk.com/", False),
        ("https://api.vk.com", "https://169.254.169.254/", False),
        ("https://api.vk.com", "https://vk.com@evil.example/", False),
        ("https://api.vk.com", "file:///etc/passwd", False),
        ("https://api.vk.com", "", False),
        ("http://127.0.0.1:8080", "http://127.0.0.1:9090/longpoll", True),
        ("http://127.0.0.1:8080", "http://169.254.169.254/", False),
    ],
)
async def test_only_addresses_of_vk_are_believed(base: str, url: str, trusted: bool) -> None:
    """An answer of VK cannot send us elsewhere (RELIABILITY 35)."""
    async with aiohttp.ClientSession() as http:
        assert Api(http, base, "token").trusts(url) is trusted


async def test_no_secret_and_no_word_of_a_player_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through successes, refusals, an upload and a broken answer; and the token is in no URL."""
    caplog.set_level(logging.DEBUG)
    urls: list[str] = []

    async def note(session: object, context: object, params: aiohttp.TraceRequestStartParams) -> None:
        urls.append(str(params.url))

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(note)
    vk = VkSandbox(token="vk1.a.CANARYTOKEN")
    async with vk.serve() as base, aiohttp.ClientSession(trace_configs=[trace]) as http:
        api = Api(http, base, vk.token)
        batch = Batch(api, Turns(1000.0))
        media = Media(api, Library(api, batch), Shelf(), lambda picture, game: PNG, vk.group)
        messenger = VkMessenger(batch, media, vk.group)
        await vk.player(42).send("CANARYTEXT")
        canary = Screen(Text("CANARYTEXT"), picture=PICTURED.picture)
        for fault in (None, Fault("messages.send", "error", 914), Fault("messages.send", "html"), Fault("*", "error", 5)):
            if fault:
                vk.faults.order(fault)
            await messenger.send("vk:42", canary, 7)
        await messenger.answer(Spinner("x", 42, 42), Answer("CANARYTEXT"))
    assert len(urls) >= 6
    assert "CANARY" not in caplog.text + "".join(urls) + repr(api) + repr(messenger)
