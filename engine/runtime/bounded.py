"""How long a game's code may compute: a call is stopped from within, whatever it loops over. Knows no game and no session.

A timer of the system ticks while games are played. A tick that finds the same call under way raises in it, and then
again every 20 µs, so that a game that catches everything is left all the same: sooner or later a tick meets the one
instruction that stands in no `try`. Python hears a tick between two instructions, in `re` and between the digits of
long numbers. One long step of C (`sum(range(10**12))`, sorting thirty million things) is not interrupted: see `wound`.
"""

from __future__ import annotations

import atexit
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import ParamSpec, TypeVar

from engine.core.errors import AuthorError
from engine.runtime.blame import place_in

CPU_MOST_S = 0.15  # of this thread; with a tick before and after it less than 200 ms (RELIABILITY P22)
TICK_S = 0.02
AGAIN_S = 20e-6  # between two ticks of a call that is to be left
TICKS_MOST = 100  # a call that waits instead of computing: two seconds in which the process could run, a frozen one ages by one

P = ParamSpec("P")
T = TypeVar("T")


class _Stopped(BaseException):
    """Raised in a game's code. No Exception: `except Exception` is honest code, and is not to catch it."""


class _Watch:
    """The one call that is under way: the loop plays one at a time."""

    call = 0  # counts calls, that a tick may know the one it has met before
    under_way = False
    ticking = False
    met = 0  # the call that the last tick met ...
    ticks = 0  # ... how many have met it ...
    since = 0.0  # ... and what this thread had computed when the first one did, seconds


def bounded(call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a Python function that leads into a game's code, and give what it answers.

    Raises AuthorError: it computed for more than 150 ms, or waited for more than two seconds; names file and line.
    Off the main thread Python hears no signals: there the call is not bounded.
    """
    if _Watch.under_way or threading.current_thread() is not threading.main_thread():
        return call(*args, **kwargs)
    _Watch.call += 1
    if not _Watch.ticking:
        _begin_ticking()
    try:
        _Watch.under_way = True
        return call(*args, **kwargs)
    except _Stopped as stopped:
        _Watch.under_way = False
        _end_ticking()
        raise AuthorError(
            f"{place_in(stopped)}: this is computed for more than {CPU_MOST_S * 1000:.0f} ms, or waits, and was stopped; "
            "every other player waits meanwhile: make the loop shorter, or count once, when the module is loaded"
        ) from None
    finally:
        _Watch.under_way = False


def _begin_ticking() -> None:
    signal.signal(signal.SIGALRM, _tick)
    atexit.register(_end_ticking)  # the interpreter takes its handlers down before it ends: a tick after that would kill
    signal.setitimer(signal.ITIMER_REAL, TICK_S, TICK_S)
    _Watch.ticking = True


def _end_ticking() -> None:
    atexit.unregister(_end_ticking)
    signal.setitimer(signal.ITIMER_REAL, 0.0)
    _Watch.ticking = False


def _tick(_: int, frame: FrameType | None) -> None:
    """Raise in a call that takes too long; nowhere else. Without a call the ticking ends."""
    if frame is None or frame.f_code in _OURS:
        return
    if not _Watch.under_way:
        _end_ticking()
        return
    if _Watch.met != _Watch.call:
        _Watch.met, _Watch.ticks, _Watch.since = _Watch.call, 0, time.thread_time()
    _Watch.ticks += 1
    if _Watch.ticks > TICKS_MOST or time.thread_time() - _Watch.since > CPU_MOST_S:
        signal.setitimer(signal.ITIMER_REAL, AGAIN_S, AGAIN_S)
        raise _Stopped


# In these nothing is raised: no call is left half counted.
_OURS = frozenset(ours.__code__ for ours in (bounded, _begin_ticking, _end_ticking, _tick))
