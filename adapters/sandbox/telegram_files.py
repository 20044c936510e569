"""Pictures and videos that a bot has uploaded: known by content, named for this bot alone."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping

from adapters.sandbox.telegram_rules import bad
from adapters.sandbox.telegram_wire import Part

PHOTO_MOST = 10 * 1024 * 1024  # [API] sendPhoto, bytes
UPLOAD_MOST = 50 * 1024 * 1024  # [API] any other file, bytes
SIDES_MOST, RATIO_MOST = 10_000, 20  # [API] sendPhoto: width and height together; the longer to the shorter
PICTURES = (b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM", b"II*", b"MM\x00", b"RIFF")

Call = Mapping[str, object]


class Files:
    """The files of one bot; `content` may be emptied, as the platform forgets."""

    def __init__(self, bot_id: int) -> None:
        self.content: dict[str, bytes] = {}
        self.names: dict[str, str] = {}  # what each was called when it came, "" = nothing
        self._bot_id = bot_id

    def take(self, name: str, given: object, call: Call) -> str:
        """Take what a call gives as its `photo` or `video`: an id, `attach://part`, or the bytes. Raises Refusal."""
        if isinstance(given, str) and given.startswith("attach://"):
            given = call.get(given.removeprefix("attach://"))
            if not isinstance(given, bytes):
                raise bad(f"There is no {name} in the request")  # [SRV] the part is missing
        if isinstance(given, bytes):
            return self._keep(name, given)
        if not isinstance(given, str) or not given:
            raise bad(f"There is no {name} in the request")  # [SRV]
        if given.startswith(("http://", "https://")):
            raise bad("Failed to get HTTP URL content")  # [SRV] no page is fetched here
        if given not in self.content:
            known = given.startswith(("photo-", "video-", "document-"))  # of this form are our ids: forgotten, or another bot's
            raise bad(
                "Wrong file identifier/HTTP URL specified"  # [SRV]
                if known
                else "Wrong remote file identifier specified: can't unserialize it. Wrong last symbol"  # [SRV]
            )
        if not given.startswith(name):
            raise bad(f"Can't use file of type {given.partition('-')[0].title()} as {name.title()}")  # [SRV]
        return given

    def find(self, id: object) -> dict[str, object]:
        """Answer getFile. Raises Refusal."""
        if not isinstance(id, str) or not id:
            raise bad("file_id not specified")  # [SRV]
        if id not in self.content:
            raise bad("invalid file_id")  # [SRV]
        size = len(self.content[id])
        return {"file_id": id, "file_unique_id": id[-12:], "file_size": size, "file_path": f"files/{id}"}

    def _keep(self, name: str, content: bytes) -> str:
        if not content:
            raise bad("File must be non-empty")  # [SRV]
        most = PHOTO_MOST if name == "photo" else UPLOAD_MOST
        if len(content) > most:  # [SRV] FileLoaderUtils
            what = " for a photo" if name == "photo" else ""
            raise bad(f"File of size {len(content)} bytes is too big{what}; the maximum size is {most} bytes")
        if name == "photo":
            _check_picture(content)
        id = f"{name}-{self._bot_id}-{hashlib.sha256(content).hexdigest()[:20]}"  # an id serves one bot alone
        self.content[id] = content
        self.names[id] = content.name if isinstance(content, Part) else ""
        return id


def _check_picture(content: bytes) -> None:
    if not content.startswith(PICTURES):
        raise bad("IMAGE_PROCESS_FAILED")  # [NET] an SVG, a page, words
    width, height = picture_size(content)
    if width and (width + height > SIDES_MOST or max(width, height) > RATIO_MOST * min(width, height)):
        raise bad("PHOTO_INVALID_DIMENSIONS")  # [NET]


def picture_size(content: bytes) -> tuple[int, int]:
    """Read width and height of a PNG or JPEG, pixels; (0, 0) where they cannot be read."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    at = 2
    while content.startswith(b"\xff\xd8") and at + 9 <= len(content) and content[at] == 0xFF:
        if 0xC0 <= content[at + 1] <= 0xC3:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return 0, 0
