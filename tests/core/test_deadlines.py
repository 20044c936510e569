"""Moves that set themselves off: after so long in sight, at an instant, one for each seat; earliest first (MECHANICS 18, 19)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.core.compose import offers
from engine.core.deadlines import IDLE_S, TIMER_MOST_S, Deadline, deadlines, waits
from engine.core.errors import AuthorError
from engine.core.fit import fit
from engine.core.inputs import Input
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.state import State
from engine.core.turn import turn
from engine.store.contract import ARM_LATEST_S, GRACE_S
from tests.core.bell import Bell, Rung, game

NOW, SECRET, DAY_S = 1_790_000_000.0, b"secret", 86400.0


def begun(shown_at: float = NOW, **fields: object) -> Session:
    places, audiences = (Place("a"), Place("b")), (Audience("tg:0", 0), Audience("tg:1", 1))
    session = open_session(game, "s" * 13, b"x" * 16, NOW, places, audiences, SECRET)
    return replace(session, state=Bell.model_validate(fields), shown_at=shown_at)


def runs_out(session: Session, at: float) -> State:
    return turn(game, session, Input("deadline", at), SECRET).session.state


def test_all_deadlines_of_a_moment_are_known_the_earliest_first() -> None:
    """A field that says None sets nothing off; the store is told the earliest of each kind."""
    session = begun(limit_s=5.0, bells=(NOW + 9, NOW + 7))
    assert deadlines(session) == [
        Deadline(NOW + 5, "soon", None), Deadline(NOW + 7, "ring", 1), Deadline(NOW + 9, "ring", 0), Deadline(NOW + 20, "end", None)
    ]  # fmt: skip
    assert waits(session) == (5.0, NOW + 7)
    assert waits(begun(bells=(None, NOW + 30))) == (20.0, NOW + 30)
    assert waits(begun()) == (20.0, -1.0)


def test_an_instant_needs_no_showing() -> None:
    """What counts from the showing waits for it; an instant does not."""
    assert deadlines(begun(shown_at=0.0, limit_s=5.0, bells=(NOW + 9, None))) == [Deadline(NOW + 9, "ring", 0)]


@pytest.mark.parametrize("fields", [{"limit_s": 29 * DAY_S + 1}, {"bells": (NOW + 29 * DAY_S + 1, None)}])
def test_a_deadline_comes_before_the_session_is_abandoned(fields: dict[str, Any]) -> None:
    """What nobody touches is closed after thirty days: a deadline later than that would never fire, so it is refused."""
    assert TIMER_MOST_S + ARM_LATEST_S + GRACE_S < IDLE_S
    assert fit(game, begun(limit_s=29 * DAY_S, bells=(NOW + 29 * DAY_S, None)))
    with pytest.raises(AuthorError, match=r"is out of range; .* 29 days"):
        fit(game, begun(**fields))


def test_whose_instant_has_come_is_the_seat_that_acts() -> None:
    """`play.seat` is then that seat; of a clock for all it is nobody's."""
    assert runs_out(begun(bells=(NOW + 9, NOW + 7)), NOW + 7) == Rung(by="ring", seat=1)
    assert runs_out(begun(bells=(NOW + 6, NOW + 7)), NOW + 8) == Rung(by="ring", seat=0)
    assert runs_out(begun(limit_s=3.0, bells=(NOW + 6, NOW + 7)), NOW + 60) == Rung(by="soon", seat=-1)
    assert runs_out(begun(bells=(None, NOW + 50)), NOW + 21) == Rung(by="end", seat=-1)
    assert isinstance(runs_out(begun(bells=(None, NOW + 7)), NOW + 6.9), Bell)


@pytest.mark.parametrize(
    ("shown_at", "pressed_at", "elapsed"), [(NOW, 0.4, 0.0), (NOW, 4.5, 3.5), (NOW + 2, 4.5, 1.5), (0.0, 4.5, 0.0)]
)
def test_the_answering_time_runs_from_the_showing(shown_at: float, pressed_at: float, elapsed: float) -> None:
    """Less a second for the way there and back, never below nought; unshown it is nought (MECHANICS 19)."""
    session = begun(shown_at=shown_at)
    [act] = [act for act, offer in offers(game, session, session.audiences[1]).items() if offer.label == "stop"]
    given = Input("press", NOW + pressed_at, b"press", "b", 1, session.moment, act)
    assert turn(game, session, given, SECRET).session.state == Rung(by="stop", seat=1, elapsed=elapsed)
