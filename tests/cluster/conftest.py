"""A cluster for each of these modules; the older server's as well where both are there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.store.server import NoServer, find_server
from tests.cluster.nodes import LocalCluster


@pytest.fixture(scope="module", params=["path", "wheel"])
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Three primaries, three replicas, all slots served."""
    try:
        program = find_server(request.param)
    except NoServer as missing:
        pytest.skip(str(missing))
    with LocalCluster(tmp_path_factory.mktemp("cluster"), program) as made:
        yield made
