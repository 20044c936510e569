"""What an answer of the Bot API means for the message in the chat: one table. Pure.

The descriptions are those of the Bot API server (tdlib/telegram-bot-api, Client.cpp), which also passes on some of
Telegram's own codes in capitals; they are compared in lower case.
"""

from __future__ import annotations

from adapters.telegram.calls import Given, Lost, Refusal, Reply, Unsent
from engine.core.screen import Shown
from engine.runtime.ports import Done, Gone, Malformed, Moved, NotApplied, Outcome, Unknown, Unreachable

OPERATOR_S = 30.0  # a refused token: only a person can mend it
UNSENT_S = 1.0  # no connection: asked again after this
WORDS_MOST = 160  # characters of a description that are passed on
SAME = ("message is not modified", "message_not_modified")
UNREACHABLE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "bot was blocked",
    "bot was kicked",
    "group chat was deactivated",
    "group chat was deleted",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights in the channel",
    "peer_id_invalid",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
)
GONE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message",
    "there is no caption in the message",
    "message_id_invalid",
)
NO_PICTURES = "not enough rights to send photos"  # a group that lets words in, but no pictures
FORGOTTEN = ("file identifier", "file_reference", "file_id_invalid", "media_empty")


def outcome_of(reply: Reply, message: str, kind: Shown) -> Outcome:
    """Read what a send or an edit came to; `message` is the one that was to be edited ("" = a new one)."""
    match reply:
        case Given(result):
            return Done(_message_id(result) or message, kind)
        case Lost(why):
            return Unknown(why)
        case Unsent():
            return NotApplied(UNSENT_S, everywhere=True)
        case Refusal():
            return _refused(reply, message, kind)


def forgotten(reply: Reply) -> bool:
    """Tell whether Telegram does not know the id of a file any more."""
    return isinstance(reply, Refusal) and reply.code == 400 and _holds(reply, FORGOTTEN)


def chat_takes_no_pictures(no: Malformed) -> bool:
    """Tell whether it is the chat that refuses a picture, not the picture that is wrong."""
    return NO_PICTURES in no.why.lower()


def _refused(no: Refusal, message: str, kind: Shown) -> Outcome:
    moved = no.parameters.get("migrate_to_chat_id")
    if no.code == 429:
        return NotApplied(no.retry_after_s)
    if no.code in (401, 404):
        return NotApplied(OPERATOR_S, everywhere=True)
    if no.code >= 500 or no.code == 408:
        return Unknown(f"error {no.code}")
    if _holds(no, SAME):
        return Done(message, kind)
    if type(moved) is int:
        return Moved(f"tg:{moved}")
    if not _holds(no, (NO_PICTURES,)) and (no.code == 403 or _holds(no, UNREACHABLE)):
        return Unreachable(f"error {no.code}")
    if _holds(no, GONE):
        return Gone()
    return Malformed(f"error {no.code}: {no.words[:WORDS_MOST]}")


def _holds(no: Refusal, descriptions: tuple[str, ...]) -> bool:
    words = no.words.lower()
    return any(description in words for description in descriptions)


def _message_id(result: object) -> str:
    found = result.get("message_id") if isinstance(result, dict) else None
    return str(found) if type(found) is int else ""
