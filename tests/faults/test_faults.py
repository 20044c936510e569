"""A tenth of all trials: real processes are killed, and nothing that was acknowledged is lost or counted twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.crew import Nursery
from tests.faults.plan import TRIALS, Asked
from tests.faults.torn import cut_anywhere, recorded
from tests.faults.trials import Size, failed_over, killed

SEED, TENTH = 20, 0.1
TRIALS_MOST = 4  # of real processes, whose races no seed decides
Counted = Callable[[str, object], None]


@pytest.mark.parametrize("trial", ["workers", "everysec", "replica", "replicated", "sigterm", "cluster", "torn"])
def test_what_was_acknowledged_is_there(nursery: Nursery, trial: str, record_property: Counted) -> None:
    """Once each, whoever was killed meanwhile; every chat shows the newest view, and every record replays to its state."""
    row = asyncio.run(TRIALS[trial](Asked(nursery, SEED, TENTH)))
    assert row.kept, f"{row.verdict.told()} {row.notes}"
    counts = ("presses", row.verdict.presses), ("kills", row.kills), ("doubled_on_the_way", row.doubles)
    for name, count in (*counts, ("lost", 0 if row.lossy else row.verdict.lost), ("doubled", row.verdict.doubled)):
        record_property(name, count)


@pytest.mark.parametrize("bug", ["acknowledged-before-the-commit", "no-compare-and-set", "wait-ignored"])
def test_planted_bugs_are_seen(nursery: Nursery, bug: str) -> None:
    """Each loses what was acknowledged within a few trials; trials that do not see it prove nothing."""
    told: list[str] = []
    size = Size(80, 20, redis_killed=2 if bug == "acknowledged-before-the-commit" else 0, workers=2)
    for seed in range(SEED, SEED + TRIALS_MOST):
        if bug == "wait-ignored":
            row = asyncio.run(failed_over(nursery, seed, size, "replicated", told.append, bug))
        else:
            row = asyncio.run(killed(nursery, seed, size, "always", told.append, bug))
        if row.verdict.lost:
            return
    pytest.fail(f"{bug}: {TRIALS_MOST} trials did not show it; the last: {row.verdict.told()}")


def test_a_script_that_is_no_unit_is_seen(nursery: Nursery, tmp_path: Path) -> None:
    """Where the marks around a script's writes are missing, a cut leaves half a script, and that is found."""
    told: list[str] = []
    asyncio.run(recorded(nursery, SEED, Size(40, 8, workers=1), tmp_path))
    for seed in range(SEED, SEED + TRIALS_MOST):  # one cut in four breaks a script
        found = asyncio.run(cut_anywhere(tmp_path, seed, 12, 0, told.append, unwrapped=True))
        if found.wrong:
            return
    pytest.fail(f"{TRIALS_MOST} dozens of cuts did not show it: {found}")
