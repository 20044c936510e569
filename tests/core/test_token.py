"""The press token: short, unforgeable, and nothing can be read from it (MECHANICS 1)."""

from __future__ import annotations

from enum import Enum, IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.errors import AuthorError
from engine.core.token import CODE_SIGNS, Token, act_of, invite_code, next_moment, read_invite, read_token

FIVE = st.binary(min_size=5, max_size=5)
SID = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=13, max_size=13)


class Verdict(Enum):
    GOOD = "good"


class Level(IntEnum):
    HARD = 3


@given(SID, FIVE, FIVE)
def test_a_token_comes_back(sid: str, moment: bytes, act: bytes) -> None:
    """Every token that we make is read as it was made, and fits every platform's 64 bytes."""
    token = Token(sid, moment, act)
    assert read_token(str(token)) == token
    assert len(str(token)) == 29


@given(st.text(max_size=80))
def test_what_is_no_token_is_none(words: str) -> None:
    """Anything else is None or spells itself again: two spellings never mean one press."""
    token = read_token(words)
    assert token is None or str(token) == words


def test_the_last_sign_cannot_be_varied() -> None:
    """Base64 has spare bits at its end: a token with other ones is not ours."""
    made = str(Token("a" * 13, b"12345", b"12345"))
    assert read_token(made) is not None
    assert read_token(made[:-1] + chr(ord(made[-1]) + 1)) is None


@given(FIVE, st.binary(min_size=16, max_size=16), st.text(max_size=9), st.integers(-9, 9))
def test_an_act_depends_on_all_it_stands_for(moment: bytes, seed: bytes, word: str, number: int) -> None:
    """Another secret, moment, move or argument: another act."""
    act = act_of(seed, moment, "answer", (("0", word), ("1", number)))
    others = {
        act_of(
            seed[::-1] + b"!"[:0] if seed != seed[::-1] else b"other-secret-16b", moment, "answer", (("0", word), ("1", number))
        ),
        act_of(seed, bytes(5) if moment != bytes(5) else b"other", "answer", (("0", word), ("1", number))),
        act_of(seed, moment, "other", (("0", word), ("1", number))),
        act_of(seed, moment, "answer", (("0", word), ("1", number + 1))),
        act_of(seed, moment, "answer", (("0", number), ("1", word))),
    }
    assert act not in others
    assert len(act) == 5


def test_an_enum_counts_by_its_value() -> None:
    """A rename of a member breaks no button that stands in a chat; True is not 1."""
    seed, moment = b"s" * 16, b"12345"
    assert act_of(seed, moment, "m", (("0", Verdict.GOOD),)) == act_of(seed, moment, "m", (("0", "good"),))
    assert act_of(seed, moment, "m", (("0", Level.HARD),)) == act_of(seed, moment, "m", (("0", 3),))
    assert act_of(seed, moment, "m", (("0", True),)) != act_of(seed, moment, "m", (("0", 1),))


@pytest.mark.parametrize("value", [1.5, None, b"x", ("a",), object()])
def test_other_arguments_are_refused(value: object) -> None:
    """The designer is told which value."""
    with pytest.raises(AuthorError, match="a button of answer has the argument"):
        act_of(b"s" * 16, b"12345", "answer", (("0", value),))


def test_moments_never_repeat() -> None:
    """A chain over all inputs: ten thousand of them, no two alike, the same again the same (MECHANICS 1)."""
    moments, moment = set(), b"12345"
    for number in range(10_000):
        moment = next_moment(moment, b"press", number)
        moments.add(moment)
    assert len(moments) == 10_000
    assert next_moment(b"12345", b"press", 0) == next_moment(b"12345", b"press", 0)


@given(SID)
def test_an_invitation_can_be_typed(sid: str) -> None:
    """Six signs that are not mistaken for each other; small letters and the link's prefix do no harm."""
    code = invite_code(sid)
    assert set(code) <= set(CODE_SIGNS)
    assert read_invite(code) == read_invite(f" d_{code.lower()} ") == code


@pytest.mark.parametrize("words", ["", "ABCDE", "ABCDEFG", "ABCDE0", "ABC DE", "АВСЕНК", "d_"])
def test_other_words_are_no_invitation(words: str) -> None:
    """Too short, too long, with a doubtful sign, Cyrillic look-alikes."""
    assert read_invite(words) is None
