"""The test of the tests: every planted bug is seen within so many worlds, and none is seen where none is planted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.simulation.bugs import BUGS
from tests.simulation.run import Broken, play

WORLDS_MOST = 120


@pytest.mark.parametrize("name", sorted(BUGS))
def test_a_planted_bug_is_seen(name: str, record_property: Callable[[str, object], None]) -> None:
    """One mechanism is taken out: some world breaks a promise."""
    for seed in range(WORLDS_MOST):
        with BUGS[name]():
            try:
                play(seed)
            except Broken:
                record_property("bugs seen", 1)
                return
    pytest.fail(f"{name}: {WORLDS_MOST} worlds did not show it")
