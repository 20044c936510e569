"""Games that do one absurd thing each when their button is pressed: `mad_spin`, `mad_raise` ..."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine import Button, Game, Invite, Link, Picture, Play, Seat, State, Value, View, after, press
from engine.core.compose import compose, offers
from engine.core.inputs import Input, Turned
from engine.core.opening import open_session
from engine.core.session import Audience, Place, Session
from engine.core.texts import Texts
from engine.core.turn import turn
from engine.core.view import Pressable

WORDS = dict.fromkeys(("ru", "en"), "title = Mad\nabout = Mad\ncalm = Calm, {$count}\ngo = Go\ncount = Count\nover = Over\n")
NOW, SECRET = 1_790_000_000.0, b"secret"


class Part(Value):
    """Something with a size."""

    size: float = 1.0


class Calm(State):
    """One sane button and one mad one."""

    kind: str = "rest"
    count: int = 0
    words: str = ""
    parts: tuple[Part, ...] = ()

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


def _asks(ask: Callable[[Play], object]) -> Callable[[Calm, Play], Calm]:
    """Make a move that asks for a mad effect."""

    def move(state: Calm, play: Play) -> Calm:
        ask(play)
        return state.to(Calm, count=state.count + 1)

    return move


def _bends(**fields: object) -> Callable[[Calm, Play], Calm]:
    """Make a move that puts into a state what nobody has looked at."""
    return lambda state, play: state.model_copy(update=fields)


def _offers(count: int) -> Callable[[Shown], View]:
    """Make a view with so many buttons."""
    return lambda state: View("many", [Button(f"b{number}", state.back, number) for number in range(count)])


def _shows(make: Callable[[], Link | Invite | Picture]) -> Callable[[Shown], View]:
    """Make a view with a mad thing in it."""

    def view(state: Shown) -> View:
        made = make()
        return View("shown", picture=made) if isinstance(made, Picture) else View("shown", list[Pressable]([made]))

    return view


def _awards(play: Play) -> None:
    for _ in range(33):
        play.award(1)


SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}</svg>"
MOVES: dict[str, Callable[[Calm, Play], Calm]] = {
    "spin": _spins,
    "raise": _raises,
    "nan": _bends(parts=(Part(), Part.model_construct(size=math.nan))),
    "infinite": _bends(parts=(Part.model_construct(size=math.inf),)),
    "wrong_type": _bends(count="canary"),
    "a_list": _bends(parts=[Part()]),
    "surrogate": _bends(words="\ud800"),
    "big_words": lambda state, play: state.to(Calm, words="я" * 2**20),
    "wrong_field": lambda state, play: state.to(Calm, count="canary"),
    "nothing": lambda state, play: None,  # type: ignore[dict-item,return-value]  # the mistake that is tried
    "award_nan": _asks(lambda play: play.award(math.nan)),  # type: ignore[arg-type]  # likewise
    "award_half": _asks(lambda play: play.award(0.5)),  # type: ignore[arg-type]  # likewise
    "award_huge": _asks(lambda play: play.award(-(10**7))),
    "award_seat": _asks(lambda play: play.award(1, seat=7)),
    "rate_float": _asks(lambda play: play.rate(2.0)),  # type: ignore[arg-type]  # likewise
    "rate_seat": _asks(lambda play: play.rate(3, seat=-1)),
    "achieve_long": _asks(lambda play: play.achieve("canary" * 9)),
    "toast_unknown": _asks(lambda play: play.toast("nowhere")),
    "toast_long": _asks(lambda play: play.toast("calm", count="canary" * 20)),
    "toast_alert_long": _asks(lambda play: play.toast("calm", alert=True, count="canary" * 20)),
    "toast_nan": _asks(lambda play: play.toast("calm", count=math.nan)),
    "tell_seat": _asks(lambda play: play.tell(1, "over")),
    "tell_list": _asks(lambda play: play.tell(0, "calm", count=[1])),  # type: ignore[arg-type]  # likewise
    "tell_long": _asks(lambda play: play.tell(0, "calm", count="canary" * 1000)),
    "speak": _asks(lambda play: play.speak("de")),
    "open": _asks(lambda play: play.open("No Such")),
    "join": _asks(lambda play: play.join()),
    "effects": _asks(_awards),
}
VIEWS: dict[str, Callable[[Shown], View]] = {
    "spin_view": _spins_in_a_view,
    "raise_view": lambda state: View(str(1 // 0)),
    "no_view": lambda state: "canary",  # type: ignore[dict-item,return-value]  # likewise
    "empty_text": lambda state: View(" \n "),
    "long_text": lambda state: View("😀" * 2049),
    "long_caption": lambda state: View("я" * 1025, picture=Picture("a dot", svg=SVG)),
    "buttons": _offers(101),
    "empty_label": lambda state: View("x", [Button("ok", state.back), Button("  ", state.back, 1)]),
    "twins": lambda state: View("x", [Button("canary", state.back, 1), Button("b", state.back, 1)]),
    "foreign": lambda state: View("x", [Button("canary", Calm().add)]),
    "no_move": lambda state: View("x", [Button("canary", str)]),  # type: ignore[arg-type]  # likewise
    "http": _shows(lambda: Link("canary", "http://play.example")),
    "script": _shows(lambda: Link("canary", "javascript:alert(1)")),
    "invite": _shows(lambda: Invite("canary", "no code")),
    "no_alt": _shows(lambda: Picture(" ", svg=SVG)),
    "no_picture": _shows(lambda: Picture("nothing")),
    "far_file": _shows(lambda: Picture("a file", file="../../canary.png")),
    "big_picture": _shows(lambda: Picture("a lot", svg=SVG.format("<g/>" * 200_000))),
}
TIMERS: dict[str, Callable[[], float | None]] = {
    "spin_timer": spin,
    "before_now": lambda: -1.0,
    "at_once": lambda: 0.0,
    "next_age": lambda: 1e12,
    "no_time": lambda: math.nan,
    "never": lambda: math.inf,
    "words_time": lambda: "20",  # type: ignore[dict-item,return-value]  # likewise
}


def game_of(kind: str) -> Game:
    """Make the game that begins with this madness."""

    def begin_mad(play: Play) -> Calm:
        return Calm(kind=kind)

    mad = Game(f"mad_{kind}", start=begin_mad)
    mad.texts = Texts(mad.name, WORDS)
    return mad


def begun(game: Game) -> Session:
    """Begin a game for one."""
    return open_session(game, "s" * 13, b"x" * 16, NOW, (Place("player0"),), (Audience("tg:0", 0),), SECRET)


def pressed(kind: str) -> tuple[Game, Session, Input]:
    """Begin a game of this madness; answers the press of its button too."""
    mad = game_of(kind)
    session = begun(mad)
    act = next(act for act, offer in offers(mad, session, session.audiences[0]).items() if offer.move == "go")
    return mad, session, Input("press", NOW + 1, b"tap01", "player0", 0, session.moment, act)


def played(mad: Game, session: Session, given: Input) -> Turned:
    """Play a press as a worker does: the turn, and what is shown after it."""
    turned = turn(mad, session, given, SECRET)
    compose(mad, turned.session, 0)
    return turned
