"""Worlds without chance: one misfortune each, which the swarm meets too seldom or does not count."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import Any

import pytest

from engine.core.inputs import Result
from engine.runtime import fold, lanes
from engine.runtime.host import PARK_TRIES
from engine.runtime.players import profile_of
from engine.runtime.ports import Press
from engine.store.codec import SCHEMA, pack_outgoing, unpack_entry, unpack_player
from tests.simulation.chats import Message
from tests.simulation.clock import LIMIT_S
from tests.simulation.clock import ROUNDS as TURNS
from tests.simulation.count import ROUNDS, Count
from tests.simulation.knobs import Knobs
from tests.simulation.line import stepped
from tests.simulation.run import _closed, _replayed, play
from tests.simulation.shelf import GAMES, NEWER
from tests.simulation.world import World, few_shards

CHAT = "tg:10"
HOUR = 3600.0
BEHIND_S = 10.0  # within this time of coming back everything that came due meanwhile is played


def lived(story: Callable[[World], Coroutine[object, object, None]], knobs: Knobs | None = None) -> World:
    """Let a story happen in a world of its own."""
    world = World(1, knobs or Knobs(workers=1))
    try:
        asyncio.set_event_loop(None)
        with few_shards():
            world.loop.run_until_complete(story(world))
    finally:
        _closed(world)
    return world


async def opened(world: World, chat: str = CHAT, game: str = "count") -> Message:
    """Begin a game; answers its message."""
    if not world.workers:
        world.hire()
    await world.deliver(Press(f"{chat}/start", chat, chat, command="start", code=game))
    while not world.chats[chat].messages:
        await asyncio.sleep(0.1)
    await asyncio.sleep(2.0)
    return next(iter(world.chats[chat].messages.values()))


async def taps(world: World, message: Message, label: str = "Дальше", chat: str = CHAT, delivery: str = "tap") -> None:
    token = next(key.token for key in message.screen.keys() if key.label == label)
    await world.deliver(Press(delivery, chat, chat, token=token, message=message.id))


def test_a_message_that_cannot_be_noted_is_not_sent_again() -> None:
    """A newer worker has written the profile: the older one's new message stands once, not once for each lease."""

    async def story(world: World) -> None:
        message, chat = await opened(world), world.chats[CHAT]
        commit, body = world.store._players[profile_of(CHAT)]
        assert body[1] == SCHEMA
        world.store._players[profile_of(CHAT)] = (commit, body[:1] + bytes([SCHEMA + 1]) + body[2:])
        chat.messages.clear()  # the player has deleted it: its edit finds nothing, and it is sent anew
        await taps(world, message)
        await asyncio.sleep(60.0)
        assert chat.sends == 2, f"{chat.sends - 1} messages were sent for one that was gone"
        assert [shown.screen.text.plain for shown in chat.messages.values()] == ["Ходов 1, ещё 0, слов 0"]

    lived(story)


@pytest.mark.parametrize(("chat", "twins"), [("tg:10", 2), ("vk:10", 1)])
def test_a_send_that_is_never_answered_has_one_twin_at_most(chat: str, twins: int) -> None:
    """Telegram: it is sent once more, ten seconds later, and then the player's press tells; VK knows it by its nonce (P5, P6)."""

    async def story(world: World) -> None:
        world.hire()
        await world.deliver(Press("1", chat, chat, command="start", code="count"))
        there = world.chats[chat]
        await asyncio.sleep(10.0)
        assert there.sends == 1, "the second try waits for the player to press"
        await asyncio.sleep(300.0)
        assert there.sends == twins
        world.calm = True  # answers come again
        newest = there.newest
        assert newest is not None
        await taps(world, newest, chat=chat)
        await asyncio.sleep(60.0)
        assert there.sends == twins
        assert there.newest is not None
        assert there.newest.screen.text.plain.startswith("Ходов 1")

    lived(story, Knobs(workers=1, platform_silent=1.0))


async def writes(world: World, words: str, chat: str) -> None:
    await world.deliver(Press(f"{chat}/{words}", chat, chat, text=words))


def test_two_histories_of_a_failover_share_no_message() -> None:
    """VK shows one `random_id` once: a message that the failover lost does not swallow the one that comes in its place."""

    async def story(world: World) -> None:
        message, chat = await opened(world, "vk:10"), world.chats["vk:10"]
        world.replicate()
        await taps(world, message, "Ещё", "vk:10")
        await writes(world, "раз", "vk:10")
        await asyncio.sleep(2.0)
        assert chat.newest is not None
        assert chat.newest.screen.text.plain == "Ходов 0, ещё 1, слов 1"
        world.fail_over()
        await writes(world, "два", "vk:10")
        await asyncio.sleep(2.0)
        assert chat.sends == 3
        assert chat.newest.screen.text.plain == "Ходов 0, ещё 0, слов 1"

    lived(story, Knobs(workers=1, rewind=True))


