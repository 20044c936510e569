"""One input, one step: act, button offered now, method, next state and effects. Pure (MECHANICS 1-4, 8, 18, 28)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from engine.core import effects as fx
from engine.core.chart import mark_of
from engine.core.compose import AGAIN, LEAVE, NEXT, OURS, TO_HALL, Offer, offers
from engine.core.errors import AuthorError, Refused
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.moves import Move
from engine.core.play import Play
from engine.core.session import Audience, Heard, Notice, Place, Session
from engine.core.state import State
from engine.core.token import next_moment
from engine.core.words import fold, number

GRACE_S = 1.0  # off the answering time, for the way of the view and of the press
LATE_S = 1.5  # a press wins until its deadline and this much more (MECHANICS 18)
TOAST_ONLY_S = 3.0  # a press of the previous moment within this time gets a toast and no redraw (MECHANICS 3)
IDLE_S = 30 * 86400.0
TYPED_KEPT = 32
TIMER_MOST_S = 30 * 86400.0

Kind = Literal[
    "press", "words", "deadline", "idle", "broken", "left", "crowded", "stop", "armed", "show", "begin", "speak", "join"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Input:
    """What happens to a session. The record is made of these."""

    kind: Kind
    now: float
    delivery: bytes = b""  # 5 bytes
    player: str = ""  # profile id
    audience: int = -1
    moment: bytes = b""
    act: bytes = b""
    words: str = ""  # typed words; of a `speak` the language; of a `join` the chat; of a `begin` the code
    place: Place | None = None  # of a `join`: who sits down


@dataclass(frozen=True, slots=True)
class Result:
    """A seat's play is over: what its player is to be credited with, once."""

    player: str
    game: str
    points: int
    stars: int
    achieved: tuple[str, ...]
    memory: bytes
    finished: bool  # False: he left before the end
    rated: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """The game that takes over a chat; `sid` is fixed here, so that opening twice opens once."""

    sid: str
    game: str  # "" = whichever comes next
    audience: int
    player: str
    fresh: bool  # asked for by typed words: the new game comes in a new message


@dataclass(frozen=True, slots=True)
class Speaking:
    """A player's wish for a language."""

    player: str
    language: str


Outgoing = Result | Opening | Speaking


@dataclass(frozen=True, slots=True)
class Turned:
    """What an input came to."""

    session: Session
    changed: bool  # False: there is nothing to commit
    refused: Refused | None = None
    hint: str = ""  # a text of the house to tell instead
    toast: fx.Toast | None = None
    outgoing: tuple[tuple[str, Outgoing], ...] = ()  # (effect id, effect)
    redraw: tuple[int, ...] | None = None  # audiences to draw although nothing changed; None = those of a change
    renew: tuple[int, ...] = ()  # audiences that get a new message


@dataclass(frozen=True, slots=True)
class Deadline:
    """One instant at which a move sets itself off."""

    at: float
    move: str
    seat: int | None


