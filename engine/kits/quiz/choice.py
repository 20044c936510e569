"""Which questions come: by difficulty, with safety, none seen lately, missed ones when they are due. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from random import Random

from engine.core.state import Value
from engine.kits.quiz.bank import Question

FULL = {1: 4, 2: 6, 3: 2}  # how many of each difficulty in the full shift of 12
EXPRESS = {1: 2, 2: 2, 3: 1}
SAFETY = "safety"  # the topic that is in every draw
REST_DAYS = 14  # a question that was answered right rests so long
DUE_DAYS = (1, 3, 7)  # a missed one comes back after so many days, by how often it was missed or mended


class Seen(Value):
    """One question a player has met."""

    id: str
    day: int  # number of the day since year 1
    missed: int = 0  # 0 = answered right; 1..3 = it comes back after 1, 3 or 7 days


class Memory(Value):
    """What the quiz remembers of a player."""

    seen: tuple[Seen, ...] = ()
    best: int = 0  # points, 0..1000
    plays: int = 0


def due(seen: Seen, today: int) -> bool:
    """Tell whether a question that was met may come again today."""
    waits = DUE_DAYS[seen.missed - 1] if seen.missed else REST_DAYS
    return today - seen.day >= waits


def draw(questions: Sequence[Question], memory: Memory, today: int, random: Random, plan: dict[int, int]) -> tuple[str, ...]:
    """Draw questions by plan, easy ones first; one at least is on safety, and the topics are spread.

    Missed ones that are due come before fresh ones. Where the bank runs short other difficulties stand in, then what
    has rested longest; never one twice, and fewer than the plan only if the bank holds fewer.
    """
    hat = _Hat(questions, memory, today, random, plan)
    hat.take(1, of=plan, topic=SAFETY, tired=True)
    for difficulty in sorted(plan, key=plan.__getitem__):  # the scarce ones first: the others can still spread
        hat.take(hat.missing(difficulty), of=(difficulty,))
    hat.take(hat.missing(), of=plan)
    for difficulty in plan:
        hat.take(min(hat.missing(difficulty), hat.missing()), of=(difficulty,), tired=True)
    hat.take(hat.missing(), of=plan, tired=True)
    return tuple(question.id for question in sorted(hat.drawn, key=lambda question: question.difficulty))


def remembered(memory: Memory, answers: Iterable[tuple[str, bool]], today: int, points: int) -> Memory:
    """Note what was met: a miss comes back, a debt answered right goes one step on and is paid after the third.

    A debt that was asked before its day stays as it was; what has rested is forgotten.
    """
    met = {seen.id: seen for seen in memory.seen if seen.missed or not due(seen, today)}
    for id, right in answers:
        before = met.get(id)
        owed = before.missed if before else 0
        if right and before and owed and not due(before, today):
            continue
        missed = 1 if not right else owed + 1 if 0 < owed < len(DUE_DAYS) else 0
        met[id] = Seen(id=id, day=today, missed=missed)
    return Memory(seen=tuple(met.values()), best=max(memory.best, points), plays=memory.plays + 1)


class _Hat:
    """Draws one by one: what is due, then fresh, then longest rested; the topic drawn least; chance breaks ties."""

    def __init__(self, questions: Sequence[Question], memory: Memory, today: int, random: Random, plan: dict[int, int]) -> None:
        self._pool = list(questions)
        random.shuffle(self._pool)
        self._plan = plan
        self._met = {seen.id: seen for seen in memory.seen}
        self._ready = {seen.id for seen in memory.seen if due(seen, today)}
        self._topics: Counter[str] = Counter()
        self.drawn: list[Question] = []

    def missing(self, difficulty: int | None = None) -> int:
        """Count what the plan still lacks, in all or of one difficulty."""
        if difficulty is None:
            return sum(self._plan.values()) - len(self.drawn)
        return self._plan[difficulty] - sum(question.difficulty == difficulty for question in self.drawn)

    def take(self, times: int, *, of: Collection[int], topic: str = "", tired: bool = False) -> None:
        """Draw so many more of these difficulties; `tired` allows what was met too lately."""
        for _ in range(times):
            fitting = [q for q in self._pool if q.difficulty in of and topic in ("", q.topic)]
            best = min((q for q in fitting if tired or not self._tired(q)), key=self._turn, default=None)
            if best is None:
                return
            self._pool.remove(best)
            self.drawn.append(best)
            self._topics[best.topic] += 1

    def _tired(self, question: Question) -> bool:
        return question.id in self._met and question.id not in self._ready

    def _turn(self, question: Question) -> tuple[int, int, int]:
        if self._tired(question):
            return 2, self._met[question.id].day, self._topics[question.topic]
        owed = question.id in self._met and self._met[question.id].missed > 0
        return 0 if owed else 1, 0, self._topics[question.topic]
