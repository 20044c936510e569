"""What VK refuses in a call, with which code. Pure; each rule bears its source.

Sources: [DEV] dev.vk.com (pages named), [SCHEMA] the published vk-api-schema 5.199, [IO] limits that vk-io throws on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.seen import SeenButton
from engine.core.text import utf16_length

TEXT_MOST = 4096  # [DEV] messages.send
ROWS_MOST, COLUMNS_MOST, BUTTONS_MOST = 6, 5, 10  # [DEV] bots/development/keyboard: inline
LABEL_MOST = 40  # [IO]
PAYLOAD_MOST = 255  # [IO] JSON of a button
EVENT_DATA_MOST = 1000  # [SCHEMA] messages.sendMessageEventAnswer.event_data
SNACKBAR_MOST = 90  # [IO]
COLOURS = {"primary", "secondary", "positive", "negative"}
TYPES = {"text", "callback", "open_link", "open_app", "location", "vkpay"}
FORMATS = {"bold", "italic", "underline", "url"}  # format_data, first seen in December 2024
MENTION = re.compile(r"\[(?:id|club|public)(\d+)\|([^\]]+)\]|(?<!\w)[@*](all|online|here|everyone|id\d+|club\d+)", re.IGNORECASE)

Mark = tuple[str, int, int, str]

WORDS = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second",
    9: "Flood control",
    10: "Internal server error",
    13: "Runtime error occurred during code invocation",
    15: "Access denied",
    27: "Group authorization failed: method is unavailable with group auth.",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    914: "Message is too long",
}


@dataclass(frozen=True, slots=True)
class VkError(Exception):
    """An answer with an error."""

    code: int
    words: str = ""

    def told(self) -> str:
        """Give VK's words for the code, and what is wrong in this call."""
        general = WORDS.get(self.code, "Error")
        return f"{general}: {self.words}" if self.words else general


def check_text(call: Mapping[str, str]) -> tuple[str, tuple[Mark, ...]]:
    """Check the words of a message and their formatting. Raises VkError."""
    words = call.get("message", "")
    if utf16_length(words) > TEXT_MOST:
        raise VkError(914)
    return words, check_format(words, call.get("format_data", ""))


def check_format(words: str, given: str) -> tuple[Mark, ...]:
    """Check format_data: JSON, version 1, known kinds, offsets in UTF-16 units inside the words. Raises VkError."""
    if not given:
        return ()
    try:
        told = json.loads(given)
        marks = tuple((str(i["type"]), int(i["offset"]), int(i["length"]), str(i.get("url", ""))) for i in told["items"])
    except (ValueError, KeyError, TypeError):
        raise VkError(100, "format_data should be a JSON string with items") from None
    if int(told.get("version", 0)) != 1:
        raise VkError(100, "format_data.version should be 1")
    for kind, start, length, url in marks:
        if kind not in FORMATS or start < 0 or length <= 0 or start + length > utf16_length(words):
            raise VkError(100, f"format_data: wrong item {kind} {start}+{length}")
        if kind == "url" and not url.startswith(("http://", "https://")):
            raise VkError(100, "format_data: wrong url")
    return marks


def check_keyboard(given: str) -> tuple[tuple[SeenButton, ...], ...]:
    """Check an inline keyboard and give its rows. Raises VkError."""
    if not given:
        return ()
    try:
        keyboard = json.loads(given)
        rows = keyboard.get("buttons")
    except (ValueError, AttributeError):
        raise VkError(911, "it is no JSON object") from None
    if not isinstance(rows, list):
        raise VkError(911, "buttons is no array")
    if rows and keyboard.get("inline") is not True:
        raise VkError(911, "only inline keyboards are kept here")
    if keyboard.get("inline") and keyboard.get("one_time"):
        raise VkError(911, "one_time is not supported with inline")  # [DEV] same page
    if len(rows) > ROWS_MOST or any(not 1 <= len(row) <= COLUMNS_MOST for row in rows) or sum(map(len, rows)) > BUTTONS_MOST:
        raise VkError(911, f"at most {ROWS_MOST} rows of {COLUMNS_MOST}, {BUTTONS_MOST} buttons in all")
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(button: Mapping[str, object]) -> SeenButton:
    action = button.get("action")
    if not isinstance(action, dict) or action.get("type") not in TYPES:
        raise VkError(911, "a button has no action of a known type")
    kind, label = action["type"], action.get("label", "")
    payload = action.get("payload", "")
    payload = payload if isinstance(payload, str) else json.dumps(payload)
    if kind in ("text", "callback", "open_link") and (
        not isinstance(label, str) or not 1 <= len(label) <= LABEL_MOST or not label.strip()
    ):
        raise VkError(911, f"a label has 1 to {LABEL_MOST} characters")
    if "color" in button and (kind not in ("text", "callback") or button["color"] not in COLOURS):
        raise VkError(911, "a color is for text and callback buttons only, and one of four")
    if payload:
        if len(payload) > PAYLOAD_MOST:
            raise VkError(911, f"a payload has at most {PAYLOAD_MOST} characters")
        try:
            json.loads(payload)
        except ValueError:
            raise VkError(911, "a payload is no JSON") from None
    link = str(action.get("link", ""))
    if kind == "open_link" and not link.startswith(("http://", "https://")):
        raise VkError(911, "open_link needs a link")
    if kind == "callback" and not payload:
        raise VkError(911, "a callback button needs a payload")
    return SeenButton(str(label), payload, link, str(button.get("color", "")))


def check_event_data(given: str) -> str:
    """Check the answer to a press and give the words of its snackbar. Raises VkError."""
    if not given:
        return ""
    if len(given) > EVENT_DATA_MOST:
        raise VkError(100, "event_data is too long")
    try:
        told = json.loads(given)
        kind = told["type"]
    except (ValueError, KeyError, TypeError):
        raise VkError(100, "event_data should be a JSON object with a type") from None
    if kind not in ("show_snackbar", "open_link", "open_app"):
        raise VkError(100, "event_data.type is unknown")
    words = str(told.get("text", ""))
    if kind == "show_snackbar" and not 1 <= len(words) <= SNACKBAR_MOST:
        raise VkError(100, f"a snackbar has 1 to {SNACKBAR_MOST} characters")
    return words


def mentions(words: str) -> tuple[str, ...]:
    """Find who would be mentioned by these words."""
    return tuple(found[0] for found in MENTION.finditer(words))
