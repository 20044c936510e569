"""One spammer costs the others nothing: his presses are answered before the store is asked (RELIABILITY P32)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest

from adapters.common.batch import Item, hand_over
from engine.core.house import HOUSE
from engine.core.texts import Texts
from engine.runtime import pace
from engine.runtime.catalogue import Catalogue
from engine.runtime.delivery import Delivery
from engine.runtime.host import Host
from engine.runtime.pace import BURST, RATE, TOLD_S, Pace
from engine.runtime.players import Players
from engine.runtime.ports import Press
from engine.runtime.seams import Chance, StoreClock
from engine.store.model import ModelStore
from tests.play import square
from tests.simulation.loop import VirtualLoop

VERB_S = 0.001  # what a verb costs a worker that does one at a time
SPAM, OTHERS, BATCH = 1000, 200, 100
TOO_FAST = str(HOUSE.say("ru", "too-fast-words", {}))


def test_nobodys_thumbs_are_too_fast() -> None:
    """Ten presses a second pass for an hour, and a hundred at once; more are refused."""
    now = [0.0]
    paced = Pace(lambda: now[0])
    for _ in range(36_000):
        now[0] += 1 / RATE
        assert paced.lets("tg:1")
    assert [paced.lets("tg:2") for _ in range(BURST + 2)] == [True] * BURST + [False] * 2
    now[0] += 1.0
    assert sum(paced.lets("tg:2") for _ in range(100)) == RATE, "a second later he may go on, as fast as anybody"


def test_refusals_cost_no_room_and_others_are_free() -> None:
    """Who hammers on is let in as often as the rate says, and takes nothing from his neighbours."""
    now = [0.0]
    paced = Pace(lambda: now[0])
    passed = 0
    for _ in range(10_000):
        now[0] += 0.001
        passed += paced.lets("tg:1")
        assert paced.lets(f"tg:{_ + 2}")
    assert passed == pytest.approx(BURST + 10 * RATE, abs=1)


def test_the_buckets_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker remembers so many players at most; who was forgotten begins with a full bucket."""
    monkeypatch.setattr(pace, "PLAYERS_MOST", 100)
    paced = Pace(lambda: 0.0)
    for player in range(1000):
        paced.lets(f"tg:{player}")
    assert len(paced) == 100


def test_who_is_silent_is_forgotten() -> None:
    """Once his bucket is full again; who has emptied his and comes again at once finds it empty."""
    now = [0.0]
    paced = Pace(lambda: now[0])
    for player in range(1000):
        paced.lets(f"tg:{player}")
    now[0] += BURST / RATE + 0.1
    assert all(paced.lets("tg:hasty") for _ in range(BURST))
    assert len(paced) == 1
    assert not paced.lets("tg:hasty")


def test_a_chat_is_told_once_in_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many words come there; chats are forgotten as soon as they may be told again, and so many are remembered at most."""
    now = [0.0]
    paced = Pace(lambda: now[0])
    told = 0
    for _ in range(1000):
        told += paced.tells("tg:1")
        now[0] += 0.1
    assert told == 100 / TOLD_S
    monkeypatch.setattr(pace, "PLAYERS_MOST", 100)
    assert all(paced.tells(f"tg:{chat}") for chat in range(2, 1000))
    assert len(paced._told) == 100


@dataclass
class Queue:
    """A store that does one verb after the other, and remembers which."""

    inner: ModelStore
    verbs: list[str] = field(default_factory=list)
    line: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        return partial(self._asked, name, found) if asyncio.iscoroutinefunction(found) else found

    async def _asked(self, name: str, verb: Callable[..., Awaitable[object]], *args: Any, **named: Any) -> object:
        async with self.line:
            self.verbs.append(name)
            await asyncio.sleep(VERB_S)
        return await verb(*args, **named)


def served(store: Any) -> Host:
    """Open a worker with the square, without a messenger."""
    clock, chance, games = StoreClock(), Chance(), {"square": square.game}
    players = Players(store, chance)
    delivery = Delivery(store, games, {}, players, clock)
    return Host(store, Catalogue(games=games), delivery, players, clock, chance, store.inner.platform)


async def _rush(spam: int, limited: bool) -> tuple[float, list[str]]:
    """Let a poll bring a spammer's presses before everybody else's: how long until the last one was played, what was said."""
    loop = asyncio.get_running_loop()
    store: Any = Queue(ModelStore(lambda: 1_790_000_000.0 + loop.time()))
    host = served(store)
    if not limited:
        host._pace = Pace(lambda: 0.0, burst=1e9)
    await host.start()
    toasts: list[str] = []

    async def play(player: int, number: int) -> None:
        press = Press(f"{player}.{number}", f"tg:{player}", f"tg:{player}", command="start")
        toasts.append((await host.receive(replace(press, code="square") if number == 0 else press)).toast)

    def item(player: int, number: int) -> Item:
        return Item(f"tg:{player}", f"{player}.{number}", b"{}", partial(play, player, number))

    queue = [item(1, number) for number in range(spam)] + [item(2 + other, 0) for other in range(OTHERS)]
    began = loop.time()
    for at in range(0, len(queue), BATCH):
        await hand_over(queue[at : at + BATCH], host, "sim")
    took_s = loop.time() - began
    await host.stop()
    return took_s, toasts


def virtual(spam: int, limited: bool = True) -> tuple[float, list[str]]:
    """Run in virtual time: what is measured is the order of things and not this machine."""
    loop = VirtualLoop(1)
    try:
        return loop.run_until_complete(_rush(spam, limited))
    finally:
        loop.close()


def test_a_thousand_presses_of_one_delay_nobody_by_a_second() -> None:
    """A worker that does one verb a millisecond is done with two hundred others within a second more; unlimited it is not."""
    texts = square.game.texts
    square.game.texts = Texts("square", square.TEXTS)
    try:
        alone_s, _ = virtual(spam=0)
        beside_s, toasts = virtual(SPAM)
        unlimited_s, none = virtual(SPAM, limited=False)
    finally:
        square.game.texts = texts
    assert toasts.count(TOO_FAST) >= SPAM - BURST - RATE * beside_s - 1
    assert len(toasts) == SPAM + OTHERS, "everybody is answered"
    assert beside_s < alone_s + 1.0, (alone_s, beside_s)
    assert TOO_FAST not in none
    assert unlimited_s > alone_s + 2.0, "the test can tell a worker without limits"
