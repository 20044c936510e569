"""Whose fault an error of Redis is: the world's (try again), the stored bytes' (poison), or our own."""

from __future__ import annotations

import re
from typing import Literal

from redis import exceptions as rx

# What a server says when it cannot now, in the first word of its error (redis.io) ...
WORLD = frozenset(
    (
        "LOADING", "READONLY", "CLUSTERDOWN", "TRYAGAIN", "ASK", "MOVED", "OOM", "MISCONF", "BUSY", "NOREPLICAS", "MASTERDOWN",
        "UNBLOCKED", "NOAUTH", "WRONGPASS", "NOPERM", "EXECABORT",
    )
)  # fmt: skip
# ... which redis-py takes off where it has a class for it
CLASSES = (
    rx.ReadOnlyError, rx.OutOfMemoryError, rx.ClusterError, rx.MovedError, rx.TryAgainError, rx.NoPermissionError,
    rx.ExecAbortError,
)  # fmt: skip
POISON = frozenset(("WRONGTYPE", "SMENATYPE"))
# 6.2 wraps what a script met: "Error running script (call to f_…): @user_script:9: @user_script: 9: -OOM command not allowed …"
CODE = re.compile(r"(?:^|: ?-?)([A-Z]{3,}) ")

Culprit = Literal["world", "poison", "ours"]


def culprit_of(wrong: Exception) -> Culprit:
    """Tell whose fault an error is that redis-py raised or gave for a command."""
    if isinstance(wrong, rx.DataError):
        return "ours"
    if not isinstance(wrong, rx.ResponseError) or isinstance(wrong, CLASSES):
        return "world"
    words = f"{wrong} "
    codes = set(CODE.findall(words))
    if codes & POISON:
        return "poison"
    if codes & WORLD or "max number of clients" in words:
        return "world"
    return "ours"


def is_lost(wrong: BaseException | None) -> bool:
    """Tell whether a reply was lost: the command may have been carried out."""
    return isinstance(wrong, TimeoutError | OSError) or type(wrong) in (rx.ConnectionError, rx.TimeoutError)
