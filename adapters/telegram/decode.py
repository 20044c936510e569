"""A raw Telegram update read into a Press: the few fields that are needed, nothing taken on trust."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeGuard

from engine.core.token import is_open
from engine.core.words import clean
from engine.runtime.ports import Command, NewAddress, Press, Reach

Raw = Mapping[str, object]

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # Bot API: deep linking
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{3,32}))?(?:\s+(.*))?", re.DOTALL)
COMMAND_MOST = 256  # characters of a message that are looked at for a command and its code
COMMANDS: Mapping[str, Command] = {
    "start": "start", "games": "games", "play": "games", "help": "help", "language": "language", "stop": "stop",
    "me": "me", "nick": "nick", "link": "link", "export": "export", "forget": "forget",
}  # fmt: skip
QUERY = re.compile(r"[!-~]{1,64}")  # id of a callback query: decimal today, opaque by the Bot API
TOKEN = re.compile(r"[!-~]{1,64}")  # callback_data is 1 to 64 bytes; ours are ASCII
GROUP_ANONYMOUS = 1087968824  # an anonymous admin of a group writes as this bot
SLAVIC = ("ru", "be", "uk", "kk")  # clients in these languages are greeted in Russian
UPDATE_KINDS = ("message", "callback_query", "my_chat_member")
WORDLESS = (
    "animation", "audio", "contact", "dice", "document", "game", "location", "photo", "poll", "sticker", "story", "venue",
    "video", "video_note", "voice",
)  # fmt: skip


class Undecodable(Exception):
    """An update that is no Telegram update: it goes to quarantine. The message holds none of its content."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """An update that is none of our business; `query` is a press whose spinner must stop all the same."""

    why: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press, and the query that waits for its answer ("" for words)."""

    press: Press
    query: str = ""


