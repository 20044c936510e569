"""A game for the tests of whole ways: a wall that counts presses and shows typed words."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, press, text

TEXTS = {
    "ru": """
title = Стена
about = Пиши на ней
wall = Счёт {$count}. Написано: «{$written}»
add = Прибавить
break = Сломать
finish = Хватит
full = Стена исписана, счёт {$count}
empty = Надо хоть что-то кроме точек
""",
    "en": """
title = The wall
about = Write on it
wall = Count {$count}. Written: “{$written}”
add = Add
break = Break
finish = Enough
full = The wall is full, count {$count}
empty = Write something besides dots
""",
}


class Wall(State):
    """What was pressed and written."""

    count: int = 0
    written: str = ""

    def view(self, seat: Seat) -> View:
        """Show both."""
        told = seat.t("wall", count=self.count, written=self.written)
        return View(
            told, [Button(seat.t("add"), self.add), Button(seat.t("break"), self.crack), Button(seat.t("finish"), self.finish)]
        )

    @press
    def add(self, play: Play) -> Wall:
        """Count one press."""
        return self.to(Wall, count=self.count + 1)

    @press
    def crack(self, play: Play) -> Wall:
        """Fail as a game with a mistake does, with the player's words in the error."""
        raise ValueError(self.written)

    @press
    def finish(self, play: Play) -> Full:
        """End it."""
        return Full(count=self.count)

    @text(examples=["слово"])
    def write(self, play: Play, words: str) -> Wall:
        """Write words; dots alone are refused."""
        if not words.strip("."):
            play.toast("empty")
            return self
        return self.to(Wall, written=words)


class Full(State, final=True):
    """The end of the wall."""

    count: int

    def view(self, seat: Seat) -> View:
        """Show how often it was pressed."""
        return View(seat.t("full", count=self.count))


game = Game("wall", start=Wall)
