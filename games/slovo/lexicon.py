"""The words that can be the answer, their definitions, shops and drawings, as words.yaml holds them; and the word of a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from random import Random

from pydantic import ModelWrapValidatorHandler, ValidationError, field_validator, model_validator

from engine import AuthorError, Value
from engine.kits.profession import Profession
from engine.kits.words import Words
from games.slovo.objects import read_stroke

LENGTH = 5
REST = 300  # days at least from one day with a word to the next, where there are more words than that
WORDS_LEAST = 4
DEALT = date(2026, 1, 1)  # the day whose chance mixes the whole list
DEFINITION_MOST = 100  # with the card and the rows the result stays within 600
CARD_MOST = 230
TITLE_MOST = 34
ALT_MOST = 120
SPELLED = re.compile("[а-я]+")
ENDING = "аеиоуыэюяьй"  # a last letter that inflection changes


class Shop(Value):
    """A place at the plant, and one who works there."""

    title: Words
    profession: Profession

    @model_validator(mode="after")
    def _fits(self) -> Shop:
        for language in ("ru", "en"):
            job = self.profession
            card = self.title[language] + job.title[language] + job.about[language]
            if len(card) > CARD_MOST:
                raise ValueError(
                    f"«{self.title[language]}»: title and profession have {len(card)} characters in {language}, "
                    f"at most {CARD_MOST}; shorten about.{language}"
                )
            if len(self.title[language]) > TITLE_MOST:
                raise ValueError(f"title.{language} has {len(self.title[language])} characters, at most {TITLE_MOST}; shorten it")
        return self


class Entry(Value):
    """One word. `en` begins with its English name: «Steel: an alloy of …»."""

    word: str
    spelled: str = ""  # as it is written with ё, where it has one
    shop: str
    ru: str
    en: str
    figure: str = ""  # the drawing of the object; "" = there is none, the definition is the hint
    retired: bool = False  # not drawn any more; kept, since somebody may still be guessing it

    @field_validator("word")
    @classmethod
    def _spelled(cls, word: str) -> str:
        if "ё" in word:
            raise ValueError(f"«{word}» has «ё», which is compared as «е»; write {word.replace('ё', 'е')}")
        if not SPELLED.fullmatch(word) or len(word) != LENGTH:
            raise ValueError(f"«{word}» is not {LENGTH} small Russian letters; correct or drop it")
        return word

    @field_validator("ru", "en")
    @classmethod
    def _short(cls, words: str) -> str:
        if not words.strip():
            raise ValueError("the definition is empty; write it in both languages")
        if len(words) > DEFINITION_MOST:
            raise ValueError(f"«{words[:20]}…» has {len(words)} characters, at most {DEFINITION_MOST}; shorten it")
        return words

    @model_validator(mode="after")
    def _fits(self) -> Entry:
        if self.spelled and ("ё" not in self.spelled or bare(self.spelled) != self.word):
            raise ValueError(f"spelled «{self.spelled}» is not «{self.word}» with ё; correct or drop it")
        stem = self.word[:-1] if self.word[-1] in ENDING else self.word
        for said in SPELLED.findall(bare(self.ru)):
            if said.startswith(stem) or self.word in said:
                raise ValueError(f"the definition says «{said}», which gives the word away; say it in other words")
        if SPELLED.search(bare(self.en)):
            raise ValueError(f"en has Russian letters: «{self.en[:20]}…»; write it in English")
        return self

    @model_validator(mode="wrap")  # stands last, so that it hears every other
    @classmethod
    def _named(cls, given: object, handler: ModelWrapValidatorHandler[Entry]) -> Entry:
        try:
            return handler(given)
        except ValidationError as wrong:
            name = given.get("word", "?") if isinstance(given, Mapping) else given
            raise ValueError("; and ".join(f"word {name}: {fault}" for fault in _faults(wrong))) from wrong

    @property
    def title(self) -> str:
        """The word as it is shown: in capitals, with its ё."""
        return (self.spelled or self.word).upper()

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.ru


class Figure(Value):
    """A drawing of an object on 100 by 100 points, and what it shows in words that do not name it."""

    ru: str
    en: str
    draw: tuple[str, ...]  # one shape each, see `objects.py`

    @field_validator("ru", "en")
    @classmethod
    def _short(cls, words: str) -> str:
        if not 0 < len(words) <= ALT_MOST:
            raise ValueError(f"what the drawing shows has {len(words)} characters; give 1 to {ALT_MOST}")
        return words

    @field_validator("draw")
    @classmethod
    def _read(cls, draw: tuple[str, ...]) -> tuple[str, ...]:
        if not draw:
            raise ValueError("nothing is drawn; write a line for each shape")
        for line in draw:
            read_stroke(line)
        return draw

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.ru


class Lexicon(Value):
    """All of it."""

    shops: dict[str, Shop]
    figures: dict[str, Figure]
    words: tuple[Entry, ...]

    @model_validator(mode="after")
    def _whole(self) -> Lexicon:
        seen: set[str] = set()
        for entry in self.words:
            if entry.word in seen:
                raise ValueError(f"word {entry.word} stands twice; keep one")
            seen.add(entry.word)
            if entry.shop not in self.shops:
                raise ValueError(f"word {entry.word}: shop «{entry.shop}» is not among {', '.join(self.shops)}; correct it")
            if entry.figure and entry.figure not in self.figures:
                raise ValueError(f"word {entry.word}: figure «{entry.figure}» is not among the figures; draw it, or drop it there")
        if len(self.drawable) < WORDS_LEAST:
            raise ValueError(f"there are {len(self.drawable)} words to draw from; write at least {WORDS_LEAST}")
        return self

    @property
    def drawable(self) -> tuple[Entry, ...]:
        """The words that may be drawn."""
        return tuple(entry for entry in self.words if not entry.retired)

    def has(self, word: str) -> bool:
        """Tell whether the word is here, also a retired one."""
        return any(entry.word == word for entry in self.words)

    def entry(self, word: str) -> Entry:
        """Find a word.

        Raises AuthorError: it was taken out while somebody is still guessing it.
        """
        for entry in self.words:
            if entry.word == word:
                return entry
        raise AuthorError(f"word {word}: it is gone while somebody guesses it; put it back with `retired: true`")

    def of_day(self, day: int, chance_of: Callable[[date], Random]) -> Entry:
        """Draw the word of a day (its number since year 1); `chance_of` a day is a secret of the installation.

        The list is mixed once and dealt out a word a day, over and over. Each time round its words change places anew, but
        only with their nearest, so that each has its rest; the round before does not tell tomorrow's.
        """
        words = list(self.drawable)
        chance_of(DEALT).shuffle(words)
        near = max(1, len(words) - REST)
        at = day % len(words) % near
        first = day % len(words) - at
        dealt = words[first : first + near]
        chance_of(date.fromordinal(day - at)).shuffle(dealt)
        return dealt[at]


def bare(words: str) -> str:
    """Bring words to the form in which they are compared: small letters, «ё» as «е»."""
    return words.lower().replace("ё", "е")


def _faults(wrong: ValidationError) -> list[str]:
    told = {"missing": "it is missing; write it", "extra_forbidden": "there is no such field; correct its name or drop it"}
    faults: list[str] = []
    for error in wrong.errors(include_url=False):
        where = ".".join(map(str, error["loc"]))
        message = told.get(error["type"], error["msg"].removeprefix("Value error, "))
        faults.append(f"{where}: {message}" if where else message)
    return faults
