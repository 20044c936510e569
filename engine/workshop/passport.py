"""A game's passport: what many bots meet in it, how long it lasts and what it gives; without store or messenger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from engine.core.deadlines import deadlines
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.inputs import Result
from engine.core.session import Session
from engine.core.state import State
from engine.core.turn import turn
from engine.runtime.blame import place_in
from engine.runtime.bounded import bounded
from engine.workshop.walk import SECRET, START, Left, begun, choice

Bot = Literal["random", "patient"]
BOTS: tuple[Bot, ...] = ("random", "patient")  # presses anything, at any speed; never leaves, waits out nothing, is in time
STEPS_MOST = 1000  # of one play; a longer one counts as not finished
SPEEDS_S: dict[Bot, tuple[float, ...]] = {"random": (0.3, 2.0, 5.0, 12.0), "patient": (2.0, 3.0, 5.0)}
IN_TIME = 0.5  # of what is left until the deadline: then the patient one has pressed
MONTH_S = 30 * 86400


@dataclass(slots=True)
class Passport:
    """What the plays of one bot came to."""

    game: str
    bot: Bot
    plays: int = 0
    finished: int = 0  # that came to their end within STEPS_MOST
    presses: list[int] = field(default_factory=list)  # of each finished play: what was pressed and typed
    seconds: list[float] = field(default_factory=list)  # of each finished play, by the game's own clock
    points: list[int] = field(default_factory=list)  # of each seat that was credited
    starred: int = 0  # seats that won a star
    met: set[type[State]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)  # what a game raised, and where; each once

    @property
    def mean(self) -> float:
        """Points in the mean; 0 = nobody was credited."""
        return sum(self.points) / len(self.points) if self.points else 0.0

    @property
    def star_share(self) -> float:
        """Which share of the credited seats won a star, 0..1."""
        return self.starred / len(self.points) if self.points else 0.0


def simulate(game: Game, players: int, seed: int) -> Iterator[Passport]:
    """Play a game by each bot `players` times, each time by somebody new; gives the passport of a bot after each of its plays.

    The same seed gives the same plays. A bot's last passport is the whole one.
    """
    for bot in BOTS:
        random, passport, behind = Random(f"{seed} {bot}"), Passport(game.name, bot), Left()
        for _ in range(players):
            _play(game, random, passport, behind)
            passport.plays += 1
            yield passport


def _play(game: Game, random: Random, passport: Passport, behind: Left) -> None:
    now = began = START + random.randrange(MONTH_S)
    presses = 0
    try:
        session = begun(game, random, "ru", now, {})
        for _ in range(STEPS_MOST):
            passport.met.add(type(session.state))
            if session.over:
                passport.finished += 1
                passport.presses.append(presses)
                passport.seconds.append(now - began)
                return
            now = _after_a_while(session, random, passport.bot, now)
            _, given = choice(game, session, random, now, behind, patient=passport.bot == "patient")
            presses += given.kind in ("press", "words")
            turned = bounded(turn, game, session, given, SECRET)
            session, now = replace(turned.session, shown_at=given.now), given.now
            behind.take(session.sid, turned.outgoing)
            _credit(passport, [effect for _, effect in turned.outgoing if isinstance(effect, Result)])
    except Exception as wrong:  # a game may raise anything: it is told, and the next one plays
        told = str(wrong) if isinstance(wrong, AuthorError) else f"{place_in(wrong)}: {type(wrong).__name__}: {wrong}"
        if told not in passport.faults:
            passport.faults.append(told)


def _after_a_while(session: Session, random: Random, bot: Bot, now: float) -> float:
    """Let a player look at the screen; the patient one presses before his time is up."""
    looked_s = random.choice(SPEEDS_S[bot])
    due = deadlines(session)
    if bot == "patient" and due:
        looked_s = min(looked_s, max(0.0, due[0].at - now) * IN_TIME)
    return now + looked_s


def _credit(passport: Passport, results: list[Result]) -> None:
    passport.points += [result.points for result in results]
    passport.starred += sum(result.stars > 0 for result in results)
