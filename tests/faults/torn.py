"""The append-only file cut anywhere, as a power cut leaves it: what is loaded is whole, and the engine plays on from it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.wiring import open_house
from engine.store.redis import RedisStore
from engine.store.server import EmbeddedRedis
from tests.faults.crew import Nursery
from tests.faults.judge import sessions
from tests.faults.load import loaded
from tests.faults.people import NOTHING, sums_of
from tests.faults.servers import Server
from tests.faults.sound import Sound
from tests.faults.tally import shelf
from tests.faults.trials import Size, Told

LATER = 20_000  # updates and presses that the recorded load did not reach
SEEN_S = 15.0  # until a player sees what must be seen


@dataclass(slots=True)
class Cuts:
    """What became of the cut files."""

    cuts: int = 0
    bytes: int = 0  # of the whole file
    refused: int = 0  # that Redis did not load
    found: int = 0  # sessions in all of them
    different: int = 0  # states and records that were played again
    played: int = 0  # that the engine played on from
    wrong: list[str] = field(default_factory=list)


async def recorded(nursery: Nursery, seed: int, size: Size, folder: Path) -> int:
    """Play a load over real workers on a Redis in this folder, and stop it; gives the number of presses."""
    with EmbeddedRedis(folder) as redis:
        async with loaded(nursery, redis.url, seed, workers=size.workers) as load:
            await load.begin(size.presses, size.players)
            await load.road.rest()
            return len(load.road.came)


async def cut_anywhere(folder: Path, seed: int, cuts: int, played: int, told: Told, unwrapped: bool = False) -> Cuts:
    """Cut the file at so many random places; play on from `played` of them. `unwrapped`: scripts are not one unit in it."""
    random, sound, found = Random(f"torn {seed}"), Sound(), Cuts(cuts)
    whole = tail_of(folder)
    content = _without_units(whole.read_bytes()) if unwrapped else whole.read_bytes()
    found.bytes = len(content)
    with tempfile.TemporaryDirectory(prefix="smena-") as scratch:
        for number in range(cuts):
            at = random.randint(0, len(content))
            await _looked(found, sound, _cut(folder, whole, content[:at], Path(scratch) / str(number)), at, number < played)
            if number % 50 == 49:
                told(f"{number + 1} cuts, {len(found.wrong)} of them wrong")
    found.different, found.found = sound.replayed, sound.looked_at
    return found


async def _looked(found: Cuts, sound: Sound, folder: Path, at: int, play: bool) -> None:
    redis = Server(folder)
    try:
        await asyncio.to_thread(redis.start)
        store = await RedisStore.connect(redis.url)
        try:
            wrong = await sound.look(store)
        finally:
            await store.aclose()
        found.wrong += [f"cut at {at}: {wrong[0]}"] if wrong else []
        if play:
            await plays_on(redis.url)
            found.played += 1
    finally:
        redis.kill()
        shutil.rmtree(folder)


async def plays_on(url: str) -> None:
    """Open a house; a player of each game that is not over asks for it, and goes on. Raises TimeoutError."""
    sandbox = TelegramSandbox(hurry=20.0)
    sandbox.updates.last_id = LATER  # what comes now has not come before
    for _ in range(LATER):
        sandbox.queries.begin(0, 0)
    store = await RedisStore.connect(url)
    open_games = [kept for kept in await sessions(store) if not kept.session.over]
    await store.aclose()
    chats = {kept.session.audiences[0].chat for kept in open_games}
    async with sandbox.serve() as api:
        house = await open_house(url, catalogue=shelf())
        try:
            await house.serve_telegram(api, sandbox.token)
            ids = [int(chat.partition(":")[2]) for chat in sorted(chats) if chat.startswith("tg:")]
            await asyncio.gather(*(_goes_on(sandbox.player(id)) for id in ids[:3] or [1]))
        finally:
            await house.close()


async def _goes_on(player: TelegramPlayer) -> None:
    """Ask for the game that stands open, and take one step in it."""
    await player.start("" if player.id > 1 else "tally")
    seen = await player.wait(lambda seen: sums_of(seen) != NOTHING and seen.live, SEEN_S)
    goes, extras, words = sums_of(seen)
    if not seen.newest.text.startswith("Итог"):
        await player.press_label("Дальше")
        await player.wait(lambda seen: sums_of(seen) == (goes + 1, extras, words), SEEN_S)


def tail_of(folder: Path) -> Path:
    """Find the file that Redis appends to (Redis 7 has a folder of them, Redis 6 one)."""
    return next(iter(folder.glob("appendonlydir/*.incr.aof")), folder / "appendonly.aof")


def _cut(folder: Path, whole: Path, content: bytes, made: Path) -> Path:
    """Lay the files of a stopped Redis into a new folder, the last one cut short."""
    place = made / whole.relative_to(folder).parent
    place.mkdir(parents=True)
    for file in whole.parent.iterdir() if whole.parent != folder else []:
        if file != whole:
            shutil.copy(file, place)
    (place / whole.name).write_bytes(content)
    return made


def _without_units(content: bytes) -> bytes:
    """Take the marks out that hold a script's writes together: then a cut may leave half a script."""
    return b"".join(command for command in _commands(content) if command.split(b"\r\n")[2] not in (b"MULTI", b"EXEC"))


def _commands(content: bytes) -> Iterator[bytes]:
    """Give the commands of a file, each as it stands there."""
    at = 0
    with contextlib.suppress(ValueError):
        while at < len(content):
            begin, end = at, content.index(b"\r\n", at)
            count, at = int(content[at + 1 : end]), end + 2
            for _ in range(count):
                end = content.index(b"\r\n", at)
                at = end + 2 + int(content[at + 1 : end]) + 2
            yield content[begin:at]
