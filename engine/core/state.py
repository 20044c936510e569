"""A state of a game: a frozen model whose moves return the states that may follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.core.errors import AuthorError
from engine.core.source import place_of

if TYPE_CHECKING:
    from engine.core.seat import Seat, Table
    from engine.core.view import View

S = TypeVar("S", bound="State")


class Value(BaseModel):
    """A frozen model of a game's own: a part, a round, a score. Stands in fields of states, memory and content."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class State(BaseModel):
    """One state. Its fields come back from the store as they were: scalars, str- or int-Enums, tuples and frozen Values.

    No list, dict or set, which a frozen model does not freeze and the store may bend; no model that can change or has subclasses;
    of several types in a union only one and None. The chart refuses the others at import.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    is_final: ClassVar[bool] = False  # the game is over here
    stored_as: ClassVar[str] = ""  # the name it bears in the store
    is_kit: ClassVar[bool] = False  # an abstract state of a kit, never met in play

    def __init_subclass__(cls, final: bool = False, tag: str = "", kit: bool = False) -> None:
        """Take the class keywords: `final=True` ends the game; `tag=` keeps the stored name over a rename."""
        super().__init_subclass__()
        cls.is_final = final
        cls.stored_as = tag or cls.__name__
        cls.is_kit = kit

    def view(self, seat: Seat) -> View:
        """Show the state to one seat. Pure: no chance, no clock."""
        raise AuthorError(f"{place_of(type(self))}: {type(self).__name__} has no view(self, seat); write one")

    def board(self, table: Table) -> View:
        """Show the state to a group chat; what only one may see does not belong here."""
        raise AuthorError(f"{place_of(type(self))}: {type(self).__name__} has no board(self, table); write one")

    def poll(self) -> str:
        """Name the question of this state whose answers are counted over all players; "" = none (at most 64 bytes)."""
        return ""

    def to(self, target: type[S], /, **changes: object) -> S:
        """Make the next state: fields of the same name are carried over, `changes` go on top."""
        kept = {name: getattr(self, name) for name in target.model_fields if name in type(self).model_fields}
        return make(target, {**kept, **changes})


def make(target: type[S], fields: dict[str, object]) -> S:
    """Build a state and tell a designer which field is wrong.

    Raises AuthorError: a field is missing, unknown or of the wrong type.
    """
    try:
        return target(**fields)
    except ValidationError as wrong:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors(include_url=False))
        raise AuthorError(f"{place_of(target)}: {target.__name__} cannot be made: {told}") from wrong


def freeze(model: BaseModel) -> bytes:
    """Write a state or Value as compact JSON; `thaw` reads it back equal.

    Raises AuthorError: if a value cannot be kept (a lone surrogate, a number out of range).
    """
    try:
        return model.model_dump_json(warnings=False).encode()  # what is bent is told by `fit`; a warning would tell values
    except ValueError as wrong:
        raise AuthorError(f"{type(model).__name__} cannot be kept: {wrong}") from wrong


M = TypeVar("M", bound=BaseModel)


def thaw(model: type[M], kept: bytes) -> M:
    """Read a state or Value from `freeze`, strictly.

    Raises ValueError: the bytes are not of this model.
    """
    return model.model_validate_json(kept, strict=True)
