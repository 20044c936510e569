"""Quality control without a screen: the rule of truth, the points, the machine's faults, and what the file must hold."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from engine.core.errors import AuthorError
from engine.kits.words import Words
from engine.runtime.content import read_content
from games.otk.parts import Feature, Instrument, Kind, Store, Verdict, deviation, dimension
from games.otk.process import PARTS, STRICT, Batch, Process, clear, machined
from games.otk.score import Call, called, scored, total

FILE = Path(__file__).parents[2] / "games" / "otk" / "otk.yaml"
SEEDS = range(60)
NAME = Words(ru="Вал", en="Shaft")
GOOD, REWORK, SCRAP = Verdict.GOOD, Verdict.REWORK, Verdict.SCRAP


@pytest.fixture(scope="module")
def store() -> Store:
    """What may come to the bench, as the file tells it."""
    found = read_content(FILE, Store)
    assert isinstance(found, Store)
    return found


def feature_of(kind: Kind, instrument: Instrument = Instrument.CALIPER) -> Feature:
    return Feature(id="x", name=NAME, kind=kind, nominal=20, upper=0.3, lower=-0.3, instrument=instrument, levels=(1, 2, 3))


@pytest.fixture(scope="module")
def made(store: Store) -> list[Batch]:
    """Make many batches of every feature on every level where it comes."""
    return [machined(feature, level, Random(seed)) for feature in store.features for level in feature.levels for seed in SEEDS]


@pytest.mark.parametrize(
    ("size", "shaft", "hole"),
    [
        (18_000, SCRAP, REWORK),
        (19_699, SCRAP, REWORK),
        (19_700, GOOD, GOOD),
        (20_000, GOOD, GOOD),
        (20_300, GOOD, GOOD),
        (20_301, REWORK, SCRAP),
        (25_000, REWORK, SCRAP),
    ],
)
def test_the_rule_of_truth(size: int, shaft: Verdict, hole: Verdict) -> None:
    """A shaft above its greatest size is rework, below its smallest scrap; a hole the other way round; the limits are good."""
    assert feature_of(Kind.SHAFT).verdict(size) is shaft
    assert feature_of(Kind.HOLE).verdict(size) is hole


@pytest.mark.parametrize(
    ("truth", "said", "call", "points"),
    [
        (GOOD, GOOD, Call.RIGHT, 100),
        (REWORK, REWORK, Call.RIGHT, 100),
        (SCRAP, SCRAP, Call.RIGHT, 100),
        (REWORK, GOOD, Call.PASSED, -150),
        (SCRAP, GOOD, Call.PASSED, -150),
        (GOOD, REWORK, Call.REFUSED, -60),
        (GOOD, SCRAP, Call.REFUSED, -60),
        (REWORK, SCRAP, Call.MIXED, 0),
        (SCRAP, REWORK, Call.MIXED, 0),
        (GOOD, None, Call.LATE, 0),
        (SCRAP, None, Call.LATE, 0),
    ],
)
def test_every_verdict_against_every_truth(truth: Verdict, said: Verdict | None, call: Call, points: int) -> None:
    """Right 100, a false accept -150, a false reject -60, the wrong kind of reject or silence nothing."""
    assert called(truth, said) is call
    assert total([call]) == points


@pytest.mark.parametrize(
    ("right", "trend", "points", "stars"),
    [
        (0, False, 0, 0),
        (4, False, 400, 0),
        (5, False, 500, 1),
        (5, True, 700, 1),
        (7, False, 700, 1),
        (6, True, 800, 2),
        (8, True, 1000, 3),
    ],
)
def test_points_and_stars(right: int, trend: bool, points: int, stars: int) -> None:
    """Stars come at 500, 750 and 950; the trend is worth 200."""
    score = scored([Call.RIGHT] * right + [Call.MIXED] * (PARTS - right), trend)
    assert (score.points, score.stars) == (points, stars)


def test_the_score_is_never_below_nought_at_the_end() -> None:
    """Eight bad parts let through are -1200 on the way and 0 in the result."""
    calls = [Call.PASSED] * PARTS
    assert total(calls) == -1200
    assert scored(calls, False).points == 0


def test_every_batch_has_good_and_bad_parts_and_one_clear_fault(made: list[Batch]) -> None:
    """Eight sizes in whole divisions, three to six of them good; the chart shows the fault that is meant."""
    for batch in made:
        verdicts = Counter(batch.verdict(place) for place in range(PARTS))
        assert len(batch.sizes) == PARTS
        assert all(size % batch.feature.instrument.division == 0 for size in batch.sizes)
        assert 3 <= verdicts[GOOD] <= 6
        assert clear(batch)


def test_sizes_keep_off_the_limits_below_the_third_level(made: list[Batch]) -> None:
    """On levels 1 and 2, and for the plug on any, a size is at least a whole division away from both limits: more than 0.3."""
    for batch in made:
        if batch.level == STRICT and batch.feature.instrument is not Instrument.PLUG:
            continue
        off = min(abs(size - limit) for size in batch.sizes for limit in (batch.feature.least, batch.feature.most))
        assert off >= 0.3 * batch.feature.instrument.division


def test_the_third_level_asks_about_the_very_limit(made: list[Batch]) -> None:
    """On level 3 every batch read from a scale has a size that lies right on a limit, and it is good."""
    for batch in made:
        if batch.level == STRICT and batch.feature.instrument is not Instrument.PLUG:
            on_limit = [place for place, size in enumerate(batch.sizes) if size in (batch.feature.least, batch.feature.most)]
            assert on_limit
            assert all(batch.verdict(place) is GOOD for place in on_limit)


def seen_by_eye(batch: Batch) -> Process:
    """Name the fault as a person would who looks at the chart: do the points jump, do they climb, or do they stand aside?"""
    half, middle = (batch.feature.most - batch.feature.least) / 2, (batch.feature.most + batch.feature.least) / 2
    sides = [size > middle for size in batch.sizes]
    if sum(one is not next for one, next in pairwise(sides)) >= 4:
        return Process.SPREAD
    first, last = sum(batch.sizes[:3]) / 3, sum(batch.sizes[-3:]) / 3
    return Process.DRIFT if abs(last - first) > 0.7 * half else Process.SHIFT


def test_the_fault_can_be_seen_by_another_rule_than_the_makers(made: list[Batch]) -> None:
    """A plain look at sides and at both ends names the fault in all batches but a few in a hundred."""
    wrong = [batch for batch in made if seen_by_eye(batch) is not batch.process]
    assert len(wrong) <= 0.03 * len(made), [batch.sizes for batch in wrong[:5]]


def test_a_worn_tool_leaves_metal(made: list[Batch]) -> None:
    """Under drift shafts grow and holes shrink: what goes bad last can still be machined."""
    drifted = [batch for batch in made if batch.process is Process.DRIFT]
    assert len(drifted) > 100
    for batch in drifted:
        assert batch.verdict(PARTS - 1) is REWORK
        grown = batch.sizes[-1] - batch.sizes[0]
        assert (grown > 0) is (batch.feature.kind is Kind.SHAFT)


def test_a_loose_fixture_spoils_both_ways(made: list[Batch]) -> None:
    """Under spread there is rework as well as scrap; under a shift only one of them."""
    for batch in made:
        bad = {batch.verdict(place) for place in range(PARTS)} - {GOOD}
        assert len(bad) == (2 if batch.process is Process.SPREAD else 1) or batch.process is Process.DRIFT


def test_every_fault_comes_equally_often_and_the_seed_decides(store: Store, made: list[Batch]) -> None:
    """All three faults are drawn; one seed gives one batch, others give others."""
    faults = Counter(batch.process for batch in made)
    assert all(count > 0.2 * len(made) for count in faults.values())
    feature = store.features[0]
    assert machined(feature, 1, Random(5)) == machined(feature, 1, Random(5))
    assert len({machined(feature, 1, Random(seed)).sizes for seed in range(50)}) > 40


def test_each_level_has_its_instruments(store: Store) -> None:
    """Tenths and the plug first, hundredths later, all of them at the end; holes and shafts on every level."""
    tools = {level: {feature.instrument for feature in store.of(level)} for level in (1, 2, 3)}
    assert tools[1] == {Instrument.CALIPER, Instrument.PLUG}
    assert tools[2] == {Instrument.MICROMETER, Instrument.DIAL, Instrument.PLUG}
    assert tools[3] == set(Instrument)
    for level in (1, 2, 3):
        assert {feature.kind for feature in store.of(level)} == set(Kind)


@pytest.mark.parametrize(
    ("upper", "lower", "ru", "en"),
    [
        (0.3, -0.3, "Ø20 ±0,3", "Ø20 ±0.3"),
        (0.6, 0, "Ø20 +0,6/0", "Ø20 +0.6/0"),
        (0, -0.5, "Ø20 0/−0,5", "Ø20 0/−0.5"),
        (-0.1, -0.6, "Ø20 −0,1/−0,6", "Ø20 −0.1/−0.6"),
    ],
)
def test_deviations_are_spelled_with_their_sign(upper: float, lower: float, ru: str, en: str) -> None:
    """Each language has its own decimal mark; a nought has no sign; equal ones are joined."""
    feature = feature_of(Kind.SHAFT).model_copy(update={"upper": upper, "lower": lower})
    assert (dimension(feature, "ru"), dimension(feature, "en")) == (ru, en)
    assert deviation(-20, 2, "ru") == "−0,02"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("upper: 0.3\n    lower: -0.3", "upper: 0.35\n    lower: -0.3", "shaft_20: upper is no whole division of the caliper"),
        ("upper: 0.3\n    lower: -0.3", "upper: 0.2\n    lower: -0.2", "shaft_20: the tolerance is finer than 5 divisions"),
        ("kind: hole\n    nominal: 16", "kind: shaft\n    nominal: 16", "lever_16: a plug does not measure a shaft"),
        ("upper: -0.03\n    lower: -0.11", "upper: 0.3\n    lower: -0.3", "piston_40: the dial goes 0.4 mm"),
        ("levels: [1, 3]\n  - id: axle_35", "levels: [1, 4]\n  - id: axle_35", "shaft_20: levels are 1, 2 and 3"),
        ("id: axle_35", "id: shaft_20", "two features bear one id"),
        ("Меряет детали и решает", "Меряет детали и решает " * 4, "shorten about.ru"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """What an instrument cannot measure, what stands twice and what does not fit is named when the game is loaded."""
    words = FILE.read_text(encoding="utf-8")
    assert old in words
    wrong = tmp_path / "otk.yaml"
    wrong.write_text(words.replace(old, new), encoding="utf-8")
    with pytest.raises(AuthorError, match=told):
        read_content(wrong, Store)
