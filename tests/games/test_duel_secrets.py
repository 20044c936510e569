"""What a side of a duel sees does not depend on what the other has chosen, until it is revealed: text, buttons and tokens."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from engine.core.compose import compose, offers
from engine.core.game import Game
from engine.core.inputs import Input, Meeting, Recorded, Seeking
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.state import State, freeze
from engine.core.turn import turn
from engine.kits.quiz.bank import Bank
from engine.runtime.catalogue import load_catalogue
from games.duel import Looking, Offered
from games.duel.ends import Over
from games.duel.live import Ask, Veto
from games.duel.recorded import AskRun
from games.duel.rules import QUESTIONS, Answer, Match, Run, draw_match, offer_topics
from games.duel.turns import AskOne, AskTwo, Ready, RevealOne, RevealTwo

NOW, SECRET = 1_790_000_000.0, b"secret"
PLACES = (Place("alice"), Place("boris", "en"))


@pytest.fixture(scope="module")
def duel() -> Game:
    """The game with its questions."""
    return load_catalogue(("games",), installed=False).games["duel"]


class Pair:
    """A duel that is played by random presses."""

    def __init__(self, game: Game, seed: int) -> None:
        self.game, self.random, self.now, self.count = game, Random(seed), NOW, 0
        seed_bytes = seed.to_bytes(16, "big")
        self.session: Session = open_session(game, "s" * 13, seed_bytes, NOW, (PLACES[0], Place()), (Audience("tg:1", 0),), SECRET)

    def give(self, kind: str, seat: int, **told: object) -> tuple[object, ...]:
        """Play an input; answers what must leave the shard."""
        self.count, self.now = self.count + 1, self.now + self.random.uniform(0.5, 4.0)
        given = Input(kind, self.now, self.count.to_bytes(5, "big"), PLACES[seat].player, seat, **told)  # type: ignore[arg-type]  # a test names kinds by strings
        turned = turn(self.game, self.session, given, SECRET)
        self.session = replace(turned.session, shown_at=turned.session.shown_at or self.now)
        return tuple(effect for _, effect in turned.outgoing)

    def step(self) -> None:
        """Press any button that is offered, or let the time run out."""
        session = self.session
        acts = [
            (seat, act)
            for seat, audience in enumerate(session.audiences)
            for act, offer in offers(self.game, session, audience).items()
            if offer.move in ("look", "strike", "answer", "go_on", "start", "revenge", "play_run", "go_first")
        ]
        if not acts or self.random.random() < 0.05:
            self.now += 100_000 if isinstance(session.state, Looking) else 40
            self.give("deadline", 0)
            return
        seat, act = self.random.choice(acts)
        self.give("press", seat, moment=session.moment, act=act)


def others(state: State, seat: int, random: Random) -> State:
    """The same state, but for what the other side has chosen and not shown yet."""
    if isinstance(state, Ask) and state.chosen[1 - seat] >= 0:
        chosen, times = list(state.chosen), list(state.times)
        chosen[1 - seat], times[1 - seat] = random.randrange(4), random.uniform(0, 12)
        return state.model_copy(update={"chosen": tuple(chosen), "times": tuple(times)})
    if isinstance(state, Veto) and state.struck[1 - seat] >= 0:
        struck = list(state.struck)
        struck[1 - seat] = random.randrange(3)
        return state.model_copy(update={"struck": tuple(struck)})
    if isinstance(state, AskOne | RevealOne | Ready | AskTwo | RevealTwo):
        sides = list(state.match.sides)
        sides[1 - seat] = played(len(sides[1 - seat]), random)
        return state.model_copy(update={"match": state.match.model_copy(update={"sides": tuple(sides)})})
    if isinstance(state, AskRun):
        hidden = played(QUESTIONS, random)[len(state.match.sides[0]) :]
        run = state.run.answers[: len(state.match.sides[0])] + hidden
        return state.model_copy(update={"run": state.run.model_copy(update={"answers": run})})
    if isinstance(state, Offered):
        return state.model_copy(update={"run": state.run.model_copy(update={"answers": played(QUESTIONS, random)})})
    return state


def played(number: int, random: Random) -> tuple[Answer, ...]:
    """Any answers to so many questions."""
    return tuple(
        Answer(option=random.randrange(4), right=random.random() < 0.5, elapsed=random.uniform(0, 12), points=random.randrange(20))
        for _ in range(number)
    )


@pytest.mark.parametrize("way", ["live", "turns", "run"])
def test_nothing_of_the_other_side_is_seen_before_the_reveal(duel: Game, way: str) -> None:
    """In 20 random duels every screen stays the same, tokens and all, whatever the other side's hidden choices were."""
    compared = 0
    for seed in range(20):
        pair = Pair(duel, seed)
        if way == "run":
            run = lendable(duel, seed)
            assert any(isinstance(effect, Seeking) for effect in pressed(pair, "look"))
            pair.give("lent", 0, act=freeze(run))
            pair.now += 40
            pair.give("deadline", 0)
            assert isinstance(pair.session.state, Offered)
        elif way == "turns":
            pressed(pair, "go_first")
        if way != "run":
            pair.give("join", 1, words="vk:2", place=PLACES[1])
        for _ in range(60):
            compared += compared_now(duel, pair)
            if pair.session.over:
                break
            pair.step()
    assert compared > 100, "next to nothing was hidden: this proves nothing"


