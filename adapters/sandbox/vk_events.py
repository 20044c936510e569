"""The community's stream of events, and Bots Long Poll, which gives it out in order."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping

from aiohttp import web

from adapters.sandbox.vk_callback import CallbackServers, Delivered, Event
from adapters.sandbox.vk_errors import wrong

WAIT_S, WAIT_MOST_S = 25.0, 90.0  # [DEV] bots-long-poll/getting-started: wait
KEPT_MOST = 20_000  # events that the queue keeps; how many VK keeps is not published
# [SCHEMA] groups_long_poll_events, and message_event, which the schema forgets
KINDS = (
    "audio_new", "board_post_delete", "board_post_edit", "board_post_new", "board_post_restore", "donut_money_withdraw",
    "donut_money_withdraw_error", "donut_subscription_cancelled", "donut_subscription_create", "donut_subscription_expired",
    "donut_subscription_price_changed", "donut_subscription_prolonged", "group_change_photo", "group_change_settings",
    "group_join", "group_leave", "group_officers_edit", "lead_forms_new", "market_comment_delete", "market_comment_edit",
    "market_comment_new", "market_comment_restore", "market_order_edit", "market_order_new", "message_allow",
    "message_deny", "message_edit", "message_event", "message_new", "message_reaction_event", "message_read",
    "message_reply", "message_typing_state", "photo_comment_delete", "photo_comment_edit", "photo_comment_new",
    "photo_comment_restore", "photo_new", "poll_vote_new", "user_block", "user_unblock", "video_comment_delete",
    "video_comment_edit", "video_comment_new", "video_comment_restore", "video_new", "wall_post_new", "wall_reply_delete",
    "wall_reply_edit", "wall_reply_new", "wall_reply_restore", "wall_repost", "wall_schedule_post_delete",
    "wall_schedule_post_new",
)  # fmt: skip
ON_AT_FIRST = ("message_new",)  # message_event and the others are off until somebody turns them on


class Events:
    """One community's events: for each, who wants it, by poll and by callback."""

    def __init__(self, group: int, hurry: float, spent: int = 0) -> None:
        self.group = group
        self.queue: list[Event] = []
        self.first = 1 + spent  # ts of the first event that is still kept
        self.lost = 0 if spent else 1  # whatever is below this ts is lost
        self.on = set(ON_AT_FIRST)  # for the long poll; each callback server has its own
        self.enabled = True  # a community's long poll; off by itself it is a switch that people forget
        self.key = secrets.token_hex(20)
        self.callbacks = CallbackServers(group, hurry, ON_AT_FIRST)
        self.double = False  # deliver every event twice
        self.fail_next = 0  # the next long poll answers with this `failed`
        self._new = asyncio.Event()
        self._stopped = False

    def push(self, kind: str, body: object) -> str:
        """Put an event into the stream; answers its id, "" if nobody has switched this kind on."""
        id = secrets.token_hex(20)
        event: Event = {"group_id": self.group, "type": kind, "event_id": id, "v": "5.199", "object": body}
        polled = self.enabled and kind in self.on
        if polled:
            self._queue(event)
        return id if self.callbacks.send(event, kind, self.double) or polled else ""

    def push_raw(self, event: Event) -> None:
        """Put any event into the stream, also one that VK would never send."""
        if not self.callbacks.send(event, None, self.double):
            self._queue(event)

    @property
    def ts(self) -> int:
        """The number that the next event will get."""
        return self.first + len(self.queue)

    def forget(self) -> None:
        """Lose what is in the queue: a poll that has not got it will be told `failed` 1."""
        self.first = self.lost = self.ts + 1
        self.queue.clear()

    def expire_key(self) -> None:
        """Let the key expire: a poll with it will be told `failed` 2."""
        self.key = secrets.token_hex(20)

    def switch(self, call: Mapping[str, str]) -> int:
        """Carry out groups.setLongPollSettings."""
        if "enabled" in call:
            self.enabled = call["enabled"] == "1"
        switch(self.on, call)
        return 1

    def server(self, base_url: str) -> Event:
        """Carry out groups.getLongPollServer. Raises VkError."""
        if not self.enabled:
            raise wrong("longpoll for this group is not enabled.")  # [SEEN]
        return {"server": f"{base_url}/longpoll", "key": self.key, "ts": str(self.ts)}

    def settings(self) -> Event:
        """Carry out groups.getLongPollSettings."""
        return {"is_enabled": self.enabled, "api_version": "5.199", "events": {kind: int(kind in self.on) for kind in KINDS}}

    async def check(self, request: web.Request) -> web.Response:
        """Answer a long poll: `failed` for what cannot go on, else what is new from ts on."""
        asked = request.query
        if (failed := self._failed(asked)) is not None:
            return web.json_response(failed)
        ts = int(asked["ts"])
        await self._news(ts, min(float(asked.get("wait") or WAIT_S), WAIT_MOST_S))
        return web.json_response({"ts": str(self.ts), "updates": self.queue[max(0, ts - self.first) :]})

    def _failed(self, asked: Mapping[str, str]) -> Event | None:
        """[DEV] same page: 1 history lost, go on with the new ts; 2 the key has expired; 3 new key and ts; None = goes on."""
        code, self.fail_next = self.fail_next, 0
        ts = asked.get("ts", "")
        if not code and (asked.get("act") != "a_check" or not ts.isdecimal()):
            return {"failed": 3, "error": "invalid ts"}
        if code in (2, 3):
            self.expire_key()
        if not code and asked.get("key") != self.key:
            code = 2
        if not code and not self.lost <= int(ts) <= self.ts:
            code = 1
        if not code:
            return None
        return {"failed": code, "ts": self.ts} if code == 1 else {"failed": code}

    async def _news(self, ts: int, wait_s: float) -> None:
        """Wait until there is something from ts on, or the time is over."""
        try:
            async with asyncio.timeout(wait_s):
                while ts >= self.ts and not self._stopped:
                    self._new.clear()
                    await self._new.wait()
        except TimeoutError:
            pass

    def _queue(self, event: Event) -> None:
        self.queue += [event, event] if self.double else [event]
        if (over := len(self.queue) - KEPT_MOST) > 0:
            del self.queue[:over]
            self.first += over
            self.lost = self.first
        self._new.set()

    async def stop(self) -> None:
        """Let the polls go, and stop delivering."""
        self._stopped = True
        self._new.set()
        await self.callbacks.stop()

    # -- what tests look at in the callback servers ------------------------------------------------------------------

    @property
    def confirmation(self) -> str:
        """The string that an address must answer with to be believed."""
        return self.callbacks.confirmation

    @property
    def confirmed(self) -> asyncio.Event:
        """Set while every address has answered rightly."""
        return self.callbacks.confirmed

    @property
    def delivered(self) -> list[Delivered]:
        """Every attempt to deliver."""
        return self.callbacks.delivered


def switch(on: set[str], call: Mapping[str, str]) -> None:
    """Turn kinds of events on and off as a call says."""
    for kind in KINDS:
        if kind in call:
            (on.add if call[kind] in ("1", "true", "True") else on.discard)(kind)
