"""What many players share, in plain Python: lines where strangers wait, and the answers of all. As the scripts do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.store import keys
from engine.store.bounds import check_line, check_vote
from engine.store.contract import ANSWERS_MOST, LINE_S, RUNS_MOST, VOTES_S


def instant(seconds: float) -> float:
    """Bring a time to whole microseconds, as the scripts do."""
    return float(f"{seconds:.6f}")


@dataclass(slots=True)
class Line:
    """Who waits for whom."""

    waiting: dict[str, float] = field(default_factory=dict)
    met: dict[str, str] = field(default_factory=dict)  # who asked -> whom he was given
    held: dict[str, float] = field(default_factory=dict)  # who was given away -> since when he waits
    asked: set[str] = field(default_factory=set)  # of those: who has asked himself since
    runs: list[bytes] = field(default_factory=list)

    def parted(self, sid: str) -> tuple[str, float | None, bool]:
        """Undo a pair; answers whom `sid` was given, since when he waits, and whether he has asked since."""
        other = self.met.pop(sid)
        asked = other in self.asked
        self.asked.discard(other)
        return other, self.held.pop(other, None), asked


@dataclass(slots=True)
class Poll:
    """What all players have answered to a question."""

    votes: dict[str, int] = field(default_factory=dict)
    counted: dict[str, float] = field(default_factory=dict)  # ids of votes, and when they came


class ModelShared:
    """The verbs of lines and polls, of `contract.SessionStore`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lines: dict[str, Line] = defaultdict(Line)
        self._polls: dict[str, Poll] = defaultdict(Poll)

    async def queue(self, line: str, sid: str, refused: str = "") -> str:
        check_line(line)
        keys.shard_of(sid)
        now, there = self._now(), self._lines[line]
        there.waiting = {other: at for other, at in there.waiting.items() if at >= instant(now - LINE_S)}
        if refused and there.met.get(sid) == refused and there.parted(sid)[2]:
            there.waiting[refused] = now
        if sid in there.held:
            there.asked.add(sid)
            return ""
        if sid in there.met:
            return there.met[sid]
        others = sorted((at, other) for other, at in there.waiting.items() if other not in (sid, refused))
        if not others:
            there.waiting.setdefault(sid, now)
            return ""
        at, found = others[0]
        there.waiting.pop(sid, None)
        del there.waiting[found]
        there.met[sid], there.held[found] = found, at
        return found

    async def unqueue(self, line: str, sid: str, done: bool) -> None:
        there = self._lines[line]
        there.waiting.pop(sid, None)
        if sid in there.met:
            other, since, _ = there.parted(sid)
            if since is not None and not done:
                there.waiting[other] = since

    async def keep_run(self, line: str, run: bytes) -> None:
        check_line(line, run)
        runs = self._lines[line].runs
        runs[:] = [run, *(known for known in runs if known != run)][:RUNS_MOST]

    async def runs(self, line: str) -> tuple[bytes, ...]:
        return tuple(self._lines[line].runs)

    async def vote(self, poll: str, answer: str, id: str) -> None:
        check_vote(poll, answer, id)
        now, there = self._now(), self._polls[poll]
        there.counted = {other: at for other, at in there.counted.items() if at >= instant(now - VOTES_S)}
        if id not in there.counted and (answer in there.votes or len(there.votes) < ANSWERS_MOST):
            there.counted[id] = now
            there.votes[answer] = there.votes.get(answer, 0) + 1

    async def votes(self, poll: str) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(self._polls[poll].votes.items()))

    def _now(self) -> float:
        return instant(self._clock())
