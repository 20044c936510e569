"""Games that do one absurd thing each when their button is pressed: `mad_spin`, `mad_raise` ..."""

from __future__ import annotations

from collections.abc import Callable

from engine import Button, Game, Play, Seat, State, View, after, press
from engine.core.compose import compose, offers
from engine.core.inputs import Input, Turned
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.texts import Texts
from engine.core.turn import turn

WORDS = dict.fromkeys(("ru", "en"), "title = Mad\nabout = Mad\ncalm = Calm, {$count}\ngo = Go\ncount = Count\nover = Over\n")
NOW, SECRET = 1_790_000_000.0, b"secret"


class Calm(State):
    """One sane button and one mad one."""

    kind: str = "rest"
    count: int = 0

    def view(self, seat: Seat) -> View:
        """Offer both."""
        return View(seat.t("calm", count=self.count), [Button(seat.t("go"), self.go), Button(seat.t("count"), self.add)])

    @press
    def add(self, play: Play) -> Calm:
        """Count, as a sane game does."""
        return self.to(Calm, count=self.count + 1)

    @press
    def go(self, play: Play) -> Calm | Shown | Timed | Over:
        """Do the mad thing, or lead to the state that does it."""
        if self.kind in MOVES:
            return MOVES[self.kind](self, play)
        if self.kind in VIEWS:
            return Shown(kind=self.kind)
        return Timed(kind=self.kind) if self.kind in TIMERS else self.to(Calm, kind="rest")


class Shown(State):
    """A state whose view is mad."""

    kind: str

    def view(self, seat: Seat) -> View:
        """Show the mad thing."""
        return VIEWS[self.kind](self)

    @press
    def back(self, play: Play, number: int = 0) -> Calm:
        """Become sane again."""
        return Calm()


class Timed(State):
    """A state whose deadline is mad."""

    kind: str

    @property
    def limit_s(self) -> float | None:
        """How long it waits: nobody knows."""
        return TIMERS[self.kind]()

    def view(self, seat: Seat) -> View:
        """Offer the way back."""
        return View("timed", [Button("back", self.back)])

    @press
    @after(seconds="limit_s")
    def back(self, play: Play) -> Calm:
        """Become sane again."""
        return Calm()


class Over(State, final=True):
    """The end."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View(seat.t("over"))


def spin() -> float:
    """Loop for ever."""
    while True:
        pass


def _spins(state: State, play: Play | None = None) -> Calm:
    spin()
    return Calm()


def _spins_in_a_view(state: Shown) -> View:
    spin()
    return View("never")


def _raises(state: Calm, play: Play) -> Calm:
    raise ValueError(f"canary {state.kind}")


MOVES: dict[str, Callable[[Calm, Play], Calm]] = {"spin": _spins, "raise": _raises}
VIEWS: dict[str, Callable[[Shown], View]] = {"spin_view": _spins_in_a_view}
TIMERS: dict[str, Callable[[], float | None]] = {"spin_timer": spin}


def game_of(kind: str) -> Game:
    """Make the game that begins with this madness."""

    def begin_mad(play: Play) -> Calm:
        return Calm(kind=kind)

    mad = Game(f"mad_{kind}", start=begin_mad)
    mad.texts = Texts(mad.name, WORDS)
    return mad


def pressed(kind: str) -> tuple[Game, Session, Input]:
    """Begin a game of this madness; answers the press of its button too."""
    mad = game_of(kind)
    session = open_session(mad, "s" * 13, b"x" * 16, NOW, (Place("player0"),), (Audience("tg:0", 0),), SECRET)
    act = next(act for act, offer in offers(mad, session, session.audiences[0]).items() if offer.move == "go")
    return mad, session, Input("press", NOW + 1, b"tap01", "player0", 0, session.moment, act)


def played(mad: Game, session: Session, given: Input) -> Turned:
    """Play a press as a worker does: the turn, and what is shown after it."""
    turned = turn(mad, session, given, SECRET)
    compose(mad, turned.session, 0)
    return turned
