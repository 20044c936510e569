"""The terminal plays in a Redis of its own: what lies in SMENA_REDIS_URL, due or not, is nobody's business there."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest
from redis import Redis

from adapters.sandbox.telegram import TelegramSandbox
from adapters.settings import Settings
from adapters.terminal.table import lay_table
from engine.runtime.due import LOOK_S
from engine.store import server
from engine.store.server import NoServer
from tests.play.test_time import Clock, asked, house_of


@pytest.mark.parametrize("here", [True, False], ids=["a redis-server is here", "none is here"])
async def test_another_house_is_left_alone(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: bool) -> None:
    """A Telegram player's deadline and a parked update are due there: neither is taken up, not a byte is changed."""
    await _left_behind(redis_url)
    before = _held(redis_url)
    assert any(name.startswith(b"t:") for name in before)
    assert any(name.startswith(b"p:") for name in before)
    if not here:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(server, "find_spec", lambda name: None)
    settings = Settings(data=tmp_path / "data", redis_url=redis_url)
    with contextlib.nullcontext() if here else pytest.raises(NoServer, match="install Redis"):
        async with lay_table(settings, "otk", "1", None):
            await asyncio.sleep(3 * LOOK_S)
    assert _held(redis_url) == before


async def _left_behind(url: str) -> None:
    """Have a question asked a minute ago and an update parked, by a house that has stopped since."""
    sandbox, clock = TelegramSandbox(), Clock()
    clock.ahead = -60.0
    async with sandbox.serve() as api, house_of(url, api, sandbox, clock) as house:
        await asked(sandbox)
        await house.host.park("telegram", "tg:1000:77", b"an update")


def _held(url: str) -> dict[bytes, bytes | float | None]:
    """Read every key as it lies there, and when each member of a due-set comes due."""
    with Redis.from_url(url) as client:
        due = dict(pair for key in client.scan_iter("{s*}:due") for pair in client.zrange(key, 0, -1, withscores=True))
        return {**{key: client.dump(key) for key in client.keys()}, **due}
