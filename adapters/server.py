"""The web server: webhooks, /health, /metrics, and whatever pages are given to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from adapters.wiring import House
from engine.store.errors import StoreUnavailable


class NotListening(Exception):
    """The address is taken or not ours; says how to mend it."""


async def listen(house: House, host: str, port: int, pages: Sequence[web.RouteDef] = (), shared: bool = False) -> str:
    """Serve a house until it is closed. `shared`: several workers may listen on the same port. Answers the base URL."""
    app = web.Application(client_max_size=256 * 1024)
    app.router.add_post("/webhook/{platform}", partial(_webhook, house))
    app.router.add_get("/health", partial(_health, house))
    app.router.add_get("/metrics", partial(_metrics, house))
    app.router.add_routes(pages)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    house.runners.append(runner)
    try:
        await web.TCPSite(runner, host, port, reuse_port=shared or None).start()
    except OSError as wrong:
        raise NotListening(
            f"{host}:{port} cannot be listened on ({wrong.strerror}): set another SMENA_LISTEN, or stop who has it"
        ) from wrong
    bound = runner.addresses[0]
    return f"http://{bound[0]}:{bound[1]}"


async def _webhook(house: House, request: web.Request) -> web.StreamResponse:
    handler = house.webhooks.get(request.match_info["platform"])
    if handler is None:
        raise web.HTTPNotFound
    return await handler(request)


async def _health(house: House, _: web.Request) -> web.Response:
    """Say whether the store answers, and which games run and which are broken."""
    try:
        await house.store.now()
        store = "ok"
    except StoreUnavailable:
        store = "away"
    told = {
        "store": store,
        "platforms": sorted(house.platforms),
        "games": list(house.catalogue.games),
        "broken": [broken.module for broken in house.catalogue.broken],
    }
    return web.json_response(told, status=200 if store == "ok" else 503)


async def _metrics(house: House, _: web.Request) -> web.Response:
    """Give what the worker has measured, as Prometheus reads it."""
    return web.Response(body=house.figures.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})
