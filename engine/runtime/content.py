"""A game's content: YAML files read into one model; a mistake is told with file, line and place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from engine.core.errors import AuthorError


def read_content(files: Sequence[Path], model: type[BaseModel]) -> BaseModel:
    """Read YAML files into a model; several files are mappings whose keys stand side by side in it.

    Raises AuthorError: `questions.yaml, line 12 (questions.3.options): ...`.
    """
    roots: dict[Path, yaml.Node | None] = {}
    content: object = None
    for file in files:
        roots[file], read = _read(file)
        content = read if len(files) == 1 else _joined(content, read, file)
    try:
        return model.model_validate(content)
    except ValidationError as wrong:
        raise AuthorError("\n".join(_told(roots, error["loc"], error["msg"]) for error in wrong.errors())) from wrong


def _read(file: Path) -> tuple[yaml.Node | None, object]:
    if not file.is_file():
        raise AuthorError(f"{file} is missing; write it, or correct Game(content=...)")
    words = file.read_text(encoding="utf-8")
    try:
        return yaml.compose(words, Loader=yaml.SafeLoader), yaml.safe_load(words)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else "?"
        raise AuthorError(f"{file.name}, line {line}: this is no YAML: {wrong.problem}") from wrong


def _joined(content: object, more: object, file: Path) -> dict[object, object]:
    kept = content if isinstance(content, dict) else {}
    if not isinstance(more, dict):
        raise AuthorError(f"{file.name}: it is one of several files of content; write a mapping of keys")
    if kept.keys() & more.keys():
        told = ", ".join(sorted(map(str, kept.keys() & more.keys())))
        raise AuthorError(f"{file.name}: another file of content has {told} already; keep it in one of them")
    return {**kept, **more}


def _told(roots: dict[Path, yaml.Node | None], place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    for file, root in roots.items():
        if place and _has(root, str(place[0])):
            return f"{file.name}, line {_line_of(root, place)} ({'.'.join(map(str, place))}): {message}"
    file, root = next(iter(roots.items()))
    where = f" ({'.'.join(map(str, place))})" if place else ""
    return f"{file.name}, line {_line_of(root, place)}{where}: {message}"


def _has(node: yaml.Node | None, key: str) -> bool:
    return isinstance(node, yaml.MappingNode) and any(name.value == key for name, _ in node.value)


def _line_of(node: yaml.Node | None, place: tuple[int | str, ...]) -> int:
    """Follow a place as far as the file has it."""
    line = 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