Decoded = Pressed | Reach | NewAddress | Ignored


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself."""

    id: int
    username: str

    @property
    def key(self) -> str:
        """Name the bot where things of several bots are kept: `tg:1000`."""
        return f"tg:{self.id}"


def decode(update: object, me: Me) -> Decoded:
    """Read an update. Raises Undecodable: it is of no shape that Telegram sends."""
    match update:
        case {"update_id": id} if not _is_id(id):
            raise Undecodable("update_id is no id")
        case {"update_id": _, "callback_query": dict(query)}:
            return _query(query, me)
        case {"update_id": id, "message": dict(message)}:  # after a week without any the ids begin anew at random (Bot API, Update)
            return _message(message, me, f"{me.key}:{id}:{_message_id(message.get('message_id'))}")
        case {"update_id": _, "my_chat_member": dict(member)}:
            return _member(member)
        case {"update_id": _, **kinds} if kinds and not kinds.keys() & set(UPDATE_KINDS):
            return Ignored("an update of another kind")
    raise Undecodable("no update_id, or nothing beside it")


def delivery_of(update: Raw, me: Me) -> str:
    """Name an update that is no press; "" if it bears no id."""
    id = update.get("update_id")
    return f"{me.key}:{id}" if _is_id(id) else ""


def emptied(update: Raw) -> Raw:
    """Leave out what was sent instead of words: pictures, places and contacts are never kept (RELIABILITY 58)."""
    message = update.get("message")
    if not isinstance(message, dict) or not message.keys() & set(WORDLESS):
        return update
    return {**update, "message": {name: {} if name in WORDLESS else value for name, value in message.items()}}


def _query(query: Raw, me: Me) -> Decoded:
    id, sender, token, message = query.get("id"), query.get("from"), query.get("data"), query.get("message")
    if not isinstance(id, str) or not QUERY.fullmatch(id) or not isinstance(sender, dict):
        raise Undecodable("a callback_query without id or from")
    if not isinstance(token, str) or not TOKEN.fullmatch(token):
        return Ignored("a press of no button of ours", id)
    if not isinstance(message, dict) or not (chat := _chat(message)):
        return Ignored("a press under no message of ours", id)
    who = _person(sender)
    if who is None or (chat > 0 and who != f"tg:{chat}"):
        return Ignored("a press by no person", id)
    press = Press(
        delivery=f"{me.key}:q{id}",
        player=who,
        chat=_address(message, chat),
        group=chat < 0,
        token=token,
        message=_message_id(message.get("message_id")),
        language=_language(sender),
    )
    return Pressed(press, id)


def _message(message: Raw, me: Me, delivery: str) -> Decoded:
    chat, sender = _chat(message), message.get("from")
    if (moved := _migration(message, chat)) is not None:
        return moved
    if not isinstance(sender, dict) or "sender_chat" in message or (who := _person(sender)) is None:
        return Ignored("a message by no person")
    if not chat or (chat > 0 and who != f"tg:{chat}"):
        return Ignored("not a chat with a player")
    replied = message.get("reply_to_message")
    replied = replied if isinstance(replied, dict) and _sender_id(replied) == me.id else {}
    base = Press(
        delivery=delivery,
        player=who,
        chat=_address(message, chat),
        group=chat < 0,
        message=_message_id(replied.get("message_id")),
        language=_language(sender),
        written=written if _is_id(written := message.get("date")) else 0,
    )
    words = message.get("text")
    if isinstance(words, str):
        return _words(base, words, me, to_us=not base.group or bool(replied))
    if base.group or not message.keys() & set(WORDLESS):
        return Ignored("a message without words")
    return Pressed(replace(base, command="start"))  # a sticker or a photo: he is shown his buttons again


def _words(base: Press, words: str, me: Me, to_us: bool) -> Decoded:
    """Tell a command from typed words; in a group only what is meant for us is heard."""
    found = COMMAND.fullmatch(words.strip()[:COMMAND_MOST])
    if found is None:
        cleaned = clean(words) if to_us else ""
        return Pressed(replace(base, text=cleaned)) if cleaned else Ignored("no words for us")
    name, addressed, rest = found[1].lower(), found[2], (found[3] or "").strip()
    if addressed and addressed.lower() != me.username.lower():
        return Ignored("a command for another bot")
    if not addressed and not to_us:
        return Ignored("a command in a group that names no bot")
    code = rest if name in ("start", "play") and CODE.fullmatch(rest) and (is_open(rest) or not base.group) else ""
    command = "start" if code else COMMANDS.get(name, "help")
    if command == "link" and not base.group:
        code = typed_code(rest)
    return Pressed(replace(base, command=command, code=code))


def typed_code(rest: str) -> str:
    """Read what was typed after /link; signs that no code has are told by a `_`, so that it counts as a wrong one."""
    return re.sub(r"[^A-Za-z0-9-]", "_", rest.replace(" ", "-"))[:64]


def _member(member: Raw) -> Decoded:
    chat, new, sender = _chat(member), member.get("new_chat_member"), member.get("from")
    if not isinstance(new, dict) or not isinstance(sender, dict):
        raise Undecodable("a my_chat_member without from or new_chat_member")
    if not chat or (who := _person(sender)) is None:
        return Ignored("a membership of a channel, or changed by no person")
    restricted = new.get("status") == "restricted" and new.get("is_member") is True and new.get("can_send_messages") is True
    return Reach(who, f"tg:{chat}", restricted or new.get("status") in ("member", "administrator", "creator"))


def _migration(message: Raw, chat: int) -> NewAddress | None:
    """Read the service message that both chats get: the old one is told the new id, the new one the old id (Bot API, Message)."""
    to, before = message.get("migrate_to_chat_id"), message.get("migrate_from_chat_id")
    if _is_id(to) and chat < 0 and to < 0:
        return NewAddress(f"tg:{chat}", f"tg:{to}")
    if _is_id(before) and chat < 0 and before < 0:
        return NewAddress(f"tg:{before}", f"tg:{chat}")
    return None


def _chat(holder: Raw) -> int:
    """Read the id of a private chat or a group; 0 for a channel. Raises Undecodable: there is none."""
    chat = holder.get("chat")
    id = chat.get("id") if isinstance(chat, dict) else None
    if not isinstance(chat, dict) or not _is_id(id):
        raise Undecodable("no chat")
    return 0 if chat.get("type") == "channel" else id


def _address(message: Raw, chat: int) -> str:
    """Spell where a message stands: `tg:42`, `tg:-100`, or a topic of a group, `tg:-100/45`; its General topic is the group."""
    topic = message.get("message_thread_id")
    in_topic = chat < 0 and message.get("is_topic_message") is True and _is_id(topic) and topic > 0
    return f"tg:{chat}/{topic}" if in_topic else f"tg:{chat}"


def _person(sender: Raw) -> str | None:
    """Spell a person's identity; None for bots and anonymous admins."""
    id = sender.get("id")
    if not _is_id(id) or id <= 0 or id == GROUP_ANONYMOUS or sender.get("is_bot") is True:
        return None
    return f"tg:{id}"


def _sender_id(message: Raw) -> object:
    sender = message.get("from")
    return sender.get("id") if isinstance(sender, dict) else None


def _message_id(value: object) -> str:
    return str(value) if _is_id(value) and value > 0 else ""


def _is_id(value: object) -> TypeGuard[int]:
    return type(value) is int and abs(value) < 2**53  # Bot API: at most 52 significant bits


def _language(sender: Raw) -> str:
    code = sender.get("language_code")
    if not isinstance(code, str) or not code:
        return ""
    return "ru" if code.lower().replace("_", "-").partition("-")[0] in SLAVIC else "en"
