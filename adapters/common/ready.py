"""What a platform's set-up raises when the platform cannot be used as it is set up."""

from __future__ import annotations


class NotReady(Exception):
    """The platform cannot be used as it is set up; says how to mend it."""
