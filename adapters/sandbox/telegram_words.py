"""Text and its formatting as the Bot API reads them: HTML or explicit entities, trimmed, measured. Pure.

Sources as in `telegram_rules`; the formatting itself is TDLib's MessageEntity.cpp.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate

from adapters.sandbox.telegram_html import Mark, read_html
from adapters.sandbox.telegram_rules import CAPTION_MOST, TEXT_MOST, bad, is_integer, wrong_link
from engine.core.text import utf16_length

KINDS = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "blockquote",
    "expandable_blockquote",
    "date_time",
}
FOUND_BY_ITSELF = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
SOURCE_MOST = 1 << 15  # [SRV] bytes before parsing
CONTROLS = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")


def check_text(call: Mapping[str, object]) -> tuple[str, tuple[Mark, ...]]:
    """Read `text` of a call. Raises Refusal."""
    source = _source(call, "text")
    if not source:
        raise bad("Message text is empty")  # [SRV]
    plain, marks = _read(source, call.get("parse_mode"), call.get("entities"))
    if not plain:
        raise bad("Text must be non-empty")  # [SRV] nothing but blanks
    if utf16_length(plain) > TEXT_MOST:  # [HOUSE] TDLib counts characters; the house counts UTF-16 units
        raise bad("Message is too long")  # [SRV]
    return plain, marks


def check_caption(call: Mapping[str, object]) -> tuple[str, tuple[Mark, ...]]:
    """Read `caption` of a call; it may be empty. Raises Refusal."""
    plain, marks = _read(_source(call, "caption"), call.get("parse_mode"), call.get("caption_entities"))
    if utf16_length(plain) > CAPTION_MOST:  # [HOUSE] as above
        raise bad("Message caption is too long")  # [SRV]
    return plain, marks


def _source(call: Mapping[str, object], name: str) -> str:
    source = call.get(name)
    if source is None:
        return ""
    source = source if isinstance(source, str) else str(source)
    try:
        size_bytes = len(source.encode())
    except UnicodeEncodeError:
        raise bad("Strings must be encoded in UTF-8") from None  # [SRV] half of a surrogate pair
    if size_bytes > SOURCE_MOST:
        raise bad("Text is too long")  # [SRV]
    return source


def _read(source: str, mode: object, entities: object) -> tuple[str, tuple[Mark, ...]]:
    if mode and entities:
        raise bad("entities can't be used together with parse_mode")  # [HOUSE] the real one forgets the entities
    if mode and source:
        if str(mode).lower() != "html":  # Markdown exists too, but nobody here speaks it
            raise bad("Unsupported parse_mode")  # [SRV]
        plain, marks = read_html(source)
    else:
        plain, marks = source, check_entities(source, entities)
    return _trimmed(CONTROLS.sub(" ", plain), marks)


def check_entities(words: str, entities: object) -> tuple[Mark, ...]:
    """Check explicit entities: known kinds, offsets in UTF-16 units between characters. Raises Refusal."""
    if entities is None:
        return ()
    if not isinstance(entities, list):
        raise bad("Can't parse MessageEntity: expected an Array")  # [HOUSE] the real one sends the text bare
    edges = {0, *accumulate(2 if ord(sign) > 0xFFFF else 1 for sign in words)}
    marks = [mark for entity in entities if (mark := _entity(entity)) is not None]
    for _, start, length, _ in marks:
        if start < 0:
            raise bad(f"Receive an entity with incorrect offset {start}")  # [SRV]
        if length < 0:
            raise bad(f"Receive an entity with incorrect length {length}")  # [SRV]
        _check_edges(start, length, edges)
    return _sorted(mark for mark in marks if mark[2])


def _entity(entity: object) -> Mark | None:
    where = "Can't parse MessageEntity: "
    if not isinstance(entity, dict):
        raise bad(where + "expected an Object")  # [SRV]
    for name in ("offset", "length"):
        if name not in entity:
            raise bad(where + f'Can\'t find field "{name}"')  # [SRV]
        if not is_integer(entity[name]):
            raise bad(where + f'Field "{name}" must be a Number')  # [SRV]
    if "type" not in entity:
        raise bad(where + 'Can\'t find field "type"')  # [SRV]
    kind, url = str(entity["type"]), str(entity.get("url") or "")
    if kind in FOUND_BY_ITSELF:
        return None  # [SRV] skipped: the server finds these itself
    if kind not in KINDS:
        raise bad(where + "Unsupported type specified")  # [SRV]
    if kind == "text_link" and (why := wrong_link(url)):
        raise bad(f"Entity URL '{url}' is invalid: {why}")  # [SRV]
    return kind, entity["offset"], entity["length"], url


def _check_edges(start: int, length: int, edges: set[int]) -> None:
    if start > max(edges):
        raise bad(f"Entity begins after the end of the text at UTF-16 offset {start}")  # [SRV]
    if start not in edges:
        raise bad(f"Entity begins in a middle of a UTF-16 symbol at byte offset {start}")  # [SRV] there the byte's number
    end = start + length
    if end > max(edges):
        raise bad(f"Entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}")  # [SRV]
    if end not in edges:
        raise bad(f"Entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol at byte offset {end}")  # [SRV]


def _trimmed(plain: str, marks: tuple[Mark, ...]) -> tuple[str, tuple[Mark, ...]]:
    """Cut blanks at both ends, on the left only before the first mark. [SRV] fix_formatted_text."""
    plain = plain.rstrip()
    most = utf16_length(plain)
    marks = tuple((kind, start, min(length, most - start), url) for kind, start, length, url in marks if start < most)
    blanks = len(plain) - len(plain.lstrip(" \n"))
    cut = min([blanks, *(start for _, start, _, _ in marks)])
    return plain[cut:], tuple((kind, start - cut, length, url) for kind, start, length, url in marks)


def _sorted(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark[1], -mark[2])))
