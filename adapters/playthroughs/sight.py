"""What a player sees, as lines of a file. A screen becomes a message by the messenger's own rules, as its sandbox knows them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from adapters.common.messengers import Messenger
from adapters.sandbox import telegram_shapes
from adapters.sandbox.seen import SeenButton, SeenMessage
from adapters.sandbox.telegram_rules import check_answer, check_markup
from adapters.sandbox.telegram_words import check_caption
from adapters.sandbox.telegram_words import check_text as check_telegram_text
from adapters.sandbox.vk_keyboard import read_keyboard
from adapters.sandbox.vk_rules import check_event_data
from adapters.sandbox.vk_rules import check_text as check_vk_text
from adapters.telegram import deliver as to_telegram
from adapters.telegram import render as telegram
from adapters.vk import deliver as to_vk
from adapters.vk import render as vk
from engine.core.screen import Screen
from engine.core.text import as_text
from engine.runtime.ports import Answer

TAGS = {"bold": "b", "italic": "i", "underline": "u", "text_link": "a", "url": "a"}
STYLES = {"primary": "primary", "success": "success", "danger": "danger", "positive": "success", "negative": "danger"}
CODE = re.compile(r"[?&](?:start|ref)=([A-Za-z0-9_-]{1,64})$")
PICTURE = re.compile(r"^    (picture|film) [0-9a-f]{8}: .*$")
INDENT = "    "


def sight(screen: Screen, messenger: Messenger, folder: Path) -> list[str]:
    """Write a screen as this messenger shows it; `folder` is where the game's films lie.

    Raises Refusal (Telegram) or VkError: the messenger would refuse it.
    """
    message = as_message(screen, messenger)
    return lines(message, _pictured(screen, message.kind, folder))


def as_message(screen: Screen, messenger: Messenger) -> SeenMessage:
    """Make of a screen the message that this messenger shows. Raises as `sight`."""
    return _in_telegram(screen) if messenger == "telegram" else _in_vk(screen)


def lines(message: SeenMessage, pictured: str = "") -> list[str]:
    """Write a message: its words, what is drawn above them, its buttons; without `pictured` only that something is drawn."""
    drawn = pictured or {"picture": "picture", "video": "film"}.get(message.kind, "")
    rows = [" ".join(map(_button, row)) for row in message.rows]
    return [f"{INDENT}{line}".rstrip() for line in [*_marked(message).split("\n"), *([drawn] if drawn else []), *rows]]


def bare(written: Iterable[str]) -> list[str]:
    """Leave of each picture only that it is there."""
    return [PICTURE.sub(rf"{INDENT}\1", line) for line in written]


def told(toast: str, messenger: Messenger) -> str:
    """Cut the answer to a press as the messenger's adapter does. Raises as `sight`."""
    if messenger == "telegram":
        return check_answer(to_telegram.answer_fields("1", Answer(toast)))
    return check_event_data(to_vk.snackbar(toast)).toast


def _in_telegram(screen: Screen) -> SeenMessage:
    if screen.kind == "text":
        fields = telegram.message(screen, "bot")
        text, marks = check_telegram_text(fields)
    else:
        fields = telegram.captioned(screen, "bot")
        text, marks = check_caption(fields)
    rows = telegram_shapes.buttons(check_markup(fields["reply_markup"], inline_only=True))
    return SeenMessage(1, text, marks, rows, kind=screen.kind)


def _in_vk(screen: Screen) -> SeenMessage:
    """VK shows of a film its poster."""
    given = vk.render(screen, 1).parameters()
    text, marks = check_vk_text(given)
    rows = read_keyboard(given.get("keyboard", "")).rows
    return SeenMessage(1, text, marks, rows, kind="text" if screen.kind == "text" else "picture")


def _marked(message: SeenMessage) -> str:
    """Spell the marks as tags."""
    ends: list[tuple[int, int, int, str]] = []
    for number, (kind, at, length, url) in enumerate(message.marks):
        tag = TAGS[kind]
        ends.append((at, 1, number, f'<{tag} href="{url}">' if url else f"<{tag}>"))
        ends.append((at + length, 0, -number, f"</{tag}>"))
    spelled = message.text.encode("utf-16-le", "surrogatepass")
    for at, _, _, tag in sorted(ends, reverse=True):
        spelled = spelled[: 2 * at] + tag.encode("utf-16-le") + spelled[2 * at :]
    return spelled.decode("utf-16-le", "surrogatepass")


def _pictured(screen: Screen, kind: str, folder: Path) -> str:
    """Name what is drawn by a hash, so that a change shows, and by what is said of it in words."""
    if screen.video and screen.video.file and kind == "video":
        return f"film {_hash((folder / screen.video.file).read_bytes())}: {as_text(screen.video.alt)}"
    picture = screen.picture or (screen.video.poster if screen.video else None)
    if picture is None:
        return ""
    drawn = picture.svg.encode() if picture.svg else (folder / picture.file).read_bytes()
    return f"picture {_hash(drawn)}: {as_text(picture.alt)}"


def _hash(drawn: bytes) -> str:
    return hashlib.blake2b(drawn, digest_size=4).hexdigest()


def _button(button: SeenButton) -> str:
    """Write a button: its label, its colour, and where it leads."""
    code = CODE.search(button.url)
    leads = f" → invites {code[1]}" if code else f" → {button.url}" if button.url else ""
    style = STYLES.get(button.style, "")
    return f"[{button.label}{leads}]" + (f" ({style})" if style else "")
