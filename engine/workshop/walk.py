"""A game walked at random, without store or messenger: every state it meets is shown in every language.

A play often begins with what the one before it left in memory, as a player who comes back does. Some plays are played
a second time: the same inputs must come to the same, or a record could not be replayed. What a play asks of the house is
answered by any of the rooms that the house may answer with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Literal

from engine.core.compose import LEAVE, SURE, Offer, left_out, offers, plays_in_groups
from engine.core.deadlines import deadlines
from engine.core.errors import AuthorError
from engine.core.fit import check_toast, fit, fit_pages
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.inputs import Input, Outgoing, Polled, Recorded, Result, Turned, Voted, Wish
from engine.core.nicks import default_nick
from engine.core.opening import made_id, open_session
from engine.core.screen import Screen
from engine.core.session import Audience, Place, Session
from engine.core.state import State
from engine.core.texts import LANGUAGES
from engine.core.turn import turn
from engine.runtime.blame import place_in
from engine.runtime.bounded import bounded
from engine.runtime.people import ANSWERS, SORRY, TYPED

START = 1_790_000_000.0  # an ordinary day
SECRET = b"workshop"
LEAVES = 0.02  # so often one of several players leaves
COMES = 0.2  # so often somebody takes the seat that is free
ANSWERED = 0.8  # so often the house answers a wish before anything else happens; else it may come later
COMMANDED = 0.1  # so often a command is typed in the hall
CROWD = 15  # votes that one of a walk stands for
PASSER_BY = "passer-by"  # who presses in a group without a seat
FORGOTTEN = 0.1  # so often a play begins without a memory
AGAIN_EACH, AGAIN_MOST = 8, 24  # of so many plays in a row the first is played a second time, for so many inputs
CHANCE = (
    "played again, the same presses came to something else: a record could not be replayed; "
    "take chance from play.random and time from play.now, and let no view draw lots"
)
Faults = Callable[[Screen], list[str]]
Played = tuple[Input | None, Session, dict[int, Screen]]  # None: it begins; what it came to, what was shown


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and how a player gets there."""

    what: str
    state: str
    language: str
    path: tuple[str, ...]  # what was pressed since the game began


@dataclass(slots=True)
class Left:
    """What earlier plays have left behind for those who come later."""

    memories: dict[str, bytes] = field(default_factory=dict)  # by player
    runs: list[bytes] = field(default_factory=list)
    votes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # by poll
    wishes: dict[str, Wish] = field(default_factory=dict)  # by session: what is asked of the house, and not answered yet

    def take(self, sid: str, outgoing: Iterable[tuple[str, Outgoing]]) -> None:
        """Keep what left a session; a vote stands for a crowd of them."""
        for _, effect in outgoing:
            match effect:
                case Result() if effect.memory:
                    self.memories[effect.player] = effect.memory
                case Recorded():
                    self.runs.append(effect.run)
                case Voted():
                    self.votes[effect.poll][effect.answer] += CROWD
                case Wish():
                    self.wishes[sid] = effect

    def polled(self, session: Session) -> Polled:
        """Give what all have answered to the question of a session's state."""
        asked = bounded(session.state.poll)
        return asked, tuple(sorted(self.votes[f"{session.game}:{asked}"].items())) if asked else ()


def walk(game: Game, presses: int, seed: int, faults: Faults, seen: set[type[State]] | None = None) -> Iterator[Finding]:
    """Press what is offered, at random; let deadlines pass; type examples. Ends with the first finding of each kind."""
    told: set[tuple[str, str]] = set()
    random = Random(seed)
    for language in LANGUAGES:
        left = presses
        behind = Left()
        for number in count():
            if left <= 0:
                break
            if random.random() < FORGOTTEN:
                behind.memories.clear()
            again = number % AGAIN_EACH == 0
            for finding, steps in _one_play(game, random, language, faults, left, seen, behind, again):
                left -= steps
                if finding and (finding.what, finding.state) not in told:
                    told.add((finding.what, finding.state))
                    yield finding


