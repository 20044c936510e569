"""Texts with marks, for the tests of both messengers' rendering."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.core.text import Mark, Text


@st.composite
def texts(draw: st.DrawFn, words: st.SearchStrategy[str]) -> Text:
    """Words with marks anywhere."""
    plain = draw(words)
    spans = st.tuples(st.integers(0, len(plain)), st.integers(0, len(plain))).filter(lambda span: span[0] < span[1])
    found = draw(st.lists(spans, max_size=4)) if plain else []
    return Text(plain, tuple(Mark("bold", start, end) for start, end in found))
