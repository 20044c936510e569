"""What a trial came to: everything acknowledged is held against the records, and every chat against its session."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from adapters.sandbox.seen import Seen
from engine.core.compose import compose
from engine.core.inputs import Input
from engine.core.session import Session
from engine.runtime.players import profile_of
from engine.store.codec import pack_session, unpack_entry, unpack_player, unpack_session
from engine.store.contract import Stored
from engine.store.redis import RedisStore
from engine.workshop.replay import replay
from tests.faults.load import Load
from tests.faults.tally import GAMES, Tallied, Tally
from tests.faults.worker import REAL_LEASE_S

LEFT_MOST = 6  # things left to be done that a verdict names
LEASES, QUIET_S = 5, 20.0  # so many leases and this time: late redraws, effects and a platform's patience fit into it


@dataclass(frozen=True, slots=True)
class Kept:
    """One session as it lies in the store."""

    sid: str
    stored: Stored
    session: Session
    record: tuple[bytes, ...]


@dataclass(slots=True)
class Verdict:
    """A trial in numbers."""

    presses: int = 0  # that a platform delivered, each told once
    acked: int = 0
    counted: int = 0
    lost: int = 0
    doubled: int = 0
    stale: int = 0
    wrong: list[str] = field(default_factory=list)  # what else must not be

    def told(self) -> str:
        """Say it in one line."""
        numbers = f"{self.presses} presses, {self.acked} acknowledged, {self.counted} counted"
        return f"{numbers}: {self.lost} lost, {self.doubled} doubled, {self.stale} stale; {'; '.join(self.wrong[:3])}"


async def judged(load: Load, store: RedisStore, before: Iterable[bytes] | None = None) -> Verdict:
    """Wait until all is quiet, and judge. `before`: what had been acknowledged; without it, all that is by now."""
    quiet_s = 4 * load.lease_s if load.bug else LEASES * load.lease_s + QUIET_S
    left = await _left_over(load, store, quiet_s)
    await load.road.rest()
    found = await sessions(store)
    acked = set(load.road.acked if before is None else before)
    verdict = Verdict(presses=len(load.road.came), acked=len(load.road.acked))
    if left:
        verdict.wrong.append(f"after {quiet_s:.0f} s there is still to be done: {', '.join(left[:LEFT_MOST])}")
    if before is None and verdict.acked < verdict.presses:
        verdict.wrong.append(f"{verdict.presses - verdict.acked} presses were never acknowledged")
    _count(verdict, found, acked)
    secret = await store.secret(b"")
    for kept in found:
        verdict.wrong += [f"session {kept.sid}: {why}" for why in disagreements(kept, secret)]
    verdict.stale = len(stale(load, found))
    await _credits(verdict, store, found, load)
    return verdict


async def sessions(store: RedisStore) -> list[Kept]:
    """Read every session that there is."""
    found = [key.decode() async for key in store.client.scan_iter(match="{s*}:s:*", count=1000)]
    return [kept for kept in await asyncio.gather(*(_read(store, key[-13:]) for key in found)) if kept is not None]


async def _read(store: RedisStore, sid: str) -> Kept | None:
    stored, record = await store.load(sid), await store.record(sid)
    return Kept(sid, stored, unpack_session(sid, stored.body, GAMES, stored.shown_at), record) if stored else None


def inputs(kept: Kept) -> list[Input]:
    """Give the counted inputs of a record."""
    entries = (unpack_entry(entry) for entry in kept.record)
    return [entry for entry in entries if isinstance(entry, Input) and entry.kind in ("press", "words")]


def disagreements(kept: Kept, secret: bytes) -> list[str]:
    """Hold a record against its session: played again it must end with the very same bytes."""
    *_, last = replay(GAMES, kept.sid, kept.record, secret)
    return [] if pack_session(last.session) == kept.stored.body else [f"the record replays to {last.session.state}"]


def _count(verdict: Verdict, found: list[Kept], acked: set[bytes]) -> None:
    """Count what was lost (acknowledged, and in no record or no sum) and doubled (in two records, or twice in a sum)."""
    counted = Counter(entry.delivery for kept in found for entry in inputs(kept))
    verdict.counted = len(counted)
    verdict.lost = len(acked - counted.keys())
    verdict.doubled = sum(times - 1 for times in counted.values())
    for kept in found:
        surplus = _sum(kept.session) - len(inputs(kept))
        verdict.doubled += max(0, surplus)
        verdict.lost += max(0, -surplus)


def _sum(session: Session) -> int:
    state = session.state
    assert isinstance(state, Tally | Tallied)
    return state.goes + state.extras + state.words


def stale(load: Load, found: list[Kept]) -> set[str]:
    """Name the chats that show anything but the newest view of each of their sessions, the newest session lowest."""
    lowest = {kept.session.audiences[0].chat: kept for kept in sorted(found, key=lambda kept: kept.session.opened)}
    return {kept.session.audiences[0].chat for kept in found if _differs(load, kept)} | {
        chat for chat, kept in lowest.items() if str(_chat(load, chat).newest.id) != kept.stored.posts[0].message
    }


def _differs(load: Load, kept: Kept) -> bool:
    """Tell whether a session's own message shows anything but its newest view."""
    (audience,), (post,) = kept.session.audiences, kept.stored.posts
    if audience.successor:
        return False
    wanted = compose(GAMES[kept.session.game], kept.session, 0)
    shown = _chat(load, audience.chat).messages.get(int(post.message or 0))
    if shown is None or shown.text != wanted.text.plain:
        return True
    tokens = [key.token for key in wanted.keys() if key.token]
    return not all(any(token in button.payload for button in shown.buttons) for token in tokens)


