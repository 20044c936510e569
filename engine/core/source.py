"""Where classes and functions were written: each file is read once, however many of its names are asked for."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

FILES_KEPT = 256


@dataclass(frozen=True, slots=True)
class Source:
    """One file, read."""

    classes: dict[str, int]  # line by qualified name
    functions: dict[int, ast.FunctionDef | ast.AsyncFunctionDef]  # by the line of the definition or its first decorator


def source_of(file: str) -> Source | None:
    """Read a file of Python; None where it is not at hand or is none."""
    try:
        status = os.stat(file)
        return _read(file, status.st_mtime_ns, status.st_size)
    except (OSError, SyntaxError, ValueError):
        return None


def place_of(thing: type | Callable[..., object]) -> str:
    """Name the file and line where a class or a function was written, as `games/otk.py:12`; without a source its dotted name."""
    if isinstance(thing, type):
        file = getattr(sys.modules.get(thing.__module__), "__file__", None) or ""
        source = source_of(file) if file else None
        line = source.classes.get(thing.__qualname__) if source else None
    else:
        code = getattr(thing, "__code__", None)
        file, line = (code.co_filename, code.co_firstlineno) if code else ("", None)
    return f"{file}:{line}" if line else f"{getattr(thing, '__module__', '?')}.{getattr(thing, '__qualname__', thing)}"


@lru_cache(maxsize=FILES_KEPT)
def _read(file: str, mtime_ns: int, size_bytes: int) -> Source:
    """Raises OSError, SyntaxError, ValueError. Time and size: a file that was written anew is read anew."""
    with open(file, "rb") as opened:
        tree = ast.parse(opened.read())
    source = Source({}, {})
    for name, node in _named(tree, ""):
        line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
        if isinstance(node, ast.ClassDef):
            source.classes.setdefault(name, line)
        else:
            source.functions[line] = node
    return source


def _named(within: ast.AST, before: str) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in ast.iter_child_nodes(within):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            name = before + node.name
            yield name, node
            yield from _named(node, f"{name}." if isinstance(node, ast.ClassDef) else f"{name}.<locals>.")
        else:
            yield from _named(node, before)
