"""Mistakes in a content file, each with its place, told in a designer's words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Place = tuple[int | str, ...]
NO_NUMBER = ("int_type", "int_parsing", "int_from_float")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: where it stands in the file, what is wrong and how to mend it."""

    place: Place
    told: str


def reworded(wrong: ValidationError) -> list[Fault]:
    """Say in a designer's words what pydantic found."""
    found: list[Fault] = []
    for error in wrong.errors(include_url=False):
        place, name = error["loc"], error["loc"][-1] if error["loc"] else "it"
        told = error["msg"].removeprefix("Value error, ")
        if error["type"] == "missing" and name in ("ru", "en"):
            told = f"the words are missing in {'Russian' if name == 'ru' else 'English'}; write `{name}:` too"
        elif error["type"] == "missing":
            told = f"`{name}` is missing; write it" if isinstance(name, str) else f"item {name + 1} is missing; write it"
        elif error["type"] == "extra_forbidden":
            told = f"there is no field `{name}`; correct its name or drop it"
        elif error["type"] == "string_type":
            told = f"{error['input']!r} is no text; put it in quotes"
        elif error["type"] == "model_type":
            told = f"{error['input']!r} stands where fields are wanted; write them below it, or words as {{ru: ..., en: ...}}"
        elif error["type"] in NO_NUMBER:
            told = f"{error['input']!r} is no whole number; write one"
        found.append(Fault(place, told))
    return found


def as_error(model: str, faults: Sequence[Fault]) -> ValidationError:
    """Keep the place of every fault, so that the reader of the file finds its line."""
    details = [
        InitErrorDetails(type=PydanticCustomError("content", "{told}", {"told": fault.told}), loc=fault.place, input=None)
        for fault in faults
    ]
    return ValidationError.from_exception_data(model, details)
