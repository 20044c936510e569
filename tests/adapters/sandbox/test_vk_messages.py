"""Messages over real HTTP: what a community sends, edits and deletes is what its players see, or is refused as VK does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from adapters.sandbox.faults import Fault
from adapters.sandbox.vk import VkSandbox

CHAT = 2_000_000_001
KEYS = json.dumps(
    {
        "inline": True,
        "buttons": [[{"action": {"type": "callback", "label": "Дальше", "payload": '{"t":"go"}'}, "color": "positive"}]],
    }
)
MARKED = json.dumps({"version": 1, "items": [{"type": "bold", "offset": 0, "length": 3}]})


@dataclass
class Line:
    """A community's token, and the VK that it speaks to."""

    vk: VkSandbox
    http: aiohttp.ClientSession
    now: float = 1_000_000.0

    async def ask(self, method: str, **call: object) -> Any:
        """Call a method and give the whole answer."""
        form = {"access_token": self.vk.token, "v": "5.199", **{name: str(value) for name, value in call.items()}}
        async with self.http.post(f"{self.vk.base_url}/method/{method}", data=form) as answer:
            assert answer.status == 200
            return await answer.json()

    async def do(self, method: str, **call: object) -> Any:
        """Call a method that must succeed."""
        told = await self.ask(method, **call)
        assert "response" in told, told
        return told["response"]

    async def code(self, method: str, **call: object) -> int:
        """Call a method that must be refused, and give the code."""
        return int((await self.ask(method, **call))["error"]["error_code"])

    async def send(self, words: str = "Жми", nonce: int = 0, peer: int = 42, **call: object) -> Any:
        """Send to one of `peer_ids`, which tells the number inside the dialogue."""
        return (await self.do("messages.send", peer_ids=peer, random_id=nonce, message=words, **call))[0]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with aiohttp.ClientSession() as http:
        made = Line(VkSandbox(clock=lambda: made.now), http)
        async with made.vk.serve():
            await made.vk.player(42, first_name="Борис").send("привет")
            yield made


# -- the wire --------------------------------------------------------------------------------------------------------


async def test_an_error_tells_what_was_asked_and_no_token(line: Line) -> None:
    """Code, VK's words, the request's fields."""
    error = (await line.ask("messages.send", peer_id=42, message="x"))["error"]
    assert error["error_code"] == 100
    assert error["error_msg"] == "One of the parameters specified was missing or invalid: random_id is a required parameter"
    assert {"key": "message", "value": "x"} in error["request_params"]
    assert {"key": "method", "value": "messages.send"} in error["request_params"]
    assert line.vk.token not in json.dumps(error)
    refused = line.vk.refused[-1]
    assert (refused.method, refused.code, refused.fields["message"]) == ("messages.send", 100, "x")


async def test_a_stranger_is_not_let_in(line: Line) -> None:
    """A wrong token and none give 5, a method that is none 3, one of a person's 27, no version 8."""
    url = f"{line.vk.base_url}/method/users.get"
    for form in ({"access_token": "other", "v": "5.199"}, {"v": "5.199"}):
        async with line.http.post(url, data=form) as answer:
            assert (await answer.json())["error"]["error_code"] == 5
    async with line.http.post(url, data={"access_token": line.vk.token}) as answer:
        assert (await answer.json())["error"]["error_code"] == 8
    assert await line.code("messages.sendAll") == 3
    assert await line.code("video.save") == 27
    assert await line.code("groups.getLongPollServer") == 100
    assert await line.code("groups.getLongPollServer", group_id=78) == 15


async def test_a_call_may_come_in_the_query_or_with_a_header(line: Line) -> None:
    """As vkbottle sends its token, and as newer clients do."""
    url = f"{line.vk.base_url}/method/users.get"
    fields = {"user_ids": "42", "v": "5.199"}
    for ask in (
        line.http.get(url, params={**fields, "access_token": line.vk.token}),
        line.http.post(url, params=fields, headers={"Authorization": f"Bearer {line.vk.token}"}),
    ):
        async with ask as answer:
            person = (await answer.json())["response"][0]
            assert (person["id"], person["first_name"]) == (42, "Борис")


