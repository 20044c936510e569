"""A scripted Telegram player: types, presses what he sees, and waits for what he expects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.sandbox.seen import Seen, SeenMessage

if TYPE_CHECKING:
    from adapters.sandbox.telegram import TelegramSandbox

WAIT_S = 10.0


class TelegramPlayer:
    """One person; `seen` is his private chat with the bot."""

    def __init__(self, sandbox: TelegramSandbox, id: int, language: str, first_name: str) -> None:
        self.sandbox = sandbox
        self.id = id
        self.language = language
        self.first_name = first_name

    @property
    def seen(self) -> Seen:
        """His private chat."""
        return self.sandbox.chat(self.id)

    async def send(self, text: str, *, chat: int | None = None, reply_to: int = 0, ref: str | None = None) -> None:
        """Type words into the private chat, or into a group. `ref`: come by a link with this start code."""
        if ref is not None:
            text = f"/start {ref}"
        body = self._message(chat, text) | {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        if reply_to:
            body["reply_to_message"] = self._told(self.sandbox.chat(chat or self.id).messages[reply_to], chat)
        self.sandbox.updates.push("message", body, chat or self.id)

    async def start(self, code: str = "") -> None:
        """Press the start button, or follow a link with a code."""
        await self.send(f"/start {code}".strip())

    async def press(self, n: int, *, chat: int | None = None) -> None:
        """Press the nth button (from 0) of the newest message that has buttons."""
        live = self.sandbox.chat(chat or self.id).live
        if live is None:
            raise AssertionError(f"there is no button to press:\n{self.seen.transcript()}")
        await self.press_button(live.id, live.buttons[n].payload, chat=chat)

    async def press_label(self, label: str, *, chat: int | None = None) -> None:
        """Press the button that says this, of the newest message that has buttons."""
        live = self.sandbox.chat(chat or self.id).live
        found = next((b for b in live.buttons if label in b.label), None) if live else None
        if live is None or found is None:
            raise AssertionError(f"there is no button «{label}»:\n{self.seen.transcript()}")
        await self.press_button(live.id, found.payload, chat=chat)

    async def press_button(self, message_id: int, payload: str, *, chat: int | None = None, again: int = 1) -> None:
        """Press any button that ever was; `again` > 1 taps several times."""
        shown = self.sandbox.chat(chat or self.id).messages.get(message_id)
        for _ in range(again):
            self.sandbox.push_press(self, chat or self.id, message_id, shown, payload)

    async def wait(self, ready: Callable[[Seen], object], timeout_s: float = WAIT_S, *, chat: int | None = None) -> Seen:
        """Wait until the chat looks as expected; fails with the whole transcript."""
        seen = self.sandbox.chat(chat or self.id)
        try:
            async with asyncio.timeout(timeout_s):
                while not holds(ready, seen):
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise AssertionError(f"player {self.id} waited {timeout_s} s in vain:\n{seen.transcript()}") from None
        return seen

    def block(self) -> None:
        """Block the bot."""
        self.sandbox.blocked.add(self.id)
        self._membership("kicked")

    def unblock(self) -> None:
        """Let the bot in again."""
        self.sandbox.blocked.discard(self.id)
        self._membership("member")

    def told(self, chat: int, words: str) -> None:
        """See the answer to a press."""
        self.sandbox.chat(chat).toast(words)

    def _membership(self, status: str) -> None:
        bot = {"id": self.sandbox.bot_id, "is_bot": True, "first_name": "Смена"}
        old: dict[str, object] = {"user": bot, "status": "member"}
        new: dict[str, object] = {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
        body = {
            "chat": {"id": self.id, "type": "private", "first_name": self.first_name},
            "from": self.person(),
            "date": int(self.sandbox.clock()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self.sandbox.updates.push("my_chat_member", body, self.id)

    def person(self) -> dict[str, object]:
        """Describe him as an update does."""
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": self.language}

    def _message(self, chat: int | None, text: str) -> dict[str, object]:
        id = self.sandbox.next_id()
        self.sandbox.chat(chat or self.id).put(SeenMessage(id, text, mine=True, at=self.sandbox.clock()))
        return {"message_id": id, "date": int(self.sandbox.clock()), "chat": self.about(chat), "from": self.person()}

    def about(self, chat: int | None) -> dict[str, object]:
        """Describe a chat as an update does."""
        if chat is None or chat > 0:
            return {"id": self.id, "type": "private", "first_name": self.first_name}
        return {"id": chat, "type": "supergroup", "title": "Чат"}

    def _told(self, message: SeenMessage, chat: int | None) -> dict[str, object]:
        bot = {"id": self.sandbox.bot_id, "is_bot": True, "first_name": "Смена", "username": self.sandbox.username}
        return {
            "message_id": message.id,
            "date": int(message.at),
            "chat": self.about(chat),
            "text": message.text,
            "from": self.person() if message.mine else bot,
        }


def holds(ready: Callable[[Seen], object], seen: Seen) -> bool:
    """Ask a question of a chat that may be emptier than the question expects."""
    try:
        return bool(ready(seen))
    except (IndexError, AttributeError):
        return False  # the chat is still emptier than the question
