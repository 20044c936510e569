"""What goes into a turn and what comes out of it: values, without a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.core import effects as fx
from engine.core.errors import Refused
from engine.core.session import Place, Session

Kind = Literal[
    "press", "words", "failed", "deadline", "idle", "broken", "crowded", "anew", "stop", "armed", "show", "begin", "speak", "join",
    "back", "moved", "room", "move", "same", "forgotten", "met", "paired", "lent", "fact",
]  # fmt: skip
Polled = tuple[str, tuple[tuple[str, int], ...]]  # a question, and how often each answer was given


@dataclass(frozen=True, slots=True)
class Input:
    """What happens to a session. The record is made of these."""

    kind: Kind
    now: float
    delivery: bytes = b""  # 5 bytes
    player: str = ""  # profile id; of a `crowded`: who has too many games, of an `anew`: who opens this one again
    audience: int = -1
    moment: bytes = b""
    act: bytes = b""  # of a `lent` the run
    # What was typed; of a `speak` the language, of a `join` or `move` the chat, of a `begin` or `room` the code,
    # of a `moved` the chat's new address; of a `met` the chat, of a `paired` the session where he is expected,
    # of a `fact` what another game has declared of him, one a line.
    words: str = ""
    place: Place | None = None  # of a `join` or `met`: who sits down
    polled: Polled = ("", ())  # the state's question, and what all players have answered, as last heard
    page: int = 0  # of words: the page that their player sees, from 0; it counts while `moment` is the session's


@dataclass(frozen=True, slots=True)
class Result:
    """A seat's play is over: what its player is to be credited with, once."""

    player: str
    game: str
    points: int
    stars: int
    achieved: tuple[str, ...]
    memory: bytes
    finished: bool  # False: he left before the end
    rated: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """The game that takes over a chat, or begins beside (the audience then names another successor, or none).

    `sid` is fixed here, so that opening twice opens once.
    """

    sid: str
    game: str  # "" = whichever comes next
    audience: int
    player: str
    fresh: bool  # asked for by typed words: the new game comes in a new message


@dataclass(frozen=True, slots=True)
class Speaking:
    """A player's wish for a language."""

    player: str
    language: str


@dataclass(frozen=True, slots=True)
class Naming:
    """A player's new public nick."""

    player: str
    nick: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a player asks of the house in the hall; the answer goes to the chat where he asked."""

    player: str
    what: str
    words: str
    chat: str


@dataclass(frozen=True, slots=True)
class Seeking:
    """A session stands in a line, or is to be given who stands there."""

    line: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A player has left his session for that of whom he was given; he is to sit down there."""

    line: str
    player: str
    chat: str
    language: str
    other: str  # the session where he is expected


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run for those who wait in a line."""

    line: str
    run: bytes


@dataclass(frozen=True, slots=True)
class Voted:
    """An answer to be counted with those of all players."""

    poll: str  # game and question
    answer: str


Outgoing = Result | Opening | Speaking | Naming | Wish | Seeking | Meeting | Recorded | Voted


def player_of(effect: Outgoing) -> str:
    """Name the profile that an effect is about; "" = nobody's."""
    return "" if isinstance(effect, Seeking | Recorded | Voted) else effect.player


@dataclass(frozen=True, slots=True)
class Turned:
    """What an input came to."""

    session: Session
    changed: bool  # False: there is nothing to commit
    refused: Refused | None = None
    hint: str = ""  # a text of the house to tell instead
    toast: fx.Toast | None = None
    outgoing: tuple[tuple[str, Outgoing], ...] = ()  # (effect id, effect)
    redraw: tuple[int, ...] | None = None  # audiences to draw although nothing changed; None = those of a change
    renew: tuple[int, ...] = ()  # audiences that get a new message
    page: int | None = None  # the page that the input's audience is to be shown from now; None = the one it sees
