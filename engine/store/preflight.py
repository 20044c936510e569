"""Is this Redis one that sessions may be trusted to? Its own words about itself, judged; nothing is written."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from redis.exceptions import RedisClusterException, RedisError

from engine.store.calls import CLUSTER, OLDEST, UNASKED, Client, open_client, place_of, version_of

Verdict = Literal["fine", "look", "refused"]
SKEW_MOST_S = 2.0  # above it deadlines are judged twice (MECHANICS 11), and logs of two machines cannot be laid side by side
FULL = 0.9  # of maxmemory


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, what was found, and how to mend it; never a secret."""

    verdict: Verdict
    what: str  # the setting or the program
    told: str
    mend: str = ""  # empty when it is fine


async def examine(url: str, *, lasting: bool, replicated: bool) -> list[Finding]:
    """Look at a Redis, or at each primary of a cluster.

    `lasting`: real players are served, so it must keep what it acknowledges. `replicated`: commits wait for a replica.
    """
    where = f"Redis at {place_of(url)}"
    try:
        client = open_client(url)
    except (RedisError, RedisClusterException, ValueError) as wrong:
        return [Finding("refused", where, f"the address cannot be read ({type(wrong).__name__})", "correct SMENA_REDIS_URL")]
    try:
        nodes = await _nodes(client, url)
        skew_s = await _skew_s(client, url)
    except UNASKED as wrong:
        mend = "start it, or correct SMENA_REDIS_URL; leave that empty for the embedded one"
        return [Finding("refused", where, f"it cannot be asked ({type(wrong).__name__})", mend)]
    finally:
        await client.aclose()
    found = [finding for name, told in nodes for finding in _judged(name, told, lasting, replicated)]
    if abs(skew_s) > SKEW_MOST_S:
        told = f"its clock is {abs(skew_s):.0f} s {'ahead of' if skew_s > 0 else 'behind'} this machine's"
        found.append(Finding("look", where, told, "let both follow one time server (timedatectl set-ntp true)"))
    return found


async def _nodes(client: Client, url: str) -> list[tuple[str, Mapping[str, object]]]:
    told: Mapping[str, object] = await client.info("all")
    nodes = [(f"Redis at {name}", node) for name, node in told.items() if isinstance(node, Mapping) and "redis_version" in node]
    return nodes or [(f"Redis at {place_of(url)}", told)]


async def _skew_s(client: Client, url: str) -> float:
    """Tell how far the server's clock is ahead of ours, seconds; of a cluster nothing is told."""
    if url.startswith(CLUSTER):
        return 0.0
    asked = time.time()
    seconds, micros = await client.time()
    return float(seconds) + micros / 1e6 - (asked + time.time()) / 2


def _judged(where: str, told: Mapping[str, object], lasting: bool, replicated: bool) -> Iterator[Finding]:
    found = [*_keeping(where, told, lasting), *_standing(where, told, replicated)]
    version = str(told["redis_version"])
    if version_of(version) < OLDEST:
        mend = f"install {OLDEST[0]}.{OLDEST[1]} or newer"
        found.append(Finding("refused", where, f"it is version {version}", mend))
    if all(finding.verdict != "refused" for finding in found):
        kept = "with an append-only file" if told.get("aof_enabled") else "in memory alone"
        yield Finding("fine", where, f"{version}, {told.get('maxmemory_policy')}, {kept}")
    yield from found


def _keeping(where: str, told: Mapping[str, object], lasting: bool) -> Iterator[Finding]:
    """Look at whatever makes a server lose what it has acknowledged."""
    policy = told.get("maxmemory_policy")
    if policy != "noeviction":
        mend = "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf"
        yield Finding("refused", where, f"maxmemory-policy is {policy}: a full memory would drop players' games", mend)
    if not told.get("aof_enabled"):
        mend = "CONFIG SET appendonly yes, and the same in redis.conf"
        yield Finding("refused" if lasting else "look", where, "appendonly is no: a restart would lose every game", mend)
    elif told.get("aof_last_write_status", "ok") != "ok":
        yield Finding("refused", where, "it cannot write its append-only file", "look for a full disk in its log")
    used, most = _number(told, "used_memory"), _number(told, "maxmemory")
    if most and used > FULL * most:
        mend = "raise maxmemory, or lower SMENA_RETENTION_DAYS"
        yield Finding("look", where, f"{100 * used / most:.0f} % of maxmemory is used; when it is full no press is taken", mend)


def _standing(where: str, told: Mapping[str, object], replicated: bool) -> Iterator[Finding]:
    """Look at what it is to the other servers."""
    if told.get("role") == "slave":
        primary = f"{told.get('master_host')}:{told.get('master_port')}"
        yield Finding("refused", where, f"it is a replica of {primary} and takes no writes", "give the primary in SMENA_REDIS_URL")
    if replicated and not _number(told, "connected_slaves"):
        mend = "start a replica, or set SMENA_DURABILITY=local"
        yield Finding("refused", where, "SMENA_DURABILITY is replicated, and it has no replica: no press would be taken", mend)


def _number(told: Mapping[str, object], name: str) -> int:
    found = told.get(name, 0)
    return found if isinstance(found, int) else 0
