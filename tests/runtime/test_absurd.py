"""Whatever absurd thing a game makes: the player keeps his moment and is told, the log names the place and how to mend it (P23)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.compose import compose, offers
from engine.core.game import Game
from engine.core.inputs import Input
from engine.core.session import Session
from engine.core.texts import Texts
from engine.runtime.fold import fold
from engine.store.codec import pack_session, unpack_session
from engine.workshop.walk import walk
from tests.runtime import mad

MOVES = {
    "raise": ("ValueError at", "mad.py:"),
    "nan": ("Calm.parts.1.size: nan: Input should be a valid number", "self.to(...)"),
    "infinite": ("Calm.parts.0.size: inf", "self.to(...)"),
    "wrong_type": ("Calm.count: a str of 6: Input should be a valid integer", "self.to(...)"),
    "a_list": ("Calm.parts: a list of 1 comes back from the store as a tuple of 1", "the type that the field is declared with"),
    "surrogate": ("Calm cannot be kept", "surrogates not allowed"),
    "big_words": ("Calm.words: the state has 2097", "at most 32768", "keep what cannot be read from the content"),
    "wrong_field": ("Calm.go: ", "Calm cannot be made: count: Input should be a valid integer", "mad.py:"),
    "nothing": ("Calm.go returned NoneType, not a State",),
    "award_nan": ("Calm.go: award(nan): give a whole number", "mad.py:"),
    "award_half": ("Calm.go: award(0.5): give a whole number",),
    "award_huge": ("Calm.go: award(-10000000): give a whole number of at most a million",),
    "award_seat": ("Calm.go: which seat?", "seat=0..0"),
    "rate_float": ("Calm.go: rate(2.0): give 0, 1, 2 or 3 stars",),
    "rate_seat": ("Calm.go: which seat?", "seat=0..0"),
    "achieve_long": ("Calm.go: achieve: 54 characters; give 1 to 40",),
    "toast_unknown": ("there is no text «nowhere»", "write it into ru.ftl"),
    "toast_long": ("the toast «calm» has 12", "UTF-16 units, at most 90 are shown; shorten it"),
    "toast_alert_long": ("the toast «calm» has 12", "UTF-16 units, at most 90 are shown; shorten it"),
    "toast_nan": ("Calm.go: toast('calm'): count is nan; give words or a number",),
    "tell_seat": ("Calm.go: which seat?", "seat=0..0"),
    "tell_list": ("Calm.go: tell('calm'): count is [1]; give words or a number",),
    "tell_long": ("Calm.go: tell('calm'): count has 6000 characters, at most 1000", "shorten it"),
    "speak": ("Calm.go: speak: no such language; give one of ru, en",),
    "open": ("Calm.go: open: that is no name of a game",),
    "join": ("Calm.go: join(): all 1 seats are taken",),
    "effects": ("Calm.go: more than 32 effects in one move; ask for fewer",),
}
VIEWS = {
    "raise_view": ("ZeroDivisionError at", "mad.py:"),
    "no_view": ("Shown.view returned str, not a View",),
    "empty_text": ("Shown.view: the text is empty; say something",),
    "long_text": ("Shown.view: the text has 4098 UTF-16 units, at most 4096 fit; shorten it",),
    "long_caption": ("Shown.view: the text has 1025 UTF-16 units, at most 1024 fit under a picture; shorten it",),
    "buttons": ("Shown.view: 101 buttons, at most 100", "choose in steps"),
    "empty_label": ("Shown.view: the label of button 2 is empty; say what it does",),
    "twins": ("Shown.view offers buttons 1 and 2 with the same move and arguments; make them differ",),
    "foreign": ("Shown.view offers add, which is no @press of this very state; offer self.NAME",),
    "no_move": ("Shown.view: Button: str is no move of a state; mark the method with @press", "mad.py:"),
    "http": ("Shown.view: Link: the address must begin with https://, not «http://play.»",),
    "script": ("Shown.view: Link: the address must begin with https://, not «javascript:a»",),
    "invite": ("Shown.view: Invite: the code has 7 characters; give 1 to 64 of A-Z a-z 0-9 _ -",),
    "no_alt": ("Shown.view: Picture: alt is empty; say in a sentence",),
    "no_picture": ("Shown.view: Picture: give either svg or file",),
    "far_file": ("Shown.view: Picture: the file ", "give a path within the game's folder"),
    "big_picture": ("Shown.view: the picture has 800", "at most 524288 are drawn; draw less"),
}
TIMERS = {
    "before_now": ("Timed.limit_s: -1.0 is out of range", "at most 29 days"),
    "at_once": ("Timed.limit_s: 0.0 is out of range", "more than 0"),
    "next_age": ("Timed.limit_s: 1000000000000.0 is out of range", "at most 29 days"),
    "no_time": ("Timed.limit_s: nan is no time", "or None"),
    "never": ("Timed.limit_s: inf is no time", "or None"),
    "words_time": ("Timed.limit_s: a str of 2 is no time", "give seconds"),
}
ABSURD = MOVES | VIEWS | TIMERS
SORRY = "Что-то сломалось на нашей стороне. Игра цела, попробуй ещё раз."


def test_every_absurdity_is_tried() -> None:
    """The table below is as long as the list of what the mad games can do."""
    assert set(ABSURD) == {kind for kind in (*mad.MOVES, *mad.VIEWS, *mad.TIMERS) if not kind.startswith("spin")}


@pytest.mark.parametrize("kind", ABSURD)
def test_an_absurd_thing_is_refused_with_its_place(kind: str) -> None:
    """Nothing is committed, the presser gets the words, and the next press counts; no word of the state is in the log."""
    game, session, given = mad.pressed(kind)
    done = fold(game, session, [given], ["ru"], mad.SECRET)
    assert (done.changed, done.session, done.outgoing, done.answers[0].toast) == (False, session, [], SORRY)
    [fault] = done.faults
    assert f"game mad_{kind}, session {session.sid}, state Calm, press: " in fault
    assert [words for words in ABSURD[kind] if words not in fault] == []
    assert "canary" not in fault.replace("../../canary.png", "")
    counted = fold(game, session, [_count(given, game, session)], ["ru"], mad.SECRET)
    assert counted.session.state == mad.Calm(kind=kind, count=1)
    assert unpack_session(session.sid, pack_session(counted.session), {game.name: game}).state == counted.session.state


def _count(given: Input, game: Game, session: Session) -> Input:
    acts = offers(game, session, session.audiences[0])
    return replace(given, delivery=b"tap02", act=next(act for act, offer in acts.items() if offer.move == "add"))


@pytest.mark.parametrize("kind", ["nan", "big_words", "buttons", "no_alt", "next_age", "toast_unknown", "toast_alert_long"])
def test_the_checker_finds_it_first(kind: str) -> None:
    """`smena check` says the same before any player meets it."""
    found = [finding.what for finding in walk(mad.game_of(kind), 40, 1, lambda screen: [])]
    assert any(all(words in what for words in ABSURD[kind][:1]) for what in found), found


def test_words_that_break_a_game_are_answered_below() -> None:
    """Words have no toast: the view comes anew with the apology above it, and the same words again are not counted."""
    from tests.play import wall

    wall.game.texts = Texts(wall.game.name, wall.TEXTS)
    session = mad.begun(wall.game)
    given = Input("words", mad.NOW, b"word1", "player0", 0, words="я" * 2**20)
    done = fold(wall.game, session, [given, given], ["ru", "ru"], mad.SECRET)
    assert done.session.state == wall.Wall()
    assert done.renew == {0}
    assert SORRY in str(compose(wall.game, done.session, 0).text)
    assert [entry.kind for entry in done.entries] == ["failed"]
    assert done.entries[0].words == ""
    assert len(done.faults) == 1
