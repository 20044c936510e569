"""One input, one step: what is offered is what is legal, and every refusal has its reason (MECHANICS 1-4, 8, 18, 28)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.compose import compose, offers
from engine.core.deadlines import deadlines, expired, waits
from engine.core.errors import AuthorError, Refused
from engine.core.game import Game
from engine.core.house import HALL
from engine.core.inputs import Input, Kind, Opening, Outgoing, Result, Turned
from engine.core.opening import open_session
from engine.core.session import AWAY, UNSCORED, Audience, Place, Session
from engine.core.turn import turn
from engine.store.codec import pack_input, unpack_entry
from tests.core import liar, many, sums
from tests.simulation import clock, count, vote
from tests.simulation.shelf import GAMES

NOW, SECRET = 1_790_000_000.0, b"secret"


def begun(game: Game, seats: int = 1, shown_at: float = NOW) -> Session:
    places = tuple(Place(f"player{number}") for number in range(seats))
    audiences = tuple(Audience(f"tg:{number}", number) for number in range(seats))
    return replace(open_session(game, "s" * 13, b"x" * 16, NOW, places, audiences, SECRET), shown_at=shown_at)


def tap(session: Session, label: str, number: int = 1, at: float = NOW + 1, seat: int = 0) -> Input:
    game = GAMES[session.game]
    act = next(act for act, offer in offers(game, session, session.audiences[seat]).items() if offer.label == label)
    return Input("press", at, bytes([number] * 5), f"player{seat}", seat, session.moment, act)


def play(session: Session, given: Input) -> Turned:
    return turn(GAMES[session.game], session, given, SECRET)


def test_a_press_that_is_offered_moves_on() -> None:
    """State, moment and step change; the clock of the new moment stands until it is shown."""
    session = begun(count.game)
    turned = play(session, tap(session, "Дальше"))
    assert turned.changed
    assert turned.session.state == count.Count(goes=1)
    assert turned.session.before == session.moment != turned.session.moment
    assert (turned.session.step, turned.session.shown_at, turned.session.by) == (1, 0.0, "press")
    assert turned.session.places[0].points == 10


def test_the_same_press_again_is_refused() -> None:
    """Within three seconds by a toast alone, later with a redraw; one of an older moment as over (MECHANICS 3)."""
    session = begun(count.game)
    given = tap(session, "Дальше")
    once = play(session, given).session
    soon = play(once, replace(given, now=NOW + 2))
    assert (soon.refused, soon.redraw, soon.changed) == (Refused.COUNTED, None, False)
    late = play(once, replace(given, now=NOW + 60))
    assert (late.refused, late.redraw) == (Refused.COUNTED, (0,))
    twice = play(once, tap(once, "Дальше", 2, NOW + 61)).session
    assert play(twice, replace(given, now=NOW + 62)).refused is Refused.PASSED


def test_a_delivery_that_left_the_moment_counts_once() -> None:
    """`play.stay`: the same delivery is refused, another one counts; the moment stands (MECHANICS 8)."""
    session = begun(count.game)
    given = tap(session, "Ещё")
    once = play(session, given).session
    assert once.moment == session.moment
    assert play(once, given).refused is Refused.COUNTED
    assert play(once, replace(given, delivery=b"other")).session.state == count.Count(extras=2)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"audience": 5}, Refused.NOT_YOUR_GAME),
        ({"audience": -1}, Refused.NOT_YOUR_GAME),
        ({"player": "stranger"}, Refused.NOT_YOUR_GAME),
        ({"act": b"bogus"}, Refused.NOT_YOUR_TURN),
        ({"moment": b"other"}, Refused.PASSED),
    ],
)
def test_forged_and_foreign_presses_find_nothing(change: dict[str, object], refused: Refused) -> None:
    """Whatever is wrong with a token: nothing changes, and a friendly reason is told."""
    session = begun(count.game)
    turned = play(session, replace(tap(session, "Дальше"), **change))  # type: ignore[arg-type]  # fields of an input
    assert (turned.refused, turned.changed, turned.session) == (refused, False, session)


def test_acts_tell_nothing() -> None:
    """The same button has another act in another session and in another moment, so no answer can be read from it."""
    session = begun(count.game)
    other = replace(session, seed=b"y" * 16)
    moved = play(session, tap(session, "Дальше")).session
    acts = [set(offers(count.game, known, known.audiences[0])) for known in (session, other, moved)]
    assert not acts[0] & acts[1]
    assert not acts[0] & acts[2]


@pytest.mark.parametrize("words", ["Дальше", "дальше", "ДАЛЬШЕ!", "  дальше "])
def test_a_typed_label_is_the_press(words: str) -> None:
    """Clients without buttons can play (MECHANICS 4); the answer is a new message."""
    turned = play(begun(count.game), Input("words", NOW, b"word1", "player0", 0, words=words))
    assert turned.session.state == count.Count(goes=1)
    assert turned.renew == (0,)


def test_typed_words_count_once_whatever_they_do() -> None:
    """Words that a state takes, words that it does not, a command: the same delivery is heard once."""
    session = begun(count.game)
    said = Input("words", NOW, b"word1", "player0", 0, words="слово")
    once = play(session, said).session
    assert once.state == count.Count(words=1)
    assert play(once, said).refused is Refused.COUNTED
    voting = replace(begun(GAMES["vote"], vote.SEATS), state=vote.Vote())
    lost = play(voting, said)
    assert (lost.hint, lost.changed) == ("use-buttons", True)
    assert play(lost.session, said).refused is Refused.COUNTED
    stopped = play(session, Input("stop", NOW, b"stop1", "player0", 0))
    assert play(stopped.session, Input("stop", NOW, b"stop1", "player0", 0)).refused is Refused.COUNTED


def test_stop_asks_first_where_something_was_played() -> None:
    """The first /stop of a game in play asks and keeps everything; the second one leaves; playing on takes the question back."""
    session = play(begun(count.game), Input("words", NOW, b"word1", "player0", 0, words="слово")).session
    asked = play(session, Input("stop", NOW, b"stop1", "player0", 0))
    assert not asked.session.over
    assert asked.session.state == session.state
    assert asked.renew == (0,)
    assert [notice.key for notice in asked.session.notices] == ["!stop-sure"]
    assert play(asked.session, Input("stop", NOW, b"stop1", "player0", 0)).refused is Refused.COUNTED, "it is no second yes"
    assert play(asked.session, Input("stop", NOW, b"stop2", "player0", 0)).session.closed == "left"
    back = play(asked.session, Input("show", NOW, b"show1", "player0", 0)).session
    assert back.notices == ()
    assert not play(back, Input("stop", NOW, b"stop3", "player0", 0)).session.over


def test_stop_leaves_at_once_where_nothing_was_played() -> None:
    """Nothing is lost: nothing is asked."""
    assert play(begun(count.game), Input("stop", NOW, b"stop1", "player0", 0)).session.closed == "left"


def test_a_session_goes_on_in_another_chat_and_comes_back() -> None:
    """The chat left behind is told where the game is, and counts as a chat of it; a duplicate moves nothing again."""
    session = begun(count.game)
    away = play(session, Input("move", NOW, b"move1", "player0", words="vk:7")).session
    assert [(audience.chat, audience.successor) for audience in away.audiences] == [(session.audiences[0].chat, AWAY), ("vk:7", "")]
    assert play(away, Input("move", NOW, b"move1", "player0", words="vk:7")).refused is Refused.COUNTED
    assert play(away, Input("words", NOW, b"word1", "player0", 0, words="слово")).refused is Refused.ELSEWHERE
    assert compose(count.game, away, 0).rows == ()
    assert "другом" in str(compose(count.game, away, 0).text)
    moved = play(away, Input("move", NOW, b"move2", "player0", words=session.audiences[0].chat))
    assert [audience.successor for audience in moved.session.audiences] == ["", AWAY]
    assert moved.renew == (0,)
    assert len(moved.session.audiences) == 2, "it comes back to the chat that it knows"


def test_an_exact_label_comes_before_one_that_only_sounds_like_it() -> None:
    """«3» is the button «3», not the third button; and «−5» is not «5»."""
    game = sums.game
    turned = turn(game, begun(game), Input("words", NOW, b"word1", "player0", 0, words="2"), SECRET)
    assert turned.session.state == sums.Chosen(chosen="2")


def test_a_deadline_fires_when_due_and_not_before() -> None:
    """Judged from the showing; a press wins until 1.5 s after it (MECHANICS 18)."""
    session = begun(clock.game)
    assert waits(session) == (clock.LIMIT_S, -1.0)
    assert [deadline.at for deadline in deadlines(session)] == [NOW + clock.LIMIT_S]
    assert not play(session, Input("deadline", NOW + clock.LIMIT_S - 0.01)).changed
    fired = play(session, Input("deadline", NOW + clock.LIMIT_S))
    assert fired.session.state == clock.Tick(fired=1, since=NOW + clock.LIMIT_S)
    assert (expired(session, NOW + 6.4), expired(session, NOW + 6.6)) == (False, True)
    assert deadlines(replace(session, shown_at=0.0)) == [], "it is not armed before it was shown"
    beaten = play(fired.session, replace(tap(session, "Дальше"), now=NOW + 6.0))
    assert beaten.refused is Refused.LATE


def test_every_seat_has_one_result() -> None:
    """Points add up over the game and leave once, when it ends (MECHANICS 28)."""
    session = begun(count.game)
    outgoing: list[tuple[str, Outgoing]] = []
    for number in range(count.ROUNDS):
        turned = play(session, tap(session, "Дальше", number))
        session, outgoing = turned.session, [*outgoing, *turned.outgoing]
    [(id, result)] = outgoing
    assert id == "result.0"
    assert isinstance(result, Result)
    assert (result.points, result.finished, result.rated, result.memory) == (60, True, True, b'{"plays":1}')
    assert session.places[0].done
    over = play(session, tap(session, "Ещё раз"))
    [(_, opening)] = over.outgoing
    assert isinstance(opening, Opening)
    assert (opening.game, over.session.audiences[0].successor) == ("count", opening.sid)
    again = play(over.session, tap(session, "Ещё раз", 9))
    assert again.refused is Refused.COUNTED


def test_a_play_without_points_or_stars_is_not_rated() -> None:
    """Practice counts for nothing: a game that awards and rates nothing ends unrated; nought points, if given, are points."""
    session = begun(sums.game)
    act = next(iter(offers(sums.game, session, session.audiences[0])))
    given = Input("press", NOW + 1, b"12345", "player0", 0, session.moment, act)
    (_, result), *_ = turn(sums.game, session, given, SECRET).outgoing
    assert isinstance(result, Result)
    assert (result.finished, result.rated, result.stars) == (True, False, 0)
    assert begun(count.game).places[0].stars == UNSCORED


def test_leaving_ends_unrated_and_opens_the_hall() -> None:
    """The button of the footer: the seat's result says that he left."""
    session = begun(count.game)
    turned = play(session, tap(session, "Выйти"))
    (_, result), (_, opening) = turned.outgoing
    assert isinstance(result, Result)
    assert isinstance(opening, Opening)
    assert (result.finished, result.rated, opening.game, turned.session.closed) == (False, False, HALL, "left")
    assert play(turned.session, tap(session, "Дальше", 2)).refused is Refused.COUNTED


