"""States are values: strict, frozen, kept and read back equal (MECHANICS 24)."""

from __future__ import annotations

import math
from enum import Enum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.errors import AuthorError
from engine.core.state import State, Value, freeze, make, thaw


class Verdict(StrEnum):
    GOOD = "good"
    SCRAP = "scrap"


class Kind(Enum):
    SHAFT = "shaft"


class Part(Value):
    size: float
    verdict: Verdict


class Bench(State):
    parts: tuple[Part, ...] = ()
    kind: Kind = Kind.SHAFT
    words: str = ""
    count: int = 0
    pair: tuple[int, str | None] = (0, None)


class Report(State, final=True):
    count: int
    bonus: int = 0


PARTS = st.builds(Part, size=st.floats(-1e9, 1e9), verdict=st.sampled_from(Verdict))
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.builds(Bench, parts=st.tuples(PARTS, PARTS), words=WORDS, count=st.integers(-(2**53), 2**53)))
def test_a_state_comes_back_equal(state: Bench) -> None:
    """Enums, tuples, models, every digit of a number."""
    assert thaw(Bench, freeze(state)) == state


@pytest.mark.parametrize(
    "kept", [b"", b"{", b'{"count":"1"}', b'{"count":1.5}', b'{"other":1}', b'{"parts":[{"size":1}]}', b'{"kind":"x"}', b"[]"]
)
def test_foreign_bytes_are_refused(kept: bytes) -> None:
    """Nothing is bent into shape."""
    with pytest.raises(ValueError, match="validation error"):
        thaw(Bench, kept)


def test_the_next_state_takes_over_what_it_knows() -> None:
    """Fields of the same name, the changes on top; the old state is as it was."""
    bench = Bench(count=5, words="x")
    assert bench.to(Report, bonus=3) == Report(count=5, bonus=3)
    assert bench.to(Bench, count=6) == Bench(count=6, words="x")
    assert bench.count == 5


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "count: Field required"),
        ({"count": "many"}, "count: Input should be a valid integer"),
        ({"count": 1, "x": 2}, "x: Extra"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, object], told: str) -> None:
    """The message bears file, state and field."""
    with pytest.raises(AuthorError, match=rf"test_state.py:\d+: Report cannot be made: {told}"):
        make(Report, fields)


def test_what_is_no_number_is_refused() -> None:
    """NaN and infinity would not compare equal when they come back."""
    for wrong in (math.nan, math.inf):
        with pytest.raises(ValueError, match="finite"):
            Part(size=wrong, verdict=Verdict.GOOD)


def test_words_that_cannot_be_kept_are_told() -> None:
    """A lone surrogate: whoever lets it in hears of it at once."""
    with pytest.raises(AuthorError, match="Bench cannot be kept"):
        freeze(Bench.model_construct(words="\ud800"))