def _one_play(
    game: Game,
    random: Random,
    language: str,
    faults: Faults,
    left: int,
    seen: set[type[State]] | None,
    behind: Left,
    again: bool,
) -> Iterator[tuple[Finding | None, int]]:
    path: list[str] = []
    played: list[Played] = []
    now = START + random.randrange(86400 * 30)
    try:
        given, session = None, begun(game, random, language, now, behind.memories)
        for _ in range(left):
            if seen is not None:
                seen.add(type(session.state))
            if again:
                played.append((given, session, bounded(fit, game, session)))
            for fault in _faults_of(game, session, faults):
                yield Finding(fault, type(session.state).__name__, language, tuple(path)), 0
            if session.over:
                break
            now += random.choice((0.3, 2.0, 5.0, 12.0))
            label, given = choice(game, session, random, now, behind)
            path.append(label)
            turned = bounded(turn, game, session, given, SECRET)
            for fault in _faults_of_toast(game, turned, language):
                yield Finding(fault, type(session.state).__name__, language, tuple(path)), 0
            session = replace(turned.session, shown_at=given.now)
            behind.take(session.sid, turned.outgoing)
            now = given.now
            yield None, 1
        steps = _apart(game, played[: AGAIN_MOST + 1]) if again else None
        if steps is not None:
            yield Finding(CHANCE, type(played[steps][1].state).__name__, language, tuple(path[:steps])), 0
    except AuthorError as wrong:
        yield Finding(str(wrong), path[-1] if path else "start", language, tuple(path)), 1
    except Exception as wrong:  # a game may raise anything; it is a finding, and the walk goes on elsewhere
        yield (
            Finding(f"{place_in(wrong)}: {type(wrong).__name__}: {wrong}", path[-1] if path else "start", language, tuple(path)),
            1,
        )
    yield None, 1


def begun(game: Game, random: Random, language: str, now: float, kept: dict[str, bytes]) -> Session:
    """Begin a game: alone if others may come, else with everybody in his seat."""
    alone = any(step.move.joins for start in game.chart.start for step in game.chart.steps[start].values())
    players = [f"player{n}" if n == 0 or not alone else "" for n in range(game.seats[1])]
    places = tuple(newcomer(player, language, kept.get(player, b"")) if player else Place("", language) for player in players)
    audiences = tuple(Audience(f"chat{n}", n) for n, player in enumerate(players) if player)
    seed = random.randbytes(8), random.randbytes(16)
    session = bounded(open_session, game, made_id(seed[0]), seed[1], now, places, audiences, SECRET)
    if bounded(plays_in_groups, game, session):
        session = replace(session, audiences=(*audiences, Audience("group")))
    return replace(session, shown_at=now)


def newcomer(player: str, language: str, memory: bytes = b"", facts: tuple[str, ...] = ()) -> Place:
    """Make the place of somebody who sits down, under the nick that the house gives."""
    return Place(player, language, default_nick(player, language), memory=memory, facts=facts)


def _faults_of(game: Game, session: Session, faults: Faults) -> Iterator[str]:
    """Look at every page that anybody may turn to, and at the board that a group would see."""
    in_group = any(audience.seat < 0 for audience in session.audiences)
    if not in_group and any(state.board is not State.board for state in game.chart.steps):
        session = replace(session, audiences=(*session.audiences, Audience("group")))
    for number, screens in bounded(fit_pages, game, session).items():
        for key in bounded(left_out, game, session, session.audiences[number]):
            yield f"the text «{key}» that is told has no room above the view; shorten one of them"
        for screen in screens:
            yield from faults(screen)


