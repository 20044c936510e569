"""What becomes of a session that seeks a stranger: one is found, one comes, a run is lent. Pure; knows no line's order."""

from __future__ import annotations

from dataclasses import replace

from engine.core.errors import Refused
from engine.core.game import Game
from engine.core.inputs import Input, Meeting, Turned
from engine.core.session import Session
from engine.core.step import closed
from engine.core.untokened import joined

MET = "met"  # why a session is closed whose player has gone over to another's


def paired(session: Session, given: Input) -> Turned:
    """Somebody waits elsewhere: this session is closed for good, and its player is on his way. Told twice, it changes nothing."""
    seat = next((number for number, place in enumerate(session.places) if place.player), None)
    number = session.audience_for(seat) if seat is not None else None
    if not session.seeking or session.over or seat is None or number is None:
        return Turned(session, changed=False)
    place = session.places[seat]
    meeting = Meeting(session.seeking, place.player, session.audiences[number].chat, place.language, given.words)
    turned = closed(session, given, MET)
    return replace(turned, outgoing=(*turned.outgoing, (f"meet.{session.step}", meeting)))


def met(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """The stranger sits down, if this session still seeks. Told twice, it changes nothing."""
    if session.seat_of(given.player) is not None or not session.seeking:
        return Turned(session, changed=False, refused=Refused.CLOSED)
    return joined(game, session, given, secret)


def lent(session: Session, given: Input) -> Turned:
    """Keep the run that is lent to who seeks; nothing that he sees changes."""
    if not session.seeking or session.over or session.lent:
        return Turned(session, changed=False)
    return Turned(replace(session, lent=given.act), changed=True)