def compared_now(game: Game, pair: Pair) -> int:
    """Compare each seat's screen with that of a state which differs in hidden things alone; answers how many there were."""
    compared = 0
    for number, audience in enumerate(pair.session.audiences):
        other = others(pair.session.state, audience.seat, pair.random)
        if other != pair.session.state:
            assert compose(game, pair.session, number) == compose(game, replace(pair.session, state=other), number), other
            compared += 1
    return compared


def pressed(pair: Pair, move: str) -> tuple[object, ...]:
    """Press the button of a move in the first chat."""
    offered = offers(pair.game, pair.session, pair.session.audiences[0]).items()
    act = next(act for act, offer in offered if offer.move == move)
    return pair.give("press", 0, moment=pair.session.moment, act=act)


def lendable(game: Game, seed: int) -> Run:
    """Play by turns until a run is kept, as the game itself keeps it."""
    random, bank = Random(seed), game.lore
    assert isinstance(bank, Bank)
    match = draw_match(bank, offer_topics(bank, random)[0], random)
    full = Match(ids=match.ids, topic=match.topic, sides=(played(QUESTIONS, random), ()))
    return full.runs()[0]


def test_a_seeker_goes_over_once_and_a_run_names_nobody(duel: Game) -> None:
    """A pair closes the seeker's session and sends him on his way, once; what is kept of a match holds no player."""
    pair = Pair(duel, 1)
    pressed(pair, "look")
    found = pair.give("paired", 0, words="t" * 13)
    assert [effect for effect in found if isinstance(effect, Meeting)] == [Meeting("duel:", "alice", "tg:1", "ru", "t" * 13)]
    assert pair.session.closed == "met"
    assert pair.give("paired", 0, words="u" * 13) == ()
    pair = Pair(duel, 2)
    pair.give("join", 1, words="vk:2", place=PLACES[1])
    kept: list[object] = []
    while not isinstance(pair.session.state, Over) and pair.count < 200:
        offered = offers(duel, pair.session, pair.session.audiences[pair.count % 2]).items()
        acts = [act for act, offer in offered if offer.move in ("strike", "answer", "go_on")]
        if acts:
            kept += pair.give("press", pair.count % 2, moment=pair.session.moment, act=acts[0])
        else:
            pair.now += 40 if type(pair.session.state).__name__ == "Report" else 0
            kept += pair.give("deadline" if type(pair.session.state).__name__ == "Report" else "back", 0)
    runs = [effect for effect in kept if isinstance(effect, Recorded)]
    assert len(runs) == 2
    assert not any(b"alice" in effect.run or b"boris" in effect.run for effect in runs)


def test_a_stranger_comes_only_to_who_seeks(duel: Game) -> None:
    """One who was given to a session that has stopped looking is not seated there; an invited friend is."""
    pair = Pair(duel, 3)
    pair.give("met", 1, words="vk:2", place=PLACES[1])
    assert pair.session.seat_of("boris") is None
    pressed(pair, "look")
    pair.give("met", 1, words="vk:2", place=PLACES[1])
    assert pair.session.seat_of("boris") == 1
    assert isinstance(pair.session.state, Veto)
    assert pair.session.seeking == ""
