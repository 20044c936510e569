"""A worker killed between the commit and the delivery: the next one shows the newest view, once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox


def worker(project: Path, redis_url: str, api: str, token: str) -> subprocess.Popen[bytes]:
    """Start a real worker process over the sandbox."""
    code = f"""
import asyncio
from adapters.wiring import open_house

async def main():
    house = await open_house({redis_url!r})
    await house.serve_telegram({api!r}, {token!r})
    await asyncio.Event().wait()

asyncio.run(main())
"""
    return subprocess.Popen([sys.executable, "-c", code], cwd=project)


async def test_a_kill_between_commit_and_delivery_loses_nothing(project: Path, redis_url: str) -> None:
    """SIGKILL while the edit is on its way and was not applied: after a restart the one message shows the next screen."""
    sandbox = TelegramSandbox()
    async with sandbox.serve() as api:
        first = worker(project, redis_url, api, sandbox.token)
        alice = sandbox.player(42)
        try:
            await alice.start("quiz_shift")
            await alice.wait(lambda seen: "Экспресс" in seen.newest.buttons[1].label, 20)
            sandbox.faults.order(Fault("editMessageText", "silent", silence_s=2.0))
            await alice.press_label("Экспресс")
            async with asyncio.timeout(10):
                while not sandbox.faults.struck:
                    await asyncio.sleep(0.005)
        finally:
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
        assert "Смена вопросов" in alice.seen.newest.text, "the edit was not applied"
        second = worker(project, redis_url, api, sandbox.token)
        try:
            await alice.wait(lambda seen: "Вопрос 1 из 5" in seen.newest.text, 30)
            await asyncio.sleep(0.5)
            assert len(alice.seen.theirs) == 1, alice.seen.transcript()
            assert "Вопрос 1 из 5" in alice.seen.newest.text
            assert not [refused for refused in sandbox.refused if refused.code not in (400, 409)]
        finally:
            second.terminate()
            second.wait()
