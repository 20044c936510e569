"""The state chart, read from the annotations; a designer's mistakes are told here, at import."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from pydantic import BaseModel

from engine.core.errors import AuthorError
from engine.core.moves import Move, mark_of, move_of
from engine.core.source import place_of
from engine.core.spelling import check_spelling
from engine.core.state import State, Value

SCALARS = (str, int, float, bool, types.NoneType)
RESERVED = frozenset(name for name in dir(State) if not name.startswith("_")) | {"is_final", "stored_as", "is_kit"}


@dataclass(frozen=True, slots=True)
class Step:
    """One move of one state, and where it may lead."""

    move: Move
    leads: tuple[type[State], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All states that can be met from the start, with their moves."""

    start: tuple[type[State], ...]
    steps: dict[type[State], dict[str, Step]]  # by state, by name of the move
    tags: dict[str, type[State]]  # by stored name

    def step(self, state: State, move: str) -> Step | None:
        """Find a move of a state; None if the state has no such move."""
        return self.steps.get(type(state), {}).get(move)

    @property
    def for_groups(self) -> bool:
        """Tell whether every state has a board of its own, so that a group can be shown the game."""
        return all(state.board is not State.board for state in self.steps)

    def found(self, state: State, wanted: Callable[[Move], bool]) -> str | None:
        """Name the first move of a state that is marked so; None if it has none."""
        return next((step.move.name for step in self.steps[type(state)].values() if wanted(step.move)), None)


def read_chart(start: tuple[type[State], ...]) -> Chart:
    """Follow the annotations from the start.

    Raises AuthorError: naming file, line, what is wrong and how to mend it.
    """
    steps: dict[type[State], dict[str, Step]] = {}
    waiting = list(start)
    while waiting:
        state = waiting.pop(0)
        if state in steps:
            continue
        _check_fields(state)
        steps[state] = {step.move.name: step for step in _steps_of(state)}
        waiting += [target for step in steps[state].values() for target in step.leads]
    _check_ends(steps)
    _check_ways_out(steps)
    for state in steps:
        _check_shown(state)
        check_spelling(state, steps[state])
    return Chart(start, steps, _tags(steps))


def returns_of(function: object, owner: type[State] | None = None) -> tuple[type[State], ...]:
    """Read which states a function says it returns.

    Raises AuthorError: no annotation, one that cannot be resolved, or something that is no state.
    """
    where = place_of(function)  # type: ignore[arg-type]  # a function or a class
    name = getattr(function, "__qualname__", str(function))
    try:
        hints = typing.get_type_hints(function)
    except NameError as unknown:
        raise AuthorError(f"{where}: {name}: {unknown}; import the name outside `if TYPE_CHECKING`") from unknown
    if "return" not in hints:
        raise AuthorError(f"{where}: {name} has no return annotation; name the states that it may return: -> Ask | Result")
    return tuple(_states_in(hints["return"], where, name, owner))


def _states_in(hint: object, where: str, name: str, owner: type[State] | None) -> Iterator[type[State]]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        for part in typing.get_args(hint):
            yield from _states_in(part, where, name, owner)
    elif hint is typing.Self and owner is not None:
        yield owner
    elif isinstance(hint, type) and issubclass(hint, State):
        yield hint
    else:
        raise AuthorError(f"{where}: {name} says it returns {hint!r}, which is no State; return states only")


def _steps_of(state: type[State]) -> Iterator[Step]:
    hooks: tuple[type[State], ...] | None = None
    for name in dir(state):
        method = getattr(state, name, None)
        move = mark_of(state, name)
        if move is None or move.leave:
            continue
        leads = returns_of(method, state)
        if State in leads:  # a kit's move: it leaves by the hooks, as this game has narrowed them
            hooks = _hooks_of(state) if hooks is None else hooks
            leads = tuple(dict.fromkeys((*(lead for lead in leads if lead is not State), *hooks)))
        _check_times(state, move)
        yield Step(move, leads)


def _check_times(state: type[State], move: Move) -> None:
    """Look at the fields or properties that say when a deadline is."""
    for field in (move.after, move.at):
        if not isinstance(field, str):
            continue
        where = f"{place_of(state)}: {state.__name__}.{move.name}"
        if not hasattr(state, field) and field not in state.model_fields:
            raise AuthorError(f"{where}: there is no field or property «{field}»")
        hint = _hint_of(state, field)
        if hint is not None and not _is_time(hint, many=field == move.at):
            told = "an instant, or a tuple of one per seat" if field == move.at else "seconds"
            raise AuthorError(f"{where}: «{field}» is {_told(hint)} and no time; declare it as float or float | None: {told}")


def _hint_of(state: type[State], name: str) -> object:
    """Read the type of a field or property; None if nothing says it."""
    if name in state.model_fields:
        return state.model_fields[name].annotation
    found = getattr(state, name)
    if isinstance(found, property):
        try:
            return typing.get_type_hints(found.fget).get("return")
        except NameError:
            return None
    return type(found) if isinstance(found, types.FunctionType) or type(found) in SCALARS else None


def _is_time(hint: object, many: bool) -> bool:
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _is_time(parts[0], many)
    if origin is typing.Literal:
        return all(type(value) in (int, float, types.NoneType) for value in parts)
    if origin in (typing.Union, types.UnionType) or (origin is tuple and many):
        return all(part in (types.NoneType, Ellipsis) or _is_time(part, many and origin is not tuple) for part in parts)
    return hint in (int, float)


