"""What VK refuses in the fields of a call, with which code. Pure; the sources' marks are told in vk_errors."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.vk_errors import VkError, wrong
from engine.core.text import utf16_length

TEXT_MOST = 4096  # [DEV] messages.send; the schema still says 9000
PEERS_MOST = 100  # [SCHEMA] messages.send.peer_ids
ATTACHMENTS_MOST = 10  # [MEM]
EVENT_DATA_MOST = 1000  # [SCHEMA] messages.sendMessageEventAnswer.event_data
SNACKBAR_MOST = 90  # [IO]
GROUP_CHATS = 2_000_000_000  # [SCHEMA] messages.send.peer_id: a group chat is 2000000000 + its number
FORMATS = {"bold", "italic", "underline", "url"}  # [DEV] reference/objects/message: format_data
# [MEM] the ways to mention somebody in plain words: [id1|Name], @id1, *id1 (Name), @all, @screen_name
MENTION = re.compile(r"\[(?:id|club|public|event)\d+\|[^\]\n]+\]|(?<!\w)[@*][A-Za-z][\w.]*", re.ASCII)
LINK = re.compile(r"https?://\S+")
# [SEEN] olnazx/node-vkapi issue 3: a character reference in the words becomes its character
REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,9});")

Call = dict[str, str]
Mark = tuple[str, int, int, str]  # kind, UTF-16 offset, length, url


@dataclass(frozen=True, slots=True)
class EventData:
    """The answer to a press as the presser sees it."""

    toast: str = ""
    link: str = ""  # what it opens


def flag(call: Mapping[str, str], name: str) -> bool:
    """Read a yes or no."""
    return call.get(name, "") in ("1", "true", "True")


def integer(call: Mapping[str, str], name: str) -> int | None:
    """Read a number; None if it is not given. Raises VkError."""
    given = call.get(name, "")
    if given == "":
        return None
    if not re.fullmatch(r"-?\d{1,19}", given, re.ASCII):
        raise wrong(f"{name} not integer")  # [SEEN] olnazx/node-vkapi issue 16
    return int(given)


def integers(call: Mapping[str, str], name: str, most: int) -> list[int]:
    """Read numbers between commas. Raises VkError."""
    parts = [part.strip() for part in call.get(name, "").split(",") if part.strip()]
    if len(parts) > most:
        raise wrong(f"{name} should contain at most {most} elements")
    return [integer({name: part}, name) or 0 for part in parts]


def required(call: Mapping[str, str], name: str) -> int:
    """Read a number that must be there. Raises VkError."""
    found = integer(call, name)
    if found is None:
        raise wrong(f"{name} is undefined")  # [SEEN] VK's words for any missing field
    return found


def check_random_id(call: Mapping[str, str]) -> int:
    """Read the number that keeps a message from being sent twice, int32. Raises VkError."""
    found = integer(call, "random_id")
    if found is None:
        raise wrong("random_id is a required parameter")  # [SEEN]
    if not -(2**31) <= found < 2**31:
        raise wrong("random_id should be an int32")  # [DEV] messages.send.random_id
    return found


def check_text(call: Mapping[str, str]) -> tuple[str, tuple[Mark, ...]]:
    """Check the words of a message and their formatting; gives the words as they are shown. Raises VkError."""
    words = call.get("message", "")
    if utf16_length(words) > TEXT_MOST:
        raise VkError(914)
    marks = check_format(words, call.get("format_data", ""))
    return REFERENCE.sub(lambda found: html.unescape(found[0]), words), marks


def check_format(words: str, given: str) -> tuple[Mark, ...]:
    """Check format_data: JSON, version 1, known kinds, offsets in UTF-16 units inside the words. Raises VkError."""
    if not given:
        return ()
    try:
        told = json.loads(given)
        version, items = str(told["version"]), told["items"]
        marks = tuple((str(i["type"]), _unit(i["offset"]), _unit(i["length"]), str(i.get("url", ""))) for i in items)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise wrong("format_data should be a JSON string with version and items") from None
    if version != "1":
        raise wrong("format_data.version should be 1")
    for kind, start, length, url in marks:
        if kind not in FORMATS or start < 0 or length <= 0 or start + length > utf16_length(words):
            raise wrong(f"format_data: wrong item {kind} {start}+{length}")
        if kind == "url" and not url.startswith(("http://", "https://")):
            raise wrong("format_data: wrong url")
    return marks


def _unit(given: object) -> int:
    if type(given) is not int:
        raise TypeError
    return given


def check_attachments(given: str, known: Mapping[str, bytes]) -> str:
    """Check that all attachments exist; videos are not kept here, their form is enough. Raises VkError."""
    parts = given.split(",") if given else []
    if len(parts) > ATTACHMENTS_MOST:
        raise wrong("too many attachments")
    for part in parts:
        if part not in known and not re.fullmatch(r"video-?\d+_\d+(_\w+)?", part, re.ASCII):
            raise wrong(f"attachment {part[:40]} is unknown")
    return given


def check_event_data(given: str) -> EventData:
    """Check the answer to a press. Raises VkError."""
    if not given:
        return EventData()
    if len(given) > EVENT_DATA_MOST:
        raise wrong("event_data is too long")
    try:
        told = json.loads(given)
        kind = told["type"]
    except (ValueError, KeyError, TypeError):
        raise wrong("event_data should be a JSON object with a type") from None
    words, link = told.get("text", ""), told.get("link", "")
    match kind:  # [DEV] bots/development/keyboard: these three
        case "show_snackbar":
            if not isinstance(words, str) or not 1 <= utf16_length(words) <= SNACKBAR_MOST:
                raise wrong(f"a snackbar has 1 to {SNACKBAR_MOST} characters")
            return EventData(toast=words)
        case "open_link":
            if not isinstance(link, str) or not LINK.fullmatch(link):
                raise wrong("event_data.link is invalid")
            return EventData(link=link)
        case "open_app":
            if type(told.get("app_id")) is not int:
                raise wrong("event_data.app_id is invalid")
            return EventData(link=f"https://vk.com/app{told['app_id']}")
    raise wrong("event_data.type is unknown")


def mentions(words: str) -> tuple[str, ...]:
    """Find who would be mentioned by these words."""
    return tuple(found[0] for found in MENTION.finditer(words))


def preview(words: str) -> str:
    """Find the link that VK would unfold below the words; "" if there is none."""
    found = LINK.search(words)
    return found[0] if found else ""
