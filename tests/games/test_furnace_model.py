"""The furnace's model: its figures, one step by hand, and what players of each kind reach over 400 heats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import mean

import pytest

from engine.core.errors import AuthorError
from engine.runtime.content import read_content
from games.furnace.heat import Heat, Hit, alarmed, announced, light, over, reading, stepped, stopped
from games.furnace.plant import Plant
from games.furnace.score import changes, in_band, marks, scored, swings

SEEDS = range(400)
FILE = Path(__file__).parents[2] / "games" / "furnace" / "furnace.yaml"
Player = Callable[[Heat, Random], int]


@pytest.fixture(scope="module")
def plant() -> Plant:
    """The furnace as its file tells it."""
    found = read_content(FILE, Plant)
    assert isinstance(found, Plant)
    return found


class Silent(Random):
    """Chance without noise: the middle of every range."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def heat_of(powers: tuple[int, ...], loads: tuple[float, ...], lost: tuple[int, ...] = ()) -> Heat:
    return Heat(level=1, hits=(), heater=860, loads=(780.0, *loads), powers=powers, lost=lost)


def held(plant: Plant, player: Player, level: int = 1) -> list[int]:
    """Count the steps in the band for each seed; the thermocouple's cry is passed over."""
    counts = []
    for seed in SEEDS:
        random, chance = Random(seed), Random(seed + 77_777)
        heat = light(plant, level, False, random)
        while not over(plant, heat):
            heat = stepped(plant, heat, player(heat, chance), random)
        counts.append(in_band(plant, heat))
    return counts


def two_point(low: int, high: int, middle: float, ahead: bool = False) -> Player:
    """Make a player who knows two powers, and looks at the needle or (`ahead`) at where it will be if it goes on so."""

    def choose(heat: Heat, chance: Random) -> int:
        moved = heat.loads[-1] - heat.loads[-2] if ahead and heat.done else 0.0
        return high if heat.load + moved < middle else low

    return choose


def reckoning(plant: Plant, warned: bool) -> Player:
    """Make a player who knows the model by heart, and (`warned`) reckons with what is announced."""
    figures = plant.figures

    def next_load(heat: Heat, power: int) -> float:
        heater = heat.heater + figures.heater_rate * (figures.setpoints[power] - heat.heater)
        told = sum(event.delta for step, event in announced(plant, heat) if step == heat.done + 1) if warned else 0
        return heat.load + figures.load_rate * (heater - heat.load) + told

    return lambda heat, chance: min(range(6), key=lambda power: abs(next_load(heat, power) - 860))


def test_the_figures_are_those_of_the_design(plant: Plant) -> None:
    """Setpoints, rates, noise, band, disturbances and stars stand in the file as they were designed."""
    figures = plant.figures
    assert figures.setpoints == (500, 760, 840, 920, 1000, 1080)
    assert (figures.heater_rate, figures.load_rate, figures.noise) == (0.5, 0.45, 2)
    assert (figures.start, figures.band, figures.steps, figures.alarm, figures.lost) == (780, (840, 880), 15, 950, 2)
    assert figures.stars == (5, 8, 11)
    assert [(event.id, event.delta, event.first, event.last) for event in plant.events] == [
        ("door", -25, 4, 6),
        ("batch", -30, 9, 11),
    ]


def test_one_step_is_reckoned_by_hand(plant: Plant) -> None:
    """From 780 °C at power 5 the heater goes to 930 and the load to 847.5; a disturbance comes on top."""
    heat = Heat(level=1, hits=(Hit(event="door", step=2),), heater=780, loads=(780.0,))
    heat = stepped(plant, heat, 5, Silent())
    assert (heat.heater, heat.load) == (930.0, 847.5)
    heat = stepped(plant, heat, 0, Silent())
    assert heat.heater == 715.0
    assert heat.load == pytest.approx(847.5 + 0.45 * (715 - 847.5) - 25)


def test_noise_stays_within_two_degrees_and_is_drawn_by_the_seed(plant: Plant) -> None:
    """The same seed gives the same heat, another one another; noise is even, within two degrees either way."""
    start = light(plant, 1, False, Random(1))
    quiet = stepped(plant, start, 3, Silent()).load
    off = [stepped(plant, start, 3, Random(seed)).load - quiet for seed in SEEDS]
    assert -2 <= min(off) < -1.9
    assert 1.9 < max(off) <= 2
    assert abs(mean(off)) < 0.2
    assert stepped(plant, start, 3, Random(7)) == stepped(plant, start, 3, Random(7)) != stepped(plant, start, 3, Random(8))


