"""Sessions kept by every released version are read by this one; what is newer is left alone (RELIABILITY P24, P25)."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from types import ModuleType

import pytest
from redis.asyncio import Redis

from engine.core.compose import compose, offers
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.inputs import Input
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.state import State, freeze, thaw
from engine.core.texts import Texts
from engine.runtime.catalogue import Catalogue, load_catalogue
from engine.runtime.fold import fold
from engine.store import codec, keys
from engine.store.codec import pack_session, unpack_session
from engine.store.errors import Newer, StoreUnavailable
from engine.store.layout import LAYOUT
from engine.store.redis import RedisStore
from tests.corpus import samples
from tests.corpus.__main__ import KEPT, examples, held, missing
from tests.corpus.forge import v1, v2, v3
from tests.play.both import both, until
from tests.play.conftest import rates  # noqa: F401  # a fixture: chats are drawn as fast as they are pressed

FILES = sorted(KEPT.glob("*.txt"))
EXAMPLES = [(file.stem, tag) for file in FILES for tag in held(file)]
SID = "s" * 13
FOUR_TRIES_S = 4.5  # the sweeper looks once in a second; three failures put an update aside


@pytest.fixture(scope="module")
def shelf() -> Catalogue:
    catalogue = load_catalogue(("games",), installed=False)
    assert catalogue.broken == []
    return catalogue


@pytest.mark.parametrize(("name", "tag"), EXAMPLES)
def test_a_kept_session_is_read_shown_and_played_on(shelf: Catalogue, name: str, tag: str) -> None:
    """Whatever version wrote it: every seat sees a view, and every button does something without a fault."""
    game, version = shelf.games[name.partition(".")[0]], int(name.partition(".")[2])
    body = held(KEPT / f"{name}.txt")[tag]
    session = replace(unpack_session(SID, body, shelf.games), shown_at=1_790_000_000.0)
    if version == game.version:
        assert type(session.state).stored_as == tag
    again = unpack_session(SID, pack_session(session), shelf.games)
    assert again == session, "a field that came later has its default, and keeps it"
    for number, audience in enumerate(session.audiences):
        compose(game, session, number)
        for n, act in enumerate(offers(game, session, audience)):
            player = session.places[max(audience.seat, 0)].player
            given = Input("press", session.began + 1.0, bytes([n, number, 0, 0, 1]), player, number, session.moment, act)
            assert fold(game, session, [given], ["ru"], b"corpus").faults == []


def test_every_state_has_an_example(shelf: Catalogue) -> None:
    """A new state, or a new version, is added by `python -m tests.corpus`."""
    for game in shelf.games.values():
        assert held(KEPT / f"{game.name}.{game.version}.txt").keys() >= game.chart.tags.keys(), game.name


async def test_every_kept_byte_is_read(redis_url: str) -> None:
    """A document, an alias, an effect, an input, a key: what an older version wrote is what it was, and today's bytes are held."""
    of_today, known = samples.samples() | await samples.from_scripts(redis_url), examples()
    assert missing(known, of_today) == [], "`python -m tests.corpus` adds a new shape; the older one is still to be read"
    assert {f"effect.{kind}" for kind in codec._OUTGOING} <= of_today.keys()
    for name, kept in known:
        if not name.startswith("memory."):
            sample = of_today[name]
            assert (sample.read(kept) if sample.read else kept.decode()) == sample.value, name


def test_every_kept_memory_is_read(shelf: Catalogue) -> None:
    """What a game of any version remembers of a player, the game of today can read; each game's is held."""
    known = [(name.split(".")[1:], kept) for name, kept in examples() if name.startswith("memory.")]
    assert {(name, version) for (name, version), _ in known} >= {(g.name, str(g.version)) for g in shelf.games.values() if g.memory}
    for (name, _), kept in known:
        model = shelf.games[name].memory
        assert model is not None
        assert thaw(model, freeze(thaw(model, kept))) == thaw(model, kept)


async def test_a_kept_session_is_read_by_the_scripts(redis_url: str) -> None:
    """Its header says when its deadlines fire: armed after a minute, it is due at the instant, which is the earlier one."""
    kept = [kept for name, kept in examples() if name == "whole.session"]
    async with Redis.from_url(redis_url) as client:
        for whole in kept:
            await client.set(keys.session(samples.SID), whole)
            store = await RedisStore.connect(redis_url, clock=lambda: samples.ARMED_AT)
            stored = await store.arm(samples.SID)
            assert stored is not None
            assert (stored.shown_at, stored.posts, stored.body) == (samples.ARMED_AT, samples.POSTS, b"a body")
            due = await client.zscore(keys.due(keys.shard_of(samples.SID)), f"t:{samples.SID}")
            assert due == samples.DUE_AT
            await store.aclose()


def forged(room: ModuleType, state: State | None = None) -> Session:
    game: Game = room.game
    begun = open_session(game, SID, b"x" * 16, 1.0, (Place("p"),), (Audience("tg:1", 0),), b"secret")
    return replace(begun, state=state) if state else begun


