"""What the house tells above a view whose words fill the message."""

from __future__ import annotations

import pytest

from tests.core import brim
from tests.play.both import MESSENGERS, both


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_words_and_stop_are_answered_by_a_view_that_fills_the_message(redis_url: str, messenger: str) -> None:
    """Neither messenger refuses it: the view comes below what was typed, though nothing fits above it."""
    async with both(redis_url) as here:
        here.house.catalogue.games["brim"] = brim.game
        alice = here.player(messenger)
        await alice.start("brim")
        await alice.wait(lambda seen: seen.newest.buttons and len(seen.newest.text) == 4090)
        await alice.send("привет")
        await alice.wait(lambda seen: len(seen.theirs) == 2 and len(seen.newest.text) == 4090)
        await alice.press_label("Дальше")
        await alice.wait(lambda seen: seen.newest.kind == "picture" and len(seen.newest.text) == 1020)
        count = len(alice.seen.theirs)
        await alice.send("/stop")
        await alice.wait(lambda seen: len(seen.theirs) == count + 1 and len(seen.newest.text) == 1020 and seen.newest.buttons)
        await alice.press_label("Всё")
        await alice.wait(lambda seen: seen.newest.text == "!")
        assert here.telegram.refused == [] == here.vk.refused
