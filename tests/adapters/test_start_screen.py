"""What `smena run` shows when it has started: each platform's way, whose Redis keeps what, and what is not served."""

from __future__ import annotations

import asyncio
import io
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from rich.console import Console

from adapters.running import run, studio
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.settings import Settings


async def board_of(work: Coroutine[None, None, None], board: io.StringIO) -> str:
    """Run until the start screen is there, then end it as Ctrl-C does."""
    task = asyncio.create_task(work)
    while "Ctrl-C" not in board.getvalue() and not task.done():
        await asyncio.sleep(0.02)
    if not task.done():
        signal.raise_signal(signal.SIGINT)
    await task
    return board.getvalue()


async def shown(data: Path, **given: Any) -> str:
    board = io.StringIO()
    return await board_of(run(Settings(data=data, listen="127.0.0.1:0", **given), Console(file=board, width=250)), board)


async def test_polls_and_a_redis_of_ones_own(tmp_path: Path, redis_url: str) -> None:
    """Telegram is polled, VK has no token and is named, the platforms' Redis is told without what may be a password."""
    sandbox = TelegramSandbox()
    async with sandbox.serve() as api:
        told = await shown(
            tmp_path, redis_url=f"{redis_url}?protocol=3", telegram_api=api, telegram_token=sandbox.token, _env_file=None
        )
    assert "@smena_sandbox_bot, polls (long polling)" in told
    assert "not served: SMENA_VK_TOKEN is empty" in told
    assert f"Redis at {redis_url} " in told
    assert "protocol" not in told
    assert f"embedded Redis in {tmp_path}/studio" in told


async def test_a_callback_shows_its_public_address(tmp_path: Path) -> None:
    """VK is told a public address; the start screen shows that, and where the proxy is to lead it."""
    sandbox = VkSandbox()
    async with sandbox.serve() as api:
        told = await shown(
            tmp_path,
            vk_api=api,
            vk_token=sandbox.token,
            vk_group=sandbox.group,
            vk_callback="https://play.example",
            vk_secret="s" * 20,
        )
    assert "Callback API https://play.example/webhook/vk, to be led to http://127.0.0.1:" in told
    assert "not served: SMENA_TELEGRAM_TOKEN is empty" in told
    assert f"embedded Redis in {tmp_path}/play" in told


async def test_the_page_alone(tmp_path: Path) -> None:
    """`smena studio` serves the page and leaves the platforms alone, tokens or not."""
    board = io.StringIO()
    settings = Settings(
        data=tmp_path, listen="127.0.0.1:0", telegram_api="http://127.0.0.1:1", telegram_token="1:x", _env_file=None
    )
    told = await board_of(studio(settings, Console(file=board, width=250)), board)
    assert "both messengers side by side" in told
    assert "Telegram" not in told
