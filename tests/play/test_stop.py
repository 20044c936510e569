"""A worker that is asked to stop: whoever has pressed gets his answer."""

from __future__ import annotations

from adapters.sandbox.faults import Fault
from tests.play.both import both, until


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
