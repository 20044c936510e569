"""Words as they come in: cleaned once, compared without regard to case, read as numbers (RELIABILITY 37-53)."""

from __future__ import annotations

import re
import unicodedata

WORDS_MOST = 512  # characters of typed words that a game may see
MARKS_MOST = 2  # combining marks on one base character
JOINER = "\u200d"  # holds the parts of one emoji together
FORBIDDEN = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
SURROGATE = re.compile("[\ud800-\udfff]")
NUMBER = re.compile(r"[0-9]{1,9}")


def clean(text: str, limit: int = WORDS_MOST) -> str:
    """Make typed words safe to keep and to show: at most `limit` characters, always valid UTF-8.

    Line breaks and tabs become spaces; controls, directions and invisible characters go; lone surrogates become U+FFFD;
    a base keeps two combining marks.
    """
    text = unicodedata.normalize("NFC", SURROGATE.sub("\ufffd", text[: limit * 8]))
    text = FORBIDDEN.sub("", " ".join(text.split()))
    kept: list[str] = []
    marks = 0
    for sign in text:
        kind = unicodedata.category(sign)
        if kind in ("Mn", "Me"):
            marks += 1
            if marks > MARKS_MOST or not kept:
                continue
        else:
            marks = 0
        if kind == "Cc" or (sign == JOINER and not (kept and _joins(kept[-1]))):
            continue
        kept.append(sign)
    return _settled("".join(kept))[:limit].strip(f" {JOINER}")


def number(text: str) -> int | None:
    """Read a whole number of 1 to 9 ASCII digits; None for anything else («١٢٣» and «²» are none)."""
    text = text.strip()
    return int(text) if NUMBER.fullmatch(text) else None


def fold(text: str) -> str:
    """Bring words to the form in which they are compared: no case, «ё» as «е», plain spaces, no signs around them."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[^\w\s]+", " ", folded).split()) or " ".join(folded.split())


def _joins(before: str) -> bool:
    return unicodedata.category(before) in ("So", "Sk", "Mn")


def _settled(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
