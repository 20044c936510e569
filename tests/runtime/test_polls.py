"""What a worker knows of all players' answers: asked for behind the player's back, never waited for, bounded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.runtime import polls
from engine.runtime.polls import Polls
from engine.store.contract import ANSWERS_MOST
from engine.store.errors import StoreUnavailable
from engine.store.redis import RedisStore
from tests.core.test_votes import Fork, Gone, game

NAME = "fork:fork"


def asking(question: str = "fork") -> Session:
    """A session that asks."""
    session = open_session(game, "s" * 13, b"x" * 16, 1.0, (Place("player0"),), (Audience("tg:0", 0),), b"secret")
    return replace(session, state=Fork(asks=question))


async def test_a_vote_counts_once_for_its_id(store: RedisStore) -> None:
    """Told again, as effects are, it changes nothing; more answers than a question can have are not counted."""
    for id in ("a", "a", "b"):
        await store.vote(NAME, "left", id)
    await store.vote(NAME, "right", "c")
    assert await store.votes(NAME) == (("left", 2), ("right", 1))
    for n in range(ANSWERS_MOST):
        await store.vote(NAME, f"way {n:02}", f"id {n}")
    await store.vote(NAME, "left", "d")
    votes = dict(await store.votes(NAME))
    assert (len(votes), votes["left"]) == (ANSWERS_MOST, 3)


async def test_nobody_waits_for_the_votes(store: RedisStore) -> None:
    """The first answer is empty; what the store says is there for the next."""
    await store.vote(NAME, "left", "a")
    known = Polls(store)
    assert known.of(asking()) == ("fork", ())
    await known.idle()
    assert known.of(asking()) == ("fork", (("left", 1),))
    assert known.of(replace(asking(), state=Gone(said=""))) == ("", ())
    assert known.of(asking("ы" * 50)) == ("", ())


async def test_votes_grow_old(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """While they are fresh the store is left alone; later they are asked for again."""
    known, seen = Polls(store), list[int]()
    for id, fresh_s in (("a", 60.0), ("b", 60.0), ("c", 0.0)):
        monkeypatch.setattr(polls, "FRESH_S", fresh_s)
        await store.vote(NAME, "left", id)
        known.of(asking())
        await known.idle()
        seen.append(sum(count for _, count in known.of(asking())[1]))
    assert seen == [1, 1, 3]
    await known.idle()


async def test_a_store_that_is_away_harms_nobody(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known stays; and no more questions are remembered than there is room for."""

    async def away(poll: str) -> tuple[tuple[str, int], ...]:
        raise StoreUnavailable("away")

    monkeypatch.setattr(polls, "POLLS_MOST", 3)
    monkeypatch.setattr(store, "votes", away)
    known = Polls(store)
    for question in "abcdef":
        assert known.of(asking(question)) == (question, ())
    await known.idle()
    assert len(known._heard) == 3
