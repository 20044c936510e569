"""A worker killed between the commit and the delivery: the next one shows the newest view, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.sandbox.faults import Fault
from engine.store.server import EmbeddedRedis
from tests.faults.crew import Nursery
from tests.faults.load import loaded

PATIENCE_S = 30.0


def test_a_kill_between_commit_and_delivery_loses_nothing(nursery: Nursery, tmp_path: Path) -> None:
    """SIGKILL while the edit is on its way and was not applied: the next worker shows the next screen in the same message."""

    async def killed_in_time() -> None:
        async with loaded(nursery, redis.url, 1, workers=1, real=True) as load:
            alice, faults = load.telegram.player(42), load.telegram.faults
            await alice.start("quiz_shift")
            await alice.wait(lambda seen: "Экспресс" in seen.newest.buttons[1].label, PATIENCE_S)
            faults.order(Fault("editMessageText", "silent", silence_s=2.0))
            await alice.press_label("Экспресс")
            async with asyncio.timeout(PATIENCE_S):
                while not faults.struck:
                    await asyncio.sleep(0.005)
            await load.kill_one()
            assert "Смена вопросов" in alice.seen.newest.text, "the edit was not applied"
            await alice.wait(lambda seen: "Вопрос 1 из 5" in seen.newest.text, PATIENCE_S)
            await asyncio.sleep(0.5)
            assert len(alice.seen.theirs) == 1, alice.seen.transcript()
            assert "Вопрос 1 из 5" in alice.seen.newest.text
            assert not [refused for refused in load.telegram.refused if refused.code != 400]

    with EmbeddedRedis(tmp_path) as redis:
        asyncio.run(killed_in_time())
