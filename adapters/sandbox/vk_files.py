"""Pictures and documents that a community has uploaded: three requests each, then known by an attachment's name."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping

from aiohttp import web

from adapters.sandbox import vk_shapes as shapes
from adapters.sandbox.telegram_files import picture_size
from adapters.sandbox.vk_errors import VkError, wrong

UPLOAD_MOST = 50 * 1024 * 1024  # [DEV] api/upload: a photo, bytes
SIDES_MOST, RATIO_MOST = 14_000, 20  # [DEV] api/upload: width and height together; the longer to the shorter
PICTURES = (b"\x89PNG", b"\xff\xd8", b"GIF8")  # [DEV] api/upload: JPG, PNG, GIF

Call = Mapping[str, str]
Reach = Callable[[int], object]  # raises VkError if the community may not write to this peer


class Files:
    """The files of one community; `known` may be emptied, as if VK had forgotten."""

    def __init__(self, group: int) -> None:
        self.known: dict[str, bytes] = {}  # by attachment, with its access key and without
        self.names: dict[str, str] = {}  # of documents, by attachment as above
        self.hidden: set[str] = set()  # videos that nobody may watch: [MEM] VK leaves them out of a message without a word
        self._group = group
        self._uploads: dict[str, tuple[str, bytes]] = {}  # file name and content, by VK's name for the upload
        self._last_id = 457_239_016

    async def take_photo(self, request: web.Request) -> web.Response:
        """Take the bytes of a photo, as the upload server does: what is no picture gives an empty list."""
        form = await request.post()
        given = form.get("photo")
        content = given.file.read() if isinstance(given, web.FileField) else b""
        answer = {"server": 850_136, "photo": "[]", "hash": ""}  # [SEEN] what comes back for anything but a picture
        if fault := _wrong_picture(content):
            return web.json_response(answer if fault == "[]" else {"error": fault, "bwact": "do_add", **answer})
        name = self._kept("picture", content)
        photo = json.dumps([{"markers_restarted": True, "photo": name, "sizes": []}])
        return web.json_response({"server": 850_136, "photo": photo, "hash": _hash(content)})

    async def take_doc(self, request: web.Request) -> web.Response:
        """Take the bytes of a document."""
        form = await request.post()
        given = form.get("file")
        content = given.file.read() if isinstance(given, web.FileField) else b""
        if not isinstance(given, web.FileField) or not content:
            return web.json_response({"error": "no_file", "error_descr": "No file was uploaded"})
        return web.json_response({"file": self._kept(given.filename, content)})

    def save_photo(self, call: Call) -> object:
        """Carry out photos.saveMessagesPhoto. Raises VkError."""
        try:
            told = json.loads(call.get("photo") or "")
            name = told[0]["photo"] if told else ""
        except (ValueError, KeyError, TypeError, IndexError):
            raise wrong("photo is undefined" if not call.get("photo") else "photo is invalid") from None
        if name not in self._uploads:
            raise VkError(129)  # [SCHEMA]
        content = self._uploads[name][1]
        if call.get("hash") != _hash(content) or not call.get("server"):
            raise VkError(121 if call.get("server") else 118)  # [SCHEMA] invalid hash, invalid server
        del self._uploads[name]
        id, key = self._name("photo", content)
        return [{**shapes.photo(-self._group, id, key), "album_id": -64}]

    def save_doc(self, call: Call) -> object:
        """Carry out docs.save. Raises VkError."""
        if not call.get("file"):
            raise wrong("file is undefined")
        if call["file"] not in self._uploads:
            raise VkError(105)  # [SCHEMA] couldn't save file
        filename, content = self._uploads.pop(call["file"])
        id, key = self._name("doc", content)
        title = call.get("title") or filename
        for name in (f"doc-{self._group}_{id}_{key}", f"doc-{self._group}_{id}"):
            self.names[name] = title
        return {"type": "doc", "doc": shapes.doc(-self._group, id, key, title, len(content))}

    def _kept(self, filename: str, content: bytes) -> str:
        name = secrets.token_hex(16)
        self._uploads[name] = (filename, content)
        return name

    def _name(self, kind: str, content: bytes) -> tuple[int, str]:
        self._last_id += 1
        key = secrets.token_hex(9)
        for name in (f"{kind}-{self._group}_{self._last_id}_{key}", f"{kind}-{self._group}_{self._last_id}"):
            self.known[name] = content
        return self._last_id, key


def _wrong_picture(content: bytes) -> str:
    if not content.startswith(PICTURES):
        return "[]"
    width, height = picture_size(content)
    if len(content) > UPLOAD_MOST:
        return "ERR_UPLOAD_FILE_TOO_BIG"
    if width and (width + height > SIDES_MOST or max(width, height) > RATIO_MOST * min(width, height)):
        return "ERR_UPLOAD_BAD_IMAGE_SIZE"
    return ""


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:18]
