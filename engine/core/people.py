"""What becomes of a session when its player goes on in another chat, or is to be forgotten. Pure (MECHANICS 30)."""

from __future__ import annotations

from dataclasses import replace

from engine.core.errors import Refused
from engine.core.inputs import Input, Turned
from engine.core.session import AWAY, GONE, NOBODY, Audience, Place, Session
from engine.core.untokened import hearing


def went_on(session: Session, given: Input) -> Turned:
    """Show a seat in the chat that its player writes from now; his message elsewhere says where the game is. Once a delivery."""
    seat, chat = session.seat_of(given.player), given.words
    if seat is None or session.over or given.delivery in session.typed:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    known = next((n for n, audience in enumerate(session.audiences) if (audience.chat, audience.seat) == (chat, seat)), None)
    audiences = [replace(a, successor=AWAY) if a.seat == seat and not a.successor else a for a in session.audiences]
    if known is None:
        audiences.append(Audience(chat, seat))
    else:
        audiences[known] = Audience(chat, seat)
    session = replace(hearing(session, given), audiences=tuple(audiences))
    return Turned(session, changed=True, renew=() if known is None else (known,))


def forgotten(session: Session, given: Input) -> Turned:
    """Take everything that names a player out of a session that others play on; his seat stays, with nobody in it."""
    seats = [n for n, place in enumerate(session.places) if place.player == given.player]
    if not seats:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    places = tuple(
        Place(NOBODY, place.language, points=place.points, stars=place.stars, done=True) if n in seats else place
        for n, place in enumerate(session.places)
    )
    audiences = tuple(Audience(NOBODY, a.seat, GONE) if a.seat in seats else a for a in session.audiences)
    notices = tuple(notice for notice in session.notices if notice.seat not in seats)
    return Turned(replace(session, places=places, audiences=audiences, notices=notices), changed=True)