def test_leaving_what_was_begun_is_asked_first() -> None:
    """Once something was played the first press asks, also delivered or pressed twice; then the button says that he is sure."""
    session = play(begun(count.game), tap(begun(count.game), "Дальше")).session
    pressed = tap(session, "Выйти", 2)
    asked = play(session, pressed)
    assert (asked.outgoing, asked.session.closed, asked.session.step) == ((), "", session.step)
    assert "Точно выйти?" in compose(count.game, asked.session, 0).text.plain
    assert [key.label for key in compose(count.game, asked.session, 0).keys()][-1] == "Точно выйти"
    for again in (pressed, replace(pressed, delivery=b"again")):
        assert play(asked.session, again).refused is Refused.COUNTED
    assert play(asked.session, tap(asked.session, "Точно выйти", 3)).session.closed == "left"


def test_who_is_asked_may_play_on() -> None:
    """Any move of his takes the question away, and the next time he is asked again."""
    session = play(begun(count.game), tap(begun(count.game), "Дальше")).session
    asked = play(session, tap(session, "Выйти", 2)).session
    went_on = play(asked, tap(asked, "Дальше", 3)).session
    assert went_on.notices == ()
    assert [key.label for key in compose(count.game, went_on, 0).keys()][-1] == "Выйти"


@pytest.mark.parametrize("words", ["выйти", "Точно выйти", "/stop"])
def test_who_is_asked_may_answer_in_words(words: str) -> None:
    """By the word for leaving again, the new one, or /stop."""
    session = play(begun(count.game), tap(begun(count.game), "Дальше")).session
    asked = play(session, tap(session, "Выйти", 2)).session
    kind: Kind = "stop" if words == "/stop" else "words"
    given = Input(kind, NOW + 9, b"typed", "player0", 0, words=words)
    assert turn(count.game, asked, given, SECRET).session.closed == "left"


