"""A button of the house or of the game, chosen by a press or by its typed label."""

from __future__ import annotations

from dataclasses import replace

from engine.core.compose import AGAIN, LEAVE, NEXT, SURE, TO_HALL, Offer
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.inputs import Input, Turned
from engine.core.session import Heard, Session
from engine.core.step import asked, moved, parted, succeeded


def chosen(game: Game, session: Session, given: Input, secret: bytes, offer: Offer, seat: int | None) -> Turned:
    """Do what a button stands for: leave, go on to another game, or a move of this one. Raises as `turn` does."""
    if offer.move == LEAVE and (asking := asked(session, session.audiences[given.audience], seat)):
        heard = Heard(given.delivery, -1 if seat is None else seat)  # pressed twice it is not the answer
        return Turned(replace(asking, heard=(*asking.heard, heard)), changed=True)
    if offer.move in (LEAVE, SURE):
        return succeeded(parted(game, session, given, secret, seat, "left"), given, HALL)
    if offer.move in (AGAIN, NEXT, TO_HALL):
        target = {AGAIN: session.game, NEXT: "", TO_HALL: HALL}[offer.move]
        return succeeded(Turned(session, changed=True), given, target)
    args = [value for name, value in offer.args if name.isdigit()]
    named = {name: value for name, value in offer.args if not name.isdigit()}
    return moved(game, session, given, secret, offer.move, seat, args, named)
