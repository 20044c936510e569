"""One HTTP session a worker, wide enough for all presses in flight; and what a call that failed means."""

from __future__ import annotations

import aiohttp

CALL_S = 4.5  # one call, shorter than the engine's own limit of 5 s
CONNECTIONS = 400  # at least twice the presses in flight


def open_session(*traces: aiohttp.TraceConfig) -> aiohttp.ClientSession:
    """Open the session that all calls to a platform share."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, limit_per_host=CONNECTIONS, keepalive_timeout=30),
        timeout=aiohttp.ClientTimeout(total=CALL_S, connect=2.0),
        trust_env=False,
        trace_configs=list(traces),
    )


def never_left(wrong: BaseException) -> bool:
    """Tell whether a failed call cannot have reached the platform: no connection was made."""
    return isinstance(wrong, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError))
