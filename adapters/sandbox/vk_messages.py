"""Dialogues as VK keeps them: who may be written to, what was sent, edited and deleted, and what the history tells."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from adapters.sandbox import vk_shapes as shapes
from adapters.sandbox.seen import Seen, SeenMessage
from adapters.sandbox.vk_errors import VkError, wrong
from adapters.sandbox.vk_files import Files
from adapters.sandbox.vk_keyboard import Keyboard, read_keyboard
from adapters.sandbox.vk_rules import (
    GROUP_CHATS,
    PEERS_MOST,
    Call,
    check_attachments,
    check_random_id,
    check_text,
    flag,
    integer,
    integers,
    mentions,
    preview,
    required,
)
from adapters.sandbox.vk_shapes import Posted, Shape

OLD_S = 86_400.0  # [DEV] messages.edit: 24 hours, then 909; [MEM] the same for messages.delete for all, 924
RANDOM_S, RANDOM_MOST = 3600.0, 100  # [DEV] messages.send.random_id: the last hour, at most 100 messages
KINDS = {"photo": "picture", "video": "video", "doc": "file"}  # how a message looks, by its first attachment
HOUR_S, HOUR_MOST = 3600.0, 1000  # [SEEN] vk.com/faq11583: more messages an hour to one user are flood, error 9


@dataclass(slots=True)
class Dialogue:
    """One peer as VK keeps it; messages are numbered from 1 in each."""

    peer: int
    seen: Seen = field(default_factory=Seen)
    posted: dict[int, Posted] = field(default_factory=dict)  # by conversation_message_id
    sent: deque[tuple[int, float, int]] = field(default_factory=lambda: deque(maxlen=HOUR_MOST))  # random_id, when, cmid
    last: int = 0
    hidden: set[int] = field(default_factory=set)  # deleted on the community's side alone


class Messages:
    """All dialogues of one community."""

    def __init__(self, group: int, files: Files, clock: Callable[[], float], limits: bool, spent: int = 0) -> None:
        self.dialogues: dict[int, Dialogue] = {}
        self.allowed: set[int] = set()  # who has written, or has let the community write
        self.refusing: dict[int, int] = {}  # who may not be written to, and the error that says so
        self.mentioned: list[str] = []
        self.on_change: Callable[[str, Shape], object] = lambda kind, body: None  # told of message_reply and message_edit
        self._group = group
        self._files = files
        self._clock = clock
        self._limits = limits
        self._spent = spent
        self._last_id = 100_000 + spent  # far from the numbers inside a dialogue, so that nobody takes one for the other

    def open(self, peer: int) -> Dialogue:
        """Give a dialogue, empty at the first call."""
        return self.dialogues.setdefault(peer, Dialogue(peer, last=self._spent))

    def post(self, peer: int, author: int, message: SeenMessage, random_id: int = 0, more: Shape | None = None) -> Posted:
        """Put a new message into a dialogue, and number it."""
        dialogue = self.open(peer)
        dialogue.last += 1
        self._last_id += 1
        message.id = dialogue.last
        posted = Posted(0 if peer > GROUP_CHATS else self._last_id, author, random_id, more=more or {})
        dialogue.posted[message.id] = posted
        dialogue.seen.put(message)
        return posted

    def spell(self, peer: int, cmid: int) -> Shape:
        """Spell a message as VK does."""
        dialogue = self.open(peer)
        return shapes.message(dialogue.seen.messages[cmid], dialogue.posted[cmid], peer)

    def check_reachable(self, peer: int) -> None:
        """See that the community may write to this peer. Raises VkError."""
        if (code := self.refusing.get(peer)) is not None:
            raise VkError(code, "the user was kicked out of the conversation" if code == 7 else "")  # [SEEN]
        if peer not in self.allowed:
            raise VkError(917 if peer > GROUP_CHATS else 901)  # [SCHEMA] a strange chat; one who has never written

    # -- messages.send ---------------------------------------------------------------------------------------------

    def send(self, call: Call) -> object:
        """Carry out messages.send: one peer answers a number, `peer_ids` an object for each. Raises VkError."""
        random_id = check_random_id(call)
        peers = integers(call, "peer_ids", PEERS_MOST)
        peer = integer(call, "peer_id") or integer(call, "user_id")
        if chat := integer(call, "chat_id"):
            peer = GROUP_CHATS + chat
        if peer is None and not peers:
            raise wrong("you should specify peer_id, user_id, domain, chat_id or user_ids param")  # [SEEN]
        self._check(call)
        if peer is not None and not peers:
            return self.open(peer).posted[self._sent(peer, random_id, call)].message_id
        return [self._sent_to_one(peer, random_id, call) for peer in peers]

    def _sent_to_one(self, peer: int, random_id: int, call: Call) -> Shape:
        """Send to one of many: its error stands inside a good answer."""
        try:
            cmid = self._sent(peer, random_id, call)
        except VkError as no:
            told = {"code": no.code, "description": no.told()}
            return {"peer_id": peer, "message_id": 0, "conversation_message_id": 0, "error": told}
        return {"peer_id": peer, "message_id": self.open(peer).posted[cmid].message_id, "conversation_message_id": cmid}

    def _sent(self, peer: int, random_id: int, call: Call) -> int:
        self.check_reachable(peer)
        dialogue, now = self.open(peer), self._clock()
        recent = islice(reversed(dialogue.sent), RANDOM_MOST)
        twins = (cmid for known, at, cmid in recent if known == random_id and now - at < RANDOM_S)
        if random_id and (twin := next(twins, None)):
            return twin  # nothing new is shown
        if self._limits and sum(now - at < HOUR_S for _, at, _ in dialogue.sent) >= HOUR_MOST:
            raise VkError(9)
        message, keyboard = self._made(call)
        posted = self.post(peer, -self._group, message, random_id)
        dialogue.sent.append((random_id, now, message.id))
        self._show(dialogue, message.id, posted, keyboard)
        self.on_change("message_reply", self.spell(peer, message.id))
        return message.id

    def _check(self, call: Call) -> tuple[Keyboard, str]:
        """Check what is to be shown. Raises VkError."""
        words, _ = check_text(call)
        attached = check_attachments(call.get("attachment", ""), self._files.known)
        if not words.strip() and not attached:
            raise wrong("message is empty or invalid")
        shown = ",".join(part for part in attached.split(",") if part not in self._files.hidden)
        return read_keyboard(call.get("keyboard", "")), shown

    def _made(self, call: Call) -> tuple[SeenMessage, Keyboard]:
        keyboard, media = self._check(call)
        words, marks = check_text(call)
        called = mentions(words)
        self.mentioned += called
        kind = next((kind for prefix, kind in KINDS.items() if media.startswith(prefix)), "text")
        unfolded = "" if flag(call, "dont_parse_links") else preview(words)
        rows = keyboard.rows if keyboard.inline else ()
        message = SeenMessage(0, words, marks, rows, media, kind, at=self._clock(), mentions=called, preview=unfolded)
        message.name = self._files.names.get(media, "")
        return message, keyboard

    def _show(self, dialogue: Dialogue, cmid: int, posted: Posted, keyboard: Keyboard) -> None:
        posted.keyboard = keyboard.told()
        if keyboard.given and not keyboard.inline:
            dialogue.seen.keyboard = keyboard.rows  # [DEV] bots/development/keyboard: it stays until another one comes

    # -- messages.edit, messages.delete ------------------------------------------------------------------------------

    def edit(self, call: Call) -> int:
        """Carry out messages.edit: what is not sent again is gone. Raises VkError."""
        peer = required(call, "peer_id")
        self.check_reachable(peer)
        dialogue = self.open(peer)
        old = self._named(dialogue, call)
        posted = dialogue.posted[old.id]
        if posted.author != -self._group:
            raise VkError(15)
        if self._clock() - old.at > OLD_S:
            raise VkError(909)
        new, keyboard = self._made(call)
        new.id, new.at, new.edits, new.edited_at = old.id, old.at, old.edits + 1, self._clock()
        dialogue.seen.put(new)
        self._show(dialogue, new.id, posted, keyboard)
        self.on_change("message_edit", self.spell(peer, new.id))
        return 1

    def _named(self, dialogue: Dialogue, call: Call) -> SeenMessage:
        """Find the message that a call names; both of VK's names for its number are in use. Raises VkError."""
        cmid = integer(call, "cmid") or integer(call, "conversation_message_id")
        if cmid is None and (id := integer(call, "message_id")):
            cmid = next((known for known, posted in dialogue.posted.items() if posted.message_id == id), 0)
        if cmid is None:
            raise wrong("message_id is undefined")
        if cmid not in dialogue.seen.messages or cmid in dialogue.hidden:
            raise wrong("message not found")
        return dialogue.seen.messages[cmid]

    def delete(self, call: Call) -> list[Shape]:
        """Carry out messages.delete: without `delete_for_all` the player goes on seeing the message. Raises VkError."""
        cmids, ids = integers(call, "cmids", 100), integers(call, "message_ids", 1000)
        names = [("cmid", cmid) for cmid in cmids] + [("message_id", id) for id in ids]
        if not names:
            raise wrong("message_ids is undefined")
        return [self._deleted(call, name, id) for name, id in names]

    def _deleted(self, call: Call, name: str, id: int) -> Shape:
        peer = integer(call, "peer_id") or next((p for p, d in self.dialogues.items() if _holds(d, id)), 0)
        dialogue = self.open(peer)
        about: Shape = {"peer_id": peer, "message_id" if name == "message_id" else "conversation_message_id": id}
        try:
            found = self._named(dialogue, {name: str(id)})
            if flag(call, "delete_for_all") and (self._clock() - found.at > OLD_S or found.mine):
                raise VkError(924)
        except VkError as no:
            return about | {"response": 0, "error": {"code": no.code, "description": no.told()}}
        dialogue.hidden.add(found.id)
        if flag(call, "delete_for_all"):
            dialogue.seen.drop(found.id)
        return about | {"response": 1}

    # -- what the history tells --------------------------------------------------------------------------------------

    def by_number(self, call: Call) -> Shape:
        """Carry out messages.getByConversationMessageId; what is not there is left out. Raises VkError."""
        peer = required(call, "peer_id")
        return self._told(peer, [cmid for cmid in integers(call, "conversation_message_ids", 100) if self._stands(peer, cmid)])

    def history(self, call: Call) -> Shape:
        """Carry out messages.getHistory, newest first unless `rev`. Raises VkError."""
        peer = integer(call, "peer_id") or required(call, "user_id")
        cmids = [cmid for cmid in sorted(self.open(peer).posted, reverse=not flag(call, "rev")) if self._stands(peer, cmid)]
        start, count = integer(call, "offset") or 0, integer(call, "count")
        return {**self._told(peer, cmids[start:][: 20 if count is None else min(count, 200)]), "count": len(cmids)}

    def conversations(self, call: Call) -> Shape:
        """Carry out messages.getConversations: all, or (for both other filters) those that a player wrote last."""
        items = []
        for peer, dialogue in self.dialogues.items():
            last = max((cmid for cmid in dialogue.posted if self._stands(peer, cmid)), default=0)
            if last and (call.get("filter", "all") == "all" or dialogue.posted[last].author > 0):
                items.append(shapes.conversation(peer, dialogue.seen.messages[last], dialogue.posted[last]))
        count = integer(call, "count")
        return {"count": len(items), "items": items[: 20 if count is None else count]}

    def _stands(self, peer: int, cmid: int) -> bool:
        dialogue = self.open(peer)
        return cmid in dialogue.seen.messages and cmid not in dialogue.hidden

    def _told(self, peer: int, cmids: list[int]) -> Shape:
        return {"count": len(cmids), "items": [self.spell(peer, cmid) for cmid in cmids]}


def _holds(dialogue: Dialogue, message_id: int) -> bool:
    return any(posted.message_id == message_id for posted in dialogue.posted.values())