def test_who_is_asked_may_answer_by_a_number() -> None:
    """That of the key in sight, where the game takes no words."""
    session = replace(begun(many.game), state=many.Many(number=2, lettered=True), step=1)
    asked = typed(session, "3", 0).session
    assert [key.label for key in compose(many.game, asked, 0).keys()] == ["а", "б", "Точно выйти"]
    assert typed(replace(asked, typed=()), "3", 0).session.closed == "left"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("other", "which its annotation does not name"),
        ("nothing", "returned NoneType, not a State"),
        ("effects", "returned self with effects"),
        ("stay", "must return what it gave"),
        ("open", "must return a final state"),
    ],
)
def test_what_no_game_may_do_is_named(kind: str, told: str) -> None:
    """The message names game, state and move."""
    game = liar.game
    session = begun(game)
    act = next(act for act, offer in offers(game, session, session.audiences[0]).items() if offer.label == kind)
    with pytest.raises(AuthorError, match=f"liar: Liar.do .*{told}"):
        turn(game, session, Input("press", NOW, b"press", "player0", 0, session.moment, act), SECRET)


def test_the_last_32_typed_inputs_are_known_whatever_came_between() -> None:
    """The first of thirty-two, delivered again at the end, counts no second time (MECHANICS 23)."""
    session = begun(count.game)
    typed = [Input("words", NOW, bytes([number] * 5), "player0", 0, words="слово") for number in range(32)]
    for given in typed:
        session = play(session, given).session
    assert session.state == count.Count(words=32)
    assert [play(session, given).refused for given in typed] == [Refused.COUNTED] * 32


