"""What goes to a chat once and is not kept up to date: words, a file, an old message's buttons taken away. Promises nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from engine.core.screen import Screen
from engine.core.text import Text
from engine.runtime.ports import Messenger, NotApplied, Outcome, Unknown

TRIES, WAIT_MOST_S, CALL_S = 5, 5.0, 20.0


@dataclass(frozen=True, slots=True)
class File:
    """A small file that is made on the spot."""

    name: str
    content: bytes
    words: str  # that stand with it


@runtime_checkable
class Handing(Protocol):
    """A messenger that can hand over files."""

    async def hand(self, chat: str, file: File, nonce: int) -> Outcome:
        """Send a file; `nonce` as in `Messenger.send`."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """One messenger, and what must be known of it to deliver."""

    messenger: Messenger
    tells_twins: bool  # a send repeated with the same nonce shows nothing new (VK's random_id)
    door: str = ""  # what a start code is put after to make a link into the bot's private chat; "" = there are no such links


class Outside:
    """Speaks to chats of all platforms."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        """`platforms` by the prefix of a chat (`tg`, `vk`)."""
        self._platforms = platforms

    def door(self, chat: str, code: str) -> str:
        """Make a link with a start code into another messenger than this chat's; "" where there is none."""
        here = chat.partition(":")[0]
        doors = [platform.door for prefix, platform in sorted(self._platforms.items()) if prefix != here and platform.door]
        return f"{doors[0]}{code}" if doors else ""

    async def say(self, chat: str, words: Text, nonce: int) -> None:
        """Send plain words."""
        if (platform := self._of(chat)) is not None:
            await _insisting(lambda: platform.messenger.send(chat, Screen(words), nonce))

    async def retire(self, chat: str, message: str) -> None:
        """Take the buttons away from a message."""
        if (platform := self._of(chat)) is not None:
            await _insisting(lambda: platform.messenger.retire(chat, message))

    async def hand(self, chat: str, file: File, nonce: int) -> Outcome | None:
        """Send a file; None where the messenger cannot."""
        platform = self._of(chat)
        if platform is None or not isinstance(messenger := platform.messenger, Handing):
            return None
        return await _insisting(lambda: messenger.hand(chat, file, nonce))

    def _of(self, chat: str) -> Platform | None:
        return self._platforms.get(chat.partition(":")[0])


async def _insisting(call: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Call until it was applied, or may have been; at most a few times."""
    outcome: Outcome = Unknown("not tried")
    for _ in range(TRIES):
        try:
            async with asyncio.timeout(CALL_S):
                outcome = await call()
        except TimeoutError:
            return Unknown("no answer in time")
        if not isinstance(outcome, NotApplied):
            break
        await asyncio.sleep(min(outcome.retry_after_s, WAIT_MOST_S))
    return outcome
