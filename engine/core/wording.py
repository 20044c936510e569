"""What pydantic finds wrong in a content file, in a designer's words: what is there and how to mend it. Pure."""

from __future__ import annotations

from pydantic_core import ErrorDetails

LANGUAGES = {"ru": "Russian", "en": "English"}
WANTED = {  # by the type of pydantic's error, up to its first stroke
    "int": "is no whole number; write one",
    "float": "is no number; write one",
    "bool": "is no yes or no; write true or false",
    "string": "is no text; put it in quotes",
    "model": "stands where fields are wanted; write them below it, or words as {ru: ..., en: ...}",
    "dict": "stands where names and what they mean are wanted; write `name: ...` below it",
    "list": "stands where a list is wanted; write [first, second]",
    "tuple": "stands where a list is wanted; write [first, second]",
    "set": "stands where a list is wanted; write [first, second]",
    "frozen": "stands where a list is wanted; write [first, second]",
}


def reworded(error: ErrorDetails) -> str:
    """Say one of pydantic's errors as a designer would; what a model of ours says is left as it is."""
    name, kind = error["loc"][-1] if error["loc"] else "it", error["type"]
    if kind == "missing":
        return _missing(name)
    if kind == "extra_forbidden":
        return f"there is no field `{name}`; correct its name or drop it"
    if kind.endswith(("_type", "_parsing", "_from_float")) and (told := WANTED.get(kind.partition("_")[0])):
        return f"{_value(error['input'])} {told}"
    return error["msg"].removeprefix("Value error, ")


def _missing(name: int | str) -> str:
    if name in LANGUAGES:
        return f"the words are missing in {LANGUAGES[str(name)]}; write `{name}:` too"
    return f"`{name}` is missing; write it" if isinstance(name, str) else f"item {name + 1} is missing; write it"


def _value(given: object) -> str:
    return "nothing" if given is None else "a list" if given == [] else repr(given)
