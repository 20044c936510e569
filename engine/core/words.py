"""Words as they come in: cleaned, folded for comparison, read as numbers."""

from __future__ import annotations


def clean(text: str, limit: int = 512) -> str:
    return text[:limit]


def fold(text: str) -> str:
    return text.casefold()


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
