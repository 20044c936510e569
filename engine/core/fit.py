"""Whether what a game has made may be kept and shown: judged before it is committed, so that a player keeps the moment he had.

A complaint names game, state and field and says how to mend it; of words it tells the length alone, they may be a player's.
"""

from __future__ import annotations

import math
from functools import reduce

from pydantic import BaseModel, ValidationError

from engine.core.compose import pages, shown_by
from engine.core.deadlines import TIMER_MOST_S, times
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.screen import CAPTION_MOST, TEXT_MOST, Screen
from engine.core.session import Session
from engine.core.state import State, freeze, thaw
from engine.core.text import Text, utf16_length

STATE_MOST = 32 * 1024  # bytes of JSON; a whole session has 64 KiB in the store (RELIABILITY P23)
TOAST_MOST = 90  # UTF-16 units: VK's snackbar. Telegram would show 200 (MECHANICS 17); a game's words are for both
DRAWING_MOST = 512 * 1024  # bytes of SVG


def fit(game: Game, session: Session) -> dict[int, Screen]:
    """Judge a session that a move has made; answers the first page of each audience that is to see it.

    Raises AuthorError: a field, a deadline or a view is not what may be kept or shown; whatever the view raises passes through.
    """
    return {number: screens[0] for number, screens in fit_pages(game, session).items()}


def fit_pages(game: Game, session: Session) -> dict[int, tuple[Screen, ...]]:
    """Judge a session; answers every page of each audience that is to see it. Raises as `fit` does."""
    if not session.closed:
        check_kept(game, session.state)
        _check_deadlines(game, session)
    seen = [number for number, audience in enumerate(session.audiences) if not audience.successor]
    screens = {number: pages(game, session, number) for number in seen}
    for number, shown in screens.items():
        _check_screen(shown_by(game, session, session.audiences[number]), shown[0])  # all pages have one text and one picture
    return screens


def check_kept(game: Game, state: State) -> None:
    """Refuse a state that would not come back from the store as it goes in. Raises AuthorError: names the field."""
    where = f"{game.name}: {type(state).__name__}"
    kept = freeze(state)
    if len(kept) > STATE_MOST:
        name = max(type(state).model_fields, key=lambda field: len(str(getattr(state, field))))
        raise AuthorError(
            f"{where}.{name}: the state has {len(kept)} bytes, most of them here, at most {STATE_MOST} are kept; "
            "keep what cannot be read from the content or counted anew"
        )
    try:
        back = thaw(type(state), kept)
    except ValidationError as wrong:
        error = wrong.errors(include_url=False, include_input=False)[0]
        path = ".".join(map(str, error["loc"]))
        raise AuthorError(
            f"{where}.{path}: {shortened(_at(state, error['loc']))}: {error['msg']}; make states by State(...) and self.to(...), "
            "which look at what they are given, and not by model_copy or model_construct"
        ) from None
    if back != state:
        name = next((n for n in type(state).model_fields if getattr(back, n) != getattr(state, n)), "?")
        told = f"{shortened(getattr(state, name, None))} comes back from the store as {shortened(getattr(back, name, None))}"
        raise AuthorError(f"{where}.{name}: {told}; give it the type that the field is declared with")


def check_toast(game: Game, key: str, words: Text) -> None:
    """Refuse words for the presser that a messenger would cut. Raises AuthorError."""
    if (length := utf16_length(words.plain)) > TOAST_MOST:
        raise AuthorError(f"{game.name}: the toast «{key}» has {length} UTF-16 units, at most {TOAST_MOST} are shown; shorten it")


def shortened(value: object) -> str:
    """Tell a value in a few words: of words, bytes and tuples only how long they are."""
    if isinstance(value, str | bytes | tuple | list | dict | set):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, BaseModel):
        return type(value).__name__
    return repr(value)[:40]


def _at(state: object, place: tuple[int | str, ...]) -> object:
    """Follow a path of names and numbers; None where it ends early."""

    def step(value: object, name: int | str) -> object:
        if isinstance(name, int):
            return value[name] if isinstance(value, tuple | list) and name < len(value) else None
        return getattr(value, name, None)

    return reduce(step, place, state)


def _check_deadlines(game: Game, session: Session) -> None:
    for name, told, instant in times(session.state):
        where = f"{game.name}: {type(session.state).__name__}.{name}"
        if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told):
            raise AuthorError(f"{where}: {shortened(told)} is no time; give seconds, or None for no deadline")
        if (instant and told > session.began + TIMER_MOST_S) or (not instant and not 0 < told <= TIMER_MOST_S):
            most = "an instant lies at most 29 days ahead" if instant else "seconds are more than 0 and at most 29 days"
            raise AuthorError(f"{where}: {told!r} is out of range; {most}, None is no deadline")


def _check_screen(where: str, screen: Screen) -> None:
    length, most = utf16_length(screen.text.plain), CAPTION_MOST if screen.picture or screen.video else TEXT_MOST
    if not screen.text.plain.strip():
        raise AuthorError(f"{where}: the text is empty; say something above the buttons")
    if length > most:
        under = " under a picture" if most == CAPTION_MOST else ""
        raise AuthorError(f"{where}: the text has {length} UTF-16 units, at most {most} fit{under}; shorten it")
    if screen.picture and len(screen.picture.svg) > DRAWING_MOST:
        drawn = len(screen.picture.svg)
        raise AuthorError(f"{where}: the picture has {drawn} characters of SVG, at most {DRAWING_MOST} are drawn; draw less")
