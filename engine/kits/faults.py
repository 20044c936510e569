"""Mistakes in a content file, each with its place, told in a designer's words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from engine.core.wording import reworded

Place = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: where it stands in the file, what is wrong and how to mend it."""

    place: Place
    told: str


def faults_of(wrong: ValidationError) -> list[Fault]:
    """List what pydantic found, in a designer's words."""
    return [Fault(error["loc"], reworded(error)) for error in wrong.errors(include_url=False)]


def as_error(model: str, faults: Sequence[Fault]) -> ValidationError:
    """Keep the place of every fault, so that the reader of the file finds its line."""
    details = [
        InitErrorDetails(type=PydanticCustomError("content", "{told}", {"told": fault.told}), loc=fault.place, input=None)
        for fault in faults
    ]
    return ValidationError.from_exception_data(model, details)
