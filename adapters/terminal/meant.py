"""What a typed line means: a key by its number, a command as the messengers' own adapters read it, or words."""

from __future__ import annotations

import secrets
from dataclasses import replace

from adapters.common.messengers import Messenger
from adapters.telegram import decode as telegram
from adapters.vk import decode as vk
from engine.core.screen import Screen
from engine.core.words import clean, number
from engine.runtime.ports import Press

ME = telegram.Me(1, "smena")


def meant(line: str, screen: Screen | None, me: str, messenger: Messenger | None) -> Press:
    """Read a line of the player `me`, as in this messenger; without one a command of either is heard."""
    nth, keys = number(line), screen.keys() if screen else ()
    if nth is not None and 1 <= nth <= len(keys) and keys[nth - 1].token:
        return Press(secrets.token_hex(8), me, me, token=keys[nth - 1].token)
    as_telegram = messenger == "telegram" or (messenger is None and line.startswith("/"))
    read = _in_telegram(line) if as_telegram else _in_vk(line)
    if read is None:
        return Press(secrets.token_hex(8), me, me, text=clean(line) or "?")
    return replace(read, delivery=secrets.token_hex(8), player=me, chat=me)


def _in_telegram(line: str) -> Press | None:
    """Let the adapter read the line as a private message; None if it reads nothing in it."""
    person = {"id": 1, "is_bot": False}
    message = {"message_id": 1, "from": person, "chat": {"id": 1, "type": "private"}, "text": line}
    read = telegram.decode({"update_id": 1, "message": message}, ME)
    return read.press if isinstance(read, telegram.Pressed) else None


def _in_vk(line: str) -> Press | None:
    message = {"from_id": 1, "peer_id": 1, "text": line}
    read = vk.decode({"type": "message_new", "event_id": "1", "object": {"message": message}}, 1)
    return read if isinstance(read, Press) and (read.text or read.command) else None
