"""Screens become what VK's messages.send and messages.edit take; pure, knows no network and no id of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.common.text import JOINER, SURROGATE, broken, utf16_offsets, whole_characters
from engine.core.screen import COLUMNS_MOST, KEYS_MOST, LABEL_MOST, ROWS_MOST, TEXT_MOST, Key, Screen
from engine.core.text import MarkKind, Text, italic, utf16_length
from engine.core.view import Style

PAYLOAD_MOST = 255  # characters of a button's payload (vk-io, builder.ts)
TOKEN_BYTES_MOST = 64
CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
COLOURS: dict[Style, str] = {"": "secondary", "primary": "primary", "success": "positive", "danger": "negative"}
MARKS: dict[MarkKind, str] = {"bold": "bold", "italic": "italic", "underline": "underline", "link": "url"}
# What VK would read as a mention or a link in plain words: [id1|Name], @id1, @all, *id1 (Name); and a character
# reference (&#64;), which VK turns into its character. The joiner goes in behind the first character.
TRIGGER = re.compile(rf"\[(?!{JOINER})(?=[^\[\]|\n]+\|)|@(?=\w)|\*(?=[^\W\d])|&(?=#?\w{{1,10}};)")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One message as VK takes it; `keyboard` and `format_data` are JSON, "" where there is none."""

    message: str
    keyboard: str = ""
    format_data: str = ""

    def parameters(self, attachment: str = "") -> dict[str, str]:
        """List the parameters of messages.send and messages.edit; an edit replaces all of them."""
        found = {"message": self.message, "keyboard": self.keyboard, "format_data": self.format_data, "attachment": attachment}
        found = {name: value for name, value in found.items() if value or name == "message"}
        return {**found, "disable_mentions": "1", "dont_parse_links": "1"}


def render(screen: Screen, group: int, pictured: bool = True) -> Rendered:
    """Write a screen for the community `group`. Without its picture (`pictured` False) the alt text stands below."""
    text = harmless(screen.text if pictured else with_alt(screen))
    return Rendered(text.plain, keyboard(screen, group), format_data(text))


def with_alt(screen: Screen) -> Text:
    """Say in words what the picture or the video shows, if there is room."""
    alt = _alt(screen)
    if not alt or not screen.text:
        return screen.text + italic(alt)
    whole = screen.text + "\n\n" + italic(alt)
    return whole if utf16_length(harmless(whole).plain) <= TEXT_MOST else screen.text


def harmless(text: Text) -> Text:
    """Break what VK would read as a mention in the words; marks move along. Doing it twice changes nothing more."""
    return broken(text, TRIGGER)


def format_data(text: Text) -> str:
    """Write the marks with offsets in UTF-16 units; "" if there are none."""
    units = utf16_offsets(text.plain)
    items = []
    for mark in text.marks:
        start, end = units[mark.start], units[mark.end]
        item: dict[str, str | int] = {"type": MARKS[mark.kind], "offset": start, "length": end - start}
        items.append({**item, "url": mark.url} if mark.url else item)
    return _json({"version": 1, "items": items}) if items else ""


def keyboard(screen: Screen, group: int) -> str:
    """Write the inline keyboard; "" if there are no keys."""
    rows = [[_button(key, group) for key in row] for row in screen.rows if row]
    return _json({"inline": True, "buttons": rows}) if rows else ""


def invitation(group: int, code: str) -> str:
    """Make the address that opens the chat with the community and brings `code` along."""
    return f"https://vk.me/club{group}?ref={code}"


def shorten(words: str, most: int) -> str:
    """Cut to `most` UTF-16 units, between words where there is a space, with an ellipsis."""
    words = whole_characters(words)
    if utf16_length(words) <= most:
        return words
    kept = words.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)].decode("utf-16-le", "ignore")
    uncut = kept if words[len(kept)].isspace() else kept.rpartition(" ")[0]
    return (uncut.rstrip() or kept) + "…"


