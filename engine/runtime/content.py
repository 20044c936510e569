"""A game's content file: YAML read into its model; a mistake is told with file, line and place."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from engine.core.errors import AuthorError

SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads a list of words five times as fast


def read_content(file: Path, model: type[BaseModel]) -> BaseModel:
    """Read a YAML file into a model.

    Raises AuthorError: `questions.yaml, line 12 (questions.3.options): ...`.
    """
    if not file.is_file():
        raise AuthorError(f"{file} is missing; write it, or correct Game(content=...)")
    words = file.read_text(encoding="utf-8")
    loader = SAFE_LOADER(words)
    root: yaml.Node | None = None
    try:
        root = loader.get_single_node()
        if root is not None:
            _check_keys(file.name, root)
        return model.model_validate(loader.construct_document(root) if root else None)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else "?"
        raise AuthorError(f"{file.name}, line {line}: this is no YAML: {wrong.problem}") from wrong
    except ValidationError as wrong:
        raise AuthorError("\n".join(_told(file.name, root, error["loc"], error["msg"]) for error in wrong.errors())) from wrong
    finally:
        loader.dispose()


def _check_keys(file: str, root: yaml.Node) -> None:
    """See that no key stands twice in one place: YAML would keep the last and lose the others without a word."""
    left = [root]
    while left:
        node = left.pop()
        if isinstance(node, yaml.SequenceNode):
            left += node.value
        elif isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                line = key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode):
                    continue  # the model refuses it
                if key.value in lines:
                    raise AuthorError(
                        f"{file}, line {line}: the key «{key.value}» stands in line {lines[key.value]} already; rename or drop one"
                    )
                lines[key.value] = line
                left.append(value)


def _told(file: str, root: yaml.Node | None, place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    line = _line_of(root, place)
    where = f" ({'.'.join(map(str, place))})" if place else ""
    return f"{file}, line {line}{where}: {message}"


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
