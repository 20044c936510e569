"""The workers of a trial as its driver sees them: hired, killed, asked to stop; knows no press."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.worker import Order, packed

PROJECT = Path(__file__).resolve().parents[2]
BEGIN_S = 60.0  # until the nursery has imported everything, on a busy machine
COME_S = 20.0  # until a worker serves, where its Redis answers


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
    """All the workers of one nursery."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.members: list[Member] = []  # those who are alive, or are coming
        self.names: dict[str, Member] = {}
        self.kills = 0
        self._turn = 0

    async def hire(self, order: Order) -> Member:
        """Start a worker; it serves a little later."""
        member = Member(order.name)
        self.names[order.name] = member
        self.members.append(member)
        assert self._process.stdin is not None
        self._process.stdin.write(packed(order))
        await self._process.stdin.drain()
        return member

    async def serving(self, member: Member, seconds: float = COME_S) -> None:
        """Wait until a worker serves."""
        async with asyncio.timeout(seconds):
            while not member.serves:
                member.news.clear()
                await member.news.wait()

    def next(self) -> Member | None:
        """Give the worker whose turn it is; None if none listens."""
        ready = [member for member in self.members if member.at]
        self._turn += 1
        return ready[self._turn % len(ready)] if ready else None

    async def kill(self, member: Member) -> None:
        """SIGKILL."""
        while not member.pid:
            await asyncio.sleep(0.001)
        self.members.remove(member)
        self.kills += 1
        with contextlib.suppress(ProcessLookupError):
            os.kill(member.pid, signal.SIGKILL)

    async def stop(self, member: Member, seconds: float) -> None:
        """SIGTERM; wait until the worker says that it has let go of everything. Raises TimeoutError."""
        self.members.remove(member)
        os.kill(member.pid, signal.SIGTERM)
        async with asyncio.timeout(seconds):
            while member.left_s < 0:
                member.news.clear()
                await member.news.wait()

    async def hear(self) -> None:
        """Listen to what the nursery and its workers tell."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            member = self.names.get(told.get("name", ""))
            if member is not None:
                member.pid = told.get("pid", member.pid)
                member.at = told.get("at", member.at)
                member.serves = told.get("serves", member.serves)
                member.left_s = told.get("left_s", member.left_s)
                member.news.set()


@contextlib.asynccontextmanager
async def nursery(lease_s: float) -> AsyncIterator[Crew]:
    """Keep a nursery: everything of the engine is imported once, by it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.worker", str(lease_s),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )  # fmt: skip
    crew = Crew(process)
    assert process.stdin is not None
    assert process.stdout is not None
    hearing: asyncio.Task[None] | None = None
    try:
        async with asyncio.timeout(BEGIN_S):
            await process.stdout.readline()
        hearing = asyncio.create_task(crew.hear())
        yield crew
    finally:
        process.stdin.close()
        await process.wait()
        if hearing is not None:
            await hearing
