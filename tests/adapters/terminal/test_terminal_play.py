"""`smena play` in a real terminal: it ends at once, goes on where it was left, and throws the same dice for the same seed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.store.server import EmbeddedRedis
from tests.adapters.terminal.at_terminal import CTRL_C, CTRL_D, PROJECT, STOP_S, Terminal, at_terminal

AT_ONCE_S = 1.0
GONE_S = 8.0  # Redis is stopped as well


def left(terminal: Terminal, how: str) -> int:
    """Leave; the goodbye must be there at once. Answers the exit code."""
    began = time.monotonic()
    if how == "SIGTERM":
        os.kill(terminal.process.pid, signal.SIGTERM)
    else:
        terminal.type(how)
    terminal.wait("the same command goes on.")
    assert time.monotonic() - began < AT_ONCE_S
    code = terminal.process.wait(GONE_S)
    assert "Traceback" not in terminal.shown
    return code


def test_the_play_ends_at_once_and_goes_on(tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM while nothing is typed say goodbye at once and end with 0; the same command shows the same state."""
    with at_terminal(tmp_path) as terminal:
        assert "Выпало -." in terminal.wait("> ")
        terminal.type("1\n")
        thrown = terminal.wait("> ")
        assert left(terminal, CTRL_C) == 0
    with at_terminal(tmp_path) as terminal:
        again = terminal.wait("> ")
        assert dice(again) == dice(thrown) != "-"
        assert left(terminal, "SIGTERM") == 0


def test_the_same_seed_gives_the_same_game(tmp_path: Path) -> None:
    """A play that is over is begun anew, with the same dice and a player who remembers nothing; one that is not goes on."""
    with at_terminal(tmp_path, "--seed", "7") as terminal:
        terminal.wait("> ")
        terminal.type("1\n")
        thrown = dice(terminal.wait("> "))
        terminal.type("2\n")
        assert "Прежде сыграно: 0." in terminal.wait("> ")
        left(terminal, CTRL_D)
    with at_terminal(tmp_path, "--seed", "7") as terminal:
        assert "Выпало -." in terminal.wait("> ")
        terminal.type("1\n")
        assert dice(terminal.wait("> ")) == thrown
        left(terminal, CTRL_C)
    with at_terminal(tmp_path, "--seed", "7") as terminal:
        assert dice(terminal.wait("> ")) == thrown
        terminal.type("2\n")
        assert "Прежде сыграно: 0." in terminal.wait("> ")
        left(terminal, CTRL_C)


@pytest.mark.parametrize(("messenger", "told"), [("telegram", "3 of 100 buttons"), ("vk", "3 of 10 buttons")])
def test_a_messengers_own_message_is_shown(tmp_path: Path, messenger: str, told: str) -> None:
    """`--as` names whose message it is and what of its limits is used; its commands are heard."""
    with at_terminal(tmp_path, "--as", messenger) as terminal:
        screen = terminal.wait("> ")
        assert f"dice · {messenger}" in screen
        assert told in screen
        terminal.type("/help\n" if messenger == "telegram" else "помощь\n")
        assert "Как играть" in terminal.wait("> ")
        left(terminal, CTRL_C)


@pytest.mark.parametrize("serves", [False, True])
def test_messengers_are_loaded_before_the_house_runs_or_not_at_all(serves: bool, redis_url: str) -> None:
    """Their libraries take seconds: a terminal does without, and a house that serves them is held up by nothing later."""
    asked = f"""if True:
        import asyncio, sys
        from adapters.wiring import open_house

        async def opened() -> None:
            house = await open_house({redis_url!r}, (), installed=False, serves={serves})
            assert len(asyncio.all_tasks()) > 1
            await house.close()

        asyncio.run(opened())
        print(sorted({{"aiogram", "vkbottle"}} & set(sys.modules)))
    """
    told = subprocess.run([sys.executable, "-c", asked], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(["aiogram", "vkbottle"] if serves else [])


@pytest.mark.parametrize("early", [False, True], ids=["at play", "while it starts"])
@pytest.mark.parametrize("how", ["SIGTERM", "SIGHUP", "the window is closed"])
def test_no_server_is_left_behind(tmp_path: Path, how: str, early: bool) -> None:
    """However a play is ended, also in the midst of starting its Redis, that server is stopped."""
    redis = EmbeddedRedis(tmp_path / ".smena" / "terminal")
    with at_terminal(tmp_path) as terminal:
        if early:
            until = time.monotonic() + 20.0
            while redis.pid() is None:
                assert time.monotonic() < until
        else:
            terminal.wait("> ")
        if how in signal.Signals.__members__:
            os.kill(terminal.process.pid, signal.Signals[how])
        else:
            terminal.hang_up()
        terminal.process.wait(GONE_S)
        left_behind = redis.pid()
        if left_behind is not None:
            os.kill(left_behind, signal.SIGTERM)
        assert left_behind is None


@pytest.mark.parametrize("read", [0, 1], ids=["nothing is read", "a line is read"])
def test_a_reader_who_leaves_ends_the_play_quietly(tmp_path: Path, read: int) -> None:
    """`smena play | head -1`: no traceback of the broken pipe, and its Redis is stopped."""
    command = [sys.executable, "-m", "adapters.cli", "play", "otk"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=tmp_path, env=environment) as player:
        assert player.stdin is not None
        assert player.stdout is not None
        assert player.stderr is not None
        for _ in range(read):
            player.stdout.readline()
        player.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # it may have ended by itself
            player.stdin.write(b"1\n1\n")
            player.stdin.flush()
        assert (player.wait(STOP_S), player.stderr.read()) == (0, b"")
    assert EmbeddedRedis(tmp_path / ".smena" / "terminal").pid() is None


def dice(screen: str) -> str:
    """Read what has been thrown."""
    return screen.rpartition("Выпало ")[2].partition(".")[0]
