"""A screen becomes exactly what VK takes: no mention slips through, offsets count UTF-16, and faults are told before play."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.common.text import JOINER
from adapters.vk.render import Rendered, faults, format_data, harmless, invitation, render, shorten, with_alt
from engine.core.screen import Key, Screen
from engine.core.text import Mark, Text, bold, italic, link, utf16_length
from engine.core.view import Picture, Style, Video
from tests.adapters.marked import texts

GROUP = 123
TOKEN = "abcdefghij234.AAAAAAA.BBBBBBB"
PICTURE = Picture("Микрометр показывает 7,48 мм", svg="<svg/>")

words = st.text(alphabet=st.sampled_from("abя 1\n@*[]|&#;()😀👩\u200d🏭é"), max_size=24)


def marked_in_vk(rendered: Rendered) -> list[str]:
    """Cut the marked stretches out of a message as VK does: by UTF-16 units."""
    units = rendered.message.encode("utf-16-le")
    items = json.loads(rendered.format_data)["items"] if rendered.format_data else []
    return [units[2 * i["offset"] : 2 * (i["offset"] + i["length"])].decode("utf-16-le") for i in items]


@given(texts(words))
def test_marks_cover_the_same_words_in_vk(text: Text) -> None:
    """Whatever the emoji and the broken mentions before it, a mark stands on the words it was put on."""
    rendered = render(Screen(text), GROUP)
    assert [cut.replace(JOINER, "") for cut in marked_in_vk(rendered)] == [text.plain[m.start : m.end] for m in text.marks]


@given(texts(words))
@example(Text("[1|"))
@example(Text("&#1;@a*b[c|d]"))
def test_words_are_kept_but_for_the_joiner(text: Text) -> None:
    """Nothing but U+2060 is put in, and putting it in twice changes nothing more."""
    once = harmless(text)
    assert once.plain.replace(JOINER, "") == text.plain
    assert harmless(once) == once


@pytest.mark.parametrize(
    "injected",
    ["[id1|Админ]", "[club1|Смена]", "@id1", "@all", "@online", "@все", "@durov (Павел)", "*id1 (Павел)", "*durov(x)", "&#64;all",
     "&lt;", "[https://evil.example|Приз]", "имя [[id1|x]]"],
)  # fmt: skip
def test_a_mention_in_words_is_broken(injected: str) -> None:
    """A nick or a text can neither ring anybody nor pass for a link."""
    plain = render(Screen(Text(f"Привет, {injected}!")), GROUP).message
    assert not re.search(rf"\[[^\[\]|{JOINER}]+\|", plain)
    assert not re.search(r"[@*]\w", plain)
    assert not re.search(r"&#?\w+;", plain)
    assert plain.replace(JOINER, "") == f"Привет, {injected}!"


@pytest.mark.parametrize("innocent", ["2 * 3 = 6", "почта: a @ b", "[x]", "a[1]", "5*4", "A & B", "a | b"])
def test_words_that_mean_nothing_to_vk_are_left_alone(innocent: str) -> None:
    """No invisible character is added without need."""
    assert render(Screen(Text(innocent)), GROUP).message == innocent


def test_the_four_marks_have_their_names_in_vk() -> None:
    """A link's type is `url`; marks may lie over each other."""
    text = "😀 " + bold("жирно") + italic("косо") + Text("под", (Mark("underline", 0, 3),)) + link("сюда", "https://vk.com/x")
    assert json.loads(format_data(text)) == {
        "version": 1,
        "items": [
            {"type": "bold", "offset": 3, "length": 5},
            {"type": "italic", "offset": 8, "length": 4},
            {"type": "underline", "offset": 12, "length": 3},
            {"type": "url", "offset": 15, "length": 4, "url": "https://vk.com/x"},
        ],
    }


def test_a_screen_as_vk_takes_it() -> None:
    """Keyboard and marks are JSON strings, since the stock client bends dictionaries; mentions and previews are off."""
    rows = ((Key("Годен", TOKEN, style="success"), Key("Брак", TOKEN, style="danger")), (Key("Дальше", TOKEN, style="primary"),))
    links = ((Key("Сайт", url="https://example.org"), Key("Друга", invite="duel_1"), Key("Меню", TOKEN)),)
    parameters = render(Screen(bold("Деталь"), rows + links), GROUP).parameters("photo-1_2")
    assert {name: value for name, value in parameters.items() if name not in ("keyboard", "format_data")} == {
        "message": "Деталь", "attachment": "photo-1_2", "disable_mentions": "1", "dont_parse_links": "1",
    }  # fmt: skip
    keyboard = json.loads(parameters["keyboard"])
    assert keyboard["inline"] is True
    first = keyboard["buttons"][0][0]
    assert first == {
        "action": {"type": "callback", "label": "Годен", "payload": json.dumps({"t": TOKEN}, separators=(",", ":"))},
        "color": "positive",
    }
    flat = [button for row in keyboard["buttons"] for button in row]
    assert [button.get("color") for button in flat] == ["positive", "negative", "primary", None, None, "secondary"]
    assert [button["action"].get("link") for button in flat[3:5]] == ["https://example.org", "https://vk.me/club123?ref=duel_1"]


def test_what_is_not_there_is_not_sent() -> None:
    """A screen without keys, marks and pictures is words alone."""
    assert set(render(Screen(Text("слова")), GROUP).parameters()) == {"message", "disable_mentions", "dont_parse_links"}


