"""A game's words in every language, by Fluent's grammar; plurals are the library's work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number
from fluent.syntax import ast, visitor

from engine.core.errors import AuthorError
from engine.core.text import Text, escape, parse_markup

SOURCES_KEPT = 64
LANGUAGES = ("ru", "en")  # the first is where a missing text is looked for


class Texts:
    """The texts of one game (or of the house) in all languages."""

    def __init__(self, name: str, sources: Mapping[str, str], below: Mapping[str, str] | None = None) -> None:
        """Read Fluent sources by language; `below` are those of a kit, which `sources` may replace key by key.

        Raises AuthorError: a line cannot be read, a key or variable is missing in a language, a tag is wrong.
        """
        self.name = name
        self._bundles: dict[str, FluentBundle] = {}
        shapes: dict[str, dict[str, frozenset[str]]] = {}
        for language, source in sources.items():
            base = (below or {}).get(language, "")
            shapes[language] = _shape(name, language, base) | _shape(name, language, source)
            bundle = FluentBundle([language], use_isolating=False)
            bundle.add_resource(_parsed(base))
            bundle.add_resource(_parsed(source), allow_overrides=True)
            self._bundles[language] = bundle
        _agree(name, shapes)
        self.keys = frozenset(key for shape in shapes.values() for key in shape)

    def say(self, language: str, key: str, arguments: Mapping[str, str | int | float]) -> Text:
        """Format one text. Words among the arguments are taken literally, never as markup; numbers have no commas: 1000.

        Raises AuthorError: there is no such key, an argument is missing, or the markup is wrong.
        """
        bundle = self._bundles.get(language) or self._bundles.get(LANGUAGES[0])
        if bundle is None or not bundle.has_message(key):
            raise AuthorError(f"{self.name}: there is no text «{key}»; write it into {language}.ftl")
        message = bundle.get_message(key)
        if message.value is None:
            raise AuthorError(f"{self.name}, {language}.ftl: text «{key}» is empty")
        safe = {name: _safe(value) for name, value in arguments.items()}
        formatted, wrong = bundle.format_pattern(message.value, safe)
        if wrong:
            raise AuthorError(f"{self.name}, {language}.ftl, text «{key}»: {wrong[0]}; arguments given: {sorted(safe)}")
        try:
            return parse_markup(str(formatted))
        except ValueError as bad:
            raise AuthorError(f"{self.name}, {language}.ftl, text «{key}»: {bad}") from bad

    def has(self, key: str) -> bool:
        """Tell whether the text exists."""
        return key in self.keys


def _safe(value: str | int | float) -> object:
    """Make an argument safe; thousands stand together, as the words around them have «of 1000» (`NUMBER` can part them)."""
    return escape(value) if isinstance(value, str) else fluent_number(value, useGrouping=False)


@lru_cache(maxsize=SOURCES_KEPT)
def _parsed(source: str) -> ast.Resource:
    """Parse a source once: its shape is looked at and it is spoken; a kit's serves many games. Nobody changes it."""
    resource: ast.Resource = FluentResource(source)
    return resource


def _shape(name: str, language: str, source: str) -> dict[str, frozenset[str]]:
    shape: dict[str, frozenset[str]] = {}
    for entry in _parsed(source).body:
        if isinstance(entry, ast.Junk):
            start = entry.span.start if entry.span else 0
            line = source.count("\n", 0, start) + 1
            why = entry.annotations[0].message if entry.annotations else "it is no Fluent"
            raise AuthorError(f"{name}, {language}.ftl, line {line}: cannot be read: {why}")
        if isinstance(entry, ast.Message):
            if entry.id.name in shape:
                raise AuthorError(f"{name}, {language}.ftl: text «{entry.id.name}» stands twice; keep one")
            seen = _Variables()
            seen.visit(entry)
            shape[entry.id.name] = frozenset(seen.names)
    return shape


class _Variables(visitor.Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  # the library's name
        self.names.add(node.id.name)


def _agree(name: str, shapes: Mapping[str, Mapping[str, frozenset[str]]]) -> None:
    for one, one_shape in shapes.items():
        for other, other_shape in shapes.items():
            for key in sorted(one_shape.keys() - other_shape.keys()):
                raise AuthorError(f"{name}: text «{key}» is in {one}.ftl and not in {other}.ftl; translate it")
            for key, variables in one_shape.items():
                missing = variables - other_shape[key]
                if missing:
                    told = ", ".join(f"${variable}" for variable in sorted(missing))
                    raise AuthorError(f"{name}: text «{key}» uses {told} in {one}.ftl and not in {other}.ftl")
