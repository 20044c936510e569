"""Whole ways are played as fast as the machine can: what a chat may get in a second is proved where it is the matter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.common.rates import Rates


@pytest.fixture(scope="module", autouse=True)
def rates() -> Iterator[None]:
    """Lift Telegram's rate of a chat; a module that is about rates has a fixture of this name that does nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.telegram.deliver.RATES", Rates(1e6, 1e6, 1e6, 1e6))
        yield
