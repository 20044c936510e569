"""The part of VKScript that bots use for `execute`: `return [API.method({...}), ...];` with JSON arguments."""

from __future__ import annotations

import json
import re

from adapters.sandbox.vk_rules import VkError

CALLS_MOST = 25  # [DEV] method/execute
CALL = re.compile(r"\s*API\.([A-Za-z]+\.[A-Za-z]+)\(\s*")

Call = tuple[str, dict[str, object]]


def read_script(code: str) -> list[Call]:
    """Read the calls of a script. Raises VkError: it is of another form, or has too many calls."""
    found = re.fullmatch(r"\s*return\s*\[(.*)\]\s*;?\s*", code, re.DOTALL)
    if found is None:
        raise VkError(12, "only `return [API.a.b({...}), ...];` is understood here")
    calls: list[Call] = []
    rest, decoder = found[1], json.JSONDecoder()
    while rest.strip():
        name = CALL.match(rest)
        if name is None:
            raise VkError(12, "API.section.method( is expected")
        try:
            arguments, end = decoder.raw_decode(rest, name.end())
        except ValueError:
            raise VkError(12, "the argument is no JSON object") from None
        close = re.compile(r"\s*\)\s*,?").match(rest, end)
        if close is None or not isinstance(arguments, dict):
            raise VkError(12, ") is expected")
        calls.append((name[1], arguments))
        rest = rest[close.end() :]
    if len(calls) > CALLS_MOST:
        raise VkError(13, "Too many API calls")  # [DEV] at most 25
    return calls
