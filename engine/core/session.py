"""A session: one game being played, as a value. What the store keeps and the turn changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.core.effects import Arguments
from engine.core.state import State

UNSCORED = -1  # stars of a play in which nothing was awarded or rated: it counts for nothing


@dataclass(frozen=True, slots=True)
class Place:
    """What a session knows of one seat."""

    player: str = ""  # profile id; "" = the seat is free
    language: str = "ru"
    nick: str = ""  # public nick; never the platform's name
    points: int = 0
    stars: int = UNSCORED  # 0..3, or UNSCORED
    achieved: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()  # what other games declared of the player, read when he sat down
    memory: bytes = b""  # what this game knew of him when he sat down (JSON); b"" = nothing
    kept: bytes = b""  # what it is to know from now on; b"" = unchanged
    done: bool = False  # his result has been handed over


NOBODY = "-"  # stands for a player who was forgotten, and in a record for a presser without a seat
AWAY = "-away"  # successor of an audience whose player went on in another of his chats
GONE = "-gone"  # successor of an audience whose player was forgotten


@dataclass(frozen=True, slots=True)
class Audience:
    """One chat in which the session is shown."""

    chat: str  # `tg:42`, `vk:2000000001`: opaque here
    seat: int = -1  # who sees it; -1 = a group, which sees the board
    successor: str = ""  # the session that took over this chat, AWAY or GONE; "" = it is ours
    parted: str = ""  # why its player plays no more while others do: "left", "crowded" or "anew"; "" = he plays

    @property
    def drawn(self) -> bool:
        """Tell whether its message is still kept up to date."""
        return self.successor in ("", AWAY)


@dataclass(frozen=True, slots=True)
class Heard:
    """An input that was counted within the present moment."""

    delivery: bytes  # 5 bytes
    seat: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for one seat that stand on top of its message until the next moment."""

    seat: int
    key: str  # a text of the game; with a `!` before it one of the house
    arguments: Arguments = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One game being played. `shown_at` is the store's word; everything else is the session's body."""

    sid: str  # 13 of 0-9 a-z
    game: str
    version: int  # of the game, when the state was written
    seed: bytes  # 16 secret bytes
    state: State
    moment: bytes  # 5 bytes: a hash chain over the inputs so far
    began: float  # when the moment began
    step: int = 0  # accepted inputs so far
    before: bytes = b""  # the moment before this one
    by: str = ""  # what ended it: "press", "words" or "deadline"
    heard: tuple[Heard, ...] = ()  # inputs that left the moment as it is (MECHANICS 8)
    typed: tuple[bytes, ...] = ()  # ids of the newest 32 inputs without a token, whatever they changed (MECHANICS 23)
    places: tuple[Place, ...] = (Place(),)
    audiences: tuple[Audience, ...] = ()
    notices: tuple[Notice, ...] = ()
    opened: float = 0.0
    closed: str = ""  # "left", "crowded", "anew", "idle", "broken", "same"; "" = it is played, or its state is final
    seeking: str = ""  # the line in which it stands in this moment; "" = none
    lent: bytes = b""  # a stranger's run (JSON), lent while it seeks
    entries: int = 0  # inputs in the record since its snapshot
    shown_at: float = field(default=0.0, compare=False)  # 0 = not shown to everybody yet

    @property
    def over(self) -> bool:
        """Tell whether nothing more can be played."""
        return bool(self.closed) or type(self.state).is_final

    def seat_of(self, player: str) -> int | None:
        """Find the seat of a player; None if he has none."""
        return next((n for n, place in enumerate(self.places) if place.player == player), None)

    def audience_for(self, seat: int) -> int | None:
        """Find the number of the audience in which a seat plays now; None if it has none."""
        own = [n for n, audience in enumerate(self.audiences) if audience.seat == seat and not audience.parted]
        return next((n for n in own if not self.audiences[n].successor), own[0] if own else None)

    def audience_of(self, chat: str) -> int | None:
        """Find the number of the audience in a chat; None if the session is not shown there."""
        here = [n for n, audience in enumerate(self.audiences) if audience.chat == chat]
        return next((n for n in here if not self.audiences[n].parted), here[-1] if here else None)
