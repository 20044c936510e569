"""A step of C that never comes back ends its worker, and its line is told; nothing else does."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import asyncio
from engine.runtime.bounded import bounded
from engine.runtime.wound import keep_wound

def sums():
    return sum(range(10**11))

async def main():
    watch = asyncio.create_task(keep_wound(0.4))
    await asyncio.sleep(0)
    for _ in range(6):
        bounded(lambda: sum(range(10**6)))
        await asyncio.sleep(0.1)
    {then}
    watch.cancel()
    print("played")

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("then", "code"), [("await asyncio.sleep(0.6)", 0), ("bounded(sums)", -signal.SIGVTALRM)], ids=["well", "stuck"]
)
def test_a_stuck_worker_is_ended_and_no_other(project: Path, then: str, code: int) -> None:
    """Work in portions and idleness are no reason; the line that never ends is named without a value."""
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(then=then)], cwd=project, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (code, "played\n" if code == 0 else "")
    assert ("line 7 in sums" in done.stderr) is (code != 0)
