"""`smena run`, ended and begun again over the same data: whoever played is heard at once."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

MESSENGERS = ("telegram", "vk")


async def test_the_second_run_answers_the_first_word(tmp_path: Path) -> None:
    """The messengers of the local page are new at every run, the house is not: none of their numbers comes twice."""
    for run in (1, 2):
        async with running(tmp_path) as (url, said), aiohttp.ClientSession(url) as http:
            for messenger in MESSENGERS:
                await http.post(f"/api/{messenger}/start", json={"who": 7})
                assert await answered(http, messenger), f"run {run}: {messenger} says nothing to /start"
        assert "WARNING" not in "".join(said)


async def answered(http: aiohttp.ClientSession, messenger: str) -> bool:
    """Wait until the bot has shown buttons."""
    async with asyncio.timeout(10):
        while True:
            chats = await (await http.get("/api/chats", params={"who": "7"})).json()
            if any(message["rows"] for message in chats[messenger]["messages"]):
                return True
            await asyncio.sleep(0.05)


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """Run the command as a user does; gives its page's address and all that it has said."""
    settings = {"SMENA_DATA": str(data), "SMENA_LISTEN": "127.0.0.1:0", "COLUMNS": "120"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.cli",
        "run",
        env=os.environ | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(30):
            while "Ctrl-C" not in "".join(said):
                line = (await process.stdout.readline()).decode()
                assert line, f"ended before it began:\n{''.join(said)}"
                said.append(line)
        found = re.search(r"http://127\.0\.0\.1:\d+", "".join(said))
        assert found
        yield found[0], said
    finally:
        process.send_signal(signal.SIGINT)
        said.append((await process.communicate())[0].decode())
    assert process.returncode == 0
