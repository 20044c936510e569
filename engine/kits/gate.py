"""A gate with a yes/no question: nobody gets to work without the right answer. Knows no game; its words are the game's."""

from __future__ import annotations

from typing import Self

from pydantic import field_validator

from engine.core.errors import AuthorError
from engine.core.moves import leave, press
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.source import place_of
from engine.core.state import State, Value
from engine.core.text import bold
from engine.core.view import Button, View
from engine.kits.alone import Alone
from engine.kits.words import Words

SAID_MOST = 220  # characters of a question or a reason: with the one before it the screen stays within 600


class Check(Value):
    """A question that is answered by yes or no, and why."""

    id: str
    text: Words
    answer: bool  # whether «yes» is right
    why: Words
    basis: str  # where the fact is known from

    @field_validator("text", "why")
    @classmethod
    def _short(cls, words: Words) -> Words:
        for said in (words.ru, words.en):
            if len(said) > SAID_MOST:
                raise ValueError(f"«{said[:20]}…» has {len(said)} characters, at most {SAID_MOST}; shorten it")
        return words

    @field_validator("basis")
    @classmethod
    def _sourced(cls, basis: str) -> str:
        if not basis.strip():
            raise ValueError("basis is empty; say where the fact is known from")
        return basis


class Gate(Alone, kit=True):
    """One check at a time: a wrong answer is explained, and the next check asked. There is no clock.

    A game says where its checks are (`checks`) and what lies behind the gate (`passed`). Its texts: `gate`, `gate-yes`,
    `gate-no`, `gate-wrong` (with a place for `why`) and the toast `toast-gate`.
    """

    check: int  # place of the one that is asked
    wrong: int = -1  # place of the one that was answered wrongly just before; -1 = none

    def checks(self, at: Seat | Play) -> tuple[Check, ...]:
        """List the checks: `return at.content(Plant).checks`."""
        raise AuthorError(f"{place_of(type(self))}: {type(self).__name__} has no checks(self, at); say where they are")

    @leave
    def passed(self, play: Play) -> State:
        """Go on behind the gate; the game narrows what it returns."""
        raise AuthorError(f"{place_of(type(self))}: {type(self).__name__} has no passed(self, play); say what lies behind the gate")

    def view(self, seat: Seat) -> View:
        """Show the check; above it, why the last answer was wrong."""
        text = seat.t("gate") + "\n\n" + bold(self._at(seat, self.check).text[seat.language])
        if self.wrong >= 0:
            text = seat.t("gate-wrong", why=self._at(seat, self.wrong).why[seat.language]) + "\n\n" + text
        return View(text, [Button(seat.t("gate-yes"), self.answer, True), Button(seat.t("gate-no"), self.answer, False)])

    @press
    def answer(self, play: Play, yes: bool) -> State | Self:
        """Let pass who is right; ask who is not the next check."""
        if yes is self._at(play, self.check).answer:
            play.toast("toast-gate")
            return self.passed(play)
        return self.to(type(self), check=(self.check + 1) % len(self.checks(play)), wrong=self.check)

    def _at(self, at: Seat | Play, place: int) -> Check:
        """Find a check; one that was taken out while somebody stands before it gives way to another."""
        checks = self.checks(at)
        return checks[place % len(checks)]
