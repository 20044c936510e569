"""Updates by getUpdates: acknowledged only after each is committed, parked or kept aside (MECHANICS 21, 22)."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence

from adapters.common.batch import COMMITS_S, Item, hand_over
from adapters.telegram.calls import Api, Given, Refusal, read_reply
from adapters.telegram.decode import UPDATE_KINDS
from adapters.telegram.updates import PLATFORM, Heard, Updates
from engine.runtime.ports import Answer, Ledger

log = logging.getLogger("smena.telegram")

POLL_S = 25  # getUpdates waits this long for something to come
BATCH_MOST = 100  # Bot API: getUpdates.limit
LEASE_S = 60.0  # the sole right to poll; longer than a poll, its commits and a pause together
STANDBY_S = 5.0  # a worker that has not the right asks again
AGAIN_S, AGAIN_MOST_S = 0.2, 30.0  # after a failure
LAST_S = 2.0  # the last acknowledgement, when polling stops
UPDATE_ID = re.compile(rb'"update_id"\s*:\s*([0-9]{1,15})')
MENDED = {
    401: "Telegram refuses the token (401): correct SMENA_TELEGRAM_TOKEN",
    404: "Telegram knows no such bot (404): correct SMENA_TELEGRAM_TOKEN",
    409: "another program polls this bot, or a webhook is set (409): stop the other one",
}

Reply = Callable[[str, Answer], None]


class Poll:
    """One bot's poll. At most one worker polls: the ledger's lease says which."""

    def __init__(self, api: Api, ledger: Ledger, updates: Updates, reply: Reply) -> None:
        """`reply(query, answer)` answers a press and returns at once."""
        self._api = api
        self._ledger = ledger
        self._updates = updates
        self._reply = reply
        self._bot = updates.me.key
        self._owner = secrets.token_hex(8)
        self._offset = 0  # what comes next; 0 = whatever Telegram has
        self._asked = 0  # the offset that Telegram was told last
        self._limit = BATCH_MOST
        self._failures = 0
        self._standing_by = False
        self._batch: asyncio.Task[None] | None = None
        self.poll_s = POLL_S
        self.commits_s = COMMITS_S

    async def run(self) -> None:
        """Poll until cancelled; then what was begun is finished and acknowledged, within ten seconds."""
        try:
            while True:
                await self._turn()
        finally:
            await self._finish()

    async def _turn(self) -> None:
        try:
            if not await self._ledger.hold_poll(self._bot, self._owner, LEASE_S):
                await self._stand_by()
                return
            self._standing_by = False
            await self._once()
            self._failures = 0
        except Exception as wrong:  # the edge of the poll: whatever it is, intake goes on
            self._failures += 1
            await self._pause(wrong)

    async def _pause(self, wrong: Exception) -> None:
        """Tell what went wrong, and wait: longer each time, and not all workers for the same time."""
        backoff_s = min(AGAIN_MOST_S, AGAIN_S * 2 ** min(self._failures - 1, 10)) * random.uniform(0.5, 1.0)
        told, level, wait_s = type(wrong).__name__, logging.WARNING, backoff_s  # a client's own words may hold the token
        if isinstance(wrong, PollFailed):
            told, wait_s = str(wrong), max(wrong.again_s, backoff_s)
            level = logging.ERROR if wrong.code in MENDED else level
        log.log(level, "polling Telegram: %s; asking again in %.1f s", told, wait_s)
        await asyncio.sleep(wait_s)

    async def _stand_by(self) -> None:
        if not self._standing_by:
            log.warning("another worker polls this bot; more than one worker needs SMENA_TELEGRAM_WEBHOOK")
        self._standing_by = True
        self._offset = 0  # whoever polls meanwhile moves it on
        await asyncio.sleep(STANDBY_S)

    async def _once(self) -> None:
        """Ask for one batch and take it in. Being cancelled meanwhile does not stop the taking in."""
        batch = await self._ask()
        if batch:
            self._batch = asyncio.create_task(self._take(batch))
            await asyncio.shield(self._batch)

    async def _ask(self) -> Sequence[object]:
        ask = {"offset": self._offset, "limit": self._limit, "timeout": self.poll_s, "allowed_updates": list(UPDATE_KINDS)}
        self._asked = self._offset
        status, body = await self._api.raw("getUpdates", ask, self.poll_s + 10)
        reply = read_reply(status, body)
        if isinstance(reply, Refusal):
            raise PollFailed(MENDED.get(reply.code, f"error {reply.code}"), reply)
        if not isinstance(reply, Given) or not isinstance(reply.result, list):
            await self._unreadable(body)
            return ()
        self._limit = BATCH_MOST
        return reply.result

    async def _unreadable(self, body: bytes) -> None:
        """Find the one update that makes a whole answer unreadable: ask for one at a time, and keep the bad one aside.

        Raises PollFailed: the poll must pause; StoreUnavailable.
        """
        found = UPDATE_ID.findall(body)
        if self._limit == 1 and len(found) == 1:
            await self._updates.quarantine(body, "an answer that cannot be read")
            self._offset = int(found[0]) + 1
            self._limit = BATCH_MOST
            return
        self._limit = 1
        raise PollFailed("an answer that cannot be read")

    async def _take(self, batch: Sequence[object]) -> None:
        """Commit, park or keep aside every update; only then move on. Raises StoreUnavailable: nothing is acknowledged."""
        heard = [one for update in batch if (one := await self._updates.hear(update)) is not None]
        await hand_over([self._item(one) for one in heard], self._updates.inbox, PLATFORM, self.commits_s)
        ids = [id for update in batch if isinstance(update, dict) and type(id := update.get("update_id")) is int]
        newest = max((id for id in ids if id < 2**53), default=-1)
        if newest < 0:
            raise PollFailed("a batch without ids")
        self._offset = newest + 1

    def _item(self, heard: Heard) -> Item:
        async def play() -> None:
            answer = await heard.commit()
            if heard.query:
                self._reply(heard.query, answer)

        return Item(heard.player, heard.delivery, heard.raw, play)

    async def _finish(self) -> None:
        """Finish the batch in hand, acknowledge it, and give up the right to poll."""
        if self._batch is not None and not self._batch.done():
            await asyncio.wait({self._batch}, timeout=self.commits_s + 1.0)
            if not self._batch.cancel() and not self._batch.cancelled():
                self._batch.exception()  # looked at, so that the loop does not complain of it
        await self._ended(self._acknowledge())  # what it is not told of comes again and is counted once
        await self._ended(self._ledger.release_poll(self._bot, self._owner))  # else it runs out by itself

    async def _acknowledge(self) -> None:
        if self._offset != self._asked:
            await self._api.raw("getUpdates", {"offset": self._offset, "limit": 1, "timeout": 0}, LAST_S)

    async def _ended(self, work: Awaitable[None]) -> None:
        """Do one of the last things; one that fails does not keep the other from being done."""
        try:
            await work
        except Exception as wrong:
            log.info("polling Telegram ends with %s", type(wrong).__name__)


class PollFailed(Exception):
    """A poll that gave nothing; its words are ours."""

    def __init__(self, words: str, no: Refusal | None = None) -> None:
        super().__init__(words)
        self.code = no.code if no else 0
        self.again_s = no.retry_after_s if no and no.code == 429 else 0.0
