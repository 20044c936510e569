"""What the sandbox's VK refuses in the fields of a call: pure checks, without a server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.sandbox.vk_callback import postponed_s
from adapters.sandbox.vk_errors import WORDS, VkError
from adapters.sandbox.vk_presses import Presses
from adapters.sandbox.vk_rules import (
    EventData,
    check_attachments,
    check_event_data,
    check_format,
    check_random_id,
    check_text,
    integer,
    integers,
    mentions,
    preview,
    required,
)
from adapters.sandbox.vk_script import read_script


def formatted(*items: dict[str, Any], version: object = 1) -> str:
    return json.dumps({"version": version, "items": list(items)})


def bold(offset: object, length: object, **more: object) -> dict[str, Any]:
    return {"type": "bold", "offset": offset, "length": length, **more}


# -- words -----------------------------------------------------------------------------------------------------------


def test_a_text_fits_to_the_last_utf16_unit() -> None:
    """4096 units pass, one more is error 914; an emoji is two units."""
    assert check_text({"message": "я" * 4096})[0] == "я" * 4096
    assert check_text({"message": "😀" * 2048})[0] == "😀" * 2048
    for words in ("я" * 4097, "😀" * 2048 + "!"):
        with pytest.raises(VkError) as no:
            check_text({"message": words})
        assert no.value == VkError(914)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("&#64;all", "@all"), ("&lt;b&gt; &amp;", "<b> &"), ("&#x40;", "@"), ("AT&T", "AT&T"), ("&nosuchname;", "&nosuchname;")],
)
def test_a_character_reference_becomes_its_character(given: str, shown: str) -> None:
    """So that nobody smuggles a mention past those who look at plain words."""
    assert check_text({"message": given})[0] == shown


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("[id1|Паша], привет", ("[id1|Паша]",)),
        ("[club77|Смена] и [public1|x]", ("[club77|Смена]", "[public1|x]")),
        ("@id1 *id2 (Имя) @all @durov", ("@id1", "*id2", "@all", "@durov")),
        ("пишите на ivan@mail.ru, 2*x, @, * и [id1]", ()),
        ("[id1|две\nстроки]", ()),
    ],
)
def test_mentions_in_plain_words_are_found(words: str, found: tuple[str, ...]) -> None:
    """All of VK's ways to mention, and nothing that only looks like one."""
    assert mentions(words) == found


def test_the_first_link_is_unfolded() -> None:
    """No link, no preview."""
    assert preview("см. https://example.org/a?b=1 и http://b.example") == "https://example.org/a?b=1"
    assert preview("example.org") == ""


# -- format_data -----------------------------------------------------------------------------------------------------


def test_marks_are_read_in_utf16_units() -> None:
    """All four kinds; a version as a number, and as the string that VK's own history gives."""
    items = (
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "italic", "offset": 2, "length": 1},
        {"type": "underline", "offset": 0, "length": 5},
        {"type": "url", "offset": 3, "length": 2, "url": "https://example.org"},
    )
    for version in (1, "1"):
        assert check_format("😀abc", formatted(*items, version=version)) == (
            ("bold", 0, 2, ""),
            ("italic", 2, 1, ""),
            ("underline", 0, 5, ""),
            ("url", 3, 2, "https://example.org"),
        )
    assert check_format("abc", "") == ()


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param('{"items":[]}', id="no version"),
        pytest.param('{"version":1}', id="no items"),
        pytest.param(formatted(bold(0, 1), version=2), id="version 2"),
        pytest.param(formatted(bold(0, 1, type="strike")), id="a kind that VK has not"),
        pytest.param(formatted(bold(-1, 1)), id="a negative offset"),
        pytest.param(formatted(bold(0, 0)), id="nothing marked"),
        pytest.param(formatted(bold(0, 5)), id="beyond the end"),
        pytest.param(formatted(bold(5, 1)), id="begins behind the end"),
        pytest.param(formatted(bold("0", 1)), id="an offset as a string"),
        pytest.param(formatted(bold(0.0, 1)), id="an offset with a point"),
        pytest.param(formatted(bold(True, 1)), id="an offset of yes"),
        pytest.param(formatted({"type": "bold", "offset": 0}), id="no length"),
        pytest.param(formatted(bold(0, 1, type="url")), id="a link to nowhere"),
        pytest.param(formatted(bold(0, 1, type="url", url="javascript:x")), id="a link that is none"),
        pytest.param('{"version":1,"items":"[{}]"}', id="items that a library has turned into a string"),
    ],
)
def test_wrong_format_data_is_refused(given: str) -> None:
    """Error 100; the words are four units long: `😀ab`."""
    with pytest.raises(VkError) as no:
        check_format("😀ab", given)
    assert no.value.code == 100


