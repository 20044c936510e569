"""When a moment's moves set themselves off (MECHANICS 18)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.core.moves import Move, mark_of
from engine.core.session import Session
from engine.core.state import State

LATE_S = 1.5  # a press wins until its deadline and this much more (MECHANICS 18)
IDLE_S = 30 * 86400.0
TIMER_MOST_S = 29 * 86400.0  # a deadline comes before the session counts as abandoned


@dataclass(frozen=True, slots=True)
class Deadline:
    """One instant at which a move sets itself off."""

    at: float
    move: str
    seat: int | None


def deadlines(session: Session) -> list[Deadline]:
    """List the deadlines of the present moment whose instant is known, earliest first."""
    if session.over:
        return []
    relative = [Deadline(session.shown_at + s, name, None) for name, s in _relative(session.state)] if session.shown_at else []
    return sorted([*relative, *_absolute(session.state)], key=lambda deadline: deadline.at)


def waits(session: Session) -> tuple[float, float]:
    """Tell the store the earliest deadline: (seconds after the showing, absolute instant); -1 = none."""
    if session.over:
        return -1.0, -1.0
    after_s = min((s for _, s in _relative(session.state)), default=-1.0)
    return after_s, min((deadline.at for deadline in _absolute(session.state)), default=-1.0)


def expired(session: Session, now: float) -> bool:
    """Tell whether a deadline has passed, with the grace that a press still has."""
    due = deadlines(session)
    return bool(due) and now > due[0].at + LATE_S


def times(state: State) -> list[tuple[str, object, bool]]:
    """List what a state's fields and properties say of its deadlines: (name, what it says, whether it is an instant)."""
    if type(state).is_final:
        return []
    found: list[tuple[str, object, bool]] = []
    for _, move in _timed(type(state)):
        for name, instant in ((move.after, False), (move.at, True)):
            if isinstance(name, str):
                told = getattr(state, name)
                found += [(name, one, instant) for one in (told if isinstance(told, tuple) and instant else (told,))]
    return [(name, told, instant) for name, told, instant in found if told is not None]


def _relative(state: State) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for name, move in _timed(type(state)):
        seconds = getattr(state, move.after) if isinstance(move.after, str) else move.after
        if seconds is not None:
            found.append((name, min(max(float(seconds), 1.0), TIMER_MOST_S)))
    return found


def _absolute(state: State) -> list[Deadline]:
    found: list[Deadline] = []
    for name, move in _timed(type(state)):
        instants = getattr(state, move.at) if move.at is not None else None
        if isinstance(instants, tuple):
            found += [Deadline(float(instant), name, seat) for seat, instant in enumerate(instants) if instant is not None]
        elif instants is not None:
            found.append(Deadline(float(instants), name, None))
    return found


@lru_cache(maxsize=1024)
def _timed(state: type[State]) -> tuple[tuple[str, Move], ...]:
    found = ((name, mark_of(state, name)) for name in dir(state))
    return tuple((name, move) for name, move in found if move is not None and move.timed)
