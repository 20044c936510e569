"""Adds to the corpus what it does not hold yet: one session for each state of each game. What it holds is never changed.

python -m tests.corpus
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from engine.core.game import Game
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.turn import turn
from engine.runtime.catalogue import load_catalogue
from engine.store.codec import pack_session
from engine.workshop import walk as ways

KEPT = Path(__file__).parent / "kept"
PRESSES, PLAYS = 150, 2000
CODES = {"hall": ("code ABCD-2345", "meet ABCD-2345 vk", "told linked", "me 1240 17 3")}  # rooms that no press leads to


def met(game: Game, random: Random) -> Iterator[Session]:
    """Walk through plays and give every session on the way."""
    behind = ways.Left()
    for code in CODES.get(game.name, ()):
        yield open_session(game, "s" * 13, b"x" * 16, ways.START, (Place("player0"),), (Audience("chat0", 0),), ways.SECRET, code)
    for _ in range(PLAYS):
        session = ways._begun(game, random, "ru", ways.START, behind.memories)
        now = ways.START
        for _ in range(PRESSES):
            yield session
            if session.over:
                break
            now += 5.0
            _, given = ways._choice(game, session, random, now, behind)
            turned = turn(game, session, given, ways.SECRET)
            session, now = replace(turned.session, shown_at=now), given.now
            behind.take(turned.outgoing)


def held(file: Path) -> dict[str, bytes]:
    """Read a file of the corpus: bodies by the stored names of their states."""
    lines = file.read_text().splitlines() if file.is_file() else []
    return {tag: bytes.fromhex(body) for tag, body in (line.split() for line in lines)}


def main() -> None:
    """Add what is missing."""
    for game in load_catalogue(("games",), installed=False).games.values():
        file = KEPT / f"{game.name}.{game.version}.txt"
        known = held(file)
        for session in met(game, Random(1)):
            known.setdefault(type(session.state).stored_as, pack_session(session))
            if known.keys() >= game.chart.tags.keys():
                break
        file.write_text("".join(f"{tag} {body.hex()}\n" for tag, body in known.items()))
        missing = ", ".join(sorted(game.chart.tags.keys() - known.keys()))
        print(f"{file.name}: {len(known)} states" + (f", not met: {missing}" if missing else ""))  # its output


if __name__ == "__main__":
    main()
