"""One call of a Bot API method and what came back; the token travels in the URL and is never logged."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

from adapters.common.http import CALL_S, never_left

RETRY_S, RETRY_MOST_S = 1.0, 86400.0  # where a 429 tells no sensible time
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Given:
    """Telegram has done it."""

    result: object


@dataclass(frozen=True, slots=True)
class Refusal:
    """Telegram has not done it, and says why."""

    code: int
    words: str = ""  # Telegram's own description
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def retry_after_s(self) -> float:
        """How long a 429 asks to wait, in seconds."""
        told = self.parameters.get("retry_after")
        if isinstance(told, bool) or not isinstance(told, (int, float)) or not math.isfinite(told) or told <= 0:
            return RETRY_S
        return min(float(told), RETRY_MOST_S)


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows whether Telegram has done it."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """The call has not left this machine."""

    why: str


Reply = Given | Refusal | Lost | Unsent


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes along under a name of its own."""

    name: str
    content: bytes


Carried = bytes | Upload  # a picture or a film, or a file with a name


class Api:
    """The methods of one Bot API server, for one bot."""

    def __init__(self, http: aiohttp.ClientSession, base: str, token: str) -> None:
        """`base` is the address of the server, as `https://api.telegram.org`."""
        self._http = http
        self._base = f"{base.rstrip('/')}/bot{token}/"

    async def call(self, method: str, fields: Json, upload: Carried | None = None) -> Reply:
        """Call one method; `upload` goes along as `attach://file`. Never raises for what the network or Telegram does."""
        try:
            status, body = await self._posted(method, fields, upload, aiohttp.ClientTimeout(total=CALL_S, connect=2.0))
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
            return Unsent(type(wrong).__name__) if never_left(wrong) else Lost(type(wrong).__name__)
        return read_reply(status, body)

    async def raw(self, method: str, fields: Json, total_s: float) -> tuple[int, bytes]:
        """Call one method that may take long; answers the HTTP status and the body as it came.

        Raises aiohttp.ClientError, TimeoutError, OSError: do not show their text, it may hold the token.
        """
        return await self._posted(method, fields, None, aiohttp.ClientTimeout(total=total_s, connect=5.0))

    async def _posted(self, method: str, fields: Json, upload: Carried | None, limit: aiohttp.ClientTimeout) -> tuple[int, bytes]:
        form = _form(fields, upload) if upload is not None else None
        async with self._http.post(
            self._base + method, json=None if form else fields, data=form, timeout=limit, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()


def read_reply(status: int, body: bytes) -> Reply:
    """Read an answer of the Bot API; a proxy's page and anything else that is none is Lost."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return Lost(f"{status}, no JSON")
    if not isinstance(told, dict):
        return Lost(f"{status}, no object")
    if told.get("ok") is True:
        return Given(told.get("result"))
    code, words, parameters = told.get("error_code"), told.get("description"), told.get("parameters")
    if type(code) is not int or told.get("ok") is not False:
        return Lost(f"{status}, no answer of the Bot API")
    return Refusal(code, words if isinstance(words, str) else "", parameters if isinstance(parameters, dict) else {})


def _form(fields: Json, upload: Carried) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    if isinstance(upload, Upload):
        form.add_field("file", upload.content, filename=upload.name, content_type="application/octet-stream")
        return form
    kind = "video/mp4" if upload[4:8] == b"ftyp" else "image/jpeg" if upload.startswith(b"\xff\xd8") else "image/png"
    form.add_field("file", upload, filename=kind.replace("/", "."), content_type=kind)
    return form
