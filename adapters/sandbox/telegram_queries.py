"""Presses that wait for their answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adapters.sandbox.telegram_rules import bad, check_answer

LIVES_S = 15.0  # an answer after this is "too old"; reports tell of 10 to 15 s, the description of no number


@dataclass(slots=True)
class Query:
    """A press."""

    user: int
    chat: int
    at: float
    answered: bool = False


@dataclass(slots=True)
class Queries:
    """All presses of one bot, by id."""

    clock: Callable[[], float]
    spent: int = 0  # numbers that were given before
    open: dict[str, Query] = field(default_factory=dict)
    _last: int = field(init=False)

    def __post_init__(self) -> None:
        self._last = 10**17 + self.spent  # [SRV] ids are long numbers

    def begin(self, user: int, chat: int) -> str:
        """Open a press; gives its id."""
        self._last += 1
        self.open[str(self._last)] = Query(user, chat, self.clock())
        return str(self._last)

    def answer(self, call: Mapping[str, object]) -> tuple[Query, str]:
        """Close the press that a call answers; gives it and the words. Raises Refusal."""
        words = check_answer(call)
        query = self.open.get(str(call.get("callback_query_id")))
        if query is None or query.answered or self.clock() - query.at > LIVES_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")  # [SRV]
        query.answered = True
        return query, words
