"""Writes the reference from the docstrings: `make docs`. The tests see that it is up to date."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterator
from pathlib import Path

import engine

PAGE = Path(__file__).with_name("designers-door.md")


def page() -> str:
    """Write the page of everything a game may use."""
    head = "# The designer's door\n\nEvery name a game may import from `engine`, written from the docstrings by `make docs`.\n"
    return head + "".join(part for name in engine.__all__ for part in _entry(name, getattr(engine, name)))


def _entry(name: str, thing: object) -> Iterator[str]:
    if inspect.isclass(thing):
        yield f"\n## {name}\n\n{_told(thing)}"
        if not issubclass(thing, (Exception, enum.Enum)) and "__init__" in vars(thing) and vars(thing)["__init__"].__doc__:
            yield f"\n`{name}{_signature(thing)}`\n\n{_told(vars(thing)['__init__'])}"
        for known, member in sorted(vars(thing).items()):
            if known.startswith(("_", "model_")):
                continue
            plain = member.fget if isinstance(member, property) else member
            if inspect.isfunction(plain) and plain.__doc__:
                shown = f".{known}" if isinstance(member, property) else f".{known}{_signature(plain)}"
                yield f"\n### `{name}{shown}`\n\n{_told(plain)}"
    elif inspect.isfunction(thing):
        yield f"\n## {name}\n\n`{name}{_signature(thing)}`\n\n{_told(thing)}"


def _signature(thing: object) -> str:
    signature = inspect.signature(thing)  # type: ignore[arg-type]  # a class or a function
    kept = [parameter for known, parameter in signature.parameters.items() if known != "self"]
    return str(signature.replace(parameters=kept)).replace("'", "")


def _told(thing: object) -> str:
    return (inspect.getdoc(thing) or "") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
