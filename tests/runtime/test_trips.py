"""How often a press asks the store before it is answered (RELIABILITY P44)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from engine.core.compose import compose
from engine.core.session import Session
from engine.core.texts import Texts
from engine.core.token import Token
from engine.runtime.host import Host
from engine.runtime.lanes import FOLD_MOST
from engine.runtime.ports import Press
from engine.store.codec import unpack_session
from engine.store.model import ModelStore
from tests.play import square
from tests.runtime.test_pace import Queue, served
from tests.simulation.line import stepped
from tests.simulation.loop import VirtualLoop

CHAT, TRIPS_MOST = "tg:1", 3


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the square its words."""
    monkeypatch.setattr(square.game, "texts", Texts("square", square.TEXTS))


class Workers:
    """Two workers at one store, and the one game that is played there."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.store: Any = Queue(ModelStore(lambda: 1_790_000_000.0 + loop.time()))
        self.one, self.other = served(self.store), served(self.store)
        self.taps = 0

    async def begin(self) -> None:
        for host in (self.one, self.other):
            await host.start()
        await self.one.receive(Press("start", CHAT, CHAT, command="start", code="square"))
        await self.one.stop()

    def session(self) -> Session:
        [sid] = self.store.inner._rows
        stored = stepped(self.store.inner.load(sid))
        return unpack_session(sid, stored.body, {"square": square.game}, stored.shown_at)

    async def press(self, host: Host, token: str = "") -> list[str]:
        """Press; which verbs did it take until it was answered? What is drawn after that is none of it."""
        self.taps += 1
        token = token or next(key.token for key in compose(square.game, self.session(), 0).keys() if key.token)
        self.store.verbs.clear()
        await host.receive(Press(f"tap {self.taps}", CHAT, CHAT, token=token))
        asked = [verb for verb in self.store.verbs if verb != "settle"]
        await host.stop()
        return asked


def lived(story: Callable[[Workers], Coroutine[Any, Any, None]]) -> None:
    """Let it happen in virtual time."""

    async def begun() -> None:
        workers = Workers()
        await workers.begin()
        await story(workers)

    loop = VirtualLoop(1)
    try:
        loop.run_until_complete(begun())
    finally:
        loop.close()


def test_a_press_takes_one_round_trip_and_never_more_than_three() -> None:
    """Known here: the commit alone. Unknown: it is loaded. Another worker was first: once more. Refused: looked at afresh."""

    async def story(workers: Workers) -> None:
        foreign = Token(workers.session().sid, b"other", b"thing")
        trips = {
            "known": await workers.press(workers.one),
            "unknown": await workers.press(workers.other),
            "another was first": await workers.press(workers.one),
            "refused": await workers.press(workers.one, str(foreign)),
        }
        assert trips == {
            "known": ["commit"],
            "unknown": ["load", "commit"],
            "another was first": ["commit", "commit"],
            "refused": ["load", "claim"],
        }
        assert max(map(len, trips.values())) <= TRIPS_MOST
        assert workers.session().state == square.Square(count=3)

    lived(story)


def test_presses_that_wait_are_committed_together() -> None:
    """Sixty-four at once in one game: each counts, in two commits and the first one's (MECHANICS 9)."""

    async def story(workers: Workers) -> None:
        await asyncio.gather(*(workers.press(workers.one) for _ in range(2 * FOLD_MOST)))
        assert workers.session().state == square.Square(count=2 * FOLD_MOST)
        assert workers.store.verbs.count("commit") <= 3

    lived(story)
