"""A tenth of all trials: real processes are killed, and nothing that was acknowledged is lost or counted twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.faults.bugs import BUGS
from tests.faults.crew import Nursery
from tests.faults.plan import TRIALS, Asked
from tests.faults.torn import cut_anywhere, recorded
from tests.faults.trials import Row, Size, failed_over, killed

LEASE_S = 1.5  # instead of 8: what a killed worker had begun is taken over sooner
SEED = 20
Counted = Callable[[str, object], None]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One process that has imported everything; the workers are forked from it."""
    made = Nursery(LEASE_S)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("trial", "size"),
    [("workers", 0.06), ("everysec", 0.05), ("replica", 0.05), ("replicated", 0.05), ("sigterm", 0.05), ("torn", 0.1)],
)
def test_what_was_acknowledged_is_there(nursery: Nursery, trial: str, size: float, record_property: Counted) -> None:
    """Once each, whoever was killed meanwhile; every chat shows the newest view, and every record replays to its state."""
    row = asyncio.run(TRIALS[trial](Asked(nursery, SEED, size)))
    assert row.kept, row
    counts = ("presses", row.verdict.presses), ("kills", row.kills), ("doubled_on_the_way", row.doubles)
    for name, count in (*counts, ("lost", 0 if row.lossy else row.verdict.lost), ("doubled", row.verdict.doubled)):
        record_property(name, count)
