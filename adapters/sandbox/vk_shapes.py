"""How VK spells messages, attachments, people and communities; pure. Shapes by [SCHEMA] (see vk_errors)."""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.sandbox.seen import SeenMessage

Shape = dict[str, object]
LANGUAGES = {"ru": 0, "uk": 1, "be": 2, "en": 3, "es": 4, "fi": 5, "de": 6, "it": 7}  # [MEM] client_info.lang_id
CLIENT: Shape = {
    "button_actions": ["text", "vkpay", "open_app", "location", "open_link", "open_photo", "callback"],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
}


@dataclass(slots=True)
class Posted:
    """What VK keeps of a message beside what is seen of it."""

    message_id: int  # numbered through the whole community; 0 in group chats [SEEN]
    author: int  # a player, or the community with a minus
    random_id: int = 0
    keyboard: Shape = field(default_factory=dict)
    more: Shape = field(default_factory=dict)  # payload, ref, reply_message, attachments of a player's message


def message(seen: SeenMessage, posted: Posted, peer: int) -> Shape:
    """Spell a message as events and the history do."""
    told: Shape = {
        "date": int(seen.at),
        "from_id": posted.author,
        "id": posted.message_id,
        "version": 10_000_000 + seen.id + seen.edits,
        "out": int(posted.author < 0),
        "important": False,
        "is_hidden": False,
        "attachments": [_attachment(part) for part in seen.media.split(",")] if seen.media else [],
        "conversation_message_id": seen.id,
        "fwd_messages": [],
        "text": seen.text,
        "peer_id": peer,
        "random_id": posted.random_id,
    }
    if seen.edited_at:
        told["update_time"] = int(seen.edited_at)
    if seen.marks:
        told["format_data"] = {"version": "1", "items": [_mark(*mark) for mark in seen.marks]}
    if posted.keyboard:
        told["keyboard"] = {"author_id": posted.author, **posted.keyboard}
    return told | posted.more


def foreign(seen: SeenMessage, posted: Posted, peer: int) -> Shape:
    """Spell a message that another one answers to."""
    whole = message(seen, posted, peer)
    return {name: whole[name] for name in ("date", "from_id", "text", "attachments", "conversation_message_id", "peer_id", "id")}


def _mark(kind: str, start: int, length: int, url: str) -> Shape:
    return {"type": kind, "offset": start, "length": length} | ({"url": url} if url else {})


def _attachment(part: str) -> Shape:
    kind = next(kind for kind in SHAPES if part.startswith(kind))
    owner, id, *key = part.removeprefix(kind).split("_")
    return {"type": kind, kind: SHAPES[kind](int(owner), int(id), key[0] if key else "")}


def photo(owner: int, id: int, key: str = "") -> Shape:
    """Spell a photo."""
    told: Shape = {"album_id": -3, "date": 0, "id": id, "owner_id": owner, "sizes": [], "text": "", "has_tags": False}
    return told | ({"access_key": key} if key else {})


def video(owner: int, id: int, key: str = "") -> Shape:
    """Spell a video."""
    told: Shape = {"id": id, "owner_id": owner, "title": "", "duration": 0, "date": 0, "type": "video"}
    return told | ({"access_key": key} if key else {})


def doc(owner: int, id: int, key: str = "", title: str = "", size: int = 0) -> Shape:
    """Spell a document."""
    told: Shape = {"id": id, "owner_id": owner, "title": title, "size": size, "ext": title.rpartition(".")[2], "date": 0, "type": 8}
    return told | ({"access_key": key} if key else {})


SHAPES = {"photo": photo, "video": video, "doc": doc}


def sticker() -> Shape:
    """Spell a sticker as an attachment."""
    return {"type": "sticker", "sticker": {"inner_type": "base_sticker_new", "sticker_id": 163, "product_id": 13}}


def person(id: int, first_name: str) -> Shape:
    """Spell a player."""
    return {"id": id, "first_name": first_name, "last_name": "", "can_access_closed": True, "is_closed": False}


def community(id: int) -> Shape:
    """Spell the community."""
    return {"id": id, "name": "Смена", "screen_name": f"club{id}", "is_closed": 0, "type": "group"}


def conversation(peer: int, last: SeenMessage, posted: Posted) -> Shape:
    """Spell a dialogue in the list of dialogues, with its last message."""
    chat = peer > 2_000_000_000
    about: Shape = {
        "peer": {"id": peer, "type": "chat" if chat else "user", "local_id": peer - 2_000_000_000 if chat else peer},
        "last_message_id": posted.message_id,
        "last_conversation_message_id": last.id,
        "in_read": posted.message_id,
        "out_read": posted.message_id,
        "in_read_cmid": last.id,
        "out_read_cmid": last.id,
        "version": 10_000_000,
        "unanswered": posted.author > 0,
        "can_write": {"allowed": True},
    }
    return {"conversation": about, "last_message": message(last, posted, peer)}
