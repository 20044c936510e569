"""What the store takes at most: looked at before anything is written, the same for every store (RELIABILITY P23)."""

from __future__ import annotations

import math

from engine.store.contract import (
    ANSWER_MOST,
    BODY_MOST,
    ID_BYTES,
    LINE_MOST,
    MOMENT_BYTES,
    POLL_MOST,
    RUN_MOST,
    Commit,
    Post,
    Settle,
)
from engine.store.keys import shard_of

AUDIENCES_MOST = 64  # of one session; the prelude of the scripts has it too
EFFECTS_MOST = 1024  # of one commit: a fold of 32 inputs in a game of many seats
ENTRY_MOST = BODY_MOST + 1024  # bytes of one entry of a record: a snapshot holds a body
WORDS_MOST = 64  # bytes of a message id, a kind, a digest, a token
COUNT_MOST = 2**31 - 1
GENERATION_MOST = 2**52  # whole in Lua as well


def check_commit(change: Commit, token: bytes, lease_s: float) -> None:
    """Refuse a commit that is too large or of a wrong shape. Raises ValueError: it says which part."""
    shard_of(change.sid)
    _exactly("commit id", change.id, ID_BYTES)
    _exactly("expected id", change.expected, 0, ID_BYTES)
    _exactly("moment", change.moment, MOMENT_BYTES)
    _exactly("token", token, ID_BYTES)
    _most(f"session {change.sid}: body", change.body, BODY_MOST)
    _most(f"session {change.sid}: snapshot", change.snapshot, ENTRY_MOST)
    for entry in change.record:
        _most(f"session {change.sid}: record entry", entry, ENTRY_MOST)
    for id, effect in change.effects:
        _most("effect id", id.encode(), WORDS_MOST)
        _most(f"session {change.sid}: effect {id}", effect, BODY_MOST)
    _within("number of effects", len(change.effects), 0, EFFECTS_MOST)
    for instant in (change.expected_shown, change.after_s, change.at, change.idle_at, change.played, change.keep_s, lease_s):
        _finite(instant)
    for post in change.audiences:
        _check_post(post)
    for _, message in change.adopt:
        _most("message id", message.encode(), WORDS_MOST)
    for number in _touched(change):
        _within("audience", number, 0, AUDIENCES_MOST - 1)


def highest_touched(change: Commit) -> int:
    """Tell the highest number of an audience that a commit speaks of; -1 if none."""
    return max(_touched(change), default=-1)


def check_settle(outcome: Settle, lease_s: float) -> None:
    """Refuse an outcome that is too large or of a wrong shape. Raises ValueError: it says which part."""
    shard_of(outcome.sid)
    check_claim(outcome.sid, outcome.audience, outcome.token)
    _exactly("drawn commit", outcome.drawn, 0, ID_BYTES)
    _exactly("drawn moment", outcome.moment, 0, MOMENT_BYTES)
    _within("generation", outcome.generation, 0, GENERATION_MOST)
    for words in (outcome.message.encode(), outcome.kind.encode(), outcome.digest):
        _most("message, kind or digest", words, WORDS_MOST)
    _finite(outcome.again_at)
    _finite(lease_s)


def check_claim(sid: str, audience: int, token: bytes, page: int = -1) -> None:
    """Refuse a claim of a wrong shape. Raises ValueError."""
    shard_of(sid)
    _within("audience", audience, 0, AUDIENCES_MOST - 1)
    _exactly("token", token, ID_BYTES)
    _within("page", page, -1, COUNT_MOST)


def check_player(expected: bytes, id: bytes, body: bytes, keep_s: float) -> None:
    """Refuse a player's document that is too large. Raises ValueError."""
    _exactly("expected id", expected, 0, ID_BYTES)
    _exactly("commit id", id, ID_BYTES)
    _most("player's document", body, BODY_MOST)
    _finite(keep_s)


def check_note(pid: str, name: str, keep_s: float) -> None:
    """Refuse a note of a wrong shape. Raises ValueError."""
    shard_of(pid)
    _most("name", name.encode(), WORDS_MOST)
    _finite(keep_s)


def check_line(line: str, run: bytes = b"") -> None:
    """Refuse a line's name or a run that is too large. Raises ValueError."""
    _most("name of a line", line.encode(), LINE_MOST)
    _most("run", run, RUN_MOST)


def check_vote(poll: str, answer: str, id: str) -> None:
    """Refuse a poll's name, an answer or a vote's id that is too large. Raises ValueError."""
    _most("name of a poll", poll.encode(), POLL_MOST)
    _most("answer", answer.encode(), ANSWER_MOST)
    _most("vote's id", id.encode(), WORDS_MOST)


def _touched(change: Commit) -> list[int]:
    touched = (*change.renew, *change.reached, *change.moved, *change.gone, *(change.redraw or ()))
    return [*touched, *(number for number, _ in change.adopt)]


def _check_post(post: Post) -> None:
    for words in (post.token, post.drawn, post.shown, post.digest, post.page_moment, post.message.encode(), post.kind.encode()):
        _most("part of a post", words, WORDS_MOST)
    for generation in (post.wanted, post.sending, post.sent):
        _within("generation of a post", generation, 0, GENERATION_MOST)
    for count in (post.attempts, post.page, post.unsure):
        _within("count of a post", count, 0, COUNT_MOST)
    _finite(post.until)
    _finite(post.unsettled)


def _exactly(what: str, given: bytes, *sizes: int) -> None:
    if len(given) not in sizes:
        raise ValueError(f"{what}: {len(given)} bytes, not {' or '.join(map(str, sizes))}")


def _most(what: str, given: bytes, most: int) -> None:
    if len(given) > most:
        raise ValueError(f"{what}: {len(given)} bytes, at most {most} are kept")


def _within(what: str, given: int, least: int, most: int) -> None:
    if not least <= given <= most:
        raise ValueError(f"{what}: {given}, not within {least} to {most}")


def _finite(seconds: float) -> None:
    if not math.isfinite(seconds) or abs(seconds) > COUNT_MOST * 1000.0:
        raise ValueError(f"{seconds} is no time")
