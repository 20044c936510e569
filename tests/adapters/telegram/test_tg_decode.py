"""What Telegram sends becomes a press, or is told apart from one; nothing that is sent can break the decoder."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.decode import (
    GROUP_ANONYMOUS,
    Decoded,
    Ignored,
    Me,
    Pressed,
    Undecodable,
    decode,
    delivery_of,
    emptied,
)
from engine.runtime.ports import NewAddress, Press, Reach

ME = Me(1000, "Smena_Bot")
TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
PRIVATE: dict[str, Any] = {"id": 42, "type": "private", "first_name": "Игрок"}
GROUP: dict[str, Any] = {"id": -1001234567890, "type": "supergroup", "title": "Цех"}
PERSON: dict[str, Any] = {"id": 42, "is_bot": False, "first_name": "Игрок", "language_code": "ru"}
OURS: dict[str, Any] = {
    "message_id": 9,
    "date": 1,
    "chat": PRIVATE,
    "from": {"id": 1000, "is_bot": True, "first_name": "Смена"},
    "text": "?",
}
THEIRS: dict[str, Any] = {**OURS, "from": {"id": 43, "is_bot": False, "first_name": "Другой"}}


def message(text: str | None = "привет", /, **fields: Any) -> dict[str, Any]:
    told = {"message_id": 5, "date": 1, "chat": PRIVATE, "from": PERSON, **({} if text is None else {"text": text}), **fields}
    return {"update_id": 7001, "message": told}


def in_group(text: str | None = "привет", /, **fields: Any) -> dict[str, Any]:
    return message(text, **{"chat": GROUP, **fields})


def by(id: object, is_bot: bool = False, **fields: Any) -> dict[str, Any]:
    """A command that would be heard, was it anybody else's."""
    sender: dict[str, Any] = {"from": {**PERSON, "id": id, "is_bot": is_bot}}
    return in_group("/games@smena_bot", **sender, **fields)


def query(**fields: Any) -> dict[str, Any]:
    told = {"id": "4382bfdwdsb323b2d9", "from": PERSON, "message": OURS, "chat_instance": "-7", "data": TOKEN, **fields}
    return {"update_id": 7002, "callback_query": told}


def member(status: str, **fields: Any) -> dict[str, Any]:
    bot = {"id": 1000, "is_bot": True, "first_name": "Смена"}
    told = {"chat": PRIVATE, "from": PERSON, "date": 1, "old_chat_member": {"user": bot, "status": "member"}}
    return {"update_id": 7003, "my_chat_member": {**told, "new_chat_member": {"user": bot, "status": status, **fields}}}


def without(update: dict[str, Any], *path: str) -> dict[str, Any]:
    """Give a copy without one field."""
    update = copy.deepcopy(update)
    holder = update
    for name in path[:-1]:
        holder = holder[name]
    del holder[path[-1]]
    return update


def pressed(update: dict[str, Any]) -> Press:
    found = decode(update, ME)
    assert isinstance(found, Pressed)
    return found.press


def test_a_press_names_its_token_and_message() -> None:
    """The id of the query names the delivery and waits for the answer."""
    press = Press("tg:1000:q4382bfdwdsb323b2d9", "tg:42", "tg:42", token=TOKEN, message="9", language="ru")
    assert decode(query(), ME) == Pressed(press, "4382bfdwdsb323b2d9")


def test_a_press_in_a_group_is_its_persons() -> None:
    """The chat is the group's, the player the one who pressed."""
    found = pressed(query(message={**OURS, "chat": GROUP}))
    assert (found.player, found.chat, found.group) == ("tg:42", "tg:-1001234567890", True)


def test_a_message_too_old_to_read_is_pressed_all_the_same() -> None:
    """Telegram tells no text of it and the date 0; nothing of either is read."""
    assert pressed(query(message={"message_id": 9, "date": 0, "chat": PRIVATE})).message == "9"