async def test_twenty_requests_a_second(line: Line) -> None:
    """The 21st is error 6; a second later there is room again. An execute is one request."""
    vk = VkSandbox(limits=True, clock=lambda: line.now)
    async with vk.serve():
        busy = Line(vk, line.http)
        for _ in range(19):
            await busy.do("utils.getServerTime")
        await busy.do("execute", code=f"return [{','.join(['API.utils.getServerTime({})'] * 25)}];")
        assert await busy.code("utils.getServerTime") == 6
        line.now += 1.0
        await busy.do("utils.getServerTime")


async def test_a_thousand_messages_an_hour_to_one_player(line: Line) -> None:
    """One more is flood, error 9; an hour later it is not."""
    vk = VkSandbox(limits=True, clock=lambda: line.now)
    async with vk.serve():
        await vk.player(42).send("привет")
        call = {"peer_id": "42", "random_id": "0", "message": "x"}
        for _ in range(1000):
            vk.messages.send(call)
        busy = Line(vk, line.http)
        assert await busy.code("messages.send", **call) == 9
        line.now += 3600.0
        await busy.do("messages.send", **call)


@pytest.mark.parametrize("applied", [False, True])
async def test_a_502_page_hides_whether_it_was_done(line: Line, applied: bool) -> None:
    """The same page, before the work and after it."""
    line.vk.faults.order(Fault("messages.send", "html", applied=applied))
    form = {"access_token": line.vk.token, "v": "5.199", "peer_id": "42", "random_id": "7", "message": "x"}
    async with line.http.post(f"{line.vk.base_url}/method/messages.send", data=form) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    assert len(line.vk.chat(42).theirs) == int(applied)
    await line.send("x", nonce=7)
    assert len(line.vk.chat(42).theirs) == 1
    assert line.vk.refused == []


async def test_silence_after_the_work(line: Line) -> None:
    """A timeout after acceptance: the message stands, the client knows nothing."""
    line.vk.faults.order(Fault("messages.send", "silent", applied=True, silence_s=0.3))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(line.send("x", nonce=7), 0.1)
    assert [message.text for message in line.vk.chat(42).theirs] == ["x"]


@pytest.mark.parametrize("code", [1, 6, 9, 10, 14, 17, 29, 912])
async def test_errors_can_be_ordered(line: Line, code: int) -> None:
    """Any code, with VK's words; it is not counted among the bot's own faults."""
    line.vk.faults.order(Fault("messages.*", "error", code))
    error = (await line.ask("messages.send", peer_id=42, random_id=1, message="x"))["error"]
    assert error["error_code"] == code
    assert ("captcha_sid" in error, "redirect_uri" in error) == (code == 14, code == 17)
    assert line.vk.refused == []
    await line.send("x")


# -- sending -----------------------------------------------------------------------------------------------------------


async def test_what_is_sent_is_seen(line: Line) -> None:
    """Words, marks, buttons; one peer is told a number of the community, many are told the dialogue's own too."""
    sent = await line.send("Жми сюда", nonce=5, keyboard=KEYS, format_data=MARKED)
    seen = line.vk.chat(42).newest
    assert sent == {"peer_id": 42, "message_id": 100_002, "conversation_message_id": 2}
    assert (seen.id, seen.text, seen.marks) == (2, "Жми сюда", (("bold", 0, 3, ""),))
    assert [(b.label, b.payload, b.style, b.kind) for b in seen.buttons] == [("Дальше", '{"t":"go"}', "positive", "callback")]
    assert await line.do("messages.send", user_id=42, random_id=6, message="ещё") == 100_003


async def test_the_same_random_id_shows_one_message(line: Line) -> None:
    """In one dialogue, for an hour, in the last hundred messages; 0 is never compared."""
    await line.vk.player(43).send("привет")
    first = await line.send("раз", nonce=5)
    assert await line.send("другие слова", nonce=5) == first
    assert [message.text for message in line.vk.chat(42).theirs] == ["раз"]
    assert (await line.send("раз", nonce=5, peer=43))["message_id"] != first["message_id"]
    await line.send("ноль")
    await line.send("ноль")
    assert len(line.vk.chat(42).theirs) == 3
    for n in range(97):
        await line.send("x", nonce=100 + n)
    assert await line.send("сотое", nonce=5) == first
    await line.send("x", nonce=99)
    assert await line.send("сто первое", nonce=5) != first


