"""A game for the tests of whole ways: a door for two."""

from __future__ import annotations

from engine import Button, Game, Invite, Play, Seat, State, View, join, press

TEXTS = {
    "ru": """
title = Дверь
about = Для двоих
wait = Ждём второго, код {$code}
invite = Позвать
give-up = Не ждать
met = Вас двое
over = Дверь закрыта
""",
    "en": """
title = The door
about = For two
wait = We wait for the second, code {$code}
invite = Invite
give-up = Do not wait
met = There are two of you
over = The door is shut
""",
}


class Door(State):
    """One player waits for another."""

    def view(self, seat: Seat) -> View:
        """Show the code."""
        told = seat.t("wait", code=seat.code)
        return View(told, [Invite(seat.t("invite"), f"d_{seat.code}")], [Button(seat.t("give-up"), self.shut)])

    @press
    def shut(self, play: Play) -> Shut:
        """Wait no more."""
        return Shut()

    @join
    def enter(self, play: Play) -> Met:
        """Let the second in."""
        return Met()


class Met(State):
    """Both are here."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View(seat.t("met"), [Button(seat.t("give-up"), self.shut)])

    @press
    def shut(self, play: Play) -> Shut:
        """End it."""
        return Shut()


class Shut(State, final=True):
    """Nobody comes in any more."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View(seat.t("over"))


game = Game("door", start=Door, seats=(2, 2))
