"""Updates of VK by its Callback API: `ok` is said after the commit and never before."""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from email.utils import formatdate
from typing import Any

from aiohttp import web

from adapters.common.bodies import Unreadable, parse, read_body
from adapters.vk.calls import VERSION
from adapters.vk.intake import KINDS, PLATFORM, Intake
from adapters.vk.library import Library, VKAPIError, reason
from engine.store.errors import StoreUnavailable

log = logging.getLogger("smena.vk")

COMMIT_S = 2.0  # VK repeats after some seconds; a commit that takes longer is answered 503 (MECHANICS 17)
COMMITS_MOST = 2000  # under way at once
AGAIN_S = 2  # when VK may try again
CODE_S = 10.0  # a confirmation code is asked for at most once in this time
BELIEVED = ("ok", "wait")  # an address that VK has asked, or is asking just now (vk-api-schema, groups.getCallbackServers)
TITLE = "Smena"  # at most 14 characters (vk-api-schema, groups.addCallbackServer)


class Callback:
    """One community's events, for `POST /webhook/vk`."""

    def __init__(self, intake: Intake, library: Library, secret: str) -> None:
        """`secret` is the one that VK puts into each event; never empty."""
        if not secret:
            raise ValueError("the Callback API needs a secret")
        self._intake = intake
        self._library = library
        self._secret = secret
        self._commits: set[asyncio.Task[None]] = set()
        self._code = ("", 0.0)  # the confirmation code, and until when it is believed

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one event: `ok`, 403 for a stranger's, 503 for what could not be committed in time."""
        try:
            event = parse(await read_body(request))
        except Unreadable:
            return web.Response(status=400)  # nobody has shown the secret yet: nothing is kept
        if event.get("group_id") != self._intake.group:
            return web.Response(status=403)
        secret = event.pop("secret", None)  # it is not to be parked or kept
        if event.get("type") == "confirmation":
            return await self._confirmation() if secret is None or self._known(secret) else web.Response(status=403)
        if not self._known(secret):
            return web.Response(status=403)
        return _again() if not await self._kept(event) else web.Response(text="ok")

    async def subscribe(self, url: str) -> None:
        """Tell VK where to send events, and which; an address that it believes already is left as it is.

        Setting one anew changes the confirmation code and is silence until VK has asked for it: with several workers behind
        one address each start of one would risk it for all.

        Raises VKAPIError, TimeoutError, ValueError. VK asks for the confirmation at once: `handle` must be served by then.
        """
        group = self._intake.group
        told = (await self._library.told("groups.getCallbackServers", group_id=group)).get("items")
        servers = [server for server in told if isinstance(server, dict)] if isinstance(told, list) else []
        server = next((server for server in servers if server.get("url") == url), {})
        id, known = server.get("id"), server.get("secret_key") == self._secret and server.get("status") in BELIEVED
        place: dict[str, Any] = {"group_id": group, "url": url, "title": TITLE, "secret_key": self._secret}
        if id is None or not known:
            self._code = ("", 0.0)  # VK makes a new one when servers change
        if id is None:
            id = (await self._library.told("groups.addCallbackServer", **place)).get("server_id")
        elif not known:
            await self._library.groups.edit_callback_server(server_id=id, **place)
        wanted: dict[str, Any] = {**dict.fromkeys(KINDS, True), "api_version": VERSION, "server_id": id}
        await self._library.groups.set_callback_settings(group, **wanted)

    async def idle(self) -> None:
        """Wait until nothing is being committed any more."""
        while self._commits:
            await asyncio.wait(set(self._commits))

    def _known(self, secret: object) -> bool:
        given = secret.encode("utf-8", "surrogatepass") if isinstance(secret, str) else b""
        return hmac.compare_digest(given, self._secret.encode())

    async def _confirmation(self) -> web.Response:
        """Answer VK's question whether this address is ours: the string that VK itself gives the community."""
        code, until = self._code
        if time.monotonic() >= until:
            try:
                told = await self._library.told("groups.getCallbackConfirmationCode", group_id=self._intake.group)
            except (VKAPIError, TimeoutError, ValueError) as wrong:
                log.warning("no confirmation code: %s", reason(wrong))
                return _again()
            code = str(told.get("code", ""))
            self._code = (code, time.monotonic() + CODE_S)
        return web.Response(text=code)

    async def _kept(self, event: dict[str, object]) -> bool:
        """Wait until an event is ours for good, not too long; False if it is to be delivered again."""
        if len(self._commits) >= COMMITS_MOST:
            return False
        commit = asyncio.create_task(self._committed(event))
        self._commits.add(commit)
        commit.add_done_callback(self._ended)
        await asyncio.wait({commit}, timeout=COMMIT_S)  # one that comes later counts once all the same
        return commit.done() and commit.exception() is None

    async def _committed(self, event: dict[str, object]) -> None:
        """Commit, park or quarantine. Raises StoreUnavailable."""
        item = await self._intake.item(event)
        if item is None:
            return
        try:
            await item.play()
        except StoreUnavailable:
            raise
        except Exception as wrong:  # a mistake of ours in one event: it is tried again by us, not by VK
            log.error("an event could not be played: %s", type(wrong).__name__)
            await self._intake.inbox.park(PLATFORM, item.delivery, item.raw)

    def _ended(self, commit: asyncio.Task[None]) -> None:
        self._commits.discard(commit)
        if not commit.cancelled() and (wrong := commit.exception()) is not None and not isinstance(wrong, StoreUnavailable):
            log.error("an event could not be kept: %s", type(wrong).__name__)


def _again() -> web.Response:
    """Ask VK to try again; it reads Retry-After as a date (vksdk, callback)."""
    return web.Response(status=503, headers={"Retry-After": formatdate(time.time() + AGAIN_S, usegmt=True)})
