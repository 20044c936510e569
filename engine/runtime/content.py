"""A game's content file: YAML read into its model; a mistake is told with file, line and place."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError

from engine.core.errors import AuthorError
from engine.core.wording import reworded

PARTS_MOST = 500_000  # keys, words and lists of one file, those that an alias repeats counted again
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads a list of words five times as fast


def read_content(file: Path, model: type[BaseModel]) -> BaseModel:
    """Read a YAML file into a model.

    Raises AuthorError: `questions.yaml, line 12 (questions.3.options): ...`.
    """
    root = read_root(file)
    try:
        return model.model_validate(yaml.constructor.SafeConstructor().construct_document(root))
    except yaml.MarkedYAMLError as wrong:
        raise _no_yaml(file, wrong) from wrong
    except ValidationError as wrong:
        raise AuthorError("\n".join(_told(file.name, root, error["loc"], reworded(error)) for error in wrong.errors())) from wrong


def read_root(file: Path) -> yaml.MappingNode:
    """Read a YAML file's parts, each with its line. Raises AuthorError: this is no YAML, or no fields."""
    if not file.is_file():
        raise AuthorError(f"{file} is missing; write it, or correct Game(content=...)")
    try:
        root = yaml.compose(read_words(file), SAFE_LOADER)
    except yaml.MarkedYAMLError as wrong:
        raise _no_yaml(file, wrong) from wrong
    if not isinstance(root, yaml.MappingNode):
        raise AuthorError(f"{file.name}, line 1: fields are wanted here, as `title: ...`; the file {_held(root)}")
    _check_nodes(file.name, root)
    return root


def _no_yaml(file: Path, wrong: yaml.MarkedYAMLError) -> AuthorError:
    line = wrong.problem_mark.line + 1 if wrong.problem_mark else "?"
    return AuthorError(f"{file.name}, line {line}: this is no YAML: {_problem(wrong)}")


def _problem(wrong: yaml.MarkedYAMLError) -> str:
    """Say what libyaml found, and how to mend what it says no more of."""
    problem = str(wrong.problem)
    if " tab " in problem:
        return f"{problem}; indent by spaces, not by a tab"
    if "cannot start any token" in problem:
        return "no value begins so; indent by spaces, not by a tab, and put words with such signs in quotes"
    return problem


def read_words(file: Path) -> str:
    """Read a file whose signs are all right. Raises AuthorError."""
    raw = file.read_bytes()
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        raise AuthorError(f"{file.name}, line {line}: this is no UTF-8; save the file in the encoding UTF-8") from wrong
    if strange := yaml.reader.Reader.NON_PRINTABLE.search(words):
        line = words.count("\n", 0, strange.start()) + 1
        raise AuthorError(f"{file.name}, line {line}: the sign U+{ord(strange[0]):04X} cannot be seen or read; delete it")
    return words


def _held(root: yaml.Node | None) -> str:
    return "is empty" if root is None else "holds a list" if isinstance(root, yaml.SequenceNode) else "holds words alone"


def _check_nodes(file: str, root: yaml.Node) -> None:
    """See that no key stands twice in one place, of which YAML would keep the last without a word, and that aliases stay few."""
    left, parts = [root], 0
    while left:
        node, parts = left.pop(), parts + 1
        if parts > PARTS_MOST:
            line = node.start_mark.line + 1
            raise AuthorError(
                f"{file}, line {line}: aliases (*name) make more than {PARTS_MOST} parts of this; write out what is needed"
            )
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
