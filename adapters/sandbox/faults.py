"""Failures to order: what a platform answers instead of doing its work, how often, and whether it did the work first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

Kind = Literal["status", "html", "reset", "silent", "error", "slow"]


@dataclass(slots=True)
class Fault:
    """One ordered failure."""

    method: str  # `editMessageText`, `messages.*`
    kind: Kind = "status"  # an HTTP status, an HTML page, a reset, silence, an error code of the platform, or only a delay
    code: int = 500  # HTTP status, or the platform's error code
    retry_after: int = 0  # seconds, where the platform tells them
    applied: bool = False  # the work is done all the same, only the answer is lost
    times: int = 1
    silence_s: float = 30.0
    delay_s: float = 0.0  # the failure, or (of a slow one) the work, begins so much later
    skip: int = 0  # calls that pass before the first failure


@dataclass(slots=True)
class Faults:
    """The plan of failures of one sandbox."""

    plan: list[Fault] = field(default_factory=list)
    struck: int = 0  # failures that have happened

    def order(self, fault: Fault) -> None:
        """Add a failure to the plan."""
        self.plan.append(fault)

    def take(self, method: str) -> Fault | None:
        """Take the failure that strikes this call; None = the call goes through."""
        for fault in self.plan:
            if not fnmatchcase(method, fault.method):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                return None
            fault.times -= 1
            if fault.times <= 0:
                self.plan.remove(fault)
            self.struck += 1
            return fault
        return None

    async def meet(self, method: str) -> Fault | None:
        """Take the failure that strikes this call and let its delay pass; None = the call goes through."""
        fault = self.take(method)
        if fault is not None and fault.delay_s > 0:
            await asyncio.sleep(fault.delay_s)
        return None if fault is None or fault.kind == "slow" else fault
