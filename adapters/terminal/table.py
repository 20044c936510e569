"""The house that `smena play` plays in: a Redis for the terminal alone, and for each seed one that begins with nothing."""

from __future__ import annotations

import contextlib
import hashlib
import random
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from rich.console import Console

from adapters.saying import say
from adapters.settings import Settings
from adapters.wiring import House, open_house
from engine.store.server import EmbeddedRedis, NoServer, find_server

SHARED = "No redis-server here: this play is kept in SMENA_REDIS_URL, among whatever else is played there."


@contextlib.asynccontextmanager
async def lay_table(settings: Settings, game: str, who: str, seed: int | None, console: Console) -> AsyncIterator[House]:
    """Open the house for a player, until the end of the block.

    With a seed the dice fall alike each time, and a play that is over leaves nothing: with what its player remembers it
    would be another game. Raises NoServer, StoreUnavailable.
    """
    if seed is None:
        with _redis(settings, console) as url:
            async with _open(url, settings) as house:
                yield house
        return
    folder = settings.data / "terminal" / "seeded" / hashlib.blake2b(f"{seed} {game} {who}".encode(), digest_size=8).hexdigest()
    if folder.exists():
        async with _seeded(folder, settings, seed) as house:
            if await house.host.has_begun(f"me:{who}", game):
                yield house
                return
        shutil.rmtree(folder)
    async with _seeded(folder, settings, seed) as house:
        yield house


@contextlib.contextmanager
def _redis(settings: Settings, console: Console) -> Iterator[str]:
    """Start a Redis of the terminal's own; on a machine without one that of the settings serves. Raises NoServer."""
    try:
        find_server()
    except NoServer:
        if not settings.redis_url:
            raise
        say(console, SHARED, "yellow")
        yield settings.redis_url
    else:
        with EmbeddedRedis(settings.data / "terminal") as redis:
            yield redis.url


@contextlib.asynccontextmanager
async def _seeded(folder: Path, settings: Settings, seed: int) -> AsyncIterator[House]:
    """Open a house whose dice are known; those of the day are drawn from the installation's secret, so that it is known too."""
    with EmbeddedRedis(folder) as redis:
        async with _open(redis.url, settings, seed) as house:
            yield house


@contextlib.asynccontextmanager
async def _open(url: str, settings: Settings, seed: int | None = None) -> AsyncIterator[House]:
    chance = secrets.token_bytes if seed is None else random.Random(seed).randbytes
    secret = b"" if seed is None else f"seed {seed}".encode()
    house = await open_house(url, ("games", *settings.games), secret=secret, seeds=chance, serves=False)
    try:
        yield house
    finally:
        await house.close()