def test_each_disturbance_comes_once_at_any_of_its_steps(plant: Plant) -> None:
    """The door opens at step 4, 5 or 6, the cold batch comes at 9, 10 or 11: every one of them is drawn."""
    drawn = [light(plant, 1, False, Random(seed)).hits for seed in SEEDS]
    assert {tuple(hit.event for hit in hits) for hits in drawn} == {("door", "batch")}
    assert {hits[0].step for hits in drawn} == {4, 5, 6}
    assert {hits[1].step for hits in drawn} == {9, 10, 11}


@pytest.mark.parametrize(("level", "told"), [(1, {"door", "batch"}), (2, {"batch"}), (3, set())])
def test_levels_differ_in_what_is_told_ahead(plant: Plant, level: int, told: set[str]) -> None:
    """Level 1 tells of both disturbances from one step before, level 2 of the batch, level 3 of none; none is told earlier."""
    heat = light(plant, level, False, Random(3))
    seen: dict[str, list[int]] = {}
    while not over(plant, heat):
        for step, event in announced(plant, heat):
            assert heat.hit_at(step) == event.id
            seen.setdefault(event.id, []).append(step - heat.done)
        heat = stepped(plant, heat, 2, Silent())
    assert set(seen) == told
    assert all(leads == [2, 1] for leads in seen.values())  # while step-2 is the last one made, and step-1


def test_random_buttons_hold_about_three_steps(plant: Plant) -> None:
    """Designed as 2.9 in the mean: no star for pressing anything."""
    counts = held(plant, lambda heat, chance: chance.randrange(6))
    assert mean(counts) == pytest.approx(2.9, abs=0.35)  # the mean of 400 strays by 0.1
    assert mean(count >= plant.figures.stars[0] for count in counts) < 0.3


@pytest.mark.parametrize("power", range(6))
def test_no_constant_power_holds_more_than_three_steps(plant: Plant, power: int) -> None:
    """Setting and forgetting earns no star."""
    assert max(held(plant, lambda heat, chance: power)) <= 3


def test_on_and_off_hold_about_six_steps(plant: Plant) -> None:
    """Full power below 860 °C and none above: designed as about 6, one star."""
    assert mean(held(plant, two_point(0, 5, 860))) == pytest.approx(6, abs=0.5)


def test_a_look_at_the_next_step_holds_about_ten_at_best_fourteen(plant: Plant) -> None:
    """Designed as 10.2 in the mean and 14 at best: where the needle will be if it goes on so, 4 below 850 °C and 2 above.

    The design names the figures and not the rule. This rule was chosen because it gives them, among about a hundred plain ones;
    another player who looks ahead may hold fewer steps or more, as the tests below show.
    """
    counts = held(plant, two_point(2, 4, 850, ahead=True))
    assert mean(counts) == pytest.approx(10.2, abs=0.4)
    assert 13 <= max(counts) <= 15


def test_small_steps_hold_more_than_a_coarse_look_ahead(plant: Plant) -> None:
    """Powers 2 and 3 about 860 °C hold 12 to 13 steps without any forecast: three stars are within a beginner's reach."""
    assert mean(held(plant, two_point(2, 3, 860))) == pytest.approx(12.5, abs=0.4)


def test_the_model_by_heart_holds_thirteen_and_warned_all_fifteen(plant: Plant) -> None:
    """Disturbances cost who knows the model the two steps they fall on; who is told of them too can lose none."""
    unwarned = held(plant, reckoning(plant, warned=False))
    assert mean(unwarned) == pytest.approx(13.25, abs=0.3)
    assert min(unwarned) >= 13
    assert min(held(plant, reckoning(plant, warned=True))) == 15
    assert mean(held(plant, reckoning(plant, warned=True), level=3)) == pytest.approx(13.25, abs=0.3)


@pytest.mark.parametrize(
    ("load", "read"), [(839.7, 839), (840.0, 840), (840.4, 840), (879.9, 880), (880.0, 880), (880.1, 881), (950.01, 951)]
)
def test_a_reading_never_crosses_the_edge_of_the_band(plant: Plant, load: float, read: int) -> None:
    """What is told as 840 counts as in the band, and 839.7 is not told as 840."""
    assert reading(plant.figures, load) == read
    assert (plant.figures.band[0] <= read <= plant.figures.band[1]) == (plant.figures.band[0] <= load <= plant.figures.band[1])


