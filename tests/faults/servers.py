"""A Redis that has a replica, and the loss of the first: the workers know one address, which is laid onto the survivor."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from engine.store.server import find_server

START_S = 20.0


class Server:
    """One redis-server with a port of its own (a replica asks by TCP) and a socket."""

    def __init__(self, folder: Path, program: Path | None = None) -> None:
        self.folder = folder
        self.port = _free_port()
        self.socket = folder / "redis.sock"
        self._program = program or find_server()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """Where it is found."""
        return f"unix://{self.socket}"

    @property
    def client(self) -> Redis:
        """A client of one's own."""
        return Redis(unix_socket_path=str(self.socket), socket_timeout=2.0)

    def start(self, primary: int = 0, slowly: bool = False) -> None:
        """Start it, as the replica of the primary at this port if one is given. `slowly`: it takes its time over each key."""
        settings = {
            "port": self.port, "bind": "127.0.0.1", "unixsocket": self.socket, "dir": self.folder, "appendonly": "yes",
            "appendfsync": "everysec", "save": "", "repl-diskless-sync-delay": 0, "aof-load-truncated": "yes",
            "logfile": self.folder / "redis.log",
        }  # fmt: skip
        if slowly:
            settings |= {"key-load-delay": 3000}
        words = [str(part) for name, value in settings.items() for part in (f"--{name}", value)]
        words += ["--replicaof", "127.0.0.1", str(primary)] if primary else []  # two words: 6.2 takes no others
        self._process = subprocess.Popen([str(self._program), *words], stdin=subprocess.DEVNULL)
        until = time.monotonic() + START_S
        while not self.is_up(bool(primary)):
            assert time.monotonic() < until, f"Redis in {self.folder} does not come up"
            time.sleep(0.005)

    def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def follow(self, primary: int) -> None:
        """Replicate from the server at this port; 0 = from nobody: this is the primary now."""
        with self.client as client:
            client.execute_command("REPLICAOF", *(("127.0.0.1", primary) if primary else ("NO", "ONE")))

    def is_up(self, replica: bool) -> bool:
        """Tell whether it answers, and, as a replica, has all that its primary has."""
        try:
            with self.client as client:
                client.ping()  # refused while it loads
                told = client.info("replication") if replica else {}
        except (RedisError, OSError):
            return False
        return not replica or told.get("master_link_status") == "up"


class Pair:
    """A primary and its replica behind one address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = folder / "now.sock"
        self.primary, self.replica = Server(folder / "a"), Server(folder / "b")

    @property
    def url(self) -> str:
        """Where the workers find whoever is the primary."""
        return f"unix://{self.address}"

    def __enter__(self) -> Pair:
        try:
            self.primary.start()
            self.replica.start(self.primary.port)
            self.address.symlink_to(self.primary.socket)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self.primary, self.replica):
            server.kill()

    def cut(self) -> None:
        """Cut the way to the replica: it knows nothing new from now on."""
        self.replica.follow(_free_port())

    def lose(self) -> None:
        """Kill the primary, promote the replica; a new replica follows it."""
        self.primary.kill()
        self.replica.follow(0)
        lain = self.folder / "next.sock"
        lain.symlink_to(self.replica.socket)
        lain.rename(self.address)
        self.primary, self.replica = self.replica, Server(self.folder / "c")
        self.replica.start(self.primary.port)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
