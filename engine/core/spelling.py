"""Names that a state's methods use, and the functions beside them: what is misspelt, or no move, is told at import."""

from __future__ import annotations

import ast
import difflib
import inspect
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import FunctionType

from pydantic import BaseModel

from engine.core.errors import AuthorError
from engine.core.moves import mark_of
from engine.core.source import source_of
from engine.core.state import State
from engine.core.view import Button

NAMED_MOST = 12  # names that a message lists where none is close
SHOWS = ("view", "board", "poll")


@dataclass(frozen=True, slots=True)
class Written:
    """The source of one method or function."""

    function: FunctionType
    tree: ast.FunctionDef
    me: str  # the name of a method's first argument; "" = it is a function
    file: str

    def at(self, node: ast.expr | ast.keyword) -> str:
        """Name the place of a part of it, as `games/otk.py:12`."""
        return f"{self.file}:{node.lineno}"

    def own(self, node: ast.AST) -> str:
        """Read `self.NAME`; "" if it is something else."""
        is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == self.me
        return node.attr if is_own and isinstance(node, ast.Attribute) else ""

    def thing(self, node: ast.AST) -> object:
        """Find what a plain name means in the module; None if it is no such name."""
        return self.function.__globals__.get(node.id) if isinstance(node, ast.Name) else None


def check_spelling(state: type[State], moves: Collection[str]) -> None:
    """Read the methods of a state, those that they call of it, and the functions that they name, as far as their source is at hand.

    Raises AuthorError: naming file and line; a field or method that is not there, a button that offers no @press of this
    state, a next state that has no such field.
    """
    waiting, seen = [*SHOWS, *moves], set[str]()
    functions: list[object] = []
    while waiting:
        name = waiting.pop()
        if name in seen or (written := _written(_function_of(state, name))) is None:
            continue
        seen.add(name)
        for node in ast.walk(written.tree):
            if own := written.own(node):
                _check_known(state, written, node, own)
                waiting.append(own)
            if isinstance(node, ast.Call):
                _check_button(state, written, node)
                _check_next(written, node)
        functions += _named_in(written)
    check_functions(functions)


def check_functions(functions: Iterable[object]) -> None:
    """Read functions, and those of the same package that they name: a state that is made there must have the fields it is given.

    Raises AuthorError: naming file and line.
    """
    waiting, seen = list(functions), set[object]()
    while waiting:
        function = waiting.pop()
        if function in seen or (written := _written(function, method=False)) is None:
            continue
        seen.add(function)
        for node in ast.walk(written.tree):
            if isinstance(node, ast.Call):
                _check_next(written, node)
        waiting += _named_in(written)


def _named_in(written: Written) -> Iterator[FunctionType]:
    """List the functions of the same package, at any depth, that are named here: others are no part of the game."""
    package = written.function.__module__.partition(".")[0]
    for node in ast.walk(written.tree):
        thing = written.thing(node)
        if isinstance(thing, FunctionType) and thing.__module__.partition(".")[0] == package:
            yield thing


def _function_of(state: type[State], name: str) -> object:
    found = inspect.getattr_static(state, name, None)
    return found.fget if isinstance(found, property) else found


@cache
def _written(function: object, method: bool = True) -> Written | None:
    """Read the source of a method or function; None where there is none, or it is the engine's own base."""
    if not isinstance(function, FunctionType) or function in (getattr(State, name) for name in (*SHOWS, "to")):
        return None
    code = function.__code__
    source = source_of(code.co_filename)
    tree = source.functions.get(code.co_firstlineno) if source else None
    if not isinstance(tree, ast.FunctionDef) or tree.name != code.co_name or (method and not tree.args.args):
        return None
    return Written(function, tree, tree.args.args[0].arg if method else "", code.co_filename)


def _check_known(state: type[State], written: Written, node: ast.AST, name: str) -> None:
    fields = state.model_fields.keys() | state.__private_attributes__.keys()
    if name in fields or hasattr(state, name) or not isinstance(node, ast.expr):
        return
    known = [known for known in (*fields, *dir(state)) if known in fields or known not in dir(BaseModel)]
    where = f"{written.at(node)}: {written.function.__qualname__}"
    raise AuthorError(f"{where}: {state.__name__} has no field or method «{name}»; {_close(name, known)}")


def _check_button(state: type[State], written: Written, call: ast.Call) -> None:
    if written.thing(call.func) is not Button or len(call.args) < 2:
        return
    offered, where = call.args[1], f"{written.at(call.args[1])}: {written.function.__qualname__}"
    if name := written.own(offered):
        move = mark_of(state, name)
        if move is None or not move.press:
            presses = [known for known in dir(state) if (found := mark_of(state, known)) and found.press]
            mend = "mark it with @press" if hasattr(state, name) else _close(name, presses)
            raise AuthorError(f"{where} offers self.{name}, which is no @press of {state.__name__}; {mend}")
    elif isinstance(offered, ast.Attribute) and (isinstance(offered.value, ast.Call) or _is_state(written.thing(offered.value))):
        raise AuthorError(f"{where} offers {ast.unparse(offered)}, which is no move of this very state; offer self.NAME")


def _check_next(written: Written, call: ast.Call) -> None:
    """Look at `Result(bonus=3)` and `self.to(Result, bonus=3)`."""
    made = call.args[0] if written.own(call.func) == "to" and call.args else call.func
    target = written.thing(made)
    if not isinstance(target, type) or not issubclass(target, State):
        return
    fields = {name for key, field in target.model_fields.items() for name in (key, field.alias) if name}
    for given in call.keywords:
        if given.arg is not None and given.arg not in fields:
            where = f"{written.at(given)}: {written.function.__qualname__}"
            raise AuthorError(f"{where}: {target.__name__} has no field «{given.arg}»; {_close(given.arg, fields)}")


def _is_state(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, State)


def _close(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean «{close[0]}»?" if close else f"there are {', '.join(sorted(known)[:NAMED_MOST]) or 'none'}"
