"""The file of a playthrough: what is played, by which inputs; everything else in it is what was shown. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from adapters.common.messengers import MESSENGERS, Messenger
from engine.core.errors import AuthorError
from engine.core.texts import LANGUAGES
from engine.workshop.bench import READS_S
from engine.workshop.walk import START

HEAD = "# A playthrough. `smena replay FILE` plays it again; with --anew it writes down what is shown now."
STEP = re.compile(r"> (?:seat (?P<seat>\d), )?(?:after (?P<after>\d+(?:\.\d+)?) s: )?(?P<what>.+)")
WAITS, JOINS = "time runs out", "comes by the invitation"
Kind = Literal["press", "words", "wait", "join"]


class Unreadable(AuthorError):
    """A file that is no playthrough; says where."""


@dataclass(frozen=True, slots=True)
class Title:
    """What a playthrough is of."""

    game: str
    language: str
    messenger: Messenger
    seed: int = 1
    begins: float = START  # seconds since 1970

    def lines(self) -> list[str]:
        """Write the head of the file."""
        begins = datetime.fromtimestamp(self.begins, UTC).isoformat()
        return [
            HEAD,
            f"game {self.game}",
            f"language {self.language}",
            f"as {self.messenger}",
            f"seed {self.seed}",
            f"begins {begins}",
        ]


@dataclass(frozen=True, slots=True)
class Step:
    """One input."""

    kind: Kind
    what: str = ""  # a label, or typed words
    seat: int = 0
    after_s: float = READS_S
    line: int = 0  # of the file, from 1; 0 = of none

    def __str__(self) -> str:
        seat = f"seat {self.seat + 1}, " if self.seat else ""
        done = {"press": f"[{self.what}]", "words": f"«{self.what}»", "join": JOINS, "wait": WAITS}[self.kind]
        return f"> {seat}after {self.after_s:g} s: {done}"


def read(words: str, name: str = "playthrough") -> tuple[Title, list[Step]]:
    """Read the head and the inputs of a file; what was shown is passed over. Raises Unreadable."""
    head: dict[str, str] = {}
    steps: list[Step] = []
    for number, line in enumerate(words.splitlines(), 1):
        if line.startswith(">"):
            steps.append(replace(_step(line, f"{name}, line {number}"), line=number))
        elif not steps and re.match(r"(game|language|as|seed|begins) \S", line):
            key, _, value = line.partition(" ")
            head[key] = value.strip()
    return _title(head, name), steps


def _title(head: dict[str, str], name: str) -> Title:
    missing = [key for key in ("game", "language", "as") if key not in head]
    if missing:
        raise Unreadable(f"{name}: the head has no «{missing[0]}»; a playthrough begins with game, language, as, seed, begins")
    messenger = next((known for known in MESSENGERS if known == head["as"]), None)
    if messenger is None or head["language"] not in LANGUAGES:
        raise Unreadable(f"{name}: «as {head['as']}», «language {head['language']}»; there are {MESSENGERS} and {LANGUAGES}")
    try:
        begins = datetime.fromisoformat(head["begins"]).timestamp() if "begins" in head else START
        return Title(head["game"], head["language"], messenger, int(head.get("seed", "1")), begins)
    except ValueError as wrong:
        raise Unreadable(f"{name}: {wrong}") from wrong


def _step(line: str, where: str) -> Step:
    found = STEP.fullmatch(line)
    what = found["what"] if found else ""
    if found is None or not (what in (WAITS, JOINS) or re.fullmatch(r"\[.+\]|«.+»", what)):
        raise Unreadable(f"{where}: «{line}» is no input; write `> after 3 s: [label]`, `«words»`, `{WAITS}` or `{JOINS}`")
    seat, after_s = int(found["seat"] or 1) - 1, float(found["after"] or READS_S)
    if what in (WAITS, JOINS):
        return Step("wait" if what == WAITS else "join", "", seat, after_s)
    return Step("press" if what[0] == "[" else "words", what[1:-1], seat, after_s)
