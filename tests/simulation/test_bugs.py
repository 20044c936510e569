"""The test of the tests: every planted bug is seen within so many worlds, and none is seen where none is planted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.run import Broken, play

WORLDS_MOST = 120
SEEN_AT = {  # where each was seen when it was planted last: looked at first, for the sake of time
    "a-new-nonce-each-time": 16,
    "a-timeout-settles": 24,
    "acknowledged-before-the-commit": 2,
    "deadline-of-another-moment": 13,
    "deadlines-not-swept": 104,
    "effect-without-id": 14,
    "effects-told-once": 19,
    "equal-screens-skipped-while-unsettled": 4,
    "focus-only-when-sent": 24,
    "late-words-in-the-next-game": 4,
    "naive-sender": 16,
    "no-late-redraw": 4,
    "older-reads-newer": 2,
    "parked-for-nothing": 45,
    "played-at-any-time": 13,
    "routes-forgotten": 4,
    "stay-ids-dropped": 4,
    "trips-half-way": 2,
    "wait-ignored": 15,
    "words-counted-again": 4,
}


@pytest.mark.parametrize("name", sorted(BUGS))
def test_a_planted_bug_is_seen(name: str, record_property: Callable[[str, object], None]) -> None:
    """One mechanism is taken out: some world breaks a promise."""
    for seed in sorted(range(WORLDS_MOST), key=lambda seed: seed != SEEN_AT.get(name)):
        with BUGS[name]():
            try:
                play(seed)
            except Broken:
                record_property("bugs seen", 1)
                return
    pytest.fail(f"{name}: {WORLDS_MOST} worlds did not show it")