def turn(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """Play one input.

    Raises AuthorError: the game did what no game may do; whatever the game's own code raises passes through.
    """
    match given.kind:
        case "press":
            return _pressed(game, session, given, secret)
        case "words":
            return _said(game, session, given, secret)
        case "deadline":
            return _expired(game, session, given, secret)
        case "armed":
            return Turned(replace(session, shown_at=given.now), changed=True)
        case "idle" | "broken" | "left" | "crowded":
            return _close(session, given, given.kind) if not session.over else Turned(session, changed=False)
        case "stop":
            return _stopped(session, given)
        case "show":
            return _shown_again(session, given)
        case "begin":
            return _begun_again(game, session, given, secret)
        case "speak":
            return _spoken(session, given)
        case "join":
            return _joined(game, session, given, secret)


def deadlines(session: Session) -> list[Deadline]:
    """List the deadlines of the present moment whose instant is known, earliest first."""
    if session.over:
        return []
    relative = [Deadline(session.shown_at + s, name, None) for name, s in _relative(session.state)] if session.shown_at else []
    return sorted([*relative, *_absolute(session.state)], key=lambda deadline: deadline.at)


def waits(session: Session) -> tuple[float, float]:
    """Tell the store the earliest deadline: (seconds after the showing, absolute instant); -1 = none."""
    if session.over:
        return -1.0, -1.0
    after_s = min((s for _, s in _relative(session.state)), default=-1.0)
    return after_s, min((deadline.at for deadline in _absolute(session.state)), default=-1.0)


def expired(session: Session, now: float) -> bool:
    """Tell whether a deadline has passed, with the grace that a press still has."""
    due = deadlines(session)
    return bool(due) and now > due[0].at + LATE_S


def open_session(
    game: Game,
    sid: str,
    seed: bytes,
    now: float,
    places: tuple[Place, ...],
    audiences: tuple[Audience, ...],
    secret: bytes,
    code: str = "",
) -> Session:
    """Begin a game: make its first state. Raises as `turn` does."""
    state = _beginning(game, _chance(seed, 0), secret, now, places, code)
    return Session(
        sid=sid,
        game=game.name,
        version=game.version,
        seed=seed,
        state=state,
        moment=next_moment(seed[:5], sid, now),
        began=now,
        places=places,
        audiences=audiences,
        opened=now,
    )


def _beginning(game: Game, chance: bytes, secret: bytes, now: float, places: tuple[Place, ...], code: str) -> State:
    play = Play(game=game, seed=chance, secret=secret, now=now, elapsed=0.0, seat=0, places=places, code=code)
    state = game.begin(play)
    if type(state) not in game.chart.steps:
        raise AuthorError(f"{game.name}: the beginning gave {type(state).__name__}, which its annotation does not name")
    return state


def made_id(*parts: bytes | str | int) -> str:
    """Make a session id (13 of 0-9 a-z) from parts: the same parts always give the same id."""
    spelled = base64.b32encode(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()).decode()
    return spelled.rstrip("=").lower()


# -- a press -------------------------------------------------------------------------------------------------


def _pressed(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    refused = _not_now(session, given)
    if refused is not None:
        return refused
    audience = session.audiences[given.audience]
    offer = offers(game, session, audience).get(given.act)
    seat = audience.seat if audience.seat >= 0 else session.seat_of(given.player)
    if offer is None:
        acted = any(heard.seat == (-1 if seat is None else seat) for heard in session.heard)
        return _refuse(session, Refused.COUNTED if acted else Refused.NOT_YOUR_TURN, given.audience)
    return _chosen(game, session, given, secret, offer, seat)


def _not_now(session: Session, given: Input) -> Turned | None:
    """Refuse what is not this player's, was counted, or is of another moment."""
    if not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    seat = session.audiences[given.audience].seat
    if seat >= 0 and session.places[seat].player != given.player:
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    if session.audiences[given.audience].successor:
        return Turned(session, changed=False, refused=Refused.COUNTED)
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


def _chosen(game: Game, session: Session, given: Input, secret: bytes, offer: Offer, seat: int | None) -> Turned:
    if offer.move == LEAVE:
        return _opened(_close(session, given, "left"), given, HALL)
    if offer.move in (AGAIN, NEXT, TO_HALL):
        target = {AGAIN: session.game, NEXT: "", TO_HALL: HALL}[offer.move]
        return _opened(Turned(session, changed=True), given, target)
    args = [value for name, value in offer.args if name.isdigit()]
    named = {name: value for name, value in offer.args if not name.isdigit()}
    return _moved(game, session, given, secret, offer.move, seat, args, named)


# -- typed words ---------------------------------------------------------------------------------------------


def _said(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    if given.delivery in session.typed:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    if not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    audience = session.audiences[given.audience]
    seen = tuple(notice for notice in session.notices if notice.seat != audience.seat)  # he has read them, and writes
    session = _hearing(replace(session, notices=seen), given)
    seat = audience.seat if audience.seat >= 0 else session.seat_of(given.player)
    takes = next((s.move.name for s in game.chart.steps[type(session.state)].values() if s.move.words is not None), None)
    offer = _typed_label(list(offers(game, session, audience).values()), given.words, numbers=takes is None or session.over)
    if offer is not None:
        turned = _chosen(game, session, given, secret, offer, seat)
    elif takes is not None and not session.over:
        turned = _moved(game, session, given, secret, takes, seat, [given.words], {})
    else:
        turned = Turned(session, changed=True, hint="use-buttons")
    if turned.session.audiences[given.audience].successor:
        return replace(turned, renew=())
    return replace(turned, session=_told_above(turned, audience.seat), renew=(given.audience,))


def _told_above(turned: Turned, seat: int) -> Session:
    """Put above the new message what a presser would see in a toast: words wait for no answer. A group is not told a toast."""
    told = [Notice(seat, OURS + turned.hint)] if turned.hint else []
    if turned.toast is not None and seat >= 0:
        told.append(Notice(seat, turned.toast.key, turned.toast.arguments))
    kept = (notice for notice in turned.session.notices if notice not in told)
    return replace(turned.session, notices=(*kept, *told)) if told else turned.session


def _typed_label(offered: list[Offer], words: str, numbers: bool) -> Offer | None:
    """Find the button whose label, or number from 1, was typed (MECHANICS 4)."""
    exact = [offer for offer in offered if offer.label == words]
    same = exact or [offer for offer in offered if fold(offer.label) == fold(words)]
    if same:
        return same[0]
    nth = number(words) if numbers else None
    return offered[nth - 1] if nth is not None and 1 <= nth <= len(offered) else None


# -- time ----------------------------------------------------------------------------------------------------


def _expired(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    due = deadlines(session)
    if not due or given.now < due[0].at:
        return Turned(session, changed=False)
    return _moved(game, session, given, secret, due[0].move, due[0].seat, [], {})


def _relative(state: State) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for name, move in _timed(type(state)):
        seconds = getattr(state, move.after) if isinstance(move.after, str) else move.after
        if seconds is not None:
            found.append((name, min(max(float(seconds), 1.0), TIMER_MOST_S)))
    return found


def _absolute(state: State) -> list[Deadline]:
    found: list[Deadline] = []
    for name, move in _timed(type(state)):
        instants = getattr(state, move.at) if move.at is not None else None
        if isinstance(instants, tuple):
            found += [Deadline(float(instant), name, seat) for seat, instant in enumerate(instants) if instant is not None]
        elif instants is not None:
            found.append(Deadline(float(instants), name, None))
    return found


@lru_cache(maxsize=1024)
def _timed(state: type[State]) -> tuple[tuple[str, Move], ...]:
    found = ((name, mark_of(state, name)) for name in dir(state))
    return tuple((name, move) for name, move in found if move is not None and move.timed)


# -- a move --------------------------------------------------------------------------------------------------


def _moved(
    game: Game,
    session: Session,
    given: Input,
    secret: bytes,
    move: str,
    seat: int | None,
    args: list[object],
    named: dict[str, object],
) -> Turned:
    elapsed = max(0.0, given.now - session.shown_at - GRACE_S) if session.shown_at else 0.0
    play = Play(
        game=game,
        seed=_chance(session.seed, session.step + 1),
        secret=secret,
        now=given.now,
        elapsed=elapsed,
        seat=seat,
        places=session.places,
    )
    state = getattr(session.state, move)(play, *args, **named)
    _check_result(game, session, move, play, state)
    toast = next((effect for effect in play.effects if isinstance(effect, fx.Toast)), None)
    if state is session.state:
        return Turned(session, changed=given.kind == "words", toast=toast)
    session = _credited(game, session, play, given)
    if play.stayed is not None:
        heard = Heard(given.delivery, -1 if seat is None else seat)
        session = replace(session, state=state, step=session.step + 1, heard=(*session.heard, heard))
    else:
        session = _advanced(session, state, given)
    return _finished(game, Turned(session, changed=True, toast=toast), play, given)


def _check_result(game: Game, session: Session, move: str, play: Play, state: object) -> None:
    where = f"{game.name}: {type(session.state).__name__}.{move}"
    step = game.chart.step(session.state, move)
    if not isinstance(state, State):
        raise AuthorError(f"{where} returned {type(state).__name__}, not a State")
    if state is session.state:
        if any(not isinstance(effect, fx.Toast) for effect in play.effects):
            raise AuthorError(f"{where} returned self with effects that are no toast; return play.stay(...) or another state")
        return
    if step is None or type(state) not in (*step.leads, type(session.state) if play.stayed is not None else None):
        raise AuthorError(f"{where} returned {type(state).__name__}, which its annotation does not name")
    if play.stayed is not None and (state is not play.stayed or type(state) is not type(session.state)):
        raise AuthorError(f"{where} called play.stay and must return what it gave, a {type(session.state).__name__}")
    if any(isinstance(effect, fx.Open) for effect in play.effects) and not type(state).is_final:
        raise AuthorError(f"{where} called play.open and must return a final state")


def _credited(game: Game, session: Session, play: Play, given: Input) -> Session:
    places = list(session.places)
    notices = [] if play.stayed is None else [notice for notice in session.notices if not notice.key.startswith(OURS)]
    for effect in play.effects:
        match effect:
            case fx.Award(seat, points):
                places[seat] = replace(places[seat], points=places[seat].points + points)
            case fx.Achieve(seat, name):
                places[seat] = replace(places[seat], achieved=tuple(dict.fromkeys((*places[seat].achieved, name))))
            case fx.Rate(seat, stars):
                places[seat] = replace(places[seat], stars=stars)
            case fx.Remember(seat, memory):
                places[seat] = replace(places[seat], kept=memory)
            case fx.Speak(seat, language):
                places[seat] = replace(places[seat], language=language)
            case fx.Tell(seat, key, arguments):
                notices.append(Notice(seat, key, arguments))
            case fx.Join(seat):
                places[seat] = replace(places[seat], player=given.player)
            case _:
                pass
    return replace(session, places=tuple(places), notices=tuple(notices))


def _advanced(session: Session, state: State, given: Input) -> Session:
    moment = next_moment(session.moment, given.kind, given.delivery, given.act, given.words, given.now, session.step)
    return replace(
        session,
        state=state,
        moment=moment,
        before=session.moment,
        began=given.now,
        by=given.kind,
        heard=(),
        step=session.step + 1,
        shown_at=0.0,
    )


def _finished(game: Game, turned: Turned, play: Play, given: Input) -> Turned:
    """Hand over what must leave the shard: languages, results of seats that are done, the game that follows."""
    session = turned.session
    leaving = {effect.seat for effect in play.effects if isinstance(effect, fx.Leave)}
    outgoing: list[tuple[str, Outgoing]] = []
    for effect in play.effects:
        if isinstance(effect, fx.Speak):
            outgoing.append((f"speak.{session.step}", Speaking(session.places[effect.seat].player, effect.language)))
    over = type(session.state).is_final
    session, results = _results(session, set(range(len(session.places))) if over else leaving, finished=over, rated=game.rated)
    told = tuple(effect.seat for effect in play.effects if isinstance(effect, fx.Tell))
    renew = tuple(n for n, audience in enumerate(session.audiences) if audience.seat in told)
    turned = replace(turned, session=session, outgoing=(*outgoing, *results), renew=renew)
    for effect in play.effects:
        if isinstance(effect, fx.Open):
            turned = _opened(turned, _in_chat_of(session, given, effect.seat), effect.game)
    return turned


def _in_chat_of(session: Session, given: Input, seat: int) -> Input:
    """A deadline acts in no chat and for nobody: what it opens goes to the seat it was asked for."""
    if given.audience >= 0:
        return given
    number = next((n for n, audience in enumerate(session.audiences) if audience.seat == seat), given.audience)
    return replace(given, audience=number, player=session.places[seat].player)


def _results(session: Session, seats: set[int], finished: bool, rated: bool) -> tuple[Session, list[tuple[str, Outgoing]]]:
    places, results = list(session.places), list[tuple[str, Outgoing]]()
    for seat in sorted(seats):
        place = places[seat]
        if place.player and not place.done:
            credit = Result(
                place.player, session.game, place.points, place.stars, place.achieved, place.kept, finished, rated and finished
            )
            results.append((f"result.{seat}", credit))
            places[seat] = replace(place, done=True)
    return replace(session, places=tuple(places)), results


def _close(session: Session, given: Input, why: str) -> Turned:
    session, results = _results(session, set(range(len(session.places))), finished=False, rated=False)
    session = replace(_advanced(session, session.state, given), closed=why, notices=())
    return Turned(session, changed=True, outgoing=tuple(results))


def _opened(turned: Turned, given: Input, game: str) -> Turned:
    """Let another game take over the chat of the presser: its id is fixed now, it is opened by the effect."""
    session = turned.session
    audience = session.audiences[given.audience]
    sid = made_id(session.seed, "successor", given.audience, session.step)
    opening = Opening(sid, game, given.audience, given.player, fresh=given.kind in ("words", "stop"))
    audiences = tuple(replace(a, successor=sid) if a is audience else a for a in session.audiences)
    return replace(
        turned, session=replace(session, audiences=audiences), outgoing=(*turned.outgoing, (f"open.{given.audience}", opening))
    )


def _stopped(session: Session, given: Input) -> Turned:
    """The player typed /stop: the game is closed, if it is not over, and the hall opens below. Once for each delivery."""
    if given.delivery in session.typed:
        return Turned(session, changed=False, refused=Refused.COUNTED)
    if not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.NOT_YOUR_GAME)
    session = _hearing(session, given)
    return _opened(Turned(session, changed=True) if session.over else _close(session, given, "left"), given, HALL)


def _joined(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """A player comes by an invitation: he gets a free seat and a chat of his own, if the state has a move for it."""
    seated = session.seat_of(given.player)
    if seated is not None:
        number = next((n for n, audience in enumerate(session.audiences) if audience.seat == seated), -1)
        return _shown_again(session, replace(given, audience=number))
    move = next((s.move.name for s in game.chart.steps[type(session.state)].values() if s.move.joins), None)
    free = next((number for number, place in enumerate(session.places) if not place.player), None)
    if session.over or move is None or free is None or given.place is None:
        return Turned(session, changed=False, refused=Refused.CLOSED)
    places = tuple(given.place if number == free else place for number, place in enumerate(session.places))
    session = replace(_hearing(session, given), places=places, audiences=(*session.audiences, Audience(given.words, free)))
    return _moved(game, session, replace(given, audience=len(session.audiences) - 1), secret, move, free, [], {})


def _hearing(session: Session, given: Input) -> Session:
    """Remember an input without a token, that it may not count twice."""
    return replace(session, typed=(*session.typed, given.delivery)[-TYPED_KEPT:])


def _shown_again(session: Session, given: Input) -> Turned:
    """The player came back: the present view in a new message, once for each delivery."""
    if given.delivery in session.typed or not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False)
    notices = tuple(notice for notice in session.notices if not notice.key.startswith(OURS))
    return Turned(_hearing(replace(session, notices=notices), given), changed=True, renew=(given.audience,))


def _begun_again(game: Game, session: Session, given: Input, secret: bytes) -> Turned:
    """The hall is asked for where it stands open: it goes to the room that the code names, in a new message."""
    if session.over or given.delivery in session.typed or not 0 <= given.audience < len(session.audiences):
        return Turned(session, changed=False, refused=Refused.CLOSED)
    state = _beginning(game, _chance(session.seed, session.step + 1), secret, given.now, session.places, given.words)
    session = replace(_advanced(_hearing(session, given), state, given), notices=())
    return Turned(session, changed=True, renew=(given.audience,))


def _spoken(session: Session, given: Input) -> Turned:
    """The player's language has changed elsewhere: his seats speak it too."""
    places = tuple(replace(p, language=given.words) if p.player == given.player else p for p in session.places)
    return Turned(replace(session, places=places), changed=places != session.places)


def _chance(seed: bytes, step: int) -> bytes:
    return hmac.new(seed, step.to_bytes(8, "big"), hashlib.sha256).digest()
