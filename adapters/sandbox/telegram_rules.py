"""What the Bot API refuses in a call, and with which words. Pure; each rule bears its source.

Sources: [API] the Bot API's own description (10.1), [SRV] the source of the Bot API server, [PTB] limits that
python-telegram-bot found by trial, [FAQ] the bots' FAQ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from engine.core.text import utf16_length

TEXT_MOST = 4096  # [API] sendMessage.text, after entities parsing
CAPTION_MOST = 1024  # [API] sendPhoto.caption
CALLBACK_MOST = 64  # [API] InlineKeyboardButton.callback_data, bytes
ANSWER_MOST = 200  # [API] answerCallbackQuery.text
ROW_MOST = 8  # [PTB]
BUTTONS_MOST = 100  # [PTB]
STYLES = {"primary", "success", "danger"}  # [API] 10.1
ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")  # [API] exactly one
TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "s": "strikethrough", "a": "text_link"}
ENTITIES = {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link", "blockquote"}

Mark = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """An answer with ok = false."""

    code: int
    description: str
    parameters: Mapping[str, int] = field(default_factory=dict)


def bad(why: str) -> Refusal:
    """Make the usual refusal of a wrong call."""
    return Refusal(400, f"Bad Request: {why}")


def check_words(call: Mapping[str, object], name: str, most: int, required: bool) -> tuple[str, tuple[Mark, ...]]:
    """Read text and its formatting from a call. Raises Refusal."""
    words = call.get(name)
    if not isinstance(words, str) or not words.strip():
        if required:
            raise bad("message text is empty")  # [SRV]
        return "", ()
    mode, entities = call.get("parse_mode"), call.get("entities" if name == "text" else "caption_entities")
    if mode and entities:
        raise bad("can't use both parse_mode and entities")
    if mode:
        if str(mode).lower() != "html":
            raise bad("unsupported parse_mode")  # [SRV]
        plain, marks = _html(words)
    else:
        plain, marks = words, check_entities(words, entities)
    if utf16_length(plain) > most:  # [API] the limit counts after parsing; [SRV] in UTF-16 units
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return plain, marks


def check_entities(words: str, entities: object) -> tuple[Mark, ...]:
    """Check explicit entities: known kinds, offsets in UTF-16 units inside the text. Raises Refusal."""
    if entities is None:
        return ()
    if not isinstance(entities, list):
        raise bad("can't parse entities: expected an Array")
    marks: list[Mark] = []
    for entity in entities:
        kind, start, length = entity.get("type"), entity.get("offset"), entity.get("length")
        if kind not in ENTITIES:
            raise bad(f"can't parse entities: unsupported type {kind}")
        if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length <= 0:
            raise bad("can't parse entities: wrong offset or length")
        if start + length > utf16_length(words):
            raise bad("can't parse entities: entity ends after the end of the text")
        if kind == "text_link" and not str(entity.get("url", "")).startswith(("http://", "https://", "tg://")):
            raise bad("can't parse entities: wrong url")
        marks.append((kind, start, length, str(entity.get("url", ""))))
    return tuple(marks)


def check_markup(markup: object) -> list[list[dict[str, object]]]:
    """Check an inline keyboard and give its rows. Raises Refusal."""
    if markup is None:
        return []
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        raise bad("object expected as reply markup")  # [SRV]
    rows: list[list[dict[str, object]]] = markup["inline_keyboard"]
    if sum(map(len, rows)) > BUTTONS_MOST or any(len(row) > ROW_MOST for row in rows):
        raise bad("reply markup is too long")  # [SRV]
    for row in rows:
        for button in row:
            _check_button(button)
    return [row for row in rows if row]


def _check_button(button: Mapping[str, object]) -> None:
    label = button.get("text")
    if not isinstance(label, str) or not label.strip():
        raise bad('can\'t parse inline keyboard button: field "text" must be a non-empty string')
    if sum(1 for action in ACTIONS if button.get(action)) != 1:
        raise bad("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")  # [SRV]
    payload = button.get("callback_data")
    if payload is not None and (not isinstance(payload, str) or not 1 <= len(payload.encode()) <= CALLBACK_MOST):
        raise bad("BUTTON_DATA_INVALID")  # [SRV]
    url = button.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")  # [SRV]
    if button.get("style") is not None and button["style"] not in STYLES:
        raise bad("unsupported button style")


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.open: list[tuple[str, int, str]] = []
        self.marks: list[Mark] = []

    @property
    def at(self) -> int:
        return utf16_length("".join(self.words))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {self.at}')  # [SRV]
        self.open.append((tag, self.at, dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise bad(f"can't parse entities: Unmatched end tag at byte offset {self.at}")  # [SRV]
        name, start, url = self.open.pop()
        self.marks.append((TAGS[name], start, self.at - start, url))


def _html(words: str) -> tuple[str, tuple[Mark, ...]]:
    reader = _Html()
    reader.feed(words)
    reader.close()
    if reader.open:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag {reader.open[-1][0]}")  # [SRV]
    return "".join(reader.words), tuple(reader.marks)
