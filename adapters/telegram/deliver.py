"""Screens on their way to Telegram: JSON straight to the Bot API, every answer one Outcome."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

from adapters.common.http import never_left
from adapters.common.rates import Budget, Rates
from adapters.telegram import render
from adapters.telegram.media import Media, Refreshed
from engine.core.screen import Screen, Shown
from engine.runtime.ports import Answer, Done, Gone, Malformed, Moved, NotApplied, Outcome, Unknown, Unreachable

log = logging.getLogger("smena.telegram")

# Bots FAQ: about one message a second in a chat (bursts pass), twenty a minute in a group, thirty a second in all
RATES = Rates(everywhere=28.0, chat=1.0, chat_burst=20.0, group=20 / 60, group_burst=10.0)
ANSWER_MOST = 200  # Bot API: answerCallbackQuery.text
UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "bot was blocked",
    "bot was kicked",
    "have no rights to send",
    "PEER_ID_INVALID",
)
GONE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message",
    "there is no caption",
    "MESSAGE_ID_INVALID",
)
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the Bot API."""

    ok: bool
    code: int
    description: str
    result: object = None
    parameters: Mapping[str, object] = field(default_factory=dict)


class TelegramMessenger:
    """Keeps `Messenger` of the runtime's ports for one bot."""

    def __init__(
        self, http: aiohttp.ClientSession, api: str, token: str, username: str, media: Media, budget: Budget | None = None
    ) -> None:
        self._http = http
        self._base = f"{api}/bot{token}"
        self._username = username
        self._media = media
        self._budget = budget or Budget(RATES)

    async def send(self, chat: str, screen: Screen, nonce: int) -> Outcome:
        """Send a new message. The Bot API knows no nonce: a send of unknown fate may have a twin."""
        return await self._shown(chat, screen, {}, "")

    async def edit(self, chat: str, message: str, shown: Shown, screen: Screen) -> Outcome:
        """Edit a message; a picture cannot become text again (Bot API), so that is Gone."""
        if shown != "text" and screen.kind == "text":
            return Gone()
        return await self._shown(chat, screen, {"message_id": int(message)}, shown)

    async def retire(self, chat: str, message: str) -> Outcome:
        """Take the buttons away from an old message."""
        return await self._called("editMessageReplyMarkup", chat, {"message_id": int(message)})

    async def answer(self, query: str, answer: Answer) -> None:
        """Answer a press; nobody waits for the result."""
        reply = await self.post("answerCallbackQuery", answer_fields(query, answer))
        if isinstance(reply, Reply) and not reply.ok and "query is too old" not in reply.description:
            log.warning("answerCallbackQuery: %s", reply.code)

    async def _shown(self, chat: str, screen: Screen, target: Json, shown: str) -> Outcome:
        """Send or edit; a picture that cannot be sent falls back to words with its alt text."""
        photo = await self._media.photo(screen) if screen.kind != "text" else None
        if photo is None and shown in ("", "text"):
            fields = {**target, **render.message(screen, self._username)}
            return await self._called("editMessageText" if target else "sendMessage", chat, fields)
        if photo is None:
            return Gone()
        outcome = await self._pictured(chat, screen, target, photo)
        if isinstance(outcome, Malformed) and not isinstance(photo.upload, bytes):
            await self._media.forget(photo)  # Telegram does not know the file any more: it is uploaded anew
            fresh = await self._media.photo(screen)
            outcome = await self._pictured(chat, screen, target, fresh) if fresh else outcome
        return outcome

    async def _pictured(self, chat: str, screen: Screen, target: Json, photo: Refreshed) -> Outcome:
        fields = render.captioned(screen, self._username)
        method = "editMessageMedia" if target else "sendPhoto"
        place = "attach://file" if isinstance(photo.upload, bytes) else photo.upload
        if target:
            item = {"type": "photo", "media": place, "caption": fields["caption"], "caption_entities": fields["caption_entities"]}
            fields = {"media": item, "reply_markup": fields["reply_markup"]}
        else:
            fields["photo"] = place
        reply = await self._post_budgeted(
            method, chat, {**target, **fields}, photo.upload if isinstance(photo.upload, bytes) else None
        )
        if isinstance(reply, Reply) and reply.ok:
            await self._media.learn(photo, reply.result)
            return Done(_message_id(reply.result) or str(target.get("message_id", "")), "picture")
        return self._outcome(reply, chat, str(target.get("message_id", "")), "picture")

    async def _called(self, method: str, chat: str, fields: Json) -> Outcome:
        reply = await self._post_budgeted(method, chat, fields, None)
        return self._outcome(reply, chat, str(fields.get("message_id", "")), "text")

    async def _post_budgeted(self, method: str, chat: str, fields: Json, upload: bytes | None) -> Reply | Outcome:
        wait_s = self._budget.take(chat, _is_group(chat))
        if wait_s > 0:
            return NotApplied(wait_s)
        return await self.post(method, {"chat_id": int(chat.partition(":")[2]), **fields}, upload)

    async def post(self, method: str, fields: Json, upload: bytes | None = None) -> Reply | Outcome:
        """Call one method; what never became an answer is told as an Outcome."""
        try:
            body = {"json": fields} if upload is None else {"data": _form(fields, upload)}
            async with self._http.post(f"{self._base}/{method}", **body) as answer:
                told = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
            return NotApplied(1.0, everywhere=True) if never_left(wrong) else Unknown(type(wrong).__name__)
        except ValueError:
            return Unknown("the answer is no JSON")  # a proxy's page
        if not isinstance(told, dict):
            return Unknown("the answer is no object")
        parameters = told.get("parameters")
        return Reply(
            told.get("ok") is True,
            int(told.get("error_code") or 0),
            str(told.get("description") or ""),
            told.get("result"),
            parameters if isinstance(parameters, dict) else {},
        )

    def _outcome(self, reply: Reply | Outcome, chat: str, message: str, kind: Shown) -> Outcome:
        """Read what an answer means (one table for all methods)."""
        if not isinstance(reply, Reply):
            return reply
        if reply.ok or "message is not modified" in reply.description:
            return Done(_message_id(reply.result) or message, kind)
        if reply.code == 429:
            seconds = float(str(reply.parameters.get("retry_after") or 1))
            self._budget.penalty(chat, _is_group(chat), seconds, everywhere=False)
            return NotApplied(seconds)
        if "migrate_to_chat_id" in reply.parameters:
            return Moved(f"tg:{reply.parameters['migrate_to_chat_id']}")
        if reply.code == 403 or any(words in reply.description for words in UNREACHABLE):
            return Unreachable(str(reply.code))
        if any(words in reply.description for words in GONE):
            return Gone()
        if reply.code in (401, 404):
            log.error("Telegram refuses the token (%s): correct SMENA_TELEGRAM_TOKEN", reply.code)
            return NotApplied(30.0, everywhere=True)
        if reply.code >= 500:
            return Unknown(f"{reply.code}")
        return Malformed(f"{reply.code} {reply.description[:120]}")


def answer_fields(query: str, answer: Answer) -> Json:
    """Make the fields of answerCallbackQuery; long words are cut at a word."""
    fields: Json = {"callback_query_id": query}
    if answer.toast:
        fields["text"] = cut(answer.toast, ANSWER_MOST)
        fields["show_alert"] = answer.alert
    return fields


def cut(words: str, most: int) -> str:
    """Shorten words to `most` characters at the end of a word."""
    if len(words) <= most:
        return words
    return words[: most - 1].rsplit(" ", 1)[0] + "…"


def _is_group(chat: str) -> bool:
    return chat.startswith("tg:-")


def _message_id(result: object) -> str:
    return str(result["message_id"]) if isinstance(result, dict) and "message_id" in result else ""


def _form(fields: Json, upload: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    form.add_field("file", upload, filename="picture.png", content_type="image/png")
    return form
