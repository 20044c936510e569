"""Screens on their way to VK: sent, edited and retired in batches, every answer one Outcome."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

from adapters.common.again import again
from adapters.common.rates import Budget, Rates
from adapters.common.text import whole_characters
from adapters.vk.calls import Given, Refusal, Reply
from adapters.vk.decode import GROUP_CHATS, Spinner
from adapters.vk.execute import Batch
from adapters.vk.media import Attached, Media, photo_id
from adapters.vk.outcomes import OPERATOR, outcome_of
from adapters.vk.render import Rendered, render, shorten
from engine.core.screen import Screen, Shown
from engine.runtime.outside import File
from engine.runtime.ports import Answer, Done, Gone, Malformed, NotApplied, Outcome, Unknown

log = logging.getLogger("smena.vk")

ANSWER_S = 50.0  # VK waits a minute for a press's answer
SNACKBAR_MOST = 90  # characters (vk-io, event data of show_snackbar)
# VK publishes no rate for one chat but "over 1000 messages an hour to one user is flood" (vk.com/faq11583); edits pass
RATES = Rates(chat=2.0, chat_burst=20.0, group=2.0, group_burst=20.0)


class VkMessenger:
    """Keeps `Messenger` of the runtime's ports for one community."""

    def __init__(self, batch: Batch, media: Media, group: int, budget: Budget | None = None) -> None:
        self._batch = batch
        self._media = media
        self._group = group
        self._budget = budget or Budget(RATES)
        self._told: set[int] = set()  # codes that the operator knows of
        self._seen: set[str] = set()  # films that have reached a player

    async def send(self, chat: str, screen: Screen, nonce: int) -> Outcome:
        """Send a new message; VK shows it once for each nonce (`random_id`; it compares for an hour)."""
        # `peer_ids`, though it is one: only then does the answer tell the id that messages.edit takes
        target = {"peer_ids": _peer(chat), "random_id": str(nonce)}
        return await self._shown("messages.send", chat, target, screen)

    async def edit(self, chat: str, message: str, shown: Shown, screen: Screen) -> Outcome:
        """Replace words, picture and buttons; VK edits any kind of message into any other, for 24 hours."""
        target = {"peer_id": _peer(chat), "conversation_message_id": message}
        return await self._shown("messages.edit", chat, target, screen)

    async def retire(self, chat: str, message: str) -> Outcome:
        """Take the buttons away from an old message: it is read, and written back without them."""
        peer = _peer(chat)
        which = {"peer_id": peer, "conversation_message_ids": message}
        read = await self._called("messages.getByConversationMessageId", chat, which, reading=True)
        if not isinstance(read, Given):
            return read
        kept = kept_of(read.value)
        if kept is None:
            return Gone()
        written = await self._called("messages.edit", chat, {"peer_id": peer, "conversation_message_id": message, **kept})
        return Done(message) if isinstance(written, Given) else written

    def shut_s(self, chat: str) -> float:
        """Tell for how long a chat gets nothing."""
        return self._budget.shut_s(chat)

    async def hand(self, chat: str, file: File, nonce: int) -> Outcome:
        """Send a file with a few words: uploaded for this chat, then attached; VK shows it once for each nonce."""
        document = await self._media.document(_peer(chat), file.name, file.content)
        if not document:
            return Malformed("the file could not be uploaded")
        given = {"peer_ids": _peer(chat), "random_id": str(nonce), "message": file.words, "attachment": document}
        sent = await self._called("messages.send", chat, given)
        return Done(sent_id(sent.value)) if isinstance(sent, Given) else sent

    async def answer(self, spinner: Spinner, answer: Answer) -> None:
        """Answer a press, again where VK does not take it just now; nobody waits for the result.

        Without words only the button stops turning. VK knows no alert: a snackbar is all it can show to one player.
        """
        given = {"event_id": spinner.event, "user_id": str(spinner.user), "peer_id": str(spinner.peer)}
        if answer.toast:
            given["event_data"] = snackbar(answer.toast)
        reply = await again(lambda: self._batch.call("messages.sendMessageEventAnswer", given), _wait_s, ANSWER_S)
        if isinstance(reply, Refusal):
            log.info("a press was not answered: error %d", reply.code)  # too late as a rule: VK waits one minute

    async def _shown(self, method: str, chat: str, target: Mapping[str, str], screen: Screen) -> Outcome:
        attached = await self._media.attach(screen)
        if attached is None:
            return NotApplied(1.0)  # it is being uploaded
        outcome = await self._written(method, chat, target, screen, attached)
        if attached.film:
            return await self._proved(outcome, chat, target, screen, attached.id)
        doubtful = attached.remembered and isinstance(outcome, Malformed) and outcome.why.startswith("error 100")
        if doubtful and await self._media.forget(attached):
            return NotApplied(0.1)  # it is uploaded anew
        return outcome

    async def _proved(self, outcome: Outcome, chat: str, target: Mapping[str, str], screen: Screen, film: str) -> Outcome:
        """See once that players get a film; where VK refuses it or leaves it out, its poster takes its place."""
        if isinstance(outcome, Malformed) and outcome.why.startswith("error 100"):
            self._media.refuse(film)
            return NotApplied(0.1)  # it is shown anew, with the poster
        if not isinstance(outcome, Done) or film in self._seen:
            return outcome
        which = {"peer_id": _peer(chat), "conversation_message_ids": outcome.message}
        read = await self._called("messages.getByConversationMessageId", chat, which, reading=True)
        kept = kept_of(read.value) if isinstance(read, Given) else None
        if kept is None or kept.get("attachment"):
            if kept:
                self._seen.add(film)
            return outcome
        self._media.refuse(film)
        mended = {"peer_id": _peer(chat), "conversation_message_id": outcome.message}
        edited = await self._shown("messages.edit", chat, mended, screen)
        return edited if isinstance(edited, Done) else outcome

    async def _written(self, method: str, chat: str, target: Mapping[str, str], screen: Screen, attached: Attached) -> Outcome:
        rendered = render(screen, self._group, pictured=bool(attached.id) or screen.kind == "text")
        written = await self._called(method, chat, {**target, **rendered.parameters(attached.id)})
        if not isinstance(written, Given):
            return written
        message = target.get("conversation_message_id") or sent_id(written.value)
        kind: Shown = "video" if attached.film else "picture" if attached.id else "text"
        return Done(message, kind) if message else Unknown("VK told no id of the message")

    async def _called(self, method: str, chat: str, parameters: Mapping[str, str], reading: bool = False) -> Given | Outcome:
        """Call a method if the chat has room (reading takes none); what VK did not do becomes an Outcome."""
        wait_s = 0.0 if reading else self._budget.take(chat, _is_group(chat))
        if wait_s > 0:
            return NotApplied(wait_s)
        reply = await self._batch.call(method, parameters)
        outcome = outcome_of(reply, editing=method != "messages.send")
        if isinstance(reply, Refusal):
            self._tell(reply.code)
            if isinstance(outcome, NotApplied):
                self._budget.penalty(chat, _is_group(chat), outcome.retry_after_s, outcome.everywhere)
        if outcome is not None:
            return outcome
        return reply if isinstance(reply, Given) else Unknown("no answer")

    def _tell(self, code: int) -> None:
        """Tell the operator once what only he can mend."""
        if code in OPERATOR and code not in self._told:
            self._told.add(code)
            log.error("VK, error %d: %s", code, OPERATOR[code])


