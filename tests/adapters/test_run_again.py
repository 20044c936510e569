"""`smena run`, ended and begun again over the same data: whoever played is heard at once."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from rich.console import Console

from adapters.running import run
from adapters.settings import Settings

PAGE = re.compile(r"http://127\.0\.0\.1:\d+")


async def test_the_second_run_answers_the_first_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The messengers of the local page are new at every run, the house is not: none of their numbers comes twice."""
    for number in (1, 2):
        async with running(tmp_path) as url, aiohttp.ClientSession(url) as http:
            for messenger in ("telegram", "vk"):
                await http.post(f"/api/{messenger}/start", json={"who": 7})
                assert await answered(http, messenger), f"run {number}: {messenger} says nothing to /start"
    assert [record.getMessage() for record in caplog.records if record.levelno > logging.INFO] == []


async def answered(http: aiohttp.ClientSession, messenger: str) -> bool:
    """Wait until the bot has shown buttons; False if it says nothing."""
    for _ in range(200):
        chats = await (await http.get("/api/chats", params={"who": "7"})).json()
        if any(message["rows"] for message in chats[messenger]["messages"]):
            return True
        await asyncio.sleep(0.05)
    return False


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[str]:
    """Run what the command runs, and end it as Ctrl-C does; gives its page's address."""
    board = io.StringIO()
    task = asyncio.create_task(run(Settings(data=data, listen="127.0.0.1:0"), Console(file=board, width=120)))
    while "Ctrl-C" not in board.getvalue() and not task.done():
        await asyncio.sleep(0.02)
    found = PAGE.search(board.getvalue())
    try:
        assert found, board.getvalue()
        yield found[0]
    finally:
        signal.raise_signal(signal.SIGINT)
        await task
