"""Lines as they are typed, without a thread that nobody can stop: Ctrl-C ends them at once."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import ExitStack
from types import TracebackType
from typing import TextIO

from adapters.ends import ends, restored

CHUNK = 65536  # bytes that are read at once


class Typed:
    """The lines of an input until it ends, or until a signal ends it; in between the loop goes on."""

    def __init__(self, source: TextIO) -> None:
        """`source` is a terminal, a pipe or a file; one without a descriptor is read at once."""
        self._source = source
        self._lines: deque[str] = deque()
        self._rest = b""  # of a line that is not whole yet
        self._ended = self._stopped = False
        self._news = asyncio.Event()
        self._descriptor = -1  # of what is watched
        self._before = ExitStack()  # how signals are heard else

    async def line(self) -> str | None:
        """Wait for a line with words in it; None: there will be no more."""
        while not (self._lines or self._ended or self._stopped):
            self._news.clear()
            await self._news.wait()
        return self._lines.popleft() if self._lines and not self._stopped else None

    def __enter__(self) -> Typed:
        loop = asyncio.get_running_loop()
        self._before.enter_context(restored())
        for name in ends():
            loop.add_signal_handler(name, self._stop)
        try:
            descriptor = self._source.fileno()
            loop.add_reader(descriptor, self._readable, descriptor)
            self._descriptor = descriptor
        except (OSError, ValueError):  # a file is always ready, and cannot be watched
            self._take(self._source.read())
            self._ended = True
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        loop = asyncio.get_running_loop()
        if self._descriptor >= 0:
            loop.remove_reader(self._descriptor)
        for name in ends():
            loop.remove_signal_handler(name)
        self._before.close()

    def _readable(self, descriptor: int) -> None:
        try:
            chunk = os.read(descriptor, CHUNK)
        except OSError:  # the terminal is gone
            chunk = b""
        whole, _, self._rest = (self._rest + chunk).rpartition(b"\n") if chunk else (self._rest, b"", b"")
        self._take(whole.decode("utf-8", "replace"))
        if not chunk:
            self._ended = True
            asyncio.get_running_loop().remove_reader(descriptor)
        self._news.set()

    def _take(self, words: str) -> None:
        self._lines += [line.strip() for line in words.splitlines() if line.strip()]

    def _stop(self) -> None:
        self._stopped = True
        self._news.set()
