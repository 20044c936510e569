"""Updates of Telegram on their way in: by polling or by webhook, acknowledged after the commit."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping

import aiohttp
from aiohttp import web

from adapters.common.batch import Item, hand_over
from adapters.common.bodies import Unreadable, parse, read_body, same_secret
from adapters.telegram.decode import UPDATE_KINDS, Ignored, Me, Pressed, Reach, Undecodable, decode
from adapters.telegram.deliver import TelegramMessenger, answer_fields
from engine.runtime.ports import Answer, Inbox, Ledger, Press
from engine.store.errors import StoreUnavailable

log = logging.getLogger("smena.telegram")

POLL_S = 25  # getUpdates waits this long for something to come
LEASE_S = 60.0  # the sole right to poll
COMMIT_S = 2.0  # a webhook whose commit takes longer answers 503 (MECHANICS 17)
AGAIN_MOST_S = 30.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header


class TelegramIntake:
    """One bot's updates."""

    def __init__(
        self, http: aiohttp.ClientSession, api: str, token: str, me: Me, inbox: Inbox, ledger: Ledger, messenger: TelegramMessenger
    ) -> None:
        self._http = http
        self._base = f"{api}/bot{token}"
        self._me = me
        self._inbox = inbox
        self._ledger = ledger
        self._messenger = messenger
        self._owner = secrets.token_hex(8)
        self._answers: set[asyncio.Task[None]] = set()

    # -- polling -------------------------------------------------------------------------------------------------

    async def poll(self) -> None:
        """Poll until cancelled; owned by one worker at a time."""
        offset, failures = 0, 0
        try:
            while True:
                try:
                    if not await self._ledger.hold_poll(str(self._me.id), self._owner, LEASE_S):
                        log.warning("another worker polls this bot; more than one worker needs SMENA_TELEGRAM_WEBHOOK")
                        await asyncio.sleep(5.0)
                        continue
                    offset = await self._once(offset)
                    failures = 0
                except (StoreUnavailable, aiohttp.ClientError, TimeoutError, OSError, ValueError) as wrong:
                    failures += 1
                    log.warning("polling Telegram: %s; trying again", type(wrong).__name__)
                    await asyncio.sleep(min(AGAIN_MOST_S, 0.2 * 2**failures))
        finally:
            await self._release()

    async def _once(self, offset: int) -> int:
        """Ask for one batch, play it, and answer the offset that acknowledges it."""
        ask = {"offset": offset, "timeout": POLL_S, "allowed_updates": list(UPDATE_KINDS)}
        limit = aiohttp.ClientTimeout(total=POLL_S + 10)
        async with self._http.post(f"{self._base}/getUpdates", json=ask, timeout=limit) as answer:
            told = await answer.json(content_type=None)
        if not isinstance(told, dict) or told.get("ok") is not True:
            await self._refused(told)
            return offset
        batch = [update for update in told["result"] if isinstance(update, dict)]
        items = [item for update in batch if (item := await self._item(update))]
        await hand_over(items, self._inbox, "telegram")
        ids = [update["update_id"] for update in batch if isinstance(update.get("update_id"), int)]
        return max(ids) + 1 if ids else offset

    async def _refused(self, told: object) -> None:
        code = told.get("error_code") if isinstance(told, dict) else "?"
        if code == 409:
            log.error("Telegram says another program polls this bot, or a webhook is set (409): stop the other one")
        elif code in (401, 404):
            log.error("Telegram refuses the token (%s): correct SMENA_TELEGRAM_TOKEN", code)
        else:
            log.warning("getUpdates: %s", code)
        await asyncio.sleep(3.0)

    async def _item(self, update: dict[str, object]) -> Item | None:
        raw = json.dumps(update, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            decoded = decode(update, self._me)
        except Undecodable as wrong:
            await self._inbox.quarantine("telegram", raw, str(wrong))
            return None
        match decoded:
            case Pressed(press, query):

                async def play() -> None:
                    answer = await self._inbox.receive(press)
                    if query:
                        self._answer_later(query, answer)

                return Item(press.player, press.delivery, raw, play)
            case Reach(player, chat, reachable):
                return Item(player, "", raw, lambda: self._inbox.reach(player, chat, reachable))
            case Ignored(_, query):
                if query:
                    self._answer_later(query, Answer())
        return None

    def _answer_later(self, query: str, answer: Answer) -> None:
        task = asyncio.create_task(self._messenger.answer(query, answer))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _release(self) -> None:
        try:
            await self._ledger.release_poll(str(self._me.id), self._owner)
        except StoreUnavailable:
            log.info("the right to poll will run out by itself")

    async def idle(self) -> None:
        """Wait until every press has been answered."""
        while self._answers:
            await asyncio.wait(set(self._answers))

    # -- webhook -------------------------------------------------------------------------------------------------

    async def webhook(self, request: web.Request, secret: str) -> web.Response:
        """Answer POST /webhook/telegram: 2xx says that the update is ours for good."""
        if not same_secret(request.headers.get(SECRET_HEADER, ""), secret):
            raise web.HTTPUnauthorized
        raw = await read_body(request)
        try:
            decoded = decode(parse(raw), self._me)
        except (Unreadable, Undecodable) as wrong:  # anything but 2xx would hold back what comes after it
            return await self._kept(raw, str(wrong))
        try:
            async with asyncio.timeout(COMMIT_S):
                return _reply(await self._played(decoded))
        except (StoreUnavailable, TimeoutError):
            return web.Response(status=503, headers={"Retry-After": "1"})

    async def _played(self, decoded: Pressed | Reach | Ignored) -> Mapping[str, object]:
        """Play what came; the answer to a press travels in the reply."""
        match decoded:
            case Pressed(press, query):
                answer = await asyncio.shield(asyncio.ensure_future(self._inbox.receive(press)))
                return answer_fields(query, answer) if query else {}
            case Reach(player, chat, reachable):
                await self._inbox.reach(player, chat, reachable)
            case Ignored(_, query) if query:
                return answer_fields(query, Answer())
        return {}

    async def _kept(self, raw: bytes, why: str) -> web.Response:
        try:
            await self._inbox.quarantine("telegram", raw, why)
        except StoreUnavailable:
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()

    def replay(self, raw: bytes) -> Press | None:
        """Read a parked update again; None if it is no press."""
        try:
            decoded = decode(json.loads(raw), self._me)
        except (ValueError, Undecodable):
            return None
        return decoded.press if isinstance(decoded, Pressed) else None


def _reply(fields: Mapping[str, object]) -> web.Response:
    """Answer a webhook, with a method to be carried out if there is one."""
    return web.json_response({"method": "answerCallbackQuery", **fields}) if fields else web.Response()
