"""A game for the tests of blocks: a round that ends by itself."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, after, press

TEXTS = {
    "ru": """
title = Часы
about = На время
round = Круг {$count}
press = Нажал
over = Время вышло, кругов {$count}
""",
    "en": """
title = The watch
about = In time
round = Round {$count}
press = Pressed
over = Time is up, rounds {$count}
""",
}


class Watch(State):
    """A round that ends by itself."""

    count: int = 0

    def view(self, seat: Seat) -> View:
        """Show the count."""
        return View(seat.t("round", count=self.count), [Button(seat.t("press"), self.turn)])

    @press
    def turn(self, play: Play) -> Watch:
        """Count, and begin the round anew."""
        return self.to(Watch, count=self.count + 1)

    @after(seconds=3)
    def end(self, play: Play) -> Over:
        """Time is up."""
        return Over(count=self.count)


class Over(State, final=True):
    """The end."""

    count: int

    def view(self, seat: Seat) -> View:
        """Show the count."""
        return View(seat.t("over", count=self.count))


game = Game("watch", start=Watch, rated=False)
