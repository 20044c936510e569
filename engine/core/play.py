"""Who acts, and the only door to chance, time and effects. A value: nothing is performed here."""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from engine.core.effects import (
    EFFECTS_MOST,
    Achieve,
    Argument,
    Arguments,
    Ask,
    Award,
    Effect,
    Join,
    Leave,
    Open,
    Rate,
    Record,
    Remember,
    Rename,
    Seek,
    Speak,
    Tell,
    Toast,
    Vote,
)
from engine.core.errors import AuthorError
from engine.core.nicks import read_nick
from engine.core.seat import content_as
from engine.core.state import State, freeze, thaw
from engine.core.texts import LANGUAGES

if TYPE_CHECKING:
    from engine.core.game import Game
    from engine.core.inputs import Polled
    from engine.core.session import Place

MEMORY_MOST = 8 * 1024  # bytes of JSON, of one player and one game
ARGUMENT_MOST = 1000  # characters
GAME_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")

S = TypeVar("S", bound=State)
M = TypeVar("M", bound=BaseModel)
LINE_MOST = 24
POLL_MOST, ANSWER_MOST = 64, 40  # bytes, characters


class Play:
    """One move being played. Made by the turn, used by the game, read by the turn."""

    def __init__(
        self,
        *,
        game: Game,
        seed: bytes,
        secret: bytes,
        now: float,
        elapsed: float,
        seat: int | None,
        places: tuple[Place, ...],
        code: str = "",
        lent: bytes = b"",
        polled: Polled = ("", ()),
    ) -> None:
        self.random = Random(seed)  # chance, seeded by the session's secret and the step
        self.now = now  # seconds since 1970, by the store's clock
        self.elapsed = elapsed  # seconds the moment has been in sight, less one second of grace, at least 0
        self.seat = seat  # who acts; None: a deadline fired, or a presser in a group without a seat
        self.code = code  # what came with the link or command that began the game; "" = nothing
        self.effects: list[Effect] = []
        self.stayed: State | None = None
        self._game = game
        self._secret = secret
        self._places = places
        self._lent = lent
        self._poll, self._votes = polled

    @property
    def game(self) -> str:
        """The name of the game."""
        return self._game.name

    @property
    def today(self) -> date:
        """The day in the game's time zone."""
        return datetime.fromtimestamp(self.now, ZoneInfo(self._game.timezone)).date()

    @property
    def daily_random(self) -> Random:
        """Chance that is the same for everybody who plays this game today."""
        return self.random_of(self.today)

    def random_of(self, day: date) -> Random:
        """Give the chance of any day, for what a game deals out over many: today's follows from what that day has drawn.

        Nobody who does not know the installation's secret can tell it.
        """
        told = f"{self._game.name}|{day.isoformat()}".encode()
        return Random(hmac.new(self._secret, told, hashlib.sha256).digest())

    @property
    def language(self) -> str:
        """The language of who acts."""
        return self._places[self.seat].language if self.seat is not None else "ru"

    @property
    def seats(self) -> tuple[int, ...]:
        """The seats that are taken."""
        return tuple(number for number, place in enumerate(self._places) if place.player)

    def content(self, model: type[M]) -> M:
        """Give the game's content, which is a `model`."""
        return content_as(self._game.lore, model, self._game.name)

    def memory(self, model: type[M], seat: int | None = None) -> M | None:
        """Give what the game remembers of this seat's player from earlier plays; None at the first play."""
        kept = self._places[self._who(seat)].memory
        if self._game.memory is not model:
            raise AuthorError(f"{self._game.name}: memory is not {model.__name__}; declare Game(memory={model.__name__})")
        return thaw(model, kept) if kept else None

    def results(self, seat: int | None = None) -> frozenset[str]:
        """Give the facts that other games declared of this seat's player by `achieve`."""
        return frozenset(self._places[self._who(seat)].facts)

    def stay(self, state: S) -> S:
        """Change fields within the same moment: the deadline runs on, the other seats' buttons stay alive."""
        self.stayed = state
        return state

    def toast(self, key: str, /, *, alert: bool = False, **arguments: Argument) -> None:
        """Tell the presser alone, at once, by a text of the game: 90 characters, for VK shows no more. `alert`: to be confirmed.

        VK knows no alert; it shows the same words for a few seconds.
        """
        self._ask(Toast(key, self._said("toast", key, arguments), alert))

    def award(self, points: int, *, seat: int | None = None) -> None:
        """Give points (or take them, if negative) to a seat; they add up until its result."""
        if isinstance(points, bool) or not isinstance(points, int) or abs(points) > 1_000_000:
            raise AuthorError(f"{self._game.name}: award({points!r}): give a whole number of at most a million")
        self._ask(Award(self._who(seat), points))

    def achieve(self, name: str, *, seat: int | None = None) -> None:
        """Declare a fact of a seat for other games to ask for ("won otk"; at most 40 characters)."""
        if not isinstance(name, str) or not 0 < len(name) <= 40 or not name.isprintable():
            raise AuthorError(f"{self._game.name}: achieve: {len(str(name))} characters; give 1 to 40 that can be printed")
        self._ask(Achieve(self._who(seat), name))

    def rate(self, stars: int, *, seat: int | None = None) -> None:
        """Give 0 to 3 stars to a seat's play; the last word counts."""
        if type(stars) is not int or not 0 <= stars <= 3:
            raise AuthorError(f"{self._game.name}: rate({stars!r}): give 0, 1, 2 or 3 stars")
        self._ask(Rate(self._who(seat), stars))

    def remember(self, memory: BaseModel, *, seat: int | None = None) -> None:
        """Keep what the game is to know of this player at his next play; it replaces what was kept."""
        if self._game.memory is not type(memory):
            raise AuthorError(f"{self._game.name}: remember({type(memory).__name__}): declare it in Game(memory=...)")
        kept = freeze(memory)
        if len(kept) > MEMORY_MOST:
            raise AuthorError(
                f"{self._game.name}: remember: {len(kept)} bytes, at most {MEMORY_MOST} are kept; remember ids, not texts"
            )
        try:
            thaw(type(memory), kept)
        except ValueError as wrong:
            told = "make it by its own name, which looks at what it is given, and not by model_copy or model_construct"
            raise AuthorError(f"{self._game.name}: remember: {type(memory).__name__} would not come back; {told}") from wrong
        self._ask(Remember(self._who(seat), kept))

    def tell(self, seat: int, key: str, /, **arguments: Argument) -> None:
        """Tell another seat by a text of the game, in its player's language, on top of a new message."""
        self._ask(Tell(self._who(seat), key, self._said("tell", key, arguments)))

    def speak(self, language: str) -> None:
        """Set the language of who acts, from now on and in every game."""
        if language not in LANGUAGES:
            raise AuthorError(f"{self._game.name}: speak: no such language; give one of {', '.join(LANGUAGES)}")
        self._ask(Speak(self._who(None), language))

    def rename(self, nick: str) -> str:
        """Give who acts this public nick, from now on and in every game; answers "", or why it cannot be.

        The reasons: `length`, `signs`, `digits`, `rude`, `house`.
        """
        read, why = read_nick(nick)
        if not why:
            self._ask(Rename(self._who(None), read))
        return why

    def ask(self, what: str, words: str = "") -> None:
        """Ask the house for what no game can do (`link`, `meet`, `export`, `forget`); it answers by a room of the hall."""
        self._ask(Ask(self._who(None), what, words))

    def open(self, game: str, *, beside: bool = False) -> None:
        """Begin another game in this seat's chat once this one is over; `beside`: in a message of its own, and this one goes on."""
        if not GAME_NAME.fullmatch(game):
            raise AuthorError(f"{self._game.name}: open: that is no name of a game; give one as in Game(name)")
        self._ask(Open(self._who(None), game, beside))

    def join(self) -> int:
        """Give a free seat to who presses, and answer its number.

        Raises AuthorError: every seat is taken; offer the button only while one is free.
        """
        free = [number for number, place in enumerate(self._places) if not place.player]
        if not free:
            raise AuthorError(f"{self._game.name}: join(): all {len(self._places)} seats are taken")
        self._ask(Join(free[0]))
        self.seat = free[0]
        return free[0]

    def seek(self, line: str = "") -> None:
        """Have this seat wait for a stranger who seeks in the same line of this game, until the next moment.

        One of the two comes over to the other's game and sets off its `@join`. The line may be named after what must agree,
        a topic or a level (at most 24 characters). Raises AuthorError: somebody else sits here already.
        """
        if len(self.seats) > 1 or len(line) > LINE_MOST:
            raise AuthorError(f"{self._game.name}: seek({line!r}): only who sits alone may, in a line of at most {LINE_MOST} signs")
        self._ask(Seek(self._who(None if self.seat is not None else self.seats[0]), line))

    def record(self, run: BaseModel, line: str = "") -> None:
        """Keep a run, without a name, that may be lent to a stranger who waits in this line."""
        if self._game.run is not type(run):
            raise AuthorError(f"{self._game.name}: record({type(run).__name__}): declare it in Game(run=...)")
        self._ask(Record(line, freeze(run)))

    def lent(self, model: type[M]) -> M | None:
        """Give the run of somebody unknown, lent to who seeks; None: there is none, or nobody seeks."""
        if self._game.run is not model:
            raise AuthorError(f"{self._game.name}: a run is not {model.__name__}; declare Game(run={model.__name__})")
        return thaw(model, self._lent) if self._lent else None

    @property
    def votes(self) -> dict[str, int]:
        """What all players have answered to this state's question (`State.poll`), as last heard; empty: nothing is known yet."""
        return dict(self._votes)

    def vote(self, answer: str) -> None:
        """Count an answer to this state's question, once; the next players find it in `play.votes`."""
        if not isinstance(self._poll, str) or not 0 < len(self._poll.encode()) <= POLL_MOST:
            told = f"this state's poll() gives {self._poll!r:.80}; let it name a question, in at most {POLL_MOST} bytes"
            raise AuthorError(f"{self._game.name}: vote: {told}")
        if not isinstance(answer, str) or not 0 < len(answer) <= ANSWER_MOST or not answer.isprintable():
            told = f"{len(str(answer))} characters; give 1 to {ANSWER_MOST} that can be printed"
            raise AuthorError(f"{self._game.name}: vote: {told}")
        self._ask(Vote(self._poll, answer))

    def leave(self) -> None:
        """Free the seat of who acts; his result counts as it stands."""
        self._ask(Leave(self._who(None)))

    def _who(self, seat: int | None) -> int:
        who = self.seat if seat is None else seat
        if who is None and len(self._places) == 1:
            return 0  # a game for one: a deadline concerns its only seat
        if who is None or not 0 <= who < len(self._places):
            raise AuthorError(f"{self._game.name}: which seat? Nobody acts here; name one: seat=0..{len(self._places) - 1}")
        return who

    def _said(self, what: str, key: str, arguments: Mapping[str, Argument]) -> Arguments:
        """Look at the arguments of a text: they may have to wait in the store."""
        for name, value in arguments.items():
            if not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
                raise AuthorError(f"{self._game.name}: {what}({key!r}): {name} is {value!r:.40}; give words or a number")
            if isinstance(value, str) and len(value) > ARGUMENT_MOST:
                told = f"{name} has {len(value)} characters, at most {ARGUMENT_MOST} are told"
                raise AuthorError(f"{self._game.name}: {what}({key!r}): {told}; shorten it")
        return tuple(sorted(arguments.items()))

    def _ask(self, effect: Effect) -> None:
        if len(self.effects) >= EFFECTS_MOST:
            raise AuthorError(f"{self._game.name}: more than {EFFECTS_MOST} effects in one move; ask for fewer")
        self.effects.append(effect)
