"""A scripted VK player: types, presses what he sees, and waits for what he expects. Speaks like the Telegram one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from adapters.sandbox import vk_shapes as shapes
from adapters.sandbox.seen import Seen, SeenButton, SeenMessage, labelled
from adapters.sandbox.telegram_player import WAIT_S, holds
from adapters.sandbox.vk_rules import GROUP_CHATS, EventData
from adapters.sandbox.vk_shapes import Shape

if TYPE_CHECKING:
    from adapters.sandbox.vk import VkSandbox


class VkPlayer:
    """One person; `seen` is his dialogue with the community."""

    def __init__(self, sandbox: VkSandbox, id: int, language: str, first_name: str) -> None:
        self.sandbox = sandbox
        self.id = id
        self.language = language
        self.first_name = first_name
        self.client = {**shapes.CLIENT}  # what his application can show; old ones can less
        self.toasts: list[str] = []  # every answer to a press of his, in whatever chat
        self.opened: list[str] = []  # every link that an answer or a button has opened

    @property
    def seen(self) -> Seen:
        """His dialogue."""
        return self.sandbox.chat(self.id)

    # -- what he writes ------------------------------------------------------------------------------------------

    async def send(
        self, text: str, *, chat: int | None = None, reply_to: int = 0, ref: str | None = None, mention: bool = False
    ) -> None:
        """Type words. `ref`: come by a link with this code. `chat`: into this group chat; `mention`: to the community there."""
        text = f"{self._mention} {text}" if mention else text
        self._write(text, chat, {"ref": ref, "ref_source": "link"} if ref is not None else {}, reply_to)

    async def start(self, code: str = "") -> None:
        """Press VK's start button, which stands in an empty dialogue only [DEV]; else type its word. `code`: by a link."""
        payload = {} if self.seen.messages else {"payload": '{"command":"start"}'}
        ref = {"ref": code, "ref_source": "link"} if code else {}
        self._write("Начать" if self.language == "ru" else "Start", None, {**payload, **ref})

    async def edit(self, text: str, message_id: int = 0, *, chat: int | None = None) -> None:
        """Edit a message of one's own, the newest if none is named."""
        peer = chat or self.id
        dialogue = self.sandbox.messages.open(peer)
        id = message_id or max(id for id, message in dialogue.seen.messages.items() if dialogue.posted[id].author == self.id)
        old, now = dialogue.seen.messages[id], self.sandbox.clock()
        dialogue.seen.put(SeenMessage(id, text, edits=old.edits + 1, at=old.at, mine=True, edited_at=now))
        self.sandbox.events.push("message_edit", self.sandbox.messages.spell(peer, id))

    async def send_sticker(self, *, chat: int | None = None) -> None:
        """Send a sticker."""
        self._write("", chat, {"attachments": [shapes.sticker()]})

    async def send_photo(self, caption: str = "", *, chat: int | None = None) -> None:
        """Send a picture, with words above it."""
        self._write(caption, chat, {"attachments": [{"type": "photo", "photo": shapes.photo(self.id, 1, "k")}]})

    @property
    def _mention(self) -> str:
        return f"[club{self.sandbox.group}|@club{self.sandbox.group}]"

    def _write(self, text: str, chat: int | None, more: Shape | None = None, reply_to: int = 0, heard: bool = False) -> None:
        """Post a message and tell the bot of it, if it may hear it."""
        peer, messages = chat or self.id, self.sandbox.messages
        dialogue, more = messages.open(peer), dict(more or {})
        to_bot = reply_to in dialogue.posted and dialogue.posted[reply_to].author < 0
        if reply_to in dialogue.posted:
            more["reply_message"] = shapes.foreign(dialogue.seen.messages[reply_to], dialogue.posted[reply_to], peer)
        message = SeenMessage(0, text, mine=True, at=self.sandbox.clock())
        messages.post(peer, self.id, message, more=more)
        messages.allowed.add(peer)
        # [MEM] without access to all messages a bot hears in a group chat only what is meant for it
        if peer < GROUP_CHATS or self.sandbox.hears_all or heard or to_bot or text.startswith(self._mention):
            client = self.client | {"lang_id": shapes.LANGUAGES.get(self.language, 3)}
            self.sandbox.events.push("message_new", {"message": messages.spell(peer, message.id), "client_info": client})

    # -- what he presses -----------------------------------------------------------------------------------------

    async def press(self, n: int, *, chat: int | None = None) -> None:
        """Press the nth button (from 0) of the newest message that has buttons."""
        seen = self.sandbox.chat(chat or self.id)
        if seen.live is None or n >= len(seen.live.buttons):
            raise AssertionError(f"there is no button {n} to press:\n{seen.transcript()}")
        self._tap(seen.live.buttons[n], seen.live.id, chat)

    async def press_label(self, label: str, *, chat: int | None = None) -> None:
        """Press the button that says this, of the newest message that has buttons, or under the input field."""
        seen = self.sandbox.chat(chat or self.id)
        below = [button for row in seen.keyboard for button in row]
        found = labelled(seen.live.buttons, label) if seen.live else None
        if found is not None and seen.live is not None:
            self._tap(found, seen.live.id, chat)
        elif found := labelled(below, label):
            self._tap(found, 0, chat)
        else:
            raise AssertionError(f"there is no button «{label}»:\n{seen.transcript()}")

    async def press_button(self, message_id: int, payload: str, *, chat: int | None = None, again: int = 1) -> None:
        """Press any button that ever was, and also one that never was; `again` > 1 taps several times."""
        offered = self.sandbox.chat(chat or self.id).offered
        known = (button for id, button in reversed(offered) if (id, button.payload) == (message_id, payload))
        button = next(known, SeenButton("", payload, kind="callback"))
        for _ in range(again):
            self._tap(button, message_id, chat)

    def _tap(self, button: SeenButton, message_id: int, chat: int | None) -> None:
        """Press a button: one of the type text sends its words, with the mention before them in a group chat [MEM]."""
        if button.url:
            self.opened.append(button.url)
        elif button.kind == "text":
            text = f"{self._mention} {button.label}" if chat else button.label
            self._write(text, chat, {"payload": button.payload} if button.payload else {}, heard=True)
        else:
            told: object = json.loads(button.payload) if button.payload else {}
            self.sandbox.push_press(self, chat or self.id, message_id, told)

    def told(self, peer: int, answer: EventData) -> None:
        """See the answer to a press; nobody else in the chat does."""
        self.toasts.append(answer.toast)
        if answer.link:
            self.opened.append(answer.link)
        self.sandbox.chat(peer).toast(answer.toast)

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

    # -- what becomes of him -------------------------------------------------------------------------------------

    def block(self, code: int = 901) -> None:
        """Forbid the community to write: 901 by the switch, 900 by the blacklist, 902 by the privacy settings."""
        self.sandbox.messages.refusing[self.id] = code
        self.sandbox.events.push("message_deny", {"user_id": self.id})

    def unblock(self, key: str = "") -> None:
        """Let the community write, again or before the first word."""
        self.sandbox.messages.refusing.pop(self.id, None)
        self.sandbox.messages.allowed.add(self.id)
        self.sandbox.events.push("message_allow", {"user_id": self.id, "key": key})

    def add_bot(self, chat: int) -> None:
        """Invite the community into a group chat."""
        self.sandbox.messages.refusing.pop(chat, None)
        action = {"type": "chat_invite_user", "member_id": -self.sandbox.group}
        self._write("", chat, {"action": action}, heard=True)

    def throw_out(self, chat: int) -> None:
        """Throw the community out of a group chat."""
        self._write("", chat, {"action": {"type": "chat_kick_user", "member_id": -self.sandbox.group}}, heard=True)
        self.sandbox.messages.refusing[chat] = 7
