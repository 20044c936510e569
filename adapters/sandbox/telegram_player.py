"""A scripted Telegram player: types, presses what he sees, and waits for what he expects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.sandbox import telegram_shapes as shapes
from adapters.sandbox.seen import Seen, SeenMessage, labelled
from adapters.sandbox.telegram_chats import Chats

if TYPE_CHECKING:
    from adapters.sandbox.telegram import TelegramSandbox

WAIT_S = 10.0
PRESSES, MEMBERSHIPS = 3 << 33, 5 << 33  # [SRV] added to the id: such updates have queues of their own
Call = dict[str, object]


class TelegramPlayer:
    """One person; `seen` is his private chat with the bot."""

    def __init__(self, sandbox: TelegramSandbox, rooms: Chats, id: int, language: str, first_name: str) -> None:
        self.sandbox = sandbox
        self.id = id
        self.language = language
        self.first_name = first_name
        self.toasts: list[str] = []  # every answer to a press of his, in whatever chat
        self._rooms = rooms

    @property
    def seen(self) -> Seen:
        """His private chat."""
        return self._rooms.open(self.id)

    # -- what he writes ------------------------------------------------------------------------------------------

    async def send(self, text: str, *, chat: int | None = None, reply_to: int = 0, ref: str | None = None) -> None:
        """Type words into the private chat, or into a group. `ref`: come by a link with this start code."""
        self._say(text if ref is None else f"/start {ref}", chat, {}, reply_to)

    async def start(self, code: str = "") -> None:
        """Press the start button, or follow a link with a code."""
        await self.send(f"/start {code}".strip())

    async def edit(self, text: str, message_id: int = 0, *, chat: int | None = None) -> None:
        """Edit a message of one's own, the newest if none is named."""
        where = chat or self.id
        messages = self._rooms.open(where).messages
        id = message_id or max(id for id, message in messages.items() if message.mine)
        now = self.sandbox.clock()
        self._rooms.open(where).put(
            SeenMessage(id, text, edits=messages[id].edits + 1, at=messages[id].at, mine=True, edited_at=now)
        )
        self.sandbox.updates.push("edited_message", self.sandbox.spell(where, id, self.person()), where)

    async def send_sticker(self, *, chat: int | None = None) -> None:
        """Send a sticker."""
        kind = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular", "emoji": "🔩"}
        self._say("", chat, {"sticker": {"file_id": "sticker-1", "file_unique_id": "sticker1"} | kind})

    async def send_photo(self, caption: str = "", *, chat: int | None = None) -> None:
        """Send a picture, with words under it."""
        size = {"file_id": "theirs-1", "file_unique_id": "theirs1", "width": 90, "height": 90}
        self._say("", chat, {"photo": [size]} | ({"caption": caption} if caption else {}))

    async def send_contact(self, *, chat: int | None = None) -> None:
        """Send one's own telephone number."""
        self._say("", chat, {"contact": {"phone_number": "70000000000", "first_name": self.first_name, "user_id": self.id}})

    def _say(self, text: str, chat: int | None, more: Call, reply_to: int = 0) -> None:
        where, id, now = chat or self.id, self._rooms.next_id(), self.sandbox.clock()
        seen = self._rooms.open(where)
        seen.put(SeenMessage(id, text or f"({', '.join(more)})", mine=True, at=now))
        body = self.sandbox.spell(where, id, self.person())
        body = (body if text else {name: value for name, value in body.items() if name != "text"}) | more
        if text.startswith("/"):
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        to_bot = reply_to in seen.messages and not seen.messages[reply_to].mine
        if reply_to:
            body["reply_to_message"] = self.sandbox.spell(where, reply_to, None if to_bot else self.person())
        group = self._rooms.groups.get(where)
        if group is None or group.sees_all or text.startswith("/") or to_bot:  # [API] privacy mode
            self.sandbox.updates.push("message", body, where)

    # -- what he presses -----------------------------------------------------------------------------------------

    async def press(self, n: int, *, chat: int | None = None) -> None:
        """Press the nth button (from 0) of the newest message that has buttons."""
        seen = self._rooms.open(chat or self.id)
        if seen.live is None or n >= len(seen.live.buttons):
            raise AssertionError(f"there is no button {n} to press:\n{seen.transcript()}")
        await self.press_button(seen.live.id, seen.live.buttons[n].payload, chat=chat)

    async def press_label(self, label: str, *, chat: int | None = None) -> None:
        """Press the button that says this, of the newest message that has buttons."""
        seen = self._rooms.open(chat or self.id)
        found = labelled(seen.live.buttons, label) if seen.live else None
        if seen.live is None or found is None:
            raise AssertionError(f"there is no button «{label}»:\n{seen.transcript()}")
        await self.press_button(seen.live.id, found.payload, chat=chat)

    async def press_button(self, message_id: int, payload: str, *, chat: int | None = None, again: int = 1) -> None:
        """Press any button that ever was; `again` > 1 taps several times."""
        where = chat or self.id
        for _ in range(again):
            known = message_id in self._rooms.open(where).messages
            shown = self.sandbox.spell(where, message_id) if known else shapes.inaccessible(message_id, self._rooms.about(where))
            id = self.sandbox.queries.begin(self.id, where)
            body: Call = {"id": id, "from": self.person(), "message": shown, "chat_instance": str(-where), "data": payload}
            self.sandbox.updates.push("callback_query", body, self.id + PRESSES)

    def told(self, chat: int, words: str, alert: bool = False) -> None:
        """See the answer to a press; nobody else in the chat does."""
        self.toasts.append(words)
        self._rooms.open(chat).toast(words, alert)

    async def wait(self, ready: Callable[[Seen], object], timeout_s: float = WAIT_S, *, chat: int | None = None) -> Seen:
        """Wait until the chat looks as expected; fails with the whole transcript."""
        seen = self._rooms.open(chat or self.id)
        try:
            async with asyncio.timeout(timeout_s):
                while not holds(ready, seen):
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise AssertionError(f"player {self.id} waited {timeout_s} s in vain:\n{seen.transcript()}") from None
        return seen

    # -- what becomes of him -------------------------------------------------------------------------------------

    def block(self) -> None:
        """Block the bot."""
        self._rooms.blocked.add(self.id)
        self._membership("member", "kicked")

    def unblock(self) -> None:
        """Let the bot in again."""
        self._rooms.blocked.discard(self.id)
        self._membership("kicked", "member")

    def add_bot(self, chat: int) -> None:
        """Add the bot to a group."""
        self._rooms.open(chat)
        self._rooms.groups[chat].kicked = False
        self._membership("left", "member", chat)

    def throw_out(self, chat: int) -> None:
        """Throw the bot out of a group."""
        self._rooms.groups[chat].kicked = True
        self._membership("member", "kicked", chat)

    def turn_into_supergroup(self, chat: int, to: int) -> None:
        """Turn a group into a supergroup: both chats are told, the old one is closed."""
        self._rooms.open(to)
        self._rooms.groups[chat].moved_to, self._rooms.groups[to].title = to, self._rooms.groups[chat].title
        for where, told in ((chat, {"migrate_to_chat_id": to}), (to, {"migrate_from_chat_id": chat})):
            self._say("", where, dict(told))

    def _membership(self, before: str, after: str, chat: int | None = None) -> None:
        where = chat or self.id
        body: Call = {
            "chat": self._rooms.about(where),
            "from": self.person(),
            "date": int(self.sandbox.clock()),
            "old_chat_member": self._member(before),
            "new_chat_member": self._member(after),
        }
        self.sandbox.updates.push("my_chat_member", body, where + MEMBERSHIPS)

    def _member(self, status: str) -> Call:
        return {"user": self.sandbox.me, "status": status} | ({"until_date": 0} if status == "kicked" else {})

    def person(self) -> Call:
        """Describe him as an update does."""
        return shapes.person(self.id, self.first_name, self.language)


def holds(ready: Callable[[Seen], object], seen: Seen) -> bool:
    """Ask a question of a chat that may be emptier than the question expects."""
    try:
        return bool(ready(seen))
    except (IndexError, AttributeError):
        return False  # the chat is still emptier than the question
