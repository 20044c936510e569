"""One move: the method is called, its answer judged, its effects credited, the moment changed (MECHANICS 3, 8, 28)."""

from __future__ import annotations

from dataclasses import replace

from engine.core import effects as fx
from engine.core.compose import ASKED, OURS
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.inputs import Input, Naming, Opening, Outgoing, Recorded, Result, Seeking, Speaking, Turned, Voted, Wish
from engine.core.opening import chance, made_id
from engine.core.play import Play
from engine.core.session import NOBODY, UNSCORED, Audience, Heard, Notice, Place, Session
from engine.core.state import State
from engine.core.token import next_moment

GRACE_S = 1.0  # off the answering time, for the way of the view and of the press


def moved(
    game: Game,
    session: Session,
    given: Input,
    secret: bytes,
    move: str,
    seat: int | None,
    args: list[object],
    named: dict[str, object],
    parting: bool = False,
) -> Turned:
    """Call a move and take over what it answers. `seat`: who acts, None = nobody; `parting`: he leaves by it.

    Raises AuthorError, or what the game raises.
    """
    elapsed = max(0.0, given.now - session.shown_at - GRACE_S) if session.shown_at else 0.0
    play = Play(
        game=game,
        seed=chance(session.seed, session.step + 1),
        secret=secret,
        now=given.now,
        elapsed=elapsed,
        seat=seat,
        places=session.places,
        lent=session.lent,
        polled=(asked := session.state.poll(), given.polled[1] if given.polled[0] == asked else ()),
    )
    try:
        state = getattr(session.state, move)(play, *args, **named)
    except AuthorError as wrong:
        where = f"{game.name}: {type(session.state).__name__}.{move}"
        raise AuthorError(f"{where}: {str(wrong).removeprefix(f'{game.name}: ')}") from wrong
    _check_result(game, session, move, play, state)
    toast = next((effect for effect in play.effects if isinstance(effect, fx.Toast)), None)
    if state is session.state and not parting:
        return Turned(session, changed=given.kind == "words", toast=toast)
    session = _credited(game, session, play, given)
    if play.stayed is not None or state is session.state:
        heard = Heard(given.delivery, -1 if seat is None else seat)
        session = replace(session, state=state, step=session.step + 1, heard=(*session.heard, heard))
    else:
        session = advanced(session, state, given)
    turned = Turned(session, changed=True, toast=toast)
    leaving = {effect.seat for effect in play.effects if isinstance(effect, fx.Leave)}
    if parting and seat is not None and seat not in leaving:
        turned = _freed(turned, {seat}, finished=False, rated=False)
    return _finished(game, _freed(turned, leaving, finished=True, rated=game.rated), play, given)


def asked(session: Session, audience: Audience, seat: int | None) -> Session | None:
    """Ask whether a player means to leave; None: he was asked already, or nothing that he has played would be lost."""
    sure = Notice(audience.seat, ASKED)
    if session.over or session.game == HALL or not session.step or sure in session.notices:
        return None
    if seat is None or session.places[seat].done:
        return None
    return replace(session, notices=(*session.notices, sure))


def parted(game: Game, session: Session, given: Input, secret: bytes, seat: int | None, why: str) -> Turned:
    """Let a player go. Where others stay, the game goes on: by the state's own move for it, else as if he were silent.

    `why`: "left", "crowded" or "anew". Raises as `turn` does.
    """
    others = [number for number, place in enumerate(session.places) if place.player and number != seat]
    if session.over or (seat is None and others):  # there is nothing that he could leave
        return Turned(session, changed=True)
    if seat is None or not others:
        return closed(session, given, why)
    audiences = tuple(replace(a, parted=why) if a.seat == seat else a for a in session.audiences)
    session = replace(session, audiences=audiences, notices=tuple(notice for notice in session.notices if notice.seat != seat))
    move = game.chart.found(session.state, lambda move: move.gone)
    if move is not None:
        return moved(game, session, given, secret, move, seat, [], {}, parting=True)
    told = tuple(Notice(other, OURS + "parted") for other in others)
    heard = (*session.heard, Heard(given.delivery, seat))
    session = replace(session, step=session.step + 1, heard=heard, notices=(*session.notices, *told))
    return _freed(Turned(session, changed=True), {seat}, finished=False, rated=False)


def _freed(turned: Turned, seats: set[int], finished: bool, rated: bool) -> Turned:
    """Hand over the results of who leaves and free their seats; somebody else may sit down there."""
    session, results = _results(turned.session, seats, finished, rated)
    places = tuple(Place(language=p.language) if n in seats else p for n, p in enumerate(session.places))
    left = tuple((f"{id}.{session.step}", result) for id, result in results)
    return replace(turned, session=replace(session, places=places), outgoing=(*turned.outgoing, *left))


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
    if any(isinstance(effect, fx.Seek) for effect in play.effects) and game.chart.found(state, lambda move: move.joins) is None:
        raise AuthorError(f"{where} called play.seek and returned {type(state).__name__}, which has no @join: nobody could come")
    if any(isinstance(effect, fx.Open) and not effect.beside for effect in play.effects) and not type(state).is_final:
        raise AuthorError(f"{where} called play.open and must return a final state; a game that goes on opens others beside=True")


