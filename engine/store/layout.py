"""The session's string: a fixed header that Lua reads too, the posts, the body (MECHANICS 10)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import astuple

import msgpack  # type: ignore[import-untyped]  # it has no stubs

from engine.store.contract import BODY_MOST, Post, Stored
from engine.store.errors import Newer, Poison

LAYOUT = 1
# magic, layout, commit id, moment, shown_at, after_s, at, idle_at, began, length of the posts: little-endian
HEADER = struct.Struct("<2sB8s5sdddddH")
MAGIC = b"SM"
SHAPES = (bytes, float, float, bytes, bytes, int, int, int, str, str, bytes, int, int, bytes, bool)


def unpack_stored(kept: bytes, now: float) -> Stored:
    """Take a session's string apart.

    Raises Poison: it is damaged. Raises Newer: a newer version wrote it.
    """
    if len(kept) < HEADER.size or kept[:2] != MAGIC:
        raise Poison("no session header")
    if len(kept) > HEADER.size + 2 * BODY_MOST:
        raise Poison(f"{len(kept)} bytes are too many for a session")
    _, layout, commit, moment, shown_at, _, _, _, _, length = HEADER.unpack_from(kept)
    if layout > LAYOUT:
        raise Newer(f"session layout {layout} is newer than {LAYOUT} here")
    if layout < LAYOUT:
        raise Poison(f"session layout {layout}")
    body = HEADER.size + length
    if len(kept) < body:
        raise Poison("the posts are cut off")
    return Stored(commit, moment, shown_at, unpack_posts(kept[HEADER.size : body]), kept[body:], now)


def unpack_posts(packed: bytes) -> tuple[Post, ...]:
    """Read the posts as a script wrote them. Raises Poison."""
    try:
        rows = msgpack.unpackb(packed, raw=True, use_list=False)
        return tuple(_post(row) for row in rows)
    except Exception as wrong:  # msgpack raises many kinds for damaged bytes (RELIABILITY F16)
        raise Poison(f"the posts are no msgpack of ours: {type(wrong).__name__}") from None


def pack_posts(posts: Sequence[Post]) -> bytes:
    """Write posts for a script to read: arrays in the order of Post's fields."""
    packed: bytes = msgpack.packb([astuple(post) for post in posts], use_bin_type=False)
    return packed


def _post(row: object) -> Post:
    if not isinstance(row, tuple) or len(row) != len(SHAPES):
        raise Poison("a post of another shape")
    return Post(*[_as(shape, value) for shape, value in zip(SHAPES, row, strict=True)])  # type: ignore[arg-type]


def _as(shape: type, value: object) -> bytes | float | int | str | bool:
    """Lua knows numbers and strings only: bring each value back to its type, and refuse what it cannot be."""
    match value:
        case bytes() if shape is str:
            return value.decode()
        case bytes() if shape is bytes:
            return value
        case bool() if shape is bool:
            return value
        case int() | float() if shape is float and not isinstance(value, bool):
            return float(value)
        case int() | float() if shape is int and not isinstance(value, bool) and value == int(value):
            return int(value)
    raise Poison("a post's field of another type")
