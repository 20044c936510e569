"""Games that raise and loop, on both messengers: the player keeps his moment and is told, the others do not notice (promise 5)."""

from __future__ import annotations

import asyncio
import re
import time

import pytest
from redis.asyncio import Redis

from engine.core.texts import Texts
from tests.play import fuse
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


BROKEN = ("Игра сломалась, и мы её закрыли", "The game broke and we closed it")


async def test_a_game_whose_clock_fails_three_times_is_closed(redis_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Else it would come due for ever; its player is told in his language (P21)."""
    async with both(redis_url) as house, Redis.from_url(redis_url) as redis:
        fuse.game.texts = Texts("fuse", fuse.TEXTS)
        house.house.catalogue.games["fuse"] = fuse.game
        players = [house.player(messenger, language) for messenger, language in zip(MESSENGERS, ("ru", "en"), strict=True)]
        for player in players:
            await player.start("fuse")
            await player.wait(lambda seen: "fuse" in seen.newest.text)
        sids = [key.decode().rpartition(":")[2] async for key in redis.scan_iter("*:s:*")]
        async with asyncio.timeout(20):
            while min(failed(caplog, sid) for sid in sids) < 3:  # as the sweeper would, which comes later and less often
                await asyncio.gather(*map(house.house.host.deadline, sids))
                await asyncio.sleep(0.1)
        for player, words in zip(players, BROKEN, strict=True):
            await player.wait(lambda seen, words=words: words in seen.newest.text)  # type: ignore[misc]  # bound at once
    assert [failed(caplog, sid) for sid in sids] == [3] * len(MESSENGERS)


def failed(caplog: pytest.LogCaptureFixture, sid: str) -> int:
    """Count how often a deadline of this session has failed."""
    return sum(f"session {sid}, state Fuse, deadline: ValueError" in told for told in caplog.messages)
