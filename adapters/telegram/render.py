"""A screen as the Bot API wants it: entities with UTF-16 offsets, an inline keyboard; and what it would refuse."""

from __future__ import annotations

from adapters.telegram.decode import CODE
from engine.core.screen import CAPTION_MOST, TEXT_MOST, Key, Screen
from engine.core.text import Text, as_text, italic, utf16_length

ENTITIES = {"bold": "bold", "italic": "italic", "underline": "underline", "link": "text_link"}
TOKEN_MOST = 64  # bytes (Bot API: InlineKeyboardButton.callback_data)
ROW_MOST, KEYS_MOST = 8, 100  # found by trial by the libraries; the engine's own limits are narrower
Json = dict[str, object]


def entities(text: Text) -> list[Json]:
    """Spell the marks of a text as Telegram's entities."""
    found: list[Json] = []
    for mark in text.marks:
        start = utf16_length(text.plain[: mark.start])
        length = utf16_length(text.plain[mark.start : mark.end])
        if length:
            entity: Json = {"type": ENTITIES[mark.kind], "offset": start, "length": length}
            found.append(entity | ({"url": mark.url} if mark.kind == "link" else {}))
    return found


def keyboard(screen: Screen, username: str) -> Json:
    """Spell the keys; an empty keyboard takes the old one away."""
    return {"inline_keyboard": [[_button(key, username) for key in row] for row in screen.rows if row]}


def message(screen: Screen, username: str) -> Json:
    """Make the fields of sendMessage and editMessageText."""
    text = with_alt(screen) if screen.kind != "text" else screen.text
    return {
        "text": text.plain,
        "entities": entities(text),
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard(screen, username),
    }


def captioned(screen: Screen, username: str) -> Json:
    """Make the fields of sendPhoto, but for the photo."""
    return {"caption": screen.text.plain, "caption_entities": entities(screen.text), "reply_markup": keyboard(screen, username)}


def with_alt(screen: Screen) -> Text:
    """Give the words of a screen whose picture cannot be shown: what it would have shown is told in italics."""
    shown = screen.picture or screen.video
    return screen.text + "\n\n" + italic(as_text(shown.alt)) if shown else screen.text


def faults(screen: Screen) -> list[str]:
    """Tell everything Telegram would refuse in this screen; empty = it would be accepted."""
    found: list[str] = []
    text = with_alt(screen)
    if not screen.text.plain.strip():
        found.append("the text is empty")
    if utf16_length(text.plain) > TEXT_MOST:
        found.append(f"the text has {utf16_length(text.plain)} UTF-16 units, at most {TEXT_MOST} are allowed")
    if screen.kind != "text" and utf16_length(screen.text.plain) > CAPTION_MOST:
        found.append(f"the text over a picture has {utf16_length(screen.text.plain)} UTF-16 units, at most {CAPTION_MOST}")
    if len(screen.keys()) > KEYS_MOST or any(len(row) > ROW_MOST for row in screen.rows):
        found.append(f"more than {ROW_MOST} keys in a row or {KEYS_MOST} in all")
    for key in screen.keys():
        found += _key_faults(key)
    return found


def _key_faults(key: Key) -> list[str]:
    found = [] if key.label.strip() else ["a key has no label"]
    if sum(1 for given in (key.token, key.url, key.invite) if given) != 1:
        found.append(f"key «{key.label}» does not do exactly one thing")
    if len(key.token.encode()) > TOKEN_MOST:
        found.append(f"key «{key.label}»: the token has {len(key.token.encode())} bytes, at most {TOKEN_MOST}")
    if key.url and not key.url.startswith("https://"):
        found.append(f"key «{key.label}»: the address must begin with https://")
    if key.invite and not CODE.fullmatch(key.invite):
        found.append(f"key «{key.label}»: the code is 1 to 64 of A-Z a-z 0-9 _ -")
    return found


def _button(key: Key, username: str) -> Json:
    button: Json = {"text": key.label}
    if key.url:
        button["url"] = key.url
    elif key.invite:
        button["url"] = f"https://t.me/{username}?start={key.invite}"
    else:
        button["callback_data"] = key.token
    return button | ({"style": key.style} if key.style else {})
