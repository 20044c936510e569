"""Writes the reference from the docstrings: `make docs`. The tests see that it is up to date."""

from __future__ import annotations

import enum
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import engine

FOLDER = Path(__file__).parent
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
        for known, member in sorted(vars(thing).items()):
            if known.startswith(("_", "model_")):
                continue
            plain = member.fget if isinstance(member, property) else member
            if inspect.isfunction(plain) and plain.__doc__:
                shown = f".{known}" if isinstance(member, property) else f".{known}{_signature(plain)}"
                yield f"\n{level}# `{name}{shown}`\n\n{_told(plain)}"
    elif inspect.isfunction(thing):
        yield f"\n{level} {name}\n\n`{name}{_signature(thing)}`\n\n{_told(thing)}"


def _signature(thing: object) -> str:
    signature = inspect.signature(thing)  # type: ignore[arg-type]  # a class or a function
    kept = [parameter for known, parameter in signature.parameters.items() if known != "self"]
    return str(signature.replace(parameters=kept)).replace("'", "")


def _told(thing: object) -> str:
    return (inspect.getdoc(thing) or "") + "\n"


if __name__ == "__main__":
    for file, page in pages().items():
        (FOLDER / file).write_text(page, encoding="utf-8")
