"""Several inputs of one session played one after the other, as one change. Pure but for the game's code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine.core.deadlines import IDLE_S, expired, waits
from engine.core.errors import AuthorError, Refused
from engine.core.fit import check_toast, fit
from engine.core.game import Game
from engine.core.house import HOUSE
from engine.core.inputs import Input, Kind, Outgoing, Turned
from engine.core.screen import Screen
from engine.core.session import GONE, NOBODY, Session
from engine.core.turn import turn
from engine.runtime.blame import told
from engine.runtime.bounded import bounded
from engine.runtime.ports import Answer
from engine.store.codec import pack_input, pack_outgoing, pack_session, pack_snapshot
from engine.store.contract import BODY_MOST, Commit, Post, Stored

PLAYED = (
    "press",
    "words",
    "deadline",
    "begin",
    "room",
    "join",
    "fact",
)  # what a game's own code answers; the others always pass
RECORD_MOST = 200  # inputs after which a new snapshot begins the record anew
FINISHED_KEPT_S = 7 * 86400.0  # MECHANICS 10
KEPT_S = IDLE_S + FINISHED_KEPT_S  # a session that nobody touches outlives its own closing


@dataclass(slots=True)
class Fold:
    """What a row of inputs came to."""

    session: Session
    answers: list[Answer] = field(default_factory=list)
    entries: list[Input] = field(default_factory=list)
    outgoing: list[tuple[str, Outgoing]] = field(default_factory=list)
    renew: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)  # audiences whose chat has a new address
    redraw: set[int] = field(default_factory=set)  # asked for by refusals
    pages: dict[int, tuple[bytes, int]] = field(default_factory=dict)  # turned: by audience, its moment and the page
    refusals: int = 0
    faults: list[str] = field(default_factory=list)  # what the game did that no game may do; told once the fold counts
    screens: dict[int, Screen] = field(default_factory=dict)  # first pages of what is to be shown, where they were looked at
    judged: bool = False  # its deadlines were looked at: the store need not answer Late

    @property
    def changed(self) -> bool:
        """Tell whether there is anything to commit."""
        return bool(self.entries)


def fold(game: Game, session: Session, inputs: Sequence[Input], languages: Sequence[str], secret: bytes) -> Fold:
    """Play the inputs in order; deadlines that have passed are played before the input that comes after them.

    `languages` are those of the inputs' players, for the answers. What a game raises harms that input alone.
    """
    done = Fold(session)
    for given, language in zip(inputs, languages, strict=True):
        if given.kind != "deadline":
            _catch_up(done, game, given.now, secret)
        done.answers.append(_play(done, game, given, language, secret))
    return done


def _catch_up(done: Fold, game: Game, now: float, secret: bytes) -> None:
    """Play the deadlines that passed before this instant; one whose code fails is left for the sweeper."""
    while bounded(expired, done.session, now):
        before = len(done.entries)
        _play(done, game, Input("deadline", now), "", secret)
        if len(done.entries) == before:
            break


def commit_of(
    done: Fold,
    stored: Stored,
    id: bytes,
    reached: Sequence[int],
    adopt: Sequence[tuple[int, str]],
    now: float,
    finished_s: float = FINISHED_KEPT_S,
) -> Commit:
    """Make the commit of a fold that changed something. `finished_s`: how long a finished session is kept."""
    session = done.session
    erased = any(given.kind == "forgotten" for given in done.entries)  # what was recorded so far bears a name
    full = erased or session.entries + len(done.entries) > RECORD_MOST
    session = replace(session, entries=0 if full else session.entries + len(done.entries))
    after_s, at = waits(session)
    return Commit(
        sid=session.sid,
        expected=stored.commit,
        expected_shown=stored.shown_at,
        id=id,
        moment=session.moment,
        body=pack_session(session),
        after_s=after_s,
        at=at,
        idle_at=-1.0 if session.over else now + IDLE_S,
        judged_late=done.judged,
        played=now,
        audiences=(Post(),) * (len(session.audiences) - len(stored.posts)),
        record=() if full else tuple(pack_input(given) for given in done.entries),
        snapshot=pack_snapshot(session, session.shown_at) if full else b"",
        renew=tuple(sorted(done.renew)),
        reached=tuple(reached),
        moved=tuple(sorted(done.moved)),
        adopt=tuple(adopt),
        redraw=tuple(n for n, audience in enumerate(session.audiences) if audience.drawn),
        effects=tuple((id, pack_outgoing(effect)) for id, effect in done.outgoing),
        gone=tuple(n for n, post in enumerate(stored.posts) if session.audiences[n].successor == GONE and not post.unreachable),
        keep_s=finished_s if session.over else IDLE_S + finished_s,
    )


def _play(done: Fold, game: Game, given: Input, language: str, secret: bytes) -> Answer:
    """Play one input onto the fold and say what the player is told."""
    done.judged |= given.kind == "deadline"
    try:
        turned, screens = bounded(_turned, game, done.session, given, secret)
        answer = _answer(game, turned, language, given.kind)
    except Exception as wrong:  # the edge of a press: whatever a game raises harms this input alone
        state = type(done.session.state).__name__
        done.faults.append(f"game {game.name}, session {done.session.sid}, state {state}, {given.kind}: {told(wrong)}")
        if given.kind != "words":
            return Answer(_house(language, "sorry"))
        given = replace(given, kind="failed", words="")
        turned, screens, answer = turn(game, done.session, given, secret), {}, Answer()
    if turned.refused is not None:
        done.refusals += 1
        done.redraw |= set(turned.redraw or ())
    if turned.page is not None:
        done.pages[given.audience] = (turned.session.moment, turned.page)
    if turned.changed:
        done.session, done.screens = turned.session, screens
        done.entries.append(_masked(given, done.session))
        done.outgoing += turned.outgoing
        done.renew |= set(turned.renew)
        done.moved |= {given.audience} if given.kind == "moved" else set()
    return answer


def _masked(given: Input, session: Session) -> Input:
    """Leave out who pressed if he has no seat: the record names nobody who does not play (RELIABILITY P36)."""
    unknown = given.player and given.kind != "speak" and session.seat_of(given.player) is None
    return replace(given, player=NOBODY) if unknown else given


def _turned(game: Game, session: Session, given: Input, secret: bytes) -> tuple[Turned, dict[int, Screen]]:
    """Play one input; what the game has made of it must be fit to be kept and shown. Raises as `turn` and `fit` do."""
    turned = turn(game, session, given, secret)
    if not turned.changed or given.kind not in PLAYED:
        return turned, {}
    screens = fit(game, turned.session)
    if (size := len(pack_session(turned.session))) > BODY_MOST:
        raise AuthorError(f"{game.name}: the session has {size} bytes, at most {BODY_MOST} are kept; tell and remember less")
    return turned, screens


def _answer(game: Game, turned: Turned, language: str, kind: Kind) -> Answer:
    """Say what the presser is told; who typed words is told above a new message, which holds more. Raises AuthorError: too long."""
    if turned.refused is not None:
        return Answer(_house(language, turned.refused))
    if turned.hint:
        return Answer(_house(language, turned.hint))
    if turned.toast is not None:
        words = game.texts.say(language or "ru", turned.toast.key, dict(turned.toast.arguments))
        if kind == "press":
            check_toast(game, turned.toast.key, words)
        return Answer(words.plain, turned.toast.alert)
    return Answer()


def _house(language: str, key: str | Refused) -> str:
    return HOUSE.say(language or "ru", str(key), {}).plain
