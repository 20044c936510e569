"""Raw updates of VK become presses; knows no network, no store and no rule of any game."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from engine.core.token import is_open
from engine.core.words import clean
from engine.runtime.ports import Command, Press, Reach

Raw = Mapping[str, object]

PAYLOAD_MOST = 255  # characters of JSON that a button may carry (vk-io, builder.ts)
GROUP_CHATS = 2_000_000_000  # peers above it are group chats (dev.vk.com, api/bots/development/messages)
TOKEN = re.compile(r"[!-~]{1,64}")
CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
EVENT_ID = re.compile(r"[!-~]{1,64}")
MENTION = re.compile(r"\s*\[(?:club|public|event)(\d{1,15})\|[^\]]*\][,:]?\s*")
OPENS = ("/start", "/play", "игра")  # words before a game's name, or a code
LANGUAGES = {0: "ru", 3: "en"}  # client_info.lang_id
READ = (  # of a message: what is read here, and what tells nothing of the player beyond it
    "id", "date", "from_id", "peer_id", "out", "text", "payload", "ref", "ref_source", "conversation_message_id", "cmid",
    "random_id", "important", "is_hidden", "version",
)  # fmt: skip
READ_WITHIN: dict[str, tuple[str, ...]] = {"action": (), "reply_message": ("from_id", "conversation_message_id", "cmid")}
COMMANDS: dict[str, Command] = {
    "/start": "start", "start": "start", "начать": "start",
    "/games": "games", "игры": "games", "/play": "games", "игра": "games",
    "/help": "help", "помощь": "help",
    "/language": "language", "язык": "language",
    "/stop": "stop", "стоп": "stop",
    "/me": "me", "обо мне": "me",
    "/nick": "nick", "ник": "nick",
    "/link": "link", "связать": "link",
    "/export": "export", "мои данные": "export",
    "/forget": "forget", "забудь меня": "forget",
}  # fmt: skip


class Undecodable(Exception):
    """An update of a kind that we take, in a shape that we cannot read. The message holds none of its content."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """An update that is no input of a player."""

    why: str


@dataclass(frozen=True, slots=True)
class Spinner:
    """The button that turns in the client until it is answered."""

    event: str  # the inner `event_id`
    user: int
    peer: int


Decoded = Press | Reach | Ignored


def decode(raw: Raw, group: int) -> Decoded:
    """Read one update of the community `group`. The delivery's id is the outer `event_id`.

    Raises Undecodable: it should be an input, and something in it is missing or of a wrong type.
    """
    if raw.get("group_id", group) != group:
        return Ignored("of another community")
    match raw.get("type"):
        case "message_new":
            return _message(_object(raw), group, delivery_of(raw, group))
        case "message_event":
            return _event(_object(raw), delivery_of(raw, group))
        case "message_allow" | "message_deny" as kind:
            delivery_of(raw, group)  # it must have one, though what it says may be heard twice
            return _reach(_object(raw), kind == "message_allow")
        case str():
            return Ignored("of a kind that is not played")
        case _:
            raise Undecodable("no type")


def delivery_of(raw: Raw, group: int) -> str:
    """Name a delivery, the same whenever VK delivers it again. Raises Undecodable: there is no `event_id`."""
    event = raw.get("event_id")
    if not isinstance(event, str) or not EVENT_ID.fullmatch(event):
        raise Undecodable("no event_id")
    return f"vk:{group}:{event}"


def emptied(raw: Raw) -> Raw:
    """Leave out of a message all that is not read: pictures, places and telephone numbers are never kept (RELIABILITY 58)."""
    given = raw.get("object")
    message = given.get("message") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(message, dict):
        return raw
    return {**raw, "object": {**given, "message": {name: _emptied(name, value) for name, value in message.items()}}}


def _emptied(name: str, value: object) -> object:
    if name in READ:
        return value
    if isinstance(value, dict):
        return {kept: value[kept] for kept in READ_WITHIN.get(name, ()) if kept in value}
    return [] if isinstance(value, list) else None


def spinner_of(raw: Raw) -> Spinner | None:
    """Find the button that waits for an answer, be its payload ours or not."""
    pressed = raw.get("object")
    if raw.get("type") != "message_event" or not isinstance(pressed, dict):
        return None
    event, user, peer = pressed.get("event_id"), pressed.get("user_id"), pressed.get("peer_id")
    if isinstance(event, str) and type(user) is int and type(peer) is int and EVENT_ID.fullmatch(event):
        return Spinner(event, user, peer)
    return None


def _event(pressed: Raw, delivery: str) -> Decoded:
    user, peer = _number(pressed, "user_id"), _number(pressed, "peer_id")
    if user <= 0:
        return Ignored("a community presses")
    if peer != user and peer <= GROUP_CHATS:
        return Ignored("not a chat with a player")
    token = _own_field(pressed.get("payload"), "t")
    if not TOKEN.fullmatch(token):
        return Ignored("a payload that is not ours")
    return Press(
        delivery=delivery,
        player=f"vk:{user}",
        chat=f"vk:{peer}",
        group=peer > GROUP_CHATS,
        token=token,
        message=_message_id(pressed),
    )


def _reach(given: Raw, reachable: bool) -> Decoded:
    user = _number(given, "user_id")
    return Reach(f"vk:{user}", f"vk:{user}", reachable) if user > 0 else Ignored("not a player")


def _message(given: Raw, group: int, delivery: str) -> Decoded:
    message = given.get("message")
    if not isinstance(message, dict):
        raise Undecodable("no message")
    user, peer = _number(message, "from_id"), _number(message, "peer_id")
    if user <= 0 or message.get("out") == 1:
        return Ignored("a community writes")
    text = message.get("text", "")
    if not isinstance(text, str):
        raise Undecodable("text is no string")
    if peer > GROUP_CHATS:
        return _in_group(message, text, group, delivery, user, peer)
    if peer != user:
        return Ignored("not a chat with a player")
    return _words(message, _unmentioned(text, group)[0], delivery, user, peer, _language(given.get("client_info")))


def _in_group(message: Raw, text: str, group: int, delivery: str, user: int, peer: int) -> Decoded:
    """Hear only what is meant for us: a mention, a reply to us, or a button of ours.

    That we were let in asks for nothing: one account may do so in a thousand groups (RELIABILITY 96).
    """
    reply = message.get("reply_message")
    if isinstance(message.get("action"), dict):
        return Ignored("news of a group chat")
    text, mentioned = _unmentioned(text, group)
    replied = isinstance(reply, dict) and reply.get("from_id") == -group
    pressed = bool(_own_field(message.get("payload"), "t") or _own_field(message.get("payload"), "command"))
    if not (mentioned or replied or pressed):
        return Ignored("talk of a group chat")
    return _words(message, text, delivery, user, peer, "")


def _words(message: Raw, text: str, delivery: str, user: int, peer: int, language: str) -> Press:
    """Tell apart a text button, a command, a start with a code, and typed words (none if it is a sticker or a file)."""
    in_group = peer > GROUP_CHATS
    token = _own_field(message.get("payload"), "t")
    token = token if TOKEN.fullmatch(token) else ""
    command, code = _command(message, text, in_group)
    if token:
        command, code = "", ""
    reply = message.get("reply_message")
    return Press(
        delivery=delivery,
        player=f"vk:{user}",
        chat=f"vk:{peer}",
        group=in_group,
        token=token,
        text="" if token or command else clean(text),
        command=command,
        code=code,
        message=_message_id(reply) if isinstance(reply, dict) else "",
        language=language,
        written=_written(message),
    )


def _command(message: Raw, text: str, in_group: bool) -> tuple[Command, str]:
    """Find a command and the code that came with it: by a link (`ref`), or typed after /start or /play."""
    ref = message.get("ref")
    code = ref if isinstance(ref, str) and CODE.fullmatch(ref) and not in_group else ""
    first, _, rest = text.strip().partition(" ")
    if not code and first.casefold() in OPENS and CODE.fullmatch(rest.strip()):
        return "start", rest.strip() if is_open(rest.strip()) or not in_group else ""
    if not code and first.casefold() in ("/link", "связать") and rest.strip() and not in_group:
        return "link", re.sub(r"[^A-Za-z0-9-]", "_", rest.strip().replace(" ", "-"))[:64]
    if code or _own_field(message.get("payload"), "command") == "start":
        return "start", code
    return COMMANDS.get(text.strip().casefold(), ""), ""


def _unmentioned(text: str, group: int) -> tuple[str, bool]:
    found = MENTION.match(text)
    return (text[found.end() :], True) if found and int(found[1]) == group else (text, False)


def _own_field(payload: object, name: str) -> str:
    """Take a payload only if it is an object with this one string field; it may come as JSON or already read."""
    if isinstance(payload, str):
        if len(payload) > PAYLOAD_MOST:
            return ""
        try:
            payload = json.loads(payload, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return ""
    value = payload.get(name) if isinstance(payload, dict) and len(payload) == 1 else None
    return value if isinstance(value, str) and len(value) <= PAYLOAD_MOST else ""


def _object(raw: Raw) -> Raw:
    found = raw.get("object")
    if not isinstance(found, dict):
        raise Undecodable("no object")
    return found


def _number(given: Raw, name: str) -> int:
    value = given.get(name)
    if type(value) is not int or abs(value) >= 2**53:
        raise Undecodable(f"{name} is no id")
    return value


def _message_id(given: Raw) -> str:
    found = given.get("conversation_message_id", given.get("cmid"))
    return str(found) if type(found) is int and 0 < found < 2**53 else ""


def _written(message: Raw) -> int:
    date = message.get("date")
    return date if type(date) is int else 0


def _language(client: object) -> str:
    spoken = client.get("lang_id") if isinstance(client, dict) else None
    return LANGUAGES.get(spoken, "") if type(spoken) is int else ""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
