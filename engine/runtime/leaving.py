"""A player takes everything held about him along, or has it erased (RELIABILITY P36, P37)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from engine.core.house import HOUSE
from engine.core.inputs import Input, player_of
from engine.core.opening import made_id
from engine.core.session import Session
from engine.runtime.holdings import Holdings, Replays, find_holdings, places_of
from engine.runtime.job import Job
from engine.runtime.linking import Give
from engine.runtime.outside import File, Outside
from engine.runtime.players import Players, grave_of
from engine.runtime.ports import Done, Unknown
from engine.runtime.seams import Chance
from engine.runtime.sessions import Sessions
from engine.store import keys
from engine.store.codec import pack_hashes, unpack_entry, unpack_hashes, unpack_outgoing
from engine.store.contract import RAW_S, SessionStore
from engine.store.errors import Newer, Poison, StoreUnavailable

TRIES = 8
ID_BYTES = 5  # of an input


class Leaving:
    """Exports and erases. One a worker."""

    def __init__(
        self,
        store: SessionStore,
        players: Players,
        sessions: Sessions,
        outside: Outside,
        replays: Replays,
        chance: Chance,
        give: Give,
        apply: Callable[[str], Awaitable[None]],
    ) -> None:
        """`replays` reads parked updates, by platform; `apply(sid)` sends a session's effects on their way."""
        self._store = store
        self._players = players
        self._sessions = sessions
        self._outside = outside
        self._replays = replays
        self._chance = chance
        self._give = give
        self._apply = apply
        self.secret = b""

    # -- export ------------------------------------------------------------------------------------------------

    async def export(self, pid: str, chat: str, wish: str) -> str:
        """Send one JSON file with everything held about a player into this chat; answers a room. Raises StoreUnavailable.

        His other messengers are told that it was sent.
        """
        held = await find_holdings(self._store, self._players, self._sessions, self._replays, pid)
        if held is None:
            return "told nobody"
        told = json.dumps(await self.told(held), ensure_ascii=False, indent=1).encode()
        words = HOUSE.say(held.player.language, "export-file", {}).plain
        outcome = await self._outside.hand(chat, File("smena.json", told, words), nonce_of(wish))
        if isinstance(outcome, Done | Unknown):
            await self._tell_elsewhere(held, chat, wish)
            return "told exported"
        return "told no-file"

    async def _tell_elsewhere(self, held: Holdings, chat: str, wish: str) -> None:
        """Tell him in his other messengers: whoever has got into one account takes nothing along unseen (RELIABILITY 99)."""
        words = HOUSE.say(held.player.language, "export-told", {"where": chat.partition(":")[0]})
        others = (identity for identity in held.player.identities if identity != chat)
        await asyncio.gather(*(self._outside.say(other, words, nonce_of(f"{wish}/{other}")) for other in others))

    async def told(self, held: Holdings) -> dict[str, object]:
        """Tell everything held about a player, each thing with the key of the store that it lies under."""
        names = [{"key": keys.names(pid), "names": list(await self._store.noted(pid))} for pid in held.pids]
        return {
            "profile": {"key": keys.player(held.player.pid), **_plain(asdict(held.player))},
            "links": [{"key": keys.player(pid), "to": held.player.pid} for pid in held.pids if pid != held.player.pid],
            "names": names,
            "games": [await self._game(held, sid, session) for sid, session in held.sessions.items()],
            "codes": [{"key": keys.player(id), "what": "a code that links two messengers"} for id in held.codes],
            "wrong_codes": [{"key": keys.player(id), "typed": await self._wrong(id)} for id in places_of(held)],
            "parked": [
                {"key": keys.parked(keys.shard_of(one.id), one.id), "platform": one.platform, "raw": _spelled(one.raw)}
                for one in held.parked
            ],
            "quarantine": [
                {"key": keys.quarantine(int(one.at // 86400)), "at": one.at, "raw": _spelled(one.raw)} for one in held.quarantined
            ],
        }

    async def _wrong(self, id: str) -> int:
        """Count the wrong codes that were typed lately."""
        stored = await self._store.player(id)
        return len(unpack_hashes(stored.body)) if stored and stored.commit else 0

    async def _game(self, held: Holdings, sid: str, session: Session | None) -> dict[str, object]:
        """Tell one game: the player's own seat and inputs; its state only after its end. Never chance, nor the others'."""
        record = [_entry(held, session, entry) for entry in await self._store.record(sid)]
        pending = [_effect(held, kept) for _, kept in await self._store.effects(sid)]
        game: dict[str, object] = {
            "key": keys.session(sid),
            "record": {"key": keys.record(sid), "inputs": [one for one in record if one is not None]},
            "pending": {"key": keys.effects(sid), "effects": [one for one in pending if one is not None]},
        }
        if session is None:
            return game | {"what": "damaged, nobody can read it"}
        own = held.seats(session)
        return game | {
            "game": session.game,
            "opened": session.opened,
            "over": session.over,
            "seats": {str(seat): _plain(asdict(session.places[seat])) for seat in own},
            "chats": [
                audience.chat
                for audience in session.audiences
                if audience.seat in own or audience.seat < 0 or audience.chat in held.player.identities
            ],
            "state": json.loads(session.state.model_dump_json()) if type(session.state).is_final else "told of a game at its end",
        }

    # -- forget ------------------------------------------------------------------------------------------------

    async def forget(self, pid: str, sid: str, wish: str) -> None:
        """Erase everything that names a player; `sid`, where he asked for it, goes last, for the wish lies there.

        May be told again after a crash at any step. Raises StoreUnavailable: it is due again.
        """
        for _ in range(TRIES):
            held = await find_holdings(self._store, self._players, self._sessions, self._replays, pid)
            if held is None or await self._erased(held, sid, pid):
                await self._dropped(pid)
                await self._store.erase(sid)
                self._sessions.forget(sid)
                if held is not None:
                    await self._farewell(held, wish)
                return
        raise StoreUnavailable(f"a player was at play while he was being forgotten, {TRIES} times in a row")

    async def _erased(self, held: Holdings, last: str, pid: str) -> bool:
        """Erase all but the session `last` and the alias `pid`, by which the rest is found if this is cut off.

        False if the player did something meanwhile: then it is to be done again.
        """
        for identity in held.player.identities:
            await self._bury(held, identity)
        for sid, session in held.sessions.items():
            if sid != last:
                await self._taken_out(held, sid, session)
        for parked in held.parked:
            await self._store.unpark(keys.shard_of(parked.id), parked.id)
        for kept in held.quarantined:
            await self._store.unquarantine(kept)
        aliases = (other for other in held.pids if other not in (held.player.pid, pid))
        for id in (*held.codes, *places_of(held), *aliases):
            await self._dropped(id)
        return await self._store.drop_player(held.player.pid, held.commit)

    async def _dropped(self, id: str) -> None:
        stored = await self._store.player(id)
        await self._store.drop_player(id, stored.commit if stored else b"")

    async def _taken_out(self, held: Holdings, sid: str, session: Session | None) -> None:
        """Erase a session; where others play on, only his name goes out of it, and its record begins anew."""
        if session is None or not held.shared(session):
            await self._store.erase(sid)
            self._sessions.forget(sid)
            return
        await self._apply(sid)
        pids = [session.places[seat].player for seat in held.seats(session)] or [held.player.pid]
        for pid in pids:
            await self._give(sid, Job("forgotten", player=pid, words=" ".join(held.player.identities)))

    async def _bury(self, held: Holdings, identity: str) -> None:
        """Remember for three days which inputs were heard: a late duplicate must not make a new profile."""
        id = grave_of(self.secret, identity)
        stored = await self._store.player(id)
        heard = pack_hashes(tuple(delivery for delivery, _ in held.player.deliveries))
        await self._store.save_player(id, stored.commit if stored else b"", self._chance.id(), heard, float(RAW_S))

    async def _farewell(self, held: Holdings, wish: str) -> None:
        """Tell him in each of his chats, and take the buttons off what stands there."""
        words = HOUSE.say(held.player.language, "erased", {})
        newest = {(live.sid, live.chat): live.message for live in held.player.live}
        for sid, session in held.sessions.items():
            for audience in session.audiences if session is not None else ():
                message = newest.get((sid, audience.chat))
                if message and not audience.successor:
                    await self._outside.retire(audience.chat, message)
        for identity in held.player.identities:
            await self._outside.say(identity, words, nonce_of(f"{wish}/{identity}"))


def nonce_of(wish: str) -> int:
    """Make VK's random_id of what is sent once: the same for the same wish."""
    return int.from_bytes(made_id("once", wish).encode()[:4], "big") % (2**31 - 1) + 1


def _entry(held: Holdings, session: Session | None, entry: bytes) -> dict[str, object] | None:
    """Tell one entry of a record if it is the player's own input."""
    try:
        read = unpack_entry(entry)
    except Poison:
        return {"raw": _spelled(entry)}
    if not isinstance(read, Input):
        return None
    seat = session.audiences[read.audience].seat if session and 0 <= read.audience < len(session.audiences) else -1
    mine = read.player in held.pids or (read.place is not None and read.place.player in held.pids)
    if not (mine or (session and seat in held.seats(session))):
        return None
    return {"kind": read.kind, "now": read.now, "words": read.words, "player": read.player, "act": read.act.hex()}


def _effect(held: Holdings, kept: bytes) -> dict[str, object] | None:
    try:
        effect = unpack_outgoing(kept)
    except (Poison, Newer):
        return {"raw": _spelled(kept)}
    return _plain(asdict(effect)) if player_of(effect) in held.pids else None


def _plain(fields: dict[str, object]) -> dict[str, object]:
    """Bring a record's fields to what JSON knows: bytes as words where they are words."""
    plain: dict[str, object] = json.loads(json.dumps(fields, default=lambda raw: _spelled(raw)))
    return plain


def _spelled(raw: bytes) -> str:
    """Write bytes as words where they are words, else as hex digits; what is as long as an input's id is one."""
    if len(raw) == ID_BYTES:
        return raw.hex()
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.hex()
