"""The house that `smena play` plays in: a Redis for the terminal alone, and for each seed one that begins with nothing.

Never SMENA_REDIS_URL: what is due there is for players of real messengers, whom a terminal cannot serve.
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from adapters.settings import Settings
from adapters.wiring import House, open_house
from engine.store.server import EmbeddedRedis


@contextlib.asynccontextmanager
async def lay_table(settings: Settings, game: str, who: str, seed: int | None) -> AsyncIterator[House]:
    """Open the house for a player, until the end of the block.

    With a seed the dice fall alike each time, and a play that is over leaves nothing: with what its player remembers it
    would be another game. Raises NoServer, StoreUnavailable.
    """
    if seed is None:
        with EmbeddedRedis(settings.data / "terminal") as redis:
            async with _open(redis.url, settings) as house:
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
