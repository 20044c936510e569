"""Two messengers become one profile by a one-time code (MECHANICS 30, RELIABILITY P40)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from engine.core.house import HALL
from engine.core.opening import made_id
from engine.core.player import Player
from engine.core.token import link_code, read_link
from engine.runtime.job import Job
from engine.runtime.outside import Outside
from engine.runtime.players import Players, profiles_of
from engine.runtime.ports import Answer
from engine.runtime.seams import Chance
from engine.runtime.sessions import Sessions
from engine.store.codec import CodeRow, pack_code, pack_hashes, unpack_code, unpack_hashes
from engine.store.contract import SessionStore, StoredPlayer

CODE_S = 600.0  # how long a code is good
TRIES_MOST = 5  # wrong codes a player may type within CODE_S
Give = Callable[[str, Job], Awaitable[Answer]]


def code_id(code: str) -> str:
    """Name the place of a code: a hash, so that the store does not tell it and comparing takes the same time always."""
    return made_id("link", code)


def tries_id(pid: str) -> str:
    """Name the place where a player's wrong codes are counted."""
    return made_id("tries", pid)


class Linking:
    """Makes codes, looks at them and uses them. Each answer is a room of the hall."""

    def __init__(
        self, store: SessionStore, players: Players, sessions: Sessions, outside: Outside, chance: Chance, give: Give
    ) -> None:
        self._store = store
        self._players = players
        self._sessions = sessions
        self._outside = outside
        self._chance = chance
        self._give = give

    async def show(self, pid: str, chat: str) -> str:
        """Make a code and show it, with a link into another messenger. Raises StoreUnavailable."""
        code = link_code(self._chance.id())
        id = code_id(code)
        await self._players.note(pid, f"code:{id}")
        await self._store.save_player(id, b"", self._chance.id(), pack_code(pid, chat), CODE_S)
        return f"code {code} {self._outside.door(chat, f'l_{code}')}".strip()

    async def look(self, pid: str, words: str, delivery: bytes) -> str:
        """Look at a code that was typed, before anything is done. A wrong one counts, once a delivery. Raises StoreUnavailable."""
        code = read_link(words)
        tries, commit = await self._tries(pid)
        if len(tries) >= TRIES_MOST and delivery not in tries:
            return "told too-many"
        why, row = self._judged(await self._store.player(code_id(code)) if code else None, "")
        if row is None:
            if delivery not in tries:
                counted = pack_hashes((*tries, delivery))
                await self._store.save_player(tries_id(pid), commit, self._chance.id(), counted, CODE_S)
            return f"told {why}"
        owner, player = await self._players.load(row[0]), await self._players.load(pid)
        if owner is not None and player is not None and owner.pid == player.pid:
            return "told own-code"
        return f"meet {code} {row[1].partition(':')[0]}"

    async def join(self, pid: str, words: str, wish: str) -> str:
        """Use a code: the two become one. `wish` may be told again, also after a crash half-way. Raises StoreUnavailable."""
        code = read_link(words)
        id = code_id(code)
        for _ in range(TRIES_MOST):
            stored = await self._store.player(id)
            why, row = self._judged(stored, wish)
            if stored is None or row is None:
                return f"told {why}"
            used = pack_code(row[0], row[1], wish)
            if row[2] == wish or await self._store.save_player(id, stored.commit, self._chance.id(), used, CODE_S) is None:
                return await self._joined(row, pid, wish)
        return "told no-code"

    async def _joined(self, row: CodeRow, pid: str, wish: str) -> str:
        outcome = await self._players.link(row[0], pid)
        if outcome in ("taken", "nobody"):
            return f"told {outcome}"
        player = await self._players.load(pid)
        if player is not None:
            await self._close_own(player)
            await self._tell(player, row[1], wish)
        return "told linked"

    async def _tell(self, player: Player, chat: str, wish: str) -> None:
        """Let the chat where the code was shown know that it was used, if the hall still stands there."""
        for sid in reversed(player.sessions):
            session = await self._sessions.of(sid)
            number = session.audience_of(chat) if session and session.game == HALL and not session.over else None
            if session and number is not None and not session.audiences[number].successor:
                await self._give(sid, Job("room", chat, delivery=f"{wish}+shown", words="told linked"))
                return

    async def _close_own(self, player: Player) -> None:
        """Close the games in which he sits on both sides: they do not count."""
        pids = profiles_of(player)
        for sid in player.sessions:
            session = await self._sessions.of(sid)
            if session is not None and sum(place.player in pids for place in session.places) > 1:
                await self._give(sid, Job("same"))

    async def _tries(self, pid: str) -> tuple[tuple[bytes, ...], bytes]:
        stored = await self._store.player(tries_id(pid))
        return (unpack_hashes(stored.body), stored.commit) if stored and stored.commit else ((), b"")

    @staticmethod
    def _judged(stored: StoredPlayer | None, wish: str) -> tuple[str, CodeRow | None]:
        """Read a code; or say why it is none. A used one is good for the wish that has used it."""
        row = unpack_code(stored.body) if stored and stored.commit else None
        if row is None:
            return "no-code", None
        return ("", row) if row[2] in ("", wish) else ("used-code", None)
