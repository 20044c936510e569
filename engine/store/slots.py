"""Which node of a Redis Cluster has a slot, as far as anybody has told; knows nothing of what is asked there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from redis import exceptions as rx
from redis.asyncio import Redis

from engine.store.line import exchanged

Address = tuple[str, int]
Range = tuple[int, int, tuple[bytes | None, int]]  # of CLUSTER SLOTS: first slot, last slot, its primary; the rest is not needed
LOOK_S = 0.5  # a node that takes longer to tell is passed over
BROKEN = (rx.RedisError, OSError, TimeoutError)


class Slots:
    """The nodes, and the owner of each slot; learns from redirections, forgets what a silent node had."""

    def __init__(self, url: str, open_node: Callable[[str], Redis]) -> None:
        """`url` names any node of the cluster; `open_node` makes the client of one."""
        self._url = urlsplit(url)
        self._open_node = open_node
        self._nodes: dict[Address, Redis] = {}  # the most trusted first
        self._owners: dict[int, Address] = {}
        self._looking: asyncio.Task[None] | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._looking is not None:
            await asyncio.wait({self._looking})
        await asyncio.gather(*(node.aclose() for node in self._nodes.values()))

    async def owner(self, slot: int) -> Address | None:
        """Tell who has a slot; ask the nodes if that is not known. None: no node that answers knows."""
        if slot not in self._owners:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            await asyncio.wait({self._looking})
        return self._owners.get(slot)

    def moved(self, slot: int, to: Address) -> None:
        """Learn that a slot has another owner."""
        self._owners[slot] = to

    def unsure(self, slot: int) -> None:
        """Forget a slot: its owner cannot answer for it now."""
        self._owners.pop(slot, None)

    def doubt(self, address: Address) -> None:
        """Forget all that a node had, for somebody else may be the primary by now; the others are asked first."""
        self._owners = {slot: owner for slot, owner in self._owners.items() if owner != address}
        if address in self._nodes:
            self._nodes[address] = self._nodes.pop(address)

    def node(self, address: Address) -> Redis:
        """Give the client of a node, with the name and the password of the cluster's URL."""
        if address not in self._nodes:
            who = f"{self._url.netloc.rpartition('@')[0]}@" if "@" in self._url.netloc else ""
            place = self._url._replace(scheme="redis", netloc=f"{who}{address[0]}:{address[1]}").geturl()
            self._nodes[address] = self._open_node(place)
        return self._nodes[address]

    async def _look(self) -> None:
        """Ask the nodes, one after the other, who has which slots; the one that the URL names at last."""
        for address in [*self._nodes, (self._url.hostname or "127.0.0.1", self._url.port or 6379)]:
            try:
                async with asyncio.timeout(LOOK_S):
                    [told] = await exchanged(self.node(address), [("CLUSTER", "SLOTS")])
            except BROKEN:
                self.doubt(address)
                continue
            if told and not isinstance(told, Exception):  # a node that was taken out of the cluster tells of no slots
                for first, last, (host, port, *_), *_ in cast("list[Range]", told):
                    self._owners |= dict.fromkeys(range(first, last + 1), ((host or b"").decode() or address[0], port))
                return
