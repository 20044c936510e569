"""What ends a command: Ctrl-C, the system's word to stop, a terminal that is closed. Whatever was begun is put away first."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine, Iterator
from types import FrameType


def ends() -> tuple[signal.Signals, ...]:
    """Name the signals that end us; not SIGHUP under nohup, where we are to outlive the terminal."""
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return (signal.SIGINT, signal.SIGTERM) if outlives else (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def restored() -> Iterator[None]:
    """Hear what ends us as before, once the block is done."""
    before = {name: signal.getsignal(name) for name in ends()}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


async def unwound(work: Coroutine[None, None, None]) -> None:
    """Do something that every end cancels, as Ctrl-C does: by the system's own way a Redis that we began would be left behind.

    Raises SystemExit: SIGTERM or SIGHUP has ended it.
    """
    loop, heard = asyncio.get_running_loop(), list[int]()
    task = loop.create_task(work)

    def hear(name: int, frame: FrameType | None) -> None:
        heard.append(name)
        loop.call_soon_threadsafe(task.cancel)  # not in the midst of starting a server

    with restored():
        for name in ends():
            if name != signal.SIGINT:
                signal.signal(name, hear)
        try:
            await task
        except asyncio.CancelledError:
            if heard:
                raise SystemExit(128 + heard[0]) from None
            raise