async def test_a_random_id_is_forgotten_after_an_hour(line: Line) -> None:
    """A retry that comes later is a new message."""
    first = await line.send("раз", nonce=5)
    line.now += 3599.0
    assert await line.send("раз", nonce=5) == first
    line.now += 1.0
    assert await line.send("раз", nonce=5) != first


async def test_a_peer_that_cannot_be_written_to(line: Line) -> None:
    """The one who never wrote, who forbade it, who blacklisted, who closed his messages; a strange chat."""
    assert await line.code("messages.send", peer_id=43, random_id=1, message="x") == 901
    assert await line.code("messages.send", peer_id=CHAT, random_id=1, message="x") == 917
    for code in (901, 900, 902):
        line.vk.player(42).block(code)
        assert await line.code("messages.send", peer_id=42, random_id=1, message="x") == code
        line.vk.player(42).unblock()
    line.vk.player(43).unblock()
    await line.send("можно", peer=43)
    assert await line.do("messages.isMessagesFromGroupAllowed", user_id=43) == {"is_allowed": 1}
    assert await line.do("messages.isMessagesFromGroupAllowed", user_id=44) == {"is_allowed": 0}


async def test_looking_at_a_dialogue_does_not_open_it(line: Line) -> None:
    """A test that looks changes nothing."""
    assert line.vk.chat(43).messages == {}
    assert await line.code("messages.send", peer_id=43, random_id=1, message="x") == 901


async def test_an_error_of_one_of_many_stands_inside_a_good_answer(line: Line) -> None:
    """The others get their message; a text that is too long is everybody's error."""
    told = await line.do("messages.send", peer_ids="42,43", random_id=5, message="x")
    assert [peer.get("error", {}).get("code") for peer in told] == [None, 901]
    assert told[1]["error"]["description"] == "Can't send messages for users without permission"
    assert line.vk.chat(42).newest.text == "x"
    assert await line.code("messages.send", peer_ids="42,43", random_id=6, message="x" * 4097) == 914
    assert await line.code("messages.send", peer_ids=",".join(["42"] * 101), random_id=6, message="x") == 100


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ({"message": ""}, 100),
        ({"message": "  \n"}, 100),
        ({"message": "x" * 4097}, 914),
        ({"message": "x", "keyboard": "{}"}, 911),
        ({"message": "x", "attachment": "photo-77_1"}, 100),
        ({"message": "x", "format_data": MARKED}, 100),
        ({"message": "x", "peer_id": ""}, 100),
        ({"message": "x", "peer_id": "bob"}, 100),
    ],
)
async def test_a_wrong_message_is_shown_to_nobody(line: Line, call: dict[str, str], code: int) -> None:
    """Refused as a whole."""
    assert await line.code("messages.send", **{"peer_id": "42", "random_id": "1", **call}) == code
    assert line.vk.chat(42).theirs == []


async def test_mentions_and_previews_are_seen(line: Line) -> None:
    """So that a test can say: nobody was mentioned, nothing was unfolded."""
    await line.send("[id1|Админ], @all: https://example.org", disable_mentions=1)
    seen = line.vk.chat(42)
    assert (seen.newest.mentions, seen.newest.preview) == (("[id1|Админ]", "@all"), "https://example.org")
    assert seen.mentions == line.vk.mentioned == ["[id1|Админ]", "@all"]
    await line.send("https://example.org", dont_parse_links=1)
    assert (seen.newest.mentions, seen.newest.preview) == ((), "")


async def test_a_keyboard_under_the_input_field_stays(line: Line) -> None:
    """Until another one comes, or an empty one."""
    below = json.dumps({"buttons": [[{"action": {"type": "text", "label": "Меню", "payload": "{}"}}]]})
    await line.send("раз", keyboard=below)
    await line.send("два")
    seen = line.vk.chat(42)
    assert [[button.label for button in row] for row in seen.keyboard] == [["Меню"]]
    assert seen.live is None
    await line.send("три", keyboard='{"buttons":[]}')
    assert seen.keyboard == ()


