"""Sending, editing and deleting: what each does to a chat, and when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from adapters.sandbox import telegram_shapes as shapes
from adapters.sandbox.seen import SeenMessage
from adapters.sandbox.telegram_chats import Chats
from adapters.sandbox.telegram_files import Files
from adapters.sandbox.telegram_limits import Buckets, too_many
from adapters.sandbox.telegram_rules import bad, check_markup, number
from adapters.sandbox.telegram_words import check_caption, check_text

Call = dict[str, object]
DELETABLE_S = 48 * 3600.0  # [API] deleteMessage
NOT_MODIFIED = (  # [SRV]
    "message is not modified: specified new message content and reply markup are exactly the same as a current content and "
    "reply markup of the message"
)


@dataclass(slots=True)
class Messages:
    """The messages of one bot in all its chats."""

    bot: Call
    chats: Chats
    files: Files
    clock: Callable[[], float]
    limits: bool
    buckets: Buckets = field(default_factory=Buckets)

    def send(self, method: str, call: Call) -> Call:
        """Carry out sendMessage, sendPhoto, sendVideo or sendDocument. Raises Refusal."""
        if method == "sendmessage":  # [SRV] fields are looked at before the chat is
            kind, media, (text, marks) = "text", "", check_text(call)
        else:
            name = method.removeprefix("send")
            media, kind = self.files.take(name, call.get(name), call), _kind(name)
            text, marks = check_caption(call)
        rows = shapes.buttons(check_markup(call.get("reply_markup")))
        chat = self.chats.reach(call)
        self._keep_rate(chat)
        called = self.files.names.get(media, "") if kind == "file" else ""
        message = SeenMessage(self.chats.next_id(), text, marks, rows, media, kind, at=self.clock(), name=called)
        return self._show(chat, message)

    def edit(self, method: str, call: Call) -> Call:
        """Carry out one of the four edits; without a keyboard the old one goes. Raises Refusal."""
        fields = self._content(method, call)
        rows = shapes.buttons(check_markup(call.get("reply_markup"), inline_only=True))
        if not call.get("chat_id") and not number(call, "message_id"):
            raise bad("Message identifier is not specified")  # [SRV] neither a chat's nor an inline message
        chat, old = self.chats.message(call, "edit")
        _check_editable(method, old)
        self._keep_rate(chat)
        new = replace(old, rows=rows, edits=old.edits + 1, edited_at=self.clock())
        if fields is not None:
            new.text, new.marks, new.media, new.kind = fields[0], fields[1], fields[2] or old.media, fields[3] or old.kind
        if (new.text, new.marks, new.rows, new.media) == (old.text, old.marks, old.rows, old.media):
            raise bad(NOT_MODIFIED)
        return self._show(chat, new)

    def delete(self, call: Mapping[str, object]) -> bool:
        """Carry out deleteMessage. Raises Refusal."""
        if not call.get("chat_id"):
            raise bad("Chat identifier is not specified")  # [SRV]
        if not number(call, "message_id"):
            raise bad("Message identifier is not specified")  # [SRV]
        chat, message = self.chats.message(call, "delete")
        if message.mine and chat < 0:
            raise bad("Message can't be deleted")  # [SRV]; [API] another's in a group needs an administrator's right
        if self.clock() - message.at > DELETABLE_S:
            raise bad("Message can't be deleted for everyone")  # [SRV]; [API] within 48 hours
        self.chats.open(chat).drop(message.id)
        return True

    def told(self, chat: int, message: SeenMessage, writer: Call | None = None) -> Call:
        """Spell a message of a chat; `writer` is who wrote it if not the bot."""
        return shapes.message(message, self.chats.about(chat), writer or self.bot)

    def _content(self, method: str, call: Call) -> tuple[str, tuple[tuple[str, int, int, str], ...], str, str] | None:
        """Check an edit's new content: text, marks, media and kind ("" = as it was); None = the keyboard alone changes."""
        match method:
            case "editmessagetext":
                return *check_text(call), "", ""
            case "editmessagecaption":
                return *check_caption(call), "", ""
            case "editmessagemedia":
                return self._media(call)
        return None

    def _media(self, call: Call) -> tuple[str, tuple[tuple[str, int, int, str], ...], str, str]:
        item, where = call.get("media"), "Can't parse InputMedia: "
        if item in (None, ""):
            raise bad('Parameter "media" is required')  # [SRV]
        if isinstance(item, str):
            raise bad("Can't parse input media JSON object")  # [SRV]
        if not isinstance(item, dict):
            raise bad(where + "expected an Object")  # [SRV]
        kind = item.get("type")
        if not item.get("media"):
            raise bad(where + "media not found")  # [SRV]
        if kind not in ("photo", "video"):
            raise bad(where + f'type "{kind}" is unsupported')  # [SRV]; the other kinds are not played here
        text, marks = check_caption(item)
        return text, marks, self.files.take(kind, item["media"], call), _kind(kind)

    def _show(self, chat: int, message: SeenMessage) -> Call:
        self.chats.open(chat).put(message)
        return self.told(chat, message)

    def _keep_rate(self, chat: int) -> None:
        wait_s = self.buckets.wait_s(chat, self.clock()) if self.limits else 0
        if wait_s:
            raise too_many(wait_s)


def _check_editable(method: str, message: SeenMessage) -> None:
    if message.mine:
        raise bad("Message can't be edited")  # [SRV] a bot edits its own messages alone
    if method == "editmessagetext" and message.kind != "text":
        raise bad("There is no text in the message to edit")  # [SRV]
    if method == "editmessagecaption" and message.kind == "text":
        raise bad("There is no caption in the message to edit")  # [SRV]


def _kind(name: str) -> str:
    return {"photo": "picture", "video": "video"}.get(name, "file")