@pytest.mark.parametrize("chat", ["tg:10", "vk:10"])
def test_a_message_that_only_its_holder_knows_of_is_drawn_over(chat: str) -> None:
    """The store forgot a message while it was on its way: it is the lowest one, so it shows what counts now, with buttons."""

    async def story(world: World) -> None:
        await opened(world, chat)
        world.replicate()
        await writes(world, "раз", chat)
        await asyncio.sleep(0.3)  # it is committed, and sent
        world.fail_over()
        await asyncio.sleep(60.0)
        there = world.chats[chat]
        assert there.sends == 2
        assert there.newest is not None
        assert there.newest.screen.text.plain == "Ходов 0, ещё 0, слов 0"
        assert any(key.token for key in there.newest.screen.keys())

    lived(story, Knobs(workers=1, rewind=True, platform_delay_s=1.0))


def test_an_edit_that_is_never_answered_is_tried_ever_more_seldom() -> None:
    """A platform that says nothing is asked a dozen times in ten minutes, not a hundred times (MECHANICS 14, P15)."""

    async def story(world: World) -> None:
        world.calm = True
        message, chat = await opened(world), world.chats[CHAT]
        world.calm, before = False, chat.changes
        await taps(world, message)
        await asyncio.sleep(600.0)
        assert 8 <= chat.changes - before <= 20

    lived(story, Knobs(workers=1, platform_silent=1.0))


def test_clocks_that_ran_out_while_nobody_worked_fire_once(record_property: Callable[[str, object], None]) -> None:
    """Every worker is away for an hour: each of 300 deadlines is played once when one is back, and none before (P12)."""
    chats = [f"{'tg' if number % 2 else 'vk'}:{number}" for number in range(300)]

    async def story(world: World) -> None:
        world.hire()
        await asyncio.gather(*(world.deliver(Press(f"{chat}/1", chat, chat, command="start", code="clock")) for chat in chats))
        await asyncio.sleep(LIMIT_S - 2.0)
        assert len(world.sids) == len(chats)
        [worker] = world.workers
        world.workers.clear()
        worker.kill()
        asked = {sid: world.record(sid) for sid in world.sids}
        await asyncio.sleep(HOUR)
        world.hire()
        back = world.now()
        await asyncio.sleep(BEHIND_S)
        for sid in world.sids:
            session, new = world.session(sid), world.record(sid)[len(asked[sid]) :]
            assert session is not None
            fired = [given for given in new if given.kind == "deadline" and given.now < back + BEHIND_S]
            assert len(fired) in (1, 2), "the one that ran out, and perhaps the next, which began with it"
            assert fired[0].now >= back
            assert session.state.fired == len([given for given in world.record(sid) if given.kind == "deadline"])  # type: ignore[attr-defined]  # the clock's
        await asyncio.sleep(2 * TURNS * LIMIT_S)
        assert all((session := world.session(sid)) is not None and session.over for sid in world.sids)
        record_property("deadlines after an hour", len(world.sids))

    lived(story)


