"""The games of a world, with their words."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.texts import Texts
from tests.simulation import clock, count, vote

TEXTS = """
title = Счёт
about = Считает
go = Дальше
more = Ещё
trip = Споткнуться
count = Ходов { $goes }, ещё { $extras }, слов { $words }
counted = Итог: ходов { $goes }, ещё { $extras }, слов { $words }
tick = Прошло { $fired }, нажато { $pressed }
ticked = Итог: прошло { $fired }, нажато { $pressed }
gather = Нас { $here }, код { $code }
vote = Круг { $round }, моих { $mine }, всех { $all }
voted = Итог: всех { $all }
"""


def games(*made: Game) -> dict[str, Game]:
    """Give games by name, with their words."""
    for game in made:
        game.texts = Texts(game.name, {"ru": TEXTS, "en": TEXTS})
    return {game.name: game for game in made}


GAMES = games(count.game, clock.game, vote.game)
NEWER = games(count.newer, clock.game, vote.game)  # what is installed after an upgrade
