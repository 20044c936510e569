"""Words in both languages, as content files hold them."""

from __future__ import annotations

from pydantic import field_validator

from engine.core.state import Value


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
