"""A Redis Cluster: who has which slot now, and the way of a batch of commands to their nodes (redis.io, cluster specification)."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import cast
from urllib.parse import urlsplit

from redis import exceptions as rx
from redis.asyncio import Redis
from redis.crc import key_slot

from engine.store.line import Command, exchanged, key_of

Address = tuple[str, int]
Range = tuple[int, int, tuple[bytes, int]]  # of CLUSTER SLOTS: first slot, last slot, its primary; what follows is not needed
PATIENCE_S = 1.5  # with a cluster that moves slots or chooses a primary; less than a call may last
PAUSE_S = 0.05
NOT_YET = (rx.TryAgainError, rx.ClusterDownError, rx.MasterDownError, rx.BusyLoadingError)


class Cluster:
    """Sends every command to the node that has its key. A redirected command was not carried out, so it is sent again."""

    def __init__(self, url: str, open_node: Callable[[str], Redis]) -> None:
        """`url` names any node of the cluster; `open_node` makes the client of one."""
        self._url = urlsplit(url)
        self._open_node = open_node
        self._nodes: dict[Address, Redis] = {}
        self._slots: dict[int, Address] = {}

    async def aclose(self) -> None:
        """Close the connections."""
        await asyncio.gather(*(node.aclose() for node in self._nodes.values()))

    async def exchange(self, commands: Sequence[Command], replica_ms: int = 0) -> Sequence[object]:
        """Send commands, each with a key, and give their replies or errors in the same order."""
        replies: list[object] = [rx.ConnectionError("no node of the cluster can be reached")] * len(commands)
        until = asyncio.get_running_loop().time() + PATIENCE_S
        waiting: dict[int, Address | None] = dict.fromkeys(range(len(commands)))  # where a redirection says to ask, this once
        while waiting:
            rows: dict[tuple[Address, bool], list[int]] = defaultdict(list)
            for number, asked in waiting.items():
                home = asked or await self._home(slot_of(commands[number]))
                if home is not None:
                    rows[home, asked is not None].append(number)
            await asyncio.gather(*(self._sent(row, commands, replies, replica_ms, *where) for where, row in rows.items()))
            again = [number for number in waiting if self._redirected(replies[number])]
            if not again or asyncio.get_running_loop().time() > until:
                break
            if any(isinstance(replies[number], NOT_YET) for number in again):
                await asyncio.sleep(PAUSE_S * random.uniform(0.5, 1.5))
            waiting = {number: _asks(replies[number]) for number in again}
        return replies

    async def _sent(
        self, row: list[int], commands: Sequence[Command], replies: list[object], replica_ms: int, address: Address, asking: bool
    ) -> None:
        """Send a row of commands to one node; `asking`: it is about to get their slots (ASK)."""
        told = [commands[number] for number in row]
        if asking:
            told = [part for command in told for part in (("ASKING",), command)]
        try:
            answers = await exchanged(self._node(address), told, replica_ms)
        except (rx.RedisError, OSError, TimeoutError) as wrong:
            answers = [wrong] * len(told)
            self._slots.clear()  # somebody else may be the primary by now
        for number, answer in zip(row, answers[1::2] if asking else answers, strict=True):
            replies[number] = answer

    def _redirected(self, reply: object) -> bool:
        """Tell whether a command was turned away, to be sent again; learn from it who has the slot."""
        if isinstance(reply, rx.MovedError):
            self._slots[reply.slot_id] = (reply.host, reply.port)
        elif isinstance(reply, NOT_YET):
            self._slots.clear()
        return isinstance(reply, (rx.AskError, *NOT_YET))

    async def _home(self, slot: int) -> Address | None:
        if slot not in self._slots:
            await self._look()
        return self._slots.get(slot)

    async def _look(self) -> None:
        """Ask the nodes, one after the other, who has which slots."""
        for address in [*self._nodes, (self._url.hostname or "127.0.0.1", self._url.port or 6379)]:
            try:
                [ranges] = await exchanged(self._node(address), [("CLUSTER", "SLOTS")])
            except (rx.RedisError, OSError, TimeoutError):
                continue
            if not isinstance(ranges, Exception):
                for first, last, (host, port, *_), *_ in cast("list[Range]", ranges):
                    self._slots |= dict.fromkeys(range(first, last + 1), (host.decode() or address[0], port))
                return

    def _node(self, address: Address) -> Redis:
        if address not in self._nodes:
            who = f"{self._url.netloc.rpartition('@')[0]}@" if "@" in self._url.netloc else ""
            place = self._url._replace(scheme="redis", netloc=f"{who}{address[0]}:{address[1]}").geturl()
            self._nodes[address] = self._open_node(place)
        return self._nodes[address]


def slot_of(command: Command) -> int:
    """Tell the slot of a command's first key."""
    return key_slot(key_of(command).encode())


def _asks(reply: object) -> Address | None:
    if isinstance(reply, rx.AskError) and not isinstance(reply, rx.MovedError):
        return (reply.host, reply.port)
    return None
