"""What VK refuses in a keyboard, with which words. Pure; the sources' marks are told in vk_errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.sandbox.seen import SeenButton
from adapters.sandbox.vk_errors import VkError
from engine.core.text import utf16_length

INLINE = (6, 10)  # [DEV] bots/development/keyboard: rows, buttons in all
BELOW = (10, 40)  # [DEV] same page: the keyboard under the input field
COLUMNS_MOST = 5  # [DEV] same page, both
LABEL_MOST = 40  # [IO]
PAYLOAD_MOST, PAYLOADS_MOST = 255, 1000  # [IO] one button; [SEEN] vknet/vk issue 915: all of them together
COLOURS = {"default", "primary", "secondary", "positive", "negative"}  # [DEV], and `default` by [SCHEMA]
TYPES = {"text", "callback", "open_link", "open_app", "open_photo", "location", "vkpay"}  # [SCHEMA]
LABELLED = {"text", "callback", "open_link", "open_app"}  # [SCHEMA] the others have labels of VK's own
NEEDED = {"open_link": "link", "open_app": "app_id", "vkpay": "hash"}  # [SCHEMA]

Rows = tuple[tuple[SeenButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A keyboard that VK takes."""

    rows: Rows = ()
    inline: bool = True
    one_time: bool = False
    given: dict[str, Any] = field(default_factory=dict)  # as it came; {} = there was none

    def told(self) -> dict[str, object]:
        """Spell the keyboard as messages bear it: every payload is a string [SCHEMA]; {} = there is none."""
        if not self.given:
            return {}
        rows = [
            [{**button, "action": {**button["action"], "payload": seen.payload}} for button, seen in zip(*both, strict=True)]
            for both in zip(self.given["buttons"], self.rows, strict=True)
        ]
        return {"one_time": self.one_time, "inline": self.inline, "buttons": rows}


def read_keyboard(given: str) -> Keyboard:
    """Read the keyboard of a message. Raises VkError 911."""
    if not given:
        return Keyboard()
    try:
        told = json.loads(given)
    except ValueError:
        raise _bad("it is no JSON") from None
    if not isinstance(told, dict) or not isinstance(told.get("buttons"), list):
        raise _bad("buttons should be an array")
    inline, one_time = told.get("inline", False), told.get("one_time", False)
    for name, value in (("inline", inline), ("one_time", one_time)):
        if not isinstance(value, bool):
            raise _bad(f"{name} property should be boolean")  # [SEEN]
    if inline and one_time:
        raise _bad("one_time is not supported with inline")  # [DEV] same page
    _check_grid(told["buttons"], *(INLINE if inline else BELOW))
    rows = tuple(
        tuple(_button(button, f"button [{y}][{x}]") for x, button in enumerate(row)) for y, row in enumerate(told["buttons"])
    )
    if sum(len(button.payload) for row in rows for button in row) > PAYLOADS_MOST:
        raise _bad(f"payloads of all buttons should have at most {PAYLOADS_MOST} letters")
    return Keyboard(rows, inline, one_time, told)


def _check_grid(rows: list[object], rows_most: int, buttons_most: int) -> None:
    if len(rows) > rows_most:
        raise _bad("buttons contain too much rows")  # [SEEN]
    count = 0
    for number, row in enumerate(rows):
        if not isinstance(row, list) or not row:
            raise _bad(f"row {number} should be an array of buttons")
        if len(row) > COLUMNS_MOST:
            raise _bad(f"row {number} contains too much columns")  # [SEEN] python273/vk_api issue 318
        count += len(row)
    if count > buttons_most:
        raise _bad("keyboard contains too much buttons")  # [SEEN]


def _button(button: object, place: str) -> SeenButton:
    action = button.get("action") if isinstance(button, dict) else None
    if not isinstance(button, dict) or not isinstance(action, dict) or action.get("type") not in TYPES:
        raise _bad(f"{place} has invalid action type")
    kind = str(action["type"])
    label = _label(action, place) if kind in LABELLED else kind
    _check_colour(button, kind, place)
    if kind in NEEDED and not action.get(NEEDED[kind]):
        raise _bad(f"{place} has invalid {NEEDED[kind]}")
    link = str(action.get("link", ""))
    if kind == "open_link" and not link.startswith(("http://", "https://")):
        raise _bad(f"{place} has invalid link")  # [SEEN]
    return SeenButton(label, _payload(action, place), link, str(button.get("color", "")), kind)


def _label(action: Mapping[str, object], place: str) -> str:
    label = action.get("label", "")
    if not isinstance(label, str) or not label.strip():
        raise _bad(f"{place} label should be at least 1 letters length")  # [SEEN] vknet/vk issue 1132
    if utf16_length(label) > LABEL_MOST:
        raise _bad(f"{place} label should be at most {LABEL_MOST} letters length")
    return label


def _check_colour(button: Mapping[str, object], kind: str, place: str) -> None:
    """[DEV] same page: a colour is for buttons of the types text and callback."""
    if "color" in button and (kind not in ("text", "callback") or button["color"] not in COLOURS):
        raise _bad(f"{place} has invalid color")


def _payload(action: Mapping[str, object], place: str) -> str:
    """Read a payload: JSON in a string; VK takes an object as well. [SEEN] python273/vk_api issue 238: never null."""
    if "payload" not in action:
        return ""
    payload = action["payload"]
    if isinstance(payload, (dict, list)):
        payload = json.dumps(payload, ensure_ascii=False)
    if not isinstance(payload, str):
        raise _bad(f"{place} payload should be a JSON string")
    if len(payload) > PAYLOAD_MOST:
        raise _bad(f"{place} payload should be at most {PAYLOAD_MOST} letters length")
    try:
        json.loads(payload or "{}")
    except ValueError:
        raise _bad(f"{place} payload is not a valid JSON") from None
    return payload


def _bad(words: str) -> VkError:
    return VkError(911, words)