# -- numbers, attachments, answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "random_id is a required parameter"),
        ({"random_id": ""}, "random_id is a required parameter"),
        ({"random_id": "x"}, "random_id not integer"),
        ({"random_id": "1.5"}, "random_id not integer"),
        ({"random_id": "٣"}, "random_id not integer"),
        ({"random_id": str(2**31)}, "random_id should be an int32"),
        ({"random_id": str(-(2**31) - 1)}, "random_id should be an int32"),
    ],
)
def test_random_id_is_an_int32(given: dict[str, str], words: str) -> None:
    """It must be there, and fit."""
    with pytest.raises(VkError) as no:
        check_random_id(given)
    assert no.value == VkError(100, words)


def test_numbers_are_read_or_refused() -> None:
    """None, one, several between commas, too many."""
    assert check_random_id({"random_id": "-5"}) == -5
    assert integer({}, "peer_id") is None
    assert integer({"peer_id": "-7"}, "peer_id") == -7
    assert integers({"ids": "1, 2,,3"}, "ids", 3) == [1, 2, 3]
    for call, words in (({}, "peer_id is undefined"), ({"peer_id": "bob"}, "peer_id not integer")):
        with pytest.raises(VkError) as no:
            required(call, "peer_id")
        assert no.value == VkError(100, words)
    with pytest.raises(VkError):
        integers({"ids": "1,2,3"}, "ids", 2)


def test_only_what_exists_is_attached() -> None:
    """Uploaded files by their name, videos of others by their form, at most ten."""
    known = {"photo-77_1_k": b"", "photo-77_1": b""}
    for good in ("", "photo-77_1_k", "photo-77_1,video-1_2,video-1_2_abc"):
        assert check_attachments(good, known) == good
    for bad in ("photo-77_2", "photo-77_1_x", "video-1", "https://example.org/a.png", ",".join(["photo-77_1"] * 11)):
        with pytest.raises(VkError) as no:
            check_attachments(bad, known)
        assert no.value.code == 100


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("", EventData()),
        ({"type": "show_snackbar", "text": "я" * 90}, EventData("я" * 90)),
        ({"type": "open_link", "link": "https://example.org/"}, EventData(link="https://example.org/")),
        ({"type": "open_app", "app_id": 5, "hash": "x"}, EventData(link="https://vk.com/app5")),
    ],
)
def test_a_press_is_answered_in_one_of_four_ways(given: Any, seen: EventData) -> None:
    """Silently, with words, with a link, with an application."""
    assert check_event_data(json.dumps(given) if given else "") == seen


@pytest.mark.parametrize(
    "given",
    [
        "{",
        "[]",
        "{}",
        '{"type":"alert","text":"x"}',
        '{"type":"show_snackbar"}',
        '{"type":"show_snackbar","text":""}',
        '{"type":"show_snackbar","text":5}',
        json.dumps({"type": "show_snackbar", "text": "x" * 91}),
        json.dumps({"type": "show_snackbar", "text": "😀" * 46}),
        '{"type":"open_link","link":"example.org"}',
        '{"type":"open_app","app_id":"5"}',
        json.dumps({"type": "open_link", "link": "https://example.org/" + "x" * 1000}),
    ],
)
def test_a_wrong_answer_to_a_press_is_refused(given: str) -> None:
    """Error 100, whatever is wrong."""
    with pytest.raises(VkError) as no:
        check_event_data(given)
    assert no.value.code == 100


