"""The card of a duel that somebody left."""

from __future__ import annotations

from engine.runtime.catalogue import load_catalogue
from engine.workshop.bench import Bench


def test_a_question_that_was_not_asked_has_no_cross() -> None:
    """After two questions the rival leaves: two signs are told, five places are empty, and none of them is wrong."""
    bench = Bench(load_catalogue(installed=False).games, "duel")
    bench.join()
    bench.press_move("strike", 0)
    bench.press(next(o.label for o in bench.offers(1).values() if o.args == (("0", 2),)), seat=1)
    for _ in range(2):
        for seat in (0, 1):
            bench.press_nth(0, seat=seat)
        for seat in (0, 1):
            bench.press(bench.say("go-on"), seat=seat)
    bench.leave(seat=1)
    picture = bench.screen.picture
    assert bench.session.over
    assert bench.seats == [0]
    assert picture is not None
    assert str(picture.alt).count("·····") == 2
    assert str(picture.alt).count("✓") + str(picture.alt).count("✕") == 4
