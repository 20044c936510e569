"""Inputs that bear no token: typed words, /stop, coming back, coming by an invitation. Each counts once (MECHANICS 4, 8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.core.compose import FOOTER_LABELS, LEAVE, OURS, SURE, Offer, compose, offers, page_turned
from engine.core.errors import Refused
from engine.core.game import Game
from engine.core.house import HALL, HOUSE
from engine.core.inputs import Input, Turned
from engine.core.offered import chosen
from engine.core.opening import beginning, chance
from engine.core.session import AWAY, Audience, Notice, Session
from engine.core.step import advanced, asked, moved, parted, succeeded
from engine.core.texts import LANGUAGES
from engine.core.token import read_token
from engine.core.words import fold, number

TYPED_KEPT = 32
TURNS = tuple(fold(str(HOUSE.say(LANGUAGES[0], key, {}))) for key in ("back", "forward"))  # the same signs in every language


def said(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """Take typed words: a button's label or number, else the move that takes words, else a hint. The view comes below them."""
    if given.delivery in session.typed:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    if not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    audience = session.audiences[given.audience]
    if audience.successor == AWAY:
        return Turned(session, changed=False, refused=Refused.ELSEWHERE)
    seen = tuple(notice for notice in session.notices if notice.seat != audience.seat)  # he has read them, and writes
    before, session = session, hearing(replace(session, notices=seen), given)
    seat = audience.seat if audience.seat >= 0 else session.seat_of(given.player)
    takes = game.chart.found(session.state, lambda move: move.words is not None)
    offered = offers(game, before, audience)
    offer = _typed_label(list(offered.values()), given.words) or _left_again(offered.values(), given.words)
    act = None if offer else _act_in_sight(game, before, given, numbers=takes is None or session.over)
    if act is not None and (page := page_turned(session, act)) is not None:
        return Turned(before, changed=False, page=page)
    offer = offer or (offered.get(act) if act is not None else None)
    if offer is not None:
        turned = chosen(game, session, given, secret, offer, seat)
    elif takes is not None and not session.over:
        turned = moved(game, session, given, secret, takes, seat, [given.words], {})
    else:
        turned = Turned(session, changed=True, hint="use-buttons")
    if turned.session.audiences[given.audience].successor:
        return replace(turned, renew=())
    return replace(turned, session=_told_above(turned, audience.seat), renew=(given.audience,))


def failed(session: Session, given: Input) -> Turned:
    """Words made the game fail: nothing of it remains, and the player is told above a new message, for words have no toast."""
    seat = session.audiences[given.audience].seat
    notices = tuple(notice for notice in session.notices if notice.seat != seat)
    session = hearing(replace(session, notices=(*notices, Notice(seat, OURS + "sorry"))), given)
    return Turned(session, changed=True, renew=(given.audience,))


def _told_above(turned: Turned, seat: int) -> Session:
    """Put above the new message what a presser would see in a toast: words wait for no answer. A group is not told a toast."""
    told = [Notice(seat, OURS + turned.hint)] if turned.hint else []
    if turned.toast is not None and seat >= 0:
        told.append(Notice(seat, turned.toast.key, turned.toast.arguments))
    kept = (notice for notice in turned.session.notices if notice not in told)
    return replace(turned.session, notices=(*kept, *told)) if told else turned.session


def _typed_label(offered: list[Offer], words: str) -> Offer | None:
    """Find the button whose label was typed, on whichever page it stands (MECHANICS 4)."""
    exact = [offer for offer in offered if offer.label == words]
    same = exact or [offer for offer in offered if fold(offer.label) == fold(words)]
    return same[0] if same else None


def _left_again(offered: Iterable[Offer], words: str) -> Offer | None:
    """Take the word for leaving, typed twice, as its answer too."""
    leaving = [fold(str(HOUSE.say(language, FOOTER_LABELS[LEAVE], {}))) for language in LANGUAGES]
    return next((offer for offer in offered if offer.move == SURE and fold(words) in leaving), None)


