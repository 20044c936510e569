"""Words on their way out: patterns that a messenger would act upon are broken, offsets counted in UTF-16 units."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from engine.core.text import Mark, Text

JOINER = "\N{WORD JOINER}"  # takes no room, and neither messenger reads over it
SURROGATE = re.compile("[\ud800-\udfff]")


def broken(text: Text, trigger: re.Pattern[str]) -> Text:
    """Put a joiner behind each match of `trigger`; marks move along.

    Half characters become U+FFFD. A trigger that looks ahead for what it acts upon is not found a second time.
    """
    plain = whole_characters(text.plain)
    cuts = [found.end() for found in trigger.finditer(plain)]
    parts = [plain[start:end] for start, end in zip([0, *cuts], [*cuts, len(plain)], strict=True)]
    marks = (Mark(m.kind, m.start + bisect_right(cuts, m.start), m.end + bisect_left(cuts, m.end), m.url) for m in text.marks)
    return Text(JOINER.join(parts), tuple(marks))


def whole_characters(words: str) -> str:
    """Put U+FFFD where half a character stands: it could not be sent as UTF-8."""
    return SURROGATE.sub("\N{REPLACEMENT CHARACTER}", words)


def utf16_offsets(words: str) -> list[int]:
    """Count, for each place between two characters, the UTF-16 units before it; the last is the length of all."""
    return [0, *accumulate(1 + (ord(sign) > 0xFFFF) for sign in words)]
