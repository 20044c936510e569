"""A game for everybody in a group, on both messengers: opened by a command, pressed by anyone (DESIGN 3, boards)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engine.core.texts import Texts
from engine.store.server import EmbeddedRedis
from tests.play import square
from tests.play.both import MESSENGERS, Both, Player, both

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUIET_S = 0.3  # what was not answered by then is not answered
HALL = "Смена: короткие игры о заводе"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """One house for the whole module; every group is new."""
    async with both(redis_server.url) as opened:
        square.game.texts = Texts("square", square.TEXTS)
        opened.house.catalogue.games["square"] = square.game
        yield opened
        assert opened.telegram.refused == [] == opened.vk.refused


class Group:
    """A new group in one of the messengers, and how the bot is addressed there."""

    def __init__(self, town: Both, messenger: str) -> None:
        self.town, self.messenger = town, messenger
        telegram = messenger == "telegram"
        self.chat = -next(town.ids) if telegram else 2_000_000_000 + next(town.ids)
        self.alice, self.bob = town.player(messenger), town.player(messenger)
        if telegram:
            town.telegram.group(self.chat)

    async def ask(self, who: Player, command: str, *rest: str) -> None:
        """Send a command that is meant for the bot."""
        if self.messenger == "telegram":
            await who.send(" ".join((f"{command}@smena_sandbox_bot", *rest)), chat=self.chat)
        else:
            await self.town.vk.player(who.id).send(" ".join((command, *rest)), chat=self.chat, mention=True)

    async def stands(self, words: str, messages: int) -> None:
        """Wait until the newest of so many messages begins with the words."""
        await self.alice.wait(lambda seen: len(seen.theirs) == messages and seen.newest.text.startswith(words), chat=self.chat)


@pytest.fixture(params=MESSENGERS)
def group(request: pytest.FixtureRequest, town: Both) -> Group:
    """A group where nobody has played."""
    return Group(town, request.param)


@pytest.mark.parametrize("command", ["/start", "/play"])
async def test_a_group_opens_a_game_that_anyone_may_press(group: Group, command: str) -> None:
    """The board stands once, everybody's press counts and is answered to him alone, and the last view is the same for all."""
    await group.ask(group.alice, command, "square")
    await group.stands("Голосов 0", 1)
    await group.bob.press_label("Голосую", chat=group.chat)
    await group.stands("Голосов 1", 1)
    await group.alice.press_label("Голосую", chat=group.chat)
    await group.stands("Голосов 2", 1)
    await group.alice.wait(lambda _: group.bob.toasts == group.alice.toasts == ["Посчитали"], chat=group.chat)
    await group.bob.press_label("Разойтись", chat=group.chat)
    await group.stands("Площадь пуста, голосов 2", 1)


async def test_a_group_that_plays_is_shown_its_game_again(group: Group) -> None:
    """A command of anybody opens no hall below a game, and closes nothing; talk below it is none of our business."""
    await group.ask(group.alice, "/start", "square")
    await group.stands("Голосов 0", 1)
    await group.bob.press_label("Голосую", chat=group.chat)
    await group.stands("Голосов 1", 1)
    for number, command in enumerate(("/start", "/stop"), 2):
        await group.ask(group.bob, command)
        await group.stands("Голосов 1", number)
    newest = (await group.alice.wait(lambda seen: seen.newest.buttons, chat=group.chat)).newest
    await group.bob.send("я за!", chat=group.chat, reply_to=newest.id)
    await asyncio.sleep(QUIET_S)
    await group.bob.press_label("Голосую", chat=group.chat)
    await group.stands("Голосов 2", 3)


async def test_after_the_end_the_group_finds_the_hall(group: Group) -> None:
    """A game that is over is not shown again."""
    await group.ask(group.alice, "/start", "square")
    await group.stands("Голосов 0", 1)
    await group.bob.press_label("Разойтись", chat=group.chat)
    await group.stands("Площадь пуста", 1)
    await group.ask(group.bob, "/start")
    await group.stands(HALL, 2)


@pytest.mark.parametrize("name", ["wall", "nothing_there", "d_ABCDEF", "language"])
async def test_what_is_no_game_for_a_group_opens_the_hall(group: Group, name: str) -> None:
    """A game without boards, one that is gone, somebody's invitation: the group is asked into the private chat."""
    await group.ask(group.alice, "/start", name)
    await group.stands(HALL, 1)


async def test_a_game_for_one_asks_the_group_into_the_private_chat(group: Group) -> None:
    """Its board leads to this very game, and it is no game that the group would be playing."""
    await group.ask(group.alice, "/start", "quiz_shift")
    await group.stands("Смена вопросов", 1)
    seen = await group.alice.wait(lambda seen: seen.newest.buttons, chat=group.chat)
    assert seen.newest.buttons[0].url.endswith("=quiz_shift")
    await group.ask(group.bob, "/start")
    await group.stands(HALL, 2)


async def test_vk_hears_it_in_russian(town: Both) -> None:
    """«игра square», as VK has no commands of its own; in private too."""
    group = Group(town, "vk")
    await group.ask(group.alice, "Игра", "square")
    await group.stands("Голосов 0", 1)
    await group.bob.send("игра wall")
    await group.bob.wait(lambda seen: seen.newest.text.startswith("Счёт 0"))
