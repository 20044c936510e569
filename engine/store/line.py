"""One exchange with one server: many commands there, many replies back."""

from __future__ import annotations

from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import RedisError

Arg = bytes | str | int | float
Command = Sequence[Arg]


class NotReplicated(Exception):
    """No replica has acknowledged in time what was written."""


async def exchanged(client: Redis, commands: Sequence[Command], replica_ms: int = 0) -> Sequence[object]:
    """Send commands together; give for each its reply, or the error it met.

    `replica_ms` > 0: a replica must acknowledge within this time what was written, or each command met NotReplicated. WAIT
    speaks of its own connection only (redis.io, WAIT): that is why it travels in the same pipeline.
    Raises what redis-py raises for a connection that breaks.
    """
    async with client.pipeline(transaction=False) as line:
        for command in commands:
            line.execute_command(*command)
        if replica_ms:
            line.execute_command("WAIT", 1, replica_ms)
        replies: list[object] = await line.execute(raise_on_error=False)
    if replica_ms:
        replicas = replies.pop()
        if isinstance(replicas, RedisError) or not replicas:
            replies = [reply if isinstance(reply, Exception) else NotReplicated() for reply in replies]
    return replies
