"""Updates of Telegram on their way in, by polling or by webhook; presses are answered as soon as they are committed."""

from __future__ import annotations

import asyncio

from aiohttp import web

from adapters.telegram.calls import Api
from adapters.telegram.decode import Me
from adapters.telegram.deliver import TelegramMessenger
from adapters.telegram.polling import Poll
from adapters.telegram.updates import Updates
from adapters.telegram.webhook import Webhook
from engine.runtime.ports import Answer, Inbox, Incoming, Ledger

ANSWERS_MOST = 2000  # answers under way; above it a button turns until Telegram stops it
LAST_ANSWERS_S = 1.0  # they are waited for so long when polling stops


class TelegramIntake:
    """One bot's updates."""

    def __init__(self, api: Api, me: Me, inbox: Inbox, ledger: Ledger, messenger: TelegramMessenger) -> None:
        self._messenger = messenger
        self._updates = Updates(inbox, me)
        self.polling = Poll(api, ledger, self._updates, self._answer_later)
        self._webhook = Webhook(self._updates)
        self._answers: set[asyncio.Task[None]] = set()

    async def poll(self) -> None:
        """Poll until cancelled; owned by one worker at a time. What was begun is finished within ten seconds."""
        try:
            await self.polling.run()
        finally:
            if self._answers:
                await asyncio.wait(set(self._answers), timeout=LAST_ANSWERS_S)

    async def webhook(self, request: web.Request, secret: str) -> web.Response:
        """Answer POST /webhook/telegram."""
        return await self._webhook.handle(request, secret)

    def replay(self, raw: bytes) -> Incoming | None:
        """Read a parked update again; None if nobody can."""
        return self._updates.replay(raw)

    async def idle(self) -> None:
        """Wait until everything that came is committed and every press has been answered."""
        await self._webhook.idle()
        while self._answers:
            await asyncio.wait(set(self._answers))

    def _answer_later(self, query: str, answer: Answer) -> None:
        """Answer in the background: nobody waits for it, the commit is what counts."""
        if len(self._answers) < ANSWERS_MOST:
            task = asyncio.create_task(self._messenger.answer(query, answer))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)
