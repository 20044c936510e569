"""One update of VK on its way in, by long poll or Callback API: decoded, committed, then answered; knows no game."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial

from adapters.common.batch import Item
from adapters.common.bodies import Unreadable, parse
from adapters.vk.decode import Decoded, Ignored, Raw, Spinner, Undecodable, decode, delivery_of, emptied, spinner_of
from adapters.vk.deliver import VkMessenger
from engine.runtime.ports import Answer, Inbox, Incoming, Press, Reach

log = logging.getLogger("smena.vk")

PLATFORM = "vk"
ANSWERS_MOST = 2000  # answers under way; above it a button turns until VK stops it, after a minute
KINDS = ("message_new", "message_event", "message_allow", "message_deny")  # message_event is off unless switched on


class Intake:
    """Hands one community's updates to the inbox."""

    def __init__(self, inbox: Inbox, messenger: VkMessenger, group: int) -> None:
        self.inbox = inbox
        self.group = group
        self._messenger = messenger
        self._answers: set[asyncio.Task[None]] = set()

    async def item(self, raw: Raw) -> Item | None:
        """Make of an update what is to be committed; None if there is nothing to commit.

        What cannot be understood goes to quarantine. Raises StoreUnavailable: it could not be kept.
        """
        packed = b""
        try:
            packed = json.dumps(emptied(raw)).encode()  # in ASCII, so that half characters survive
            decoded = decode(raw, self.group)
        except Undecodable as wrong:
            why = str(wrong)
        except Exception as wrong:  # the edge of one update: whatever it is, intake goes on
            why = type(wrong).__name__
        else:
            return self._to_commit(decoded, raw, packed)
        await self.inbox.quarantine(PLATFORM, packed, why)
        return None

    def _to_commit(self, decoded: Decoded, raw: Raw, packed: bytes) -> Item | None:
        match decoded:
            case Press():
                return Item(decoded.player, decoded.delivery, packed, partial(self._receive, decoded, spinner_of(raw)))
            case Reach(player, chat, reachable):
                reach = partial(self.inbox.reach, player, chat, reachable)
                return Item(player, delivery_of(raw, self.group), packed, reach)
            case Ignored():
                self._answer(spinner_of(raw), Answer())
                return None

    def replay(self, raw: bytes) -> Incoming | None:
        """Read a parked update again; None if nobody can."""
        try:
            decoded = decode(parse(raw), self.group)
        except (Unreadable, Undecodable):
            return None
        return None if isinstance(decoded, Ignored) else decoded

    async def idle(self) -> None:
        """Wait until every press has been answered."""
        while self._answers:
            await asyncio.wait(set(self._answers))

    async def _receive(self, press: Press, spinner: Spinner | None) -> None:
        self._answer(spinner, await self.inbox.receive(press))

    def _answer(self, spinner: Spinner | None, answer: Answer) -> None:
        """Answer in the background: nobody waits for it, the commit is what counts."""
        if spinner is None or len(self._answers) >= ANSWERS_MOST:
            return
        task = asyncio.create_task(self._messenger.answer(spinner, answer))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)