def test_typed_words_are_cleaned() -> None:
    """Controls, directions and half characters are gone, length is bounded."""
    assert pressed(message(" да\u202e\x00\n нет\ud800 ")) == Press(
        "tg:1000:7001:5", "tg:42", "tg:42", text="да нет\ufffd", language="ru", written=1
    )
    assert len(pressed(message("я" * 10_000)).text) == 512


def test_words_that_answer_a_message_name_it() -> None:
    """So that they go to the game that asked; an answer to somebody else names nothing."""
    assert pressed(message(reply_to_message=OURS)).message == "9"
    assert pressed(message(reply_to_message=THEIRS)).message == ""


@pytest.mark.parametrize(
    ("text", "command", "code"),
    [
        ("/start", "start", ""),
        ("/start l_Ab-9", "start", "l_Ab-9"),
        ("/start   " + "x" * 64, "start", "x" * 64),
        ("/start " + "x" * 65, "start", ""),
        ("/start ../../x", "start", ""),
        ("/start {a}", "start", ""),
        ("/start два слова", "start", ""),
        ("/start код", "start", ""),
        ("/START", "start", ""),
        ("/start@smena_bot l_a", "start", "l_a"),
        (" /games ", "games", ""),
        ("/games сейчас", "games", ""),
        ("/help", "help", ""),
        ("/language", "language", ""),
        ("/stop", "stop", ""),
        ("/me", "me", ""),
        ("/nick Вася", "nick", ""),
        ("/link", "link", ""),
        ("/link abcd-2345", "link", "abcd-2345"),
        ("/link ABCD 2345", "link", "ABCD-2345"),
        ("/link код!", "link", "____"),
        ("/link " + "x" * 100, "link", "x" * 64),
        ("/export", "export", ""),
        ("/forget", "forget", ""),
        ("/settings", "help", ""),
        ("/no_such_2", "help", ""),
    ],
)
def test_commands_are_understood(text: str, command: str, code: str) -> None:
    """A command carries no words; only a well-formed code comes with a start; an unknown one asks for help."""
    found = pressed(message(text))
    assert (found.command, found.code, found.text, found.token) == (command, code, "", "")


@pytest.mark.parametrize("text", ["/", "//start", "старт", "start", "/старт", "а /start", "/start_" + "x" * 40, "1/2"])
def test_words_that_only_resemble_a_command_are_words(text: str) -> None:
    """A player may answer a question with such words."""
    assert pressed(message(text)).text == text


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        pytest.param(in_group("/games@Smena_Bot"), "games", id="a command that names us"),
        pytest.param(in_group("/games@SMENA_BOT"), "games", id="in capitals"),
        pytest.param(in_group("/start@smena_bot l_a"), "start", id="a start"),
        pytest.param(in_group("/stop", reply_to_message=OURS), "stop", id="a command that answers us"),
        pytest.param(in_group("3", reply_to_message=OURS), "3", id="words that answer us"),
        pytest.param(in_group("/games"), None, id="a command to nobody"),
        pytest.param(in_group("/games@smena_bot2"), None, id="a longer name"),
        pytest.param(in_group("/games@smena"), None, id="a shorter name"),
        pytest.param(in_group("/games@other_bot", reply_to_message=OURS), None, id="another bot, in answer to us"),
        pytest.param(in_group("привет"), None, id="talk"),
        pytest.param(in_group("@smena_bot привет"), None, id="a mention"),
        pytest.param(in_group("да", reply_to_message=THEIRS), None, id="an answer to another"),
        pytest.param(in_group(None, sticker={}, reply_to_message=OURS), None, id="a sticker in answer"),
        pytest.param(message("/games@other_bot"), None, id="another bot, in private"),
    ],
)
def test_in_a_group_only_what_is_meant_for_us_is_heard(update: dict[str, Any], expected: str | None) -> None:
    """Talk of people is none of our business; a start code that belongs to one player is not taken from a group."""
    found = decode(update, ME)
    if expected is None:
        assert isinstance(found, Ignored)
    else:
        assert isinstance(found, Pressed)
        assert expected in (found.press.command, found.press.text)
        assert (found.press.group, found.press.code, found.press.chat) == (True, "", "tg:-1001234567890")


