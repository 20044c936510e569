"""A real Redis Cluster for the tests: plain servers on loopback, slots that can be moved, primaries that can be killed."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from redis import Redis
from redis.exceptions import RedisError

SLOTS = 16384
PRIMARIES = 3
NODE_TIMEOUT_MS = 1000  # after which a node that says nothing is taken for dead
READY_S = 40.0
BUS = 10000  # the bus of a node listens on its port and this much more


@dataclass(eq=False)
class Node:
    """One server."""

    port: int
    process: subprocess.Popen[bytes]
    redis: Redis
    id: str = ""
    hangs: bool = False


class LocalCluster:
    """Three primaries with a replica each."""

    def __init__(self, folder: Path, program: Path, replicas: int = 1) -> None:
        self._folder = folder
        self._program = program
        self._replicas = replicas
        self.nodes: list[Node] = []

    @property
    def url(self) -> str:
        """As a user would set it: any node will do, this names one that lives."""
        return f"redis+cluster://127.0.0.1:{next(node.port for node in self.nodes if node.process.poll() is None)}"

    def __enter__(self) -> LocalCluster:
        self.nodes = [self._started() for _ in range(PRIMARIES * (1 + self._replicas))]
        for node in self.nodes:
            _answers(node)
            node.id = _words(node, "CLUSTER", "MYID")
        primaries = self.nodes[:PRIMARIES]
        for number, node in enumerate(primaries):
            first, last = number * SLOTS // PRIMARIES, (number + 1) * SLOTS // PRIMARIES
            _tell(node, "CLUSTER", "ADDSLOTS", *range(first, last))
            _tell(node, "CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for node in self.nodes[1:]:
            _tell(node, "CLUSTER", "MEET", "127.0.0.1", self.nodes[0].port)
        _until(lambda: all(_known(node) == len(self.nodes) for node in self.nodes))
        for number, node in enumerate(self.nodes[PRIMARIES:]):
            _tell(node, "CLUSTER", "REPLICATE", primaries[number % PRIMARIES].id)
        _until(lambda: all(_state(node) == "ok" for node in self.nodes))
        _until(lambda: all(_replicated(node) >= self._replicas for node in primaries))
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        for node in self.nodes:
            node.redis.close()
            if node.process.poll() is None:
                node.process.kill()
            node.process.wait()

    def primaries(self) -> list[Node]:
        """Give the nodes that have slots now, as one that lives knows it."""
        alive = [node for node in self.nodes if node.process.poll() is None and not node.hangs]
        rows = [line.split() for line in _words(alive[0], "CLUSTER", "NODES").splitlines()]
        ids = {row[0] for row in rows if "master" in row[2] and "fail" not in row[2] and len(row) > 8}
        return [node for node in alive if node.id in ids]

    def kill(self, node: Node) -> None:
        """SIGKILL a node."""
        node.process.kill()
        node.process.wait()

    def revive(self, node: Node) -> None:
        """Start a killed node again, as whoever keeps servers running does: it comes back as a replica, empty-handed."""
        node.process = self._run(node.port)
        _answers(node)

    def hang(self, node: Node) -> None:
        """SIGSTOP a node: its connections stay and nothing is answered, as when its machine is out of breath or out of reach."""
        node.process.send_signal(signal.SIGSTOP)
        node.hangs = True

    def go_on(self, node: Node) -> None:
        """SIGCONT a node that hangs."""
        node.process.send_signal(signal.SIGCONT)
        node.hangs = False

    def failed_over(self, node: Node) -> bool:
        """Tell whether a primary that is dead or hangs has a successor."""
        owners = self.primaries()
        return len(owners) == PRIMARIES and node not in owners

    def whole(self) -> bool:
        """Tell whether every slot is served and each primary has its replicas."""
        owners = self.primaries()
        return len(owners) == PRIMARIES and all(_state(node) == "ok" and _replicated(node) >= self._replicas for node in owners)

    def owner(self, slot: int) -> Node:
        """Tell which node has a slot."""
        for ranges in self.primaries()[0].redis.execute_command("CLUSTER", "SLOTS"):  # type: ignore[no-untyped-call]
            if ranges[0] <= slot <= ranges[1]:
                return next(node for node in self.nodes if node.port == ranges[2][1])
        raise AssertionError(f"nobody has slot {slot}")

    def begin_move(self, slot: int, to: Node) -> Node:
        """Let a slot be on its way from its owner, who is given, to another node."""
        source = self.owner(slot)
        _tell(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", source.id)
        _tell(source, "CLUSTER", "SETSLOT", slot, "MIGRATING", to.id)
        return source

    def move_keys(self, slot: int, source: Node, to: Node, most: int = 10_000) -> int:
        """Carry keys of a slot that is on its way over; tells how many."""
        keys: list[bytes] = source.redis.execute_command("CLUSTER", "GETKEYSINSLOT", slot, most)  # type: ignore[no-untyped-call]
        for key in keys:
            _tell(source, "MIGRATE", "127.0.0.1", to.port, key, 0, 5000)
        return len(keys)

    def end_move(self, slot: int, to: Node) -> None:
        """Give the slot to its new owner."""
        for node in [to, *(node for node in self.primaries() if node is not to)]:
            _tell(node, "CLUSTER", "SETSLOT", slot, "NODE", to.id)

    def move(self, slot: int) -> None:
        """Move a slot to the next primary, key by key, while it is used."""
        owners = self.primaries()
        to = owners[(owners.index(self.owner(slot)) + 1) % len(owners)]
        source = self.begin_move(slot, to)
        while self.move_keys(slot, source, to, 5):
            pass
        self.end_move(slot, to)

    def _started(self) -> Node:
        port = _free_port()
        (self._folder / str(port)).mkdir(parents=True)
        return Node(port, self._run(port), Redis(port=port, socket_timeout=5))

    def _run(self, port: int) -> subprocess.Popen[bytes]:
        command = [
            str(self._program), "--port", str(port), "--bind", "127.0.0.1", "--cluster-enabled", "yes",
            "--dir", str(self._folder / str(port)),
            "--cluster-node-timeout", str(NODE_TIMEOUT_MS), "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction",
            "--repl-diskless-sync-delay", "0", "--cluster-replica-validity-factor", "0",
        ]  # fmt: skip
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _free_port() -> int:
    for _ in range(200):
        port = random.randrange(20_000, 50_000)
        try:
            for number in (port, port + BUS):
                with socket.socket() as tried:
                    tried.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port
    raise AssertionError("no free ports for a cluster")


def _tell(node: Node, *command: str | bytes | int) -> None:
    node.redis.execute_command(*command)  # type: ignore[no-untyped-call]


def _answers(node: Node) -> None:
    def ready() -> bool:
        try:
            return bool(node.redis.ping())
        except RedisError:
            return False

    _until(ready)


def _known(node: Node) -> int:
    return int(_info(node)["cluster_known_nodes"])


def _state(node: Node) -> str:
    return _info(node)["cluster_state"]


def _replicated(node: Node) -> int:
    return int(str(node.redis.info("replication")["connected_slaves"]))


def _info(node: Node) -> dict[str, str]:
    return dict(line.split(":", 1) for line in _words(node, "CLUSTER", "INFO").split())


def _words(node: Node, *command: str) -> str:
    told: bytes = node.redis.execute_command(*command)  # type: ignore[no-untyped-call]
    return told.decode()


def _until(ready: object, seconds: float = READY_S) -> None:
    assert callable(ready)
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            raise AssertionError(f"the cluster did not come to it within {seconds} s")
        time.sleep(0.05)
