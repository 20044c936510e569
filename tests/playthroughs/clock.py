"""The store's time in a test's own hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float  # seconds since 1970

    def __call__(self) -> float:
        return self.now
