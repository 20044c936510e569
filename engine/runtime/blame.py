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
    return str(wrong) if isinstance(wrong, AuthorError) else f"{type(wrong).__name__} at {place_in(wrong)}"


def place_in(wrong: BaseException) -> str:
    """Name where a game went wrong, as `games/otk/__init__.py:41 (Bench.judge, measured)`: its deepest line, its move first."""
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
