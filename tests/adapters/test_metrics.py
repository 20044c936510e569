"""What a worker measures: every input, verb and call is counted by its answer, and nobody is named."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from adapters.metrics import SHARED, method_of
from adapters.sandbox.faults import Fault
from tests.play.both import both

COUNT = re.compile(r"^(\w+)_count\{(.*)\} (\S+)$", re.MULTILINE)
SHARING = """
import asyncio, sys
from adapters.metrics import Figures
async def main():
    figures = Figures()
    for _ in range(int(sys.argv[1])):
        await figures.input("tg", asyncio.sleep(0))
    sys.stdout.buffer.write(figures.page())
asyncio.run(main())
"""


def counts(page: str) -> dict[str, float]:
    """Read how often each thing was measured."""
    return {f"{name} {labels}": float(count) for name, labels, count in COUNT.findall(page)}


async def test_a_press_is_measured_on_its_whole_way(redis_url: str) -> None:
    """Input, load, commit, settlement, the platform's call with its status; neither a token nor a player is on the page."""
    async with both(redis_url) as shop, aiohttp.ClientSession() as http:
        for messenger in ("telegram", "vk"):
            player = shop.player(messenger)
            await player.start()
            await player.wait(lambda seen: seen.live is not None)
        shop.telegram.faults.order(Fault("sendMessage", "error", 429, retry_after=1))
        other = shop.player("telegram")
        await other.start()
        await other.wait(lambda seen: seen.live is not None, 20)
        async with asyncio.timeout(10):
            while True:  # what is drawn is seen a moment before it is acknowledged
                page = await (await http.get(f"{shop.url}/metrics")).text()
                if counts(page).get('smena_store_seconds answer="Settled",verb="settle"', 0) >= 3:
                    break
                await asyncio.sleep(0.05)
        found = counts(page)
        assert found['smena_input_seconds answer="played",platform="tg"'] == 2
        assert found['smena_input_seconds answer="played",platform="vk"'] == 1
        assert found['smena_store_seconds answer="Committed",verb="commit"'] == 3
        assert found['smena_platform_seconds answer="429",method="sendMessage",platform="telegram"'] == 1
        assert found['smena_platform_seconds answer="200",method="sendMessage",platform="telegram"'] == 2
        assert found['smena_platform_seconds answer="200",method="messages.send",platform="vk"'] >= 1
        for secret in (shop.telegram.token, shop.vk.token, "tg:1", "vk:1"):
            assert secret not in page


async def test_what_vk_has_lost_is_counted_and_leaves_a_right_view(redis_url: str) -> None:
    """The long poll says that updates are gone, a press among them: the player sees where he is, and presses again."""
    async with both(redis_url) as shop, aiohttp.ClientSession() as http:
        player = shop.player("vk")
        await player.start("wall")
        await player.wait(lambda seen: seen.newest.text.startswith("Счёт 0") and seen.newest.buttons)
        shop.vk.events.fail_next = 1
        await player.press(0)  # it ends the poll that is under way
        await player.wait(lambda seen: shop.vk.events.fail_next == 0)
        await player.press(0)
        await player.wait(lambda seen: seen.newest.text.startswith("Счёт") and not seen.newest.text.startswith("Счёт 0"))
        page = await (await http.get(f"{shop.url}/metrics")).text()
        assert 'smena_lost_updates_total{platform="vk"} 1.0' in page


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/bot1000:SANDBOX/editMessageText", ("telegram", "editMessageText")),
        ("/method/messages.send", ("vk", "messages.send")),
        ("/longpoll", ("vk", "other")),
        ("/upload/17/CANARY", ("vk", "other")),
    ],
)
def test_what_is_called_is_named_without_what_is_secret(path: str, method: tuple[str, str]) -> None:
    """The names of the Bot API's and VK's methods are few; whatever else stands in a path is not told."""
    assert method_of(path) == method


def test_several_workers_give_one_page(project: Path, tmp_path: Path) -> None:
    """Whoever of them is asked."""
    pages = [
        subprocess.run(
            [sys.executable, "-c", SHARING, str(times)],
            cwd=project,
            env={**os.environ, SHARED: str(tmp_path)},
            capture_output=True,
            check=True,
        ).stdout.decode()
        for times in (3, 4)
    ]
    assert [counts(page)['smena_input_seconds answer="played",platform="tg"'] for page in pages] == [3, 7]