# -- editing and deleting ------------------------------------------------------------------------------------------------


async def test_an_edit_replaces_everything(line: Line) -> None:
    """What is not sent again is gone: marks, buttons, the picture. Every button ever offered is remembered."""
    line.vk.photos["photo-77_1"] = b"x"
    await line.send("Жми сюда", keyboard=KEYS, format_data=MARKED, attachment="photo-77_1")
    assert line.vk.chat(42).newest.kind == "picture"
    for name in ("cmid", "conversation_message_id"):
        assert await line.do("messages.edit", peer_id=42, message="Всё", **{name: 2}) == 1
    await line.do("messages.edit", peer_id=42, message="Всё.", message_id=100_002)
    seen = line.vk.chat(42).newest
    assert (seen.id, seen.text, seen.marks, seen.rows, seen.media, seen.kind, seen.edits) == (2, "Всё.", (), (), "", "text", 3)
    assert [button.label for _, button in line.vk.chat(42).offered] == ["Дальше"]


async def test_what_cannot_be_edited(line: Line) -> None:
    """Not there, another's, nothing left of it, too old; a message's two numbers are not taken for each other."""
    await line.send("x")
    edit = {"peer_id": 42, "message": "y"}
    assert await line.code("messages.edit", **edit, cmid=9) == 100
    assert await line.code("messages.edit", **edit, cmid=100_002) == 100
    assert await line.code("messages.edit", **edit, message_id=2) == 100
    assert await line.code("messages.edit", **edit) == 100
    assert await line.code("messages.edit", **edit, cmid=1) == 15
    assert await line.code("messages.edit", peer_id=42, cmid=2, keyboard=KEYS) == 100
    assert await line.code("messages.edit", peer_id=43, cmid=2, message="y") == 901
    line.now += 86_400
    assert await line.do("messages.edit", **edit, cmid=2) == 1
    line.now += 1
    assert await line.code("messages.edit", **edit, cmid=2) == 909


async def test_a_deleted_message(line: Line) -> None:
    """Without `delete_for_all` the player goes on seeing it; either way the community has it no more."""
    await line.send("раз")
    await line.send("два")
    told = await line.do("messages.delete", peer_id=42, cmids="2,9")
    assert [(one["conversation_message_id"], one["response"]) for one in told] == [(2, 1), (9, 0)]
    assert told[1]["error"]["code"] == 100
    assert [message.text for message in line.vk.chat(42).theirs] == ["раз", "два"]
    assert await line.code("messages.edit", peer_id=42, cmid=2, message="y") == 100
    assert (await line.do("messages.delete", message_ids=100_003, delete_for_all=1))[0]["response"] == 1
    seen = line.vk.chat(42)
    assert [message.text for message in seen.theirs] == ["раз"]
    assert seen.dropped[3].text == "два"
    assert await line.code("messages.delete", peer_id=42) == 100


async def test_an_old_message_is_not_deleted_for_all(line: Line) -> None:
    """Error 924 beside it, after a day."""
    await line.send("x")
    line.now += 86_401
    told = await line.do("messages.delete", peer_id=42, cmids=2, delete_for_all=1)
    assert told[0]["error"]["code"] == 924
    assert len(line.vk.chat(42).theirs) == 1


# -- history -------------------------------------------------------------------------------------------------------------


async def test_the_history_tells_what_was_written(line: Line) -> None:
    """Both sides, marks, keyboards and attachments; a random_id comes back for reconciliation."""
    line.vk.photos["photo-77_1_key"] = b"x"
    await line.send("Жми", nonce=5, keyboard=KEYS, format_data=MARKED, attachment="photo-77_1_key")
    history = await line.do("messages.getHistory", peer_id=42)
    assert [(one["text"], one["from_id"], one["out"]) for one in history["items"]] == [("Жми", -77, 1), ("привет", 42, 0)]
    newest = history["items"][0]
    assert newest["random_id"] == 5
    assert newest["format_data"] == {"version": "1", "items": [{"type": "bold", "offset": 0, "length": 3}]}
    assert newest["keyboard"]["buttons"] == json.loads(KEYS)["buttons"]
    assert [newest["attachments"][0]["photo"][name] for name in ("owner_id", "id", "access_key")] == [-77, 1, "key"]
    read = await line.do("messages.getByConversationMessageId", peer_id=42, conversation_message_ids="2,9")
    assert read == {"count": 1, "items": [newest]}
    oldest = await line.do("messages.getHistory", user_id=42, rev=1, count=1)
    assert (oldest["count"], [one["text"] for one in oldest["items"]]) == (2, ["привет"])
    assert [one["text"] for one in (await line.do("messages.getHistory", peer_id=42, offset=1))["items"]] == ["привет"]


