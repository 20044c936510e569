"""A game for the tests of groups: a board that counts everybody's presses, until somebody closes it."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, Table, View, press

TEXTS = {
    "ru": """
title = Площадь
about = Для всех
board = Голосов {$count}
vote = Голосую
counted = Посчитали
close = Разойтись
over = Площадь пуста, голосов {$count}
""",
    "en": """
title = The square
about = For everybody
board = Votes {$count}
vote = I vote
counted = Counted
close = Go home
over = The square is empty, votes {$count}
""",
}


class Square(State):
    """Who has voted is not kept: everybody may."""

    count: int = 0

    def view(self, seat: Seat) -> View:
        """Show one player the same as a group."""
        return View(seat.t("board", count=self.count), [Button(seat.t("vote"), self.vote)])

    def board(self, table: Table) -> View:
        """Show how many votes there are."""
        return View(table.t("board", count=self.count), [Button(table.t("vote"), self.vote), Button(table.t("close"), self.close)])

    @press
    def vote(self, play: Play) -> Square:
        """Count one vote within the same moment: everybody's buttons stay alive."""
        play.toast("counted")
        return play.stay(self.to(Square, count=self.count + 1))

    @press
    def close(self, play: Play) -> Over:
        """Send everybody home."""
        return Over(count=self.count)


class Over(State, final=True):
    """The end."""

    count: int

    def view(self, seat: Seat) -> View:
        """Show the count."""
        return View(seat.t("over", count=self.count))

    def board(self, table: Table) -> View:
        """Show the count."""
        return View(table.t("over", count=self.count))


game = Game("square", start=Square, rated=False)
