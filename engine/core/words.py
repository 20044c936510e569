"""Words as they come in: cleaned once, compared without regard to case, read as numbers (RELIABILITY 37-53). Pure."""

from __future__ import annotations

import re
import unicodedata

WORDS_MOST = 512  # characters of typed words that a game may see
MARKS_MOST = 2  # combining marks on one base character
JOINER = "\u200d"  # holds the parts of one emoji together
LAST_SIGNS = " .!?,;:"  # what ends a sentence tells no label from another

SURROGATE = re.compile("[\ud800-\udfff]")
# Invisible, though Unicode counts them as letters, marks or symbols: fillers, variation selectors but the emoji's two, blanks
HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0d\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
TONES = "\U0001f3fb-\U0001f3ff"
PART = f"[\u2190-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff][{TONES}]?\ufe0f?"
EMOJI = re.compile(f"({PART}(?:{JOINER}{PART}){{1,3}})|{JOINER}")  # the longest in use has four parts
STUCK = re.compile(f"[{JOINER}{TONES}]")  # goes with the sign before it
DASHES = re.compile("[\u2010-\u2015\u2212]")
NUMBER = re.compile(r"[0-9]{1,9}")


def clean(text: str, limit: int = WORDS_MOST) -> str:
    """Make typed words safe to keep and to show: at most `limit` code points, cut between signs, always valid UTF-8.

    Line breaks and tabs become spaces; controls, directions and invisible characters go; lone surrogates become U+FFFD;
    a base keeps two combining marks; a joiner stays inside an emoji only. Cleaning what is clean changes nothing.
    """
    text = HIDDEN.sub("", SURROGATE.sub("\ufffd", text[: limit * 8]))
    text = "".join(sign for sign in " ".join(text.split()) if sign == JOINER or unicodedata.category(sign) not in ("Cc", "Cf"))
    text = EMOJI.sub(r"\1", _few_marks(unicodedata.normalize("NFC", text)))
    return _cut(" ".join(unicodedata.normalize("NFC", text).split()), limit)


def number(text: str) -> int | None:
    """Read a whole number of 1 to 9 ASCII digits; None for anything else («١٢٣» and «²» are none)."""
    text = text.strip()
    return int(text) if NUMBER.fullmatch(text) else None


def fold(text: str) -> str:
    """Bring words to the form in which they are compared: no case, «ё» as «е», no decoration, plain spaces.

    Emoji and punctuation go, unless nothing else is there; signs that touch a digit, and signs of reckoning, stay:
    «+5» is not «-5», and «0,5» is not «05».
    """
    plain = _plain(text)
    kept = "".join(sign if _tells(plain, place) else " " for place, sign in enumerate(plain))
    return " ".join(kept.split()).rstrip(LAST_SIGNS) or " ".join(plain.split())


def _few_marks(text: str) -> str:
    """Drop the marks past the second on one base, and those that stand on nothing."""
    kept: list[str] = []
    left = 0  # marks that the base may still take
    for sign in text:
        if _is_mark(sign):
            left -= 1
            if left < 0:
                continue
        elif sign != JOINER:
            left = 0 if sign == " " else MARKS_MOST
        kept.append(sign)
    return "".join(kept)


def _cut(text: str, limit: int) -> str:
    end = min(limit, len(text))
    while 0 < end < len(text) and (text[end - 1] == JOINER or _is_mark(text[end]) or STUCK.match(text[end])):
        end -= 1
    return text[:end].rstrip(" ")


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me")


def _plain(text: str) -> str:
    """Unify case and compatible forms (Unicode 3.13, toNFKC_Casefold), «ё», dashes, the decimal comma."""
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Me") and sign not in "\ufe0e\ufe0f")
    for _ in range(2):
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    text = re.sub("(?<=е)\u0308+", "", unicodedata.normalize("NFD", text))
    text = DASHES.sub("-", unicodedata.normalize("NFC", text))
    return re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text)


def _tells(text: str, place: int) -> bool:
    """Tell whether a sign tells words apart: any letter, and of the others those of reckoning or beside a digit."""
    kind = unicodedata.category(text[place])
    if kind in ("Sm", "Sc") or kind[0] not in "PS":
        return True
    return text[max(place - 1, 0)].isdigit() or text[min(place + 1, len(text) - 1)].isdigit()
