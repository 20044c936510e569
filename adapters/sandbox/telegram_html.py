"""The Bot API's HTML read into plain text and marks, refused where TDLib's parse_html refuses it. Pure."""

from __future__ import annotations

import re

from adapters.sandbox.telegram_rules import Refusal, bad, wrong_link
from engine.core.text import utf16_length

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![a-zA-Z]));?")  # no other name is known
SIGNS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"""([^\s=>/"']*)\s*(=\s*("[^"]*"?|'[^']*'?|[A-Za-z0-9.-]*))?""")

Mark = tuple[str, int, int, str]  # kind, UTF-16 offset, length, url


def read_html(source: str) -> tuple[str, tuple[Mark, ...]]:
    """Read HTML. Raises Refusal: `can't parse entities: ...`, with the offset in bytes of the source."""
    reader = _Reader(source)
    reader.read()
    plain = "".join(reader.plain)
    if any("\ud800" <= sign <= "\udfff" for sign in plain):
        raise _cannot(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
        )
    return plain, tuple(sorted(reader.marks, key=lambda mark: (mark[1], -mark[2])))


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.plain: list[str] = []
        self.units = 0  # UTF-16 units written so far
        self.open: list[tuple[str, str, int, int]] = []  # tag, its argument, unit and part where it began
        self.marks: list[Mark] = []

    def read(self) -> None:
        at = 0
        while at < len(self.source):
            begin = self.source.find("<", at)
            begin = len(self.source) if begin < 0 else begin
            self._write(_unescaped(self.source[at:begin]))
            if begin == len(self.source):
                break
            at = self._close(begin) if self.source.startswith("</", begin) else self._begin(begin)
        if self.open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')

    def _write(self, words: str) -> None:
        if words:
            self.plain.append(words)
            self.units += utf16_length(words)

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _begin(self, begin: int) -> int:
        """Read a start tag; gives where the text goes on."""
        found = NAME.match(self.source, begin + 1)
        end = found.end() if found else begin + 1
        tag = self.source[begin + 1 : end].lower()
        if end == len(self.source):
            raise _cannot(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in KINDS:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument, end = self._argument(tag, begin, end)
        if tag == "span" and argument != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self.open.append((tag, argument, self.units, len(self.plain)))
        return end + 1

    def _argument(self, tag: str, begin: int, at: int) -> tuple[str, int]:
        """Read the attributes of a start tag up to its `>`; gives the one that matters."""
        wanted = {"a": "href", "span": "class", "tg-emoji": "emoji-id", "blockquote": "expandable"}.get(tag)
        argument = ""
        while True:
            while at < len(self.source) and self.source[at].isspace():
                at += 1
            if self.source[at : at + 1] == ">":
                return argument, at
            found = ATTRIBUTE.match(self.source, at)
            name, value = (found[1], found[3]) if found else ("", None)
            if not name and at < len(self.source):
                raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            at = found.end() if found else at
            if at >= len(self.source):
                raise _cannot(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if value is not None and value[:1] not in ("'", '"') and not re.match(r"[\s>]", self.source[at]):
                raise _cannot(f"Unexpected end of name token at byte offset {self._byte(at - len(value))}")
            if name == wanted:
                argument = _unescaped((value or "").strip("\"'")) or ("1" if tag == "blockquote" else "")

    def _close(self, begin: int) -> int:
        """Read an end tag; gives where the text goes on."""
        if not self.open:
            raise _cannot(f"Unexpected end tag at byte offset {self._byte(begin)}")
        found = re.compile(r"([^\s>]*)\s*").match(self.source, begin + 2)
        end, name = (found.end(), found[1].lower()) if found else (begin + 2, "")
        if self.source[end : end + 1] != ">":
            raise _cannot(f"Unclosed end tag at byte offset {self._byte(begin)}")
        tag, argument, start, part = self.open.pop()
        if name and name != tag:
            where = self._byte(begin)
            raise _cannot(f'Unmatched end tag at byte offset {where}, expected "</{tag}>", found "</{name}>"')
        self._mark(tag, argument, start, part)
        return end + 1

    def _mark(self, tag: str, argument: str, start: int, part: int) -> None:
        kind, length, url = KINDS[tag], self.units - start, ""
        if tag == "a":
            url = argument or "".join(self.plain[part:])
            if wrong_link(url):
                return  # the words stay, the link does not
        if tag == "blockquote" and argument:
            kind = "expandable_blockquote"
        if length:
            self.marks.append((kind, start, length, url))


def _cannot(why: str) -> Refusal:
    return bad(f"Can't parse entities: {why}")


def _unescaped(words: str) -> str:
    def sign(found: re.Match[str]) -> str:
        if found[3]:
            return SIGNS[found[3]]
        code = int(found[1], 16) if found[1] else int(found[2])
        return chr(code) if 0 < code < 0x10FFFF and len(found[0]) < 11 else found[0]

    return REFERENCE.sub(sign, words)
