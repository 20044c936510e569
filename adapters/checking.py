"""`smena check`: games walked at random against the limits of both messengers."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import Progress

from adapters.common.messengers import MESSENGERS
from adapters.playthroughs.sight import as_message
from adapters.sandbox.telegram_rules import Refusal
from adapters.sandbox.vk_errors import VkError
from adapters.saying import say
from adapters.telegram.render import faults as telegram_faults
from adapters.vk.render import faults as vk_faults
from engine.core.screen import Screen
from engine.core.state import State
from engine.runtime.catalogue import load_catalogue
from engine.workshop.walk import walk


def faults(screen: Screen) -> list[str]:
    """Tell what either messenger would refuse."""
    return [f"Telegram: {fault}" for fault in telegram_faults(screen)] + [f"VK: {fault}" for fault in vk_faults(screen)]


def refusals(screen: Screen) -> list[str]:
    """Tell what either messenger would refuse, by our own rules and by those of its sandbox."""
    found = faults(screen)
    for messenger in MESSENGERS:
        try:
            as_message(screen, messenger)
        except (Refusal, VkError) as no:
            found.append(f"{messenger}'s sandbox: {no}")
    return found


def check_games(names: Sequence[str], packages: Sequence[str], presses: int, seed: int, console: Console) -> bool:
    """Check games by name (all if none is named). Prints findings; True if there are none."""
    catalogue = load_catalogue(("games", *packages))
    unknown = [name for name in names if name not in catalogue.games]
    broken = [broken for broken in catalogue.broken if not names or unknown or any(name in broken.module for name in names)]
    for trouble in broken:
        say(console, f"✕ {trouble.module}: {trouble.why}")
    for name in unknown:
        if any(name in trouble.module for trouble in broken):
            continue  # it is there, and was told of
        say(console, f"✕ there is no game {name}; there are {', '.join(catalogue.games)}")
    fine = not unknown and not broken
    with Progress(console=console, transient=True) as progress:
        chosen = [game for name, game in catalogue.games.items() if not names or name in names]
        task = progress.add_task("walking", total=len(chosen))
        for game in chosen:
            seen: set[type[State]] = set()
            findings = list(walk(game, presses, seed, refusals, seen))
            for finding in findings:
                say(console, f"✕ {game.name}, {finding.state}, {finding.language}: {finding.what}")
                say(console, f"    {' → '.join(finding.path[-12:]) or 'at the beginning'}")
            fine = fine and not findings
            missed = ", ".join(state.__name__ for state in game.chart.steps if state not in seen)
            met = f"{len(seen)} of {len(game.chart.steps)} states met" + (f", not met: {missed}" if missed else "")
            say(console, f"{'✓' if not findings else '✕'} {game.name}: {presses} presses in each language, {met}")
            progress.advance(task)
    return fine
