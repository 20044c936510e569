"""VK's errors: a code, VK's own words for it, and what is wrong in this call. Pure.

Sources of all the VK files here: [DEV] a page of dev.vk.com, [SCHEMA] VKCOM/vk-api-schema 5.199, [IO] limits that vk-io's
builder throws on, [SEEN] words that others have met and written down (their public trackers), [MEM] not found written down.
"""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {  # [SCHEMA] errors.json; what goes beyond it bears its own mark
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed: invalid access_token (4).",  # [SEEN]
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required",
    27: "Group authorization failed: method is unavailable with group auth.",  # [SEEN]
    28: "Application authorization failed",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    103: "Out of limits",
    104: "Not found",
    105: "Couldn't save file",
    113: "Invalid user id",
    118: "Invalid server",
    121: "Invalid hash",
    125: "Invalid group id",
    129: "Invalid photo",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    910: "Can't sent this message, because it's too big",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    913: "Too many forwarded messages",
    914: "Message is too long",
    917: "You don't have access to this chat",
    920: "Can't edit this kind of message",
    922: "You left this chat",
    924: "Can't delete this message for everybody",
    925: "You are not admin of this chat",
    927: "Chat does not exist",
    936: "Contact not found",
    945: "Chat was disabled",
    946: "Chat not supported",
    949: "Can't edit pinned message yet",
    950: "Can't send message, reply timed out",
    983: "You are restricted to write to a chat",  # [DEV] method/messages.unpin
    1012: "Writing is disabled for this chat",
    2000: "Servers number limit is reached",
}


@dataclass(frozen=True, slots=True)
class VkError(Exception):
    """An answer with an error."""

    code: int
    words: str = ""

    def told(self) -> str:
        """Give VK's words for the code, and what is wrong in this call."""
        general = WORDS.get(self.code, "Error")
        return f"{general}: {self.words}" if self.words else general


def wrong(words: str) -> VkError:
    """Make error 100, which VK gives to whatever is missing or of a wrong form."""
    return VkError(100, words)
