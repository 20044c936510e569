"""The questions, as they lie in a YAML file; what is wrong there is told with question and value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import ModelWrapValidatorHandler, StrictInt, ValidationError, ValidationInfo, field_validator, model_validator

from engine.core.errors import AuthorError
from engine.core.state import Value
from engine.kits.faults import Fault, Place, as_error, faults_of
from engine.kits.profession import Profession
from engine.kits.words import Words

OPTION_MOST = 40  # characters of a button in VK
MOST = {"text": 300, "explanation": 200, "hint": 150}  # characters
READ_MOST = 120  # with the card and the score the result stays within 600


class Options(Value):
    """Four answers in both languages."""

    ru: tuple[str, str, str, str]
    en: tuple[str, str, str, str]

    def __getitem__(self, language: str) -> tuple[str, str, str, str]:
        return self.en if language == "en" else self.ru

    @field_validator("ru", "en")
    @classmethod
    def _apart(cls, options: tuple[str, str, str, str]) -> tuple[str, str, str, str]:
        for option in options:
            if not option.strip() or len(option) > OPTION_MOST:
                raise ValueError(f"option «{option}» has {len(option)} characters; 1 to {OPTION_MOST} fit on a button")
            if [_bare(other) for other in options].count(_bare(option)) > 1:
                raise ValueError(f"two options read «{option}»; give each its own text")
        return options


class Question(Value):
    """One question with its source."""

    id: str
    topic: str
    difficulty: StrictInt  # 1..3
    text: Words
    options: Options
    answer: StrictInt  # 0..3, index of the right option
    explanation: Words
    hint: Words
    basis: str | Words  # where the fact is known from
    tags: tuple[str, ...] = ()
    retired: bool = False  # not drawn any more; kept, since a game in flight may still show it

    @field_validator("answer")
    @classmethod
    def _offered(cls, answer: int) -> int:
        if not 0 <= answer <= 3:
            raise ValueError(f"answer is {answer}; give 0 to 3, the place of the right option")
        return answer

    @field_validator("difficulty")
    @classmethod
    def _known(cls, difficulty: int) -> int:
        if not 1 <= difficulty <= 3:
            raise ValueError(f"difficulty is {difficulty}; give 1, 2 or 3")
        return difficulty

    @field_validator("text", "explanation", "hint")
    @classmethod
    def _short(cls, words: Words, field: ValidationInfo) -> Words:
        most = MOST[str(field.field_name)]
        for language in ("ru", "en"):
            if len(words[language]) > most:
                raise ValueError(f"{field.field_name}.{language} has {len(words[language])} characters, at most {most}; shorten it")
        return words

    @field_validator("basis")
    @classmethod
    def _sourced(cls, basis: str | Words) -> str | Words:
        if isinstance(basis, str) and not basis.strip():
            raise ValueError("basis is empty; say where the fact is known from")
        return basis


class Topic(Value):
    """A field of knowledge."""

    title: Words
    read: Words  # what to read next
    profession: Profession

    @field_validator("read")
    @classmethod
    def _short(cls, read: Words) -> Words:
        for words in (read.ru, read.en):
            if len(words) > READ_MOST:
                raise ValueError(f"«{words[:20]}…» has {len(words)} characters, at most {READ_MOST}; shorten it")
        return read


class Bank(Value):
    """All questions and topics."""

    kit: Literal["quiz"] = "quiz"  # a file that stands alone says so
    title: Words | None = None  # of the game; a game with texts of its own gives it there
    about: Words | None = None  # likewise
    topics: dict[str, Topic]
    questions: tuple[Question, ...]

    @model_validator(mode="wrap")
    @classmethod
    def _proved(cls, given: object, handler: ModelWrapValidatorHandler[Bank]) -> Bank:
        try:
            bank = handler(given)
        except ValidationError as wrong:
            raise as_error("Bank", [_named(fault, given) for fault in faults_of(wrong)]) from wrong
        if faults := [_named(fault, given) for fault in _faults_of(bank)]:
            raise as_error("Bank", faults)
        return bank

    @property
    def drawable(self) -> tuple[Question, ...]:
        """The questions that may be drawn."""
        return tuple(question for question in self.questions if not question.retired)

    def question(self, id: str) -> Question:
        """Find a question by its id.

        Raises AuthorError: it was taken out of the bank while a game still shows it.
        """
        for question in self.questions:
            if question.id == id:
                return question
        raise AuthorError(f"question {id}: it is gone while somebody plays it; put it back with `retired: true`")


def _bare(option: str) -> str:
    return " ".join(option.casefold().split())


def _faults_of(bank: Bank) -> Iterator[Fault]:
    """Find what is wrong among questions that are right each for itself."""
    if not bank.drawable:
        yield Fault(("questions",), "there is no question to be drawn; write one")
    seen: dict[str, int] = {}
    for number, question in enumerate(bank.questions):
        place: Place = ("questions", number)
        if question.id in seen:
            yield Fault((*place, "id"), f"the id stands twice, item {seen[question.id] + 1} has it too; give each question its own")
        seen.setdefault(question.id, number)
        if question.topic not in bank.topics:
            yield Fault((*place, "topic"), f"topic «{question.topic}» is not among {', '.join(bank.topics)}; correct it")


def _named(fault: Fault, given: object) -> Fault:
    """Say of which question a fault is: its number in the list alone helps nobody."""
    match fault.place, given:
        case ("questions", int(number), *_), {"questions": list(questions)} if isinstance(questions[number], dict):
            return replace(fault, told=f"question {questions[number].get('id', 'without an id')}: {fault.told}")
    return fault
