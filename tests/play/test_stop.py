"""A worker that is asked to stop: whoever has pressed gets his answer."""

from __future__ import annotations

import asyncio
import json
import socket
from urllib.parse import urlsplit

from adapters.sandbox.faults import Fault
from tests.play.both import TELEGRAM_SECRET, both, until


async def test_a_press_that_was_taken_is_answered_before_the_worker_goes(redis_url: str) -> None:
    """VK has its `ok` at once and the answer to the press comes after it: the button does not turn on for a minute."""
    async with both(redis_url, hooks=True) as here:
        alice = here.vk.player(1001)
        await alice.start("wall")
        await alice.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
        await here.house.host.stop()
        here.vk.faults.order(Fault("execute", "slow", delay_s=1.0, times=3))
        delivered = len(here.vk.events.delivered)
        here.vk.push_press(alice, alice.id, alice.seen.newest.id, {"t": "of-no-game"})  # an answer is all that comes of it
        await until(lambda: len(here.vk.events.delivered) > delivered)
        await here.house.close()
        assert len(alice.toasts) == 1


async def test_what_lies_in_a_socket_is_heard_before_the_worker_goes(redis_url: str) -> None:
    """A platform has sent a press, and the worker is asked to stop before it has looked: the press is answered all the same."""
    async with both(redis_url, hooks=True) as here:
        place = urlsplit(here.url)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=5.0) as sent:
            sent.sendall(press_of_no_game(place.netloc))  # nothing of this loop has run since
            await here.house.close()
            told = await asyncio.to_thread(sent.recv, 4096)
        assert told.startswith(b"HTTP/1.1 200")
        assert b"answerCallbackQuery" in told


def press_of_no_game(host: str) -> bytes:
    """Spell a request of Telegram's: a button that was never ours."""
    chat = {"id": 1001, "type": "private", "first_name": "A"}
    query = {
        "id": "99", "from": {"id": 1001, "is_bot": False, "first_name": "A"}, "chat_instance": "1", "data": "of-no-game",
        "message": {"message_id": 9, "date": 0, "chat": chat},
    }  # fmt: skip
    body = json.dumps({"update_id": 7001, "callback_query": query})
    lines = (
        "POST /webhook/telegram HTTP/1.1", f"Host: {host}", "Content-Type: application/json",
        f"X-Telegram-Bot-Api-Secret-Token: {TELEGRAM_SECRET}", f"Content-Length: {len(body)}", "", body,
    )  # fmt: skip
    return "\r\n".join(lines).encode()
