"""A game on the bench: played by hand at the pure turn, the clock in one's hand; knows no store and no messenger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.core.compose import LEAVE, SURE, Offer, compose, offers
from engine.core.deadlines import LATE_S, deadlines
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.house import HOUSE
from engine.core.inputs import Input, Opening, Result, Turned, Wish
from engine.core.opening import made_id, open_session
from engine.core.screen import Screen
from engine.core.session import Audience, Place, Session
from engine.core.state import State
from engine.core.turn import turn
from engine.runtime.people import ANSWERS, SORRY
from engine.workshop.walk import SECRET, START, newcomer

READS_S = 3.0  # a player looks at a screen so long before he presses


class NotThere(AuthorError):
    """What is to be played cannot be played now; says what can."""


class Bench:
    """One table of a game, everybody at it played by hand.

    A session that ends by opening a game is followed by that game with what was remembered, as the house does it. A wish is
    answered at once, by the first of the rooms that the house may answer with.
    """

    def __init__(
        self,
        games: Mapping[str, Game],
        name: str,
        language: str = "ru",
        *,
        memory: bytes = b"",
        facts: tuple[str, ...] = (),
        seeds: Callable[[int], bytes] = lambda count: b"\1" * count,
        secret: bytes = SECRET,
        now: float = START,
    ) -> None:
        """`memory` and `facts`: what the first player brings along; `now`: seconds since 1970."""
        self.games, self.now = games, now
        self.session: Session  # after the newest input
        self._seeds, self._secret, self._count = seeds, secret, 0
        self._screens: dict[int, tuple[Session, Screen]] = {}  # by seat: what was drawn last, and of which session
        self.turned = Turned(self._open(name, made_id("bench"), newcomer("player1", language, memory, facts)), changed=False)
        self.results: list[Result] = []  # what seats were credited with, oldest first
        self.toast = ""  # what was told to who played last
        self._shown()

    # -- what there is to see ------------------------------------------------------------------------------------

    @property
    def game(self) -> Game:
        """The game that is being played."""
        return self.games[self.session.game]

    @property
    def state(self) -> State:
        """The present state."""
        return self.session.state

    @property
    def language(self) -> str:
        """The language of the first seat."""
        return self.session.places[0].language

    @property
    def screen(self) -> Screen:
        """What the first seat sees."""
        return self.screen_of(0)

    @property
    def text(self) -> str:
        """The words that the first seat sees."""
        return str(self.screen.text)

    @property
    def labels(self) -> list[str]:
        """The buttons that the first seat sees."""
        return [key.label for key in self.screen.keys()]

    @property
    def result(self) -> Result:
        """What a seat was credited with last."""
        return self.results[-1]

    @property
    def seats(self) -> list[int]:
        """The seats whose players look at this game."""
        return [audience.seat for audience in self.session.audiences if not audience.successor]

    def screen_of(self, seat: int) -> Screen:
        """Show what a seat sees."""
        session, screen = self._screens.get(seat, (None, None))
        if screen is None or session is not self.session:
            screen = compose(self.game, self.session, self._audience(seat))
            self._screens[seat] = (self.session, screen)
        return screen

    def offers(self, seat: int = 0) -> dict[bytes, Offer]:
        """List what a seat may press now, by act."""
        return offers(self.game, self.session, self.session.audiences[self._audience(seat)])

    def say(self, key: str, **arguments: str | int) -> str:
        """Say one of the game's texts in the language of the first seat."""
        return str(self.game.texts.say(self.language, key, arguments))

    # -- what can be done ----------------------------------------------------------------------------------------

    def press(self, label: str, after_s: float = READS_S, seat: int = 0) -> None:
        """Press the one button that says this. Raises NotThere: there is none, or more than one."""
        offered = self.offers(seat)
        found = [act for act, offer in offered.items() if offer.label == label]
        if len(found) != 1:
            there = " ".join(f"[{offer.label}]" for offer in offered.values())
            raise NotThere(f"{'no' if not found else 'more than one'} button says «{label}»; there are {there}")
        self._press(found[0], after_s, seat)

    def leave(self, after_s: float = READS_S, seat: int = 0) -> None:
        """Leave the game by the house's button, and once more where it asks."""
        for way in (LEAVE, SURE):
            found = [act for act, offer in self.offers(seat).items() if offer.move == way]
            if found:
                self._press(found[0], after_s, seat)

    def press_nth(self, place: int, after_s: float = READS_S, seat: int = 0) -> None:
        """Press the offer at this place, from 0, also one on another page."""
        self._press(list(self.offers(seat))[place], after_s, seat)

    def press_move(self, move: str, *arguments: object, after_s: float = READS_S) -> None:
        """Press the one button of a move with these arguments. Raises NotThere."""
        offered = self.offers()
        found = [act for act, o in offered.items() if o.move == move and tuple(value for _, value in o.args) == arguments]
        if len(found) != 1:
            raise NotThere(f"{move}{arguments} is not among {list(offered.values())}")
        self._press(found[0], after_s, 0)

    def type(self, words: str, after_s: float = READS_S, seat: int = 0) -> None:
        """Type words."""
        self._play(Input("words", self.now + after_s, self._delivery(), self._player(seat), self._audience(seat), words=words))

    def wait(self) -> float:
        """Let time run out, as long as the house waits for a press under way; answers the seconds. Raises NotThere."""
        due = deadlines(self.session)
        if not due:
            raise NotThere(f"{type(self.state).__name__} has no deadline to wait for")
        passed = max(0.0, due[0].at + LATE_S - self.now)
        self._play(Input("deadline", self.now + passed, self._delivery()))
        return passed

    def join(self, after_s: float = READS_S) -> int:
        """Let another player come by the invitation; answers his seat. Raises NotThere: he is not let in."""
        seat = next((n for n, place in enumerate(self.session.places) if not place.player), len(self.session.places))
        place = newcomer(f"player{seat + 1}", self.language)
        chat = f"chat{seat + 1}"
        self._play(Input("join", self.now + after_s, self._delivery(), place.player, words=chat, place=place))
        return seat

    def check(self, screen: Screen) -> None:
        """Look at a screen that a player sees; a test has its own."""

    # -- how it is done ------------------------------------------------------------------------------------------

    def _open(self, name: str, sid: str, place: Place) -> Session:
        game = self.games[name]
        places = (place, *(Place() for _ in range(1, game.seats[1])))
        self.session = open_session(game, sid, self._seeds(16), self.now, places, (Audience("chat1", 0),), self._secret)
        return self.session

    def _press(self, act: bytes, after_s: float, seat: int) -> None:
        given = Input("press", self.now + after_s, self._delivery(), self._player(seat), self._audience(seat))
        self._play(replace(given, moment=self.session.moment, act=act))

    def _play(self, given: Input) -> None:
        turned = turn(self.game, self.session, given, self._secret)
        if not turned.changed and turned.refused is not None:
            raise NotThere(f"{type(self.state).__name__}: a {given.kind} is refused, {turned.refused}")
        self.turned, self.session, self.now = turned, turned.session, given.now
        self.toast = self._told(turned, given)
        self.results += [effect for _, effect in turned.outgoing if isinstance(effect, Result)]
        for opening in [effect for _, effect in turned.outgoing if isinstance(effect, Opening)]:
            self._follow(opening)
        self._shown()
        for wish in [effect for _, effect in turned.outgoing if isinstance(effect, Wish)]:
            self._answer(wish)

    def _told(self, turned: Turned, given: Input) -> str:
        seat = turned.session.audiences[given.audience].seat if given.audience >= 0 else 0
        language = turned.session.places[seat].language
        if turned.hint:
            return str(HOUSE.say(language, turned.hint, {}))
        return str(self.game.texts.say(language, turned.toast.key, dict(turned.toast.arguments))) if turned.toast else ""

    def _follow(self, opening: Opening) -> None:
        """Go on with the game that takes over the first seat's chat, if it is on the bench; who else leaves is seen no more."""
        if opening.game in self.games and self.session.audiences[opening.audience].seat == 0:
            place = self.session.places[0]
            memory = place.kept or place.memory if opening.game == self.session.game else b""
            self._open(opening.game, opening.sid, Place(place.player, place.language, place.nick, facts=place.facts, memory=memory))

    def _answer(self, wish: Wish) -> None:
        """Answer a wish; what erases the session has no answer."""
        number, toast = self.session.audience_of(wish.chat), self.toast
        for room in ANSWERS.get(wish.what, (SORRY,))[:1]:
            self._play(Input("room", self.now, self._delivery(), wish.player, -1 if number is None else number, words=room))
        self.toast = toast

    def _shown(self) -> None:
        for seat in self.seats:
            self.check(self.screen_of(seat))
        if not self.session.shown_at:
            self.session = replace(self.session, shown_at=self.now)

    def _delivery(self) -> bytes:
        self._count += 1
        return self._count.to_bytes(5, "big")

    def _player(self, seat: int) -> str:
        return self.session.places[seat].player

    def _audience(self, seat: int) -> int:
        number = next((n for n, audience in enumerate(self.session.audiences) if audience.seat == seat), None)
        if number is None:
            raise NotThere(f"nobody sits at seat {seat + 1}")
        return number
