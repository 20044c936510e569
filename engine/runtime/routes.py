"""Where an input without a token goes: typed words, /start and the other commands (MECHANICS 23)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.core.house import HALL
from engine.core.inputs import Kind
from engine.core.opening import made_id
from engine.core.player import Player, forgot, routed
from engine.core.token import invite_code, read_invite, read_link, short
from engine.runtime.players import Players, grave_of, profile_of
from engine.runtime.ports import Ledger, Press

ROOMS = ("games", "help", "language", "link", "nick", "export", "forget", "me")  # commands that lead to a room of the hall
INVITES = "invites"  # the ledger's name for codes of sessions
GROUPS = "groups"  # its name for the newest session of each group


@dataclass(frozen=True, slots=True)
class Route:
    """One way: into a session that is there, or into a game that is to be opened as `sid`."""

    pid: str
    language: str
    sid: str
    kind: Kind = "words"
    game: str = ""  # to be opened; "" = the session is there
    code: str = ""
    linked: bool = False  # the player has another messenger too


class Routes:
    """Decides on the player's shard, once for each delivery."""

    def __init__(self, players: Players, ledger: Ledger) -> None:
        self._players = players
        self._ledger = ledger
        self.secret = b""

    async def find(self, press: Press) -> Route | None:
        """Find the way of an input. The same delivery is always sent the same way.

        None: it is a late duplicate of an input of a player who was forgotten since. Raises StoreUnavailable.
        """
        pid = profile_of(press.player)
        delivery = short(press.delivery)
        fresh = Player(pid, (press.player,), language=press.language or "ru")
        invited = await self._invited(press)
        gathered = await self._ledger.recall(GROUPS, press.chat) if press.group else ""
        chosen: list[Route] = []

        def step(player: Player) -> Player:
            route = Route(player.pid, player.language, invited, "join") if invited else _way(player, press, delivery, gathered)
            chosen[:] = [replace(route, linked=len(player.identities) > 1)]
            player = replace(player, identities=tuple(dict.fromkeys((*player.identities, press.player))))
            return player if delivery in dict(player.deliveries) else routed(player, delivery, route.sid)

        if await self._players.change(pid, step) is None:
            if await self._players.is_buried(grave_of(self.secret, press.player), delivery):
                return None
            await self._players.change(pid, step, fresh)
        return chosen[0]

    async def anew(self, route: Route, press: Press) -> Route:
        """Find another way: the session that the input was routed to is no more. Raises StoreUnavailable."""
        await self._players.change(route.pid, lambda player: forgot(player, route.sid))
        game, code = _wanted(press)
        return replace(route, sid=made_id("routed", route.pid, short(press.delivery)), game=game, code=code)

    async def invite(self, sid: str) -> None:
        """Let a session be joined by its code. Raises StoreUnavailable."""
        await self._ledger.remember(INVITES, invite_code(sid), sid)

    async def gathered(self, group: str, sid: str) -> None:
        """Remember which session a group plays, for it is on nobody's list. Raises StoreUnavailable."""
        await self._ledger.remember(GROUPS, group, sid)

    async def _invited(self, press: Press) -> str:
        """Find the session that a typed code, or one that came with a link, leads to; "" = none."""
        code = None if press.group else read_invite(press.code or press.text)
        return await self._ledger.recall(INVITES, code) if code else ""


def _way(player: Player, press: Press, delivery: bytes, gathered: str) -> Route:
    """Find the way of an input; `gathered`: the session that its group plays, "" = none."""
    fresh_sid = made_id("routed", player.pid, delivery)
    known = dict(player.deliveries).get(delivery)
    newest = gathered if press.group else player.focus(press.chat, press.message)
    focus = newest if known is None else known
    here = Route(player.pid, player.language, focus)
    if known == fresh_sid or (known is None and _opens(player, press, focus)):
        game, code = _wanted(press)
        return replace(here, sid=fresh_sid, game=game, code=code)
    if press.group:
        return replace(here, kind="show")  # one member closes nothing for the others
    if press.command == "stop":
        return replace(here, kind="stop")
    return replace(here, kind="show" if press.command else "words")


def _opens(player: Player, press: Press, focus: str) -> bool:
    """Tell whether the input begins a game rather than going to the one in focus."""
    if not focus or _code(press):
        return True
    if press.command == "start":
        return bool(press.code) or (focus not in player.sessions and not press.group)
    return press.command in ROOMS


def _wanted(press: Press) -> tuple[str, str]:
    """Name the game to open and its code: a code is a game's name, or something for the hall to look at."""
    if code := _code(press):
        return HALL, f"link {code}"
    if press.command == "start" and press.code:
        return press.code, press.code
    return HALL, press.command if press.command in ROOMS else ""


def _code(press: Press) -> str:
    """Find a code that links two messengers: after /link, by a link, or typed alone; "" = none."""
    if press.group:
        return ""
    if press.command == "link":
        return read_link(press.code) or ("?" if press.code else "")
    if press.command == "start":
        return read_link(press.code, bare=True)
    return read_link(press.text, bare=True) if press.text else ""
