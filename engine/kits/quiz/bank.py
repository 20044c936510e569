"""The questions, as they lie in a YAML file; what is wrong there is told with question and value."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ModelWrapValidatorHandler, ValidationError, field_validator, model_validator

from engine.core.errors import AuthorError
from engine.core.state import Value
from engine.kits.profession import Profession
from engine.kits.words import Words

OPTION_MOST = 40  # characters of a button in VK
EXPLANATION_MOST = 200
TEXT_MOST = 300
HINT_MOST = 150
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
    difficulty: int  # 1..3
    text: Words
    options: Options
    answer: int  # 0..3, index of the right option
    explanation: Words
    hint: Words
    basis: str | Words  # where the fact is known from
    tags: tuple[str, ...] = ()
    retired: bool = False  # not drawn any more; kept, since a game in flight may still show it

    @model_validator(mode="after")
    def _fits(self) -> Question:
        if not 0 <= self.answer <= 3:
            raise ValueError(f"answer is {self.answer}; give 0 to 3, the place of the right option")
        if not 1 <= self.difficulty <= 3:
            raise ValueError(f"difficulty is {self.difficulty}; give 1, 2 or 3")
        for name, words, most in (
            ("text", self.text, TEXT_MOST),
            ("explanation", self.explanation, EXPLANATION_MOST),
            ("hint", self.hint, HINT_MOST),
        ):
            for language in ("ru", "en"):
                if len(words[language]) > most:
                    raise ValueError(f"{name}.{language} has {len(words[language])} characters, at most {most}; shorten it")
        if isinstance(self.basis, str) and not self.basis.strip():
            raise ValueError("basis is empty; say where the fact is known from")
        return self

    @model_validator(mode="wrap")  # stands last, so that it hears every other
    @classmethod
    def _named(cls, given: object, handler: ModelWrapValidatorHandler[Question]) -> Question:
        try:
            return handler(given)
        except ValidationError as wrong:
            name = given.get("id", "without an id") if isinstance(given, Mapping) else given
            raise ValueError("; and ".join(f"question {name}: {fault}" for fault in _faults(wrong))) from wrong


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

    title: Words | None = None  # of the game; a game with texts of its own gives it there
    about: Words | None = None  # likewise
    topics: dict[str, Topic]
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _whole(self) -> Bank:
        seen: set[str] = set()
        for question in self.questions:
            if question.id in seen:
                raise ValueError(f"question {question.id}: the id stands twice; give each question its own")
            seen.add(question.id)
            if question.topic not in self.topics:
                raise ValueError(
                    f"question {question.id}: topic «{question.topic}» is not among {', '.join(self.topics)}; correct it"
                )
        return self

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


def _faults(wrong: ValidationError) -> list[str]:
    told: list[str] = []
    for error in wrong.errors(include_url=False):
        where = ".".join(map(str, error["loc"]))
        message = error["msg"].removeprefix("Value error, ")
        if error["type"] == "missing":
            message = "it is missing; write it"
        elif error["type"] == "string_type":
            message = f"{error['input']!r} is no text; put it in quotes"
        elif error["type"] == "extra_forbidden":
            message = "there is no such field; correct its name or drop it"
        told.append(f"{where}: {message}" if where else message)
    return told
