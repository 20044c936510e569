"""The pages on the kits' files name every field that such a file may have."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from engine.core.state import Value
from engine.kits.quiz.bank import Bank
from engine.kits.story.plot import Story
from engine.kits.words import Words


def models_in(hint: object) -> Iterator[type[BaseModel]]:
    """Find the models that a field's type holds."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for part in typing.get_args(hint):
        yield from models_in(part)


def models_of(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Find a model and all that stand in it."""
    found, waiting = set[type[BaseModel]](), [model]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += [held for field in one.model_fields.values() for held in models_in(field.annotation)]
    return found


def unnamed(model: type[BaseModel], page: str) -> list[str]:
    """List the fields of a file that a page does not name: in a row of its tables, in its words or in its example."""
    named = {word for code in re.findall(r"`([^`\n]+)`", page) for word in re.findall(r"\w+", code)}
    named |= set(re.findall(r"^ *(\w+):", page, re.MULTILINE))
    models = models_of(model) - {Words}
    return sorted(f"{one.__name__}.{name}" for one in models for name in one.model_fields if name not in named)


@pytest.mark.parametrize(("file", "model"), [("story.md", Story), ("quiz.md", Bank)])
def test_every_field_of_a_file_is_named(project: Path, file: str, model: type[BaseModel]) -> None:
    """Whoever adds a field says there what it means."""
    page = (project / "docs" / file).read_text(encoding="utf-8")
    assert unnamed(model, page) == []
    assert len(models_of(model)) > 4


def test_a_new_field_would_be_missed() -> None:
    """A field below the top that no page names is found."""

    class Leaf(Value):
        colour: str

    class Tree(Value):
        leaves: dict[str, tuple[Leaf, ...]]
        crown: Leaf | None = None

    assert unnamed(Tree, "`leaves.ID`, `crown`: all but one") == ["Leaf.colour"]
    assert unnamed(Tree, "`leaves`, `crown`, `colour`") == []


@pytest.mark.parametrize("readme", ["README.md", "README.ru.md"])
def test_the_readme_leads_to_them(project: Path, readme: str) -> None:
    """The chapter on a game without code links both pages."""
    text = (project / readme).read_text(encoding="utf-8")
    assert "(docs/quiz.md)" in text
    assert "(docs/story.md)" in text