def snackbar(words: str) -> str:
    """Write the event data of a short notice; long words are cut at a word."""
    return json.dumps({"type": "show_snackbar", "text": shorten(words, SNACKBAR_MOST)}, ensure_ascii=False)


def sent_id(value: object) -> str:
    """Read the id of a message that was sent to one of `peer_ids`; "" if it is not told."""
    sent = value[0] if isinstance(value, list) and value else None
    id = sent.get("conversation_message_id", sent.get("cmid")) if isinstance(sent, dict) else None
    return str(id) if type(id) is int and id > 0 else ""


def kept_of(value: object) -> dict[str, str] | None:
    """Write what stays of a message without its buttons; None if it is not there."""
    items = value.get("items") if isinstance(value, dict) else None
    message = items[0] if isinstance(items, list) and items else None
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        return None
    marks, attached = message.get("format_data"), message.get("attachments")
    parts = [item for item in attached if isinstance(item, dict)] if isinstance(attached, list) else []
    media = [photo_id(item.get(kind), kind) for item in parts for kind in ("photo", "video")]
    rendered = Rendered(
        whole_characters(message["text"]), format_data=json.dumps(marks) if isinstance(marks, dict) else str(marks or "")
    )
    return rendered.parameters(",".join(filter(None, media)))


def _wait_s(reply: Reply) -> float:
    """Tell after how many seconds a call that was not applied may be made again; 0 = never."""
    outcome = outcome_of(reply)
    return outcome.retry_after_s if isinstance(outcome, NotApplied) else 0.0


def _peer(chat: str) -> str:
    return chat.removeprefix("vk:")


def _is_group(chat: str) -> bool:
    return int(_peer(chat)) > GROUP_CHATS
