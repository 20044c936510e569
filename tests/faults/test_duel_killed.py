"""A duel between Telegram and VK while its workers are killed at random and every delivery comes twice: one result for both."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk_player import VkPlayer
from engine.store.server import EmbeddedRedis
from tests.faults.crew import Nursery
from tests.faults.load import Load, loaded

SEED, PATIENCE_S, DUEL_S = 1, 30.0, 150.0
OURS = ("Выйти", "Точно выйти", "Закончить", "Реванш")
Player = TelegramPlayer | VkPlayer


class Side:
    """One of the two: presses whatever is shown, and remembers which questions he has seen."""

    def __init__(self, player: Player, random: Random) -> None:
        self.player = player
        self.random = random
        self.questions: set[int] = set()

    @property
    def text(self) -> str:
        """What he reads."""
        return self.player.seen.newest.text if self.player.seen.theirs else ""

    async def play(self) -> None:
        """Press on until the result stands there."""
        while "Верных ответов" not in self.text:
            if found := re.search(r"Вопрос (\d) из 7", self.text):
                self.questions.add(int(found[1]))
            labels = [button.label for button in self.player.seen.newest.buttons if button.label not in OURS]
            if labels:
                with contextlib.suppress(AssertionError):  # the screen has changed meanwhile
                    await self.player.press_label(self.random.choice(labels))
            await asyncio.sleep(self.random.uniform(0.1, 0.4))


async def invited(load: Load) -> tuple[Side, Side]:
    """Seat a player of each messenger at one duel."""
    alice, boris = Side(load.telegram.player(1), Random(1)), Side(load.vk.player(2), Random(2))
    await alice.player.start("duel")
    await alice.player.wait(lambda seen: "код: " in seen.newest.text, PATIENCE_S)
    code = re.search(r"код: (\w{6})", alice.text)
    assert code is not None
    await boris.player.send("Начать", ref=f"d_{code[1]}")
    for side in (alice, boris):
        await side.player.wait(lambda seen: "Три темы" in seen.newest.text, PATIENCE_S)
    return alice, boris


def test_a_duel_outlives_its_workers(nursery: Nursery, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Every worker dies now and then, every update comes twice: both see all seven questions, and the same score."""

    async def duel() -> None:
        async with loaded(nursery, redis.url, SEED, workers=2, real=True) as load:
            load.road.doubled = 1.0
            alice, boris = await invited(load)
            playing = asyncio.gather(alice.play(), boris.play())
            while not playing.done():
                await asyncio.sleep(load.random.uniform(0.5, 2.0))
                await load.kill_one()
            async with asyncio.timeout(DUEL_S):
                await playing
            scores = [re.search(r"Счёт (\d+) : (\d+)", side.text) for side in (alice, boris)]
            assert scores[0] is not None
            assert scores[1] is not None
            assert scores[0].groups() == scores[1].groups()[::-1]
            assert alice.questions == boris.questions == set(range(1, 8))
            assert load.crew.kills >= 2
            record_property("kills", load.crew.kills)
            record_property("doubled_on_the_way", load.road.doubles)

    with EmbeddedRedis(tmp_path) as redis:
        asyncio.run(duel())
