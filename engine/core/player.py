"""A player's profile as a value, and everything that may change it. Pure; counts each effect once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.core.inputs import Result

SESSIONS_MOST = 5  # a player's live games (RELIABILITY 74)
LIVE_KEPT = 8  # of one chat
DELIVERIES_KEPT = 32  # MECHANICS 23
EFFECT_KEPT_S = 7 * 86400.0  # MECHANICS 28
RATED_A_DAY = 5  # after that a play counts a fifth
EFFECTS_KEPT_MOST = 256


@dataclass(frozen=True, slots=True)
class Live:
    """A message of ours that stands in a chat, newest last."""

    chat: str
    message: str  # "" = it is on its way
    sid: str


@dataclass(frozen=True, slots=True)
class Player:
    """One profile, over all messengers."""

    pid: str
    identities: tuple[str, ...]  # `tg:42`, `vk:42`
    language: str = "ru"
    nick: str = ""
    sessions: tuple[str, ...] = ()  # games that are not over, oldest first
    live: tuple[Live, ...] = ()
    deliveries: tuple[tuple[bytes, str], ...] = ()  # inputs without a token -> the session each went to
    memory: tuple[tuple[str, bytes], ...] = ()  # by game
    facts: tuple[str, ...] = ()  # what games declared by `achieve`
    xp: int = 0
    stars: int = 0
    day: int = 0  # the day (number since 1970, UTC+3) that `rated` counts
    rated: int = 0  # rated plays of that day
    plays: int = 0  # games played to the end
    applied: tuple[tuple[str, float], ...] = ()  # effects counted: id, when

    def remembers(self, game: str) -> bytes:
        """Give what a game remembers of the player; b"" = nothing."""
        return dict(self.memory).get(game, b"")

    def focus(self, chat: str, message: str = "") -> str:
        """Find the session that typed words in this chat go to: of the message replied to, else of the newest one.

        Where no message is known yet (it is on its way), the newest game in a private chat; "" = none.
        """
        here = [live for live in self.live if live.chat == chat]
        replied = [live.sid for live in here if message and live.message == message]
        coming = self.sessions[-1] if self.sessions and chat in self.identities else ""
        return replied[-1] if replied else here[-1].sid if here else coming


@dataclass(frozen=True, slots=True)
class Alias:
    """What stands in place of a profile that was linked to another (MECHANICS 30)."""

    pid: str
    to: str  # the profile it belongs to now; its pid is smaller, so that aliases never go round
    carried: Player | None = None  # what is still to be merged into that one; None = it has been
    leads: bool = False  # where both have something, what is carried wins


def merged(player: Player, other: Player, leads: bool) -> Player:
    """Make one profile of two, once: what can be added up is, of what cannot both be kept the leading one's stays.

    Does nothing if `player` bears the other's identities already. `leads`: the other is the leading one.
    """
    if set(other.identities) <= set(player.identities):
        return player
    first, second = (other, player) if leads else (player, other)
    today = max(player.day, other.day)
    return replace(
        player,
        identities=tuple(dict.fromkeys((*player.identities, *other.identities))),
        language=first.language,
        nick=first.nick or second.nick,
        sessions=tuple(dict.fromkeys((*second.sessions, *first.sessions))),
        live=(*second.live, *first.live),
        deliveries=(*player.deliveries, *other.deliveries)[-2 * DELIVERIES_KEPT :],
        memory=tuple((dict(second.memory) | dict(first.memory)).items()),
        facts=tuple(dict.fromkeys((*first.facts, *second.facts))),
        xp=player.xp + other.xp,
        stars=player.stars + other.stars,
        plays=player.plays + other.plays,
        day=today,
        rated=sum(one.rated for one in (player, other) if one.day == today),
        applied=tuple(sorted({**dict(player.applied), **dict(other.applied)}.items(), key=lambda known: known[1])),
    )


def routed(player: Player, delivery: bytes, sid: str) -> Player:
    """Fix which session an input without a token goes to: the same id always gives the same session."""
    return replace(player, deliveries=(*player.deliveries, (delivery, sid))[-DELIVERIES_KEPT:])


def opened(player: Player, sid: str) -> tuple[Player, tuple[str, ...]]:
    """Add a game to the player's list; answers also the games that must be closed for it.

    A game that is on it, or whose result is counted already (its opening was told twice), changes nothing.
    """
    if sid in player.sessions or any(known.partition(":")[0] == sid for known, _ in player.applied):
        return player, ()
    sessions = (*player.sessions, sid)
    return replace(player, sessions=sessions[-SESSIONS_MOST:]), sessions[:-SESSIONS_MOST]


def forgot(player: Player, sid: str) -> Player:
    """Strike off a game that is no more: it has expired, or its bytes were damaged."""
    sessions = tuple(known for known in player.sessions if known != sid)
    return replace(player, sessions=sessions, live=tuple(live for live in player.live if live.sid != sid))


def shown(player: Player, live: Live) -> Player:
    """Note a message that was sent, or is about to be: it has the focus of its chat now."""
    gone = ((live.chat, live.message), (live.chat, ""))
    others = tuple(
        known for known in player.live if (known.chat, known.message) not in gone or (not known.message and known.sid != live.sid)
    )
    here = tuple(known for known in others if known.chat == live.chat)
    oldest = here[: max(0, len(here) + 1 - LIVE_KEPT)]
    return replace(player, live=(*(known for known in others if known not in oldest), live))


def credited(player: Player, effect: str, result: Result, now: float) -> Player:
    """Count one result, once: experience, stars, facts, memory; the game leaves the list."""
    if any(known == effect for known, _ in player.applied):
        return player
    recent = tuple((known, at) for known, at in player.applied if now - at < EFFECT_KEPT_S)[-EFFECTS_KEPT_MOST:]
    sid = effect.partition(":")[0]
    player = replace(player, applied=(*recent, (effect, now)), sessions=tuple(known for known in player.sessions if known != sid))
    if result.memory:
        others = tuple((game, kept) for game, kept in player.memory if game != result.game)
        player = replace(player, memory=(*others, (result.game, result.memory)))
    if not result.finished:
        return player
    facts = tuple(dict.fromkeys((*player.facts, *result.achieved)))
    player = replace(player, facts=facts, plays=player.plays + 1)
    return _experienced(replace(player, stars=player.stars + result.stars), result, now) if result.rated else player


def standing(player: Player, now: float) -> tuple[int, int, int]:
    """Tell where a player stands: experience, stars, and how many plays of this day still count whole."""
    return player.xp, player.stars, max(0, RATED_A_DAY - (player.rated if player.day == _day(now) else 0))


def _experienced(player: Player, result: Result, now: float) -> Player:
    """Add experience: 100 + a tenth of the points; the first five rated plays of a day count whole, later ones a fifth."""
    day = _day(now)
    rated = player.rated if player.day == day else 0
    gained = 100 + max(0, result.points) // 10
    return replace(player, day=day, rated=rated + 1, xp=player.xp + (gained if rated < RATED_A_DAY else gained // 5))


def _day(now: float) -> int:
    """Number the days of UTC+3 since 1970."""
    return int((now + 3 * 3600) // 86400)
