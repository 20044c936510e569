"""What an audience sees: the state's view, the engine's footer, pages of at most ten keys. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.house import HALL, HOUSE
from engine.core.screen import (
    CAPTION_MOST,
    COLUMNS_MOST,
    KEYS_MOST,
    PRESSABLES_MOST,
    ROWS_MOST,
    TEXT_MOST,
    Key,
    Screen,
)
from engine.core.seat import Seat, Table
from engine.core.session import AWAY, Audience, Notice, Session
from engine.core.text import Text, as_text, utf16_length
from engine.core.token import Token, act_of, invite_code
from engine.core.view import Button, Invite, Link, Pressable, View

AGAIN, NEXT, TO_HALL, LEAVE, SURE, PAGE = "!again", "!next", "!hall", "!leave", "!sure", "!page"
OURS = "!"  # before the key of a notice that is a text of the house
SPARE = 64  # UTF-16 units left free under a notice: an adapter breaks mentions by signs of its own
FOOTER_LABELS = {AGAIN: "again", NEXT: "next", TO_HALL: "hall", LEAVE: "leave", SURE: "sure"}
ASKED = OURS + "stop-sure"  # the notice of who was asked whether he means to leave


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
    where = shown_by(game, session, audience)
    try:
        if audience.seat < 0:
            view = session.state.board(Table(language, game.texts, game.lore, nicks, taken, code))
        else:
            view = session.state.view(Seat(language, game.texts, game.lore, nicks, taken, code, audience.seat))
    except AuthorError as wrong:
        raise AuthorError(f"{where}: {str(wrong).removeprefix(f'{game.name}: ')}") from wrong
    if not isinstance(view, View):
        raise AuthorError(f"{where} returned {type(view).__name__}, not a View")
    _check_buttons(where, game, session, view)
    return view


def shown_by(game: Game, session: Session, audience: Audience) -> str:
    """Name the method that shows the state to an audience, as `otk: Part.view`."""
    return f"{game.name}: {type(session.state).__name__}.{'view' if audience.seat >= 0 else 'board'}"


def plays_in_groups(game: Game, session: Session) -> bool:
    """Tell whether a group is offered something to press, and not only the way into the private chat. Raises as `view_of`."""
    return game.chart.for_groups and bool(view_of(game, session, Audience("")).buttons())


def language_of(session: Session, audience: Audience) -> str:
    """Tell the language of an audience: its player's, in a group that of the first seat."""
    return session.places[max(audience.seat, 0)].language


def offers(game: Game, session: Session, audience: Audience) -> dict[bytes, Offer]:
    """List by act what may be pressed now in this audience, on every page of it."""
    buttons = view_of(game, session, audience).buttons()
    acts = [act_of(session.seed, session.moment, button.move, button.args) for button in buttons]
    _check_twins(shown_by(game, session, audience), acts)
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
    if session.over:
        return (AGAIN, NEXT, TO_HALL)
    return (SURE,) if Notice(audience.seat, ASKED) in session.notices else (LEAVE,)


def compose(game: Game, session: Session, number: int, page: int = 0) -> Screen:
    """Make the screen of one audience.

    `page` counts from 0 and is bent into range. Raises AuthorError: as `view_of` does.
    """
    all_pages = pages(game, session, number)
    return all_pages[min(max(page, 0), len(all_pages) - 1)]


def pages(game: Game, session: Session, number: int) -> tuple[Screen, ...]:
    """Make every page of one audience's screen. Raises as `compose` does."""
    audience = session.audiences[number]
    language = language_of(session, audience)
    if audience.successor == AWAY:
        return (Screen(HOUSE.say(language, "went-on", {}), game=game.name),)
    view = view_of(game, session, audience)
    foot = [
        _engine_key(session, move, str(HOUSE.say(language, FOOTER_LABELS[move], {}))) for move in footer(game, session, audience)
    ]
    body = [[_key(session, pressable) for pressable in row] for row in view.rows]
    _check_twins(shown_by(game, session, audience), [key.token for row in body for key in row if key.token])
    text = _with_notices(game, session, audience, view)
    return tuple(Screen(text, rows, view.picture, view.video, game.name) for rows in _paged(session, language, body, foot))


def apology(game: Game, session: Session, number: int) -> Screen:
    """Make the screen of an audience whose view fails: a few words, and the footer to leave by."""
    language = language_of(session, session.audiences[number])
    moves = footer(game, session, session.audiences[number])
    foot = tuple(_engine_key(session, move, str(HOUSE.say(language, FOOTER_LABELS[move], {}))) for move in moves)
    return Screen(HOUSE.say(language, "sorry", {}), (foot,) if foot else (), game=game.name)


