"""Play every game, or those that are named, and keep the playthroughs: `python -m tests.playthroughs [GAME ...]`."""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.playthroughs.takes import Takes
from engine.runtime.catalogue import load_catalogue
from tests.playthroughs.players import PLAYERS

FOLDER = Path(__file__).parent / "kept"


def main() -> None:
    """Write the files anew."""
    catalogue = load_catalogue(installed=False)
    for game, play in PLAYERS.items():
        if game in (sys.argv[1:] or PLAYERS):
            takes = Takes(catalogue, game)
            play(takes)
            for file in takes.write(FOLDER):
                print(file.relative_to(Path.cwd()))


if __name__ == "__main__":
    main()
