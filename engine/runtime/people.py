"""What players ask of the house in the hall: to link, to export, to be forgotten. Each is answered by a room of the hall."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from engine.core.inputs import Wish
from engine.core.player import standing
from engine.core.token import short
from engine.runtime.bringing import Bringing
from engine.runtime.holdings import Replays
from engine.runtime.job import Job
from engine.runtime.leaving import Leaving
from engine.runtime.linking import Give, Linking
from engine.runtime.outside import Outside
from engine.runtime.players import Players
from engine.runtime.ports import Press
from engine.runtime.routes import ROOMS
from engine.runtime.seams import Chance, StoreClock
from engine.runtime.sessions import Sessions
from engine.store.contract import SessionStore

ANSWERS: dict[str, tuple[str, ...]] = {  # by wish: the rooms of the hall that it may be answered by; a walk tries all of them
    "link": ("code ABCD-2345", "code ABCD-2345 https://t.me/smena_bot?start=l_ABCD-2345"),
    "meet": ("told linked", "told taken", "told nobody", "told no-code", "told used-code"),
    "me": ("me", "me 0 0 5", "me 123456 789 0"),
    "export": ("told exported", "told no-file", "told nobody"),
    "resume": ("hall", "told no-game"),
    "forget": (),  # the session itself is erased
}
SORRY = "told sorry"  # answers any other wish
TYPED = (  # the rooms that a typed command may lead to; the last of them by `/link CODE`
    *(room for room in ROOMS if room not in ("me", "link")), *ANSWERS["me"], *ANSWERS["link"],
    "meet ABCD-2345 tg", "meet ABCD-2345 vk", "told no-code", "told used-code", "told own-code", "told too-many",
)  # fmt: skip


class People:
    """Hears wishes. One a worker."""

    def __init__(
        self,
        store: SessionStore,
        players: Players,
        sessions: Sessions,
        outside: Outside,
        replays: Replays,
        chance: Chance,
        give: Give,
        clock: StoreClock,
        apply: Callable[[str], Awaitable[None]],
    ) -> None:
        self._give = give
        self._clock = clock
        self.players = players
        self.linking = Linking(store, players, sessions, outside, chance, give)
        self.leaving = Leaving(store, players, sessions, outside, replays, chance, give, apply)
        self.bringing = Bringing(players, sessions, give)

    async def room(self, code: str, pid: str, press: Press) -> str:
        """Name the room of the hall that a command leads to: what is typed about links needs the house. Raises StoreUnavailable."""
        what, _, words = code.partition(" ")
        if what == "me" and not press.group:
            return await self._standing(pid)
        if what != "link" or press.group:
            return code
        if words:
            return await self.linking.look(pid, words, short(press.delivery))
        return await self.linking.show(pid, press.chat)

    async def grant(self, sid: str, id: str, wish: Wish) -> None:
        """Do what was asked for in session `sid` by effect `id`, which may be told twice. Raises StoreUnavailable."""
        name = f"{sid}:{id}"
        match wish.what:
            case "link":
                room = await self.linking.show(wish.player, wish.chat)
            case "meet":
                room = await self.linking.join(wish.player, wish.words, name)
            case "me":
                room = await self._standing(wish.player)
            case "export":
                room = await self.leaving.export(wish.player, wish.chat, name)
            case "resume":
                room = "hall" if await self.bringing.resume(wish.player, wish.chat, name) else "told no-game"
            case "forget":
                await self.leaving.forget(wish.player, sid, name)
                return
            case _:
                room = SORRY
        await self._give(sid, Job("room", wish.chat, delivery=name, words=room))

    async def _standing(self, pid: str) -> str:
        """Name the room where a player reads where he stands."""
        player = await self.players.load(pid)
        return " ".join(map(str, ("me", *standing(player, self._clock.now())))) if player else "me"
