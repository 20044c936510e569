"""The part of VKScript that bots use for `execute`: `return [API.method({...}), ...];` with JSON arguments."""

from __future__ import annotations

import json
import re

from adapters.sandbox.vk_errors import VkError
from adapters.sandbox.vk_rules import Call

CALLS_MOST = 25  # [DEV] method/execute
CALL = re.compile(r"\s*API\.([A-Za-z]+\.[A-Za-z]+)\(\s*")
CLOSE = re.compile(r"\s*\)\s*(,|$)")

Script = list[tuple[str, Call]]


def read_script(code: str) -> Script:
    """Read the calls of a script. Raises VkError: it is of another form, or has too many calls."""
    if not code.strip():
        raise VkError(100, "code is undefined")
    found = re.fullmatch(r"\s*return\s*\[(.*)\]\s*;?\s*", code, re.DOTALL)
    if found is None:
        raise VkError(12, "only `return [API.a.b({...}), ...];` is understood here")
    calls: Script = []
    rest, decoder = found[1].rstrip(), json.JSONDecoder()
    while rest:
        name = CALL.match(rest)
        if name is None:
            raise VkError(12, "API.section.method( is expected")
        try:
            arguments, end = decoder.raw_decode(rest, name.end())
        except ValueError:
            raise VkError(12, "the argument is no JSON object") from None
        close = CLOSE.match(rest, end)
        if close is None or not isinstance(arguments, dict):
            raise VkError(12, ") is expected")
        calls.append((name[1], {key: _plain(value) for key, value in arguments.items()}))
        rest = rest[close.end() :]
    if len(calls) > CALLS_MOST:
        raise VkError(13, "Too many API calls")  # [DEV] method/execute: at most 25
    return calls


def _plain(value: object) -> str:
    """Write an argument as a form would carry it."""
    match value:
        case str():
            return value
        case bool():
            return str(int(value))
        case list():
            return ",".join(_plain(part) for part in value)
        case None:
            return ""
    return json.dumps(value, ensure_ascii=False)
