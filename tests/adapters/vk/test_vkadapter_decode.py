"""What VK sends becomes a press, or is told apart from one; nothing that is sent can break the decoder."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.vk.decode import Ignored, Spinner, Undecodable, decode, emptied, spinner_of
from engine.runtime.ports import Press, Reach

GROUP = 123
TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
CHAT = 2_000_000_007


def message(text: str = "привет", **fields: Any) -> dict[str, Any]:
    told = {"from_id": 42, "peer_id": 42, "text": text, "conversation_message_id": 5, "out": 0, **fields}
    return {
        "type": "message_new",
        "event_id": "outer1",
        "group_id": GROUP,
        "object": {"message": told, "client_info": {"lang_id": 0, "button_actions": ["text", "callback"]}},
    }


def event(payload: object = None, **fields: Any) -> dict[str, Any]:
    payload = {"t": TOKEN} if payload is None else payload
    told = {"user_id": 42, "peer_id": 42, "event_id": "inner1", "payload": payload, "conversation_message_id": 9, **fields}
    return {"type": "message_event", "event_id": "outer2", "group_id": GROUP, "object": told}


def pressed(raw: dict[str, Any]) -> Press:
    found = decode(raw, GROUP)
    assert isinstance(found, Press)
    return found


def test_a_callback_button_is_a_press_of_its_token() -> None:
    """The outer event_id names the delivery, the inner one the button that turns."""
    assert pressed(event()) == Press("vk:123:outer2", "vk:42", "vk:42", token=TOKEN, message="9")
    assert spinner_of(event()) == Spinner("inner1", 42, 42)


def test_a_button_in_a_group_chat_is_pressed_by_its_user() -> None:
    """The chat is the group's, the player the one who pressed."""
    assert pressed(event(peer_id=CHAT)) == Press("vk:123:outer2", "vk:42", f"vk:{CHAT}", group=True, token=TOKEN, message="9")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("null", id="JSON null"),
        pytest.param([TOKEN], id="list"),
        pytest.param(7, id="number"),
        pytest.param(True, id="bool"),
        pytest.param({"t": None}, id="field null"),
        pytest.param({"t": {"t": TOKEN}}, id="nested"),
        pytest.param({"t": TOKEN, "admin": "1"}, id="a field more"),
        pytest.param({"cmd": "admin"}, id="another field"),
        pytest.param({"t": ""}, id="empty token"),
        pytest.param({"t": "x" * 65}, id="65 characters"),
        pytest.param({"t": "a b"}, id="space"),
        pytest.param({"t": "\ud800"}, id="lone surrogate"),
        pytest.param({"t": "токен"}, id="Cyrillic"),
        pytest.param({}, id="empty object"),
        pytest.param("not json", id="no JSON"),
        pytest.param('{"t":"' + "x" * 300 + '"}', id="300 characters"),
        pytest.param("[" * 10_000, id="10,000 deep"),
        pytest.param("[" * 254, id="254 deep"),
        pytest.param('{"t": NaN}', id="NaN"),
    ],
)
def test_a_payload_that_is_not_ours_presses_nothing(payload: object) -> None:
    """Whatever a modified client puts into the payload, no press comes of it, and its spinner can still be stopped."""
    raw = event(payload)
    assert decode(raw, GROUP) == Ignored("a payload that is not ours")
    assert spinner_of(raw) == Spinner("inner1", 42, 42)


def test_a_payload_may_come_as_json() -> None:
    """VK gives the payload as an object or as its JSON, by the client's age."""
    assert pressed(event(json.dumps({"t": TOKEN}))).token == TOKEN


@pytest.mark.parametrize(
    ("raw", "command", "code"),
    [
        pytest.param(message("Начать", payload='{"command":"start"}'), "start", "", id="the Start button"),
        pytest.param(message("что угодно", payload='{"command":"start"}'), "start", "", id="its payload alone"),
        pytest.param(message("Начать"), "start", "", id="typed Начать"),
        pytest.param(message(" start "), "start", "", id="typed start"),
        pytest.param(message("/start"), "start", "", id="/start"),
        pytest.param(message("/start l_Ab-9"), "start", "l_Ab-9", id="/start with a typed code"),
        pytest.param(message("привет", ref="otk_7"), "start", "otk_7", id="came by a link"),
        pytest.param(message("Начать", ref="../../x", payload='{"command":"start"}'), "start", "", id="forged ref"),
        pytest.param(message("Начать", ref="x" * 65), "start", "", id="ref too long"),
        pytest.param(message("Начать", ref=7), "start", "", id="ref of a wrong type"),
        pytest.param(message("/games"), "games", "", id="/games"),
        pytest.param(message("Игры"), "games", "", id="игры"),
        pytest.param(message("/help"), "help", "", id="/help"),
        pytest.param(message("помощь"), "help", "", id="помощь"),
        pytest.param(message("/language"), "language", "", id="/language"),
        pytest.param(message("язык"), "language", "", id="язык"),
        pytest.param(message("/stop"), "stop", "", id="/stop"),
        pytest.param(message("СТОП"), "stop", "", id="стоп"),
        pytest.param(message("/link"), "link", "", id="/link"),
        pytest.param(message("Связать ABCD 2345"), "link", "ABCD-2345", id="связать with a code"),
        pytest.param(message("/link abcd-2345"), "link", "abcd-2345", id="/link with a code"),
        pytest.param(message("/link код!"), "link", "____", id="/link with no code"),
        pytest.param(message("/forget"), "forget", "", id="/forget"),
        pytest.param(message("мои данные"), "export", "", id="мои данные"),
        pytest.param(message("ник"), "nick", "", id="ник"),
        pytest.param(message("обо мне"), "me", "", id="обо мне"),
    ],
)
def test_commands_are_understood_in_both_languages(raw: dict[str, Any], command: str, code: str) -> None:
    """A command carries no words; only a well-formed code comes with a start."""
    found = pressed(raw)
    assert (found.command, found.code, found.text, found.token) == (command, code, "", "")


