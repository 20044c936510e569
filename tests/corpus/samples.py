"""One value of each kind that is kept somewhere: how it is written today, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from redis.asyncio import Redis

from engine.core.inputs import (
    Input,
    Meeting,
    Naming,
    Opening,
    Outgoing,
    Recorded,
    Result,
    Seeking,
    Speaking,
    Voted,
    Wish,
)
from engine.core.opening import open_session
from engine.core.player import Alias, Live, Player
from engine.core.session import Audience, Heard, Notice, Place, Session
from engine.core.token import Token, act_of, invite_code
from engine.runtime.players import grave_of, profile_of
from engine.store import codec, keys
from engine.store.contract import Commit, Post, Stored
from engine.store.layout import unpack_stored
from engine.store.redis import RedisStore
from tests.corpus.forge import v1

START = 1_790_000_000.0
SID, OTHER = "aaaaaaaaaaaa1", "zzzzzzzzzzzz9"
MOMENT, ACT, SEED = b"now-5", b"act-5", b"sixteen secret b"
PID = "bbbbbbbbbbbb2"
PLACE = Place(PID, "en", "Молот", 50, 2, ("won forge",), ("won otk",), b'{"seen":1}', b'{"seen":2}', True)
PLAYER = Player(
    pid=PID,
    identities=("tg:42", "vk:43"),
    language="en",
    nick="Молот",
    sessions=(SID, OTHER),
    live=(Live("tg:42", "7", SID), Live("vk:43", "", OTHER)),
    deliveries=((b"del-1", SID), (b"del-2", OTHER)),
    memory=(("otk", b'{"seen":2}'),),
    facts=("won otk",),
    xp=1240,
    stars=17,
    day=20717,
    rated=3,
    plays=9,
    applied=((f"{SID}:result.0", START),),
)
OUTGOING: dict[str, Outgoing] = {
    "result": Result(PID, "otk", 50, 2, ("won otk",), b'{"seen":2}', True, False),
    "open": Opening(OTHER, "slovo", 1, PID, True),
    "speak": Speaking(PID, "en"),
    "name": Naming(PID, "Молот"),
    "wish": Wish(PID, "link", "ABCD-2345", "tg:42"),
    "seek": Seeking("duel"),
    "meet": Meeting("duel", PID, "tg:42", "en", OTHER),
    "run": Recorded("duel", b'{"answers":[1]}'),
    "vote": Voted("duel:gate", "tell"),
}
INPUTS = {
    "press": Input("press", START, b"del-1", PID, 1, MOMENT, ACT),
    "words": Input("words", START, b"del-2", PID, 0, words="слово", polled=("gate", (("hide", 2), ("tell", 1)))),
    "join": Input("join", START, b"del-3", PID, words="tg:42", place=PLACE),
}
POSTS = (
    Post(b"token678", 1.5, 2.5, b"drawn678", b"now-4", 9, 8, 7, "6", "picture", b"digest78", 5, 4, b"now-3", True, 3),
    Post(),
)
CHANGE = Commit(
    SID, b"", 0.0, b"commit-1", MOMENT, b"a body", after_s=20000.0, at=START + 500.0, idle_at=START + 900.0,
    snapshot=b"snapshot", audiences=POSTS, redraw=(),
)  # fmt: skip
ARMED_AT, DUE_AT = START + 61.0, START + 501.5


@dataclass(frozen=True, slots=True)
class Sample:
    """What is kept, its bytes of today, and its reader; what cannot be read is spelled, and can never change."""

    value: object
    written: bytes
    read: Callable[[bytes], object] | None = None


def samples() -> dict[str, Sample]:
    """Give all that needs no server."""
    return {name: sample for kinds in (_documents(), _effects(), _inputs(), _names()) for name, sample in kinds}


def _documents() -> Iterator[tuple[str, Sample]]:
    profile = partial(codec.unpack_profile, PID)
    for name, one in (
        ("player", PLAYER),
        ("alias", Alias(PID, "aaaaaaaaaaaaa", PLAYER, True)),
        ("merged", Alias(PID, "aaaaaaaaaaaaa")),
    ):
        yield name, Sample(one, codec.pack_profile(one), profile)
    for name, session in (("body", _session()), ("sought", _session(seeking="duel", lent=b'{"answers":[1]}'))):
        yield name, Sample(session, codec.pack_session(session), lambda kept: codec.unpack_session(SID, kept, {"forge": v1.game}))
    yield "code", Sample((PID, "tg:42", "vk:43"), codec.pack_code(PID, "tg:42", "vk:43"), codec.unpack_code)
    yield "hashes", Sample((b"del-1", b"del-2"), codec.pack_hashes((b"del-1", b"del-2")), codec.unpack_hashes)


def _effects() -> Iterator[tuple[str, Sample]]:
    for name, effect in OUTGOING.items():
        yield f"effect.{name}", Sample(effect, codec.pack_outgoing(effect), codec.unpack_outgoing)


def _inputs() -> Iterator[tuple[str, Sample]]:
    for name, given in INPUTS.items():
        yield f"input.{name}", Sample(given, codec.pack_input(given), codec.unpack_entry)
    snapshot = codec.pack_snapshot(_session(), START)
    yield "input.snapshot", Sample((codec.pack_session(_session()), START), snapshot, codec.unpack_entry)


def _names() -> Iterator[tuple[str, Sample]]:
    for id in (SID, OTHER):
        shard = keys.shard_of(id)
        of_id = keys.session, keys.record, keys.effects, keys.player, keys.names
        spelled = [*(key(id) for key in of_id), keys.due(shard), keys.parked(shard, id)]
        yield f"keys.{id}", _spelled(" ".join(spelled))
        yield f"invite.{id}", _spelled(invite_code(id))
    shared = (
        keys.line("duel", "line"),
        keys.poll("gate", "votes"),
        keys.platform("tg:1", "cursor"),
        keys.quarantine(7),
        keys.secret(),
    )
    yield "keys.shared", _spelled(" ".join(shared))
    for identity in ("tg:42", "vk:2000000042"):
        yield f"profile.{identity}", _spelled(profile_of(identity))
    yield "grave", _spelled(grave_of(SEED * 2, "tg:42"))
    yield "token", _spelled(str(Token(SID, MOMENT, act_of(SEED, MOMENT, "answer", (("option", 2),)))))


def _spelled(words: str) -> Sample:
    return Sample(words, words.encode())


def _session(seeking: str = "", lent: bytes = b"") -> Session:
    begun = open_session(
        v1.game, SID, SEED, START, (PLACE, Place()), (Audience("tg:42", 0), Audience("tg:-7", -1, OTHER, "left")), b"s"
    )
    return Session(
        SID, "forge", 1, SEED, begun.state, MOMENT, START + 9.0, 8, b"now-4", "press", (Heard(b"del-1", 0),), (b"del-2",),
        begun.places, begun.audiences, (Notice(0, "told", (("count", 2),)),), START, "left", seeking, lent, 7,
    )  # fmt: skip


async def from_scripts(url: str) -> dict[str, Sample]:
    """Let the scripts write on an empty server what they alone write: a session's whole string, an arming, a player's string."""
    now = [START]
    store = await RedisStore.connect(url, clock=lambda: now[0])
    async with Redis.from_url(url) as client:
        await store.commit(CHANGE, b"token679")
        whole = await client.get(keys.session(SID))
        now[0] = ARMED_AT
        await store.arm(SID)
        armed = (await store.record(SID))[-1]
        await store.save_player(PID, b"", b"commit-1", codec.pack_player(PLAYER))
        player = await client.get(keys.player(PID))
    await store.aclose()
    assert isinstance(whole, bytes)
    assert isinstance(player, bytes)
    return {
        "whole.session": Sample(
            Stored(b"commit-1", MOMENT, 0.0, POSTS, b"a body", START), whole, lambda kept: unpack_stored(kept, START)
        ),
        "whole.armed": Sample(Input("armed", ARMED_AT), armed, codec.unpack_entry),
        "whole.player": Sample(PLAYER, player, lambda kept: codec.unpack_player(PID, kept[12:])),
    }
