"""People, chats and messages as the Bot API spells them in answers and updates. Pure."""

from __future__ import annotations

from adapters.sandbox.seen import SeenButton, SeenMessage

Call = dict[str, object]


def bot(id: int, username: str) -> Call:
    """Spell the bot."""
    return {"id": id, "is_bot": True, "first_name": "Смена", "username": username}


def itself(id: int, username: str, sees_all: bool) -> Call:
    """Spell the bot as getMe does."""
    can: Call = {"can_join_groups": True, "can_read_all_group_messages": sees_all, "supports_inline_queries": False}
    can |= {"can_connect_to_business": False, "has_main_web_app": False}
    return bot(id, username) | can


def person(id: int, first_name: str, language: str) -> Call:
    """Spell a person; a client tells no language if it is empty."""
    told: Call = {"id": id, "is_bot": False, "first_name": first_name}
    return told | ({"language_code": language} if language else {})


def private(id: int, first_name: str) -> Call:
    """Spell a private chat."""
    return {"id": id, "type": "private", "first_name": first_name}


def group(id: int, title: str) -> Call:
    """Spell a group. Ids of supergroups begin with -100; what is nearer to zero is a plain group."""
    return {"id": id, "type": "supergroup" if id <= -(10**12) else "group", "title": title}


def message(seen: SeenMessage, chat: Call, sender: Call) -> Call:
    """Spell a message as it looks now."""
    told: Call = {"message_id": seen.id, "from": sender, "chat": chat, "date": int(seen.at)}
    if seen.edited_at:
        told["edit_date"] = int(seen.edited_at)
    words, marks = ("text", "entities") if seen.kind == "text" else ("caption", "caption_entities")
    if seen.text or seen.kind == "text":
        told[words] = seen.text
    if seen.marks:
        told[marks] = [_entity(kind, start, length, url) for kind, start, length, url in seen.marks]
    if seen.kind == "picture":
        told["photo"] = [_photo(seen.media, 320, 160), _photo(seen.media, 800, 400)]
    if seen.kind == "video":
        told["video"] = _file(seen.media) | {"width": 720, "height": 1280, "duration": 5}
    if seen.kind == "file":
        named: Call = {"file_name": seen.name} if seen.name else {}
        told["document"] = _file(seen.media) | named  # [API] Message.document; every other field of it may be missing
    if seen.rows:
        told["reply_markup"] = {"inline_keyboard": [[_button(button) for button in row] for row in seen.rows]}
    return told


def inaccessible(message_id: int, chat: Call) -> Call:
    """Spell a message that the bot cannot see any more. [SRV] JsonInaccessibleMessage: date 0, nothing else."""
    return {"message_id": message_id, "chat": chat, "date": 0}


def buttons(rows: list[list[dict[str, object]]]) -> tuple[tuple[SeenButton, ...], ...]:
    """Read the rows of a keyboard that has passed its check."""
    return tuple(tuple(_seen(button) for button in row) for row in rows)


def _seen(button: dict[str, object]) -> SeenButton:
    label, payload, url, style = (str(button.get(name) or "") for name in ("text", "callback_data", "url", "style"))
    return SeenButton(label, payload, url, style)


def _button(button: SeenButton) -> Call:
    told: Call = {"text": button.label}
    if button.payload:
        told["callback_data"] = button.payload
    if button.url:
        told["url"] = button.url
    return told | ({"style": button.style} if button.style else {})


def _entity(kind: str, start: int, length: int, url: str) -> Call:
    told: Call = {"type": kind, "offset": start, "length": length}
    return told | ({"url": url} if url else {})


def _file(id: str) -> Call:
    return {"file_id": id, "file_unique_id": id[-12:]}


def _photo(id: str, width: int, height: int) -> Call:
    return _file(id) | {"width": width, "height": height}
