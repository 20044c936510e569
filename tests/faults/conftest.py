"""The workers of all trials of a test process are forked from one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.crew import Nursery

LEASE_S = 2.5  # instead of 8: what a killed worker had begun is taken over sooner, and a call has time on a busy machine


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One process that has imported everything; the workers are forked from it."""
    made = Nursery(LEASE_S)
    yield made
    made.close()
