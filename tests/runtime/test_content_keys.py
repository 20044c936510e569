"""A key that stands twice in a content file."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from engine.core.errors import AuthorError
from engine.runtime.content import read_content


class Shop(BaseModel):
    title: dict[str, str]
    parts: list[dict[str, int]] = []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("title:\n  ru: Цех\n  en: Shop\n  ru: Участок\n", r"shop.yaml, line 4: the key «ru» stands in line 2 already"),
        ("title: {ru: Цех, ru: Участок}\n", r"shop.yaml, line 1: the key «ru» stands in line 1 already"),
        ("title: {ru: Цех}\nparts:\n- {a: 1}\n- a: 1\n  a: 2\n", r"shop.yaml, line 5: the key «a» stands in line 4 already"),
        ("title: {ru: Цех}\ntitle: {en: Shop}\n", r"shop.yaml, line 2: the key «title»"),
    ],
)
def test_a_key_that_stands_twice_is_told(words: str, told: str, tmp_path: Path) -> None:
    """Nothing is lost without a word: file, both lines, the key, and how to mend it."""
    (tmp_path / "shop.yaml").write_text(words, encoding="utf-8")
    with pytest.raises(AuthorError, match=told):
        read_content(tmp_path / "shop.yaml", Shop)


def test_the_same_key_in_two_places_is_fine(tmp_path: Path) -> None:
    """Items of a list have keys of their own."""
    (tmp_path / "shop.yaml").write_text("title: {ru: Цех}\nparts: [{a: 1}, {a: 2}]\n", encoding="utf-8")
    shop = read_content(tmp_path / "shop.yaml", Shop)
    assert isinstance(shop, Shop)
    assert [part["a"] for part in shop.parts] == [1, 2]
