"""Words as players and prankmongers type them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.core.words import JOINER, MARKS_MOST, WORDS_MOST, clean, fold, number

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
KISS = "👩🏽\u200d❤️\u200d💋\u200d👨🏿"
NASTY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "aеёйЁ15+-.,! \t\n\x00\x1c\u00ad\u0301\u0308\u0323\u20e3\u200b\u200d\ufe0f\u202e\u2066\ud800😀🏽❤👩\U000e0041"
        ),
    ),
    max_size=60,
)


@given(NASTY)
@example("a\u0301\u0301\x01\u0301\u0301")
@example("a\u0301\u0301\u200d\u0301\u0301")
@example("ё\u0308" * 3)
@example("\ud83d\ude00")
def test_cleaned_words_are_safe_and_clean(text: str) -> None:
    """Whatever comes in: valid UTF-8, one plain space at a time, no control, few marks; cleaning again changes nothing."""
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert cleaned == " ".join(cleaned.split()) == clean(cleaned) == unicodedata.normalize("NFC", cleaned)
    assert not [sign for sign in cleaned if unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign != JOINER]
    assert longest_run_of_marks(cleaned) <= MARKS_MOST


def longest_run_of_marks(text: str) -> int:
    longest = run = 0
    for sign in text:
        run = run + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


@given(NASTY, st.integers(0, 20))
def test_the_limit_holds(text: str, limit: int) -> None:
    """Never more code points than asked for, and what is left is a beginning of the whole."""
    cut = clean(text, limit)
    assert len(cut) <= limit
    assert clean(cut, limit) == cut


def test_ten_thousand_characters_are_cut_to_512() -> None:
    """A game never sees more than the limit, and gets it cut between signs."""
    assert clean("ж" * 10_000) == "ж" * WORDS_MOST
    assert clean("😀" * 4096) == "😀" * WORDS_MOST
    assert clean("ab" + FAMILY, 5) == "ab"
    assert clean("a👍🏽", 2) == "a"
    assert clean("абв\u0301", 3) == "аб"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  два\t\r\n слова\u2028тут ", "два слова тут"),
        ("нуль\x00 и\x1b[31m звон\x07", "нуль и[31m звон"),
        ("\u202eкода\u202c \u2066x\u2069 \u061c\u200e\u200f", "кода x"),
        ("не\u200bви\u2060ди\ufeffмо\u00ad", "невидимо"),
        ("\u3164\u115f\u2800\u034f", ""),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("\ud83d", "\ufffd"),
        ("Z" + "\u0335" * 50 + "a", "Z\u0335\u0335a"),
        ("\u0301\u0301x", "x"),
        (" \u200d\u0301x", "x"),
        ("е\u0308ж и\u0306", "ёж й"),
        ("a\u200db", "ab"),
        ("😀\u200da", "😀a"),
        (FAMILY, FAMILY),
        (KISS, KISS),
        ("1\ufe0f\u20e3 ❤\ufe0f", "1\ufe0f\u20e3 ❤\ufe0f"),
        ("\u200d\u200d", ""),
    ],
)
def test_cleaning(typed: str, kept: str) -> None:
    """Each trick of RELIABILITY 39-42 and 50 is undone, and honest signs stay."""
    assert clean(typed) == kept


def test_a_chain_of_joined_emoji_is_broken_up() -> None:
    """No sign grows without end: after four parts the next begins."""
    assert clean(JOINER.join("😀" * 6)) == "😀\u200d😀\u200d😀\u200d😀😀\u200d😀"


@pytest.mark.parametrize("typed", ["١٢٣", "²", "12a", "-1", "+1", "1.0", "1_0", "１", "", " ", "1234567890", "1 2"])
def test_what_is_no_number(typed: str) -> None:
    """Only 1 to 9 ASCII digits are a number; nothing raises."""
    assert number(typed) is None


@given(st.integers(0, 999_999_999))
def test_what_is_a_number(value: int) -> None:
    """Up to nine digits are read as they are, with spaces around them."""
    assert number(f" {value}\n") == value


@given(NASTY)
@example("ё\u0323\u0308")
def test_folding_again_changes_nothing(text: str) -> None:
    """The form of comparison is one form."""
    cleaned = clean(text)
    assert fold(fold(cleaned)) == fold(cleaned)


@given(NASTY)
def test_case_does_not_tell_words_apart(text: str) -> None:
    """Words compare equal to themselves in capitals, as far as their capitals lead back."""
    cleaned = clean(text)
    if cleaned.upper().casefold() == cleaned.casefold():
        assert fold(cleaned.upper()) == fold(cleaned)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("годен", "✅ Годен"),
        ("ЕЩЁ РАЗ", "Еще раз!"),
        ("да конечно", "Да, конечно"),
        ("2 сталь", "2\ufe0f\u20e3 Сталь"),
        ("0.5 мм", "0,5 мм"),
        ("\u22125", "-5"),
        ("5.", "5"),
        ("ﬁ ＡＢ", "fi ab"),
        ("в цех", "В\u00a0цех\ufe0f"),
        ("25 %", "25\u00a0%"),
        ("👍", "👍\ufe0f"),
    ],
)
def test_typed_words_meet_their_label(typed: str, label: str) -> None:
    """A player need not type case, dots of «ё», emoji or punctuation."""
    assert fold(typed) == fold(label)


@pytest.mark.parametrize(
    ("one", "other"),
    [("+5", "-5"), ("0,5", "05"), ("5%", "5°"), ("<", ">"), ("a+b", "a b"), ("👍", "👎"), ("й", "и"), ("!", "?"), ("5 €", "5 ₽")],
)
def test_labels_that_differ_stay_different(one: str, other: str) -> None:
    """No answer is taken for another."""
    assert fold(one) != fold(other)