def test_a_screen_without_its_picture_says_what_it_shows() -> None:
    """The alt text stands below in italics, unless there is no room."""
    screen = Screen(Text("Измерь"), picture=PICTURE)
    rendered = render(screen, GROUP, pictured=False)
    assert rendered.message == "Измерь\n\nМикрометр показывает 7,48 мм"
    assert marked_in_vk(rendered) == ["Микрометр показывает 7,48 мм"]
    assert with_alt(Screen(Text("x" * 4090), picture=PICTURE)).plain == "x" * 4090
    assert with_alt(Screen(Text("Смотри"), video=Video("Плавка", "smelt.mp4", PICTURE))).plain == "Смотри\n\nПлавка"


@given(st.text(max_size=60), st.integers(2, 40))
def test_a_shortened_label_fits(label: str, most: int) -> None:
    """In UTF-16 units, and never with half a character."""
    short = shorten(label, most)
    assert utf16_length(short) <= most
    short.encode()


def test_a_label_is_cut_between_words() -> None:
    """A word is cut only if it is longer than the whole label may be."""
    assert shorten("Проверить настройку станка и записать", 20) == "Проверить настройку…"
    assert shorten("Проверить настройку станка", 19) == "Проверить…"
    assert shorten("Электрогальванический", 10) == "Электрога…"
    assert shorten("ровно", 5) == "ровно"


def keys(count: int, **fields: Any) -> tuple[Key, ...]:
    return tuple(Key(f"к{n}", TOKEN, **fields) for n in range(count))


GOOD = Screen(
    Text("т" * 4096),
    ((Key("я" * 40, "t" * 64), *keys(4)), *((key,) for key in keys(4)), (Key("ссылка", url="https://example.org/x"),)),
)


def test_a_screen_at_every_limit_has_no_fault() -> None:
    """4096 units, ten keys, six rows, five columns, a label of forty, a token of sixty-four."""
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("screen", "told"),
    [
        pytest.param(Screen(Text("т" * 4097)), "at most 4096", id="4097 units"),
        pytest.param(Screen(Text("😀" * 2049)), "4098 UTF-16 units", id="emoji count twice"),
        pytest.param(Screen(Text("т" * 4090 + "@a@a@a@a")), "UTF-16 units", id="too long once mentions are broken"),
        pytest.param(Screen(Text("т" * 4090), picture=PICTURE), "with the alt text", id="no room for the alt text"),
        pytest.param(Screen(Text(" \n")), "the text is empty", id="empty"),
        pytest.param(Screen(Text("x\ud800")), "half a character", id="lone surrogate in the text"),
        pytest.param(Screen(Text("x", (Mark("bold", 0, 2),))), "outside of the text", id="mark outside"),
        pytest.param(Screen(Text("x", (Mark("link", 0, 1, "http://x"),))), "https://", id="link without https"),
        pytest.param(Screen(Text("x"), tuple((key,) for key in keys(7))), "7 rows", id="seven rows"),
        pytest.param(Screen(Text("x"), (keys(5), keys(5), keys(1))), "11 buttons", id="eleven keys"),
        pytest.param(Screen(Text("x"), (keys(6),)), "row 1 has 6", id="six columns"),
        pytest.param(Screen(Text("x"), ((Key("я" * 41, TOKEN),),)), "41 UTF-16 units", id="label of 41"),
        pytest.param(Screen(Text("x"), ((Key(" ", TOKEN),),)), "no label", id="no label"),
        pytest.param(Screen(Text("x"), ((Key("к\ud800", TOKEN),),)), "half a character", id="lone surrogate in a label"),
        pytest.param(Screen(Text("x"), ((Key("к", "t" * 65),),)), "longer than 64", id="token of 65"),
        pytest.param(Screen(Text("x"), ((Key("к"),),)), "one of token", id="a key that does nothing"),
        pytest.param(Screen(Text("x"), ((Key("к", TOKEN, url="https://x.y"),),)), "one of token", id="a key that does two things"),
        pytest.param(Screen(Text("x"), ((Key("к", url="javascript:1"),),)), "begins with https", id="javascript"),
        pytest.param(Screen(Text("x"), ((Key("к", invite="a b"),),)), "must be 1..64", id="code with a space"),
    ],
)
def test_each_fault_is_told(screen: Screen, told: str) -> None:
    """One step past a limit, and the fault names it."""
    found = faults(screen)
    assert len(found) == 1
    assert told in found[0]


styles: list[Style] = ["", "primary", "success", "danger"]
labelled = st.builds(Key, words, st.just(TOKEN), style=st.sampled_from(styles))
screens = st.builds(
    Screen,
    texts(words),
    st.lists(st.lists(labelled, min_size=1, max_size=5).map(tuple), max_size=6).map(tuple),
)


@given(screens)
def test_a_rendered_screen_can_be_posted(screen: Screen) -> None:
    """Every parameter is UTF-8, labels fit, JSON is JSON, whatever the screen holds."""
    for value in render(screen, GROUP).parameters().values():
        value.encode()
    keyboard = render(screen, GROUP).keyboard
    for row in json.loads(keyboard)["buttons"] if keyboard else []:
        assert all(utf16_length(button["action"]["label"]) <= 40 for button in row)


def test_an_invitation_opens_the_chat_with_the_community() -> None:
    """VK brings the code along as `ref`."""
    assert invitation(123, "l_abc") == "https://vk.me/club123?ref=l_abc"
