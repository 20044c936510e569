"""`smena play`: type a number to press a key, or words; Ctrl-C leaves, and the next call goes on from there."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from rich.console import Console

from adapters.saying import say
from adapters.telegram.render import faults as telegram_faults
from adapters.terminal.show import TerminalMessenger
from adapters.vk.render import faults as vk_faults
from adapters.wiring import House
from engine.core.screen import Screen
from engine.core.words import clean, number
from engine.runtime.outside import Platform
from engine.runtime.ports import Press

SETTLE_S = 0.05


def limits_of(messenger: str) -> Callable[[Screen], list[str]]:
    """Give the check of a messenger's limits; without one both are looked at."""
    checks = {"telegram": [telegram_faults], "vk": [vk_faults]}.get(messenger, [telegram_faults, vk_faults])
    return lambda screen: [fault for check in checks for fault in check(screen)]


async def play(house: House, game: str, messenger: str, who: str, console: Console) -> None:
    """Play until the input ends. `who` is the player: the same one goes on where he left."""
    shown = TerminalMessenger(console, f"{game} · {messenger}" if messenger else game, limits_of(messenger))
    house.platforms["me"] = Platform(shown, tells_twins=True)
    me = f"me:{who}"
    await _give(
        house, Press(secrets.token_hex(8), me, me, command="start", code="" if await _goes_on(house, me, game) else game), console
    )
    loop = asyncio.get_running_loop()
    while True:
        await _settled(shown)
        words = await loop.run_in_executor(None, _asked)
        if words is None:
            console.print("\nИгра ждёт тебя: та же команда продолжит её. · The game waits: the same command goes on.")
            return
        await _give(house, _press(shown, me, words), console)


def _press(shown: TerminalMessenger, me: str, words: str) -> Press:
    """Read a line: the number of a key presses it, anything else is typed words."""
    nth, keys = number(words), shown.screen.keys() if shown.screen else ()
    if nth is not None and 1 <= nth <= len(keys) and keys[nth - 1].token:
        return Press(secrets.token_hex(8), me, me, token=keys[nth - 1].token)
    commands = ("start", "games", "help", "language", "stop", "me", "nick", "export", "forget")
    named = words.strip().removeprefix("/")
    command = next((c for c in commands if words.startswith("/") and c == named), "")
    if command:
        return Press(secrets.token_hex(8), me, me, command=command)  # type: ignore[arg-type]  # one of these
    return Press(secrets.token_hex(8), me, me, text=clean(words) or "?")


async def _give(house: House, press: Press, console: Console) -> None:
    answer = await house.host.receive(press)
    await house.host.stop()
    if answer.toast:
        say(console, f"» {answer.toast}", "cyan")


async def _goes_on(house: House, me: str, game: str) -> bool:
    """Tell whether a game of this name waits for the player."""
    return await house.host.plays(me, game)


async def _settled(shown: TerminalMessenger) -> None:
    """Wait until nothing new is being drawn."""
    drawn = -1
    while drawn != shown.drawn:
        drawn = shown.drawn
        await asyncio.sleep(SETTLE_S)


def _asked() -> str | None:
    try:
        while not (words := input("> ").strip()):
            pass
    except (EOFError, KeyboardInterrupt):
        return None
    return words
