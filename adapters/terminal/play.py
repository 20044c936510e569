"""`smena play`: type a number to press a key, or words; Ctrl-C leaves, and the next call goes on from there."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import TextIO

from rich.console import Console

from adapters.common.messengers import Messenger
from adapters.saying import say
from adapters.telegram.render import faults as telegram_faults
from adapters.terminal.meant import meant
from adapters.terminal.show import Draw, TerminalMessenger, plain
from adapters.terminal.typed import Typed
from adapters.vk.render import faults as vk_faults
from adapters.wiring import House
from engine.core.screen import Screen
from engine.runtime.outside import Platform
from engine.runtime.ports import Press

SETTLE_S = 0.05
GOODBYE = "\nИгра ждёт тебя: та же команда продолжит её. · The game waits: the same command goes on."
Toast = Callable[[str], str]


def limits_of(messenger: Messenger | None) -> Callable[[Screen], list[str]]:
    """Give the check of a messenger's limits; without one both are looked at."""
    checks = [telegram_faults] * (messenger != "vk") + [vk_faults] * (messenger != "telegram")
    return lambda screen: [fault for check in checks for fault in check(screen)]


async def play(house: House, game: str, messenger: Messenger | None, who: str, console: Console, source: TextIO) -> None:
    """Play until the input ends or a signal ends it. `who` is the player: the same one goes on where he left."""
    draw: Draw = plain
    toast: Toast = str
    if messenger:
        from adapters.terminal.as_messenger import Sight  # aiogram and vkbottle take seconds to load

        draw, toast = Sight(messenger).draw, Sight(messenger).toast
    me = f"me:{who}"
    shown = TerminalMessenger(console, me, f" · {messenger}" if messenger else "", limits_of(messenger), draw)
    house.platforms["me"] = Platform(shown, tells_twins=True)
    with Typed(source) as typed:
        code = "" if await house.host.plays(me, game) else game
        press: Press | None = Press(secrets.token_hex(8), me, me, command="start", code=code)
        while press is not None:
            await _give(house, press, toast, console)
            await _settled(shown)
            console.print("> ", end="")
            line = await typed.line()
            press = meant(line, shown.screen, me, messenger) if line is not None else None
    say(console, GOODBYE)


async def _give(house: House, press: Press, toast: Toast, console: Console) -> None:
    answer = await house.host.receive(press)
    await house.host.stop()
    if answer.toast:
        say(console, f"» {toast(answer.toast)}", "cyan")


async def _settled(shown: TerminalMessenger) -> None:
    """Wait until nothing new is being drawn."""
    drawn = -1
    while drawn != shown.drawn:
        drawn = shown.drawn
        await asyncio.sleep(SETTLE_S)
