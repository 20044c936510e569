"""The bank of questions: what may stand in questions.yaml and professions.yaml. Knows no play and no player."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Self, TypeVar

from pydantic import model_validator

from engine import AuthorError, Value

OPTIONS = 4
TEXT_MOST = 300
OPTION_MOST = 40  # VK crops longer labels of buttons
EXPLANATION_MOST = 200
HINT_MOST = 150
CARD_MOST = 270  # of a profession, so that the result stays within 600 characters
READ_NEXT_MOST = 120
SAFETY = "safety"  # the topic that is in every draw

C = TypeVar("C", bound=Value)


class Words(Value):
    """One text in every language."""

    ru: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """Give the text in a language; Russian where the language is unknown."""
        return self.en if language == "en" else self.ru

    def both(self) -> tuple[tuple[str, str], ...]:
        """List the text as (language, words)."""
        return ("ru", self.ru), ("en", self.en)


class Topic(Value):
    """What a question is about."""

    id: str
    icon: str  # one sign; the title always stands beside it
    title: Words = Words()
    read_next: Words = Words()  # where to read or go next

    @model_validator(mode="after")
    def _check(self) -> Self:
        return _checked(self, f"topic {self.id}", [*_unsaid(self, "title"), *_unsaid(self, "read_next", READ_NEXT_MOST)])


class Profession(Value):
    """One profession for a topic: what the person does, where to learn, one honest drawback."""

    topic: str
    title: Words = Words()
    does: Words = Words()
    learn: Words = Words()
    subjects: Words = Words()
    drawback: Words = Words()

    @model_validator(mode="after")
    def _check(self) -> Self:
        fields = ("title", "does", "learn", "subjects", "drawback")
        faults = [fault for field in fields for fault in _unsaid(self, field)]
        for language in ("ru", "en"):
            length = sum(len(_words(self, field).said(language)) for field in fields)
            if length > CARD_MOST:
                faults.append(f"the card in {language} has {length} characters; make it {CARD_MOST} at most")
        return _checked(self, f"profession of {self.topic}", faults)


class Question(Value):
    """One question with four options, one of them right."""

    id: str
    topic: str
    difficulty: int = 0  # 1 easy, 2 middling, 3 hard
    text: Words = Words()
    options: tuple[Words, ...] = ()
    answer: int = -1  # which option is right, 0..3
    explanation: Words = Words()
    hint: Words = Words()
    basis: Words = Words()  # where it is known from
    tags: tuple[str, ...] = ()
    retired: bool = False  # no longer drawn; kept, since games in flight may still show it

    @model_validator(mode="after")
    def _check(self) -> Self:
        faults = [
            *_unsaid(self, "text", TEXT_MOST),
            *_unsaid(self, "explanation", EXPLANATION_MOST),
            *_unsaid(self, "hint", HINT_MOST),
            *_unsaid(self, "basis"),
            *self._number_faults(),
            *self._option_faults(),
        ]
        return _checked(self, f"question {self.id}", faults)

    @property
    def right(self) -> Words:
        """The right option."""
        return self.options[self.answer]

    def _number_faults(self) -> Iterator[str]:
        if self.difficulty not in (1, 2, 3):
            yield f"difficulty is {self.difficulty}; write 1, 2 or 3"
        if not 0 <= self.answer < OPTIONS:
            yield f"answer is {self.answer}; write the number of the right option, 0 to {OPTIONS - 1}"

    def _option_faults(self) -> Iterator[str]:
        if len(self.options) != OPTIONS:
            yield f"there are {len(self.options)} options; write {OPTIONS}"
        for number, option in enumerate(self.options):
            yield from _faults_of(option, f"option {number}", OPTION_MOST)
        for language in ("ru", "en"):
            said = Counter(option.said(language).strip().casefold() for option in self.options)
            for option in self.options:
                if said.pop(option.said(language).strip().casefold(), 0) > 1:
                    yield f"two options read «{option.said(language)}»; give each its own text"


class Bank(Value):
    """All questions, their topics and the professions behind them."""

    topics: tuple[Topic, ...] = ()
    questions: tuple[Question, ...] = ()
    professions: tuple[Profession, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        faults = [*self._twice(), *self._strangers()]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    def question(self, id: str) -> Question:
        """Find a question.

        Raises AuthorError: it is gone from the bank although a game still shows it.
        """
        found = self._by_id.get(id)
        if found is None:
            raise AuthorError(f"questions.yaml, question {id}: it is gone while somebody plays it; put it back with `retired: true`")
        return found

    def topic(self, id: str) -> Topic:
        """Find a topic; the bank was checked to have it."""
        return next(topic for topic in self.topics if topic.id == id)

    def profession(self, topic: str) -> Profession:
        """Find the profession of a topic; the bank was checked to have it."""
        return next(profession for profession in self.professions if profession.topic == topic)

    @cached_property
    def drawable(self) -> tuple[Question, ...]:
        """The questions that may be drawn."""
        return tuple(question for question in self.questions if not question.retired)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    def _twice(self) -> Iterator[str]:
        for id, times in Counter(question.id for question in self.questions).items():
            if times > 1:
                yield f"question {id}: {times} questions bear this id; give each its own"
        for id, times in Counter(topic.id for topic in self.topics).items():
            if times > 1:
                yield f"topic {id}: it stands {times} times; keep one"

    def _strangers(self) -> Iterator[str]:
        known = {topic.id for topic in self.topics}
        told = ", ".join(sorted(known))
        for question in self.questions:
            if question.topic not in known:
                yield f"question {question.id}: topic «{question.topic}» is unknown; use one of {told}, or add it to topics"
        cards = Counter(profession.topic for profession in self.professions)
        for topic in sorted(known - cards.keys()):
            yield f"topic {topic}: it has no profession; add one to professions.yaml"
        for topic, times in cards.items():
            if topic not in known:
                yield f"profession of {topic}: there is no such topic; use one of {told}"
            if times > 1:
                yield f"topic {topic}: it has {times} professions; keep one"


def _words(model: Value, field: str) -> Words:
    found = getattr(model, field)
    return found if isinstance(found, Words) else Words()


def _unsaid(model: Value, field: str, most: int = 0) -> Iterator[str]:
    return _faults_of(_words(model, field), field, most)


def _faults_of(words: Words, field: str, most: int) -> Iterator[str]:
    for language, said in words.both():
        if not said.strip():
            yield f"{field} has no {language}; write it"
        elif most and len(said) > most:
            yield f"{field}.{language} has {len(said)} characters («{said[:20]}…»); make it {most} at most"


def _checked(model: C, name: str, faults: list[str]) -> C:
    if faults:
        raise ValueError("\n".join(f"{name}: {fault}" for fault in faults))
    return model
