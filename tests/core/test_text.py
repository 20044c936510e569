"""Text and its four marks: what is typed is never markup, what is marked keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.text import Mark, Text, bold, escape, italic, link, parse_markup, utf16_length


@given(st.text(max_size=60))
def test_words_of_a_player_are_words(words: str) -> None:
    """Escaped and read again they are the same words, whatever stands in them, and bear no mark."""
    assert parse_markup(escape(words)) == Text(words)


@given(st.text(max_size=20), st.text(max_size=20), st.text(min_size=1, max_size=20))
def test_adding_moves_the_marks(before: str, after: str, middle: str) -> None:
    """The mark goes where its words go."""
    whole = before + bold(middle) + after
    [mark] = whole.marks
    assert whole.plain[mark.start : mark.end] == middle
    assert whole.plain == before + middle + after


def test_markup_is_read() -> None:
    """Bold, italic, underline and a link, one in the other."""
    text = parse_markup('<b>Печь <i>греет</i></b>, <u>жди</u>: <a href="https://example.org">тут</a> 2 &lt; 3')
    assert text.plain == "Печь греет, жди: тут 2 < 3"
    assert text.marks == (
        Mark("bold", 0, 10),
        Mark("italic", 5, 10),
        Mark("underline", 12, 15),
        Mark("link", 17, 20, "https://example.org"),
    )


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<script>x</script>", "tag <script> is unknown"),
        ("<b>x", "tag <b> is not closed"),
        ("<b><i>x</b></i>", "</b> closes nothing"),
        ("x</b>", "</b> closes nothing"),
        ('<a href="javascript:x">x</a>', "must begin with https://"),
        ("<a>x</a>", "must begin with https://"),
    ],
)
def test_wrong_markup_is_told(markup: str, told: str) -> None:
    """The message names the tag."""
    with pytest.raises(ValueError, match=told):
        parse_markup(markup)


def test_texts_join_as_strings_do() -> None:
    """The separator stands between; empty words bear no mark."""
    assert Text(", ").join(["a", bold("b"), italic("")]) == Text("a, b, ", (Mark("bold", 3, 4),))
    assert link("x", "https://example.org").marks == (Mark("link", 0, 1, "https://example.org"),)


@pytest.mark.parametrize(("words", "units"), [("", 0), ("ж", 1), ("🏭", 2), ("a🏭b", 4), ("\ud800", 1)])
def test_units_are_utf16(words: str, units: int) -> None:
    """Both platforms count so."""
    assert utf16_length(words) == units
