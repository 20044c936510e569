"""Pages of buttons: turned in place, forgotten with their moment, and no page makes a button illegal (MECHANICS 2, 16)."""

from __future__ import annotations

import asyncio

import pytest

from engine.core.texts import Texts
from tests.play import book
from tests.play.both import MESSENGERS, both


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_page_is_turned_in_place_and_a_new_moment_begins_on_the_first(redis_url: str, messenger: str) -> None:
    """Nothing is counted by turning; an old page's button counts; who comes back to a page finds it where he left it."""
    async with both(redis_url) as here:
        book.game.texts = Texts("book", book.TEXTS)
        here.house.catalogue.games["book"] = book.game
        reader = here.player(messenger)
        await reader.start("book")
        seen = await reader.wait(lambda seen: seen.newest.buttons and seen.newest.buttons[0].label == "№0")
        first = {button.label: button.payload for button in seen.newest.buttons}
        for page in ("№4", "№8"):
            await reader.press_label("▶")
            await reader.wait(lambda seen, page=page: seen.newest.buttons[0].label == page)  # type: ignore[misc]  # bound at once
        turned = [button.label for button in reader.seen.newest.buttons]
        await reader.send("привет")  # no word of this game: its view comes anew, below
        await reader.wait(lambda seen: len(seen.theirs) == 2 and seen.newest.buttons)
        assert [button.label for button in reader.seen.newest.buttons] == turned
        assert reader.seen.newest.text.strip().endswith("Раскрыто:")
        await reader.press_button(reader.seen.newest.id, first["№1"])
        seen = await reader.wait(lambda seen: seen.newest.text.endswith("Раскрыто:  1"))
        assert seen.newest.buttons[0].label == "№0", "a new moment begins on the first page"
        await reader.press_label("▶")
        await reader.wait(lambda seen: seen.newest.buttons[0].label != "№0")
        await reader.press_button(reader.seen.newest.id, first["№1"])  # of the moment before: refused, and the page stays
        await asyncio.sleep(0.2)
        assert reader.seen.newest.buttons[0].label != "№0"
        assert here.telegram.refused == []
        assert here.vk.refused == []


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_what_is_typed_means_what_is_seen(redis_url: str, messenger: str) -> None:
    """On a later page a number is that page's; ▶ and its number turn pages in place; a new moment begins on its first page."""
    async with both(redis_url) as here:
        book.game.texts = Texts("book", book.TEXTS)
        here.house.catalogue.games["book"] = book.game
        reader = here.player(messenger)
        await reader.start("book")
        await reader.wait(lambda seen: seen.newest.buttons and seen.newest.buttons[0].label == "№0")
        await reader.send("▶")
        await reader.wait(lambda seen: seen.newest.buttons[0].label == "№4")
        await reader.send("6")  # ◀ is the fifth, ▶ the sixth
        await reader.wait(lambda seen: seen.newest.buttons[0].label == "№8")
        assert len(reader.seen.theirs) == 1
        await reader.send("2")
        seen = await reader.wait(lambda seen: seen.newest.text.endswith("Раскрыто:  9"))
        assert seen.newest.buttons[0].label == "№0"
        await reader.send("2")
        await reader.wait(lambda seen: seen.newest.text.endswith("Раскрыто:  9 1"))
        assert here.telegram.refused == [] == here.vk.refused
