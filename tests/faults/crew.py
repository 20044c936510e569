"""The workers of a trial as its driver sees them: hired, killed, asked to stop; knows no press."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.faults.worker import Order, packed

PROJECT = Path(__file__).resolve().parents[2]
COME_S = 90.0  # until the nursery has imported everything and a worker serves, on a busy machine


class Nursery:
    """The process that forks the workers of all trials: everything of the engine is imported once, by it."""

    def __init__(self, lease_s: float) -> None:
        command = [sys.executable, "-m", "tests.faults.worker", str(lease_s)]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        self.lease_s = lease_s
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, env=environment, bufsize=0
        )
        self._orders, self.news = _pipe(self._process.stdin), _pipe(self._process.stdout)
        self.born = 0

    def ask(self, order: Order) -> None:
        """Have a worker born; the nursery and the worker tell the rest."""
        self._orders.write(packed(order))

    def close(self) -> None:
        """End the nursery, and with it every worker that is left."""
        self._orders.close()
        self._process.wait()
        self.news.close()


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None
    return end


@dataclass(eq=False)
class Member:
    """One worker process."""

    name: str
    pid: int = 0
    at: str = ""  # its own base URL; "" = it does not listen yet
    serves: bool = False  # both platforms
    left_s: float = -1.0  # how long it took to leave when asked to; -1 = it has not
    news: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0  # requests handed to it that have no answer yet
    cut: int = 0  # requests whose answer never came, the worker being gone


class Crew:
    """The workers of one trial."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self.members: list[Member] = []  # those who are alive, or are coming
        self.names: dict[str, Member] = {}
        self.kills = 0
        self._turn = 0
        self._heard = b""

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """Listen to the nursery meanwhile; who is left at the end is killed."""
        loop, news = asyncio.get_running_loop(), self._nursery.news
        loop.add_reader(news, self._hear)
        try:
            yield
        finally:
            loop.remove_reader(news)
            for member in self.members:
                if member.pid:
                    os.kill(member.pid, signal.SIGKILL)

    def name(self) -> str:
        """Name the next worker, as no other of this nursery was named."""
        self._nursery.born += 1
        return f"w{self._nursery.born}"

    def hire(self, order: Order) -> Member:
        """Start a worker; it serves a little later."""
        member = self.names[order.name] = Member(order.name)
        self.members.append(member)
        self._nursery.ask(order)
        return member

    async def serving(self, member: Member, seconds: float = COME_S) -> None:
        """Wait until a worker serves."""
        await _until(member, lambda: member.serves, seconds)

    def next(self) -> Member | None:
        """Give the worker whose turn it is; None if none listens."""
        ready = [member for member in self.members if member.at]
        self._turn += 1
        return ready[self._turn % len(ready)] if ready else None

    async def kill(self, member: Member) -> None:
        """SIGKILL."""
        await _until(member, lambda: member.pid > 0, COME_S)
        self.members.remove(member)
        self.kills += 1
        with contextlib.suppress(ProcessLookupError):
            os.kill(member.pid, signal.SIGKILL)

    async def stop(self, member: Member, seconds: float) -> None:
        """SIGTERM; wait until the worker says that it has let go of everything. Raises TimeoutError."""
        self.members.remove(member)
        os.kill(member.pid, signal.SIGTERM)
        await _until(member, lambda: member.left_s >= 0, seconds)

    def _hear(self) -> None:
        """Read what the nursery and its workers tell."""
        *lines, self._heard = (self._heard + os.read(self._nursery.news.fileno(), 65536)).split(b"\n")
        for line in lines:
            told = json.loads(line)
            member = self.names.get(told.get("name", ""))
            if member is not None:
                member.pid = told.get("pid", member.pid)
                member.at = told.get("at", member.at)
                member.serves = told.get("serves", member.serves)
                member.left_s = told.get("left_s", member.left_s)
                member.news.set()


async def _until(member: Member, ready: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not ready():
            member.news.clear()
            await member.news.wait()
