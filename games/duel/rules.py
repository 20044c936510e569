"""What a duel is counted by: pure values. The shape is QuizUp's, the curve Kahoot's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from engine import Value
from engine.kits.quiz.bank import Bank, Question

QUESTIONS = 7
LIMIT_S = 12.0
WORTH, LAST_WORTH = 20, 40  # points of a right answer; the last question counts twice
MOST = WORTH * (QUESTIONS - 1) + LAST_WORTH
FULL_UNDER_S = 0.5
SILENCE = -1
OPEN = -2  # not answered yet
TOPICS = 3  # offered to the pair
MIXED = "mixed"  # the topic of a match on those that have too few questions for one of their own
PLAYED_KEPT = 5 * QUESTIONS  # ids that a series of matches remembers: fewer than the bank has, so that others are left
DAY_S = 86400
Pair = tuple[int, int]  # one for each side


class Answer(Value):
    """One answer of one side."""

    option: int  # place in the question's own list; -1 = the time ran out
    right: bool
    elapsed: float  # seconds
    points: int


class Run(Value):
    """One side of a match that was played, without a name: what a stranger may play against."""

    ids: tuple[str, ...]
    topic: str
    answers: tuple[Answer, ...]


class Match(Value):
    """Seven questions, the same for both sides, and what each made of them."""

    ids: tuple[str, ...]
    topic: str
    sides: tuple[tuple[Answer, ...], tuple[Answer, ...]] = ((), ())
    recorded: bool = False  # side 1 is the run of somebody unknown

    def points(self, side: int) -> int:
        """Add up a side's points, 0..160."""
        return sum(answer.points for answer in self.sides[side])

    def raw(self, side: int) -> int:
        """Bring a side's points to 0..1000."""
        return round(1000 * self.points(side) / MOST)

    def right(self, side: int) -> int:
        """Count a side's right answers."""
        return sum(answer.right for answer in self.sides[side])

    def winner(self) -> int | None:
        """Tell who won: by points, then by the time of the right answers; None = a draw."""
        speed = [-sum(answer.elapsed for answer in side if answer.right) for side in self.sides]
        scores = [(self.points(side), round(speed[side], 1)) for side in (0, 1)]
        return None if scores[0] == scores[1] else scores.index(max(scores))

    def answered(self, side: int, question: Question, option: int, elapsed: float) -> Match:
        """Note a side's answer to its next question."""
        number = len(self.sides[side])
        right = option == question.answer
        answer = Answer(option=option, right=right, elapsed=elapsed, points=worth(number, elapsed) if right else 0)
        sides = tuple((*known, answer) if side == place else known for place, known in enumerate(self.sides))
        return self.model_copy(update={"sides": sides})

    def silenced(self, side: int) -> Match:
        """Let the questions that a side has not answered run out."""
        silent = Answer(option=SILENCE, right=False, elapsed=LIMIT_S, points=0)
        sides = tuple(
            (*known, *[silent] * (QUESTIONS - len(known))) if side == place else known for place, known in enumerate(self.sides)
        )
        return self.model_copy(update={"sides": sides})

    def follow(self, run: Run) -> Match:
        """Bring side 1 level with side 0 by the answers of a run."""
        mine = self.sides[0]
        return self.model_copy(update={"sides": (mine, run.answers[: len(mine)])})

    def runs(self) -> tuple[Run, ...]:
        """Give what is worth lending to others: the sides that answered every question, of this match."""
        sides = self.sides[: 1 if self.recorded else 2]
        whole = [side for side in sides if len(side) == QUESTIONS and all(answer.option != SILENCE for answer in side)]
        return tuple(Run(ids=self.ids, topic=self.topic, answers=side) for side in whole)


def worth(number: int, elapsed: float) -> int:
    """Count a right answer to question `number` (from 0): half of it melts away with the time."""
    full = LAST_WORTH if number == QUESTIONS - 1 else WORTH
    share = 1.0 if elapsed < FULL_UNDER_S else 1.0 - min(elapsed, LIMIT_S) / LIMIT_S / 2
    return round(full * share)


def draw_match(bank: Bank, topic: str, random: Random, played: Sequence[str] = ()) -> Match:
    """Draw seven questions of a topic, easy ones first; other topics fill up where it has too few.

    `played`: ids of questions that this pair has had; they come again only where the whole bank has no others.
    """
    own = _few(bank, played) if topic == MIXED else {topic}
    pool = list(bank.drawable)
    random.shuffle(pool)
    pool.sort(key=lambda question: (question.id in played, question.topic not in own))
    chosen = sorted(pool[:QUESTIONS], key=lambda question: question.difficulty)
    return Match(ids=tuple(question.id for question in chosen), topic=topic)


def offer_topics(bank: Bank, random: Random, played: Sequence[str] = ()) -> tuple[str, ...]:
    """Offer three topics that have seven questions not `played` yet; those that have fewer make up a mixed one together."""
    left = _left(bank, played)
    few = sorted(_few(bank, played), key=lambda topic: -left[topic])
    full = [topic for topic in bank.topics if topic not in few]
    full += [MIXED] if sum(left[topic] for topic in few) >= QUESTIONS else []
    return tuple(random.sample((full + few)[: max(TOPICS, len(full))], TOPICS))


def _left(bank: Bank, played: Sequence[str]) -> Counter[str]:
    """Count by topic the questions that were not played."""
    return Counter(question.topic for question in bank.drawable if question.id not in played)


def _few(bank: Bank, played: Sequence[str]) -> set[str]:
    """Find the topics that have not enough of them for a match."""
    left = _left(bank, played)
    return {topic for topic in bank.topics if left[topic] < QUESTIONS}


def left_topics(topics: Sequence[str], struck: Sequence[int]) -> list[str]:
    """Leave out what was struck."""
    return [topic for place, topic in enumerate(topics) if place not in struck]


def put(pair: Pair, side: int, value: int) -> Pair:
    """Change the value of one side."""
    return (value, pair[1]) if side == 0 else (pair[0], value)