def test_points_follow_the_formula(plant: Plant) -> None:
    """1000 * 12/15, less 20 for each of the changes beyond eight, plus 10 for each unit of power below three a step."""
    powers = (3, 2) * 7 + (3,)
    heat = heat_of(powers, (860.0,) * 12 + (800.0,) * 3)
    assert changes(heat) == 15
    score = scored(plant, heat)
    assert (score.held, score.wear, score.saved) == (800, 20 * 7, 10 * (45 - sum(powers)))
    assert score.points == 800 - 140 + 70
    assert score.stars == 3


@pytest.mark.parametrize(("count", "stars"), [(0, 0), (4, 0), (5, 1), (7, 1), (8, 2), (10, 2), (11, 3), (15, 3)])
def test_stars_come_at_five_eight_and_eleven(plant: Plant, count: int, stars: int) -> None:
    """Exactly at the designed counts, and points stay within 0..1000."""
    score = scored(plant, heat_of((2,) * 15, (860.0,) * count + (900.0,) * (15 - count)))
    assert score.stars == stars
    assert 0 <= score.points <= 1000


def test_switching_off_saves_no_points(plant: Plant) -> None:
    """Energy counts only for a heat that was held for a star and brought to its end; the bonus has its ceiling."""
    assert scored(plant, heat_of((0,) * 15, (500.0,) * 15)).points == 0
    assert scored(plant, heat_of((0,) * 8, (860.0,) * 8)).saved == 0
    assert scored(plant, heat_of((0,) * 15, (860.0,) * 15)).saved == 100
    assert scored(plant, heat_of((0,) * 15, (860.0,) * 15)).points == 1000


def test_points_never_fall_below_nought(plant: Plant) -> None:
    """Fifteen changes and no step in the band give 0, not -140."""
    assert scored(plant, heat_of((0, 5) * 7 + (0,), (700.0,) * 15)).points == 0


def test_an_emergency_stop_costs_two_steps_that_count_for_nothing(plant: Plant) -> None:
    """The furnace cools without power for two steps, in the band or not; its changes of power are not the player's."""
    heat = heat_of((5, 5, 5), (850.0, 920.0, 960.0)).model_copy(update={"heater": 1040.0})
    assert alarmed(plant, heat)
    after = stopped(plant, heat, Silent())
    assert (after.done, after.powers[-2:], after.lost) == (5, (0, 0), (4, 5))
    assert marks(plant, after) == "✓▲▲✕✕"
    assert in_band(plant, after) == 1
    assert changes(stepped(plant, after, 5, Silent())) == 1  # to 5 at the start; back to it is no change


@pytest.mark.parametrize("done", [13, 14])
def test_a_stop_near_the_end_takes_no_step_that_is_not_there(plant: Plant, done: int) -> None:
    """A heat has fifteen steps, whatever happens; after the fifteenth nothing cries."""
    heat = heat_of((5,) * done, (960.0,) * done)
    after = stopped(plant, heat, Silent())
    assert after.done == 15
    assert not alarmed(plant, heat_of((5,) * 15, (960.0,) * 15))


def test_the_furnace_is_cool_enough_after_any_stop(plant: Plant) -> None:
    """Two steps without power end below the alarm even from the hottest heater and load: a question is not asked twice running."""
    heat = heat_of((5,) * 5, (1079.0,) * 5).model_copy(update={"heater": 1079.9})
    assert stopped(plant, heat, Silent()).load + 4 < plant.figures.alarm


def test_swings_are_told_from_a_slow_climb(plant: Plant) -> None:
    """Cold, hot, cold is two swings; cold and then in the band is none."""
    assert swings(plant, heat_of((5, 0), (900.0, 800.0))) == 2
    assert swings(plant, heat_of((3, 3), (820.0, 860.0))) == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("announced: [door, batch]", "announced: [window]", "level 1 announces «window»"),
        ("first: 4", "first: 7", "event door: steps 7..6"),
        ('mark: {ru: "дверца"', 'mark: {ru: "дверца и ещё окно"', "at most 12"),
        ("Открою дверцу, пусть проветрится", "Открою дверцу, пусть печь как следует проветрится", "at most 40"),
        ("Ведёт нагрев и закалку", "Ведёт нагрев и закалку " * 5, "shorten about.ru"),
    ],
)
def test_a_mistake_in_the_file_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """What does not fit or does not exist is named when the game is loaded."""
    words = FILE.read_text(encoding="utf-8")
    assert old in words
    wrong = tmp_path / "furnace.yaml"
    wrong.write_text(words.replace(old, new), encoding="utf-8")
    with pytest.raises(AuthorError, match=told):
        read_content(wrong, Plant)
