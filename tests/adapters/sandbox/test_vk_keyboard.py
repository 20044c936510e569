"""What the sandbox's VK takes as a keyboard, and what it refuses with error 911: pure checks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.sandbox.seen import SeenButton
from adapters.sandbox.vk_errors import VkError
from adapters.sandbox.vk_keyboard import Keyboard, read_keyboard


def key(kind: str = "callback", **action: object) -> dict[str, Any]:
    labelled = {"label": "Да", "payload": "{}"} if kind in ("callback", "text") else {}
    return {"action": {"type": kind, **labelled, **action}}


def coloured(color: str, kind: str = "callback", **action: object) -> dict[str, Any]:
    return {**key(kind, **action), "color": color}


def inline(*rows: list[Any], **more: object) -> str:
    return json.dumps({"inline": True, "buttons": list(rows), **more}, ensure_ascii=False)


def below(*rows: list[Any], **more: object) -> str:
    return json.dumps({"buttons": list(rows), **more}, ensure_ascii=False)


def test_a_keyboard_is_read_as_it_will_be_seen() -> None:
    """All types of buttons, the payload as a string of JSON or as an object."""
    given = inline(
        [
            coloured("positive", label="Да", payload='{"t":"x"}'),
            key("text", payload={"t": 1}),
            key("open_link", label="Сайт", link="https://a.b"),
        ],
        [key("location"), key("vkpay", hash="action=pay"), key("open_app", app_id=1, owner_id=1, label="Игра"), key("open_photo")],
    )
    keyboard = read_keyboard(given)
    assert keyboard.rows[0] == (
        SeenButton("Да", '{"t":"x"}', style="positive", kind="callback"),
        SeenButton("Да", '{"t": 1}', kind="text"),
        SeenButton("Сайт", url="https://a.b", kind="open_link"),
    )
    assert [button.kind for button in keyboard.rows[1]] == ["location", "vkpay", "open_app", "open_photo"]
    assert (keyboard.inline, keyboard.one_time, keyboard.given) == (True, False, json.loads(given))
    told: Any = keyboard.told()
    assert [[button["action"]["payload"] for button in row] for row in told["buttons"]] == [
        ['{"t":"x"}', '{"t": 1}', ""],
        ["", "", "", ""],
    ]
    assert read_keyboard("") == Keyboard()
    assert Keyboard().told() == {}


@pytest.mark.parametrize("color", ["default", "primary", "secondary", "positive", "negative"])
def test_text_and_callback_buttons_have_colours(color: str) -> None:
    """The four, and the older name of one."""
    for kind in ("text", "callback"):
        assert read_keyboard(inline([coloured(color, kind)])).rows[0][0].style == color


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(inline(*[[key()]] * 6), id="inline: 6 rows"),
        pytest.param(inline([key()] * 5, [key()] * 5), id="inline: 5 columns, 10 buttons"),
        pytest.param(below(*[[key()] * 4] * 10), id="below: 10 rows, 40 buttons"),
        pytest.param(below([key()], one_time=True), id="below: one_time"),
        pytest.param(below(), id="no buttons: takes the keyboard away"),
        pytest.param(inline([key(label="я" * 40)]), id="a label of 40"),
        pytest.param(inline([key(payload='"' + "x" * 253 + '"')]), id="a payload of 255"),
    ],
)
def test_the_limits_themselves_are_allowed(given: str) -> None:
    """Whoever keeps to the rules is let in."""
    assert read_keyboard(given).given == json.loads(given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param("{", "no JSON", id="no JSON"),
        pytest.param("[]", "array", id="a list"),
        pytest.param('{"inline":true}', "array", id="no buttons"),
        pytest.param('{"inline":true,"buttons":{}}', "array", id="buttons no list"),
        pytest.param('{"inline":1,"buttons":[]}', "inline property should be boolean", id="inline as a number"),
        pytest.param('{"one_time":"1","buttons":[]}', "one_time property should be boolean", id="one_time as a string"),
        pytest.param(inline([key()], one_time=True), "one_time", id="inline and one_time"),
        pytest.param(inline(*[[key()]] * 7), "buttons contain too much rows", id="inline: 7 rows"),
        pytest.param(inline([key()] * 6), "row 0 contains too much columns", id="6 columns"),
        pytest.param(inline([key()] * 5, [key()] * 5, [key()]), "keyboard contains too much buttons", id="inline: 11 buttons"),
        pytest.param(below(*[[key()]] * 11), "buttons contain too much rows", id="below: 11 rows"),
        pytest.param(below(*[[key()] * 5] * 8, [key()]), "keyboard contains too much buttons", id="below: 41 buttons"),
        pytest.param(inline([]), "row 0", id="an empty row"),
        pytest.param('{"inline":true,"buttons":["x"]}', "row 0", id="a row that is none"),
        pytest.param(inline(["x"]), "button [0][0]", id="a button that is none"),
        pytest.param(inline([{"color": "primary"}]), "button [0][0]", id="no action"),
        pytest.param(inline([key()], [key("web_app")]), "button [1][0]", id="an unknown type"),
        pytest.param(inline([key(label="")]), "button [0][0] label should be at least 1 letters length", id="no label"),
        pytest.param(inline([key(label="  ")]), "label", id="a blank label"),
        pytest.param(inline([key(label=None)]), "label", id="a label of null"),
        pytest.param(inline([key(label="я" * 41)]), "label should be at most 40", id="a label of 41"),
        pytest.param(inline([key(label="😀" * 21)]), "label should be at most 40", id="a label of 42 units"),
        pytest.param(inline([key(payload='"' + "x" * 254 + '"')]), "at most 255", id="a payload of 256"),
        pytest.param(inline([key(payload="{")]), "JSON", id="a payload that is no JSON"),
        pytest.param(inline([key(payload=None)]), "payload", id="a payload of null"),
        pytest.param(inline([key(payload='"' + "x" * 240 + '"')] * 5), "all buttons", id="payloads of 1210 together"),
        pytest.param(inline([coloured("blue")]), "color", id="an unknown colour"),
        pytest.param(inline([coloured("primary", "open_link", label="x", link="https://a.b")]), "color", id="a coloured link"),
        pytest.param(inline([key("open_link", label="x")]), "invalid link", id="a link without an address"),
        pytest.param(inline([key("open_link", label="x", link="{signup_link}")]), "invalid link", id="a link to nowhere"),
        pytest.param(inline([key("open_app", label="x")]), "app_id", id="an application without its id"),
        pytest.param(inline([key("vkpay")]), "hash", id="a payment without its hash"),
    ],
)
def test_a_wrong_keyboard_is_refused(given: str, words: str) -> None:
    """Error 911, and the words say what is wrong, and where."""
    with pytest.raises(VkError) as no:
        read_keyboard(given)
    assert no.value.code == 911
    assert words in no.value.told()