@pytest.mark.parametrize("text", ["стоп-кран", "начать игру", "/start two codes", "/startx", "помощь нужна"])
def test_words_that_only_resemble_a_command_are_words(text: str) -> None:
    """A player may answer a question with such words."""
    assert pressed(message(text)).text == text


def test_a_text_button_of_ours_is_a_press_and_its_label_is_dropped() -> None:
    """A client without callback buttons sends the token with a message; a forged payload leaves the label."""
    assert pressed(message("Брак", payload=json.dumps({"t": TOKEN}))) == Press(
        "vk:123:outer1", "vk:42", "vk:42", token=TOKEN, language="ru"
    )
    assert pressed(message("Брак", payload='{"t":{"a":1}}')).text == "Брак"


def test_words_carry_the_message_that_they_reply_to() -> None:
    """So that the engine can find the game that was meant."""
    found = pressed(message("40", reply_message={"from_id": -GROUP, "conversation_message_id": 3}))
    assert (found.text, found.message) == ("40", "3")


def test_a_sticker_is_an_input_without_words() -> None:
    """Whoever sends a sticker is told to use the buttons: the input must reach the engine."""
    found = pressed(message("", attachments=[{"type": "sticker"}]))
    assert (found.text, found.token, found.command) == ("", "", "")


@pytest.mark.parametrize(
    ("raw", "held"),
    [
        pytest.param(message("просто болтовня", peer_id=CHAT), None, id="talk among people"),
        pytest.param(message("/start", peer_id=CHAT), None, id="a command that may be another bot's"),
        pytest.param(message("[club123|@smena] начать", peer_id=CHAT), ("", "start"), id="mention and command"),
        pytest.param(message("[club123|Смена], сорок", peer_id=CHAT), ("сорок", ""), id="mention and words"),
        pytest.param(message("[club124|@other] начать", peer_id=CHAT), None, id="another community is mentioned"),
        pytest.param(message("сорок [club123|@smena]", peer_id=CHAT), None, id="mentioned only in passing"),
        pytest.param(message("сорок", peer_id=CHAT, reply_message={"from_id": -GROUP}), ("сорок", ""), id="reply to us"),
        pytest.param(message("сорок", peer_id=CHAT, reply_message={"from_id": 7}), None, id="reply to a person"),
        pytest.param(message("Начать", peer_id=CHAT, payload='{"command":"start"}'), ("", "start"), id="a button"),
        pytest.param(message("", peer_id=CHAT, action={"type": "chat_invite_user", "member_id": -GROUP}), None, id="let in"),
        pytest.param(message("", peer_id=CHAT, action={"type": "chat_invite_user", "member_id": 7}), None, id="a person let in"),
    ],
)
def test_in_a_group_chat_only_what_is_meant_for_us_is_heard(raw: dict[str, Any], held: tuple[str, str] | None) -> None:
    """A mention, a reply or a button; the mention is taken off the words."""
    found = decode(raw, GROUP)
    assert isinstance(found, Ignored) if held is None else found == Press(
        "vk:123:outer1", "vk:42", f"vk:{CHAT}", group=True, text=held[0], command="start" if held[1] else ""
    )  # fmt: skip


def test_a_code_is_not_taken_from_a_group_chat() -> None:
    """A start code belongs to one player: there everybody could read it."""
    assert pressed(message("[club123|x] /start l_abc", peer_id=CHAT)).code == ""
    assert pressed(message("[club123|x] игра d_ABCDEF", peer_id=CHAT)).code == ""


