"""What an audience sees: the state's view, the engine's footer, pages of at most ten keys. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.house import HALL, HOUSE
from engine.core.screen import COLUMNS_MOST, KEYS_MOST, PRESSABLES_MOST, ROWS_MOST, Key, Screen
from engine.core.seat import Seat, Table
from engine.core.session import AWAY, Audience, Session
from engine.core.text import Text
from engine.core.token import Token, act_of, invite_code
from engine.core.view import Button, Invite, Link, Pressable, View

AGAIN, NEXT, TO_HALL, LEAVE, PAGE = "!again", "!next", "!hall", "!leave", "!page"
OURS = "!"  # before the key of a notice that is a text of the house
FOOTER_LABELS = {AGAIN: "again", NEXT: "next", TO_HALL: "hall", LEAVE: "leave"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One press that is on offer now: a move of the game, or one of the engine's (they begin with `!`)."""

    label: str
    move: str
    args: tuple[tuple[str, object], ...] = ()


def view_of(game: Game, session: Session, audience: Audience) -> View:
    """Ask the state for the view of one audience.

    Raises AuthorError: the view is none, or its buttons are wrong.
    """
    if why := session.closed or audience.parted:
        return View(HOUSE.say(language_of(session, audience), f"closed-{why}", {}))
    nicks = tuple(place.nick for place in session.places)
    taken = tuple(bool(place.player) for place in session.places)
    code = invite_code(session.sid)
    language = language_of(session, audience)
    where = f"{game.name}: {type(session.state).__name__}.{'view' if audience.seat >= 0 else 'board'}"
    try:
        if audience.seat < 0:
            view = session.state.board(Table(language, game.texts, game.lore, nicks, taken, code))
        else:
            view = session.state.view(Seat(language, game.texts, game.lore, nicks, taken, code, audience.seat))
    except AuthorError as wrong:
        raise AuthorError(f"{where}: {str(wrong).removeprefix(f'{game.name}: ')}") from wrong
    if not isinstance(view, View):
        raise AuthorError(f"{where} returned {type(view).__name__}, not a View")
    _check_buttons(game, session, view)
    return view


def language_of(session: Session, audience: Audience) -> str:
    """Tell the language of an audience: its player's, in a group that of the first seat."""
    return session.places[max(audience.seat, 0)].language


def offers(game: Game, session: Session, audience: Audience) -> dict[bytes, Offer]:
    """List by act what may be pressed now in this audience, on every page of it."""
    buttons = view_of(game, session, audience).buttons()
    acts = [act_of(session.seed, session.moment, button.move, button.args) for button in buttons]
    _check_twins(game, session, acts)
    found = {act: Offer(button.label, button.move, button.args) for act, button in zip(acts, buttons, strict=True)}
    return found | ours(game, session, audience)


def ours(game: Game, session: Session, audience: Audience) -> dict[bytes, Offer]:
    """List by act the engine's own presses of the footer: they are on offer whatever the game shows."""
    language = language_of(session, audience)
    return {
        act_of(session.seed, session.moment, move, ()): Offer(str(HOUSE.say(language, FOOTER_LABELS[move], {})), move)
        for move in footer(game, session, audience)
    }


def page_turned(session: Session, act: bytes, pages_most: int = 100) -> int | None:
    """Tell which page an act turns to; None if it turns none."""
    return next((p for p in range(pages_most) if act_of(session.seed, session.moment, PAGE, (("0", p),)) == act), None)


def footer(game: Game, session: Session, audience: Audience) -> tuple[str, ...]:
    """Name the engine's own presses under a screen; the hall has none."""
    if audience.seat < 0 or audience.parted or session.closed == "met":
        return ()
    if game.name == HALL:
        return (TO_HALL,) if session.over else ()
    return (AGAIN, NEXT, TO_HALL) if session.over else (LEAVE,)


def compose(game: Game, session: Session, number: int, page: int = 0) -> Screen:
    """Make the screen of one audience.

    `page` counts from 0 and is bent into range. Raises AuthorError: as `view_of` does.
    """
    audience = session.audiences[number]
    language = language_of(session, audience)
    if audience.successor == AWAY:
        return Screen(HOUSE.say(language, "went-on", {}), game=game.name)
    view = view_of(game, session, audience)
    foot = [
        _engine_key(session, move, str(HOUSE.say(language, FOOTER_LABELS[move], {}))) for move in footer(game, session, audience)
    ]
    body = [[_key(session, pressable) for pressable in row] for row in view.rows]
    _check_twins(game, session, [key.token for row in body for key in row if key.token])
    rows = _paged(session, language, body, foot, page)
    text = _with_notices(game, session, audience, view.text)
    return Screen(text, rows, view.picture, view.video, game.name)


