"""A game: where it starts, how many seats, what it remembers, its version. One a module, as `game = Game(...)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel

from engine.core.chart import Chart, check_all_met, check_type, read_chart, returns_of
from engine.core.errors import AuthorError
from engine.core.play import Play
from engine.core.source import place_of
from engine.core.spelling import check_functions
from engine.core.state import State, make
from engine.core.texts import Texts

if TYPE_CHECKING:
    from engine.core.seat import Seat
    from engine.core.view import Picture

Begin = Callable[[Play], State]
Pieces = Callable[["Seat"], Iterable["Picture"]]
Fields = dict[str, object]
Migration = Callable[[str, Fields], tuple[str, Fields]]
G = TypeVar("G", bound=Migration)
SEATS_MOST = 8
NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")  # of a game


class Game:
    """One game. The catalogue binds its texts and content, which lie beside the module."""

    def __init__(
        self,
        name: str,
        *,
        start: type[State] | Begin,
        seats: tuple[int, int] = (1, 1),
        memory: type[BaseModel] | None = None,
        content: tuple[str, type[BaseModel]] | None = None,
        version: int = 1,
        timezone: str = "Europe/Moscow",
        rated: bool = True,
        texts: str = "",
        run: type[BaseModel] | None = None,
        single: bool = False,
        pieces: Pieces | None = None,
    ) -> None:
        """Declare a game.

        `start`: a state without required fields, or `begin(play) -> State`. `seats`: fewest and most players (1..8).
        `memory`: what is kept of a player between plays. `content`: a YAML file beside the module, and its model.
        `texts`: a kit's module beside which lie the texts that the game's own complete or replace. `run`: a play that is kept
        to be lent to strangers (`play.record`, `play.lent`). `rated`: whether plays with points or stars bring experience.
        `single`: a player has it open once; opened again it closes where it was and begins with what it remembers by then.
        `pieces`: every picture worth a look, for the gallery; None: it looks for them at random.

        Raises AuthorError: for every mistake that can be seen without playing.
        """
        if not NAME.fullmatch(name):
            raise AuthorError(f"Game({name!r}): a name is 1 to 31 of a-z, 0-9 and _, and begins with a letter")
        if not 1 <= seats[0] <= seats[1] <= SEATS_MOST:
            raise AuthorError(f"{name}: seats={seats}: give fewest and most players, 1 to {SEATS_MOST}")
        _check_timezone(name, timezone)
        self.name = name
        self.start = start
        self.seats = seats
        self.memory = memory
        self.run = run
        self.single = single
        self.pieces = pieces
        self.content = content
        self.version = version
        self.timezone = timezone
        self.rated = rated
        self.kit_texts = texts
        self.texts = Texts(name, {})  # bound by the catalogue
        self.lore: BaseModel | None = None  # bound by the catalogue
        self.migrations: dict[int, Migration] = {}
        if memory is not None:
            check_type(memory, f"{place_of(memory)}: memory {memory.__name__}")
        if run is not None:
            check_type(run, f"{place_of(run)}: run {run.__name__}")
        self.chart: Chart = read_chart(_first_states(start))
        check_functions([start])
        check_all_met(self.chart.steps, start.__module__)

    def migrate(self, version: int) -> Callable[[G], G]:
        """Mark a function that lifts a stored state of `version` to the next: (tag, fields) -> (tag, fields)."""

        def keep(function: G) -> G:
            self.migrations[version] = function
            return function

        return keep

    def begin(self, play: Play) -> State:
        """Make the first state."""
        start = self.start
        return make(start, {}) if isinstance(start, type) else start(play)


def _check_timezone(name: str, timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:  # a folder's name, or one with ..
        raise AuthorError(f"{name}: timezone={timezone!r}: there is no such zone; give one as Europe/Moscow") from wrong


def _first_states(start: type[State] | Begin) -> tuple[type[State], ...]:
    if not (isinstance(start, type) and issubclass(start, State)):
        return returns_of(start)
    required = [name for name, field in start.model_fields.items() if field.is_required()]
    if required:
        raise AuthorError(
            f"{place_of(start)}: start {start.__name__} needs {', '.join(required)}; "
            "give defaults, or start with a function begin(play) -> State"
        )
    return (start,)
