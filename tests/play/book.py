"""A game for the tests of whole ways: more buttons than fit on a page."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, press

TEXTS = {
    "ru": """
title = Книга
about = Со страницами
open = Раскрыто: {$taken}
over = Закрыто: {$taken}
close = Закрыть
""",
    "en": """
title = The book
about = With pages
open = Open: {$taken}
over = Closed: {$taken}
close = Close
""",
}
LINES = 20


class Book(State):
    """Twenty lines to choose from."""

    taken: str = ""

    def view(self, seat: Seat) -> View:
        """Number them."""
        lines = [[Button(f"№{number}", self.take, number)] for number in range(LINES)]
        return View(seat.t("open", taken=self.taken), *lines, [Button(seat.t("close"), self.close)])

    @press
    def take(self, play: Play, number: int) -> Book:
        """Take a line: a new moment."""
        return self.to(Book, taken=f"{self.taken} {number}")

    @press
    def close(self, play: Play) -> Closed:
        """End it."""
        return Closed(taken=self.taken)


class Closed(State, final=True):
    """The end."""

    taken: str

    def view(self, seat: Seat) -> View:
        """Show what was taken."""
        return View(seat.t("over", taken=self.taken))


game = Game("book", start=Book)