@pytest.mark.parametrize("kind", ["sticker", "photo", "voice", "contact", "location", "poll", "dice", "video_note", "document"])
def test_what_is_sent_instead_of_words_shows_the_buttons_again(kind: str) -> None:
    """In private it is as if the player asked where he is; what he sent is not read."""
    found = pressed(message(None, **{kind: {"secret": 1}, "caption": "подпись"}))
    assert (found.command, found.text, found.token) == ("start", "", "")


TOPIC = {"is_topic_message": True, "message_thread_id": 45}


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        pytest.param(in_group("/games@smena_bot", **TOPIC), "tg:-1001234567890/45", id="a command in a topic"),
        pytest.param(query(message={**OURS, "chat": GROUP, **TOPIC}), "tg:-1001234567890/45", id="a press in a topic"),
        pytest.param(in_group("/games@smena_bot"), "tg:-1001234567890", id="General"),
        pytest.param(in_group("/games@smena_bot", message_thread_id=45), "tg:-1001234567890", id="a thread of replies"),
        pytest.param(in_group("/games@smena_bot", **{**TOPIC, "message_thread_id": "45"}), "tg:-1001234567890", id="no id"),
        pytest.param(message("/games", **TOPIC), "tg:42", id="a topic of a private chat"),
    ],
)
def test_a_topic_of_a_group_is_a_chat_of_its_own(update: dict[str, Any], chat: str) -> None:
    """Its number stands behind the group's; a thread of replies is none."""
    assert pressed(update).chat == chat


def test_what_is_sent_instead_of_words_is_not_kept() -> None:
    """A parked contact holds no telephone number, and is still the same press."""
    update = message(None, contact={"phone_number": "70000000000"})
    assert "phone_number" not in json.dumps(emptied(update))
    assert decode(emptied(update), ME) == decode(update, ME)
    assert emptied(query()) == query()


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("be", "ru"), ("kk", "ru"), ("uk", "ru"), ("en", "en"), ("de", "en"), ("bem", "en"),
     ("kkj", "en"), ("", ""), (None, ""), (7, ""), ("RU", "ru"), ("uk_UA", "ru")],
)  # fmt: skip
def test_the_clients_language_is_a_hint(code: object, language: str) -> None:
    """Neighbours of Russian are greeted in Russian, all others in English, the silent ones not at all."""
    sender: dict[str, Any] = {"from": {**PERSON, "language_code": code}}
    assert pressed(message(**sender)).language == language


@pytest.mark.parametrize(
    ("update", "reachable"),
    [
        (member("kicked", until_date=0), False),
        (member("left"), False),
        (member("member"), True),
        (member("administrator"), True),
        (member("restricted", is_member=True, can_send_messages=True), True),
        (member("restricted", is_member=True, can_send_messages=False), False),
        (member("restricted", is_member=False, can_send_messages=True), False),
        (member("something new"), False),
    ],
)
def test_a_player_who_blocks_the_bot_is_out_of_reach(update: dict[str, Any], reachable: bool) -> None:
    """And within reach when he lets it in again."""
    assert decode(update, ME) == Reach("tg:42", "tg:42", reachable)


