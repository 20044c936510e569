"""The chats a bot can reach, and why it cannot reach the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.sandbox import telegram_shapes as shapes
from adapters.sandbox.seen import Seen, SeenMessage
from adapters.sandbox.telegram_rules import Refusal, bad, number


@dataclass(slots=True)
class Group:
    """A group chat; `Seen` of it is what all its members see."""

    id: int
    title: str
    kicked: bool = False  # the bot has been thrown out
    sees_all: bool = True  # false: privacy mode, the bot sees commands and answers to itself only
    moved_to: int = 0  # the supergroup that it was turned into


@dataclass(slots=True)
class Chats:
    """All chats of one bot."""

    name_of: Callable[[int], str]  # a player's first name
    spent: int = 0  # numbers of messages that were given before
    seen: dict[int, Seen] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)  # players who have blocked the bot
    gone: set[int] = field(default_factory=set)  # players whose accounts were deleted
    _last_id: int = field(init=False)

    def __post_init__(self) -> None:
        self._last_id = 100 + self.spent

    def next_id(self) -> int:
        """Number the next message."""
        self._last_id += 1
        return self._last_id

    def open(self, id: int) -> Seen:
        """Give a chat as it is seen, opened at the first call."""
        if id < 0 and id not in self.groups:
            self.groups[id] = Group(id, "Чат")
        return self.seen.setdefault(id, Seen())

    def about(self, id: int) -> dict[str, object]:
        """Spell a chat."""
        return shapes.private(id, self.name_of(id)) if id > 0 else shapes.group(id, self.groups[id].title)

    def reach(self, call: Mapping[str, object]) -> int:
        """Find the chat that a call names. Raises Refusal: [SRV] check_chat, check_chat_access."""
        given = call.get("chat_id")
        if given in (None, ""):
            raise bad("chat_id is empty")
        id = number(call, "chat_id")
        if id not in self.seen:
            raise bad("Chat not found")
        if id in self.gone:
            raise Refusal(403, "Forbidden: user is deactivated")
        if id in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if (group := self.groups.get(id)) is not None:
            _check_group(group)
        return id

    def message(self, call: Mapping[str, object], what: str) -> tuple[int, SeenMessage]:
        """Find the message that a call names; `what` is "edit" or "delete". Raises Refusal: [SRV] check_message."""
        chat = self.reach(call)
        found = self.seen[chat].messages.get(number(call, "message_id"))
        if found is None:
            raise bad(f"message to {what} not found")
        return chat, found


def _check_group(group: Group) -> None:
    if group.moved_to:
        to = {"migrate_to_chat_id": group.moved_to}
        raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", to)
    if group.kicked:
        kind = "supergroup" if group.id <= -(10**12) else "group"
        raise Refusal(403, f"Forbidden: bot was kicked from the {kind} chat")
