"""A message that was sent is acknowledged, whatever becomes of the note about it on the player's own shard."""

from __future__ import annotations

import asyncio

from engine.runtime.players import profile_of
from engine.runtime.ports import Press
from engine.store.codec import SCHEMA, pack_player, unpack_player
from tests.simulation.knobs import Knobs
from tests.simulation.run import _closed
from tests.simulation.world import World

CHAT = "tg:10"


async def _lived(world: World) -> None:
    world.hire()
    await world.deliver(Press("1", CHAT, CHAT, command="start", code="count"))
    await asyncio.sleep(5.0)
    chat = world.chats[CHAT]
    [message] = chat.messages.values()
    token = message.screen.keys()[0].token
    commit, body = world.store._players[profile_of(CHAT)]
    assert pack_player(unpack_player("", body)) == body
    assert body[1] == SCHEMA
    world.store._players[profile_of(CHAT)] = (commit, body[:1] + bytes([SCHEMA + 1]) + body[2:])  # a newer worker was here
    chat.messages.clear()  # the player has deleted it: its edit finds nothing, and it is sent anew
    await world.deliver(Press("2", CHAT, CHAT, token=token, message=message.id))
    await asyncio.sleep(60.0)
    assert chat.sends == 2, f"{chat.sends - 1} messages were sent for one that was gone"
    assert [shown.screen.text.plain for shown in chat.messages.values()] == ["Ходов 1, ещё 0, слов 0"]


def test_a_message_that_cannot_be_noted_is_not_sent_again() -> None:
    """A newer worker has written the profile: the older one's new message stands once, not once for each lease."""
    world = World(1, Knobs(workers=1))
    try:
        asyncio.set_event_loop(None)
        world.loop.run_until_complete(_lived(world))
    finally:
        _closed(world)
