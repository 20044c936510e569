"""What a move asks for besides the next state: data that can be compared, stored and retried, never performed here."""

from __future__ import annotations

from dataclasses import dataclass

Argument = str | int | float
Arguments = tuple[tuple[str, Argument], ...]


@dataclass(frozen=True, slots=True)
class Toast:
    """Words for the presser alone, by the key of the game's texts."""

    key: str
    arguments: Arguments = ()
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Award:
    """Points for a seat; they add up until the seat's result."""

    seat: int
    points: int


@dataclass(frozen=True, slots=True)
class Achieve:
    """A named fact about what a seat did ("won otk"); kept with its result."""

    seat: int
    name: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Stars of a seat, 0..3; the last word counts."""

    seat: int
    stars: int


@dataclass(frozen=True, slots=True)
class Remember:
    """What the game will know of this player at his next play (JSON of `Game(memory=...)`)."""

    seat: int
    memory: bytes


@dataclass(frozen=True, slots=True)
class Tell:
    """Words for a seat that does not act now: its message comes anew, with them on top."""

    seat: int
    key: str
    arguments: Arguments = ()


@dataclass(frozen=True, slots=True)
class Speak:
    """The language a player wants from now on."""

    seat: int
    language: str


@dataclass(frozen=True, slots=True)
class Rename:
    """The public nick of a seat's player from now on."""

    seat: int
    nick: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish that only the house can fulfil; its answer begins the game anew, with a code."""

    seat: int
    what: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """Another game is to begin in the chat of this seat: in place of this one, or beside it."""

    seat: int
    game: str
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """The presser takes a free seat."""

    seat: int


@dataclass(frozen=True, slots=True)
class Leave:
    """A seat becomes free."""

    seat: int


@dataclass(frozen=True, slots=True)
class Seek:
    """The seat waits for whoever else seeks in the same line, until the next moment."""

    seat: int
    line: str


@dataclass(frozen=True, slots=True)
class Record:
    """A run that may be lent to a player who waits in this line (JSON of `Game(run=...)`). It names nobody."""

    line: str
    run: bytes


@dataclass(frozen=True, slots=True)
class Vote:
    """One more answer to the state's question, for all players to be compared with. It names nobody."""

    poll: str
    answer: str


Effect = Toast | Award | Achieve | Rate | Remember | Tell | Speak | Rename | Ask | Open | Join | Leave | Seek | Record | Vote
EFFECTS_MOST = 32  # per move (RELIABILITY P23)
