"""The only speller of keys. All keys of a shard bear one hash tag, so that one script may touch them all."""

from __future__ import annotations

import hashlib
import re

from engine.store.contract import SHARDS

OURS = re.compile(r"[0-9a-z]{13}")


def shard_of(id: str) -> int:
    """Tell the shard of a session, player or parked update: fixed for life.

    Raises ValueError: the id is none of ours (13 of 0-9 a-z).
    """
    if not OURS.fullmatch(id):
        raise ValueError("an id of ours is 13 of 0-9 a-z")
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "big") % SHARDS


def session(sid: str) -> str:
    """Spell the key of a session's string."""
    return f"{{s{shard_of(sid)}}}:s:{sid}"


def record(sid: str) -> str:
    """Spell the key of a session's record."""
    return f"{{s{shard_of(sid)}}}:l:{sid}"


def effects(sid: str) -> str:
    """Spell the key of a session's pending effects."""
    return f"{{s{shard_of(sid)}}}:e:{sid}"


def due(shard: int) -> str:
    """Spell the key of a shard's due-set."""
    return f"{{s{shard}}}:due"


def parked(shard: int, id: str) -> str:
    """Spell the key of a parked update."""
    return f"{{s{shard}}}:k:{id}"


def player(pid: str) -> str:
    """Spell the key of a player's document."""
    return f"{{s{shard_of(pid)}}}:p:{pid}"


def names(pid: str) -> str:
    """Spell the key of a player's list of what bears his name."""
    return f"{{s{shard_of(pid)}}}:n:{pid}"


def line(name: str, what: str) -> str:
    """Spell a key of a line where players wait for each other: who waits, who has met, the runs that are lent there."""
    return f"{{w:{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}}}:{what}"


def poll(name: str, what: str) -> str:
    """Spell a key of a poll: how often each answer was given, and the ids that were counted."""
    return f"{{v:{hashlib.blake2b(name.encode(), digest_size=8).hexdigest()}}}:{what}"


def all_parked() -> str:
    """Spell the pattern of all parked updates' keys."""
    return "{s*}:k:*"


def quarantine(day: int) -> str:
    """Spell the key of the list of what nobody could understand on a day (since 1970)."""
    return f"{{smena}}:quarantine:{day}"


def secret() -> str:
    """Spell the key of the installation's secret."""
    return "{smena}:secret"


def mark(key: str) -> str:
    """Spell the key that is written, in the slot of another key, so that a replica can be waited for."""
    return f"{key[: key.index('}') + 1]}:mark"


def platform(bot: str, what: str) -> str:
    """Spell a key of a bot: its cursor, its poll lease, its files, its turns."""
    return f"{{bot:{hashlib.blake2b(bot.encode(), digest_size=8).hexdigest()}}}:{what}"
