"""Calls and answers of the VK API on the wire: forms in, JSON out with status 200; and failures that were ordered."""

from __future__ import annotations

import asyncio

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.vk_errors import VkError
from adapters.sandbox.vk_rules import Call

Body = dict[str, object]


async def read_call(request: web.Request) -> tuple[str, Call]:
    """Read the token and the fields of a call, from its query, its form and its headers. [DEV] api-requests."""
    given = {**request.query, **{k: v for k, v in (await request.post()).items() if isinstance(v, str)}}
    call = {name: str(value) for name, value in given.items()}
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return call.pop("access_token", "") or bearer, call


def error_body(no: VkError, method: str, call: Call) -> Body:
    """Spell an error, with what was asked for, the token apart. [DEV] reference/errors."""
    asked = [{"key": "method", "value": method}, {"key": "oauth", "value": "1"}]
    asked += [{"key": key, "value": value} for key, value in call.items()]
    error: Body = {"error_code": no.code, "error_msg": no.told(), "request_params": asked}
    if no.code == 14:
        error |= {"captcha_sid": "239633676097", "captcha_img": "https://api.vk.com/captcha.php?sid=239633676097"}
    if no.code == 17:
        error |= {"redirect_uri": "https://m.vk.com/login?act=security_check"}
    return {"error": error}


def answered(body: Body) -> web.Response:
    """Answer; errors come with status 200 too."""
    return web.json_response(body)


async def strike(fault: Fault, request: web.Request, method: str, call: Call) -> web.StreamResponse:
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
        case "status":
            return web.Response(status=fault.code)
    return answered(error_body(VkError(fault.code), method, call))