def faults(screen: Screen) -> list[str]:
    """Tell everything that VK would refuse in this screen; nothing if it can be shown."""
    keys = screen.keys()
    return [*_faults_of_text(screen), *_faults_of_grid(screen), *(fault for key in keys for fault in _faults_of_key(key))]


def _button(key: Key, group: int) -> dict[str, object]:
    label = shorten(key.label, LABEL_MOST)
    if key.token:
        action = {"type": "callback", "label": label, "payload": payload(key.token)}
        return {"action": action, "color": COLOURS[key.style]}
    return {"action": {"type": "open_link", "label": label, "link": key.url or invitation(group, key.invite)}}


def payload(token: str) -> str:
    """Write a button's payload: our one field."""
    return _json({"t": token})


def _faults_of_text(screen: Screen) -> Iterator[str]:
    pictured = harmless(screen.text).plain
    longest = harmless(screen.text + "\n\n" + italic(_alt(screen))).plain if _alt(screen) else pictured
    if not pictured.strip():
        yield "VK: the text is empty; say something above the buttons"
    if utf16_length(pictured) > TEXT_MOST:
        yield f"VK: the text has {utf16_length(pictured)} UTF-16 units, at most {TEXT_MOST} fit; shorten it"
    elif utf16_length(longest) > TEXT_MOST:
        yield f"VK: with the alt text below it the text has {utf16_length(longest)} UTF-16 units, {TEXT_MOST} fit; shorten one"
    if SURROGATE.search(screen.text.plain):
        yield "VK: the text holds half a character (a lone surrogate); mend the source of the text"
    for mark in screen.text.marks:
        if not 0 <= mark.start < mark.end <= len(screen.text.plain):
            yield f"VK: the {mark.kind} mark {mark.start}..{mark.end} lies outside of the text"
        if (mark.kind == "link") != mark.url.startswith("https://"):
            yield f"VK: the {mark.kind} mark has the address «{mark.url}»; a link, and only a link, has one with https://"


def _alt(screen: Screen) -> Text | str:
    shown = screen.picture or screen.video
    return shown.alt if shown else ""


def _faults_of_grid(screen: Screen) -> Iterator[str]:
    if len(screen.rows) > ROWS_MOST:
        yield f"VK: {len(screen.rows)} rows of buttons, at most {ROWS_MOST} fit under a message"
    if (count := len(screen.keys())) > KEYS_MOST:
        yield f"VK: {count} buttons, at most {KEYS_MOST} fit under a message"
    for number, row in enumerate(screen.rows, 1):
        if len(row) > COLUMNS_MOST:
            yield f"VK: row {number} has {len(row)} buttons, at most {COLUMNS_MOST} fit"


def _faults_of_key(key: Key) -> Iterator[str]:
    if not key.label.strip():
        yield "VK: a button has no label"
    if utf16_length(key.label) > LABEL_MOST:
        yield f"VK: the label «{key.label}» has {utf16_length(key.label)} UTF-16 units, at most {LABEL_MOST} fit; shorten it"
    if SURROGATE.search(key.label):
        yield "VK: a label holds half a character (a lone surrogate)"
    if sum(map(bool, (key.token, key.url, key.invite))) != 1:
        yield f"VK: the button «{key.label}» must have one of token, url and invite"
    if len(key.token.encode("utf-8", "replace")) > TOKEN_BYTES_MOST or len(payload(key.token)) > PAYLOAD_MOST:
        yield f"VK: the token of «{key.label}» is longer than {TOKEN_BYTES_MOST} bytes"
    if key.url and not key.url.startswith("https://"):
        yield f"VK: the button «{key.label}» leads to «{key.url}»; an address begins with https://"
    if key.invite and not CODE.fullmatch(key.invite):
        yield f"VK: the code «{key.invite}» of «{key.label}» must be 1..64 of A-Z a-z 0-9 _ -"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
