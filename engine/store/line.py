"""One exchange with one server: many commands there, many replies back."""

from __future__ import annotations

from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import AskError, RedisError, TryAgainError

from engine.store import keys

Arg = bytes | str | int | float
Command = Sequence[Arg]


class NotReplicated(Exception):
    """No replica has acknowledged in time what was written."""


async def exchanged(client: Redis, commands: Sequence[Command], replica_ms: int = 0) -> Sequence[object]:
    """Send commands together; give for each its reply, or the error it met.

    `replica_ms` > 0: a replica must have within this time all that was written until now, or each command met NotReplicated.
    WAIT speaks of the writes of its own connection only (redis.io, WAIT): that is why it travels in the same pipeline, behind
    a write of ours. So it holds for what was only read too, whoever had written that, and over which connection.
    Raises what redis-py raises for a connection that breaks.
    """
    asked: list[Command] = [*commands, *(_seal(commands, replica_ms) if replica_ms else ())]
    async with client.pipeline(transaction=False) as line:
        for command in asked:
            line.execute_command(*command)
        answers: list[object] = await line.execute(raise_on_error=False)
    replies, told = answers[: len(commands)], answers[len(commands) :]
    if told and not _has_replica(told):
        replies = [reply if isinstance(reply, Exception) else NotReplicated() for reply in replies]
    return replies


def key_of(command: Command) -> str:
    """Give a command's first key."""
    key = command[3] if command[0] in ("EVALSHA", "EVAL") else command[1]
    return key.decode() if isinstance(key, bytes) else str(key)


def _seal(commands: Sequence[Command], replica_ms: int) -> list[Command]:
    """Make what ends a batch: a write in the same slot as the others, and the waiting.

    A slot that is on its way gets no write of ours at its new node: it would meet its like there when that is moved (BUSYKEY).
    """
    mark = [] if commands[0][0] == "ASKING" else [("SET", keys.mark(key_of(commands[0])), b"")]
    return [*mark, ("WAIT", 1, replica_ms)]


def _has_replica(told: Sequence[object]) -> bool:
    """Tell whether a replica has it; a slot that is on its way turns our write away like the others."""
    *marked, replicas = told
    wrong = [answer for answer in marked if isinstance(answer, RedisError) and not isinstance(answer, (AskError, TryAgainError))]
    return not wrong and isinstance(replicas, int) and replicas > 0
