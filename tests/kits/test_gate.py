"""The gate: nobody passes without the right answer, and whoever was wrong is told why."""

from __future__ import annotations

import pytest

from engine.core.errors import AuthorError
from engine.core.game import Game
from engine.core.play import Play
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.view import View
from engine.kits.gate import SAID_MOST, Check, Gate
from engine.kits.words import Words
from engine.runtime.catalogue import load_catalogue
from tests.walks import LANGUAGES, Watch, gate_answer


def check(id: str = "x", text: str = "Можно?", why: str = "Нельзя.", answer: bool = False, basis: str = "book") -> Check:
    return Check(id=id, text=Words(ru=text, en="May I?"), answer=answer, why=Words(ru=why, en="No."), basis=basis)


class Behind(State, final=True):
    def view(self, seat: Seat) -> View:
        return View("in")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["furnace", "otk"])
def test_a_wrong_answer_is_explained_and_another_asked(name: str, language: str) -> None:
    """Wrong once for every check: each time its reason stands above the next question; a right answer passes, the toast says so."""
    game = load_catalogue(("games",), installed=False).games[name]
    watch = Watch(game, language)
    for key in {"furnace": ("level-1",), "otk": ("level-1", "start")}[name]:
        watch.press_key(key)
    assert isinstance(watch.state, Gate)
    checks = watch.state.checks(Seat(language, game.texts, game.lore))
    asked = set()
    for _ in checks:
        assert isinstance(watch.state, Gate)
        now, moment = checks[watch.state.check], watch.session.moment
        asked.add(now.id)
        assert now.text[language] in watch.text
        watch.press_move("answer", not gate_answer(watch))
        assert isinstance(watch.state, Gate)
        assert watch.say("gate-wrong", why=now.why[language]) in watch.text
        assert watch.session.moment != moment, "a second tap on the old question answers nothing"
    assert asked == {check.id for check in checks}
    watch.pass_gate()
    assert not isinstance(watch.state, Gate)
    assert watch.toast == watch.say("toast-gate")


@pytest.mark.parametrize("name", ["furnace", "otk"])
def test_yes_is_not_always_the_answer(name: str) -> None:
    """Both answers are right somewhere, so that neither can be pressed blindly."""
    game = load_catalogue(("games",), installed=False).games[name]
    assert {check.answer for check in getattr(game.lore, "checks")} == {True, False}  # noqa: B009  # of either model


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": "щ" * (SAID_MOST + 1)}, f"has {SAID_MOST + 1} characters, at most {SAID_MOST}; shorten it"),
        ({"why": "щ" * (SAID_MOST + 1)}, "shorten it"),
        ({"basis": " "}, "basis is empty"),
    ],
)
def test_a_check_that_is_too_long_or_without_a_source_is_refused(wrong: dict[str, str], told: str) -> None:
    """At import, with what to do about it."""
    with pytest.raises(ValueError, match=told):
        check(**wrong)  # type: ignore[arg-type]  # words only


def test_a_gate_without_its_hooks_is_told() -> None:
    """Where nothing is said of what lies behind, or where the checks are, the designer hears it with file and line."""

    class Bare(Gate):
        check: int = 0

    with pytest.raises(AuthorError, match="passed must say which states it returns"):
        Game("bare", start=Bare)

    class Empty(Gate):
        check: int = 0

        def passed(self, play: Play) -> Behind:
            return Behind()

    assert Game("empty", start=Empty).chart.steps.keys() == {Empty, Behind}
    with pytest.raises(AuthorError, match=r"test_gate.py:\d+: Empty has no checks"):
        Empty().checks(None)  # type: ignore[arg-type]  # asked of nobody
