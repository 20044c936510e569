"""Every way into the house, on both messengers: links, words, commands, groups, and the way back after a block."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from adapters.sandbox.seen import Seen
from engine.core.player import SESSIONS_MOST
from engine.store.server import EmbeddedRedis
from tests.play.both import MESSENGERS, Both, Player, both

pytestmark = pytest.mark.asyncio(loop_scope="module")
HALL, WALL, QUIZ = "Смена начинается", "Счёт 0", "Смена вопросов"
QUIET_S = 0.3  # what was not answered by then is not answered


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def street(redis_server: EmbeddedRedis) -> AsyncIterator[Both]:
    """One house for the whole module; everybody who comes is new."""
    async with both(redis_server.url) as opened:
        yield opened
        assert opened.telegram.refused == [] == opened.vk.refused, "what the messengers refused, but blocks"


@pytest.fixture(params=MESSENGERS)
def alice(request: pytest.FixtureRequest, street: Both) -> Player:
    """Somebody who was never here."""
    return street.player(request.param)


def standing(seen: Seen) -> int:
    """Count the messages that can be pressed."""
    return sum(bool(message.buttons) for message in seen.theirs)


async def comes_to(player: Player, words: str, messages: int, chat: int | None = None) -> None:
    """Wait until the newest of so many messages begins with the words, has buttons, and is the only one that has."""
    await player.wait(
        lambda seen: len(seen.theirs) == messages and seen.newest.text.startswith(words) and seen.newest.buttons, chat=chat
    )


# -- the first word ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["/start", "/games", "/stop", "Начать", "привет", "2", "🔩"])
async def test_whatever_a_stranger_writes_first_opens_the_hall(alice: Player, first: str) -> None:
    """The first message of a player is never lost and never asks for more."""
    await alice.send(first)
    await comes_to(alice, HALL, 1)


async def test_the_start_button_opens_the_hall(alice: Player) -> None:
    """On VK it is a button with a payload of VK's own, on Telegram the word /start."""
    await alice.start()
    await comes_to(alice, HALL, 1)


@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_client_in_english_is_greeted_in_english(street: Both, messenger: str) -> None:
    """The client's language is believed until the player chooses one."""
    alice = street.player(messenger, "en")
    await alice.start()
    await comes_to(alice, "The shift begins", 1)


@pytest.mark.parametrize(("code", "words"), [("wall", WALL), ("quiz_shift", QUIZ), ("hall", HALL)])
async def test_a_link_opens_its_game(alice: Player, code: str, words: str) -> None:
    """A game's name in the link (Telegram's `start`, VK's `ref`) opens that game at once."""
    await alice.start(code)
    await comes_to(alice, words, 1)


@pytest.mark.parametrize("code", ["nothing_there", "d_ABCDEF", "WALL", "-", "a" * 64])
async def test_an_unknown_code_opens_the_hall(alice: Player, code: str) -> None:
    """A game that is gone, an invitation that has run out: the player finds himself among the games."""
    await alice.start(code)
    await comes_to(alice, HALL, 1)


async def test_a_typed_start_with_a_code_is_a_link(alice: Player) -> None:
    """`/start wall` can be typed on both messengers."""
    await alice.send("/start wall")
    await comes_to(alice, WALL, 1)


async def test_a_vk_link_may_be_followed_with_any_words(street: Both) -> None:
    """VK brings `ref` along with whatever the player writes first."""
    alice = street.vk.player(next(street.ids))
    await alice.send("здравствуйте, я по ссылке", ref="wall")
    await comes_to(alice, WALL, 1)


# -- invitations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["link", "typed"])
@pytest.mark.parametrize("why", ["full", "over"])
async def test_an_invitation_without_a_seat_is_told_and_locks_nobody_out(street: Both, alice: Player, way: str, why: str) -> None:
    """Who comes too late reads so above the hall, and his next words and presses are heard as ever."""
    host, second = street.player("telegram"), street.player("vk")
    await host.start("door")
    await comes_to(host, "Ждём второго", 1)
    code = host.seen.newest.text.split()[-1]
    if why == "full":
        await second.start(f"d_{code}")
        await comes_to(second, "Вас двое", 1)
    else:
        await host.press_label("Не ждать")
        await host.wait(lambda seen: seen.newest.text.startswith("Дверь закрыта"))
    await (alice.start(f"d_{code}") if way == "link" else alice.send(code.lower()))
    await comes_to(alice, "В эту игру уже не войти", 1)
    assert HALL in alice.seen.newest.text
    await alice.send("ну ладно")
    await comes_to(alice, "Нажми на кнопку", 2)
    await alice.press_label("Стена")
    await alice.wait(lambda seen: seen.newest.text.startswith(WALL))


