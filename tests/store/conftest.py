"""Both servers for what must hold on both: the machine's Redis and the wheel's older one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from engine.store.server import EmbeddedRedis, NoServer, find_server


@pytest.fixture(scope="module", params=["path", "wheel"])
def each_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A real server of each version in turn, for a module."""
    try:
        program = find_server(request.param)
    except NoServer as missing:
        pytest.skip(str(missing))
    with EmbeddedRedis(tmp_path_factory.mktemp("each"), program=program, appendfsync="no") as server:
        yield server


@pytest.fixture
def each_url(each_server: EmbeddedRedis) -> str:
    """The URL of an empty Redis of each version in turn."""
    with Redis.from_url(each_server.url) as client:
        client.flushall()
    return each_server.url