def _credited(game: Game, session: Session, play: Play, given: Input) -> Session:
    places = list(session.places)
    notices = [] if play.stayed is None else [n for n in session.notices if not (n.key.startswith(OURS) and n.seat == play.seat)]
    for effect in play.effects:
        match effect:
            case fx.Award(seat, points):
                places[seat] = replace(places[seat], points=places[seat].points + points, stars=max(0, places[seat].stars))
            case fx.Achieve(seat, name):
                places[seat] = replace(places[seat], achieved=tuple(dict.fromkeys((*places[seat].achieved, name))))
            case fx.Rate(seat, stars):
                places[seat] = replace(places[seat], stars=stars)
            case fx.Remember(seat, memory):
                places[seat] = replace(places[seat], kept=memory)
            case fx.Speak(seat, language):
                places[seat] = replace(places[seat], language=language)
            case fx.Rename(seat, nick):
                places[seat] = replace(places[seat], nick=nick)
            case fx.Tell(seat, key, arguments):
                notices.append(Notice(seat, key, arguments))
            case fx.Join(seat):
                places[seat] = replace(places[seat], player=given.player)
            case _:
                pass
    return replace(session, places=tuple(places), notices=tuple(notices))


def advanced(session: Session, state: State, given: Input) -> Session:
    """Go to a new moment, with this state."""
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
        seeking="",
        lent=b"",
    )


def _finished(game: Game, turned: Turned, play: Play, given: Input) -> Turned:
    """Hand over what must leave the shard: languages, results of seats that are done, the game that follows."""
    session, outgoing = turned.session, list(turned.outgoing)
    for effect in play.effects:
        match effect:
            case fx.Speak(seat, language):
                outgoing.append((f"speak.{session.step}", Speaking(session.places[seat].player, language)))
            case fx.Rename(seat, nick):
                outgoing.append((f"name.{session.step}", Naming(session.places[seat].player, nick)))
            case fx.Ask(seat, what, words):
                chat = session.audiences[_in_chat_of(session, given, seat).audience].chat
                outgoing.append((f"wish.{session.step}", Wish(session.places[seat].player, what, words, chat)))
            case fx.Seek(_, line):
                session = replace(session, seeking=_line(game, line))
                outgoing.append((f"seek.{session.step}", Seeking(session.seeking)))
            case fx.Record(line, run):
                outgoing.append((f"run.{session.step}.{len(outgoing)}", Recorded(_line(game, line), run)))
            case fx.Vote(poll, answer):
                outgoing.append((f"vote.{session.step}.{len(outgoing)}", Voted(_line(game, poll), answer)))
    over = type(session.state).is_final
    session, results = _results(session, set(range(len(session.places))) if over else set(), finished=over, rated=game.rated)
    told = tuple(effect.seat for effect in play.effects if isinstance(effect, fx.Tell))
    renew = tuple(n for n, audience in enumerate(session.audiences) if audience.seat in told)
    turned = replace(turned, session=session, outgoing=(*outgoing, *results), renew=renew)
    for effect in play.effects:
        if isinstance(effect, fx.Open):
            opened = _beside if effect.beside else succeeded
            turned = opened(turned, _in_chat_of(session, given, effect.seat), effect.game)
    return turned


def _beside(turned: Turned, given: Input, game: str) -> Turned:
    """Let another game begin in the presser's chat; the audience names no successor, so that this one is still shown there."""
    session = turned.session
    sid = made_id(session.seed, "beside", given.audience, session.step)
    opening = Opening(sid, game, given.audience, given.player, fresh=True)
    return replace(turned, outgoing=(*turned.outgoing, (f"open.{given.audience}.{session.step}", opening)))


def _line(game: Game, line: str) -> str:
    return f"{game.name}:{line}"


def _in_chat_of(session: Session, given: Input, seat: int) -> Input:
    """A deadline acts in no chat and for nobody: what it opens goes to the seat it was asked for."""
    if given.audience >= 0:
        return given
    number = session.audience_for(seat)
    return replace(given, audience=given.audience if number is None else number, player=session.places[seat].player)


def _results(session: Session, seats: set[int], finished: bool, rated: bool) -> tuple[Session, list[tuple[str, Outgoing]]]:
    places, results = list(session.places), list[tuple[str, Outgoing]]()
    for seat in sorted(seats):
        place = places[seat]
        if place.player not in ("", NOBODY) and not place.done:
            counts = finished and rated and place.stars != UNSCORED
            stars = max(0, place.stars)
            credit = Result(place.player, session.game, place.points, stars, place.achieved, place.kept, finished, counts)
            results.append((f"result.{seat}", credit))
            places[seat] = replace(place, done=True)
    return replace(session, places=tuple(places)), results


def closed(session: Session, given: Input, why: str) -> Turned:
    """End a session before its end; `why` is a key of the house's texts. Memories are kept, nothing is rated."""
    session, results = _results(session, set(range(len(session.places))), finished=False, rated=False)
    session = replace(advanced(session, session.state, given), closed=why, notices=())
    return Turned(session, changed=True, outgoing=tuple(results))


def succeeded(turned: Turned, given: Input, game: str) -> Turned:
    """Let another game take over the chat of the presser: its id is fixed now, it is opened by the effect."""
    session = turned.session
    audience = session.audiences[given.audience]
    sid = made_id(session.seed, "successor", given.audience, session.step)
    opening = Opening(sid, game, given.audience, given.player, fresh=given.kind in ("words", "stop"))
    audiences = tuple(replace(a, successor=sid) if a is audience else a for a in session.audiences)
    return replace(
        turned, session=replace(session, audiences=audiences), outgoing=(*turned.outgoing, (f"open.{given.audience}", opening))
    )