IGNORED: dict[str, dict[str, Any]] = {
    "an edited message": {"update_id": 1, "edited_message": message()["message"]},
    "a channel's post": {"update_id": 1, "channel_post": message()["message"]},
    "a kind that is not made yet": {"update_id": 1, "telepathy": {"x": 1}},
    "an anonymous admin": by(GROUP_ANONYMOUS, True, sender_chat=GROUP),
    "an anonymous admin, said to be no bot": by(GROUP_ANONYMOUS, False),
    "a channel that writes": in_group("/games@smena_bot", sender_chat={"id": -5, "type": "channel"}),
    "a bot": by(42, True),
    "nobody": without(message(), "message", "from"),
    "a negative person": by(-42),
    "a person of a wrong type": by("42"),
    "a person that is true": by(True),
    "a channel as chat": message(chat={"id": -5, "type": "channel"}),
    "another's private chat": message(chat={"id": 43, "type": "private"}),
    "invisible signs": message("\u200b\u2060\ufeff"),
    "empty words": message(""),
    "words of a wrong type": message(None, text=["x"]),
    "a pinned message": message(None, pinned_message=OURS),
    "a move to no group": in_group(None, migrate_to_chat_id=100),
    "a move to nowhere": in_group(None, migrate_to_chat_id="-100"),
    "a private chat that moved": message(None, migrate_to_chat_id=-100),
    "membership changed by a bot": {**member("member"), "my_chat_member": {
        **member("member")["my_chat_member"], "from": {"id": 5, "is_bot": True}}},
    "membership of a channel": {**member("member"), "my_chat_member": {
        **member("member")["my_chat_member"], "chat": {"id": -5, "type": "channel"}}},
}  # fmt: skip


@pytest.mark.parametrize("by_whom", [PERSON, {**PERSON, "id": GROUP_ANONYMOUS, "is_bot": True}], ids=["owner", "anonymous"])
def test_both_chats_of_a_migration_tell_the_same(by_whom: dict[str, Any]) -> None:
    """The old group names the new id, the supergroup names the old one, whoever upgraded it."""
    old, new = {"id": -42, "type": "group"}, {"id": -100042, "type": "supergroup"}
    told = [(old, {"migrate_to_chat_id": -100042}), (new, {"migrate_from_chat_id": -42})]
    for chat, service in told:
        assert decode(message(None, **{"chat": chat, "from": by_whom, **service}), ME) == NewAddress("tg:-42", "tg:-100042")


@pytest.mark.parametrize("update", IGNORED.values(), ids=IGNORED)
def test_what_is_no_players_input_is_ignored(update: dict[str, Any]) -> None:
    """It is acknowledged, and nothing else."""
    found = decode(update, ME)
    assert isinstance(found, Ignored)
    assert found.query == ""


STRANGE: dict[str, dict[str, Any]] = {
    "no data": without(query(), "callback_query", "data"),
    "a game's short name": without(query(game_short_name="x"), "callback_query", "data"),
    "empty data": query(data=""),
    "65 bytes": query(data="x" * 65),
    "64 characters of two bytes": query(data="я" * 64),
    "a space": query(data="a b"),
    "half a character": query(data="\ud800"),
    "data of a wrong type": query(data={"t": TOKEN}),
    "no message": without(query(), "callback_query", "message"),
    "an inline message": without(query(inline_message_id="x"), "callback_query", "message"),
    "a message of a wrong type": query(message=[OURS]),
    "a bot": query(**{"from": {**PERSON, "is_bot": True}}),
    "no person": query(**{"from": {}}),
    "another's private chat": query(message={**OURS, "chat": {"id": 43, "type": "private"}}),
    "a channel": query(message={**OURS, "chat": {"id": -5, "type": "channel"}}),
}


@pytest.mark.parametrize("update", STRANGE.values(), ids=STRANGE)
def test_a_strange_press_only_stops_turning(update: dict[str, Any]) -> None:
    """Whatever a modified client puts into it, no press comes of it, and its button can still be answered."""
    found = decode(update, ME)
    assert isinstance(found, Ignored)
    assert found.query == "4382bfdwdsb323b2d9"


