"""Updates of VK by Bots Long Poll: asked for again until they are committed or parked (MECHANICS 21, 22)."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from adapters.common.batch import COMMITS_S, Item, hand_over
from adapters.vk.calls import VERSION, Api
from adapters.vk.intake import KINDS, PLATFORM, Intake
from adapters.vk.library import Library, VKAPIError, reason
from engine.runtime.ports import Ledger
from engine.store.errors import StoreUnavailable

log = logging.getLogger("smena.vk")

POLL_S = 25  # how long VK holds an answer back (dev.vk.com, api/bots-long-poll: 25 advised, 90 at most)
LEASE_S = 60.0  # the sole right to poll; longer than a poll, its commits and a pause together
STANDBY_S = 5.0  # a worker that has not the right asks again
NO_RIGHT = (7, 15, 27)  # the token may not change the community's settings
AGAIN_S, AGAIN_MOST_S = 0.2, 30.0  # after a failure; getLongPollServer in a tight loop uses up its quota (error 29)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the poll is asked, and the key that VK lets us in with."""

    url: str
    key: str


class LongPoll:
    """One community's poll. At most one worker polls: the ledger's lease says which."""

    def __init__(self, api: Api, library: Library, ledger: Ledger, intake: Intake) -> None:
        self._api = api
        self._library = library
        self._ledger = ledger
        self._intake = intake
        self._bot = f"{PLATFORM}:{intake.group}"
        self._owner = secrets.token_hex(8)
        self._server: Server | None = None
        self._ts = ""
        self._failures = 0
        self._switched = False  # the kinds of updates are on
        self.begun = asyncio.Event()  # VK keeps for us what is sent from now on
        self.gaps = 0  # times that VK told us of updates it has lost
        self.on_gap: Callable[[], None] = lambda: None  # told of each
        self.poll_s: float = POLL_S
        self.commits_s: float = COMMITS_S

    async def run(self) -> None:
        """Poll until cancelled."""
        try:
            while True:
                await self._turn()
        finally:
            try:
                await self._ledger.release_poll(self._bot, self._owner)
            except StoreUnavailable:
                log.info("the right to poll will run out by itself")

    async def _turn(self) -> None:
        try:
            if not await self._ledger.hold_poll(self._bot, self._owner, LEASE_S):
                self._server = None  # whoever polls meanwhile moves ts on
                log.info("another worker polls VK; more than one worker needs SMENA_VK_CALLBACK")
                await asyncio.sleep(STANDBY_S)
                return
            server = self._server or await self._begin()
            await self._poll(server)
        except Exception as wrong:  # the edge of the poll: whatever it is, intake goes on
            self._failures += 1
            log.warning("polling VK: %s; trying again", _mended(wrong))
            await asyncio.sleep(min(AGAIN_MOST_S, AGAIN_S * 2 ** min(self._failures - 1, 10)))

    async def _begin(self) -> Server:
        """Switch the kinds of updates on, find the server, and go on where the last poll ended."""
        await self._switch_on()
        server, fresh = await self._find()
        self._ts = await self._ledger.cursor(self._bot)
        if not self._ts:
            await self._move(fresh)
        self._server = server
        self.begun.set()
        return server

    async def _switch_on(self) -> None:
        """Ask for presses too, which VK does not send unless told; a token without that right leaves it to a person."""
        if self._switched:
            return
        wanted: dict[str, Any] = {**dict.fromkeys(KINDS, True), "api_version": VERSION, "enabled": True}
        try:
            await self._library.groups.set_long_poll_settings(self._intake.group, **wanted)
        except VKAPIError as wrong:
            if wrong.code not in NO_RIGHT:
                raise
            log.error("VK, %s: switch on %s by hand in the community's Long Poll settings", reason(wrong), ", ".join(KINDS))
        self._switched = True

    async def _find(self) -> tuple[Server, str]:
        """Ask for the server with a key, and for the ts that VK would begin at."""
        told = await self._library.told("groups.getLongPollServer", group_id=self._intake.group)
        url, key, ts = told.get("server"), told.get("key"), told.get("ts")
        if not isinstance(url, str) or not isinstance(key, str) or not isinstance(ts, (str, int)):
            raise ValueError("groups.getLongPollServer told no server, key or ts")
        if not self._api.trusts(url):
            raise ValueError("the poll's address is not VK's")
        return Server(url, key), str(ts)

    async def _move(self, ts: str) -> None:
        await self._ledger.save_cursor(self._bot, ts)
        self._ts = ts

    async def _poll(self, server: Server) -> None:
        """Ask once; ts moves on only after every update is committed or parked."""
        told = await self._asked(server)
        if "failed" in told:
            await self._failed(told)
            return
        ts, updates = told.get("ts"), told.get("updates")
        if not isinstance(ts, (str, int)) or not isinstance(updates, list):
            self._server = None
            raise ValueError("an answer without ts or updates")
        items = [item for update in updates if (item := await self._item(update)) is not None]
        await hand_over(items, self._intake.inbox, PLATFORM, self.commits_s)
        if str(ts) != self._ts:
            await self._move(str(ts))
        self._failures = 0

    async def _item(self, update: object) -> Item | None:
        if isinstance(update, dict):
            return await self._intake.item(update)
        await self._intake.inbox.quarantine(PLATFORM, json.dumps(update).encode(), "not an object")
        return None

    async def _asked(self, server: Server) -> dict[str, object]:
        ask = {"act": "a_check", "key": server.key, "ts": self._ts, "wait": f"{self.poll_s:g}"}
        limit = aiohttp.ClientTimeout(total=self.poll_s + 10, connect=5.0)
        async with self._api.http.get(server.url, params=ask, timeout=limit, allow_redirects=False) as answer:
            body = await answer.read()
        try:
            told = json.loads(body)
        except RecursionError:
            raise ValueError("nested too deep") from None
        if not isinstance(told, dict):
            raise ValueError("the poll answered no object")
        return told

    async def _failed(self, told: dict[str, object]) -> None:
        """Go on after `failed`: 1 gives a new ts, 2 wants a new key, 3 both (dev.vk.com, api/bots-long-poll)."""
        code, ts = told.get("failed"), told.get("ts")
        if code == 1 and isinstance(ts, (str, int)):
            await self._gap(str(ts))
        elif code in (1, 2, 3):
            self._server, fresh = await self._find()
            if code != 2:
                await self._gap(fresh)
        else:
            self._server = None
            raise ValueError(f"failed {code!r:.20}")
        self._failures += 1
        if self._failures > 1:  # once is the course of things, again and again is not
            await asyncio.sleep(min(AGAIN_MOST_S, AGAIN_S * 2 ** min(self._failures - 2, 10)))

    async def _gap(self, ts: str) -> None:
        self.gaps += 1
        self.on_gap()
        log.warning("VK has lost updates, for the %d. time since the start", self.gaps)
        await self._move(ts)


def _mended(wrong: Exception) -> str:
    """Say why a poll failed; where VK refuses the right to it, how it is given."""
    denied = isinstance(wrong, VKAPIError) and wrong.code in (7, 15)
    mend = ": give SMENA_VK_TOKEN the right to manage the community, and switch Long Poll on in its settings, under API"
    return reason(wrong) + (mend if denied else "")
