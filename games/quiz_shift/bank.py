"""The questions, as they lie in questions.yaml; what is wrong there is told with question and value."""

from __future__ import annotations

from pydantic import field_validator, model_validator

from engine import Value

OPTION_MOST = 40  # characters of a button in VK
EXPLANATION_MOST = 200
TEXT_MOST = 300
HINT_MOST = 150


class Words(Value):
    """The same words in both languages."""

    ru: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.ru

    @field_validator("ru", "en")
    @classmethod
    def _said(cls, words: str) -> str:
        if not words.strip():
            raise ValueError("the words are empty; write them in both languages")
        return words


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
            if options.count(option) > 1:
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

    @model_validator(mode="after")
    def _fits(self) -> Question:
        where = f"question {self.id}"
        if not 0 <= self.answer <= 3:
            raise ValueError(f"{where}: answer is {self.answer}; give 0 to 3, the place of the right option")
        if not 1 <= self.difficulty <= 3:
            raise ValueError(f"{where}: difficulty is {self.difficulty}; give 1, 2 or 3")
        for name, words, most in (
            ("text", self.text, TEXT_MOST),
            ("explanation", self.explanation, EXPLANATION_MOST),
            ("hint", self.hint, HINT_MOST),
        ):
            for language in ("ru", "en"):
                if len(words[language]) > most:
                    raise ValueError(
                        f"{where}: {name}.{language} has {len(words[language])} characters, at most {most}; shorten it"
                    )
        if not str(self.basis).strip():
            raise ValueError(f"{where}: basis is empty; say where the fact is known from")
        return self


class Profession(Value):
    """The card of a profession."""

    title: Words
    about: Words


class Topic(Value):
    """A field of knowledge."""

    title: Words
    read: Words  # what to read next
    profession: Profession


class Bank(Value):
    """All questions and topics."""

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
                raise ValueError(f"question {question.id}: topic «{question.topic}» is not among {', '.join(self.topics)}")
        return self

    def question(self, id: str) -> Question:
        """Find a question by its id."""
        return next(question for question in self.questions if question.id == id)