BAD: dict[str, object] = {
    "null": None,
    "a list": [message()],
    "a number": 7,
    "nothing": {},
    "no update_id": without(message(), "update_id"),
    "nothing but an update_id": {"update_id": 7},
    "update_id true": {**message(), "update_id": True},
    "update_id a string": {**message(), "update_id": "7"},
    "update_id a fraction": {**message(), "update_id": 7.5},
    "update_id of 30 digits": {**message(), "update_id": 10**30},
    "a message that is a list": {"update_id": 7, "message": []},
    "a message that is null": {"update_id": 7, "message": None},
    "a message without a chat": without(message(), "message", "chat"),
    "a chat that is null": message(chat=None),
    "a chat without id": message(chat={"type": "private"}),
    "a chat with a string for an id": message(chat={"id": "42", "type": "private"}),
    "a chat with a fraction for an id": message(chat={"id": float("nan"), "type": "private"}),
    "a query without id": without(query(), "callback_query", "id"),
    "a query with a number for an id": query(id=5),
    "a query with an empty id": query(id=""),
    "a query with an id of 65": query(id="1" * 65),
    "a query with half a character for an id": query(id="\ud800"),
    "a query by nobody": without(query(), "callback_query", "from"),
    "a query under a message without a chat": query(message={"message_id": 5}),
    "a membership without a chat": without(member("member"), "my_chat_member", "chat"),
    "a membership without a member": without(member("member"), "my_chat_member", "new_chat_member"),
}


@pytest.mark.parametrize("update", BAD.values(), ids=BAD)
def test_what_no_telegram_sends_is_undecodable(update: object) -> None:
    """It goes to quarantine; the reason names none of its content."""
    with pytest.raises(Undecodable) as wrong:
        decode(update, ME)
    assert "привет" not in str(wrong.value)
    assert TOKEN not in str(wrong.value)


@pytest.mark.parametrize("number", [0, -3, 2**60, "9", True, None, 1.5])
def test_a_wrong_message_id_is_no_id(number: object) -> None:
    """The press counts all the same: its token says which game it is for."""
    assert pressed(query(message={**OURS, "message_id": number})).message == ""


def test_an_id_that_telegram_uses_again_names_other_words_otherwise() -> None:
    """After a week of silence ids of updates begin anew at random: the message's own id tells the words apart (RELIABILITY 22)."""
    assert pressed(message()).delivery == pressed(message()).delivery
    assert pressed(message(message_id=6)).delivery != pressed(message()).delivery
    assert pressed(message(message_id="x")).delivery == "tg:1000:7001:"


@pytest.mark.parametrize(
    ("date", "written"), [(1_795_000_000, 1_795_000_000), (0, 0), (2**60, 0), ("1", 0), (True, 0), (1.5, 0), (None, 0)]
)
def test_words_tell_when_they_were_written(date: object, written: int) -> None:
    """0 where Telegram tells no time, or none that it can be; a press tells none: the date of its message is not its own."""
    assert pressed(message(date=date)).written == written
    assert pressed(without(message(), "message", "date")).written == 0
    assert pressed(query()).written == 0


def test_an_update_that_is_no_press_has_a_name_too() -> None:
    """It may have to be parked."""
    assert delivery_of(member("member"), ME) == "tg:1000:7003"
    assert delivery_of({}, ME) == ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([TOKEN, "/start x", 42, -42]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
PATHS = [
    ("update_id",), ("message",), ("message", "chat"), ("message", "chat", "id"), ("message", "from"), ("message", "from", "id"),
    ("message", "text"), ("message", "reply_to_message"), ("message", "message_id"), ("callback_query",),
    ("callback_query", "id"), ("callback_query", "from"), ("callback_query", "data"), ("callback_query", "message"),
    ("callback_query", "message", "chat"), ("my_chat_member", "chat"), ("my_chat_member", "new_chat_member"),
]  # fmt: skip


@given(st.sampled_from(PATHS), json_values)
def test_nothing_breaks_the_decoder(path: tuple[str, ...], value: Any) -> None:
    """Any value in any place is a press that keeps the port's rules, or ignored, or undecodable: never another error."""
    update = copy.deepcopy({"message": message(), "callback_query": query()}.get(path[0], member("member")))
    holder: Any = update
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    try:
        found: Decoded = decode(update, ME)
    except Undecodable:
        return
    if isinstance(found, Pressed):
        press = found.press
        assert [bool(press.token), bool(press.command), bool(press.text)].count(True) == 1
        assert press.group or press.chat == press.player
        repr(press).encode()
