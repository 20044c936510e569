"""The marks that make a method a move: a press, typed words, a deadline, a kit's way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from engine.core.errors import AuthorError
from engine.core.source import place_of

F = TypeVar("F", bound=Callable[..., object])
MARK = "__smena_move__"


@dataclass(frozen=True, slots=True)
class Move:
    """How a method may be set off; one method may carry several marks."""

    name: str
    press: bool = False  # a button may offer it
    words: tuple[str, ...] | None = None  # examples of typed words that set it off; None = words do not
    after: float | str | None = None  # seconds after the moment was shown, or the field that holds them
    at: str | None = None  # the field that holds an absolute instant, or one per seat
    joins: bool = False  # a new player takes a free seat by an invitation
    gone: bool = False  # a player leaves while others stay
    fact: bool = False  # another game has declared something of a player
    leave: bool = False  # a kit's hook: its return annotation counts for the kit's own moves

    @property
    def timed(self) -> bool:
        """Tell whether a deadline sets it off."""
        return self.after is not None or self.at is not None


def move_of(method: object) -> Move | None:
    """Read the mark of a method; None if it is no move."""
    found = getattr(method, MARK, None)
    return found if isinstance(found, Move) else None


def mark_of(state: type, name: str) -> Move | None:
    """Find the mark of a method of a state: an override keeps the mark of what it overrides."""
    return next((found for base in state.__mro__ if (found := move_of(base.__dict__.get(name)))), None)


def _mark(method: F, **marks: object) -> F:
    known = move_of(method) or Move(getattr(method, "__name__", "?"))
    setattr(method, MARK, replace(known, **marks))  # type: ignore[arg-type]  # the callers below pass fields of Move
    return method


def press(method: F) -> F:
    """Let a button offer this method."""
    return _mark(method, press=True)


def text(*, examples: Sequence[str]) -> Callable[[F], F]:
    """Let typed words set off this method: `def method(self, play, words: str)`. The examples feed the checker."""
    if not examples:
        raise AuthorError("@text: examples is empty; give at least one thing a player may type")
    return lambda method: _mark(method, words=tuple(examples))


def join(method: F) -> F:
    """Let a player who comes by an invitation set off this method; `play.seat` is the seat that he has just taken.

    Where the state has no such move, an invitation finds the door closed.
    """
    return _mark(method, joins=True)


def gone(method: F) -> F:
    """Let a player who leaves, while others stay, set off this method; `play.seat` is his seat, which is free afterwards.

    His result does not count, unless the method calls `play.leave()`. Where the state has no such move, the game goes on
    as if he were silent.
    """
    return _mark(method, gone=True)


def fact(method: F) -> F:
    """Let a fact set off this method that another game has declared since of a player who sits here (`play.results`).

    `play.seat` is his seat. Nobody pressed anything: what he is to know is told by `play.tell`.
    """
    return _mark(method, fact=True)


def after(*, seconds: float | str) -> Callable[[F], F]:
    """Set off this method so many seconds after its moment has been shown (1 s .. 29 days).

    A string names a field or property of the state that holds the seconds (None there: no deadline).
    """
    if not isinstance(seconds, str) and not 1 <= seconds <= 29 * 86400:
        raise AuthorError(f"@after(seconds={seconds}): give 1 to 2505600 (29 days)")
    return lambda method: _mark(method, after=seconds)


def at(field: str) -> Callable[[F], F]:
    """Set off this method at the instant (seconds since 1970) that a field of the state holds; None there: never.

    It lies at most 29 days ahead: a game that nobody touches is closed after thirty.

    Where the field holds a tuple it is one instant per seat, and `play.seat` is that seat.
    """
    return lambda method: _mark(method, at=field)


def leave(method: F) -> F:
    """Mark a kit's hook: the kit's moves leave only through it, and the game narrows its return annotation."""
    if move_of(method):
        raise AuthorError(f"{place_of(method)}: a hook marked @leave is no move as well")
    return _mark(method, leave=True)
