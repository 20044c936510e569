"""Players of the tally: they press what they see, several things at once, and look for what must come of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from random import Random

from adapters.sandbox.seen import Seen
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk_player import VkPlayer

LOOK_S = 0.02
SUMS = re.compile(r"[Хх]одов (\d+), ещё (\d+), слов (\d+)")
Sums = tuple[int, int, int]  # goes, extras, words
NOTHING: Sums = (-1, -1, -1)  # no sums are to be seen
STUCK_MOST = 2  # times that nothing came of what he did; then he starts anew


@dataclass(eq=False)
class Budget:
    """What all players together still have to do."""

    left: int
    done: int = 0
    missed: int = 0  # times that a player waited in vain for what he had done

    def take(self, wanted: int) -> int:
        """Take as many presses as there are."""
        got = min(wanted, max(0, self.left))
        self.left -= got
        self.done += got
        return got


class Person:
    """One player in one messenger."""

    def __init__(self, player: TelegramPlayer | VkPlayer, seed: str, budget: Budget, patience_s: float) -> None:
        self.player = player
        self.random = Random(seed)
        self.budget = budget
        self.patience_s = patience_s
        self.games = 0
        self.stuck = 0

    async def play(self) -> None:
        """Play game after game until there is nothing left to do."""
        while self.budget.left > 0:
            await self._started()
            while self.budget.left > 0 and not self._is_over() and self.stuck < STUCK_MOST:
                await self._round()

    async def stirs(self) -> None:
        """Press what stands lowest, whatever becomes of it."""
        if (live := self.player.seen.live) is not None:
            await self.player.press_button(live.id, live.buttons[0].payload)

    async def _started(self) -> None:
        """Begin a game, and see it."""
        self.games += 1
        self.stuck = 0
        await self.player.start("tally")
        await self._sees((0, 0, 0), self.patience_s * 3)

    async def _round(self) -> None:
        """Several things within a moment, at the same time; then the step to the next one."""
        goes, extras, words = before = self._sums()
        roll, wanted = self.random.random(), list[str]()
        if roll < 0.8:
            wanted = self.random.choices(("more", "word"), (0.8, 0.2), k=self.budget.take(self.random.randint(1, 4)))
        for what in wanted:
            await (self.player.send("слово") if what == "word" else self._press("Ещё"))
        expected = (goes, extras + wanted.count("more"), words + wanted.count("word"))
        if expected != before and not await self._sees(expected):
            return
        if self.budget.take(1):
            await self._press("Дальше")
            await self._sees((goes + 1, *expected[1:]))

    async def _press(self, label: str) -> None:
        """Press a button, if it is there still: what he had waited for in vain may come meanwhile."""
        live = self.player.seen.live
        button = next((button for button in live.buttons if button.label == label), None) if live else None
        if live is not None and button is not None:
            await self.player.press_button(live.id, button.payload)

    async def _sees(self, wanted: Sums, patience_s: float = 0.0) -> bool:
        """Look until the newest message says this; False if it does not in time: then he goes on from what it says."""
        try:
            async with asyncio.timeout(patience_s or self.patience_s):
                while self._sums() != wanted:
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            self.budget.missed += 1
            self.stuck += 1 if self.player.seen.live is not None else STUCK_MOST
            return False
        return True

    def _sums(self) -> Sums:
        return sums_of(self.player.seen)

    def _is_over(self) -> bool:
        theirs = self.player.seen.theirs
        return bool(theirs) and theirs[-1].text.startswith("Итог")


def sums_of(seen: Seen) -> Sums:
    """Read the sums off the newest message."""
    found = SUMS.search(seen.theirs[-1].text) if seen.theirs else None
    return (int(found[1]), int(found[2]), int(found[3])) if found else NOTHING
