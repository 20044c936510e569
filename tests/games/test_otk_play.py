"""Quality control played through the pure turn, in both languages, from the door to the result."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

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
from games import otk
from games.otk.parts import Kind, Store, Verdict
from games.otk.process import PARTS, Process, machined
from games.otk.score import Call, Score
from tests.walks import BEGAN, LANGUAGES, SECRET, Watch

DAY = 86400.0
LEVELS = (1, 2, 3)
WRONG = {Verdict.GOOD: Verdict.SCRAP, Verdict.REWORK: Verdict.SCRAP, Verdict.SCRAP: Verdict.REWORK}


@pytest.fixture(scope="module")
def game() -> Game:
    """The game as the catalogue binds it."""
    bind(otk.game, Path(otk.__file__))
    return otk.game


class Inspector(Watch):
    """A player at the bench of quality control."""

    @property
    def part(self) -> otk.Part:
        assert isinstance(self.state, otk.Part)
        return self.state

    @property
    def final(self) -> otk.Result:
        assert isinstance(self.state, otk.Result)
        return self.state

    @property
    def truth(self) -> Verdict:
        return self.part.batch.verdict(len(self.part.calls))

    def begin(self, key: str) -> None:
        self.press_key(key)
        self.press_key("start")
        self.pass_gate()

    def judge(self, verdict: Verdict) -> None:
        self.press_key(f"say-{verdict.value}")

    def go_on(self) -> None:
        self.press_key("next" if self.say("next") in self.labels else "to-trend")

    def inspect(self, wrong: bool = False) -> None:
        """Judge all eight parts, rightly or wrongly, up to the chart."""
        while isinstance(self.state, otk.Part):
            self.judge(WRONG[self.truth] if wrong else self.truth)
            self.go_on()

    def name(self, right: bool = True) -> None:
        assert isinstance(self.state, otk.Trend)
        truth = self.state.batch.process
        self.press_key(f"fault-{(truth if right else next(p for p in Process if p is not truth)).value}")

    def check(self, screen: Screen) -> None:
        super().check(screen)
        assert (screen.picture is None) == isinstance(self.state, otk.Brief | otk.Bench)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_a_perfect_batch_is_played_to_the_end(game: Game, language: str, level: int) -> None:
    """Eight right verdicts and the right fault: 1000 points, three stars, eight ticks, a lesson and a profession."""
    bench = Inspector(game, language, seed=level)
    bench.begin(f"level-{level}")
    for number in range(1, PARTS + 1):
        assert f"{number}" in bench.text.splitlines()[0]
        bench.judge(bench.truth)
        assert bench.toast == bench.say("toast-right")
        assert bench.say("call-right", points="+100") in bench.text
        bench.go_on()
    bench.name()
    assert bench.session.over
    assert (bench.result.points, bench.result.stars, bench.result.finished, bench.result.rated) == (1000, 3, True, True)
    assert bench.result.achieved == ("won otk",)
    assert "★★★" in bench.text
    assert "✓" * PARTS in bench.text
    assert bench.say("lesson-right") in bench.text
    store = game.lore
    assert isinstance(store, Store)
    assert any(job.title[language] in bench.text and job.about[language] in bench.text for job in store.professions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_a_batch_judged_all_wrong_comes_to_its_end(game: Game, language: str, level: int) -> None:
    """No right verdict and the wrong fault: no points, no star, nothing achieved, and the fault is told all the same."""
    bench = Inspector(game, language, seed=level)
    bench.begin(f"level-{level}")
    bench.inspect(wrong=True)
    bench.name(right=False)
    assert (bench.result.points, bench.result.stars, bench.result.achieved) == (0, 0, ())
    assert bench.say(f"was-{bench.final.batch.process.value}") in bench.text
    assert bench.say("trend-wrong") in bench.text


def test_one_answer_for_all_parts_is_paid_by_the_figures(game: Game) -> None:
    """«Good» for the whole batch costs 150 for each bad part in it, «scrap» 60 for each good one."""
    for verdict in (Verdict.GOOD, Verdict.SCRAP):
        bench = Inspector(game, seed=3)
        bench.begin("level-1")
        counts = dict.fromkeys(Verdict, 0)
        while isinstance(bench.state, otk.Part):
            counts[bench.truth] += 1
            bench.judge(verdict)
            bench.go_on()
        bench.name()
        bad = counts[Verdict.REWORK] + counts[Verdict.SCRAP]
        told = (
            100 * counts[Verdict.GOOD] - 150 * bad if verdict is Verdict.GOOD else 100 * counts[verdict] - 60 * counts[Verdict.GOOD]
        )
        assert bench.result.points == max(0, told + 200)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_feedback_names_the_truth_and_its_reason(game: Game, language: str, kind: Kind) -> None:
    """After each verdict, right or wrong, both limits, the true name and the reason of this kind and side are told."""
    told: set[str] = set()
    for seed in range(1, 14):
        bench = Inspector(game, language, seed=seed)
        bench.begin("level-3")
        feature = bench.part.batch.feature
        if feature.kind is not kind:
            continue
        while isinstance(bench.state, otk.Part):
            size = bench.part.batch.sizes[len(bench.part.calls)]
            side = "over" if size > feature.most else "under" if size < feature.least else ""
            limit = "why-on-limit" if size in (feature.least, feature.most) else "why-good"
            why = f"why-{kind.value}-{side}" if side else limit
            truth = bench.truth
            bench.judge(WRONG[truth] if seed % 2 else truth)
            assert bench.say(why) in bench.text
            assert bench.say("truth", verdict=bench.say(f"name-{truth.value}")) in bench.text
            told.add(why)
            bench.go_on()
    assert {"why-good", f"why-{kind.value}-over", f"why-{kind.value}-under"} <= told


def test_only_the_third_level_has_a_clock(game: Game) -> None:
    """Fifteen seconds a part on level 3 and no deadline elsewhere, feedback included."""
    for level in LEVELS:
        bench = Inspector(game)
        bench.begin(f"level-{level}")
        due = deadlines(bench.session)
        assert [found.at - bench.session.shown_at for found in due] == ([15.0] if level == 3 else [])
        assert ("⏱" in bench.text) is (level == 3)
        bench.judge(bench.truth)
        assert deadlines(bench.session) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_silence_lets_the_part_go_by(game: Game, language: str) -> None:
    """After fifteen seconds the truth is told, without points; the next part waits for a press, so nobody loses a batch asleep."""
    bench = Inspector(game, language)
    bench.begin("level-3")
    bench.wait()
    assert isinstance(bench.state, otk.Feedback)
    assert bench.state.calls == (Call.LATE,)
    assert bench.say("call-late", points="0") in bench.text
    bench.go_on()
    bench.inspect()
    bench.name()
    assert bench.result.points == 900
    assert bench.say("lesson-late") in bench.text


def test_a_deadline_that_came_too_early_changes_nothing(game: Game) -> None:
    """A clock that fires before its time is sent away."""
    bench = Inspector(game)
    bench.begin("level-3")
    assert not turn(game, bench.session, Input("deadline", deadlines(bench.session)[0].at - 0.5), SECRET).changed


def test_levels_tell_less_and_less(game: Game) -> None:
    """The limits stand ready on level 1 alone; the rule of rework and scrap is told up to level 2."""
    for level in LEVELS:
        bench = Inspector(game)
        bench.press_key(f"level-{level}")
        assert isinstance(bench.state, otk.Drawing)
        kind = bench.state.batch.feature.kind.value
        assert (bench.say(f"rule-{kind}") in bench.text) is (level < 3)
        bench.press_key("start")
        bench.pass_gate()
        assert (bench.say("limits", least="", most="").split()[0] in bench.text) is (level == 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_truth_is_in_the_labels(game: Game, language: str) -> None:
    """The three buttons are the same, in the same order, under a good part, one to rework and one to scrap, and at every chart."""
    seen: dict[Verdict, set[tuple[str, ...]]] = {}
    charts: dict[Process, set[tuple[str, ...]]] = {}
    for seed in range(1, 9):
        bench = Inspector(game, language, seed=seed)
        bench.begin("level-2")
        while isinstance(bench.state, otk.Part):
            seen.setdefault(bench.truth, set()).add(tuple(bench.labels))
            bench.judge(bench.truth)
            bench.go_on()
        assert isinstance(bench.state, otk.Trend)
        charts.setdefault(bench.state.batch.process, set()).add(tuple(bench.labels))
    assert set(seen) == set(Verdict)
    assert set(charts) == set(Process)
    assert len(set.union(*seen.values())) == 1
    assert len(set.union(*charts.values())) == 1


def test_the_seed_makes_the_batch(game: Game) -> None:
    """Players get batches of their own; one seed gives the same batch again."""
    made = set()
    for seed in (*range(1, 21), 1):
        bench = Inspector(game, seed=seed)
        bench.begin("level-2")
        made.add((bench.part.batch.feature.id, bench.part.batch.sizes))
    assert len(made) == 20


def test_the_batch_of_the_day_is_one_for_all_and_counts_once(game: Game) -> None:
    """Two players share it whatever their seeds; a second try says so and gives nothing; tomorrow's is another and counts."""
    first, other = Inspector(game, seed=1), Inspector(game, seed=2)
    for bench in (first, other):
        bench.begin("daily")
    assert first.part.batch == other.part.batch
    first.inspect()
    first.name()
    assert (first.result.points, first.result.stars) == (1000, 3)
    kept = first.result.memory
    again = Inspector(game, memory=kept, seed=3)
    assert again.say("daily-done") in again.text
    again.begin("daily")
    assert again.part.batch == first.final.batch
    again.inspect()
    again.name()
    assert again.say("not-counted") in again.text
    assert not again.result.rated
    assert (again.result.points, again.result.stars, again.result.achieved, again.result.memory) == (0, 0, (), kept)
    tomorrow = Inspector(game, memory=kept, seed=1, now=BEGAN + DAY)
    assert tomorrow.say("daily-done") not in tomorrow.text
    tomorrow.begin("daily")
    assert tomorrow.part.batch != first.final.batch
    tomorrow.inspect()
    tomorrow.name()
    assert tomorrow.result.points == 1000