@pytest.mark.parametrize("words", ["/start square", "/play square", "Игра square"])
def test_a_group_names_the_game_that_it_wants(words: str) -> None:
    """After a mention; in a private chat the same words do."""
    for raw in (message(f"[club123|x] {words}", peer_id=CHAT), message(words)):
        assert (pressed(raw).command, pressed(raw).code) == ("start", "square")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(message(from_id=-7), id="a community writes"),
        pytest.param(message(out=1), id="our own message"),
        pytest.param(message(peer_id=-7), id="a community's chat"),
        pytest.param(message(peer_id=43), id="somebody else's chat"),
        pytest.param(event(user_id=-7), id="a community presses"),
        pytest.param(event(peer_id=43), id="a press in somebody else's chat"),
        pytest.param({**message(), "group_id": 124}, id="another community's update"),
        pytest.param({"type": "message_edit", "event_id": "e", "group_id": GROUP, "object": {}}, id="an edited message"),
        pytest.param({"type": "of tomorrow", "group_id": GROUP}, id="an unknown kind"),
    ],
)
def test_what_is_no_input_of_a_player_is_ignored(raw: dict[str, Any]) -> None:
    """It is acknowledged and forgotten."""
    assert isinstance(decode(raw, GROUP), Ignored)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param({}, id="empty"),
        pytest.param({"type": 7}, id="type of a wrong type"),
        pytest.param({"type": "message_new", "group_id": GROUP, "event_id": "e"}, id="no object"),
        pytest.param({**message(), "event_id": None}, id="no event_id"),
        pytest.param({**message(), "event_id": "a b"}, id="event_id with a space"),
        pytest.param({**message(), "event_id": "x" * 65}, id="event_id too long"),
        pytest.param({**message(), "object": []}, id="object is a list"),
        pytest.param({**message(), "object": {}}, id="no message"),
        pytest.param(message(from_id="42"), id="from_id is a string"),
        pytest.param(message(from_id=True), id="from_id is a bool"),
        pytest.param(message(from_id=2**60), id="from_id is too large"),
        pytest.param(message(peer_id=None), id="no peer"),
        pytest.param(message(text=["a"]), id="text is a list"),  # type: ignore[arg-type]  # the point
        pytest.param(event(user_id=4.2), id="user_id is a float"),
        pytest.param(event(peer_id={}), id="peer_id is an object"),
    ],
)
def test_a_broken_input_is_told_apart(raw: dict[str, Any]) -> None:
    """It goes to quarantine; what is said of it holds none of its content."""
    with pytest.raises(Undecodable):
        decode(raw, GROUP)


def test_who_blocks_us_and_who_lets_us_in_again() -> None:
    """message_deny and message_allow name the player."""
    deny = {"type": "message_deny", "event_id": "e", "group_id": GROUP, "object": {"user_id": 42}}
    assert decode(deny, GROUP) == Reach("vk:42", "vk:42", reachable=False)
    assert decode({**deny, "type": "message_allow", "object": {"user_id": 42, "key": "k"}}, GROUP) == Reach(
        "vk:42", "vk:42", reachable=True
    )


def test_what_is_sent_instead_of_words_is_not_kept() -> None:
    """A place, a contact, a voice, what is passed on or replied to: nothing of it is parked, and it is still the same press."""
    secret = {"phone": "70000000000", "coordinates": {"latitude": 55.7}, "text": "70000000000"}
    reply = {"from_id": -GROUP, "conversation_message_id": 3, "attachments": [secret], **secret}
    more = {"geo": secret, "attachments": [secret], "fwd_messages": [secret], "contact": secret, "phone": "70000000000"}
    raw = message("сорок", reply_message=reply, **more)
    kept = json.dumps(emptied(raw))
    assert [told for told in ("70000000000", "latitude", "coordinates") if told in kept] == []
    assert decode(emptied(raw), GROUP) == decode(raw, GROUP)
    assert (emptied(event()), emptied({"object": 7})) == (event(), {"object": 7})


@pytest.mark.parametrize(("date", "written"), [(1_795_000_000, 1_795_000_000), (0, 0), ("1", 0), (True, 0), (1.5, 0), (None, 0)])
def test_words_tell_when_they_were_written(date: object, written: int) -> None:
    """0 where VK tells no time, or none that it can be."""
    assert pressed(message(date=date)).written == written
    assert pressed(message()).written == pressed(event()).written == 0


NASTY: list[object] = [
    None, True, 0, -1, 42, 2**60, 4.5, "", "42", "x" * 600, "\ud800", "\x00",
    "[club123|@x] /start a", '{"t":"a"}', '{"t":', "[" * 300,
    [], [1], {}, {"t": "a"}, {"from_id": -GROUP}, {"type": "chat_invite_user", "member_id": -GROUP}, CHAT,
]  # fmt: skip
FIELDS = [
    "date",
    "from_id",
    "peer_id",
    "text",
    "payload",
    "ref",
    "reply_message",
    "action",
    "conversation_message_id",
    "out",
    "user_id",
]


KINDS = ["message_new", "message_event", "message_allow", "other"]


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(NASTY)))
def test_no_update_breaks_the_decoder(kind: str, fields: dict[str, Any]) -> None:
    """Any mixture of fields is decoded, ignored or told to be broken; what is kept of it reads the same."""
    for raw in (message(**fields), event(**fields), {"type": kind, "event_id": "e", "object": fields}):
        raw["type"] = kind
        spinner_of(raw)
        try:
            found = decode(raw, GROUP)
            assert isinstance(found, Press | Ignored | Reach)
            assert decode(emptied(raw), GROUP) == found
        except Undecodable:
            pass
