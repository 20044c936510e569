"""What stands in every chat, and the way there: calls that come late, twice or without an answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.core.screen import Screen, Shown
from engine.runtime.ports import Done, Gone, NotApplied, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.world import Worker, World

LATE_MOST_S = 18.0  # a late drawing lands within this time after it was asked for


@dataclass(frozen=True, slots=True)
class Message:
    """One message of ours in a chat."""

    id: str
    screen: Screen
    changed: int  # counts up over the whole chat: the highest was touched last


@dataclass(slots=True)
class Chat:
    """One chat."""

    messages: dict[str, Message] = field(default_factory=dict)
    nonces: dict[int, str] = field(default_factory=dict)
    changes: int = 0
    sends: int = 0  # new messages that appeared
    busy_until: float = 0.0  # in a story: its platform does nothing before, and says when to come again
    refused: list[float] = field(default_factory=list)  # when it was asked in vain

    def put(self, id: str, screen: Screen) -> None:
        """Show a screen in a message."""
        self.changes += 1
        self.messages[id] = Message(id, screen, self.changes)

    @property
    def newest(self) -> Message | None:
        """The message that was sent last."""
        return list(self.messages.values())[-1] if self.messages else None

    @property
    def touched(self) -> Message | None:
        """The message that was changed last."""
        return max(self.messages.values(), key=lambda message: message.changed, default=None)


class SimMessenger:
    """Speaks `Messenger` for one worker."""

    def __init__(self, world: World, worker: Worker, tells_twins: bool) -> None:
        self._world = world
        self._worker = worker
        self._tells_twins = tells_twins

    async def send(self, chat: str, screen: Screen, nonce: int) -> Outcome:
        """Send a new message; a platform that tells twins shows one nonce once."""
        there = self._world.chats[chat]

        def apply() -> Outcome:
            if self._tells_twins and nonce in there.nonces:
                return Done(there.nonces[nonce])
            there.sends += 1
            id = str(there.sends)
            there.nonces[nonce] = id
            there.put(id, screen)
            self._world.note(f"{chat} #{id} sent: {screen.text.plain}")
            return Done(id)

        return await self._asked(there, apply)

    async def edit(self, chat: str, message: str, shown: Shown, screen: Screen) -> Outcome:
        """Bring a message to match the screen."""
        there = self._world.chats[chat]
        gone = self._world.happens(self._world.knobs.platform_gone)

        def apply() -> Outcome:
            if gone or message not in there.messages:
                there.messages.pop(message, None)
                return Gone()
            there.put(message, screen)
            self._world.note(f"{chat} #{message} edited: {screen.text.plain}")
            return Done(message)

        return await self._asked(there, apply)

    async def retire(self, chat: str, message: str) -> Outcome:
        """Take an old message's buttons away."""
        there = self._world.chats[chat]

        def apply() -> Outcome:
            if message in there.messages:
                old = there.messages[message]
                there.messages[message] = replace(old, screen=replace(old.screen, rows=()))
            return Done(message)

        return await self._asked(there, apply)

    def shut_s(self, chat: str) -> float:
        """No chat is shut: what is refused here is refused by chance."""
        return 0.0

    async def _asked(self, there: Chat, apply: Callable[[], Outcome]) -> Outcome:
        world, knobs = self._world, self._world.knobs
        await self._worker.breathe()
        if self._worker.cut_from_platforms:
            await world.loop.create_future()  # nothing arrives, nothing is answered
        if there.busy_until > world.loop.time():
            there.refused.append(world.loop.time())
            return NotApplied(there.busy_until - world.loop.time())
        if world.happens(knobs.platform_busy):
            await asyncio.sleep(world.delay(knobs.platform_delay_s))
            return NotApplied(world.random.uniform(0.1, 3.0))
        reply: asyncio.Future[Outcome] = world.loop.create_future()
        late, silent = world.happens(knobs.platform_late), world.happens(knobs.platform_silent)

        def lands() -> None:
            outcome = apply()
            if not silent and not reply.done():
                reply.set_result(outcome)

        delay_s = world.random.uniform(0, LATE_MOST_S) if late else world.delay(knobs.platform_delay_s)
        world.loop.call_later(delay_s, lands)
        return await reply