def apology(game: Game, session: Session, number: int) -> Screen:
    """Make the screen of an audience whose view fails: a few words, and the footer to leave by."""
    language = language_of(session, session.audiences[number])
    moves = footer(game, session, session.audiences[number])
    foot = tuple(_engine_key(session, move, str(HOUSE.say(language, FOOTER_LABELS[move], {}))) for move in moves)
    return Screen(HOUSE.say(language, "sorry", {}), (foot,) if foot else ())


def _with_notices(game: Game, session: Session, audience: Audience, text: Text) -> Text:
    for notice in session.notices:
        if notice.seat == audience.seat:
            texts = HOUSE if notice.key.startswith(OURS) else game.texts
            said = texts.say(language_of(session, audience), notice.key.removeprefix(OURS), dict(notice.arguments))
            text = said + "\n\n" + text
    return text


def _key(session: Session, pressable: Pressable) -> Key:
    if isinstance(pressable, Link):
        return Key(str(pressable.label), url=pressable.url)
    if isinstance(pressable, Invite):
        return Key(str(pressable.label), invite=pressable.code)
    act = act_of(session.seed, session.moment, pressable.move, pressable.args)
    return Key(pressable.label, str(Token(session.sid, session.moment, act)), style=pressable.style)


def _engine_key(session: Session, move: str, label: str, *args: int) -> Key:
    act = act_of(session.seed, session.moment, move, tuple((str(n), value) for n, value in enumerate(args)))
    return Key(label, str(Token(session.sid, session.moment, act)))


def _paged(session: Session, language: str, body: list[list[Key]], foot: list[Key], page: int) -> tuple[tuple[Key, ...], ...]:
    wide = [row[at : at + COLUMNS_MOST] for row in body for at in range(0, len(row), COLUMNS_MOST)]
    foot_rows = (tuple(foot),) if foot else ()
    if sum(map(len, wide)) + len(foot) <= KEYS_MOST and len(wide) + len(foot_rows) <= ROWS_MOST:
        return (*map(tuple, wide), *foot_rows)
    pages = list(_split(wide, KEYS_MOST - len(foot) - 2, ROWS_MOST - len(foot_rows) - 1))
    page = min(max(page, 0), len(pages) - 1)
    turns = [
        _engine_key(session, PAGE, str(HOUSE.say(language, name, {})), target)
        for name, target in (("back", page - 1), ("forward", page + 1))
        if 0 <= target < len(pages)
    ]
    return (*map(tuple, pages[page]), tuple(turns), *foot_rows)


def _split(rows: Iterable[list[Key]], keys_most: int, rows_most: int) -> Iterable[list[list[Key]]]:
    page: list[list[Key]] = []
    for row in rows:
        if page and (sum(map(len, page)) + len(row) > keys_most or len(page) == rows_most):
            yield page
            page = []
        page.append(row)
    yield page


def _check_twins(game: Game, session: Session, acts: Sequence[bytes | str]) -> None:
    for number, act in enumerate(acts):
        if (first := acts.index(act)) != number:
            raise AuthorError(
                f"{game.name}: {type(session.state).__name__}.view offers buttons {first + 1} and {number + 1} "
                "with the same move and arguments; make them differ"
            )


def _check_buttons(game: Game, session: Session, view: View) -> None:
    where = f"{game.name}: {type(session.state).__name__}.view"
    if (count := sum(map(len, view.rows))) > PRESSABLES_MOST:
        raise AuthorError(f"{where}: {count} buttons, at most {PRESSABLES_MOST} fit on ten pages; let the player choose in steps")
    for number, pressable in enumerate((key for row in view.rows for key in row), start=1):
        if not str(pressable.label).strip():
            raise AuthorError(f"{where}: the label of button {number} is empty; say what it does")
    for button in view.buttons():
        step = game.chart.step(session.state, button.move)
        if button.owner is not session.state or step is None or not step.move.press:
            raise AuthorError(
                f"{game.name}: {type(session.state).__name__}.view offers {button.move}, which is no @press of this very state; "
                "offer self.NAME"
            )


__all__ = ["AGAIN", "LEAVE", "NEXT", "PAGE", "TO_HALL", "Button", "Offer", "compose", "offers", "page_turned", "view_of"]