async def test_a_host_who_follows_his_own_link_sees_his_game_again(alice: Player) -> None:
    """He takes no second seat."""
    await alice.start("door")
    await comes_to(alice, "Ждём второго", 1)
    await alice.send(f"/start d_{alice.seen.newest.text.split()[-1]}")
    await comes_to(alice, "Ждём второго", 2)
    await alice.wait(lambda seen: standing(seen) == 1)


# -- those who come back -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["/start", "Начать"])
async def test_a_player_who_comes_back_gets_his_game_and_the_old_message_is_retired(alice: Player, word: str) -> None:
    """The live session's view comes in a new message, the old one loses its keyboard and keeps its words."""
    if word == "Начать" and alice.sandbox.__class__.__name__ == "TelegramSandbox":
        word = "/start@smena_sandbox_bot"
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    await alice.press_label("Прибавить")
    await alice.wait(lambda seen: "Счёт 1" in seen.newest.text)
    await alice.send(word)
    await comes_to(alice, "Счёт 1", 2)
    await alice.wait(lambda seen: standing(seen) == 1)
    assert alice.seen.theirs[0].text.startswith("Счёт 1")
    await alice.press_label("Прибавить")
    await alice.wait(lambda seen: "Счёт 2" in seen.newest.text)


async def test_a_sticker_shows_the_game_again(alice: Player) -> None:
    """What is no word is answered by the buttons."""
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    await alice.send_sticker()
    await alice.wait(lambda seen: len(seen.theirs) == 2 and standing(seen) == 1)


async def test_words_that_mean_nothing_are_answered_with_what_to_do(alice: Player) -> None:
    """Words wait for no answer to a press: the hint stands above the new message, and goes with the next move."""
    await alice.start()
    await comes_to(alice, HALL, 1)
    await alice.send("что делать?")
    await comes_to(alice, "Нажми на кнопку или напиши её номер.", 2)
    await alice.send("и всё-таки?")
    await comes_to(alice, "Нажми на кнопку или напиши её номер.", 3)
    assert alice.seen.newest.text.count("Нажми на кнопку") == 1
    await alice.press_label("Как играть")
    await alice.wait(lambda seen: seen.newest.text.startswith("Как играть"))


async def test_what_a_game_says_to_typed_words_is_read_too(alice: Player) -> None:
    """A presser would see a toast; who types reads it above the game, until his next words."""
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    await alice.send("...")
    await comes_to(alice, "Надо хоть что-то кроме точек", 2)
    await alice.send("дело")
    await comes_to(alice, "Счёт 0. Написано: «дело»", 3)


# -- commands ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "words"),
    [("/games", HALL), ("/help", "Как играть"), ("/language", "На каком языке"), ("/start hall", HALL), ("/HELP", "Как играть")],
)
async def test_commands_open_their_room_and_keep_the_game(alice: Player, command: str, words: str) -> None:
    """The room comes in a new message; the game stays open above it and can be played on."""
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    game = alice.seen.newest
    await alice.send(command)
    await comes_to(alice, words, 2)
    await alice.press_button(game.id, game.buttons[0].payload)
    await alice.wait(lambda seen: seen.theirs[0].text.startswith("Счёт 1"))


async def test_commands_asked_again_and_again_leave_one_hall_and_every_game(alice: Player) -> None:
    """The hall is no game: however often it is asked for, it stands once, and no game is closed for it."""
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    for number, (command, words) in enumerate([("/help", "Как играть"), ("/games", HALL), ("/language", "На каком")] * 3, 2):
        await alice.send(command)
        await comes_to(alice, words, number)
    await alice.wait(lambda seen: standing(seen) == 2)
    assert alice.seen.theirs[0].text.startswith(WALL)


async def test_the_language_changes_everything_at_once(alice: Player) -> None:
    """A press on «English» turns the hall and the open game into English; so it stays."""
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    await alice.send("/language")
    await comes_to(alice, "На каком языке", 2)
    await alice.press_label("English")
    await alice.wait(lambda seen: seen.newest.text.startswith("The shift begins"))
    await alice.wait(lambda seen: seen.theirs[0].text.startswith("Count 0"))
    assert [button.label for button in alice.seen.theirs[0].buttons] == ["Add", "Break", "Enough", "Leave"]
    await alice.send("/help")
    await comes_to(alice, "How to play", 3)


@pytest.mark.parametrize("word", ["/stop", "Стоп"])
async def test_stop_closes_the_game_and_opens_the_hall(alice: Player, word: str) -> None:
    """The game's message loses its buttons, and the game is gone for good."""
    if word == "Стоп" and alice.sandbox.__class__.__name__ == "TelegramSandbox":
        word = "/stop@Smena_Sandbox_Bot"
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    await alice.send(word)
    await comes_to(alice, HALL, 2)
    await alice.wait(lambda seen: standing(seen) == 1)
    await alice.send("/start")
    await comes_to(alice, HALL, 3)


