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


def test_a_game_is_played_there(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`smena play` says where it is kept, and plays; with a seed it would have to forget what others keep, and refuses."""
    monkeypatch.setenv("SMENA_REDIS_URL", redis_url)
    played = CliRunner().invoke(app, ["play", "otk"], input="1\n", catch_exceptions=False)
    assert played.exit_code == 0, played.output
    assert "kept in SMENA_REDIS_URL" in played.output
    assert "The game waits" in played.output
    refused = CliRunner().invoke(app, ["play", "otk", "--seed", "1"], catch_exceptions=False)
    assert refused.exit_code == 2
    assert "no redis-server here: install Redis" in refused.output


def test_without_either_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program and no address: how to get one."""
    refused = CliRunner().invoke(app, ["play", "otk"], catch_exceptions=False)
    assert refused.exit_code == 2
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