def test_a_press_is_known_for_a_minute_and_answered_once() -> None:
    """By the one who pressed, in the chat where he did."""
    now = 0.0
    presses = Presses(lambda: now)

    def answer(id: str, user: int = 42, peer: int = 42, **more: str) -> int:
        try:
            presses.answer({"event_id": id, "user_id": str(user), "peer_id": str(peer), **more})
        except VkError as no:
            return no.code
        return 0

    id = presses.begin(42, 42)
    assert answer(id, user=43) == 100
    assert answer(id, peer=43) == 100
    assert answer(id, event_data="{") == 100
    assert answer("other") == 100
    assert answer("") == 100
    assert answer(id) == 0
    assert answer(id) == 100
    early, late = presses.begin(42, 42), presses.begin(42, 42)
    now = 60.0
    assert answer(early) == 0
    now = 60.1
    assert answer(late) == 100


def test_an_errors_words_are_vks_and_then_ours() -> None:
    """As in the real answers: the general words, a colon, the cause."""
    assert VkError(914).told() == "Message is too long"
    assert VkError(100, "random_id is a required parameter").told() == (
        "One of the parameters specified was missing or invalid: random_id is a required parameter"
    )
    for code in (5, 6, 9, 10, 29, 100, 900, 901, 902, 909, 911, 912, 914):
        assert WORDS[code]


@pytest.mark.parametrize(("asked", "least", "most"), [("7", 7, 7), ("", 0, 0), ("soon", 0, 0), ("10800", 0, 0), ("-5", 0, 0)])
def test_retry_after_is_read_if_it_is_less_than_three_hours(asked: str, least: float, most: float) -> None:
    """Seconds; what cannot be read is nothing."""
    assert least <= postponed_s(asked) <= most


# -- VKScript --------------------------------------------------------------------------------------------------------


def test_a_script_is_read_into_its_calls() -> None:
    """Arguments become what a form would carry; strings may hold whatever ends a script."""
    nasty = '"}); return [1]; \\" \n\u2028 API.users.get({})'
    first = json.dumps({"peer_id": 1, "message": nasty})
    code = (
        f'return [ API.messages.send({first}),\nAPI.users.get({{"user_ids":[1,2],"x":true}} ), '
        'API.messages.edit({"keyboard":{"inline":true},"empty":null}) ] ; '
    )
    assert read_script(code) == [
        ("messages.send", {"peer_id": "1", "message": nasty}),
        ("users.get", {"user_ids": "1,2", "x": "1"}),
        ("messages.edit", {"keyboard": '{"inline": true}', "empty": ""}),
    ]
    assert read_script("return [];") == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("", 100),
        ("return 1;", 12),
        ("API.users.get({});", 12),
        ("return [API.users.get({}];", 12),
        ("return [API.users.get({}) API.users.get({})];", 12),
        ("return [API.users.get([])];", 12),
        ("return [API.users({})];", 12),
        ("return [API.users.get({'a':1})];", 12),
        (f"return [{','.join(['API.users.get({})'] * 26)}];", 13),
    ],
)
def test_a_script_of_another_form_is_refused(code: str, error: int) -> None:
    """12 for what cannot be compiled, 13 for more than 25 calls."""
    with pytest.raises(VkError) as no:
        read_script(code)
    assert no.value.code == error


def test_twenty_five_calls_pass() -> None:
    """The limit itself is allowed."""
    assert len(read_script(f"return [{','.join(['API.users.get({})'] * 25)}];")) == 25
