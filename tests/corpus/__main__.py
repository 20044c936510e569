"""Adds to the corpus what it does not hold yet. What it holds is never changed.

One session for each state of each game, a memory of each, and one example of whatever else is kept (`samples.py`).

python -m tests.corpus
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from engine.core.game import Game
from engine.core.session import Session
from engine.core.turn import turn
from engine.runtime.catalogue import load_catalogue
from engine.store.codec import pack_session
from engine.store.server import EmbeddedRedis
from engine.workshop import walk as ways
from tests.corpus.samples import Sample, from_scripts, samples

KEPT = Path(__file__).parent / "kept"
BYTES, MEMORIES = KEPT / "bytes" / "kept.txt", KEPT / "bytes" / "memories.txt"
PRESSES, PLAYS = 150, 2000
REMEMBERED = 40  # plays, whose longest memory is kept


def met(game: Game, random: Random, behind: ways.Left) -> Iterator[Session]:
    """Walk through plays and give every session on the way; what the plays leave is left in `behind`."""
    for _ in range(PLAYS):
        session = ways.begun(game, random, "ru", ways.START, behind.memories)
        now = ways.START
        for _ in range(PRESSES):
            yield session
            if session.over:
                break
            now += 5.0
            _, given = ways.choice(game, session, random, now, behind)
            turned = turn(game, session, given, ways.SECRET)
            session, now = replace(turned.session, shown_at=now), given.now
            behind.take(session.sid, turned.outgoing)


def held(file: Path) -> dict[str, bytes]:
    """Read a file of the corpus: bodies by the stored names of their states."""
    lines = file.read_text().splitlines() if file.is_file() else []
    return {tag: bytes.fromhex(body) for tag, body in (line.split() for line in lines)}


def examples() -> list[tuple[str, bytes]]:
    """Read what else is held, in the order in which it was added: by kind, older shapes first."""
    return [(name, bytes.fromhex(kept)) for name, kept in map(str.split, _lines(BYTES) + _lines(MEMORIES))]


def missing(known: list[tuple[str, bytes]], of_today: Mapping[str, Sample]) -> list[tuple[str, bytes]]:
    """Give what is written today and not held: a spelling is held once and for all, a shape may have been another before."""
    names = {name for name, _ in known}
    wanted = [(name, sample.written) for name, sample in of_today.items() if sample.read or name not in names]
    return [one for one in wanted if one not in known]


def remembered(game: Game) -> bytes:
    """Find the longest memory that some plays of a game leave."""
    behind, found = ways.Left(), b""
    overs = (session for session in met(game, Random(1), behind) if session.over)
    for _, _ in zip(range(REMEMBERED), overs, strict=False):
        found = max((found, *behind.memories.values()), key=len)
    return found


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.is_file() else []


def main() -> None:
    """Add what is missing."""
    games = load_catalogue(("games",), installed=False).games
    for game in games.values():
        _add_states(game)
    with TemporaryDirectory() as folder, EmbeddedRedis(Path(folder)) as server:
        of_today = samples() | asyncio.run(from_scripts(server.url))
    known = examples()
    _append(BYTES, missing(known, of_today))
    names = {name for name, _ in known}
    named = [(f"memory.{game.name}.{game.version}", game) for game in games.values() if game.memory]
    _append(MEMORIES, [(name, remembered(game)) for name, game in named if name not in names])


def _add_states(game: Game) -> None:
    file = KEPT / f"{game.name}.{game.version}.txt"
    known = held(file)
    for session in met(game, Random(1), ways.Left()):
        known.setdefault(type(session.state).stored_as, pack_session(session))
        if known.keys() >= game.chart.tags.keys():
            break
    file.write_text("".join(f"{tag} {body.hex()}\n" for tag, body in known.items()))
    missed = ", ".join(sorted(game.chart.tags.keys() - known.keys()))
    print(f"{file.name}: {len(known)} states" + (f", not met: {missed}" if missed else ""))  # its output


def _append(file: Path, new: list[tuple[str, bytes]]) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("a") as kept:
        kept.writelines(f"{name} {written.hex()}\n" for name, written in new)
    print(f"{file.name}: {len(new)} added")  # its output


if __name__ == "__main__":
    main()
