"""A screen as the Bot API wants it: entities with UTF-16 offsets, an inline keyboard; and what it would refuse. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from adapters.common.text import SURROGATE, broken, utf16_offsets, whole_characters
from adapters.telegram.decode import CODE, TOKEN
from engine.core.screen import CAPTION_MOST, TEXT_MOST, Key, Screen
from engine.core.text import MarkKind, Text, italic, utf16_length
from engine.core.view import Style

ENTITIES: dict[MarkKind, str] = {"bold": "bold", "italic": "italic", "underline": "underline", "link": "text_link"}
ENTITIES_MOST = 100  # python-telegram-bot, MessageLimit.MESSAGE_ENTITIES: further ones are dropped without a word
ROW_MOST, KEYS_MOST = 8, 100  # found by trial by the libraries; the engine's own limits are narrower
# What a client would make a link or a mention of in plain words: @name, evil.com. Commands (/games) stay: the house uses them.
TRIGGER = re.compile(r"@(?=\w)|(?<=\w)\.(?=[^\W\d_]{2})")
Json = dict[str, object]


def message(screen: Screen, username: str) -> Json:
    """Make the fields of sendMessage and editMessageText; a picture that is not shown is told in words."""
    text = harmless(with_alt(screen))
    return {
        "text": text.plain,
        "entities": entities(text),
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard(screen, username),
    }


def captioned(screen: Screen, username: str) -> Json:
    """Make the fields of sendPhoto, but for the photo."""
    text = harmless(screen.text)
    return {"caption": text.plain, "caption_entities": entities(text), "reply_markup": keyboard(screen, username)}


def with_alt(screen: Screen) -> Text:
    """Say in italics below the words what the picture or the video would have shown, if there is room."""
    shown = screen.picture or screen.video
    if shown is None:
        return screen.text
    whole = screen.text + "\n\n" + italic(shown.alt) if screen.text else italic(shown.alt)
    return whole if utf16_length(harmless(whole).plain) <= TEXT_MOST else screen.text


def harmless(text: Text) -> Text:
    """Break what a client would make a mention or a link of; marks move along. Doing it twice changes nothing more."""
    return broken(text, TRIGGER)


def entities(text: Text) -> list[Json]:
    """Spell the marks of a text as Telegram's entities."""
    units = utf16_offsets(text.plain)
    last = len(text.plain)
    found: list[Json] = []
    for mark in text.marks:
        start, end = units[min(mark.start, last)], units[min(mark.end, last)]
        if start < end:
            entity: Json = {"type": ENTITIES[mark.kind], "offset": start, "length": end - start}
            found.append(entity | ({"url": mark.url} if mark.kind == "link" else {}))
    return found


def keyboard(screen: Screen, username: str) -> Json:
    """Spell the keys; an empty keyboard takes the old one away."""
    return {"inline_keyboard": [[_button(key, username) for key in row] for row in screen.rows if row]}


def invitation(username: str, code: str) -> str:
    """Make the address that opens the private chat with the bot and brings `code` along."""
    return f"https://t.me/{username}?start={code}"


def faults(screen: Screen) -> list[str]:
    """Tell everything Telegram would refuse in this screen; empty = it would be accepted."""
    return [*_faults_of_text(screen), *_faults_of_grid(screen), *(fault for key in screen.keys() for fault in _faults_of_key(key))]


def _button(key: Key, username: str) -> Json:
    button: Json = {"text": whole_characters(key.label)}
    if key.token:
        button["callback_data"] = key.token
    else:
        button["url"] = key.url or invitation(username, key.invite)
    return button | ({"style": key.style} if key.style else {})


def _faults_of_text(screen: Screen) -> Iterator[str]:
    """Look at the words as they would be sent, with the picture and in its place."""
    shown = screen.picture or screen.video
    alone = utf16_length(harmless(screen.text).plain)
    with_words = utf16_length(harmless(screen.text + "\n\n" + italic(shown.alt)).plain) if shown else alone
    if not screen.text.plain.strip():
        yield "the text is empty; say something above the buttons"
    if shown and alone > CAPTION_MOST:
        yield f"the text under a picture has {alone} UTF-16 units, at most {CAPTION_MOST} fit; shorten it"
    elif alone > TEXT_MOST:
        yield f"the text has {alone} UTF-16 units, at most {TEXT_MOST} fit; shorten it"
    elif with_words > TEXT_MOST:
        yield f"with the alt text below it the text has {with_words} UTF-16 units, {TEXT_MOST} fit; shorten one"
    if SURROGATE.search(screen.text.plain):
        yield "the text holds half a character (a lone surrogate); mend the source of the text"
    if len(screen.text.marks) > ENTITIES_MOST:
        yield f"the text has {len(screen.text.marks)} marks, beyond {ENTITIES_MOST} they are not shown"
    for mark in screen.text.marks:
        if not 0 <= mark.start < mark.end <= len(screen.text.plain):
            yield f"the {mark.kind} mark {mark.start}..{mark.end} lies outside of the text"
        if (mark.kind == "link") != mark.url.startswith("https://"):
            yield f"the {mark.kind} mark has the address «{mark.url}»; a link, and only a link, has one with https://"


def _faults_of_grid(screen: Screen) -> Iterator[str]:
    if (count := len(screen.keys())) > KEYS_MOST:
        yield f"{count} buttons, at most {KEYS_MOST} fit under a message"
    for number, row in enumerate(screen.rows, 1):
        if len(row) > ROW_MOST:
            yield f"row {number} has {len(row)} buttons, at most {ROW_MOST} fit"


def _faults_of_key(key: Key) -> Iterator[str]:
    if not key.label.strip():
        yield "a button has no label"
    if SURROGATE.search(key.label):
        yield "a label holds half a character (a lone surrogate)"
    if sum(map(bool, (key.token, key.url, key.invite))) != 1:
        yield f"the button «{key.label}» must have one of token, url and invite"
    if key.token and not TOKEN.fullmatch(key.token):
        yield f"the token of «{key.label}» is not 1..64 visible ASCII characters"
    if key.url and not key.url.startswith("https://"):
        yield f"the button «{key.label}» leads to «{key.url}»; an address begins with https://"
    if key.invite and not CODE.fullmatch(key.invite):
        yield f"the code «{key.invite}» of «{key.label}» must be 1..64 of A-Z a-z 0-9 _ -"
    if key.style not in get_args(Style):
        yield f"the button «{key.label}» has the style «{key.style}»; there are primary, success and danger"
