"""Which questions come: by difficulty, with safety, none seen lately, missed ones when they are due. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from engine import Value
from games.quiz_shift.bank import Question

FULL = {1: 4, 2: 6, 3: 2}  # how many of each difficulty in the full shift of 12
EXPRESS = {1: 2, 2: 2, 3: 1}
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
    """Draw questions by plan, easy ones first. Missed ones that are due come before fresh ones; short banks give what they have."""
    met = {seen.id: seen for seen in memory.seen}
    debts = {id for id, seen in met.items() if seen.missed and due(seen, today)}
    drawn: list[Question] = []
    for difficulty, most in plan.items():
        pool = [question for question in questions if question.difficulty == difficulty]
        random.shuffle(pool)
        ready = [q for q in pool if q.id not in met or due(met[q.id], today)]
        tired = sorted((q for q in pool if q not in ready), key=lambda q: met[q.id].day)
        ready.sort(key=lambda q: q.id not in debts)
        drawn += _spread([*ready, *tired], most, debts)
    return tuple(question.id for question in _with_safety(drawn, questions, met, today, random))


def remembered(memory: Memory, answers: Iterable[tuple[str, bool]], today: int, points: int) -> Memory:
    """Note what was met: a miss comes back, a debt answered right goes one step on and is paid after the third."""
    met = {seen.id: seen for seen in memory.seen}
    for id, right in answers:
        before = met[id].missed if id in met else 0
        if right:
            missed = before + 1 if 0 < before < len(DUE_DAYS) else 0
        else:
            missed = 1
        met[id] = Seen(id=id, day=today, missed=missed)
    return Memory(seen=tuple(met.values()), best=max(memory.best, points), plays=memory.plays + 1)


def _spread(pool: Sequence[Question], most: int, debts: set[str]) -> list[Question]:
    """Take debts first, then topics as evenly as the pool lets."""
    taken = [question for question in pool if question.id in debts][:most]
    while len(taken) < most:
        count = Counter(question.topic for question in taken)
        rest = [question for question in pool if question not in taken]
        if not rest:
            break
        taken.append(min(rest, key=lambda question: count[question.topic]))
    return taken


def _with_safety(
    drawn: list[Question], questions: Sequence[Question], met: dict[str, Seen], today: int, random: Random
) -> list[Question]:
    """See to it that at least one question is on safety: it takes the place of one of its own difficulty."""
    if any(question.topic == "safety" for question in drawn):
        return drawn
    ready = [q for q in questions if q.topic == "safety" and (q.id not in met or due(met[q.id], today))]
    ready = ready or [q for q in questions if q.topic == "safety"]
    random.shuffle(ready)
    for safe in ready:
        places = [n for n, question in enumerate(drawn) if question.difficulty == safe.difficulty]
        if places:
            drawn[random.choice(places)] = safe
            break
    return drawn
