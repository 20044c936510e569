"""A scripted VK player: types, presses what he sees, and waits for what he expects. Speaks like the Telegram one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.sandbox.seen import Seen, SeenMessage
from adapters.sandbox.telegram_player import WAIT_S, holds

if TYPE_CHECKING:
    from adapters.sandbox.vk import VkSandbox

CLIENT = {
    "button_actions": ["text", "vkpay", "open_app", "location", "open_link", "callback", "open_photo"],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
}


class VkPlayer:
    """One person; `seen` is his dialogue with the community."""

    def __init__(self, sandbox: VkSandbox, id: int, language: str, first_name: str) -> None:
        self.sandbox = sandbox
        self.id = id
        self.language = language
        self.first_name = first_name

    @property
    def seen(self) -> Seen:
        """His dialogue."""
        return self.sandbox.chat(self.id)

    async def send(self, text: str, *, chat: int | None = None, reply_to: int = 0, ref: str | None = None) -> None:
        """Type words. `ref`: come by a link with this code. In a group chat name its peer id."""
        self._write(text, chat, reply_to=reply_to, ref=ref)

    async def start(self, code: str = "") -> None:
        """Press VK's start button (it stands in an empty dialogue only), or come by a link with a code."""
        self._write("Начать", None, payload='{"command":"start"}', ref=code or None)

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
        told: object = json.loads(payload) if payload else {}
        for _ in range(again):
            self.sandbox.push_press(self, chat or self.id, message_id, told)

    async def wait(self, ready: Callable[[Seen], object], timeout_s: float = WAIT_S, *, chat: int | None = None) -> Seen:
        """Wait until the dialogue looks as expected; fails with the whole transcript."""
        seen = self.sandbox.chat(chat or self.id)
        try:
            async with asyncio.timeout(timeout_s):
                while not holds(ready, seen):
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise AssertionError(f"player {self.id} waited {timeout_s} s in vain:\n{seen.transcript()}") from None
        return seen

    def block(self) -> None:
        """Forbid the community to write."""
        self.sandbox.blocked.add(self.id)
        self.sandbox.events.push("message_deny", {"user_id": self.id})

    def unblock(self) -> None:
        """Let the community write again."""
        self.sandbox.blocked.discard(self.id)
        self.sandbox.events.push("message_allow", {"user_id": self.id, "key": ""})

    def _write(self, text: str, chat: int | None, *, payload: str = "", reply_to: int = 0, ref: str | None = None) -> None:
        peer = chat or self.id
        id = self.sandbox.next_id()
        self.sandbox.chat(peer).put(SeenMessage(id, text, mine=True, at=self.sandbox.clock()))
        message: dict[str, object] = {
            "id": 0 if chat else id,
            "conversation_message_id": id,
            "date": int(self.sandbox.clock()),
            "peer_id": peer,
            "from_id": self.id,
            "out": 0,
            "version": id,
            "text": text,
            "attachments": [],
            "fwd_messages": [],
            "important": False,
            "is_hidden": False,
            "random_id": 0,
        }
        if payload:
            message["payload"] = payload
        if ref is not None:
            message |= {"ref": ref, "ref_source": "link"}
        if reply_to:
            message["reply_message"] = {
                "conversation_message_id": reply_to,
                "from_id": -self.sandbox.group,
                "peer_id": peer,
                "date": 0,
                "text": "",
                "id": reply_to,
            }
        client = CLIENT | {"lang_id": 0 if self.language == "ru" else 3}
        self.sandbox.events.push("message_new", {"message": message, "client_info": client})
