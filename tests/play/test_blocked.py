"""A player who has blocked the bot is left alone, and finds his game where he left it when he is back (RELIABILITY P17)."""

from __future__ import annotations

import asyncio

import pytest

from engine.runtime.players import profile_of
from tests.play.both import MESSENGERS, Both, both, until

QUIET_S = 0.5  # twice the sweeper's tick: what was to be sent would have been


def sent(here: Both, messenger: str) -> int:
    """Count the calls that write into chats."""
    calls = here.telegram.calls if messenger == "telegram" else here.vk.calls
    return sum(method in ("sendMessage", "editMessageText", "messages.send", "messages.edit") for method, _ in calls)


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_who_has_blocked_the_bot_is_written_to_no_more(redis_url: str, messenger: str) -> None:
    """His deadline fires, no call is made for it, and when he is back he sees at once what has become of his game."""
    async with both(redis_url) as here:
        alice = here.player(messenger)
        await alice.start("watch")
        await alice.wait(lambda seen: seen.newest.text == "Круг 0")
        alice.block()
        await noted(here, alice.id, messenger)
        before = sent(here, messenger)
        await fires(here, alice.id, messenger)
        await asyncio.sleep(QUIET_S)
        assert sent(here, messenger) == before, "not one call, and no retry"
        assert alice.seen.newest.text == "Круг 0"
        alice.unblock()
        await alice.wait(lambda seen: seen.newest.text == "Время вышло, кругов 0" and seen.newest.buttons)
        assert len(alice.seen.theirs) == 1, alice.seen.transcript()
        alice.unblock()  # told again: there is nothing to be shown
        await asyncio.sleep(QUIET_S)
        assert sent(here, messenger) == before + 1


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_block_that_was_not_told_costs_one_call(redis_url: str, messenger: str) -> None:
    """The refused drawing tells it: the platform's error is believed, and the rest of the game is not sent."""
    async with both(redis_url) as here:
        alice = here.player(messenger)
        await alice.start("watch")
        await alice.wait(lambda seen: seen.newest.text == "Круг 0")
        (here.telegram.blocked.add(alice.id) if messenger == "telegram" else here.vk.messages.refusing.update({alice.id: 901}))
        before = sent(here, messenger)
        await alice.press_label("Нажал")
        await until(lambda: sent(here, messenger) == before + 1)
        await fires(here, alice.id, messenger)
        await asyncio.sleep(QUIET_S)
        assert sent(here, messenger) == before + 1


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_return_that_was_parked_is_heard(redis_url: str, messenger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """News that could not be heard at once waits like a press, and the player sees what has become of his game."""
    monkeypatch.setattr("engine.runtime.host.PARK_AGAIN_S", 0.1)
    async with both(redis_url) as here:
        alice, host, failed = here.player(messenger), here.house.host, list[str]()
        reach = host.reach
        await alice.start("watch")
        await alice.wait(lambda seen: seen.newest.text == "Круг 0")
        alice.block()
        await noted(here, alice.id, messenger)
        await fires(here, alice.id, messenger)

        async def fails_once(player: str, chat: str, reachable: bool) -> None:
            if not failed:
                failed.append(player)
                raise KeyError(player)
            await reach(player, chat, reachable)

        monkeypatch.setattr(host, "reach", fails_once)
        alice.unblock()
        await alice.wait(lambda seen: seen.newest.text == "Время вышло, кругов 0" and seen.newest.buttons)
        assert failed
        assert await here.house.store.quarantined() == ()


async def noted(here: Both, player: int, messenger: str) -> None:
    """Wait until the engine knows that he has blocked the bot."""
    identity = f"{'tg' if messenger == 'telegram' else 'vk'}:{player}"
    async with asyncio.timeout(10):
        while True:
            known = await here.house.host.people.players.load(profile_of(identity))
            stored = await here.house.store.load(known.focus(identity)) if known else None
            if stored and stored.posts[0].unreachable:
                return
            await asyncio.sleep(0.02)


async def fires(here: Both, player: int, messenger: str) -> None:
    """Wait until his round has ended by itself."""
    identity = f"{'tg' if messenger == 'telegram' else 'vk'}:{player}"
    async with asyncio.timeout(10):
        while await here.house.host.plays(identity, "watch"):
            await asyncio.sleep(0.05)
