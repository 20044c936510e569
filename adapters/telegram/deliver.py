"""Screens on their way to Telegram: JSON straight to the Bot API, every answer one Outcome."""

from __future__ import annotations

import logging

from adapters.common.again import again
from adapters.common.rates import Budget, Rates
from adapters.common.turns import Turns
from adapters.telegram import render
from adapters.telegram.calls import Api, Carried, Given, Json, Refusal, Reply, Upload
from adapters.telegram.media import Media, Photo, ways
from adapters.telegram.outcomes import chat_takes_no_pictures, forgotten, outcome_of
from engine.core.screen import Screen, Shown
from engine.core.view import Picture
from engine.runtime.outside import File
from engine.runtime.ports import Answer, Gone, Malformed, NotApplied, Outcome

log = logging.getLogger("smena.telegram")

# Bots FAQ: about one message a second in a chat (bursts pass), twenty a minute in a group, thirty a second in all.
# Three in any three seconds are one a second, and let through what a player does without a pause: answer, verdict, next.
# A group's burst and what comes in the minute after it are twenty together: with more, a lively group is told to wait (429).
CALLS_S = 28.0  # with its burst thirty in any one second
RATES = Rates(chat=1.0, chat_burst=3.0, chat_window_s=3.2, group=14 / 60, group_burst=6.0)
TURN_S = 1.5  # a call waits so long for its turn; together with the call itself it is hardly ever longer than a lease
CAPTION_MOST = 1024  # Bot API: sendDocument.caption
ANSWER_MOST = 200  # Bot API: answerCallbackQuery.text
ANSWER_S = 10.0  # later than this a press's answer is "too old" (reports tell of 10 to 15 s)