def test_what_a_full_lane_cannot_take_is_parked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ninety presses at once where four may wait: all are acknowledged, none is dropped, each counts once (MECHANICS 9)."""
    monkeypatch.setattr(lanes, "WAIT_MOST", 4)
    monkeypatch.setattr(lanes, "FOLD_MOST", 2)

    async def story(world: World) -> None:
        message = await opened(world)
        await asyncio.gather(*(taps(world, message, "Ещё", delivery=f"tap {number}") for number in range(90)))
        assert world.tally.parked > 0
        await asyncio.sleep(120.0)
        [sid] = world.sids
        assert world.session(sid).state == Count(extras=90)  # type: ignore[union-attr]  # it is there
        assert stepped(world.store.quarantined()) == ()

    lived(story, Knobs(workers=1, parks=True))


def test_an_outage_uses_up_no_tries() -> None:
    """An update is parked for a minute, since its session is newer than the worker: then it counts (P25)."""

    async def story(world: World) -> None:
        world.games = NEWER
        message, [sid] = await opened(world), world.sids
        token = message.screen.keys()[0].token
        raw = json.dumps(asdict(Press("tap", CHAT, CHAT, token=token, message=message.id))).encode()
        for games in (GAMES, NEWER):
            [worker] = world.workers
            world.workers.clear()
            worker.kill()
            world.games = games
            world.hire()
            await asyncio.sleep(5.0)
            if games is GAMES:
                await world.workers[0].host.park("sim", "tap", raw)
                await asyncio.sleep(60.0)
                assert world.tally.parked > 10
        await asyncio.sleep(30.0)
        assert world.session(sid).state == Count(goes=1)  # type: ignore[union-attr]  # it is there
        assert stepped(world.store.quarantined()) == ()

    lived(story)


def test_lost_replies_use_up_no_tries() -> None:
    """The sweeper asks for a parked update, and the answer is lost, twelve times: then the update counts (MECHANICS 21)."""
    lost = list[str]()

    async def story(world: World) -> None:
        message, [sid] = await opened(world), world.sids
        ask = world.ask

        def loses(part: str, verb: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
            reply = ask(part, verb, given, named)
            if verb == "parked" and len(lost) < 12:
                lost.append(verb)
                raise ConnectionError
            return reply

        world.ask = loses  # type: ignore[method-assign]  # the way back is cut
        raw = json.dumps(asdict(Press("tap", CHAT, CHAT, token=message.screen.keys()[0].token, message=message.id))).encode()
        await world.workers[0].host.park("sim", "tap", raw)
        await asyncio.sleep(300.0)
        assert len(lost) == 12
        assert world.session(sid).state == Count(goes=1)  # type: ignore[union-attr]  # it is there
        assert stepped(world.store.quarantined()) == ()

    lived(story)


def test_an_update_that_fails_by_itself_is_put_aside_after_three_tries() -> None:
    """It breaks whoever plays it: it is kept for who looks, and tried no more (MECHANICS 21)."""
    read = list[bytes]()

    def breaks(raw: bytes) -> Press:
        read.append(raw)
        raise KeyError("t")

    async def story(world: World) -> None:
        await opened(world)
        world.workers[0].host.replays["sim"] = breaks
        await world.workers[0].host.park("sim", "tap", b"{}")
        await asyncio.sleep(120.0)
        assert len(read) == PARK_TRIES
        [aside] = stepped(world.store.quarantined())
        assert (aside.platform, aside.raw) == ("sim", b"{}")

    lived(story)


def test_a_word_told_twice_counts_in_no_other_game() -> None:
    """It comes once more after «Ещё раз»: the game it was meant for has heard it, the next one has not (MECHANICS 23)."""

    async def story(world: World) -> None:
        message, chat = await opened(world), world.chats[CHAT]
        await writes(world, "слово", CHAT)
        await asyncio.sleep(2.0)
        for number in range(ROUNDS):
            await taps(world, chat.newest or message, delivery=f"tap {number}")
            await asyncio.sleep(2.0)
        await taps(world, chat.newest or message, "Ещё раз", delivery="again")
        await asyncio.sleep(2.0)
        await writes(world, "слово", CHAT)
        await asyncio.sleep(10.0)
        first, second = (world.session(sid) for sid in world.sids)
        assert first is not None
        assert second is not None
        assert (first.state.words, second.state.words) == (1, 0)  # type: ignore[attr-defined]  # both count

    lived(story)


def test_words_find_a_game_whose_message_is_not_there_yet() -> None:
    """Its worker is killed between the commit and the message: what the player writes meanwhile counts there (MECHANICS 23)."""

    async def story(world: World) -> None:
        await opened(world, game="clock")
        world.workers[0].cut_from_platforms = True  # its message goes nowhere
        start = Press("start", CHAT, CHAT, command="start", code="count")
        world.workers[0].run(world.workers[0].host.receive(start))
        await asyncio.sleep(2.0)
        _, sid = world.sids
        world.kill_one()
        await writes(world, "слово", CHAT)
        await asyncio.sleep(60.0)
        assert world.session(sid).state == Count(words=1)  # type: ignore[union-attr]  # it is there

    lived(story)


def test_an_effect_of_a_newer_version_is_left_to_it() -> None:
    """An older worker neither applies nor drops it; whoever can read it credits it once (MECHANICS 21, P25)."""

    async def story(world: World) -> None:
        message, [sid] = await opened(world), world.sids
        known = Result(profile_of(CHAT), "count", 50, 0, (), b"", finished=True, rated=True)
        packed = pack_outgoing(known)
        assert packed[-1] == SCHEMA
        world.store._effects[sid] = {"result.7": packed[:-1] + bytes([SCHEMA + 1]), "result.8": pack_outgoing(known)}
        world.store._put(f"e:{sid}", sid, world.now())
        await asyncio.sleep(30.0)
        assert list(world.store._effects[sid]) == ["result.7"]
        assert stepped(world.store.quarantined()) == ()
        world.store._effects[sid]["result.7"] = packed
        await asyncio.sleep(30.0)
        assert sid not in world.store._effects
        player = unpack_player("", world.store._players[profile_of(CHAT)][1])
        assert player.plays == 2, message

    lived(story)


@pytest.mark.parametrize("seed", [3, 8, 11, 14])
def test_a_record_that_begins_anew_replays_too(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """After so many inputs a snapshot takes their place: from it the rest gives the same bytes (MECHANICS 31)."""
    monkeypatch.setattr(fold, "RECORD_MOST", 4)
    world = play(seed)
    records = [world.store._records[sid] for sid in world.sids if sid in world.store._records]
    assert max(map(len, records)) <= 4 + 1 + ARMINGS
    begun = [body for record in records if isinstance(body := unpack_entry(record[0]), tuple)]
    assert len(begun) == len(records)
    for sid in world.sids:
        if world.session(sid) is not None:
            _replayed(world, sid)


ARMINGS = 5  # entries of the store's own among them
