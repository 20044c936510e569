"""Operators hear of broken games at a start: once, by the bot, without secrets; of nothing else."""

from __future__ import annotations

import asyncio
import io
import signal
from pathlib import Path

import pytest
from rich.console import Console

from adapters.admins import broken_told
from adapters.running import run
from adapters.sandbox.telegram import TelegramSandbox
from adapters.settings import Settings
from engine.runtime.catalogue import Broken

SECRET = "CANARY-installation"


@pytest.mark.parametrize("broken", [True, False])
async def test_an_operator_is_told_once_which_games_are_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    """File and line are in one message; without a broken game, or without being an operator, nobody is written to."""
    wares = f"admin_wares_{broken}"
    (tmp_path / wares / "torn").mkdir(parents=True)
    (tmp_path / wares / "__init__.py").write_text("")
    if broken:
        (tmp_path / wares / "torn" / "__init__.py").write_text(f"\nraise ValueError('{SECRET} [/b]')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    sandbox, board = TelegramSandbox(), io.StringIO()
    operator, other = sandbox.player(42), sandbox.player(43)
    async with sandbox.serve() as api:
        given = {"telegram_api": api, "telegram_token": sandbox.token, "secret": SECRET, "admins": "tg:42,tg:42,vk:7"}
        settings = Settings.model_validate({"data": tmp_path, "listen": "127.0.0.1:0", "games": wares if broken else "", **given})
        for player in (operator, other):
            await player.start()  # a bot may write only to who has written to it
        task = asyncio.create_task(run(settings, Console(file=board, width=200)))
        while "Ctrl-C" not in board.getvalue() and not task.done():
            await asyncio.sleep(0.02)
        for player in (operator, other):
            await player.wait(lambda seen: any(message.rows for message in seen.messages.values()))
        if broken:
            await operator.wait(lambda seen: any("Games that do not load" in message.text for message in seen.messages.values()))
        signal.raise_signal(signal.SIGINT)
        await task
    told = [message.text for message in operator.seen.messages.values() if "do not load" in message.text]
    assert len(told) == broken
    assert all("torn/__init__" in words.replace("\u2060", "") and ":2: ValueError: … [/b]" in words for words in told)
    assert not any("do not load" in message.text for message in other.seen.messages.values())


def test_a_long_list_is_cut() -> None:
    """It fits both messengers."""
    many = [Broken(f"wares.{n}", "x" * 200) for n in range(100)]
    assert len(broken_told(many, Settings())) <= 3001
    assert broken_told([], Settings()) == ""
