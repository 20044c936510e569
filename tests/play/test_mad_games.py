"""Games that raise and loop, on both messengers: the player keeps his moment and is told, the others do not notice (promise 5)."""

from __future__ import annotations

import re
import time

import pytest

from tests.play.both import MESSENGERS, Both, both
from tests.runtime import mad

SORRY = {"ru": "Что-то сломалось на нашей стороне. Игра цела, попробуй ещё раз.", "en": "Something broke on our side. Your game is"}


def opened(house: Both, *kinds: str) -> None:
    """Put mad games on the shelf."""
    for kind in kinds:
        game = mad.game_of(kind)
        house.house.catalogue.games[game.name] = game


PLACES = {
    "raise": r"ValueError at \S*mad\.py:\d+ \(Calm\.go, _raises\)",
    "spin": r"\S*mad\.py:\d+ \(Calm\.go, spin\): .* more than 150 ms",
    "buttons": r"mad_buttons: Shown\.view: 101 buttons, at most 100 fit",
    "big_words": r"mad_big_words: Calm\.words: the state has \d+ bytes",
}


@pytest.mark.parametrize("kind", PLACES)
async def test_a_move_that_fails_leaves_everything_as_it_was(redis_url: str, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """The presser is told in his language, his next press counts, and the log names game, state, input and line, but no value."""
    async with both(redis_url) as house:
        opened(house, kind)
        for messenger, language in zip(MESSENGERS, ("ru", "en"), strict=True):
            player = house.player(messenger, language)
            await player.start(f"mad_{kind}")
            await player.wait(lambda seen: "Calm, 0" in seen.newest.text)
            await player.press_label("Go")
            told = SORRY[language]
            await player.wait(lambda seen, told=told: any(told in toast for toast in seen.toasts))  # type: ignore[misc]  # bound at once
            await player.press_label("Count")
            await player.wait(lambda seen: "Calm, 1" in seen.newest.text)
    logged = [record.getMessage() for record in caplog.records if record.name == "smena.game"]
    line = rf"game mad_{kind}, session [0-9a-z]{{13}}, state Calm, press: {PLACES[kind]}"
    assert len(logged) == len(MESSENGERS)
    assert all(re.match(line, told) for told in logged), logged
    assert "canary" not in caplog.text


async def test_nobody_waits_for_a_game_that_loops(redis_url: str) -> None:
    """Beside presses into loops a sane press waits for no more CPU than the stopped loops have used, and a second at most."""
    async with both(redis_url) as house:
        opened(house, "spin")
        mads, sane = [house.player("telegram") for _ in range(3)], house.player("vk")
        for player in mads:
            await player.start("mad_spin")
            await player.wait(lambda seen: "Calm, 0" in seen.newest.text)
        await sane.start("wall")
        await sane.wait(lambda seen: "Счёт 0" in seen.newest.text)
        waits: list[float] = []
        for count in range(3):
            for player in mads:
                await player.press_label("Go")
            began = time.thread_time()  # the wall's clock would tell of the machine's other work
            await sane.press_label("Прибавить")
            await sane.wait(lambda seen, count=count: f"Счёт {count + 1}." in seen.newest.text)  # type: ignore[misc]  # bound at once
            waits.append(time.thread_time() - began)
        for player in mads:
            await player.wait(lambda seen: len(seen.toasts) >= 3)
    assert max(waits) < 1.0 + len(mads) * 0.2, waits
