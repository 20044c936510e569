"""A screen becomes exactly what the Bot API takes: marks stand on their words, nothing links by itself, faults are told before."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.common.text import JOINER
from adapters.telegram.render import captioned, entities, faults, harmless, invitation, keyboard, message, with_alt
from engine.core.screen import Key, Screen
from engine.core.text import Mark, Text, bold, italic, link, utf16_length
from engine.core.view import Picture, Style, Video
from tests.adapters.marked import texts

BOT = "smena_bot"
TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
PICTURE = Picture("Микрометр показывает 7,48 мм", svg="<svg/>")

words = st.text(alphabet=st.sampled_from("abя1 \n@.:/<&_*ё😀👩\u200d🏭é"), max_size=24)


def stretches(text: Text) -> list[str]:
    """Cut the marked stretches out of a text as Telegram does: by UTF-16 units."""
    units = text.plain.encode("utf-16-le")
    places = [(cast(int, entity["offset"]), cast(int, entity["length"])) for entity in entities(text)]
    return [units[2 * start : 2 * (start + length)].decode("utf-16-le") for start, length in places]


@given(texts(words))
def test_marks_cover_the_same_words_in_telegram(text: Text) -> None:
    """Whatever the emoji and the broken links before it, a mark stands on the words it was put on."""
    cut = [stretch.replace(JOINER, "") for stretch in stretches(harmless(text))]
    assert cut == [text.plain[m.start : m.end] for m in text.marks]


@given(texts(words))
@example(Text("@a.ab.cd@e"))
def test_words_are_kept_but_for_the_joiner(text: Text) -> None:
    """Nothing but U+2060 is put in, and putting it in twice changes nothing more."""
    once = harmless(text)
    assert once.plain.replace(JOINER, "") == text.plain
    assert harmless(once) == once


@pytest.mark.parametrize("injected", ["@victim", "evil.com", "https://evil.com/x", "t.me/evil", "a@b.ru", "зло.рф"])
def test_nothing_becomes_a_mention_or_a_link_by_itself(injected: str) -> None:
    """A nick can neither ring anybody nor lead anywhere; the player reads it as it was."""
    plain = str(message(Screen(Text(f"Привет, {injected}!")), BOT)["text"])
    assert f"@{JOINER}" in plain or f".{JOINER}" in plain
    assert injected not in plain
    assert plain.replace(JOINER, "") == f"Привет, {injected}!"


@pytest.mark.parametrize("innocent", ["Всё. Дальше", "7.48 мм", "и т.д. и т.п.", "3..5", "вес 5 @ 7", "/games", "#1", "a < b & c"])
def test_words_that_mean_nothing_to_telegram_are_left_alone(innocent: str) -> None:
    """No invisible character is added without need, nothing is escaped, and commands stay alive."""
    assert message(Screen(Text(innocent)), BOT)["text"] == innocent


def test_a_screen_as_telegram_takes_it() -> None:
    """Marks are entities, no preview is made, keys have their colours and addresses."""
    text = "😀 " + bold("жирно") + italic("косо") + Text("под", (Mark("underline", 0, 3),)) + link("сюда", "https://vk.com/x")
    rows = (
        (Key("Годен", TOKEN, style="success"), Key("Брак", TOKEN, style="danger")),
        (),
        (Key("Сайт", url="https://example.org"), Key("Друга", invite="duel_1"), Key("Меню", TOKEN, style="primary")),
    )
    assert message(Screen(text, rows), BOT) == {
        "text": "😀 жирнокосоподсюда",
        "entities": [
            {"type": "bold", "offset": 3, "length": 5},
            {"type": "italic", "offset": 8, "length": 4},
            {"type": "underline", "offset": 12, "length": 3},
            {"type": "text_link", "offset": 15, "length": 4, "url": "https://vk.com/x"},
        ],
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [
                    {"text": "Годен", "callback_data": TOKEN, "style": "success"},
                    {"text": "Брак", "callback_data": TOKEN, "style": "danger"},
                ],
                [
                    {"text": "Сайт", "url": "https://example.org"},
                    {"text": "Друга", "url": "https://t.me/smena_bot?start=duel_1"},
                    {"text": "Меню", "callback_data": TOKEN, "style": "primary"},
                ],
            ]
        },
    }


def test_a_screen_without_keys_takes_the_old_ones_away() -> None:
    """An edit that names no keyboard would do so too, but a message without one says it plainly."""
    assert keyboard(Screen(Text("слова")), BOT) == {"inline_keyboard": []}


def test_a_picture_carries_the_words() -> None:
    """As its caption; the alt text is not told twice."""
    fields = captioned(Screen(bold("Измерь"), picture=PICTURE), BOT)
    assert fields["caption"] == "Измерь"
    assert fields["caption_entities"] == [{"type": "bold", "offset": 0, "length": 6}]


def test_a_screen_without_its_picture_says_what_it_shows() -> None:
    """The alt text stands below in italics, unless there is no room."""
    assert message(Screen(Text("Измерь"), picture=PICTURE), BOT)["text"] == "Измерь\n\nМикрометр показывает 7,48 мм"
    assert stretches(with_alt(Screen(Text("Измерь"), picture=PICTURE))) == ["Микрометр показывает 7,48 мм"]
    assert with_alt(Screen(Text("x" * 4090), picture=PICTURE)).plain == "x" * 4090
    assert with_alt(Screen(Text("Смотри"), video=Video("Плавка", "smelt.mp4", PICTURE))).plain == "Смотри\n\nПлавка"


def keys(count: int, **fields: Any) -> tuple[Key, ...]:
    return tuple(Key(f"к{n}", TOKEN, **fields) for n in range(count))


@pytest.mark.parametrize(
    "good",
    [
        pytest.param(Screen(Text("т" * 4096), ((Key("я" * 40, "t" * 64), *keys(7)), *(keys(8),) * 11)), id="words"),
        pytest.param(Screen(Text("😀" * 512), (keys(1),), picture=PICTURE), id="picture"),
        pytest.param(Screen(Text("x", (Mark("bold", 0, 1),) * 100)), id="marks"),
        pytest.param(Screen(Text("x"), ((Key("к", url="https://x.y"), Key("к", invite="a" * 64)),)), id="links"),
    ],
)
def test_a_screen_at_every_limit_has_no_fault(good: Screen) -> None:
    """4096 units, 1024 under a picture, eight columns, a token of sixty-four."""
    assert faults(good) == []


@pytest.mark.parametrize(
    ("screen", "told"),
    [
        pytest.param(Screen(Text("т" * 4097)), "at most 4096", id="4097 units"),
        pytest.param(Screen(Text("😀" * 2049)), "4098 UTF-16 units", id="emoji count twice"),
        pytest.param(Screen(Text("т" * 4090 + "@a@a@a@a")), "UTF-16 units", id="too long once mentions are broken"),
        pytest.param(Screen(Text("т" * 1025), picture=PICTURE), "at most 1024", id="too long under a picture"),
        pytest.param(
            Screen(Text("т" * 1000), picture=Picture("ю" * 3100, svg="<svg/>")), "with the alt text", id="no room for the alt text"
        ),
        pytest.param(Screen(Text(" \n")), "the text is empty", id="empty"),
        pytest.param(Screen(Text("x\ud800")), "half a character", id="lone surrogate in the text"),
        pytest.param(Screen(Text("x", (Mark("bold", 0, 1),) * 101)), "101 marks", id="101 marks"),
        pytest.param(Screen(Text("x", (Mark("bold", 0, 2),))), "outside of the text", id="mark outside"),
        pytest.param(Screen(Text("x", (Mark("link", 0, 1, "http://x"),))), "https://", id="link without https"),
        pytest.param(Screen(Text("x"), (keys(9),)), "row 1 has 9", id="nine columns"),
        pytest.param(Screen(Text("x"), (*(keys(8),) * 12, keys(5))), "101 buttons", id="101 keys"),
        pytest.param(Screen(Text("x"), ((Key(" ", TOKEN),),)), "no label", id="no label"),
        pytest.param(Screen(Text("x"), ((Key("к\ud800", TOKEN),),)), "half a character", id="lone surrogate in a label"),
        pytest.param(Screen(Text("x"), ((Key("к", "t" * 65),),)), "not 1..64", id="token of 65"),
        pytest.param(Screen(Text("x"), ((Key("к", "токен"),),)), "not 1..64", id="Cyrillic token"),
        pytest.param(Screen(Text("x"), ((Key("к"),),)), "one of token", id="a key that does nothing"),
        pytest.param(Screen(Text("x"), ((Key("к", TOKEN, url="https://x.y"),),)), "one of token", id="a key that does two things"),
        pytest.param(Screen(Text("x"), ((Key("к", url="javascript:1"),),)), "begins with https", id="javascript"),
        pytest.param(Screen(Text("x"), ((Key("к", invite="a b"),),)), "must be 1..64", id="code with a space"),
        pytest.param(Screen(Text("x"), ((Key("к", TOKEN, style=cast(Style, "pink")),),)), "style «pink»", id="a colour"),
    ],
)
def test_each_fault_is_told(screen: Screen, told: str) -> None:
    """One step past a limit, and the fault names it."""
    found = faults(screen)
    assert len(found) == 1
    assert told in found[0]


styles: list[Style] = ["", "primary", "success", "danger"]
labelled = st.builds(Key, words, st.just(TOKEN), style=st.sampled_from(styles))
rows = st.lists(st.lists(labelled, min_size=1, max_size=5).map(tuple), max_size=6).map(tuple)
screens = st.builds(Screen, texts(words), rows, st.none() | st.just(PICTURE))


@given(screens)
def test_a_rendered_screen_can_be_posted(screen: Screen) -> None:
    """It is JSON and UTF-8, and no entity reaches past the end of the words."""
    fields = message(screen, BOT)
    json.dumps(fields, ensure_ascii=False).encode()
    assert all(e["offset"] + e["length"] <= utf16_length(str(fields["text"])) for e in cast(list[Any], fields["entities"]))


def test_half_characters_are_sent_as_such_signs() -> None:
    """Not even a screen with a fault can break the call."""
    screen = Screen(Text("x\ud800", (Mark("bold", 0, 9),)), ((Key("к\ud800", TOKEN),),))
    json.dumps(message(screen, BOT), ensure_ascii=False).encode()


def test_an_invitation_opens_the_private_chat() -> None:
    """Telegram brings the code along with /start."""
    assert invitation("smena_bot", "l_abc") == "https://t.me/smena_bot?start=l_abc"
