"""Text with the four marks that every messenger can show; knows no messenger's own markup."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal

MarkKind = Literal["bold", "italic", "underline", "link"]
TAGS: dict[str, MarkKind] = {"b": "bold", "i": "italic", "u": "underline", "a": "link"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of formatting: code points `start` to `end` (exclusive) of the plain text."""

    kind: MarkKind
    start: int
    end: int
    url: str = ""  # where a link leads; empty for the other kinds


@dataclass(frozen=True, slots=True)
class Text:
    """Words and their marks; two texts add up as strings do."""

    plain: str = ""
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        other = as_text(other)
        moved = tuple(Mark(m.kind, m.start + len(self.plain), m.end + len(self.plain), m.url) for m in other.marks)
        return Text(self.plain + other.plain, self.marks + moved)

    def __radd__(self, other: str) -> Text:
        return Text(other) + self

    def __str__(self) -> str:
        return self.plain

    def __bool__(self) -> bool:
        return bool(self.plain)

    def join(self, parts: Iterable[Text | str]) -> Text:
        """Put this text between the parts, as `str.join` does."""
        whole = Text()
        for number, part in enumerate(parts):
            whole = whole + (self + part if number else part)
        return whole


def as_text(words: Text | str) -> Text:
    """Take plain words literally: `<b>` in a plain string is four characters, never a mark."""
    return words if isinstance(words, Text) else Text(words)


def marked(kind: MarkKind, words: Text | str, url: str = "") -> Text:
    """Put one mark around the whole of the words."""
    text = as_text(words)
    return Text(text.plain, (Mark(kind, 0, len(text.plain), url), *text.marks)) if text.plain else text


def bold(words: Text | str) -> Text:
    """Make the words bold."""
    return marked("bold", words)


def italic(words: Text | str) -> Text:
    """Make the words italic."""
    return marked("italic", words)


def link(words: Text | str, url: str) -> Text:
    """Make the words a link; `url` begins with https://."""
    return marked("link", words, url)


def escape(words: str) -> str:
    """Make words safe to stand inside markup that `parse_markup` reads."""
    return html.escape(words, quote=True)


def parse_markup(markup: str) -> Text:
    """Read `<b> <i> <u> <a href="https://...">` into marks.

    Raises ValueError: if a tag is unknown, is not closed or crosses another; or a link is not https.
    """
    reader = _MarkupReader()
    reader.feed(markup)
    reader.close()
    if reader.open:
        raise ValueError(f"tag <{reader.open[-1][0]}> is not closed")
    return Text("".join(reader.words), tuple(sorted(reader.marks, key=lambda m: (m.start, -m.end))))


class _MarkupReader(HTMLParser):
    """Collects words and marks; the standard library reads the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.marks: list[Mark] = []
        self.open: list[tuple[str, int, str]] = []
        self.length = 0

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        self.length += len(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise ValueError(f"tag <{tag}> is unknown; use b, i, u or a")
        url = dict(attrs).get("href") or ""
        if tag == "a" and not url.startswith("https://"):
            raise ValueError(f"a link must begin with https://, not «{url}»")
        self.open.append((tag, self.length, url))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise ValueError(f"</{tag}> closes nothing that is open here")
        name, start, url = self.open.pop()
        if self.length > start:
            self.marks.append(Mark(TAGS[name], start, self.length, url))


def utf16_length(words: str) -> int:
    """Count UTF-16 units, as both platforms do for limits and offsets."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
