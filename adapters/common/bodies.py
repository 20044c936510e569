"""A webhook's body read with care: a limit in bytes, a deadline, plain JSON and nothing else (RELIABILITY 19-29)."""

from __future__ import annotations

import asyncio
import hmac
import json

from aiohttp import web

BODY_MOST = 256 * 1024
READ_S = 5.0


class Unreadable(Exception):
    """A body that is no JSON object; `raw` is what came."""

    def __init__(self, why: str, raw: bytes) -> None:
        super().__init__(why)
        self.raw = raw


async def read_body(request: web.Request) -> bytes:
    """Read a body. Raises web.HTTPException: encoded (415), too large (413), too slow (408)."""
    if request.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise web.HTTPUnsupportedMediaType(text="send it without Content-Encoding")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(READ_S):
            async for part in request.content.iter_chunked(64 * 1024):
                size += len(part)
                if size > BODY_MOST:
                    raise web.HTTPRequestEntityTooLarge(max_size=BODY_MOST, actual_size=size)
                parts.append(part)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return b"".join(parts)


def parse(raw: bytes) -> dict[str, object]:
    """Read a JSON object. Raises Unreadable: anything else, also NaN, huge numbers and deep nests."""
    try:
        if raw.count(b"[") + raw.count(b"{") > 20_000:
            raise Unreadable("too many brackets", raw)
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse, parse_int=_integer)
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(f"no JSON: {type(wrong).__name__}", raw) from None
    if not isinstance(value, dict):
        raise Unreadable("no JSON object", raw)
    return value


def same_secret(given: str, expected: str) -> bool:
    """Compare secrets in constant time, whatever signs they hold."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _integer(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError("a number of more than 20 digits")
    return int(digits)
