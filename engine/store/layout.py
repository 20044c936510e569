"""The session's string: a fixed header that Lua reads too, the posts, the body (MECHANICS 10).

    2 magic "SM" | 1 layout | 8 seal | 8 commit id | 5 moment | 5 doubles | 4 sum of the body | 2 length of the posts | posts | body

The seal is the beginning of the SHA-1 over everything after it up to the body, made and proved by the scripts too;
the body's sum is made and proved here alone, so that scripts need not read the body. A damaged byte shows (P19).
"""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from collections.abc import Sequence

import msgpack  # type: ignore[import-untyped]  # it has no stubs

from engine.store.contract import BODY_MOST, Post, Stored
from engine.store.errors import Newer, Poison

LAYOUT = 1
SUM_BYTES = 4
MAGIC = b"SM"
SEALED = struct.Struct("<8s5sddddd4sH")  # commit id, moment, shown_at, after_s, at, idle_at, began, sum, length of the posts
SEAL_TO = 11  # where the sealed bytes begin
HEADER = SEAL_TO + SEALED.size
MOST = HEADER + 0xFFFF + BODY_MOST
SHAPES = (bytes, float, float, bytes, bytes, int, int, int, str, str, bytes, int, int, bytes, bool, int)
Value = bytes | float | int | str | bool


def sum_of(body: bytes) -> bytes:
    """Sum up a body in 4 bytes."""
    return zlib.crc32(body).to_bytes(SUM_BYTES, "little")


def seal_of(sealed: bytes) -> bytes:
    """Seal a header and its posts with 8 bytes."""
    return hashlib.sha1(sealed, usedforsecurity=False).hexdigest()[:8].encode()


def unpack_stored(kept: bytes, now: float) -> Stored:
    """Take a session's string apart.

    Raises Poison: it is damaged. Raises Newer: a newer version wrote it.
    """
    if not HEADER <= len(kept) <= MOST or kept[:2] != MAGIC or kept[2] < LAYOUT:
        raise Poison(f"{len(kept)} bytes that do not begin like a session")
    if kept[2] > LAYOUT:
        raise Newer(f"session layout {kept[2]} is newer than {LAYOUT} here")
    commit, moment, shown_at, _, _, _, _, total, length = SEALED.unpack_from(kept, SEAL_TO)
    end = HEADER + length
    if len(kept) < end or seal_of(kept[SEAL_TO:end]) != kept[3:SEAL_TO]:
        raise Poison("the header or the posts are damaged")
    body = kept[end:]
    if sum_of(body) != total:
        raise Poison("the body is damaged")
    return Stored(commit, moment, shown_at, unpack_posts(kept[HEADER:end]), body, now)


def unpack_posts(packed: bytes) -> tuple[Post, ...]:
    """Read the posts as a script wrote them. Raises Poison."""
    try:
        rows = msgpack.unpackb(packed, raw=True, use_list=False)
        return tuple(_post(row) for row in rows)
    except Exception as wrong:  # msgpack raises many kinds for damaged bytes (RELIABILITY F16)
        raise Poison(f"the posts are no msgpack of ours: {type(wrong).__name__}") from None


def post_row(post: Post) -> tuple[Value, ...]:
    """Give a post's fields in the order in which they are stored."""
    return (
        post.token, post.until, post.unsettled, post.drawn, post.shown, post.wanted, post.sending, post.sent,
        post.message, post.kind, post.digest, post.attempts, post.page, post.page_moment, post.unreachable, post.unsure,
    )  # fmt: skip


def _post(row: Sequence[object]) -> Post:
    if not isinstance(row, tuple) or len(row) != len(SHAPES):
        raise Poison("a post of another shape")
    return Post(*[_as(shape, value) for shape, value in zip(SHAPES, row, strict=True)])  # type: ignore[arg-type]


def _as(shape: type, value: object) -> Value:
    """Lua knows numbers and strings only: bring each value back to its type, and refuse what it cannot be."""
    match value:
        case bytes() if shape is str:
            return value.decode()
        case bytes() if shape is bytes:
            return value
        case bool():
            if shape is bool:
                return value
        case int() | float() if shape is float and math.isfinite(value):
            return float(value)
        case int() | float() if shape is int and value == int(value):
            return int(value)
    raise Poison("a post's field of another type")