def _apart(game: Game, played: Sequence[Played]) -> int | None:
    """Play a play a second time; after how many inputs it came to something else, or was shown otherwise. None: never."""
    _, session, _ = played[0]
    parts = (session.sid, session.seed, session.opened, session.places, session.audiences, SECRET)
    for number, (given, first, screens) in enumerate(played):
        if given is None:
            session = replace(bounded(open_session, game, *parts), shown_at=session.opened)
        else:
            session = replace(bounded(turn, game, session, given, SECRET).session, shown_at=given.now)
        if session != first or bounded(fit, game, session) != screens:
            return number
    return None


def _faults_of_toast(game: Game, turned: Turned, language: str) -> Iterator[str]:
    """Look at what the presser is told at once: it must be there in his language, and must fit."""
    if turned.toast is not None:
        try:
            check_toast(game, turned.toast.key, game.texts.say(language, turned.toast.key, dict(turned.toast.arguments)))
        except AuthorError as wrong:
            yield str(wrong)


def choice(game: Game, session: Session, random: Random, now: float, behind: Left, patient: bool = False) -> tuple[str, Input]:
    """Choose what a player may do now: press, type, come, or wait for the deadline.

    A `patient` one never leaves, and waits for a deadline only where nothing else can be done. Raises AuthorError: a trap.
    """
    free = next((n for n, place in enumerate(session.places) if not place.player), None)
    if free is not None and game.chart.found(session.state, lambda move: move.joins) and random.random() < COMES:
        place = newcomer(f"player{free}", session.places[0].language)
        return "+ a player", Input("join", now, random.randbytes(5), place.player, words=f"chat{free}", place=place)
    if (asked := _of_house(game, session, random, behind)) is not None:
        label, kind, room = asked
        return label, Input(kind, now, random.randbytes(5), session.places[0].player, 0, words=room)
    if session.seeking and not session.lent and behind.runs:
        return "+ a run", Input("lent", now, act=random.choice(behind.runs))
    number = random.choice([number for number, audience in enumerate(session.audiences) if not audience.parted])
    seat = session.audiences[number].seat
    player = session.places[seat].player if seat >= 0 else random.choice((PASSER_BY, session.places[0].player))
    leaves = not patient and sum(bool(place.player) for place in session.places) > 1 and random.random() < LEAVES
    pressable: list[tuple[bytes, Offer]] = [
        (act, offer)
        for act, offer in bounded(offers, game, session, session.audiences[number]).items()
        if (offer.move in (LEAVE, SURE) if leaves else not offer.move.startswith("!"))
    ]
    due = bounded(deadlines, session)
    words = [example for step in game.chart.steps[type(session.state)].values() for example in step.move.words or ()]
    if due and (not (pressable or (patient and words)) or (not patient and random.random() < 0.1)):
        return f"⏱ {due[0].move}", Input("deadline", max(now, due[0].at), polled=behind.polled(session))
    delivery = random.randbytes(5)
    if words and (not pressable or random.random() < 0.3):
        typed = random.choice(words)
        return f"«{typed}»", Input("words", now, delivery, player, number, words=typed)
    if not pressable:
        raise AuthorError(f"{game.name}: {type(session.state).__name__} offers nothing to press and has no deadline: a trap")
    act, offer = random.choice(pressable)
    return f"[{offer.label}]", Input("press", now, delivery, player, number, session.moment, act, polled=behind.polled(session))


def _of_house(game: Game, session: Session, random: Random, behind: Left) -> tuple[str, Literal["room", "begin"], str] | None:
    """Choose what the house brings now: its answer to a wish, or in the hall where a typed command leads; a label and a room."""
    wish = behind.wishes.get(session.sid)
    if wish is not None and (rooms := ANSWERS.get(wish.what, (SORRY,))) and random.random() < ANSWERED:
        del behind.wishes[session.sid]
        room = random.choice(rooms)
        return f"the house answers: {room}", "room", room
    if game.name == HALL and random.random() < COMMANDED:
        room = random.choice(TYPED)
        return f"a command: {room}", "begin", room
    return None
