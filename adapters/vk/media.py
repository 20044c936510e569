"""Pictures at VK: uploaded once for each content, remembered by its hash; without one the words say what it shows."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import aiohttp

from adapters.common.raster import off_the_loop
from adapters.vk.calls import Api
from adapters.vk.library import Library, VKAPIError, reason
from engine.core.screen import Screen
from engine.core.view import Picture
from engine.runtime.ports import Ledger
from engine.store.errors import StoreUnavailable

log = logging.getLogger("smena.vk")

K = TypeVar("K")
Raster = Callable[[Picture, str], bytes | None]  # the picture as PNG or JPEG; the game whose file it may be
KNOWN_MOST = 2000  # pictures whose ids a worker keeps at hand
UPLOAD_S = 20.0  # one upload of a picture
WAIT_S = 2.0  # a screen waits so long for its picture, then it is asked for again
FORGET_S = 600.0  # a picture that VK refuses again so soon after an upload is not uploaded once more
FAILED_S = 60.0  # after a failure the words stand in for the picture so long


@dataclass(frozen=True, slots=True)
class Attached:
    """What goes with a message; without an id only words do."""

    key: str = ""
    id: str = ""  # `photo-1_2_key`
    remembered: bool = False  # it was uploaded earlier: VK may have forgotten it
    film: bool = False  # a video of the community, which may be hidden or deleted


class Media:
    """Knows VK's ids of pictures. One a worker."""

    def __init__(self, api: Api, library: Library, ledger: Ledger, raster: Raster, group: int) -> None:
        self._api = api
        self._library = library
        self._ledger = ledger
        self._raster = raster
        self._bot = f"vk:{group}"
        self._known: OrderedDict[str, str] = OrderedDict()
        self._keys: OrderedDict[tuple[str, str], str] = OrderedDict()  # by game and file
        self._uploads: dict[str, asyncio.Task[str]] = {}
        self._failed: dict[str, float] = {}  # until when
        self._forgotten: dict[str, float] = {}  # when

    async def attach(self, screen: Screen) -> Attached | None:
        """Find or upload the picture of a screen (of a video: its poster); None while it is being uploaded."""
        film = screen.video.kept_at("vk") if screen.video else ""
        if film and self._failed.get(film, 0.0) <= asyncio.get_running_loop().time():
            return Attached(film, film, film=True)
        picture = screen.picture or (screen.video.poster if screen.video else None)
        if picture is None:
            return Attached()
        key = await self._key(picture, screen.game)
        if not key or self._failed.get(key, 0.0) > asyncio.get_running_loop().time():
            return Attached()
        found = await self._recall(key)
        if found:
            return Attached(key, found, remembered=True)
        upload = self._uploads.get(key)
        if upload is None:
            upload = self._uploads[key] = asyncio.create_task(self._upload(key, picture, screen.game))
            upload.add_done_callback(lambda _: self._uploads.pop(key, None))
        await asyncio.wait({upload}, timeout=WAIT_S)  # whoever stops waiting leaves it to the next
        return Attached(key, upload.result()) if upload.done() else None

    async def forget(self, attached: Attached) -> bool:
        """Take back what VK may not know any more; False if that was tried not long ago: it is not the picture then."""
        now = asyncio.get_running_loop().time()
        if self._forgotten.get(attached.key, -FORGET_S) + FORGET_S > now:
            return False
        self._forgotten = {key: at for key, at in self._forgotten.items() if at + FORGET_S > now} | {attached.key: now}
        self._known.pop(attached.key, None)
        try:
            await self._ledger.remember(self._bot, attached.key, "")
        except StoreUnavailable:
            self._failed[attached.key] = now + FAILED_S
        return True

    def refuse(self, film: str) -> None:
        """Note that a film cannot be seen: its poster stands in for it for a while."""
        log.warning("%s cannot be seen, its poster stands in: see that it exists and that everybody may watch it", film)
        self._fail(film)

    def _fail(self, key: str) -> None:
        now = asyncio.get_running_loop().time()
        self._failed = {known: until for known, until in self._failed.items() if until > now} | {key: now + FAILED_S}

    async def _key(self, picture: Picture, game: str) -> str:
        if picture.svg:
            return hashlib.sha256(picture.svg.encode("utf-8", "surrogatepass")).hexdigest()
        place = (game, picture.file)
        if place not in self._keys:
            content = await off_the_loop(self._raster, picture, game)
            _keep(self._keys, place, hashlib.sha256(content).hexdigest() if content else "")
        return self._keys[place]

    async def _recall(self, key: str) -> str:
        if key not in self._known:
            try:
                found = await self._ledger.recall(self._bot, key)
            except StoreUnavailable:
                return ""
            if not found:
                return ""
            _keep(self._known, key, found)
        return self._known[key]

    async def _upload(self, key: str, picture: Picture, game: str) -> str:
        """Upload a picture and answer its id; "" if that failed, whatever the reason: words stand in for it."""
        try:
            async with asyncio.timeout(UPLOAD_S):
                content = await off_the_loop(self._raster, picture, game)
                id = await self._saved(content) if content else ""
        except (VKAPIError, aiohttp.ClientError, TimeoutError, ValueError) as wrong:
            log.warning("a picture of %s could not be uploaded: %s", game, reason(wrong))
            id = ""
        if not id:
            self._fail(key)
            return ""
        _keep(self._known, key, id)
        try:
            await self._ledger.remember(self._bot, key, id)
        except StoreUnavailable:
            log.warning("the id of a picture of %s could not be kept", game)
        return id

    async def document(self, peer: str, name: str, content: bytes) -> str:
        """Upload a document for one peer and answer its id; "" if that failed. It is kept nowhere.

        Three requests: where to, the bytes, save (dev.vk.com, api/upload/doc-in-message).
        """
        try:
            async with asyncio.timeout(UPLOAD_S):
                told = await self._library.told("docs.getMessagesUploadServer", type="doc", peer_id=peer)
                url = str(told.get("upload_url", ""))
                if not self._api.trusts(url):
                    raise ValueError("the upload's address is not VK's")
                form = aiohttp.FormData()
                form.add_field("file", content, filename=name, content_type="application/octet-stream")
                async with self._api.http.post(url, data=form, allow_redirects=False) as answer:
                    taken = json.loads(await answer.read())
                given = str(taken.get("file", "")) if isinstance(taken, dict) else ""
                saved = await self._library.told("docs.save", file=given, title=name)
        except (VKAPIError, aiohttp.ClientError, TimeoutError, ValueError) as wrong:
            log.warning("a document could not be uploaded: %s", reason(wrong))
            return ""
        return photo_id(saved.get("doc"), "doc")

    async def _saved(self, content: bytes) -> str:
        """Three requests: where to, the bytes, save (dev.vk.com, api/upload/photo-in-message)."""
        url = str((await self._library.told("photos.getMessagesUploadServer")).get("upload_url", ""))
        if not self._api.trusts(url):
            raise ValueError("the upload's address is not VK's")
        form = aiohttp.FormData()
        form.add_field("photo", content, filename="picture.jpg" if content.startswith(b"\xff\xd8") else "picture.png")
        limit = aiohttp.ClientTimeout(total=UPLOAD_S)
        async with self._api.http.post(url, data=form, timeout=limit, allow_redirects=False) as answer:
            told = json.loads(await answer.read())
        if not isinstance(told, dict):
            raise ValueError("the upload answered no object")
        given = {name: str(told.get(name, "")) for name in ("server", "photo", "hash")}
        saved = (await self._library.request("photos.saveMessagesPhoto", given))["response"]
        return photo_id(saved[0]) if isinstance(saved, list) and saved else ""


def photo_id(photo: object, kind: str = "photo") -> str:
    """Spell a photo (or a video, a document) as an attachment; "" if it is none."""
    if not isinstance(photo, dict) or not isinstance(photo.get("owner_id"), int) or not isinstance(photo.get("id"), int):
        return ""
    key = photo.get("access_key")
    return f"{kind}{photo['owner_id']}_{photo['id']}" + (f"_{key}" if isinstance(key, str) and key else "")


def _keep(kept: OrderedDict[K, str], key: K, value: str) -> None:
    kept[key] = value
    while len(kept) > KNOWN_MOST:
        kept.popitem(last=False)