def _hooks_of(state: type[State]) -> tuple[type[State], ...]:
    found: list[type[State]] = []
    for name in dir(state):
        mark = mark_of(state, name)
        if mark and mark.leave:
            method = getattr(state, name)
            narrowed = returns_of(method, state)
            if State in narrowed:
                raise AuthorError(
                    f"{place_of(method)}: {state.__name__}.{name} must say which states it returns; narrow `-> State`"
                )
            found += narrowed
    if not found:
        raise AuthorError(f"{place_of(state)}: {state.__name__} has moves `-> State` and no @leave hook; name the states")
    return tuple(found)


def _check_fields(state: type[State]) -> None:
    if state.is_kit or state is State:
        raise AuthorError(f"{place_of(state)}: {state.__name__} is a kit's abstract state; make a state of your own from it")
    for name, field in state.model_fields.items():
        where = f"{place_of(state)}: {state.__name__}.{name}"
        if name in RESERVED or move_of(getattr(State, name, None)):
            raise AuthorError(f"{where}: the engine has that name itself; choose another")
        if not field.repr and field.exclude:
            raise AuthorError(f"{where}: an excluded field would be lost in the store; keep it or drop it")
        check_type(field.annotation, where)


def check_type(hint: object, where: str, within: tuple[type[BaseModel], ...] = ()) -> None:
    """Refuse a field type that the store could bend or lose (MECHANICS 24). `within`: the models around it.

    Raises AuthorError: dict, list, set, a mutable model, a state, a model with subclasses, anything unknown.
    """
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint in SCALARS or origin is typing.Literal:
        return
    if origin is typing.Annotated:
        check_type(parts[0], where, within)
    elif origin is tuple:
        for part in parts:
            if part is not Ellipsis:
                check_type(part, where, within)
    elif origin in (typing.Union, types.UnionType):
        if len([part for part in parts if part is not types.NoneType]) != 1:
            raise AuthorError(f"{where}: a union of several types comes back from the store as the wrong one; use one type or None")
        check_type(next(part for part in parts if part is not types.NoneType), where, within)
    elif isinstance(hint, type) and issubclass(hint, Enum):
        if not issubclass(hint, (str, int)):
            raise AuthorError(f"{where}: {hint.__name__} must be a StrEnum or an IntEnum")
    elif isinstance(hint, type) and issubclass(hint, BaseModel):
        _check_model(hint, where, within)
    else:
        raise AuthorError(f"{where}: {_told(hint)} can change or be bent in the store; use scalars, Enums, tuples and Values")


def _check_model(model: type[BaseModel], where: str, within: tuple[type[BaseModel], ...]) -> None:
    if model in within:
        raise AuthorError(f"{where}: {model.__name__} holds itself and may nest without end; keep a tuple of parts instead")
    if issubclass(model, State):
        raise AuthorError(f"{where}: a state inside a state; keep what it knows in a Value")
    if model is Value or model.__subclasses__():
        raise AuthorError(f"{where}: {model.__name__} has subclasses, which the store would cut; name the very class")
    if not (model.model_config.get("frozen") and model.model_config.get("extra") == "forbid"):
        raise AuthorError(f"{where}: {model.__name__} is not frozen; derive it from engine.Value")
    for name, field in model.model_fields.items():
        check_type(field.annotation, f"{where}.{name}", (*within, model))


def _told(hint: object) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint)


def _check_shown(state: type[State]) -> None:
    if state.view is State.view:
        raise AuthorError(f"{place_of(state)}: {state.__name__} has no view(self, seat); write one, a player is to see something")


def _check_ends(steps: dict[type[State], dict[str, Step]]) -> None:
    for state, moves in steps.items():
        if state.is_final and moves:
            raise AuthorError(
                f"{place_of(state)}: {state.__name__} is final and has the move {next(iter(moves))}; "
                "a final state ends the game: drop the move or final=True"
            )


def _check_ways_out(steps: dict[type[State], dict[str, Step]]) -> None:
    safe = {state for state in steps if state.is_final}
    grown = True
    while grown:
        more = {s for s, moves in steps.items() if s not in safe and any(safe & set(m.leads) for m in moves.values())}
        grown = bool(more)
        safe |= more
    for state in steps:
        if state not in safe:
            raise AuthorError(
                f"{place_of(state)}: {state.__name__} has no way out: no moves lead from it to a final state; "
                "add one (class Result(State, final=True))"
            )


def _tags(steps: dict[type[State], dict[str, Step]]) -> dict[str, type[State]]:
    tags: dict[str, type[State]] = {}
    for state in steps:
        if state.stored_as in tags:
            raise AuthorError(f"{place_of(state)}: two states are stored as «{state.stored_as}»; give one a tag=")
        tags[state.stored_as] = state
    return tags


def check_all_met(steps: dict[type[State], dict[str, Step]], module: str) -> None:
    """Refuse a state of the game's own module that nothing leads to.

    Raises AuthorError: naming the state.
    """
    written = vars(sys.modules[module]) if module in sys.modules else {}
    for state in _below(State):
        if written.get(state.__name__) is not state:
            continue  # of another module, or of this one before it was loaded anew
        if not state.is_kit and state not in steps and not state.__subclasses__():
            raise AuthorError(f"{place_of(state)}: {state.__name__} cannot be reached from the start; lead to it or delete it")


def _below(base: type[State]) -> Iterator[type[State]]:
    for state in base.__subclasses__():
        yield state
        yield from _below(state)