def left_out(game: Game, session: Session, audience: Audience) -> tuple[str, ...]:
    """Name the game's own notices that have no room above a view even alone: nobody would ever read them."""
    told = [notice for notice in session.notices if notice.seat == audience.seat and not notice.key.startswith(OURS)]
    if not told:
        return ()
    view = view_of(game, session, audience)
    rooms = {notice.key: _has_room(_said(game, session, audience, notice) + "\n\n" + view.text, view) for notice in told}
    return tuple(key for key, has_room in rooms.items() if not has_room)


def _with_notices(game: Game, session: Session, audience: Audience, view: View) -> Text:
    """Put the notices above a view, the newest on top; one that has no room is left out, so that the view is always shown."""
    above = Text()
    for notice in reversed(session.notices):
        if notice.seat == audience.seat:
            more = above + _said(game, session, audience, notice) + "\n\n"
            above = more if _has_room(more + view.text, view) else above
    return above + view.text


def _said(game: Game, session: Session, audience: Audience, notice: Notice) -> Text:
    texts = HOUSE if notice.key.startswith(OURS) else game.texts
    return texts.say(language_of(session, audience), notice.key.removeprefix(OURS), dict(notice.arguments))


def _has_room(text: Text, view: View) -> bool:
    """Tell whether both messengers show a text with this view, also where the words about its picture stand in for it."""
    shown = view.picture or view.video
    length = utf16_length(text.plain) + SPARE
    in_words = length + (utf16_length(as_text(shown.alt).plain) if shown else 0)
    return length <= (CAPTION_MOST if shown else TEXT_MOST) and in_words <= TEXT_MOST


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


def _paged(session: Session, language: str, body: list[list[Key]], foot: list[Key]) -> list[tuple[tuple[Key, ...], ...]]:
    wide = [row[at : at + COLUMNS_MOST] for row in body for at in range(0, len(row), COLUMNS_MOST)]
    foot_rows = (tuple(foot),) if foot else ()
    if sum(map(len, wide)) + len(foot) <= KEYS_MOST and len(wide) + len(foot_rows) <= ROWS_MOST:
        return [(*map(tuple, wide), *foot_rows)]
    split = list(_split(wide, KEYS_MOST - len(foot) - 2, ROWS_MOST - len(foot_rows) - 1))
    turns = [_turns(session, language, page, len(split)) for page in range(len(split))]
    return [(*map(tuple, rows), turn, *foot_rows) for rows, turn in zip(split, turns, strict=True)]


def _turns(session: Session, language: str, page: int, count: int) -> tuple[Key, ...]:
    """Make the keys that turn to the pages before and after."""
    ways = (("back", page - 1), ("forward", page + 1))
    return tuple(
        _engine_key(session, PAGE, str(HOUSE.say(language, name, {})), target) for name, target in ways if 0 <= target < count
    )


def _split(rows: Iterable[list[Key]], keys_most: int, rows_most: int) -> Iterable[list[list[Key]]]:
    page: list[list[Key]] = []
    for row in rows:
        if page and (sum(map(len, page)) + len(row) > keys_most or len(page) == rows_most):
            yield page
            page = []
        page.append(row)
    yield page


def _check_twins(where: str, acts: Sequence[bytes | str]) -> None:
    for number, act in enumerate(acts):
        if (first := acts.index(act)) != number:
            raise AuthorError(
                f"{where} offers buttons {first + 1} and {number + 1} with the same move and arguments; make them differ"
            )


def _check_buttons(where: str, game: Game, session: Session, view: View) -> None:
    if (count := sum(map(len, view.rows))) > PRESSABLES_MOST:
        raise AuthorError(f"{where}: {count} buttons, at most {PRESSABLES_MOST} fit on ten pages; let the player choose in steps")
    for number, pressable in enumerate((key for row in view.rows for key in row), start=1):
        if not str(pressable.label).strip():
            raise AuthorError(f"{where}: the label of button {number} is empty; say what it does")
    for button in view.buttons():
        step = game.chart.step(session.state, button.move)
        if button.owner is not session.state or step is None or not step.move.press:
            raise AuthorError(f"{where} offers {button.move}, which is no @press of this very state; offer self.NAME")


__all__ = [
    "AGAIN",
    "ASKED",
    "LEAVE",
    "NEXT",
    "PAGE",
    "SURE",
    "TO_HALL",
    "Button",
    "Offer",
    "compose",
    "left_out",
    "offers",
    "page_turned",
    "plays_in_groups",
    "pages",
    "shown_by",
    "view_of",
]