async def test_stop_after_the_end_opens_the_hall_too(alice: Player) -> None:
    """Whoever types /stop is never left without an answer."""
    await alice.start("door")
    await comes_to(alice, "Ждём второго", 1)
    await alice.press_label("Не ждать")
    await alice.wait(lambda seen: seen.newest.text.startswith("Дверь закрыта"))
    await alice.send("/stop")
    await comes_to(alice, HALL, 2)


# -- five games ----------------------------------------------------------------------------------------------------


async def test_the_oldest_of_six_games_is_closed_with_a_clear_word(alice: Player) -> None:
    """Five stay open; the sixth closes the oldest, which says why and offers to begin again."""
    for number in range(1, SESSIONS_MOST + 2):
        await alice.send("/start wall")
        await comes_to(alice, WALL, number)
    await alice.wait(lambda seen: seen.theirs[0].text.startswith("Эта игра закрыта: открыто сразу не больше пяти"))
    assert [button.label for button in alice.seen.theirs[0].buttons] == ["Ещё раз", "Следующая игра", "В зал"]
    assert [message.text[: len(WALL)] for message in alice.seen.theirs[1:]] == [WALL] * SESSIONS_MOST
    second = alice.seen.theirs[1]
    await alice.press_button(second.id, second.buttons[0].payload)
    await alice.wait(lambda seen: seen.theirs[1].text.startswith("Счёт 1"))


# -- groups --------------------------------------------------------------------------------------------------------


async def test_in_a_telegram_group_only_what_is_meant_for_the_bot_is_answered(street: Both) -> None:
    """Talk, commands without a name and those of another bot are none of its business."""
    alice, chat = street.telegram.player(next(street.ids)), -next(street.ids)
    group = street.telegram.group(chat)
    for talk in ("привет", "/start", "/games", "/start@other_bot", "@smena_sandbox_bot", "1"):
        await alice.send(talk, chat=chat)
    await alice.send_sticker(chat=chat)
    await alice.send("/start@smena_sandbox_bot", chat=chat)
    await comes_to(alice, "Смена: короткие игры о заводе", 1, chat)
    await asyncio.sleep(QUIET_S)
    seen = street.telegram.chat(chat)
    assert len(seen.theirs) == 1
    assert "start=hall" in seen.newest.buttons[0].url, "the group is asked into the private chat"
    await alice.send("а дальше?", chat=chat, reply_to=seen.newest.id)
    await asyncio.sleep(QUIET_S)
    assert len(seen.theirs) == 1, "people talk below our message, and we say nothing"
    await alice.send("/help", chat=chat, reply_to=seen.newest.id)
    await alice.wait(lambda seen: len(seen.theirs) == 2, chat=chat)
    assert group.sees_all
    assert alice.seen.theirs == [], "nothing came to his private chat"


async def test_in_a_vk_group_chat_only_what_is_meant_for_the_community_is_answered(street: Both) -> None:
    """It answers when it is mentioned; talk and bare commands it passes over, and that it was let in."""
    alice, chat = street.vk.player(next(street.ids)), 2_000_000_000 + next(street.ids)
    for talk in ("привет", "/start", "Начать", "[club1|@club1] /start"):
        await alice.send(talk, chat=chat)
    alice.add_bot(chat)
    await alice.send("/games", chat=chat, mention=True)
    await comes_to(alice, "Смена: короткие игры о заводе", 1, chat)
    await asyncio.sleep(QUIET_S)
    assert len(street.vk.chat(chat).theirs) == 1
    assert "ref=hall" in street.vk.chat(chat).newest.buttons[0].url
    assert alice.seen.theirs == []


# -- a block, and the way back -------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", ["press", "word"])
@pytest.mark.parametrize("messenger", MESSENGERS)
async def test_a_player_who_blocks_the_bot_and_returns_finds_everything(street: Both, messenger: str, back: str) -> None:
    """What he pressed on his way out counts; the first thing he does when he is back shows it."""
    alice = street.player(messenger)
    refused = street.telegram.refused if messenger == "telegram" else street.vk.refused
    await alice.start("wall")
    await comes_to(alice, WALL, 1)
    await alice.press_label("Прибавить")
    alice.block()
    await alice.wait(lambda seen: seen.toasts)
    await asyncio.sleep(QUIET_S)
    del refused[:]  # the block itself
    alice.unblock()
    if back == "word":
        await alice.send("/start")
        await comes_to(alice, "Счёт 1", 2)
    else:
        await alice.press(0)
        await alice.wait(lambda seen: seen.newest.text.startswith(("Счёт 1", "Счёт 2")))
        await alice.press_label("Прибавить")
        await alice.wait(lambda seen: seen.newest.text.startswith(("Счёт 2", "Счёт 3")))
        assert len(alice.seen.theirs) == 1
