"""Public names: what is taken, what is refused and why, and the one that everybody begins with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.nicks import HOW, LEAST, MOST, WHO, default_nick, read_nick


@pytest.mark.parametrize(
    ("words", "nick"),
    [
        ("  Тихий   Резец ", "Тихий Резец"),
        ("Bася", "Вася"),  # a Latin B
        ("Pеle", "Pele"),  # a Russian е
        ("ｖａｓｙａ", "vasya"),
        ("Ваня 2007", "Ваня 2007"),
        ("Мудрец", "Мудрец"),
        ("Психолог", "Психолог"),
        ("Гребля", "Гребля"),
        ("Себастьян", "Себастьян"),
        ("Ботаник", "Ботаник"),
        ("Jean-Luc", "Jean-Luc"),
    ],
)
def test_good_nicks_are_taken(words: str, nick: str) -> None:
    """Spaces are put in order, letters that only look alike become those of their word; innocent words are let be."""
    assert read_nick(words) == (nick, "")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Ж", "length"),
        ("а" * (MOST + 1), "length"),
        ("vasya.ru", "signs"),
        ("@kot", "signs"),
        ("t.me/kot", "signs"),
        ("Иван Zorro\u202e", ""),  # a direction is nothing that can be seen
        ("Ваcилиуs", "signs"),  # two alphabets that cannot be told apart
        ("小明", "signs"),
        ("🔩 Болт", "signs"),
        ("тел 79991234567", "digits"),
        ("xyй", "rude"),  # two Latin letters
        ("х у й", "rude"),
        ("fuuuuck", "rude"),
        ("Aдмин", "house"),  # a Latin A
        ("sme na", "house"),
        ("СМЕНА", "house"),
        ("Support 24", "house"),
    ],
)
def test_bad_nicks_are_refused_with_a_reason(words: str, why: str) -> None:
    """Links, numbers of telephones, rude words and the house's own names, however they are spelled."""
    assert read_nick(words)[1] == why


@given(st.text(max_size=40))
def test_what_is_taken_is_plain_and_taken_again(words: str) -> None:
    """Whatever is typed: a nick has a few plain signs, no mark of any messenger, and is its own reading."""
    nick, why = read_nick(words)
    if why:
        assert nick == ""
        return
    assert LEAST <= len(nick) <= MOST
    assert not set(nick) & set("@/:.[]<>*#&\n")
    assert read_nick(nick) == (nick, "")


def test_everybody_begins_with_two_words_of_the_trade() -> None:
    """The first nick is the same whenever it is asked for, differs between players, and passes its own check."""
    nicks = {default_nick(f"player{number}") for number in range(500)}
    assert len(nicks) > 350
    assert default_nick("player1") == default_nick("player1")
    for language in ("ru", "en"):
        for number in range(len(HOW) * len(WHO)):
            nick = default_nick(str(number), language)
            assert read_nick(nick) == (nick, ""), nick
