"""Bugs to plant in a worker process: the simulation's of the engine itself, and these of the real store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest

from engine.store.calls import Calls
from engine.store.contract import Commit
from engine.store.redis import RedisStore
from tests.simulation.bugs import BUGS as SIMULATED

SLOW_ROAD_S = 0.03  # to the store: longer than a press takes, shorter than a delivery is held back


@contextlib.contextmanager
def no_compare_and_set() -> Iterator[None]:
    """Let the newest commit be overwritten, whoever wrote it; on a slow road, so that two workers do meet."""
    commit = RedisStore.commit

    async def blind(store: RedisStore, change: Commit, *rest: Any) -> Any:
        await asyncio.sleep(SLOW_ROAD_S)
        row = await store.load(change.sid)
        known = replace(change, expected=row.commit, expected_shown=row.shown_at) if row and change.expected else change
        return await commit(store, known, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RedisStore, "commit", blind)
        yield


@contextlib.contextmanager
def wait_ignored() -> Iterator[None]:
    """Let nobody wait for the replica, with durability=replicated too."""
    begin = Calls.__init__

    def careless(calls: Calls, client: Any, scripts: Any, replicated: bool = False, *rest: Any) -> None:
        begin(calls, client, scripts, False, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Calls, "__init__", careless)
        yield


BUGS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "acknowledged-before-the-commit": SIMULATED["acknowledged-before-the-commit"],
    "stay-ids-dropped": SIMULATED["stay-ids-dropped"],
    "no-compare-and-set": no_compare_and_set,
    "wait-ignored": wait_ignored,
}
