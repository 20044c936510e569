"""What an audience sees: the state's view, the engine's footer, pages that fit both platforms (MECHANICS 2, 16)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.compose import AGAIN, LEAVE, NEXT, PAGE, TO_HALL, compose, footer, offers, page_turned
from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.opening import open_session
from engine.core.screen import CAPTION_MOST, COLUMNS_MOST, KEYS_MOST, ROWS_MOST, TEXT_MOST
from engine.core.session import Audience, Notice, Place, Session
from engine.core.text import utf16_length
from engine.core.token import act_of, read_token
from tests.core import brim, many
from tests.simulation import clock, count, vote
from tests.simulation.shelf import GAMES

NOW = 1_790_000_000.0


def begun(game: Game, seats: int = 1, language: str = "ru") -> Session:
    places = tuple(Place(f"player{number}", language) for number in range(seats))
    audiences = tuple(Audience(f"tg:{number}", number) for number in range(seats))
    return open_session(game, "s" * 13, b"x" * 16, NOW, places, audiences, b"secret")


def shown(number: int) -> Session:
    return replace(begun(many.game), state=many.Many(number=number))


@pytest.mark.parametrize("number", range(60))
def test_every_number_of_buttons_fits(number: int) -> None:
    """At most ten keys in six rows of five on every page; each button is on exactly one page, the footer on all."""
    session = shown(number)
    seen: list[str] = []
    for page in range(20):
        screen = compose(many.game, session, 0, page)
        assert len(screen.keys()) <= KEYS_MOST
        assert len(screen.rows) <= ROWS_MOST
        assert max(map(len, screen.rows)) <= COLUMNS_MOST
        assert "Выйти" in [key.label for key in screen.keys()]
        labels = [key.label for key in screen.keys() if key.label.isdigit()]
        if labels and labels[0] in seen:
            break  # past the last page the last one is shown
        seen += labels
    assert seen == [str(n) for n in range(number)]


def test_a_button_of_another_page_is_legal() -> None:
    """All pages' buttons may be pressed: a page that was turned meanwhile refuses nothing."""
    session = shown(30)
    assert {offer.label for offer in offers(many.game, session, session.audiences[0]).values()} >= {str(n) for n in range(30)}


def test_pages_are_turned_by_their_act() -> None:
    """The keys «◀» and «▶» name their page; a press of the game names none."""
    session = shown(30)
    [forward] = [key for key in compose(many.game, session, 0).keys() if key.label == "▶"]
    token = read_token(forward.token)
    assert token is not None
    assert page_turned(session, token.act) == 1
    assert page_turned(session, act_of(session.seed, session.moment, PAGE, (("0", 7),))) == 7
    assert page_turned(session, b"other") is None


def test_the_footer_is_the_engines() -> None:
    """Leave while playing; again, next and the hall at the end; none on a group's board."""
    session = begun(count.game)
    over = replace(session, state=count.Counting())
    assert footer(count.game, session, session.audiences[0]) == (LEAVE,)
    assert footer(count.game, over, over.audiences[0]) == (AGAIN, NEXT, TO_HALL)
    assert footer(count.game, session, Audience("tg:-1", -1)) == ()


def test_equal_buttons_are_the_designers_mistake() -> None:
    """Two buttons with one move and one argument cannot be told apart."""
    session = replace(begun(many.game), state=many.Many(number=2, same=True))
    with pytest.raises(AuthorError, match=r"Many\.view offers buttons 1 and 2 with the same move and arguments"):
        offers(many.game, session, session.audiences[0])


def test_a_closed_game_says_so_in_the_players_language() -> None:
    """Whatever its state would show."""
    for language, told in (("ru", "закрыта недоигранной"), ("en", "you left before the end")):
        session = replace(begun(clock.game, language=language), closed="left")
        assert told in compose(GAMES["clock"], session, 0).text.plain


def test_a_notice_stands_on_top_of_its_seat_alone() -> None:
    """`play.tell`: told to one seat in its language."""
    session = replace(begun(GAMES["vote"], vote.SEATS), state=vote.Vote(), notices=(Notice(1, "title"),))
    texts = [compose(GAMES["vote"], session, number).text.plain for number in range(vote.SEATS)]
    assert texts[1] == f"Счёт\n\n{texts[0]}"
    assert texts[2] == texts[0]


@pytest.mark.parametrize(("drawn", "most"), [(False, TEXT_MOST), (True, CAPTION_MOST)])
@pytest.mark.parametrize("key", ["!use-buttons", "!stop-sure", "!sorry", "title"])
def test_a_notice_without_room_is_left_out(drawn: bool, most: int, key: str) -> None:
    """A view that is legal alone is shown, whatever is to be told above it; with room for both, both are shown."""
    for left, stands in ((0, False), (6, False), (200, True)):
        session = replace(begun(brim.game), state=brim.Brim(signs=most - left, drawn=drawn), notices=(Notice(0, key),))
        text = compose(brim.game, session, 0).text.plain
        assert utf16_length(text) <= most
        assert text.endswith("ж" * (most - left))
        assert (len(text) > most - left) is stands


def test_of_several_notices_the_newest_is_kept() -> None:
    """Where there is room for one, it is what was told last."""
    told = (Notice(0, "!use-buttons"), Notice(0, "!stop-sure"))
    session = replace(begun(brim.game), state=brim.Brim(signs=TEXT_MOST - 160), notices=told)
    text = compose(brim.game, session, 0).text.plain
    assert text.startswith("Точно выйти?")
    assert "номер" not in text
    assert "номер" in compose(brim.game, replace(session, state=brim.Brim(signs=9)), 0).text.plain


def test_words_about_a_picture_need_room_too() -> None:
    """Where the picture cannot be shown its words stand below the text: a notice may not push them over the limit."""
    session = replace(begun(brim.game), state=brim.Brim(signs=10, drawn=True, alt=TEXT_MOST - 100), notices=(Notice(0, "!sorry"),))
    assert compose(brim.game, session, 0).text.plain == "ж" * 10


def test_seats_see_their_own() -> None:
    """Who has answered has no button any more; the others do."""
    session = replace(begun(GAMES["vote"], vote.SEATS), state=vote.Vote(answered=(1, 0, 0)))
    labels = [[key.label for key in compose(GAMES["vote"], session, n).keys()] for n in range(vote.SEATS)]
    assert labels == [["Выйти"], ["Дальше", "Выйти"], ["Дальше", "Выйти"]]