def _act_in_sight(game: Game, session: Session, given: Input, numbers: bool) -> bytes | None:
    """Find the act of the key whose number was typed, counted from 1 on the page that the player sees; or of ◀ or ▶."""
    words, nth = fold(given.words), number(given.words) if numbers else None
    if nth is None and words not in TURNS:
        return None
    keys = compose(game, session, given.audience, given.page if given.moment == session.moment else 0).keys()
    typed = [key for place, key in enumerate(keys, 1) if place == nth or words == fold(key.label) in TURNS]
    token = read_token(typed[0].token) if typed else None
    return token.act if token else None


def stopped(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """The player typed /stop: the game is closed, if it is not over, and the hall opens below. Once for each delivery.

    Where something was played already it is asked first: a second /stop closes it, anything else plays on.
    """
    if given.delivery in session.typed:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    if not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    session, seat = hearing(session, given), session.seat_of(given.player)
    if asking := asked(session, session.audiences[given.audience], seat):
        return Turned(asking, changed=True, renew=(given.audience,))
    return succeeded(parted(game, session, given, secret, seat, "left"), given, HALL)


def joined(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """A player comes by an invitation: he gets a free seat and a chat of his own, if the state has a move for it."""
    seated = session.seat_of(given.player)
    if seated is not None:
        number = session.audience_for(seated)
        number = -1 if number is None else number
        return shown_again(session, replace(given, audience=number))
    move = game.chart.found(session.state, lambda move: move.joins)
    free = next((number for number, place in enumerate(session.places) if not place.player), None)
    if session.over or move is None or free is None or given.place is None:
        return Turned(session, changed=False, refused=Refused.CLOSED)
    places = tuple(given.place if number == free else place for number, place in enumerate(session.places))
    session = replace(hearing(session, given), places=places, audiences=(*session.audiences, Audience(given.words, free)))
    return moved(game, session, replace(given, audience=len(session.audiences) - 1), secret, move, free, [], {})


def hearing(session: Session, given: Input) -> Session:
    """Remember an input without a token, that it may not count twice."""
    return replace(session, typed=(*session.typed, given.delivery)[-TYPED_KEPT:])


def shown_again(session: Session, given: Input) -> Turned:
    """The player came back: the present view in a new message, once for each delivery."""
    if given.delivery in session.typed or not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False)
    notices = tuple(notice for notice in session.notices if not notice.key.startswith(OURS))
    return Turned(hearing(replace(session, notices=notices), given), changed=True, renew=(given.audience,))


def begun_again(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """The hall is asked for where it stands open: it goes to the room that the code names, in a new message."""
    if session.over or given.delivery in session.typed or not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.CLOSED)
    state = beginning(game, chance(session.seed, session.step + 1), secret, given.now, session.places, given.words)
    session = replace(advanced(hearing(session, given), state, given), notices=())
    return Turned(session, changed=True, renew=(given.audience,))


def spoken(session: Session, given: Input) -> Turned:
    """The player's language has changed elsewhere: his seats speak it too."""
    places = tuple(replace(p, language=given.words) if p.player == given.player else p for p in session.places)
    return Turned(replace(session, places=places), changed=places != session.places)


def learnt(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """Another game has declared facts of a player: his seat knows them, and the state may have a move for it. Twice is once."""
    seat = session.seat_of(given.player)
    if session.over or seat is None:
        return Turned(session, changed=False)
    place = session.places[seat]
    facts = tuple(dict.fromkeys((*place.facts, *given.words.split("\n"))))
    if facts == place.facts:
        return Turned(session, changed=False)
    places = tuple(replace(place, facts=facts) if number == seat else place for number, place in enumerate(session.places))
    session = replace(session, places=places)
    move = game.chart.found(session.state, lambda move: move.fact)
    return replace(moved(game, session, given, secret, move, seat, [], {}), changed=True) if move else Turned(session, changed=True)


def readdressed(session: Session, given: Input) -> Turned:
    """The chat has a new address (a group became a supergroup): the session goes on there. Told twice, it changes nothing."""
    if not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False)
    audiences = tuple(replace(a, chat=given.words) if n == given.audience else a for n, a in enumerate(session.audiences))
    return Turned(replace(session, audiences=audiences), changed=True)
