"""Workers beside the first: real processes that die, hang, and outlive whoever began them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters import workers
from adapters.workers import beside

QUIET = "import sys; sys.stdin.read()"
STUBBORN = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
FIRST = f"""
import asyncio, sys
from adapters.workers import beside
async def main():
    async with beside(1, (sys.executable, "-c", {QUIET!r})) as row:
        while row[0].process is None:
            await asyncio.sleep(0.01)
        print(row[0].process.pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less."""
    monkeypatch.setattr(workers, "AGAIN_S", 0.05)
    monkeypatch.setattr(workers, "STOP_S", 0.5)


async def until(ready: Callable[[], object]) -> None:
    """Look until it is so."""
    async with asyncio.timeout(10):
        while not ready():
            await asyncio.sleep(0.01)


def lives(pid: int) -> bool:
    """Tell whether a process is there, and no zombie."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


async def test_one_that_dies_is_begun_anew_and_all_end_with_us() -> None:
    """SIGKILL takes one of two; another comes in its place, the neighbour is left alone, and at the end nobody is left."""
    async with beside(2, (sys.executable, "-c", QUIET)) as row:
        await until(lambda: all(worker.process for worker in row))
        first, neighbour = (worker.process for worker in row)
        assert first is not None
        assert neighbour is not None
        os.kill(first.pid, signal.SIGKILL)
        await until(lambda: row[0].begun == 2)
        assert row[1].process is neighbour
        pids = [worker.process.pid for worker in row if worker.process]
        assert all(map(lives, pids))
    assert not any(map(lives, pids))


async def test_one_that_dies_at_once_is_begun_more_and_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a set-up that cannot work does not burn the machine."""
    waits: list[float] = []
    slept = asyncio.sleep

    async def noted(seconds: float) -> None:
        waits.append(seconds)
        await slept(0)

    monkeypatch.setattr("adapters.workers.asyncio.sleep", noted)
    async with beside(1, (sys.executable, "-c", "raise SystemExit(3)")) as row:
        async with asyncio.timeout(20):
            while row[0].begun < 4:
                await slept(0.01)
    assert [wait for wait in waits if wait > 0.02][:3] == [0.05, 0.1, 0.2]


async def test_one_that_does_not_stop_is_killed() -> None:
    """After its time to drain."""
    async with beside(1, (sys.executable, "-c", STUBBORN)) as row:
        await until(lambda: row[0].process)
        process = row[0].process
        assert process is not None
        await asyncio.sleep(0.3)  # until it has shut its ears
    assert process.returncode == -signal.SIGKILL


def test_nobody_outlives_the_first_worker(project: Path) -> None:
    """However that one ends: the standard input of the others ends with it."""
    first = subprocess.Popen([sys.executable, "-c", FIRST], cwd=project, stdout=subprocess.PIPE)
    assert first.stdout is not None
    pid = int(first.stdout.readline())
    assert lives(pid)
    first.kill()
    first.wait()
    first.stdout.close()
    asyncio.run(until(lambda: not lives(pid)))
