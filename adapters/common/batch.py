"""A batch of updates handed to the inbox: side by side, in order per player, acknowledged only after the commits (MECHANICS 21)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from engine.runtime.ports import Inbox
from engine.store.errors import Newer, StoreUnavailable

log = logging.getLogger("smena.intake")

COMMITS_S = 5.0  # a poll waits at most this long for commits, never for sends
_begun: set[asyncio.Task[None]] = set()  # what is late goes on without us, and is counted once, whoever comes first


@dataclass(frozen=True, slots=True)
class Item:
    """One update of a batch."""

    player: str  # what is in order among itself; "" = alone
    delivery: str
    raw: bytes
    play: Callable[[], Awaitable[None]]  # returns after the commit; raises StoreUnavailable


async def hand_over(batch: Sequence[Item], inbox: Inbox, platform: str, wait_s: float = COMMITS_S) -> None:
    """Play a batch; what is not committed in time, or is for a newer worker, is parked. After that the platform may be told.

    Raises StoreUnavailable: something could be neither committed nor parked; the platform must keep the batch.
    """
    rows: dict[str, list[Item]] = {}
    for number, item in enumerate(batch):
        rows.setdefault(item.player or f"#{number}", []).append(item)
    done: set[int] = set()
    tasks = [asyncio.create_task(_row(row, done)) for row in rows.values()]
    if not tasks:
        return
    for task in tasks:
        _begun.add(task)
        task.add_done_callback(_ended)
    finished, _ = await asyncio.wait(tasks, timeout=wait_s)
    for task in finished:
        if (wrong := task.exception()) is not None:
            if isinstance(wrong, StoreUnavailable) and not isinstance(wrong, Newer):
                raise wrong
            log.log(_gravity(wrong), "an update could not be played: %s", type(wrong).__name__)
    for item in batch:
        if id(item) not in done:
            await inbox.park(platform, item.delivery, item.raw)


def _gravity(wrong: BaseException) -> int:
    """A newer session is nobody's mistake: such there are while the workers are replaced one by one."""
    return logging.INFO if isinstance(wrong, Newer) else logging.ERROR


async def _row(row: Sequence[Item], done: set[int]) -> None:
    for item in row:
        await item.play()
        done.add(id(item))


def _ended(task: asyncio.Task[None]) -> None:
    _begun.discard(task)
    if not task.cancelled():
        task.exception()  # looked at, so that the loop does not complain of it
