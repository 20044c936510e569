"""What is to be had once a day is had once, over both messengers; and nobody reads the answer before the end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.sandbox.telegram_player import TelegramPlayer
from engine.core.player import Player as Profile
from engine.runtime.holdings import Holdings, find_holdings
from engine.runtime.players import profile_of
from engine.store.server import EmbeddedRedis
from games import otk, slovo
from games.slovo.lexicon import Lexicon
from tests.play.both import MESSENGERS, Both, Player, both

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """One house for the whole module; everybody who comes is new."""
    async with both(redis_server.url, games=("slovo", "otk")) as opened:
        yield opened


def identity(player: Player) -> str:
    return f"{'tg' if isinstance(player, TelegramPlayer) else 'vk'}:{player.id}"


async def profile(street: Both, player: Player) -> Profile:
    await street.house.host.effects.idle()
    found = await street.house.host.people.players.load(profile_of(identity(player)))
    assert found is not None
    return found


async def word_of(street: Both, player: Player) -> tuple[str, str]:
    """Look into the house: the word that is sought, and one that is not."""
    for sid in reversed((await profile(street, player)).sessions):
        session = await street.house.host._sessions.of(sid)
        if session is not None and isinstance(session.state, slovo.Guess):
            lexicon = slovo.game.lore
            assert isinstance(lexicon, Lexicon)
            word = session.state.round.word
            return word, next(entry.word for entry in lexicon.words if entry.word != word)
    raise AssertionError("no word is sought")


async def sees(player: Player, words: str) -> None:
    await player.wait(lambda seen: seen.theirs and words in seen.newest.text)


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_the_word_opened_twice_goes_on_with_the_same_tries(street: Both, messenger: str) -> None:
    """The first message closes and says so; the second has what was guessed; one win counts, and today brings no other."""
    player = street.player(messenger)
    await player.start("slovo")
    await sees(player, "попытка 1 из 6")
    word, wrong = await word_of(street, player)
    await player.send(wrong)
    await sees(player, "попытка 2 из 6")
    first = player.seen.newest
    await player.start("slovo")
    await player.wait(lambda seen: seen.newest.id != first.id and "попытка 2 из 6" in seen.newest.text)
    await player.wait(lambda seen: any("открыта заново ниже" in message.text for message in seen.theirs))
    await player.send(word)
    await sees(player, "850 очков")
    known = await profile(street, player)
    assert (known.plays, known.xp, known.rated) == (1, 185, 1)
    await player.start("slovo")
    await sees(player, "уже позади")
    assert (await profile(street, player)).xp == 185


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_nobody_reads_the_word_before_the_end(street: Both, messenger: str) -> None:
    """Neither while it is sought nor after /stop does the file with everything held about a player hold the word."""
    player = street.player(messenger)
    await player.start("slovo")
    await sees(player, "попытка 1 из 6")
    word, wrong = await word_of(street, player)
    await player.send(wrong)
    await sees(player, "попытка 2 из 6")
    for left in (False, True):
        if left:
            await player.send("/stop")
            await sees(player, "Точно выйти?")
            await player.send("/stop")
            await sees(player, "Смена начинается")
        await street.house.host.effects.idle()
        told = json.dumps(await street.house.host.people.leaving.told(await held(street, player)), ensure_ascii=False)
        assert wrong in told
        assert word not in told.casefold()


async def held(street: Both, player: Player) -> Holdings:
    host = street.house.host
    pid = profile_of(identity(player))
    found = await find_holdings(street.house.store, host.people.players, host._sessions, host.replays, pid)
    assert found is not None
    return found


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_batch_of_the_day_that_was_left_does_not_come_again(street: Both, messenger: str) -> None:
    """Whoever looks at the parts and leaves has had today's batch: it can be played again, and counts for nothing."""
    player = street.player(messenger)
    await player.start("otk")
    await player.wait(lambda seen: any(button.label.startswith("Партия дня") for button in seen.newest.buttons))
    await player.press_label(next(b.label for b in player.seen.newest.buttons if b.label.startswith("Партия дня")))
    await player.wait(lambda seen: any(button.label == "К первой детали" for button in seen.newest.buttons))
    await player.send("/stop")
    await sees(player, "Точно выйти?")
    await player.send("/stop")
    await sees(player, "Смена начинается")
    known = await profile(street, player)
    assert known.xp == 0
    memory = otk.Memory.model_validate_json(known.remembers("otk"))
    assert memory.daily > 0
    await player.start("otk")
    await sees(player, "Партия дня уже сдана")


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_player_reads_where_he_stands(street: Both, messenger: str) -> None:
    """By the command and by the button: experience, stars, and how many plays of today still count whole."""
    player = street.player(messenger)
    await player.start("slovo")
    await sees(player, "попытка 1 из 6")
    word, _ = await word_of(street, player)
    await player.send(word)
    await sees(player, "1000 очков")
    await street.house.host.effects.idle()
    await player.send("/me")
    await sees(player, "Опыт: 200. Звёзды: 3 ★\nСегодня полный опыт дадут ещё 4 игры.")
    await player.press_label("← К играм")
    await sees(player, "Смена начинается")
    await player.press_label("👤 Обо мне")
    await sees(player, "Опыт: 200. Звёзды: 3 ★")
