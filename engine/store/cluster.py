"""The way of a command to its node in a Redis Cluster, and once more when it is turned away (redis.io, cluster specification)."""

from __future__ import annotations

import asyncio
import random
from functools import partial

from redis import exceptions as rx
from redis.crc import key_slot

from engine.store.line import Arg, Command, exchanged, key_of
from engine.store.pipe import Pipe
from engine.store.slots import BROKEN, Address, Slots

PATIENCE_S = 1.5  # with a cluster that moves slots or chooses a primary; less than a call may last
PAUSE_S = 0.05
NOT_YET = (rx.TryAgainError, rx.ClusterDownError, rx.MasterDownError, rx.BusyLoadingError)


class Lane:
    """Sends every command to the node that has its key; a pipe for each, so that a node that hangs delays its own sessions only."""

    def __init__(self, slots: Slots, replica_ms: int = 0) -> None:
        """`replica_ms` > 0: a replica must have within this time what was written."""
        self._slots = slots
        self._replica_ms = replica_ms
        self._pipes: dict[Address, Pipe] = {}

    async def ask(self, *command: Arg) -> object:
        """Send one command with a key, and again where it was redirected: then it was not carried out.

        Raises what redis-py raises for it; NotReplicated.
        """
        slot = slot_of(command)
        until = asyncio.get_running_loop().time() + PATIENCE_S
        asked: Address | None = None  # where ASK says that the key is, this once
        while True:
            address = asked or await self._slots.owner(slot)
            if address is None:
                raise rx.ConnectionError("no node of the cluster can be reached")
            try:
                return await self._sent(address, command, asking=asked is not None)
            except (rx.AskError, *NOT_YET) as turned_away:
                if asyncio.get_running_loop().time() > until:
                    raise
                asked = await self._learned(slot, address, turned_away)

    async def idle(self) -> None:
        """Wait for what is on its way."""
        await asyncio.gather(*(pipe.idle() for pipe in self._pipes.values()))

    async def _sent(self, address: Address, command: Command, asking: bool) -> object:
        """Send a command to one node; `asking`: it is about to get the slot."""
        try:
            if not asking:
                return await self._pipe(address).ask(*command)
            pair = [("ASKING",), command]
            reply = (await exchanged(self._slots.node(address), pair, self._replica_ms))[1]
        except rx.ResponseError:
            raise
        except (*BROKEN, asyncio.CancelledError):  # whoever asked has waited long enough
            self._slots.doubt(address)
            raise
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def _learned(self, slot: int, address: Address, turned_away: rx.RedisError) -> Address | None:
        """Learn from a redirection who has the slot; gives the node to ask this once. Pauses where it is not decided yet."""
        match turned_away:
            case rx.MovedError():
                self._slots.moved(slot, (turned_away.host or address[0], turned_away.port))
                return None
            case rx.AskError():
                return (turned_away.host or address[0], turned_away.port)
            case rx.TryAgainError():
                self._slots.unsure(slot)
            case _:
                self._slots.doubt(address)
        await asyncio.sleep(PAUSE_S * random.uniform(0.5, 1.5))
        return None

    def _pipe(self, address: Address) -> Pipe:
        if address not in self._pipes:
            self._pipes[address] = Pipe(partial(exchanged, self._slots.node(address), replica_ms=self._replica_ms))
        return self._pipes[address]


def slot_of(command: Command) -> int:
    """Tell the slot of a command's first key."""
    return key_slot(key_of(command).encode())
