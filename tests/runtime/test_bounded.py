"""A game that loops is stopped from within, wherever it loops; honest calls are left alone (RELIABILITY P22)."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
import timeit
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.core.errors import AuthorError
from engine.runtime import bounded as room
from engine.runtime.bounded import bounded
from engine.workshop.walk import walk
from tests.runtime import mad


def spins() -> None:
    while True:
        pass


def catches_exceptions() -> None:
    while True:
        try:
            sum(range(100))
        except Exception:  # noqa: S110  # as a careless game does
            pass


def catches_everything() -> None:
    while True:
        try:
            for number in range(100):
                number * number
        except BaseException:  # noqa: S110  # as a very careless game does
            pass


def catches_everything_twice() -> None:
    def log() -> int:
        return 1

    while True:
        try:
            while True:
                try:
                    sorted(range(50))
                except BaseException:
                    log()
                finally:
                    log()
        except BaseException:
            log()


def searches() -> None:
    re.match(r"(a+)+$", "a" * 40 + "b")


def counts_digits() -> None:
    7**10**8


def counts_itself() -> None:
    endless = iter(lambda: 1, 2)
    sum(number for number in endless)


LOOPS: dict[Callable[[], None], float] = {  # seconds of CPU; where everything is caught, a lucky tick is waited for
    spins: 0.2, catches_exceptions: 0.2, catches_everything: 1.0, catches_everything_twice: 5.0, searches: 0.2,
    counts_digits: 0.2, counts_itself: 0.2,
}  # fmt: skip


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: str(loop.__name__))
def test_a_loop_is_stopped_and_its_place_is_told(loop: Callable[[], None]) -> None:
    """Within 200 ms of CPU, or a little more where it catches everything; the timer does not go on."""
    began = time.thread_time()
    with pytest.raises(AuthorError, match=rf"test_bounded.py:\d+ \({loop.__name__}.*more than 150 ms.*make the loop shorter"):
        bounded(loop)
    assert time.thread_time() - began < LOOPS[loop]
    assert bounded(sum, (1, 2)) == 3
    _settle()


def _settle() -> None:
    """The tick that finds nothing to do is the last one."""
    until = time.monotonic() + 2.0
    while signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0):
        assert time.monotonic() < until, "the timer goes on although nothing is played"
        time.sleep(0.001)


def test_a_call_that_waits_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sleep and sockets use no CPU; they are counted by ticks."""
    monkeypatch.setattr(room, "TICKS_MOST", 5)
    began = time.monotonic()
    with pytest.raises(AuthorError, match="or waits, and was stopped"):
        bounded(lambda: time.sleep(60.0))
    assert time.monotonic() - began < 10.0


def test_honest_calls_are_left_alone() -> None:
    """Long ones one after the other, what they raise, and one within another."""
    assert [bounded(_computed, 0.06) for _ in range(6)] == [True] * 6
    with pytest.raises(ZeroDivisionError):
        bounded(lambda: 1 // 0)
    assert bounded(lambda: bounded(_computed, 0.01))
    _settle()


def _computed(seconds: float) -> bool:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass
    return True


def test_off_the_main_thread_a_call_is_only_called() -> None:
    """Python hears no signals there: nothing is bounded, and nothing breaks."""
    heard: list[bool] = []
    thread = threading.Thread(target=lambda: heard.append(bounded(_computed, 0.2)))
    thread.start()
    thread.join()
    assert heard == [True]


def test_a_process_may_end_at_any_time(project: Path) -> None:
    """The timer is stopped before the interpreter takes its handlers down: a tick after that would kill it."""
    code = "from engine.runtime.bounded import bounded\nbounded(print, 'played')\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "played\n")


def test_the_bound_costs_little() -> None:
    """Less than 3 % of a press of a game that does next to nothing (a press takes some 200 µs)."""
    game, session, given = mad.pressed("rest")
    bare = min(timeit.repeat(lambda: mad.played(game, session, given), number=50, repeat=7)) / 50
    nothing = min(timeit.repeat(_nothing, number=5000, repeat=7)) / 5000
    bound = min(timeit.repeat(lambda: bounded(_nothing), number=5000, repeat=7)) / 5000
    assert bound - nothing < 0.03 * bare


def _nothing() -> None:
    pass


@pytest.mark.parametrize("kind", ["spin", "spin_view", "spin_timer"])
def test_the_checker_finds_a_loop(kind: str) -> None:
    """`smena check` names the line of the game, and goes on."""
    findings = list(walk(mad.game_of(kind), 3, 1, lambda screen: []))
    assert findings, "nothing was found"
    assert all(re.search(r"mad\.py:\d+ \(.*more than 150 ms", finding.what) for finding in findings)
