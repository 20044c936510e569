"""What all players have answered to a game's questions, as last heard by this worker. No press waits for it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from engine.core.inputs import Polled
from engine.core.session import Session
from engine.core.state import State
from engine.runtime.bounded import bounded
from engine.store.contract import POLL_MOST, SessionStore
from engine.store.errors import StoreUnavailable

FRESH_S = 20.0  # what was heard longer ago is asked for again
POLLS_MOST = 1024  # kept; which was looked at longest ago goes first


@dataclass(slots=True)
class Heard:
    """The answers to one question."""

    at: float
    votes: tuple[tuple[str, int], ...] = ()


class Polls:
    """Remembers the answers, and asks the store behind the player's back. One a worker."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self._heard: OrderedDict[str, Heard] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def of(self, session: Session) -> Polled:
        """Give the question that a session's state asks, with the answers so far; ("", ()) if it asks none."""
        if type(session.state).poll is State.poll:
            return "", ()
        asked = question_of(session)
        name = f"{session.game}:{asked}"
        if not asked or len(name.encode()) > POLL_MOST:
            return "", ()
        now = asyncio.get_running_loop().time()
        known = self._heard.get(name)
        if known is None or now - known.at > FRESH_S:
            known = self._heard[name] = Heard(now, known.votes if known else ())
            self._begin(name)
        self._heard.move_to_end(name)
        while len(self._heard) > POLLS_MOST:
            self._heard.popitem(last=False)
        return asked, known.votes

    async def idle(self) -> None:
        """Wait until nothing is being asked."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _begin(self, name: str) -> None:
        task = asyncio.create_task(self._ask(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, name: str) -> None:
        try:
            votes = await self._store.votes(name)
        except StoreUnavailable:
            return  # what is known is good enough, and it is asked for again
        if name in self._heard:
            self._heard[name].votes = votes


def question_of(session: Session) -> str:
    """Ask a state for its question; "" where it fails: what is wrong with it is told when a move is played."""
    try:
        asked: object = bounded(session.state.poll)
    except Exception:
        return ""
    return asked if isinstance(asked, str) else ""
