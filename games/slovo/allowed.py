"""What a player may type: ordinary nouns from allowed.txt besides the words that can be the answer; and why it is no guess."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from pathlib import Path

from engine import AuthorError
from games.slovo.lexicon import LENGTH, Lexicon, bare

RUSSIAN = re.compile("[а-я]+")
AROUND = re.compile(r"^[\W_]+|[\W_]+$")  # quotes, full stops, smileys


class No(StrEnum):
    """Why typed words are no guess; each is a text of the game and costs no try."""

    EMPTY = "no-letters"
    FOREIGN = "no-russian"
    MANY = "no-one-word"
    LENGTH = "no-length"
    UNKNOWN = "no-unknown"
    AGAIN = "no-again"


def read_allowed(file: Path) -> frozenset[str]:
    """Read a file of words, parted by blanks; what follows # is a remark.

    Raises AuthorError: naming file, line, word and how to mend it.
    """
    if not file.is_file():
        raise AuthorError(f"{file} is missing; write the words there that a player may type")
    found: dict[str, int] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        for word in line.partition("#")[0].split():
            if not RUSSIAN.fullmatch(word) or len(word) != LENGTH:
                raise AuthorError(
                    f"{file.name}, line {number}: «{word}» is not {LENGTH} small Russian letters (ё as е); mend or drop it"
                )
            if word in found:
                raise AuthorError(f"{file.name}, line {number}: «{word}» stands in line {found[word]} already; drop one of them")
            found[word] = number
    return frozenset(found)


ALLOWED = read_allowed(Path(__file__).with_name("allowed.txt"))


def plain(typed: str) -> str:
    """Bring typed words to the form of a guess: no sign around them, small letters, «ё» as «е»."""
    return AROUND.sub("", bare(unicodedata.normalize("NFC", typed)))


def refusal(lexicon: Lexicon, word: str, guesses: tuple[str, ...]) -> No | None:
    """Tell why a plain word is no guess; None if it is one."""
    if not any(sign.isalpha() for sign in word):
        return No.EMPTY
    if len(word.split()) > 1:
        return No.MANY
    if not RUSSIAN.fullmatch(word):
        return No.FOREIGN
    if len(word) != LENGTH:
        return No.LENGTH
    if word in guesses:
        return No.AGAIN
    return None if word in ALLOWED or lexicon.has(word) else No.UNKNOWN
