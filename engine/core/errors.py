"""Who is to blame, and how it is told: the designer (AuthorError); the player gets a Refused value instead."""

from __future__ import annotations

from enum import StrEnum


class AuthorError(Exception):
    """A mistake in a game: says where (file, line), what, which value, and how to mend it."""


class Refused(StrEnum):
    """Why an input changed nothing; each is one of seven friendly answers (MECHANICS 3)."""

    LATE = "late"  # the deadline came first
    COUNTED = "counted"  # the same press was counted already
    NOT_YOUR_TURN = "not-your-turn"
    NOT_YOUR_GAME = "not-your-game"
    PASSED = "passed"  # that question is over
    CLOSED = "closed"  # the game was closed
    ELSEWHERE = "elsewhere"  # the player went on in another of his chats