def _chat(load: Load, chat: str) -> Seen:
    platform, _, number = chat.partition(":")
    return load.telegram.chat(int(number)) if platform == "tg" else load.vk.chat(int(number))


async def _credits(verdict: Verdict, store: RedisStore, found: list[Kept], load: Load) -> None:
    """Every finished play is credited to its player once."""
    finished = Counter(kept.session.places[0].player for kept in found if type(kept.session.state).is_final)
    for person in load.people:
        chat = load.chat_of(person)
        pid = profile_of(chat)
        stored = await store.player(pid)
        plays = unpack_player(pid, stored.body).plays if stored else 0
        if plays != finished[pid]:
            verdict.wrong.append(f"{chat} finished {finished[pid]} games and is credited with {plays}")


async def _left_over(load: Load, store: RedisStore, seconds: float) -> list[str]:
    """Wait until nothing is left to be done but deadlines, and every chat shows what it should; gives what is left then.

    With shortened leases the last late redraws, which change nothing, are not waited for.
    """
    kinds = "ep" if load.lease_s < REAL_LEASE_S else "epd"
    until = time.monotonic() + seconds
    while (left := await _left(load, store, kinds)) and time.monotonic() < until:
        await asyncio.sleep(0.2)
    return [*left, *sorted(await due(store) - set(left))] if left else []


async def _left(load: Load, store: RedisStore, kinds: str) -> list[str]:
    """Name what is left: chats that show something old, presses without an answer, members of the due sets."""
    found = await sessions(store)
    missing = [f"a press of {id.hex()} without an answer" for id in load.road.came.keys() - load.road.acked.keys()]
    return [*_told(load, found), *missing, *sorted(member for member in await due(store) if member[0] in kinds)]


def _told(load: Load, found: list[Kept]) -> list[str]:
    """Say of every stale chat what it shows, and what the sessions in it know of their messages."""
    return [
        f"{chat} shows {[(seen.id, seen.text) for seen in _chat(load, chat).theirs[-3:]]}, known is "
        f"{[(kept.session.state, kept.stored.posts) for kept in found if kept.session.audiences[0].chat == chat]}"
        for chat in sorted(stale(load, found))
    ]


async def due(store: RedisStore) -> set[str]:
    """Read everything that comes due some time."""
    line = store.client.pipeline(transaction=False)
    async for key in store.client.scan_iter(match="{s*}:due", count=1000):
        line.zrange(key, 0, -1)
    return {member.decode() for members in await line.execute() for member in members}
