"""What becomes of a session when its player goes on in another chat, or is to be forgotten. Pure (MECHANICS 30)."""

from __future__ import annotations

from dataclasses import replace

from engine.core.errors import Refused
from engine.core.game import Game
from engine.core.inputs import Input, Outgoing, Turned, player_of
from engine.core.session import AWAY, GONE, NOBODY, Audience, Place, Session
from engine.core.step import parted
from engine.core.untokened import hearing


def went_on(session: Session, given: Input) -> Turned:
    """Show a seat in the chat that its player writes from now; his message elsewhere says where the game is. Once a delivery."""
    seat, chat = session.seat_of(given.player), given.words
    if seat is None or session.over or given.delivery in session.typed:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    mine = [n for n, audience in enumerate(session.audiences) if audience.seat == seat and not audience.parted]
    known = next((n for n in mine if session.audiences[n].chat == chat), None)
    audiences = [replace(a, successor=AWAY) if n in mine and not a.successor else a for n, a in enumerate(session.audiences)]
    if known is None:
        audiences.append(Audience(chat, seat))
    else:
        audiences[known] = Audience(chat, seat)
    session = replace(hearing(session, given), audiences=tuple(audiences))
    return Turned(session, changed=True, renew=() if known is None else (known,))


def forgotten(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """Take everything that names a player out of a session that others play on; `given.words`: his chats, between spaces.

    If he still plays he leaves first, as by /stop, but nothing of it goes to him. Raises as `turn` does.
    """
    seat, outgoing = session.seat_of(given.player), tuple[tuple[str, Outgoing], ...]()
    if seat is not None and not session.over:
        left = parted(game, session, given, secret, seat, "left")
        session, outgoing = left.session, tuple(one for one in left.outgoing if player_of(one[1]) != given.player)
    chats = given.words.split(" ")
    places = tuple(Place(NOBODY, place.language, done=True) if place.player == given.player else place for place in session.places)
    audiences = tuple(Audience(NOBODY, a.seat, GONE, "left") if a.chat in chats else a for a in session.audiences)
    return Turned(replace(session, places=places, audiences=audiences), changed=True, outgoing=outgoing)
