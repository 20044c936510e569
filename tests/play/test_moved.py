"""A Telegram group becomes a supergroup: the game goes on there (RELIABILITY P18)."""

from __future__ import annotations

import asyncio

import pytest

from tests.play.crowd import GROUP, SUPERGROUP, Crowd, crowd


@pytest.mark.parametrize("told", ["in both chats", "by nobody", "twice"])
async def test_a_game_goes_on_in_the_supergroup(redis_url: str, told: str) -> None:
    """Its view is sent anew there, once, whether the service message, or only a refused edit, tells the new address."""
    async with crowd(redis_url) as here:
        await here.open_square()
        await _voted(here, GROUP, 1)
        await _moves(here, told)
        if told == "by nobody":  # the next drawing meets `migrate_to_chat_id`: a press on its way from the old chat
            old = here.telegram.chat(GROUP).newest
            await here.telegram.player(2).press_button(old.id, old.buttons[0].payload, chat=GROUP)
        votes = 2 if told == "by nobody" else 1
        seen = await here.telegram.player(1).wait(lambda seen: seen.newest.text == f"Голосов {votes}", chat=SUPERGROUP)
        await _voted(here, SUPERGROUP, votes + 1)
        await asyncio.sleep(0.3)
        assert len(seen.theirs) == 1, seen.transcript()
        refused = [no.description for no in here.telegram.refused if "message_id" in no.fields or "chat_id" in no.fields]
        assert len(refused) <= 2, refused
        assert all("upgraded to a supergroup" in why for why in refused), refused


async def test_presses_while_a_group_moves_are_all_counted(redis_url: str) -> None:
    """Two hundred presses, of the old chat and of the new one: one live message in the new chat, and the sum is right."""
    async with crowd(redis_url) as here:
        await here.open_square()
        old = here.telegram.chat(GROUP).newest
        for voter in range(100):
            await here.telegram.player(voter + 1).press_button(old.id, old.buttons[0].payload, chat=GROUP)
        await here.telegram.player(1).wait(lambda seen: seen.toasts, chat=GROUP)
        await _moves(here, "in both chats")
        seen = await here.telegram.player(1).wait(lambda seen: seen.newest.buttons, chat=SUPERGROUP)
        for voter in range(100):
            await here.telegram.player(voter + 1).press(0, chat=SUPERGROUP)
        voted = here.telegram.chat(GROUP).toasts
        await here.telegram.player(1).wait(lambda seen: len(seen.toasts) + len(voted) == 200, chat=SUPERGROUP)
        counted = (voted + seen.toasts).count("Посчитали")
        await here.telegram.player(1).wait(lambda seen: seen.newest.text == f"Голосов {counted}", 20, chat=SUPERGROUP)
        assert counted >= 100, "those of the new chat at least; in the old one a press may come too late"
        assert len(seen.theirs) == 1, seen.transcript()


async def _moves(here: Crowd, told: str) -> None:
    """Turn the group into a supergroup, and let the bot hear of it or not."""
    before = here.telegram.updates.last_id
    here.telegram.player(1).turn_into_supergroup(GROUP, SUPERGROUP)
    service = [update for update in here.telegram.updates.waiting if update.id > before]
    assert len(service) == 2
    if told == "by nobody":
        here.telegram.updates.waiting = [update for update in here.telegram.updates.waiting if update.id <= before]
    if told == "twice":
        for update in service:
            here.telegram.push_raw({**update.body, "update_id": update.id + 10})


async def _voted(here: Crowd, chat: int, votes: int) -> None:
    await here.telegram.player(1).press(0, chat=chat)
    await here.telegram.player(1).wait(lambda seen: seen.newest.text == f"Голосов {votes}", chat=chat)
