"""The press token `session.moment.act`: it names a button and tells nothing about it (MECHANICS 1)."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from enum import Enum

from engine.core.errors import AuthorError

PATTERN = re.compile(r"([0-9a-z]{13})\.([A-Za-z0-9_-]{7})\.([A-Za-z0-9_-]{7})")
SHORT_BYTES = 5
OPEN = re.compile(r"(?![dl]_)[a-z][a-z0-9_]{0,30}")
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0, 1, I, L and O, which are mistaken for each other
CODE_LENGTH = 6
LINK_LENGTH = 8  # signs of a code that links two messengers: 6.5e11 of them, in sight for ten minutes


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart: session id, 5 bytes of moment, 5 bytes of act."""

    sid: str
    moment: bytes
    act: bytes

    def __str__(self) -> str:
        return f"{self.sid}.{_spell(self.moment)}.{_spell(self.act)}"


def read_token(words: str) -> Token | None:
    """Take a token apart; None for anything that we cannot have made."""
    found = PATTERN.fullmatch(words) if len(words) <= 64 else None
    if found is None:
        return None
    moment, act = _bytes(found[2]), _bytes(found[3])
    return Token(found[1], moment, act) if moment is not None and act is not None else None


def act_of(seed: bytes, moment: bytes, move: str, arguments: tuple[tuple[str, object], ...]) -> bytes:
    """Hash a move and its arguments under the session's secret and the moment: 5 bytes.

    Raises AuthorError: an argument is no str, int, bool, or str- or int-Enum.
    """
    told = json.dumps([move, [[name, _canonical(move, value)] for name, value in arguments]], ensure_ascii=True)
    return hashlib.blake2b(told.encode(), digest_size=SHORT_BYTES, key=seed, salt=moment).digest()


def next_moment(moment: bytes, *inputs: bytes | str | float | int) -> bytes:
    """Chain the moment with what has happened: the same inputs give the same moment, others never do."""
    return hashlib.blake2b(repr((moment, inputs)).encode(), digest_size=SHORT_BYTES).digest()


def invite_code(sid: str) -> str:
    """Make the code by which a session can be joined: 6 signs that are easy to read out and to type."""
    number = int.from_bytes(hashlib.blake2b(sid.encode(), digest_size=8, person=b"invite").digest(), "big")
    return "".join(CODE_SIGNS[number // len(CODE_SIGNS) ** place % len(CODE_SIGNS)] for place in range(CODE_LENGTH))


def read_invite(words: str) -> str | None:
    """Read a code that was typed or came with a link (`d_CODE`); None if it is none."""
    code = words.strip().removeprefix("d_").upper()
    return code if len(code) == CODE_LENGTH and all(sign in CODE_SIGNS for sign in code) else None


def link_code(chance: bytes) -> str:
    """Make a code that links two messengers out of 8 chance bytes: `ABCD-2345`."""
    number = int.from_bytes(chance, "big")
    signs = "".join(CODE_SIGNS[number // len(CODE_SIGNS) ** place % len(CODE_SIGNS)] for place in range(LINK_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def read_link(words: str, bare: bool = False) -> str:
    """Read a code that was typed (`bare`: alone, so the dash must be there), or came with a link (`l_CODE`); "" if it is none."""
    words = words.strip().upper()
    linked = words.startswith("L_")
    code = words.removeprefix("L_").replace("-", "").replace(" ", "")
    fits = len(code) == LINK_LENGTH and all(sign in CODE_SIGNS for sign in code)
    whole = linked or not bare or re.fullmatch(r"\w{4}-\w{4}", words) is not None
    return f"{code[:4]}-{code[4:]}" if fits and whole else ""


def is_open(code: str) -> bool:
    """Tell whether a code may be said before others, as the name of a game: an invitation and a link belong to one player."""
    return OPEN.fullmatch(code) is not None


def short(delivery: str) -> bytes:
    """Shorten a delivery id to the 5 bytes that a session keeps of it."""
    return hashlib.blake2b(delivery.encode(), digest_size=SHORT_BYTES).digest()


def _canonical(move: str, value: object) -> str | int | bool:
    plain = value.value if isinstance(value, Enum) else value
    if isinstance(plain, (str, int, bool)):
        return plain
    raise AuthorError(f"a button of {move} has the argument {value!r}; give str, int, bool, or a str- or int-Enum")


def _spell(short_bytes: bytes) -> str:
    return base64.urlsafe_b64encode(short_bytes).decode().rstrip("=")


def _bytes(spelled: str) -> bytes | None:
    found = base64.urlsafe_b64decode(spelled + "=")
    return found if _spell(found) == spelled else None
