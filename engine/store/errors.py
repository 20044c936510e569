"""What can go wrong with the store, as its callers must tell it apart."""

from __future__ import annotations


class StoreUnavailable(Exception):
    """Redis cannot be asked or cannot write now: nothing was committed, as far as anybody knows. Try again."""


class Poison(Exception):
    """Stored bytes that are no session of ours: damaged, too large, or of an unknown shape."""


class Newer(StoreUnavailable):
    """Stored bytes written by a newer version of the software: they are left alone, whoever asks is to ask a newer worker."""
