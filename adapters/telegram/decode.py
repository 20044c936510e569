"""A raw Telegram update read into a Press: the few fields that are needed, nothing taken on trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.core.words import clean
from engine.runtime.ports import Command, Press

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # Bot API: deep linking
COMMAND = re.compile(r"/([a-z]{1,32})(?:@([A-Za-z0-9_]{3,32}))?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
COMMANDS: Mapping[str, Command] = {"start": "start", "games": "games", "help": "help", "language": "language", "stop": "stop"}
GROUP_ANONYMOUS = 1087968824  # an anonymous admin of a group writes as this bot
SLAVIC = ("ru", "be", "uk", "kk")  # clients in these languages are greeted in Russian
TOKEN_MOST = 64  # bytes of callback_data
UPDATE_KINDS = ("message", "callback_query", "my_chat_member")


class Undecodable(Exception):
    """An update that is no Telegram update: it goes to quarantine."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """An update that is none of our business; `query` is a press whose spinner must stop all the same."""

    why: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """A player has blocked the bot, or let it in again."""

    player: str
    chat: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press, and the query that waits for its answer ("" for words)."""

    press: Press
    query: str = ""


Decoded = Pressed | Reach | Ignored


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    id: int
    username: str


def decode(update: object, me: Me) -> Decoded:
    """Read an update. Raises Undecodable: it is of no shape that Telegram sends."""
    match update:
        case {"update_id": int(id), "callback_query": dict(query)}:
            return _query(query, me) if not isinstance(id, bool) else _wrong("update_id")
        case {"update_id": int(id), "message": dict(message)}:
            return _message(message, me, id)
        case {"update_id": int(), "my_chat_member": dict(member)}:
            return _member(member)
        case {"update_id": int(), **kinds} if kinds:
            return Ignored(f"updates of kind {sorted(map(str, kinds))[0][:40]}")
    raise Undecodable("no update_id, or nothing beside it")


def _query(query: Mapping[str, object], me: Me) -> Decoded:
    id, sender, token = query.get("id"), query.get("from"), query.get("data")
    if not isinstance(id, str) or not isinstance(sender, dict):
        raise Undecodable("a callback_query without id or from")
    message = query.get("message")
    if not isinstance(token, str) or len(token.encode("utf-8", "replace")) > TOKEN_MOST or not isinstance(message, dict):
        return Ignored("a press of no button of ours", id)
    chat, number = message.get("chat"), message.get("message_id")
    who = _person(sender)
    if who is None or not isinstance(chat, dict) or not _is_id(chat.get("id")) or not _is_id(number):
        return Ignored("a press by nobody, or nowhere", id)
    press = Press(
        delivery=f"tg:{me.id}:q{id[:64]}",
        player=who,
        chat=f"tg:{chat['id']}",
        group=chat["id"] < 0,
        token=token,
        message=str(number),
        language=_language(sender),
    )
    return Pressed(press, id)


def _message(message: Mapping[str, object], me: Me, update_id: int) -> Decoded:
    chat, sender = message.get("chat"), message.get("from")
    if not isinstance(chat, dict) or not _is_id(chat.get("id")):
        raise Undecodable("a message without a chat")
    if not isinstance(sender, dict) or "sender_chat" in message or (who := _person(sender)) is None:
        return Ignored("a message by no person")
    group = chat["id"] < 0
    words = message.get("text")
    if chat.get("type") == "channel":
        return Ignored("a channel")
    if not isinstance(words, str):
        return Ignored("a message without words")
    replied = message.get("reply_to_message")
    replied = replied if isinstance(replied, dict) and _sender_id(replied) == me.id else {}
    to_us = bool(replied)
    base = Press(
        delivery=f"tg:{me.id}:{update_id}",
        player=who,
        chat=f"tg:{chat['id']}",
        group=group,
        message=str(replied["message_id"]) if _is_id(replied.get("message_id")) else "",
        language=_language(sender),
    )
    return _words(base, words, me, to_us)


def _words(base: Press, words: str, me: Me, to_us: bool) -> Decoded:
    found = COMMAND.fullmatch(words.strip()[:512])
    if found:
        name, addressed, rest = found[1].lower(), found[2], (found[3] or "").strip()
        if addressed and addressed.lower() != me.username.lower():
            return Ignored("a command for another bot")
        if base.group and not addressed and not to_us:
            return Ignored("a command in a group that names no bot")
        command = COMMANDS.get(name)
        if command is None:
            return Pressed(_with(base, command="help"))
        code = rest if command == "start" and CODE.fullmatch(rest) else ""
        return Pressed(_with(base, command=command, code=code))
    if base.group and not to_us:
        return Ignored("talk in a group")
    cleaned = clean(words)
    return Pressed(_with(base, text=cleaned)) if cleaned else Ignored("a message of invisible signs")


def _with(base: Press, command: Command = "", code: str = "", text: str = "") -> Press:
    return Press(base.delivery, base.player, base.chat, base.group, "", text, command, code, base.message, base.language)


def _member(member: Mapping[str, object]) -> Decoded:
    chat, new, sender = member.get("chat"), member.get("new_chat_member"), member.get("from")
    if not isinstance(chat, dict) or not isinstance(new, dict) or not isinstance(sender, dict):
        raise Undecodable("a my_chat_member without chat, from or new_chat_member")
    who = _person(sender)
    if who is None or not _is_id(chat.get("id")):
        return Ignored("a membership of nobody")
    return Reach(who, f"tg:{chat['id']}", new.get("status") in ("member", "administrator", "creator"))


def _person(sender: Mapping[str, object]) -> str | None:
    """Spell a person's identity; None for bots and anonymous admins."""
    id = sender.get("id")
    if not _is_id(id) or sender.get("is_bot") is True or id == GROUP_ANONYMOUS or not isinstance(id, int) or id <= 0:
        return None
    return f"tg:{id}"


def _sender_id(message: Mapping[str, object]) -> object:
    sender = message.get("from")
    return sender.get("id") if isinstance(sender, dict) else None


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _language(sender: Mapping[str, object]) -> str:
    code = sender.get("language_code")
    if not isinstance(code, str) or not code:
        return ""
    return "ru" if code.lower().startswith(SLAVIC) else "en"


def _wrong(field: str) -> Decoded:
    raise Undecodable(f"a wrong {field}")
