"""Whose line a mistake of a game is on: told to logs and designers by place, never by value."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from types import TracebackType

from engine.core.errors import AuthorError

_HOUSE = str(Path(__file__).resolve().parents[1])
_LIBRARIES = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))


def told(wrong: BaseException) -> str:
    """Name a mistake without its values: they may hold a player's words."""
    place = place_in(wrong)
    if not isinstance(wrong, AuthorError):
        return f"{type(wrong).__name__} at {place}"
    return str(wrong) if place in str(wrong) or not place.endswith(")") else f"{wrong} [{place}]"


def place_in(wrong: BaseException) -> str:
    """Name where a game went wrong, as `games/otk/__init__.py:41 (Bench.judge, measured)`: its deepest line, its move first."""
    while isinstance(wrong, AuthorError) and wrong.__cause__ is not None:
        wrong = wrong.__cause__
    trace, names = wrong.__traceback__, list[str]()
    own = deepest = "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        deepest = f"{code.co_filename}:{trace.tb_lineno}"
        if _is_own(trace):
            own = deepest
            names.append(code.co_qualname)
        trace = trace.tb_next
    return f"{own} ({', '.join(dict.fromkeys((names[0], names[-1])))})" if names else deepest


def _is_own(trace: TracebackType) -> bool:
    """Tell whether a line is neither the engine's nor a library's."""
    return not trace.tb_frame.f_code.co_filename.startswith((_HOUSE, *_LIBRARIES, "<"))
