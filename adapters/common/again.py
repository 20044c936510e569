"""A call that the platform does not take just now is made again, for as long as its answer is of use."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def again(call: Callable[[], Awaitable[T]], wait_of: Callable[[T], float], within_s: float) -> T:
    """Call until it is taken or would come too late; gives the last reply. `wait_of` a reply: seconds, 0 = do not call again."""
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    reply = await call()
    while 0 < (wait_s := wait_of(reply)) < until - loop.time():
        await asyncio.sleep(wait_s)
        reply = await call()
    return reply
