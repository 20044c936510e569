"""Updates by webhook: 2xx says that an update is ours for good, and is said after the commit (MECHANICS 17)."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web

from adapters.common.bodies import Unreadable, parse, read_body, same_secret
from adapters.telegram.calls import Json
from adapters.telegram.deliver import answer_fields
from adapters.telegram.updates import Heard, Updates
from engine.store.errors import StoreUnavailable

log = logging.getLogger("smena.telegram")

COMMIT_S = 2.0  # what takes longer is answered 503
COMMITS_MOST = 2000  # under way at once
AGAIN_S = 1  # when Telegram may try again: it keeps to Retry-After
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header


class Webhook:
    """One bot's updates, for `POST /webhook/telegram`."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._commits: set[asyncio.Task[Json]] = set()

    async def handle(self, request: web.Request, secret: str) -> web.Response:
        """Answer one update: 200 with the answer to a press, 401 for a stranger's, 503 for what is to come again.

        `secret` is the one that Telegram was told; an empty one lets nobody in.
        """
        if not secret or not same_secret(request.headers.get(SECRET_HEADER, ""), secret):
            raise web.HTTPUnauthorized
        raw = await read_body(request)
        if len(self._commits) >= COMMITS_MOST:
            return _again()
        commit = asyncio.create_task(self._kept(raw))
        self._commits.add(commit)
        commit.add_done_callback(self._ended)
        await asyncio.wait({commit}, timeout=COMMIT_S)  # one that comes later counts once all the same
        if not commit.done() or commit.exception() is not None:
            return _again()
        fields = commit.result()
        return web.json_response({"method": "answerCallbackQuery", **fields}) if fields else web.Response()

    async def idle(self) -> None:
        """Wait until nothing is being committed any more."""
        while self._commits:
            await asyncio.wait(set(self._commits))

    async def _kept(self, raw: bytes) -> Json:
        """Commit, park or quarantine; gives what Telegram is to do for the presser. Raises StoreUnavailable."""
        try:
            update = parse(raw)
        except Unreadable as wrong:  # anything but 2xx would hold back what comes after it
            await self._updates.quarantine(raw, str(wrong))
            return {}
        heard = await self._updates.hear(update)
        return await self._committed(heard) if heard else {}

    async def _committed(self, heard: Heard) -> Json:
        try:
            answer = await heard.commit()
        except StoreUnavailable:
            raise
        except Exception as wrong:  # a mistake of ours in one press: it is tried again by us, not by Telegram
            log.error("an update could not be played: %s", type(wrong).__name__)
            await self._updates.park(heard)
            return {}
        return answer_fields(heard.query, answer) if heard.query else {}

    def _ended(self, commit: asyncio.Task[Json]) -> None:
        self._commits.discard(commit)
        if not commit.cancelled() and (wrong := commit.exception()) is not None and not isinstance(wrong, StoreUnavailable):
            log.error("an update could not be kept: %s", type(wrong).__name__)


def _again() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": str(AGAIN_S)})