def typed(session: Session, words: str, page: int = 0, moment: bytes | None = None) -> Turned:
    given = Input("words", NOW, b"word1", "player0", 0, session.moment if moment is None else moment, words=words, page=page)
    return turn(GAMES.get(session.game, many.game), session, given, SECRET)


def on_page(number: int, page: int) -> tuple[Session, list[str]]:
    session = replace(begun(many.game), state=many.Many(number=number, lettered=True))
    return session, [key.label for key in compose(many.game, session, 0, page).keys()]


@pytest.mark.parametrize("page", [0, 1, 2, 9])
def test_a_typed_number_is_counted_on_the_page_in_sight(page: int) -> None:
    """The nth key that the player sees is pressed or turned to, footer and all; past the last one he is told what to do."""
    session, labels = on_page(20, page)
    for nth, label in enumerate(labels, 1):
        turned = typed(session, f"{nth}", page)
        if label in ("◀", "▶"):
            assert (turned.changed, turned.page) == (False, min(page, 3) + (1 if label == "▶" else -1))
        elif label == "Выйти":
            assert turned.session.closed == "left"
        else:
            assert turned.session.state == many.Done(chosen=ord(label) - ord("а"))
    assert typed(session, f"{len(labels) + 1}", page).hint == "use-buttons"
    assert typed(session, "0", page).hint == "use-buttons"


def test_the_page_of_a_moment_that_is_over_counts_no_more() -> None:
    """Who has seen page three of another moment sees the first page of this one."""
    session, _ = on_page(20, 0)
    assert typed(session, "1", 2, moment=b"other").session.state == many.Done(chosen=0)
    assert typed(session, "1", 2).session.state != many.Done(chosen=0)


def test_pages_are_turned_by_typing_their_sign() -> None:
    """Where the sign stands on the page; nothing is counted by it, and where it does not stand it is a word like any other."""
    session, _ = on_page(20, 0)
    turned = typed(session, "▶\ufe0f", 0)
    assert (turned.changed, turned.page, turned.session) == (False, 1, session)
    assert typed(session, "◀", 0).hint == "use-buttons"
    assert typed(session, "◀", 2).page == 1


def test_a_link_is_counted_and_is_not_pressed() -> None:
    """Who counts the keys counts the links among them: the number of a link presses nothing else."""
    session = replace(begun(many.game), state=many.Many(number=2, lettered=True, linked=True))
    assert [key.label for key in compose(many.game, session, 0).keys()] == ["о нас", "а", "б", "Выйти"]
    assert typed(session, "1").hint == "use-buttons"
    assert typed(session, "2").session.state == many.Done(chosen=0)


def test_a_record_keeps_the_page_and_nothing_more_where_there_is_one() -> None:
    """A number typed on a later page is replayed on that page."""
    first, later = Input("words", NOW, words="1"), Input("words", NOW, words="1", moment=b"12345", page=2)
    assert [unpack_entry(pack_input(given)) for given in (first, later)] == [first, later]
    assert len(pack_input(first)) < len(pack_input(later)) - 6
