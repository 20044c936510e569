"""`smena simulate`: bots play a game many times, and its passport is shown as a table."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from adapters.saying import say
from engine.core.game import Game
from engine.workshop.passport import BOTS, Bot, Passport, simulate

HEADS = ("bot", "plays", "to the end", "presses", "minutes", "points", "mean", "star")


def simulate_game(game: Game, players: int, seed: int, console: Console) -> bool:
    """Play a game by every bot and print its passport. True if nothing was raised and something came to its end."""
    found: dict[Bot, Passport] = {}
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("playing", total=players * len(BOTS))
        for passport in simulate(game, players, seed):
            found[passport.bot] = passport
            progress.advance(task)
    table = Table(*HEADS, title=Text(f"{game.name}: {players} players of each kind, seed {seed}"), title_justify="left")
    for passport in found.values():
        table.add_row(*map(Text, row_of(passport)))
    console.print(table)
    met = {state for passport in found.values() for state in passport.met}
    missed = [state.__name__ for state in game.chart.steps if state not in met]
    say(console, f"{len(met)} of {len(game.chart.steps)} states met" + (f"; never met: {', '.join(missed)}" if missed else ""))
    faults = dict.fromkeys(fault for passport in found.values() for fault in passport.faults)
    for fault in faults:
        say(console, f"✕ {fault}", "red")
    return not faults and any(passport.finished for passport in found.values())


def row_of(passport: Passport) -> tuple[str, ...]:
    """Write a bot's row, in the order of HEADS."""
    minutes = [seconds / 60 for seconds in passport.seconds]
    return (
        passport.bot,
        str(passport.plays),
        str(passport.finished),
        f"{min(passport.presses)}–{max(passport.presses)}" if passport.presses else "—",
        f"{_short(min(minutes))}–{_short(max(minutes))}" if minutes else "—",
        f"{min(passport.points)}–{max(passport.points)}" if passport.points else "—",
        f"{passport.mean:.0f}" if passport.points else "—",
        f"{passport.star_share:.0%}" if passport.points else "—",
    )


def _short(minutes: float) -> str:
    """Spell minutes; many of them as the days that a game by turns may last."""
    return f"{minutes / 1440:.0f} days" if minutes >= 2880 else f"{minutes:.1f}"
