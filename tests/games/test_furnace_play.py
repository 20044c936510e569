"""The furnace played through the pure turn, in both languages, from the briefing to the result."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.core.compose import compose
from engine.core.deadlines import deadlines
from engine.core.game import Game
from engine.core.inputs import Input
from engine.core.screen import Screen
from engine.core.session import Audience
from engine.core.state import State, thaw
from engine.core.turn import turn
from engine.runtime.catalogue import bind
from engine.workshop.walk import walk
from games import furnace
from games.furnace.heat import Hit, reading
from games.furnace.plant import Plant
from games.furnace.score import in_band, scored
from tests.walks import LANGUAGES, SECRET, Watch


@pytest.fixture(scope="module")
def game() -> Game:
    """The game as the catalogue binds it."""
    bind(furnace.game, Path(furnace.__file__))
    return furnace.game


class Heating(Watch):
    """A player at the furnace."""

    @property
    def plant(self) -> Plant:
        assert isinstance(self.game.lore, Plant)
        return self.game.lore

    @property
    def step(self) -> furnace.Step:
        assert isinstance(self.state, furnace.Step)
        return self.state

    @property
    def final(self) -> furnace.Result:
        assert isinstance(self.state, furnace.Result)
        return self.state

    def power(self, power: int) -> None:
        self.press(next(label for label in self.labels if label.removeprefix("● ").startswith(f"{power} ·")))

    def begin(self, level: int = 1) -> None:
        self.press(self.say(f"level-{level}"))
        self.pass_gate()

    def hold(self) -> None:
        """Play to the end with small steps."""
        while isinstance(self.state, furnace.Step):
            self.power(3 if self.step.heat.load < 860 else 2)

    def overheat(self) -> furnace.Alarm:
        """Heat at full power until the thermocouple cries."""
        while isinstance(self.state, furnace.Step):
            self.power(5)
        assert isinstance(self.state, furnace.Alarm)
        return self.state

    def answer(self, place: int) -> None:
        assert isinstance(self.state, furnace.Alarm)
        self.press(self.plant.alarm(self.state.question).options()[place][self.language])

    def check(self, screen: Screen) -> None:
        super().check(screen)
        assert (screen.picture is None) == isinstance(self.state, furnace.Brief | furnace.Dressing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_heat_is_held_to_the_end(game: Game, language: str, level: int) -> None:
    """Fifteen presses with small steps: three stars, a strip of fifteen signs, points as the formula has them, a profession."""
    watch = Heating(game, language, seed=level)
    watch.begin(level)
    for number in range(1, 16):
        assert watch.text.startswith(watch.say("head", step=number, of=15))
        assert f"{reading(watch.plant.figures, watch.step.heat.load)} °C" in watch.text
        watch.power(3 if watch.step.heat.load < 860 else 2)
    assert watch.session.over
    final = watch.final
    assert (watch.result.stars, watch.result.finished, watch.result.rated) == (3, True, True)
    assert watch.result.points == final.score.points == scored(watch.plant, final.heat).points
    assert watch.result.achieved == ("won furnace",)
    assert "★★★" in watch.text
    assert watch.text.count("✓") >= 11
    assert any(job.title[language] in watch.text and job.about[language] in watch.text for job in watch.plant.professions)
    assert watch.say("lesson-held") in watch.text


def test_every_press_is_answered_by_the_reading(game: Game) -> None:
    """The toast says the same degrees and the same sign as the screen that follows."""
    watch = Heating(game)
    watch.begin()
    for power in (5, 5, 0, 3):
        watch.power(power)
        now = reading(watch.plant.figures, watch.step.heat.load)
        assert f"{now} °C" in watch.toast
        assert watch.toast[0] in "✓▼▲"
        assert f"{watch.toast[0]} " in watch.text.split(f"{now} °C")[1].splitlines()[0]


def test_silence_keeps_the_power(game: Game) -> None:
    """Ten seconds without a press make the step at the power that stands; the screen says so, and nobody is told aloud."""
    watch = Heating(game)
    watch.begin()
    watch.power(4)
    due = deadlines(watch.session)[0]
    assert due.at == watch.session.shown_at + 10
    watch.wait()
    assert list(watch.step.heat.powers) == [4, 4]
    assert watch.toast == ""
    assert watch.say("silence", power=4) in watch.text
    watch.power(2)
    assert watch.say("silence", power=2) not in watch.text


def test_silence_from_the_first_step_comes_to_its_end(game: Game) -> None:
    """Who says nothing at all is at the result after fifteen deadlines, with no star and no points."""
    watch = Heating(game, "en")
    watch.begin(3)
    for _ in range(15):
        watch.wait()
    assert watch.final.heat.powers == (1,) * 15
    assert (watch.result.points, watch.result.stars, watch.result.achieved) == (0, 0, ())


def test_a_deadline_that_came_too_early_changes_nothing(game: Game) -> None:
    """A clock that fires before its time is sent away."""
    watch = Heating(game)
    watch.begin()
    early = turn(game, watch.session, Input("deadline", deadlines(watch.session)[0].at - 0.5), SECRET)
    assert not early.changed


def test_typed_figures_are_powers_and_not_places(game: Game) -> None:
    """«3» typed is power 3, not the third button; other words are answered and cost nothing."""
    watch = Heating(game)
    watch.begin()
    watch.type("3")
    assert list(watch.step.heat.powers) == [3]
    watch.type("мощность 0!")
    assert list(watch.step.heat.powers) == [3, 0]
    for words in ("жарче", "9", "35"):
        watch.type(words)
        assert watch.toast == watch.say("toast-unread")
        assert list(watch.step.heat.powers) == [3, 0]
    watch.type(next(label for label in watch.labels if label.startswith("2 ·")))
    assert list(watch.step.heat.powers) == [3, 0, 2]


def test_the_present_power_is_marked_by_a_sign(game: Game) -> None:
    """One of six buttons carries the dot, and the colour where a messenger has one: never another button."""
    watch = Heating(game)
    watch.begin()
    for power in range(6):
        assert len([label for label in watch.labels if label[-1] == "°"]) == 6
        watch.power(power)
        assert [label for label in watch.labels if label.startswith("●")] == [
            watch.say("power-now", power=power, setpoint=str(watch.plant.figures.setpoints[power]))
        ]
        keys = compose(game, watch.session, 0).keys()
        assert [key.label for key in keys if key.style] == [label for label in watch.labels if label.startswith("●")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("level", "times"), [(1, 4), (2, 2), (3, 0)])
def test_the_screen_announces_what_the_level_allows(game: Game, language: str, level: int, times: int) -> None:
    """Each announced disturbance stands on two screens before it comes, and every one is told afterwards, on every level."""
    watch = Heating(game, language)
    watch.begin(level)
    ahead = done = 0
    while isinstance(watch.state, furnace.Step):
        ahead += sum(event.ahead[language] in line for event in watch.plant.events for line in watch.text.splitlines())
        done += sum(event.done[language] in line for event in watch.plant.events for line in watch.text.splitlines())
        watch.power(3 if watch.step.heat.load < 860 else 2)
    assert (ahead, done) == (times, 2)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(1, 5))
def test_an_alarm_answered_well_costs_two_steps(game: Game, language: str, seed: int) -> None:
    """Above 950 °C the question comes; the emergency stop takes two steps, says why, and the heat goes on to its end."""
    watch = Heating(game, language, seed=seed)
    watch.begin(3)
    alarm = watch.overheat()
    assert alarm.heat.load > 950
    assert sorted(alarm.order) == [0, 1, 2]
    watch.answer(0)
    assert watch.toast == watch.say("toast-alarm-right")
    assert watch.step.heat.done == alarm.heat.done + 2
    assert watch.step.heat.powers[-2:] == (0, 0)
    assert watch.plant.alarm(alarm.question).why[language] in watch.text
    watch.hold()
    assert watch.text.count("✕") == 2
    assert len(watch.final.heat.powers) == 15


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wrong", [1, 2, None])
def test_an_alarm_answered_badly_ends_the_heat(game: Game, language: str, wrong: int | None) -> None:
    """A wrong answer, or none, ends the heat with what was held so far, and says what would have been right to do."""
    watch = Heating(game, language)
    watch.begin()
    alarm = watch.overheat()
    assert deadlines(watch.session)[0].at == watch.session.shown_at + 20
    watch.wait() if wrong is None else watch.answer(wrong)
    assert watch.final.stopped == alarm.question
    assert watch.plant.alarm(alarm.question).why[language] in watch.text
    assert watch.final.score.saved == 0
    assert watch.result.points == round(1000 * in_band(watch.plant, alarm.heat) / 15)


def test_every_question_is_asked_and_its_answers_change_places(game: Game) -> None:
    """Over some heats all alarms come, and the right answer stands at each of the three places."""
    asked, places = set(), set()
    for seed in range(1, 30):
        watch = Heating(game, seed=seed)
        watch.begin(3)
        alarm = watch.overheat()
        asked.add(alarm.question)
        places.add(alarm.order.index(0))
    assert asked == {alarm.id for alarm in watch.plant.alarms}
    assert places == {0, 1, 2}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_clock_nothing_runs_and_nothing_counts(game: Game, language: str) -> None:
    """The mode for those who need time has no deadline at any step, and gives neither points, stars nor memory."""
    watch = Heating(game, language)
    watch.press(watch.say("clock-off"))
    assert watch.say("brief-calm") in watch.text
    watch.begin()
    assert deadlines(watch.session) == []
    watch.hold()
    assert watch.say("calm-over") in watch.text
    assert watch.final.score.stars == 3
    assert (watch.result.points, watch.result.stars, watch.result.achieved, watch.result.memory) == (0, 0, (), b"")


def test_the_alarm_waits_too_where_no_clock_runs(game: Game) -> None:
    """Without a clock the question has none either."""
    watch = Heating(game)
    watch.press(watch.say("clock-off"))
    watch.begin()
    watch.overheat()
    assert deadlines(watch.session) == []
    watch.answer(0)
    assert isinstance(watch.state, furnace.Step)


def test_the_clock_can_be_had_back(game: Game) -> None:
    """The switch goes both ways."""
    watch = Heating(game)
    watch.press(watch.say("clock-off"))
    watch.press(watch.say("clock-on"))
    watch.begin()
    assert len(deadlines(watch.session)) == 1


def test_the_best_heat_comes_back_as_a_dashed_curve(game: Game) -> None:
    """The best heat of a level is remembered, shown on the next one of that level and no other; a worse one does not replace it."""
    first = Heating(game)
    first.begin(2)
    first.hold()
    kept = first.result.memory
    assert thaw(furnace.Memory, kept).best[0].loads == first.final.heat.loads
    again = Heating(game, memory=kept, seed=2)
    assert str(first.result.points) in again.text
    again.begin(2)
    assert again.step.best == first.final.heat.loads
    while isinstance(again.state, furnace.Step):
        again.power(1)
    assert again.result.memory == b""  # nothing new to remember
    other = Heating(game, memory=kept, seed=3)
    other.begin(1)
    assert other.step.best == ()
    other.hold()
    assert {best.level for best in thaw(furnace.Memory, other.result.memory).best} == {1, 2}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_screens_fit(game: Game, language: str) -> None:
    """Every profession, lesson and alarm, with the worst figures there can be, stays within 600 characters on both platforms."""
    watch = Heating(game, language)
    watch.begin()
    watch.hold()
    final = watch.final
    worst = final.score.model_copy(update={"held": 1000, "wear": 140, "saved": 100, "points": 1000})
    for job in range(len(watch.plant.professions)):
        for stopped in ("", *(alarm.id for alarm in watch.plant.alarms)):
            for stars in (0, 1, 3):
                for powers in (final.heat.powers, (0, 5) * 7 + (0,)):
                    heat = final.heat.model_copy(update={"calm": True, "powers": powers})
                    changed = {"profession": job, "stopped": stopped, "heat": heat}
                    score = worst.model_copy(update={"stars": stars})
                    watch.session = replace(watch.session, state=final.model_copy(update={**changed, "score": score}))
                    watch._shown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_step_fits(game: Game, language: str) -> None:
    """A disturbance behind, one ahead, an alarm answered and silence all at once: still within 600 characters."""
    watch = Heating(game, language)
    watch.begin()
    for _ in range(5):
        watch.power(3)
    heat = watch.step.heat.model_copy(update={"hits": (Hit(event="door", step=5), Hit(event="batch", step=6))})
    for alarm in watch.plant.alarms:
        state = watch.step.model_copy(update={"heat": heat, "why": alarm.id, "silent": True})
        watch.session = replace(watch.session, state=state)
        watch._shown()


def test_random_presses_find_nothing_wrong(game: Game) -> None:
    """A walk at random in both languages meets every state; nothing that either messenger would refuse, no trap, no error."""
    seen: set[type[State]] = set()
    assert list(walk(game, 200, 4, faults, seen)) == []
    assert seen == set(game.chart.steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_asked_into_the_private_chat(game: Game, language: str) -> None:
    """Every state has a board with an invitation and nothing of the heat."""
    watch = Heating(game, language)
    states = [watch.state]
    watch.begin()
    states.append(watch.state)
    states.append(watch.overheat())
    watch.answer(1)
    states.append(watch.state)
    for state in states:
        screen = compose(game, replace(watch.session, state=state, audiences=(Audience("tg:-1"),)), 0)
        assert str(screen.text) == watch.say("group")
        assert [key.invite for key in screen.keys()] == ["furnace"]
        assert screen.picture is None


@pytest.mark.parametrize(("count", "said"), [(1, "1 шаг из"), (3, "3 шага из"), (5, "5 шагов из"), (11, "11 шагов из")])
def test_russian_plurals_are_right(game: Game, count: int, said: str) -> None:
    """One, few and many steps take their own endings."""
    assert said in str(game.texts.say("ru", "result", {"held": count, "of": 15, "points": 21}))
    assert "21 очко из" in str(game.texts.say("ru", "result", {"held": count, "of": 15, "points": 21}))
