"""A game whose words may be as long as a messenger shows."""

from __future__ import annotations

from engine import Button, Game, Picture, Play, Seat, State, View, press
from engine.core.texts import Texts

TEXTS = {
    "ru": "title = До краёв\nabout = Много слов\ntold = Сказано\n",
    "en": "title = To the brim\nabout = Many words\ntold = Told\n",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'


class Brim(State):
    """So many signs, with or without a picture above them."""

    signs: int = 4090
    drawn: bool = False
    alt: int = 9  # signs of the words about the picture

    def view(self, seat: Seat) -> View:
        """Fill the message."""
        picture = Picture("а" * self.alt, svg=SVG) if self.drawn else None
        ways = [Button("Дальше", self.go), Button("Сказать", self.say), Button("Всё", self.end)]
        return View("ж" * self.signs, ways, picture=picture)

    @press
    def go(self, play: Play) -> Brim:
        """Go on to a view with a picture."""
        return Brim(signs=1020, drawn=True)

    @press
    def say(self, play: Play) -> Brim:
        """Tell oneself something."""
        play.tell(0, "told")
        return self.to(Brim)

    @press
    def end(self, play: Play) -> Poured:
        """End it."""
        return Poured()


class Poured(State, final=True):
    """The end."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("!")


game = Game("brim", start=Brim)
game.texts = Texts("brim", TEXTS)
