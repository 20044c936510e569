"""Updates on their way to the bot: kept until confirmed, fetched by getUpdates with the real server's manners."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.sandbox.telegram_rules import Refusal, number

Call = dict[str, object]
PRESS_LIVES_S = 150.0  # [SRV] an undelivered callback query is dropped: add_update(..., 150, ...)
MESSAGE_LIVES_S = 86400.0  # [API] updates are kept for 24 hours
BATCH_MOST = 100  # [API] getUpdates.limit
POLL_MOST_S = 50  # [SRV] LONG_POLL_MAX_TIMEOUT
AGAIN_S, AGAIN_WAIT_S, CONFLICT_S = 0.5, 3.0, 3.0  # [SRV] process_get_updates_query, fail_query_conflict
NOT_UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}  # [SRV] kinds that must be asked for by name
KINDS = {"message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query", "poll"} | NOT_UNASKED
KINDS |= {"chosen_inline_result", "poll_answer", "my_chat_member", "chat_join_request", "shipping_query", "pre_checkout_query"}
WEBHOOK_IS_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_WAS_SET = "Conflict: terminated by setWebhook request"


@dataclass(slots=True)
class Waiting:
    """One update that the bot has not confirmed."""

    id: int  # its place in the queue; forged bodies may bear another
    body: Call
    queue: int  # [SRV] ordered within, parallel across: a chat for messages, a user for presses
    until: float  # the moment it expires
    handed: bool = False  # has been in a batch


@dataclass(slots=True)
class Updates:
    """The bot's queue."""

    clock: Callable[[], float]
    hurry: float  # how many times faster than the real one the manners below are
    spent: int = 0  # numbers that were given before
    waiting: list[Waiting] = field(default_factory=list)
    last_id: int = field(init=False)
    asked: tuple[str, ...] = ()  # kinds that the bot has asked for; () = all but those that must be named
    double: bool = False  # deliver every update twice
    confirmed: int = 0  # the newest id that a poll has confirmed
    polls: int = 0
    on_push: Callable[[int], None] | None = None  # told the queue of whatever comes in
    webhook_set: Callable[[], bool] = lambda: False
    _poller: asyncio.Future[None] | None = None  # the getUpdates that waits
    _asked_before: tuple[int, float] = (-1, 0.0)
    _conflict_at: float = float("-inf")

    def __post_init__(self) -> None:
        self.last_id = 5000 + self.spent

    def push(self, kind: str, payload: object, queue: int) -> int:
        """Put an update into the queue; answers its id, 0 if the bot has not asked for this kind. [SRV] add_update_impl."""
        if kind not in self.asked if self.asked else kind in NOT_UNASKED:
            return 0
        lives_s = PRESS_LIVES_S if kind == "callback_query" else MESSAGE_LIVES_S
        return self.push_raw({"update_id": self.last_id + 1, kind: payload}, queue, lives_s)

    def push_raw(self, body: Call, queue: int = 0, lives_s: float = MESSAGE_LIVES_S) -> int:
        """Put any body into the queue, also one that no real server would send; it keeps its own update_id."""
        given = body.get("update_id")
        self.last_id = max(self.last_id + 1, given if isinstance(given, int) else 0)
        update = Waiting(self.last_id, body, queue or -self.last_id, self.clock() + lives_s)  # [SRV] no queue: one of its own
        self.waiting += [update, update] if self.double else [update]
        self.wake_poll()
        if self.on_push is not None:
            self.on_push(update.queue)
        return update.id

    def allow(self, kinds: object) -> None:
        """Read `allowed_updates`: absent = as before; [] or nothing known = the default. [SRV] get_allowed_update_types."""
        if isinstance(kinds, list):
            self.asked = tuple(kind for kind in map(str, kinds) if kind in KINDS)

    def alive(self) -> list[Waiting]:
        """List what has not expired."""
        self.waiting = [update for update in self.waiting if update.until > self.clock()]
        return self.waiting

    async def poll(self, call: Mapping[str, object]) -> list[Call]:
        """Answer getUpdates. Raises Refusal."""
        if self.webhook_set():
            await self._conflict(WEBHOOK_IS_SET)
        self.polls += 1
        self.allow(call.get("allowed_updates"))
        offset, limit = number(call, "offset"), min(max(number(call, "limit") or BATCH_MOST, 1), BATCH_MOST)
        limit, timeout_s = self._slowed(offset, limit, min(max(number(call, "timeout"), 0), POLL_MOST_S))
        self._confirm(offset)
        if not self.alive() and timeout_s:
            await self._wait(timeout_s)
        batch = self.alive()[:limit]
        for update in batch:
            update.handed = True
        return [update.body for update in batch]

    def drop(self, update: Waiting) -> None:
        """Forget an update, unless that was done meanwhile: it may expire while it is being delivered."""
        if update in self.waiting:
            self.waiting.remove(update)

    def wake_poll(self) -> None:
        """Let the getUpdates that waits look again, and answer."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def stop_poll(self, why: str = WEBHOOK_WAS_SET) -> None:
        """End the getUpdates that waits, with a conflict. [SRV] abort_long_poll."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(Refusal(409, why))

    async def _wait(self, timeout_s: float) -> None:
        """Wait for an update; a newer getUpdates ends the older one that waits, not itself."""
        self.stop_poll(OTHER_POLLER)
        poller = self._poller = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout_s):
                await poller
        except TimeoutError:
            pass
        except Refusal as no:
            await self._conflict(no.description)

    async def _conflict(self, why: str) -> None:
        """Refuse at once, or three seconds later if that has just happened. [SRV] fail_query_conflict."""
        now = asyncio.get_running_loop().time()
        if now < self._conflict_at + CONFLICT_S / self.hurry:
            await asyncio.sleep(CONFLICT_S / self.hurry)
        else:
            self._conflict_at = now
        raise Refusal(409, why)

    def _slowed(self, offset: int, limit: int, timeout_s: float) -> tuple[int, float]:
        """Slow down a bot that asks for the same again and again. [SRV] process_get_updates_query."""
        now = asyncio.get_running_loop().time()
        before, at = self._asked_before
        self._asked_before = (offset, now)
        if offset == before and timeout_s < AGAIN_WAIT_S and now < at + AGAIN_WAIT_S / self.hurry:
            timeout_s = AGAIN_WAIT_S / self.hurry
        return 1 if offset == before and now < at + AGAIN_S / self.hurry else limit, timeout_s

    def _confirm(self, offset: int) -> None:
        """Forget what an offset confirms; negative = all but the last so many. [API] getUpdates.offset."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            self.confirmed = max(self.confirmed, offset - 1)
            self.waiting = [update for update in self.waiting if not _is_confirmed(update, offset)]


def _is_confirmed(update: Waiting, offset: int) -> bool:
    forged = update.body.get("update_id") != update.id
    return update.handed if forged else update.id < offset  # no offset can name a forged id: once handed over, it is gone
