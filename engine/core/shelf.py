"""The list of games that the hall shows; the catalogue fills it in."""

from __future__ import annotations

from engine.core.state import Value


class ShelfGame(Value):
    """One game as the hall knows it."""

    name: str
    title: dict[str, str]  # by language
    about: dict[str, str]  # by language


class Shelf(Value):
    """All games but the hall, in the order of the catalogue. A game asks for it by `content=("", Shelf)`."""

    games: tuple[ShelfGame, ...] = ()
