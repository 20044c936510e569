"""One call of a VK method and what came back; the token travels in the body and is never logged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from adapters.common.http import CALL_S, never_left

VERSION = "5.199"
HOSTS = (".vk.com", ".vk.ru", ".userapi.com", ".vkuserphoto.ru")  # where VK's long polls and uploads live
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Given:
    """VK has done it."""

    value: object  # what stands under `response`
    failed: tuple[object, ...] = ()  # `execute_errors`, in the order of the calls that failed


@dataclass(frozen=True, slots=True)
class Refusal:
    """VK has not done it, and says why."""

    code: int
    words: str = ""  # VK's own, none of the request's


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows whether VK has done it."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """The call has not left this machine."""

    why: str


Reply = Given | Refusal | Lost | Unsent


class Api:
    """The methods of VK under one base address, for one community's token."""

    def __init__(self, http: aiohttp.ClientSession, base: str, token: str) -> None:
        """`base` ends in `/method/`, or is the address of the host."""
        self.http = http
        self.base = base.rstrip("/").removesuffix("/method") + "/method/"
        self._token = token

    async def post(self, method: str, parameters: Mapping[str, object], seconds: float = CALL_S) -> Reply:
        """Call one method as a form; never raises for what the network or VK does."""
        body = {name: str(value) for name, value in parameters.items()}
        form = {**body, "access_token": self._token, "v": VERSION}
        try:
            limit = aiohttp.ClientTimeout(total=seconds, connect=min(2.0, seconds))
            async with self.http.post(self.base + method, data=form, timeout=limit, allow_redirects=False) as answer:
                return _read(answer.status, await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:
            why = type(wrong).__name__
            return Unsent(why) if never_left(wrong) else Lost(why)

    def trusts(self, url: str) -> bool:
        """Tell whether an address that VK gave us is VK's own (RELIABILITY 35); on loopback all of loopback is."""
        at, home = urlsplit(url), urlsplit(self.base)
        if home.hostname in LOOPBACK:
            return at.hostname in LOOPBACK
        return at.scheme == "https" and f".{at.hostname or ''}".endswith((*HOSTS, f".{home.hostname}"))


def _read(status: int, body: bytes) -> Reply:
    if status == 413:
        return Refusal(413, "the request is too large")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Lost(f"HTTP {status}, no JSON")
    if not isinstance(found, dict):
        return Lost(f"HTTP {status}, no object")
    error = found.get("error")
    if isinstance(error, dict):
        return refusal(error)
    if "response" not in found:
        return Lost(f"HTTP {status}, no response")
    failed = found.get("execute_errors")
    return Given(found["response"], tuple(failed) if isinstance(failed, list) else ())


def refusal(error: Mapping[str, object]) -> Refusal:
    """Read VK's error, in its own form, in that of `execute_errors`, or in that of one peer of many."""
    code, words = error.get("error_code", error.get("code")), error.get("error_msg", error.get("description"))
    return Refusal(code if type(code) is int else 1, words[:120] if isinstance(words, str) else "")
