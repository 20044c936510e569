"""A crowd for the benchmarks: everybody presses any button he sees, and makes room for somebody new after a while."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from random import Random

from adapters.sandbox.seen import Seen
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_player import VkPlayer

LOOK_S = 0.01
PATIENCE_S = 10.0  # for an answer; then he begins anew
VAIN_MOST = 20
GAMES = ("quiz_shift",) * 8 + ("otk", "furnace")  # what they open: mostly words, now and then pictures
Player = TelegramPlayer | VkPlayer


@dataclass(eq=False)
class Crowd:
    """So many at the same time, until all presses are done."""

    telegram: TelegramSandbox
    vk: VkSandbox
    presses: int  # in all
    each: int = 30  # presses of one player
    games: tuple[str, ...] = GAMES
    rest_s: float = 0.0  # mean pause before a press; 0 = as fast as the answers come
    done: int = 0
    players: int = 0
    missed: int = 0  # presses that nothing came of in time
    vain: list[str] = field(default_factory=list)  # the first chats in which that was so, to be read
    waits_s: list[float] = field(default_factory=list)  # from a press to what it showed
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(10_001))

    def close(self) -> None:
        """Let nobody press any more."""
        self.presses = self.done

    async def play(self, at_once: int, seed: int) -> None:
        """Fill the seats; whoever leaves makes room for somebody who was never here."""
        async with asyncio.TaskGroup() as group:
            for seat in range(at_once):
                group.create_task(self._seat(self.telegram if seat % 2 else self.vk, Random(f"{seed}/{seat}")))

    async def _seat(self, sandbox: TelegramSandbox | VkSandbox, random: Random) -> None:
        while self.done < self.presses:
            self.players += 1
            player = sandbox.player(next(self.ids))
            await self._visit(player, random)
            forget(player.seen)

    async def _visit(self, player: Player, random: Random) -> None:
        """Open a game and press on."""
        await self._rest(random)
        await player.start(random.choice(self.games))
        await self._answered(player.seen, "/start")
        for _ in range(self.each):
            await self._rest(random)
            live = player.seen.live
            buttons = [button for button in live.buttons if button.payload] if live else []
            if self.done >= self.presses or live is None or not buttons:
                return
            self.done += 1
            pressed = random.choice(buttons)
            await player.press_button(live.id, pressed.payload)
            await self._answered(player.seen, f"{player.id} pressed [{pressed.label}] of #{live.id}")

    async def _rest(self, random: Random) -> None:
        if self.rest_s:
            await asyncio.sleep(random.expovariate(1 / self.rest_s))

    async def _answered(self, seen: Seen, what: str) -> None:
        """See what has come of it: a screen, or a word. `what` was done."""
        loop = asyncio.get_running_loop()
        before, began = seen.changes, loop.time()
        while seen.changes == before:
            await asyncio.sleep(LOOK_S)
            if loop.time() - began > PATIENCE_S:
                self.missed += 1
                self.vain += [f"after {self.done} presses: {what}\n{seen.transcript()}"] if len(self.vain) < VAIN_MOST else []
                return
        self.waits_s.append(loop.time() - began)


def forget(seen: Seen) -> None:
    """Let the sandbox's memory of a chat go: its player does not come back."""
    for kept in (seen.messages, seen.dropped, seen.offered, seen.toasts, seen.alerts, seen.mentions):
        kept.clear()
