"""The terminal shows each messenger's own message: what stands where, how a film is shown, how much is let through."""

from __future__ import annotations

import io

from rich.console import Console

from adapters.common.messengers import Messenger
from adapters.terminal.as_messenger import Sight
from adapters.terminal.show import TerminalMessenger, plain
from engine.core.screen import Key, Screen
from engine.core.text import Text
from engine.core.view import Picture, Video
from engine.runtime.ports import NotApplied

FILM = Video("Плавка", file="pour.mp4", poster=Picture(alt="Плавка", svg="<svg/>"))
KEYS = ((Key("Пуск", token="a.b.c", style="primary"), Key("Позвать", invite="CODE")), (Key("Стоп", token="a.b.d", style="danger"),))


def shown(screen: Screen, messenger: Messenger) -> str:
    body, below = Sight(messenger).draw(screen)
    return f"{body.plain}\n{below}"


def test_a_film_stands_where_the_messenger_puts_it() -> None:
    """Telegram plays it above the words, which are a caption; VK shows its poster below them; the keys are numbered alike."""
    screen = Screen(Text("Сталь 😀"), KEYS, video=FILM)
    keys = " 1  Пуск    2  Позвать → /start CODE   \n 3  Стоп   "
    assert shown(screen, "telegram") == f"🎞 Плавка\n\nСталь 😀\n\n{keys}\n8 of 1024 characters, 3 of 100 buttons"
    assert shown(screen, "vk") == f"Сталь 😀\n\n🖼 Плавка\n\n{keys}\n8 of 4096 characters, 3 of 10 buttons"


def test_what_a_messenger_refuses_is_told() -> None:
    """Eleven buttons are too many for VK, and none for Telegram; nothing is raised, and they can be pressed all the same."""
    screen = Screen(Text("?"), tuple((Key(str(n), token=f"a.b.{n}"),) for n in range(11)))
    assert "11 of 100 buttons" in shown(screen, "telegram")
    assert "vk refuses it: " in shown(screen, "vk")


async def test_words_of_a_game_are_no_markup() -> None:
    """Title, words, keys and faults come as they are."""
    paper = io.StringIO()
    terminal = TerminalMessenger(Console(file=paper, width=80), "me:1", "[/b]", lambda screen: ["[/i] is refused"], plain)
    await terminal.send("me:1", Screen(Text("[/u]"), ((Key("[red]", token="a.b.c"),),)), 1)
    assert all(words in paper.getvalue() for words in ("[/b]", "[/i] is refused", "[/u]", "[red]"))


async def test_only_this_players_chat_is_printed_each_box_under_its_own_game() -> None:
    """Another player's screen is neither printed, nor pressed here, nor taken as shown: his own terminal will show it."""
    paper = io.StringIO()
    terminal = TerminalMessenger(Console(file=paper, width=80), "me:o1", " · vk", lambda screen: [], plain)
    coin = Screen(Text("Время вышло"), game="coin")
    assert [type(out) for out in (await terminal.send("me:2", coin, 1), await terminal.edit("me:2", "1", "text", coin))] == [
        NotApplied
    ] * 2
    assert (paper.getvalue(), terminal.screen, terminal.drawn) == ("", None, 0)
    await terminal.send("me:o1", Screen(Text("Вал"), game="otk"), 2)
    assert " otk · vk " in paper.getvalue()
    await terminal.send("me:o1", coin, 3)
    assert " coin · vk " in paper.getvalue()
