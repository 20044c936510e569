"""One input, one step: act, button offered now, method, next state and effects. Pure (MECHANICS 1-4, 8, 18, 28)."""

from __future__ import annotations

from dataclasses import replace

from engine.core.compose import offers, ours, page_turned
from engine.core.deadlines import deadlines
from engine.core.errors import Refused
from engine.core.game import Game
from engine.core.inputs import Input, Turned
from engine.core.meeting import lent, met, paired
from engine.core.offered import chosen
from engine.core.people import forgotten, went_on
from engine.core.session import AWAY, Session
from engine.core.step import closed, moved, parted
from engine.core.untokened import begun_again, failed, joined, learnt, readdressed, said, shown_again, spoken, stopped

TOAST_ONLY_S = 3.0  # a press of the previous moment within this time gets a toast and no redraw (MECHANICS 3)


def turn(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """Play one input.

    Raises AuthorError: the game did what no game may do; whatever the game's own code raises passes through.
    """
    match given.kind:
        case "press":
            return _pressed(game, session, given, secret)
        case "words":
            return said(game, session, given, secret)
        case "failed":
            return failed(session, given)
        case "deadline":
            return _ran_out(game, session, given, secret)
        case "armed":
            return Turned(replace(session, shown_at=given.now), changed=True)
        case "crowded" | "anew":
            return parted(game, session, given, secret, session.seat_of(given.player), given.kind)
        case "idle" | "broken" | "same":
            return closed(session, given, given.kind) if not session.over else Turned(session, changed=False)
        case "stop":
            return stopped(game, session, given, secret)
        case "show":
            return shown_again(session, given)
        case "begin":
            return begun_again(game, session, given, secret)
        case "room":
            return replace(begun_again(game, session, given, secret), renew=())
        case "move":
            return went_on(session, given)
        case "forgotten":
            return forgotten(game, session, given, secret)
        case "speak":
            return spoken(session, given)
        case "fact":
            return learnt(game, session, given, secret)
        case "join":
            return joined(game, session, given, secret)
        case "met":
            return met(game, session, given, secret)
        case "paired":
            return paired(session, given)
        case "lent":
            return lent(session, given)
        case "back":  # he can be reached again: what the session is has not changed
            return Turned(session, changed=False)
        case "moved":
            return readdressed(session, given)


def _pressed(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    refused = _not_now(session, given)
    if refused is not None:
        return refused
    audience = session.audiences[given.audience]
    own = ours(game, session, audience).get(given.act)  # first: he may leave a game whose view fails
    offer = own or offers(game, session, audience).get(given.act)
    seat = audience.seat if audience.seat >= 0 else session.seat_of(given.player)
    if offer is None and (page := page_turned(session, given.act)) is not None:
        return Turned(session, changed=False, page=page)
    if offer is None:
        acted = any(heard.seat == (-1 if seat is None else seat) for heard in session.heard)
        return _refuse(session, Refused.COUNTED if acted else Refused.NOT_YOUR_TURN, given.audience)
    return chosen(game, session, given, secret, offer, seat)


def _not_now(session: Session, given: Input) -> Turned | None:
    """Refuse what is not this player's, was counted, or is of another moment."""
    if not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    audience = session.audiences[given.audience]
    if audience.successor == AWAY:
        return Turned(session, changed=False, refused=Refused.ELSEWHERE)
    if audience.successor:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    if audience.parted:
        return _refuse(session, Refused.CLOSED, given.audience)
    if audience.seat >= 0 and session.places[audience.seat].player != given.player:
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    if any(heard.delivery == given.delivery for heard in session.heard):
        return Turned(session, changed=False, refused=Refused.COUNTED)
    if given.moment == session.moment:
        return None
    if session.closed:
        return _refuse(session, Refused.CLOSED, given.audience)
    if given.moment != session.before:
        return _refuse(session, Refused.PASSED, given.audience)
    why = Refused.LATE if session.by == "deadline" else Refused.COUNTED
    if given.now - session.began <= TOAST_ONLY_S:
        return Turned(session, changed=False, refused=why)
    return _refuse(session, why, given.audience)


def _refuse(session: Session, why: Refused, audience: int) -> Turned:
    return Turned(session, changed=False, refused=why, redraw=(audience,))


def _ran_out(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    due = deadlines(session)
    if not due or given.now < due[0].at:
        return Turned(session, changed=False)
    return moved(game, session, given, secret, due[0].move, due[0].seat, [], {})
