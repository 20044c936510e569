"""What is typed in the terminal is read by the messengers' own decoders."""

from __future__ import annotations

import pytest

from adapters.common.messengers import Messenger
from adapters.terminal.meant import meant
from engine.core.screen import Key, Screen
from engine.core.text import Text

SCREEN = Screen(Text("?"), ((Key("да", token="a.b.c"), Key("страница", url="https://example.org")),))


@pytest.mark.parametrize(
    ("line", "messenger", "read"),
    [
        ("1", None, ("a.b.c", "", "", "")),
        ("2", None, ("", "", "", "2")),  # a link cannot be pressed here
        ("3", None, ("", "", "", "3")),
        ("/start", None, ("", "start", "", "")),
        ("/start duel", None, ("", "start", "duel", "")),
        ("/start CODE-7", "telegram", ("", "start", "CODE-7", "")),
        ("/start CODE-7", "vk", ("", "start", "CODE-7", "")),
        ("/link", None, ("", "link", "", "")),
        ("/link ABC DEF", None, ("", "link", "ABC-DEF", "")),
        ("связать ABC", "vk", ("", "link", "ABC", "")),
        ("связать", None, ("", "link", "", "")),
        ("обо мне", None, ("", "me", "", "")),
        ("обо мне", "telegram", ("", "", "", "обо мне")),
        ("/me", "telegram", ("", "me", "", "")),
        ("/nope", "telegram", ("", "help", "", "")),
        ("/nope", "vk", ("", "", "", "/nope")),
        ("/help@smena", "telegram", ("", "help", "", "")),
        ("просто слово", None, ("", "", "", "просто слово")),
        ("\u200b", "vk", ("", "", "", "?")),
    ],
)
def test_a_line_is_read_as_the_messenger_reads_it(line: str, messenger: Messenger | None, read: tuple[str, str, str, str]) -> None:
    """Numbers press, commands lead into the hall, codes come along, the rest is words; each has an id of its own."""
    press = meant(line, SCREEN, "me:1", messenger)
    assert (press.token, press.command, press.code, press.text) == read
    assert (press.player, press.chat, press.group) == ("me:1", "me:1", False)
    assert press.delivery != meant(line, SCREEN, "me:1", messenger).delivery