async def test_the_dialogues_that_wait_for_an_answer_are_found(line: Line) -> None:
    """For catching up after a loss."""
    await line.vk.player(43).send("и я")
    await line.send("ответ")
    unanswered = await line.do("messages.getConversations", filter="unanswered")
    assert [item["conversation"]["peer"]["id"] for item in unanswered["items"]] == [43]
    everybody = await line.do("messages.getConversations")
    assert [item["last_message"]["text"] for item in everybody["items"]] == ["ответ", "и я"]


# -- execute -------------------------------------------------------------------------------------------------------------


def script(*calls: tuple[str, Mapping[str, object]]) -> str:
    return f"return [{','.join(f'API.{method}({json.dumps(call)})' for method, call in calls)}];"


async def test_an_execute_does_its_calls_in_order(line: Line) -> None:
    """A call that fails gives false and its error beside; the others are done."""
    to = {"random_id": 0, "peer_id": 42}
    code = script(("messages.send", {**to, "message": "раз"}), ("messages.send", to), ("messages.send", {**to, "message": "два"}))
    told = await line.ask("execute", code=code)
    assert told["response"] == [100_002, False, 100_003]
    assert [(error["method"], error["error_code"]) for error in told["execute_errors"]] == [("messages.send", 100)]
    assert [message.text for message in line.vk.chat(42).theirs] == ["раз", "два"]
    assert [method for method, _ in line.vk.calls] == ["execute", *["messages.send"] * 3]
    assert [(refused.method, refused.code) for refused in line.vk.refused] == [("messages.send", 100)]


async def test_the_error_of_the_last_call_is_told_twice(line: Line) -> None:
    """Once more as execute's own, as VK has been seen to do; this can be switched off."""
    code = script(("users.get", {"user_ids": "42"}), ("messages.sendAll", {}))
    assert [error["method"] for error in (await line.ask("execute", code=code))["execute_errors"]] == [
        "messages.sendAll",
        "execute",
    ]
    line.vk.echoes = False
    assert [error["method"] for error in (await line.ask("execute", code=code))["execute_errors"]] == ["messages.sendAll"]


async def test_a_script_that_cannot_be_run(line: Line) -> None:
    """26 calls are 13, another form is 12; nothing is done."""
    send = ("messages.send", {"random_id": 0, "peer_id": 42, "message": "x"})
    assert await line.code("execute", code=script(*[send] * 26)) == 13
    assert await line.code("execute", code="var a = 1;") == 12
    assert line.vk.chat(42).theirs == []


@pytest.mark.parametrize("applied", [False, True])
async def test_a_failure_can_be_ordered_inside_of_an_execute(line: Line, applied: bool) -> None:
    """An error is that call's alone; a failure of the wire is the whole request's."""
    sends = [("messages.send", {"random_id": n, "peer_id": 42, "message": f"{n}"}) for n in (1, 2)]
    line.vk.faults.order(Fault("messages.send", "error", 10, applied=applied))
    told = await line.ask("execute", code=script(*sends))
    assert told["response"][0] is False
    assert told["response"][1]
    assert [message.text for message in line.vk.chat(42).theirs] == (["1", "2"] if applied else ["2"])
    line.vk.faults.order(Fault("messages.send", "html", applied=applied, skip=1))
    form = {"access_token": line.vk.token, "v": "5.199", "code": script(*[(m, {**c, "random_id": 0}) for m, c in sends])}
    async with line.http.post(f"{line.vk.base_url}/method/execute", data=form) as answer:
        assert answer.status == 502
    assert len(line.vk.chat(42).theirs) == (4 if applied else 1)
    assert line.vk.refused == []
