"""Calls and answers of the Bot API on the wire: JSON, forms, multipart; refusals, and failures that were ordered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram_rules import Refusal

Call = dict[str, object]
# fields that a form carries as JSON in a string [API]
STRUCTURED = (
    "reply_markup",
    "entities",
    "caption_entities",
    "media",
    "commands",
    "allowed_updates",
    "link_preview_options",
    "scope",
)
TOLD = {401: "Unauthorized", 403: "Forbidden: bot was blocked by the user", 404: "Not Found", 502: "Bad Gateway"}


class Part(bytes):
    """A file of a multipart call, with the name it came by."""

    name = ""


async def read_call(request: web.Request) -> Call:
    """Read a call from its query and its body. Raises Refusal: the body is no JSON object."""
    call: Call = dict(request.query)
    if request.content_type == "application/json":
        try:
            told = await request.json()
        except ValueError:
            raise Refusal(400, "Bad Request: can't parse JSON object") from None  # [SRV]
        if not isinstance(told, dict):
            raise Refusal(400, "Bad Request: expected JSON object") from None  # [SRV]
        call |= {name: value for name, value in told.items() if value is not None}
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            call[name] = _part(value) if isinstance(value, web.FileField) else value
    return _structured(call)


async def read_reply(answer: aiohttp.ClientResponse) -> Call:
    """Read the method that a webhook put into its answer, in any of the forms of a call; {} = none."""
    call: Call = {}
    if answer.content_type == "application/json":
        told = json.loads(await answer.read() or b"{}")
        call = told if isinstance(told, dict) else {}
    elif answer.content_type.startswith("multipart/"):
        reader = aiohttp.MultipartReader.from_response(answer)
        while (part := await reader.next()) is not None:
            if isinstance(part, aiohttp.BodyPartReader) and part.name:
                call[part.name] = bytes(await part.read()) if part.filename else await part.text()
    elif answer.content_type == "application/x-www-form-urlencoded":
        call = dict(parse_qsl(await answer.text()))
    return _structured(call)


def _part(field: web.FileField) -> Part:
    part = Part(field.file.read())
    part.name = field.filename
    return part


def _structured(call: Call) -> Call:
    """Read the JSON inside strings; what is none stays as it came and is refused by its own check."""
    for name in STRUCTURED:
        if isinstance(given := call.get(name), str) and given:
            try:
                call[name] = json.loads(given)
            except ValueError:
                continue
    return call


def accepted(result: object) -> web.Response:
    """Answer a call that was carried out."""
    return web.json_response({"ok": True, "result": result})


def refused(no: Refusal) -> web.Response:
    """Answer a call that was refused."""
    body: Call = {"ok": False, "error_code": no.code, "description": no.description}
    if no.parameters:
        body["parameters"] = dict(no.parameters)
    wait_s = no.parameters.get("retry_after")
    headers = {"Retry-After": str(wait_s)} if wait_s else {}  # [SRV] told twice: HttpConnection::send_response
    return web.json_response(body, status=no.code, headers=headers)


async def strike(fault: Fault, request: web.Request) -> web.StreamResponse:
    """Fail as ordered."""
    match fault.kind:
        case "html":
            return web.Response(text="<html><body><h1>502 Bad Gateway</h1></body></html>", status=502, content_type="text/html")
        case "reset":
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        case "silent":
            await asyncio.sleep(fault.silence_s)
            return web.Response(status=504)
    parameters: Mapping[str, int] = {"retry_after": fault.retry_after} if fault.retry_after else {}
    told = f"Too Many Requests: retry after {fault.retry_after}" if fault.code == 429 else TOLD.get(fault.code)
    return refused(Refusal(fault.code, told or "Internal Server Error", parameters))