@pytest.mark.parametrize(
    ("kept", "second", "third"),
    [
        (v1.Cold(heat=0), v2.Cold(degrees=20.0), v3.Burning(degrees=20.0, blown=0)),
        (v1.Cold(heat=1), v2.Cold(degrees=420.0), v3.Burning(degrees=420.0, blown=1)),
        (v1.Hot(heat=2), v2.Bright(degrees=820.0), v3.Burning(degrees=820.0, blown=2)),
        (v1.Out(), v2.Out(), v3.Out()),
    ],
)
def test_a_session_is_lifted_step_by_step(kept: State, second: State, third: State) -> None:
    """A field that changed its meaning, a state that changed its name, two states that became one: 1 to 3 goes by 2."""
    body = pack_session(forged(v1, kept))
    assert unpack_session(SID, body, {"forge": v1.game}).state == kept
    lifted = unpack_session(SID, body, {"forge": v2.game})
    assert (lifted.state, lifted.version) == (second, 2)
    for way in (body, pack_session(lifted)):
        assert unpack_session(SID, way, {"forge": v3.game}).state == third


def test_a_newer_session_is_not_read() -> None:
    """Neither one of a newer version nor one of a game that is not here."""
    body = pack_session(forged(v3))
    with pytest.raises(Newer, match="forge version 3 is newer than 2 here"):
        unpack_session(SID, body, {"forge": v2.game})
    with pytest.raises(Newer, match="the game forge is not installed here"):
        unpack_session(SID, body, {})


def failing(step: str) -> Game:
    """The forge's fourth release, with a mistake."""
    game = Game("forge", start=v3.Burning, version=4)

    @game.migrate(3)
    def lift(tag: str, fields: dict[str, object]) -> tuple[str, dict[str, object]]:
        if step == "raises":
            raise KeyError("heat")
        return ("Gone", fields) if step == "loses the tag" else (tag, {**fields, "degrees": "hot"})

    return game


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("raises", "state Burning of version 3: the step from 3 to 4 raised KeyError; mend it"),
        ("loses the tag", "there is no state «Gone» in version 4; give one this tag=, or a migration step"),
        ("bends a field", "Burning.degrees is not what was kept; raise the game's version and write a migration step"),
    ],
)
def test_a_wrong_migration_is_the_authors(step: str, told: str) -> None:
    """The bytes are whole: they are not called damaged, and the message says where and how to mend it."""
    with pytest.raises(AuthorError) as wrong:
        unpack_session(SID, pack_session(forged(v3)), {"forge": failing(step)})
    assert told in str(wrong.value)


@pytest.mark.parametrize("other", [v1.game, failing("raises"), v3.game], ids=["older", "broken", "layout"])
async def test_a_worker_that_cannot_read_a_session_leaves_it_alone(
    redis_url: str, other: Game, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An older worker, by the game or the layout, one with a wrong migration: nothing is written, and nothing is lost."""
    monkeypatch.setattr("engine.runtime.host.PARK_AGAIN_S", 0.1)
    async with both(redis_url) as house, Redis.from_url(redis_url) as redis:
        words = dict.fromkeys(("ru", "en"), "title = Forge\nabout = Forge\n")
        for game in (v3.game, other):
            game.texts = Texts("forge", words)
        games, store, player = house.house.catalogue.games, house.house.store, house.player("telegram")
        games["forge"] = v3.game
        await player.start("forge")
        await player.wait(lambda seen: "burning" in seen.newest.text)
        await house.house.host.stop()
        live = player.seen.newest
        [key] = [key async for key in redis.scan_iter("*:s:*") if (await redis.type(key)) == b"string"]
        before = whole = await redis.get(key)
        assert isinstance(whole, bytes)
        games["forge"] = other
        if other is v3.game:
            before = whole[:2] + bytes([LAYOUT + 1]) + whole[3:]
            await redis.set(key, before, keepttl=True)
        await player.press_label("stop")
        if other.version > v3.game.version:
            await player.wait(lambda seen: any("закрыта" in toast for toast in seen.toasts))
            await house.house.host.deadline(key.decode().rpartition(":")[2])
        else:
            await until(lambda: house.telegram.updates.waiting == [])  # nobody else waits behind it
            await asyncio.sleep(FOUR_TRIES_S)
            assert len(await store.all_parked()) == 1
            with pytest.raises(StoreUnavailable):
                await house.house.host.deadline(key.decode().rpartition(":")[2])
            assert [line for line in caplog.records if line.levelno >= logging.ERROR] == []
        assert await store.quarantined() == ()
        assert await redis.get(key) == before
        games["forge"] = v3.game
        await redis.set(key, whole, keepttl=True)
        if other.version > v3.game.version:  # what an older worker cannot play waits in the store; this press was answered
            await player.press_button(live.id, next(button.payload for button in live.buttons if button.label == "stop"))
        await player.wait(lambda seen: "out" in seen.newest.text)
