"""`smena record` and `smena replay`: a designer plays a game in the terminal and keeps it; kept plays are played again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text as RichText

from adapters.common.messengers import Messenger
from adapters.playthroughs.recorder import difference, played
from adapters.playthroughs.script import Unreadable, read
from adapters.playthroughs.sight import sight
from adapters.playthroughs.takes import Takes
from adapters.saying import say
from engine.core.words import number
from engine.runtime.catalogue import Catalogue
from engine.workshop.bench import NotThere

HELP = "a number presses a button, other words are typed, + lets a second player come, 2: before a line is his, . lets time run out"


def record(
    catalogue: Catalogue, game: str, language: str, messenger: Messenger, seed: int, lines: Iterable[str], console: Console
) -> Takes:
    """Play a game by these lines, up to its end or theirs. Raises NotThere: there is no such game."""
    takes = Takes(catalogue, game, seed, language)
    folder = catalogue.folders[game]
    say(console, HELP, "dim")
    shown: dict[int, list[str]] = {}
    for line in _until_over(takes, lines):
        if line is not None:
            try:
                _play(takes, line)
            except NotThere as wrong:
                say(console, str(wrong), "yellow")
        for seat in takes.bench.seats:
            view = sight(takes.bench.screen_of(seat), messenger, folder)
            if shown.get(seat) != view:
                console.print(RichText("\n".join([f"— {seat + 1} —" if seat else "—", *view])))
                shown[seat] = view
    return takes


def replay(catalogue: Catalogue, files: Sequence[Path], anew: bool, console: Console) -> bool:
    """Play kept files again; `anew` writes down what is shown now. Prints differences; True if there are none left."""
    fine = True
    for file in files:
        told = _replayed(catalogue, file, anew)
        say(console, told or f"✓ {file}")
        fine = fine and not told
    return fine


def _replayed(catalogue: Catalogue, file: Path, anew: bool) -> str:
    """Play one file again; answers what is wrong, "" = nothing."""
    try:
        kept = file.read_text(encoding="utf-8")
        now = played(catalogue, *read(kept, str(file)), str(file)).text()
    except (OSError, Unreadable, NotThere) as wrong:
        return f"✕ {wrong}\nCorrect that line, or play it anew: smena record"
    if anew and now != kept:
        file.write_text(now, encoding="utf-8")
        return ""
    told = difference(kept, now, str(file))
    return f"✕ {told}" if told else ""


def _until_over(takes: Takes, lines: Iterable[str]) -> Iterator[str | None]:
    """Give the first look, then line by line, until the game is over."""
    yield None
    for line in lines:
        if line.strip():
            yield line.strip()
        if takes.bench.session.over:
            return


def _play(takes: Takes, line: str) -> None:
    head, colon, rest = line.partition(":")
    seat, line = (int(head) - 1, rest.strip()) if colon and head in ("1", "2", "3", "4", "5", "6", "7", "8") else (0, line)
    labels = [offer.label for offer in takes.bench.offers(seat).values()]
    nth = number(line)
    if line == ".":
        takes.wait()
    elif line == "+":
        takes.join()
    elif nth is not None and 1 <= nth <= len(labels):
        takes.press(labels[nth - 1], seat=seat)
    elif line in labels:
        takes.press(line, seat=seat)
    else:
        takes.type(line, seat=seat)
