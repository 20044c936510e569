"""What the Bot API refuses in a call's fields, and with which words. Pure; each rule bears its source.

Sources: [API] the Bot API's own description (10.1); [SRV] the program that answers api.telegram.org, telegram-bot-api
(Client.cpp) over TDLib; [NET] a name that Telegram's own servers answer, seen in bug reports; [PTB] limits that
python-telegram-bot found by trial; [HOUSE] stricter than the real one, which would pass over the mistake in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

from engine.core.text import utf16_length

TEXT_MOST = 4096  # [API] sendMessage.text, after entities parsing
CAPTION_MOST = 1024  # [API] sendPhoto.caption
CALLBACK_MOST = 64  # [API] InlineKeyboardButton.callback_data, bytes
ANSWER_MOST = 200  # [API] answerCallbackQuery.text
ROW_MOST = 8  # [PTB]; TDLib cuts a row after 12 in silence
BUTTONS_MOST = 100  # [PTB]; TDLib cuts after 300 in silence
COMMANDS_MOST, COMMAND_MOST, DESCRIPTION_MOST = 100, 32, 256  # [API] setMyCommands
STYLES = {"", "default", "primary", "success", "danger"}  # [SRV] get_button_style
ACTIONS = (  # [API] exactly one
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
CHAT_ACTIONS = {  # [API] sendChatAction.action
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
LINK = re.compile(r"(?:([^:/?#@\[\]]*)://)?([^/?#]*)")

Rows = list[list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """An answer with ok = false."""

    code: int
    description: str
    parameters: Mapping[str, int] = field(default_factory=dict)


def bad(why: str) -> Refusal:
    """Make the usual refusal of a wrong call; its first letter is spelled as the real server does.

    [SRV] fail_query_with_error: small, unless it begins a NAME_LIKE_THIS or an abbreviation.
    """
    keeps = len(why) > 1 and (why[1] == "_" or "A" <= why[1] <= "Z")
    return Refusal(400, f"Bad Request: {why if keeps else why[:1].lower() + why[1:]}")


def wrong_link(url: str) -> str:
    """Tell what is wrong with a link; "" = nothing. [SRV] LinkManager::check_link, parse_url."""
    if re.match("tg:.", url, re.IGNORECASE):
        return ""
    found = LINK.match(url)
    if found is None or (found[1] or "http").lower() not in ("http", "https"):
        return "Unsupported URL protocol"
    host, colon, port = found[2].rpartition("@")[2].partition(":")
    if not host:
        return "URL host is empty"
    if colon and not (port.isdecimal() and 0 < int(port) < 65536):
        return "Wrong port number specified in the URL"
    return "" if "." in host else "Wrong HTTP URL"


def check_markup(markup: object, inline_only: bool = False) -> Rows:
    """Check a keyboard and give the rows of an inline one. Raises Refusal."""
    if markup is None or markup == "":
        return []
    if isinstance(markup, str):
        raise bad("Can't parse reply keyboard markup JSON object")  # [SRV]
    if not isinstance(markup, dict):
        raise bad("Object expected as reply markup")  # [SRV]
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list):
        raise bad('Field "inline_keyboard" must be of type Array')  # [SRV]
    if inline_only and "inline_keyboard" not in markup:
        raise bad("Inline keyboard expected")  # [SRV] an edit takes no other kind
    if not all(isinstance(row, list) for row in rows):
        raise bad('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')  # [SRV]
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > BUTTONS_MOST or any(len(row) > ROW_MOST for row in rows):
        raise bad("reply markup is too long")  # [SRV] its words for REPLY_MARKUP_TOO_LONG
    return [row for row in rows if row]


def _check_button(button: object) -> None:
    where = "Can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(where + "InlineKeyboardButton must be an Object")  # [SRV]
    if "text" not in button:
        raise bad(where + 'Can\'t find field "text"')  # [SRV]
    for name in ("text", "url", "callback_data", "style"):
        if not isinstance(button.get(name, ""), str):
            raise bad(where + f'Field "{name}" must be of type String')  # [SRV]
    if str(button.get("style", "")).lower() not in STYLES:
        raise bad(where + "invalid button style specified")  # [SRV]
    given = [action for action in ACTIONS if button.get(action) not in (None, "", False)]
    if not given:
        raise bad(where + "Text buttons are unallowed in the inline keyboard")  # [SRV]
    if len(given) > 1:
        raise bad(where + f"exactly one action is allowed, not {' and '.join(given)}")  # [HOUSE] the real one takes the first
    if not button["text"].strip():
        raise bad("Inline keyboard button text must be non-empty")  # [SRV] for blanks; [HOUSE] "" is dropped there in silence
    if (url := str(button.get("url") or "")) and (why := wrong_link(url)):
        raise bad(f"Inline keyboard button URL '{url}' is invalid: {why}")  # [SRV]
    if len(str(button.get("callback_data") or "").encode()) > CALLBACK_MOST:
        raise bad("BUTTON_DATA_INVALID")  # [NET]


def check_answer(call: Mapping[str, object]) -> str:
    """Check the fields of answerCallbackQuery and give the words. Raises Refusal."""
    words, url = str(call.get("text") or ""), str(call.get("url") or "")
    if utf16_length(words) > ANSWER_MOST:
        raise bad("MESSAGE_TOO_LONG")  # [NET]
    if url and not re.match(r"(https?://)?(t\.me|telegram\.me)/\w+\?start=|tg://", url):
        raise bad("URL_INVALID")  # [NET]; [API] a game's own address, or t.me/bot?start=
    return words


def check_commands(commands: object) -> None:
    """Check the commands of setMyCommands. Raises Refusal."""
    if isinstance(commands, str):
        raise bad("Can't parse commands JSON object")  # [SRV]
    if not isinstance(commands, list):
        raise bad("Expected an Array of BotCommand")  # [SRV]
    if len(commands) > COMMANDS_MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH")  # [NET]
    for command in commands:
        name, words = _command(command)
        if not name:
            raise bad("Command must be non-empty")  # [SRV]
        if len(name) > COMMAND_MOST:
            raise bad(f"Command length must not exceed {COMMAND_MOST}")  # [SRV]
        if not words:
            raise bad("Command description must be non-empty")  # [SRV]
        if len(words) > DESCRIPTION_MOST:
            raise bad(f"Command description length must not exceed {DESCRIPTION_MOST}")  # [SRV]
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise bad("BOT_COMMAND_INVALID")  # [NET]; [API] small letters, digits, underscores


def _command(command: object) -> tuple[str, str]:
    where = "Can't parse BotCommand: "
    if not isinstance(command, dict):
        raise bad(where + "expected an Object")  # [SRV]
    for name in ("command", "description"):
        if name not in command:
            raise bad(where + f'Can\'t find field "{name}"')  # [SRV]
    return str(command["command"]).strip().removeprefix("/"), str(command["description"]).strip()


def check_chat_action(action: object) -> None:
    """Check sendChatAction.action. Raises Refusal."""
    if not isinstance(action, str) or action.lower() not in CHAT_ACTIONS:
        raise bad("Wrong parameter action in request")  # [SRV]


def is_integer(value: object) -> TypeGuard[int]:
    """Tell whether a JSON value is a whole number (true is none)."""
    return isinstance(value, int) and not isinstance(value, bool)


def number(call: Mapping[str, object], name: str) -> int:
    """Read a whole number as the real server does: what is none is 0. [SRV] to_integer."""
    found = re.match(r"\s*(-?\d+)", str(call.get(name) or ""))
    return int(found[1]) if found else 0
