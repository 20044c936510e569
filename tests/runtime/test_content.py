"""What is no content file: keys that stand twice, other encodings, aliases without end."""

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


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", r"shop.yaml, line 1: fields are wanted here, as `title: ...`; the file is empty"),
        (b"- a\n- b\n", r"shop.yaml, line 1: fields are wanted here.*the file holds a list"),
        ("Цех".encode(), r"shop.yaml, line 1: fields are wanted here.*the file holds words alone"),
        ("title:\n  ru: Цех\n".encode("cp1251"), r"shop.yaml, line 2: this is no UTF-8; save the file in the encoding UTF-8"),
        ("title: {ru: Цех}\n".encode("utf-16"), r"shop.yaml, line 1: this is no UTF-8"),
        ("title:\n  ru: Це\x07х\n".encode(), r"shop.yaml, line 2: the sign U\+0007 cannot be seen or read; delete it"),
        (b"title: &t {ru: *t}\n", r"shop.yaml, line 1: aliases \(\*name\) make more than 500000 parts of this; write out"),
        (
            b"x0: &a0 [1, 1]\n" + b"".join(b"x%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 9)),
            r"shop.yaml, line \d+: aliases",
        ),
    ],
)
def test_what_is_no_content_is_told(raw: bytes, told: str, tmp_path: Path) -> None:
    """File, line, what and how to mend it, within a second."""
    (tmp_path / "shop.yaml").write_bytes(raw)
    with pytest.raises(AuthorError, match=told):
        read_content(tmp_path / "shop.yaml", Shop)


def test_a_mark_of_the_encoding_and_a_few_aliases_are_fine(tmp_path: Path) -> None:
    """Editors of Windows write the one, tools that write YAML the other."""
    (tmp_path / "shop.yaml").write_bytes(b"\xef\xbb\xbftitle: &t {ru: Shop}\r\nparts: [&p {a: 1}, *p]\r\n")
    shop = read_content(tmp_path / "shop.yaml", Shop)
    assert isinstance(shop, Shop)
    assert len(shop.parts) == 2
