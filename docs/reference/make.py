"""Writes the reference from the docstrings: `make docs`. The tests see that it is up to date."""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import engine

FOLDER = Path(__file__).parent
GIVEN = ("Play", "Seat", "Table")  # the engine makes them: what they hold counts, not how they are made
ENGINES = ("lore",)  # what `content` reads
KITS = ("quiz", "story", "gate", "result", "cells", "profession", "alone", "words", "drawing")


def pages() -> dict[str, str]:
    """Write each page by its file: the designer's door, and the kits beside it."""
    door = "# The designer's door\n\nEvery name a game may import from `engine`, written from the docstrings by `make docs`.\n"
    door += "".join(part for name in engine.__all__ for part in _entry(name, getattr(engine, name), "##"))
    kits = "# Kits\n\nWhat a game may import from `engine.kits`, ready-made; written from the docstrings by `make docs`.\n"
    kits += "".join(part for name in KITS for part in _room(name, importlib.import_module(f"engine.kits.{name}")))
    return {"designers-door.md": door, "kits.md": kits}


def _room(name: str, module: ModuleType) -> Iterator[str]:
    """Describe a module of kits: what it is for, and every name that it makes itself."""
    yield f"\n## engine.kits.{name}\n\n{_told(module)}"
    for known, thing in vars(module).items():
        if not known.startswith("_") and getattr(thing, "__module__", "") == module.__name__:
            yield from _entry(known, thing, "###")


def _entry(name: str, thing: object, level: str) -> Iterator[str]:
    if inspect.isclass(thing):
        yield f"\n{level} {name}\n\n{_told(thing)}"
        if not issubclass(thing, (Exception, enum.Enum)) and "__init__" in vars(thing) and vars(thing)["__init__"].__doc__:
            yield f"\n`{name}{_signature(thing)}`\n\n{_told(vars(thing)['__init__'])}"
        elif dataclasses.is_dataclass(thing) and name not in GIVEN:
            yield f"\n`{name}{_signature(thing)}`\n"
        bases = thing.__mro__[-2::-1] if name in GIVEN else (thing,)
        told = {known: words for base in bases if name in GIVEN for known, words in _attributes(base).items()}
        members = {known: member for base in bases for known, member in vars(base).items()} | told
        for known, member in sorted(members.items()):
            if known.startswith(("_", "model_")):
                continue
            if known in told:
                yield f"\n{level}# `{name}.{known}`\n\n{told[known]}\n"
                continue
            plain = member.fget if isinstance(member, property) else member
            if inspect.isfunction(plain) and plain.__doc__:
                shown = f".{known}" if isinstance(member, property) else f".{known}{_signature(plain)}"
                yield f"\n{level}# `{name}{shown}`\n\n{_told(plain)}"
    elif inspect.isfunction(thing):
        yield f"\n{level} {name}\n\n`{name}{_signature(thing)}`\n\n{_told(thing)}"


def _attributes(thing: type) -> dict[str, str]:
    """Read what a class says of its attributes: the comment beside each, in its body or its `__init__`.

    What has none (`Play.effects`) is the engine's own.
    """
    lines = textwrap.dedent(inspect.getsource(thing)).splitlines()
    told = {}
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.AnnAssign | ast.Assign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            known = target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else "_"
            comment = re.search(r"  # (.+)", lines[node.lineno - 1])
            if comment and not known.startswith("_") and known not in ENGINES:
                told[known] = comment[1][0].upper() + comment[1][1:] + "."
    return told


class _Bare(str):
    """An annotation, shown without quotes."""

    def __repr__(self) -> str:
        return str(self)


def _signature(thing: object) -> str:
    signature = inspect.signature(thing)  # type: ignore[arg-type]  # a class or a function
    kept = [
        parameter.replace(annotation=_Bare(parameter.annotation)) if isinstance(parameter.annotation, str) else parameter
        for known, parameter in signature.parameters.items()
        if known != "self"
    ]
    back = signature.return_annotation
    return str(signature.replace(parameters=kept, return_annotation=_Bare(back) if isinstance(back, str) else back))


def _told(thing: object) -> str:
    return (inspect.getdoc(thing) or "") + "\n"


if __name__ == "__main__":
    for file, page in pages().items():
        (FOLDER / file).write_text(page, encoding="utf-8")