def test_the_best_of_each_level_is_remembered(game: Game) -> None:
    """The best points stand at the door by level; a worse batch does not lower them; the day's mark is kept."""
    first = Inspector(game)
    first.begin("level-2")
    first.inspect()
    first.name(right=False)
    assert first.result.points == 800
    second = Inspector(game, memory=first.result.memory, seed=2)
    assert second.say("best", points="— · 800 · —") in second.text
    second.begin("level-2")
    second.inspect(wrong=True)
    second.name()
    third = Inspector(game, memory=second.result.memory, seed=3)
    third.begin("level-1")
    third.inspect()
    third.name()
    kept = thaw(otk.Memory, third.result.memory)
    assert (kept.at(1), kept.at(2), kept.at(3)) == (1000, 800, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_screens_fit(game: Game, language: str) -> None:
    """Every feature, fault, lesson and profession, with the worst figures there can be, stays within 600 characters."""
    store = game.lore
    assert isinstance(store, Store)
    bench = Inspector(game, language)
    score = Score(points=1000, stars=0)
    for feature in store.features:
        batch = machined(feature, 1, Random(feature.id))
        states: list[State] = [otk.Drawing(batch=batch)]
        for call in Call:
            calls = (Call.RIGHT,) * (PARTS - 1) + (call,)
            states.append(otk.Part(batch=batch.model_copy(update={"level": 1}), calls=calls[1:]))
            states += [otk.Feedback(batch=batch, calls=(*(Call.PASSED,) * place, call)) for place in (0, 4, 7)]
            states.append(otk.Trend(batch=batch, calls=calls))
            for process in Process:
                closed = batch.model_copy(update={"process": process})
                for job in range(len(store.professions)):
                    states.append(otk.Result(batch=closed, calls=calls, trend=False, score=score, counted=False, profession=job))
        for state in states:
            bench.session = replace(bench.session, state=state)
            bench._shown()
    best = otk.Brief(best=(1000, 1000, 1000), daily_done=True)
    bench.session = replace(bench.session, state=best)
    bench._shown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_is_reached(game: Game, language: str) -> None:
    """The lesson speaks of the costliest mistake; a wrong word for a bad part is explained for a shaft and for a hole."""
    bench = Inspector(game, language)
    store = game.lore
    assert isinstance(store, Store)
    shaft, hole = (next(f for f in store.features if f.kind is kind) for kind in Kind)
    for feature, calls, trend, lesson in (
        (shaft, (Call.LATE, Call.REFUSED, Call.MIXED, Call.PASSED), True, "lesson-passed"),
        (shaft, (Call.REFUSED, Call.MIXED), True, "lesson-mixed-shaft"),
        (hole, (Call.REFUSED, Call.MIXED), True, "lesson-mixed-hole"),
        (hole, (Call.LATE, Call.REFUSED), True, "lesson-refused"),
        (hole, (Call.LATE,), False, "lesson-late"),
        (hole, (), False, "lesson-trend"),
        (hole, (), True, "lesson-right"),
    ):
        batch, rest = machined(feature, 1, Random("x")), (Call.RIGHT,) * (PARTS - len(calls))
        score = Score(points=0, stars=0)
        state = otk.Result(batch=batch, calls=(*calls, *rest), trend=trend, score=score, counted=True, profession=0)
        bench.session = replace(bench.session, state=state)
        assert bench.say(lesson) in bench.text


def test_random_presses_find_nothing_wrong(game: Game) -> None:
    """A walk at random in both languages meets every state; nothing that either messenger would refuse, no trap, no error."""
    seen: set[type[State]] = set()
    assert list(walk(game, 150, 4, faults, seen)) == []
    assert seen == set(game.chart.steps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_asked_into_the_private_chat(game: Game, language: str) -> None:
    """Every state has a board with an invitation and nothing of the batch."""
    bench = Inspector(game, language)
    states = [bench.state]
    for key in ("level-1", "start", "", "say-good"):
        if key:
            bench.press_key(key)
        else:
            bench.pass_gate()
        states.append(bench.state)
    bench.go_on()
    bench.inspect()
    states.append(bench.state)
    bench.name()
    states.append(bench.state)
    assert {type(state) for state in states} == set(game.chart.steps)
    for state in states:
        screen = compose(game, replace(bench.session, state=state, audiences=(Audience("tg:-1"),)), 0)
        assert str(screen.text) == bench.say("group")
        assert [key.invite for key in screen.keys()] == ["otk"]
        assert screen.picture is None


def test_both_languages_say_the_same_keys_in_their_own_words(game: Game) -> None:
    """Every text stands in both files, differs between them, and no Cyrillic letter has stayed in the English one."""
    folder = Path(otk.__file__).parent
    sources = {language: (folder / f"{language}.ftl").read_text(encoding="utf-8") for language in LANGUAGES}
    keys = [{line.split(" =")[0] for line in source.splitlines() if line[:1].isalpha()} for source in sources.values()]
    assert keys[0] == keys[1] == game.texts.keys
    assert not any("а" <= letter.lower() <= "я" for letter in sources["en"])


@pytest.mark.parametrize(("points", "said"), [(1, "1 очко из"), (3, "3 очка из"), (500, "500 очков из"), (921, "921 очко из")])
def test_russian_plurals_are_right(game: Game, points: int, said: str) -> None:
    """One, few and many points take their own endings; no mark parts the thousands."""
    assert said in str(game.texts.say("ru", "result", {"right": 5, "of": 8, "points": points}))
    for language, unit in (("ru", "1000 очков из 1000"), ("en", "1000 points of 1000")):
        assert unit in str(game.texts.say(language, "result", {"right": 8, "of": 8, "points": 1000}))