class TelegramMessenger:
    """Keeps `Messenger` of the runtime's ports for one bot."""

    def __init__(self, api: Api, username: str, media: Media, budget: Budget | None = None, turns: Turns | None = None) -> None:
        self._api = api
        self._username = username
        self._media = media
        self._budget = budget or Budget(RATES)
        self._turns = turns or Turns(CALLS_S)

    async def send(self, chat: str, screen: Screen, nonce: int) -> Outcome:
        """Send a new message. The Bot API knows no nonce: a send of unknown fate may have a twin."""
        return await self._show(chat, "", "text", screen)

    async def edit(self, chat: str, message: str, shown: Shown, screen: Screen) -> Outcome:
        """Edit a message; a picture cannot become text again (Bot API), so that is Gone."""
        return await self._show(chat, message, shown, screen)

    async def retire(self, chat: str, message: str) -> Outcome:
        """Take the buttons away from an old message."""
        reply = await self._call("editMessageReplyMarkup", chat, message, {})
        return self._outcome(reply, chat, message, "text")

    def shut_s(self, chat: str) -> float:
        """Tell for how long a chat gets nothing."""
        return self._budget.shut_s(_whole(chat))

    async def hand(self, chat: str, file: File, nonce: int) -> Outcome:
        """Send a file with a few words. A file of unknown fate may have a twin, as `send` has."""
        fields: Json = {"document": "attach://file", "caption": cut(file.words, CAPTION_MOST)}
        reply = await self._call("sendDocument", chat, "", fields, Upload(file.name, file.content))
        return self._outcome(reply, chat, "", "text")

    async def answer(self, query: str, answer: Answer) -> None:
        """Answer a press, again where Telegram does not take it just now; nobody waits for the result."""
        fields = answer_fields(query, answer)
        reply = await again(lambda: self._api.call("answerCallbackQuery", fields), _wait_s, ANSWER_S)
        match reply:
            case Given():
                pass
            case Refusal(code, words) if "query is too old" in words:
                log.debug("answerCallbackQuery: error %s, too late", code)
            case Refusal(code):
                log.warning("answerCallbackQuery: error %s", code)
            case _:
                log.warning("answerCallbackQuery: %s", reply.why)

    async def _show(self, chat: str, message: str, shown: Shown, screen: Screen) -> Outcome:
        """Show a screen in a new message or in the one that stands there; its poster stands in for a film, words for a picture.

        A picture that stands there cannot be edited into words.
        """
        for kind, picture in ways(screen):
            photo = await self._media.photo(kind, picture, screen.game)
            if photo is None:
                continue
            outcome = await self._picture(chat, message, screen, photo, picture)
            if not isinstance(outcome, Malformed):
                return outcome
            log.warning("a %s of %s is refused, something plainer stands in for it: %s", kind, screen.game, outcome.why)
            if not chat_takes_no_pictures(outcome):
                self._media.fail(photo.key)
        if shown != "text":
            return Gone()
        reply = await self._call(
            "editMessageText" if message else "sendMessage", chat, message, render.message(screen, self._username)
        )
        return self._outcome(reply, chat, message, "text")

    async def _picture(self, chat: str, message: str, screen: Screen, photo: Photo, picture: Picture | str) -> Outcome:
        """Show a picture or a film with its words; one that Telegram has forgotten is uploaded again."""
        reply = await self._call_with(photo, chat, message, screen)
        if isinstance(photo.file, str) and isinstance(picture, Picture) and not isinstance(reply, NotApplied) and forgotten(reply):
            await self._media.forget(photo)
            fresh = await self._media.photo(photo.kind, picture, screen.game)
            if fresh is None:
                return Malformed("the picture is forgotten")
            photo, reply = fresh, await self._call_with(fresh, chat, message, screen)
        if isinstance(reply, Given):
            await self._media.learn(photo, reply.result)
        return self._outcome(reply, chat, message, "video" if photo.kind == "video" else "picture")

    async def _call_with(self, photo: Photo, chat: str, message: str, screen: Screen) -> Reply | NotApplied:
        fields = render.captioned(screen, self._username)
        upload = photo.file if isinstance(photo.file, bytes) else None
        file = "attach://file" if isinstance(photo.file, bytes) else photo.file
        if not message:
            if photo.kind == "video":
                return await self._call("sendVideo", chat, message, {"video": file, "supports_streaming": True, **fields}, upload)
            return await self._call("sendPhoto", chat, message, {"photo": file, **fields}, upload)
        media: Json = {
            "type": photo.kind,
            "media": file,
            "caption": fields["caption"],
            "caption_entities": fields["caption_entities"],
        }
        return await self._call("editMessageMedia", chat, message, {"media": media, "reply_markup": fields["reply_markup"]}, upload)

    async def _call(self, method: str, chat: str, message: str, fields: Json, upload: Carried | None = None) -> Reply | NotApplied:
        """Call a method for a chat if its budget has room and it is our turn; NotApplied says when it may be tried again."""
        wait_s = (
            self._budget.shut_s(_whole(chat)) or await self._turns.turn(TURN_S) or self._budget.take(_whole(chat), _is_group(chat))
        )
        if wait_s > 0:
            return NotApplied(wait_s)
        id, _, topic = chat.removeprefix("tg:").partition("/")
        where: Json = {"chat_id": int(id)}
        if message:
            where["message_id"] = int(message)
        elif topic:
            where["message_thread_id"] = int(topic)
        return await self._api.call(method, where | fields, upload)

    def _outcome(self, reply: Reply | NotApplied, chat: str, message: str, kind: Shown) -> Outcome:
        """Read an answer; what it says of the time to wait is kept to from now on."""
        if isinstance(reply, NotApplied):
            return reply
        outcome = outcome_of(reply, message, kind)
        if isinstance(reply, Refusal) and isinstance(outcome, NotApplied):
            self._budget.penalty(_whole(chat), _is_group(chat), outcome.retry_after_s, outcome.everywhere)
            if outcome.everywhere:
                log.error("Telegram refuses the token (%s): correct SMENA_TELEGRAM_TOKEN", reply.code)
        return outcome


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


def _wait_s(reply: Reply) -> float:
    """Tell after how many seconds a call that was not applied may be made again; 0 = never."""
    outcome = outcome_of(reply, "", "text")
    return outcome.retry_after_s if isinstance(outcome, NotApplied) else 0.0


def _whole(chat: str) -> str:
    """Name the chat that a topic is of: Telegram counts what a group gets in all its topics together."""
    return chat.partition("/")[0]


def _is_group(chat: str) -> bool:
    return chat.startswith("tg:-")
