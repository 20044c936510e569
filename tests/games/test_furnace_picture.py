"""The furnace's pictures give the temperatures back, lie within their sheets and can be drawn."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from adapters.common.raster import Raster
from engine.core.game import Game
from engine.core.seat import Seat
from engine.core.view import Picture
from engine.kits.drawing import INK
from engine.runtime.catalogue import bind
from games import furnace
from games.furnace.heat import Heat, light, over, reading, stepped, stopped
from games.furnace.picture import card, panel
from games.furnace.plant import Plant
from games.furnace.score import scored

LANGUAGES = ("ru", "en")
NS = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def game() -> Game:
    """The game as the catalogue binds it."""
    bind(furnace.game, Path(furnace.__file__))
    return furnace.game


def plant_of(game: Game) -> Plant:
    assert isinstance(game.lore, Plant)
    return game.lore


def seat(game: Game, language: str = "ru") -> Seat:
    return Seat(language, game.texts, game.lore)


def heats(game: Game) -> list[Heat]:
    """Give heats of every kind: none begun, held, random with a stop, off all along, at full power, each also half-way."""
    plant = plant_of(game)
    found = [light(plant, 1, False, Random(0))]
    stopped_once = light(plant, 1, False, Random(9))
    for power in (5, 5, 5, 5):
        stopped_once = stepped(plant, stopped_once, power, Random(9))
    found.append(stopped(plant, stopped_once, Random(9)))
    players: tuple[Callable[[Heat, Random], int], ...] = (
        lambda heat, chance: 3 if heat.load < 860 else 2,
        lambda heat, chance: chance.randrange(6),
        lambda heat, chance: 0,
        lambda heat, chance: 5,
    )
    for number, player in enumerate(players):
        random = Random(number)
        heat = light(plant, 1, False, random)
        while not over(plant, heat):
            heat = stepped(plant, heat, player(heat, random), random)
            if number == 1 and heat.load > plant.figures.alarm:
                heat = stopped(plant, heat, random)
            if heat.done in (7, 8):
                found.append(heat)
        found.append(heat)
    return found


def number(element: ElementTree.Element, name: str) -> float:
    return float(element.attrib[name])


def words(svg: ElementTree.Element) -> list[tuple[float, float, str, str]]:
    """List the words with their place and anchor."""
    return [(number(e, "x"), number(e, "y"), e.text or "", e.attrib["text-anchor"]) for e in svg.iter(f"{NS}text")]


def temperatures(svg: ElementTree.Element) -> list[float]:
    """Read the curve as a person does: by the whole lines across and the figures at their left, and by nothing of the code."""
    solid = [e for e in svg.iter(f"{NS}line") if e.attrib["y1"] == e.attrib["y2"] and "stroke-dasharray" not in e.attrib]
    rulers = [number(e, "y1") for e in solid]
    scale: dict[int, float] = {}
    for text in svg.iter(f"{NS}text"):
        said = text.text or ""
        if text.attrib["text-anchor"] == "end" and said.isdigit():
            middle = number(text, "y") - number(text, "font-size") * 0.33  # of the height of a figure
            scale[int(said)] = nearest(rulers, middle)
            assert abs(scale[int(said)] - middle) < 1, f"the figure {said} stands at no line"
    (low, bottom), (high, top) = min(scale.items()), max(scale.items())
    for load, y in scale.items():
        assert y == pytest.approx(bottom + (top - bottom) * (load - low) / (high - low), abs=0.01)
    return [low + (bottom - y) * (high - low) / (bottom - top) for _, y in curve(svg)]


def nearest(rulers: list[float], y: float) -> float:
    return min(rulers, key=lambda ruler: abs(ruler - y))


def curve(svg: ElementTree.Element) -> list[tuple[float, float]]:
    line = next((e for e in svg.iter(f"{NS}polyline") if e.attrib["stroke"] == INK), None)
    assert line is not None
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.attrib["points"].split())]


def drawn(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)  # noqa: S314  # our own drawing


def pictures(game: Game, language: str = "ru") -> list[tuple[Heat, Picture]]:
    """Draw the panel of every heat, with and without a best one, and the card of those that are over."""
    plant, found = plant_of(game), []
    whole = heats(game)
    for heat in whole:
        found += [(heat, panel(seat(game, language), heat)), (heat, panel(seat(game, language), heat, whole[-4].loads))]
        if over(plant, heat):
            found.append((heat, card(seat(game, language), heat, scored(plant, heat), whole[-4].loads)))
    return found


def test_the_curve_gives_the_temperatures_back(game: Game) -> None:
    """Read by the printed scale, every point lies within a twentieth of a degree of the temperature it stands for."""
    for heat, picture in pictures(game):
        assert temperatures(drawn(picture)) == pytest.approx(list(heat.loads), abs=0.05)


def test_every_point_stands_over_its_step(game: Game) -> None:
    """The curve's points have the x of the step figures printed below; the start stands left of step 1."""
    for heat, picture in pictures(game):
        svg = drawn(picture)
        steps: dict[float, dict[int, float]] = {}
        for x, y, said, anchor in words(svg):
            if anchor == "middle" and said.isdigit() and 1 <= int(said) <= 15:
                steps.setdefault(y, {})[int(said)] = x
        axis = next(found for found in steps.values() if len(found) == 15)
        points = curve(svg)
        assert [x for x, _ in points[1:]] == pytest.approx([axis[step] for step in range(1, heat.done + 1)])
        assert points[0][0] < axis[1]


def test_the_band_lies_between_its_two_figures(game: Game) -> None:
    """The hatched box reaches from the line of 840 to that of 880, both are printed, and every stroke stays within it."""
    for _, picture in pictures(game):
        svg = drawn(picture)
        boxes = [e for e in svg.iter(f"{NS}rect") if e.attrib["fill"] == "#e3efe4"]
        band = max(boxes, key=lambda e: number(e, "width"))
        edges = {float(e.attrib["y1"]) for e in svg.iter(f"{NS}line") if e.attrib["stroke"] == "#2c7a4b"}
        assert sorted(edges) == pytest.approx([number(band, "y"), number(band, "y") + number(band, "height")], abs=0.01)
        assert {"840", "880"} <= {said for _, _, said, _ in words(svg)}
        for stroke in (e for e in svg.iter(f"{NS}line") if e.attrib["stroke"] == "#b9d6bf"):
            ends = [(number(stroke, f"x{end}"), number(stroke, f"y{end}")) for end in (1, 2)]
            assert any(
                all(
                    number(box, "x") - 0.01 <= x <= number(box, "x") + number(box, "width") + 0.01
                    and number(box, "y") - 0.01 <= y <= number(box, "y") + number(box, "height") + 0.01
                    for x, y in ends
                )
                for box in boxes
            )


def test_disturbances_are_marked_once_they_have_happened(game: Game) -> None:
    """Neither the mark nor its dashed line is there a step too early: the picture betrays nothing of what is to come."""
    plant, random = plant_of(game), Random(5)
    heat = light(plant, 3, False, random)
    while not over(plant, heat):
        said = [word for _, _, word, _ in words(drawn(panel(seat(game), heat)))]
        for hit in heat.hits:
            event = next(event for event in plant.events if event.id == hit.event)
            assert any(event.mark.ru in word for word in said) == (hit.step <= heat.done)
            assert (event.done.ru in str(panel(seat(game), heat).alt)) == (hit.step <= heat.done)
        heat = stepped(plant, heat, 2, random)


def test_powers_and_setpoints_are_told_in_figures(game: Game) -> None:
    """Below the curve stands for each step the power and the setpoint that it meant, under that step's point."""
    plant = plant_of(game)
    for heat, picture in pictures(game):
        svg = drawn(picture)
        said = words(svg)
        for (x, _), power in zip(curve(svg)[1:], heat.powers, strict=True):
            column = [word for at, _, word, anchor in said if anchor == "middle" and at == pytest.approx(x)]
            assert str(power) in column
            assert str(plant.figures.setpoints[power]) in column


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_say_what_the_curve_shows(game: Game, language: str) -> None:
    """The alt text has every reading in order, every power, the lost steps and the present value; the panel prints the last."""
    plant = plant_of(game)
    for heat, picture in pictures(game, language):
        alt = str(picture.alt)
        readings = [str(reading(plant.figures, load)) for load in heat.loads]
        assert ", ".join(readings) in alt
        assert ", ".join(map(str, heat.powers)) in alt
        assert all(str(step) in alt for step in heat.lost)
        assert len(alt) <= 450
        if 'width="800"' in picture.svg:
            assert f"{readings[-1]} °C" in {said for _, _, said, _ in words(drawn(picture))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_temperature_of_four_figures_keeps_clear_of_its_verdict(game: Game, language: str) -> None:
    """What stands beside the large number begins after it, at a generous width for a letter."""
    for heat, picture in pictures(game, language):
        if 'width="800"' in picture.svg:
            svg = drawn(picture)
            now = f"{reading(plant_of(game).figures, heat.load)} °C"
            large = next(e for e in svg.iter(f"{NS}text") if e.text == now)
            beside = next(e for e in svg.iter(f"{NS}text") if (e.text or "")[0] in "▲▼✓")
            assert number(large, "x") + 0.52 * number(large, "font-size") * len(now) < number(beside, "x")


def test_the_best_heat_is_told_where_it_is_drawn(game: Game) -> None:
    """Its coldest and its hottest reading stand in the alt text, and nothing of it where there is none."""
    heat, best = light(plant_of(game), 1, False, Random(0)), (780.0, 912.0, 702.0)
    assert "от 702 до 912 °C" in str(panel(seat(game), heat, best).alt)
    assert "702 to 912 °C" in str(panel(seat(game, "en"), heat, best).alt)
    assert "лучший" not in str(panel(seat(game), heat).alt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lies_outside_the_sheet(game: Game, language: str) -> None:
    """Every point, line and box is on the paper; words end on it too, at a generous width for a letter."""
    for _, picture in pictures(game, language):
        svg = drawn(picture)
        wide, tall = number(svg, "width"), number(svg, "height")
        for element in svg.iter():
            for name, value in element.attrib.items():
                if name in ("x", "x1", "x2", "cx"):
                    assert 0 <= float(value) <= wide
                if name in ("y", "y1", "y2", "cy"):
                    assert 0 <= float(value) <= tall
        for element in svg.iter(f"{NS}text"):
            length = len(element.text or "") * number(element, "font-size") * 0.52
            x = number(element, "x")
            left = {"start": x, "middle": x - length / 2, "end": x - length}[element.attrib["text-anchor"]]
            assert left >= 0, element.text
            assert left + length <= wide, element.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_curve_keeps_to_its_own_field(game: Game, language: str) -> None:
    """However hot or cold it was, the curve stays below legend and disturbances and above the step figures."""
    for _, picture in pictures(game, language):
        svg = drawn(picture)
        alarm = "тревога" if language == "ru" else "alarm"
        told = next(e for e in svg.iter(f"{NS}text") if alarm in (e.text or ""))
        legend = number(told, "y"), number(told, "font-size")
        lane = legend[0] + 2.1 * legend[1]
        axis = min(y for _, y, said, anchor in words(svg) if said == "15" and anchor == "middle")
        assert lane - 0.01 <= min(y for _, y in curve(svg))
        assert max(y for _, y in curve(svg)) <= axis - legend[1]


def test_points_are_told_apart_by_shape(game: Game) -> None:
    """In the band a disc, outside a triangle that points up or down, a lost step a cross: the counts agree with the heat."""
    plant = plant_of(game)
    low, high = plant.figures.band
    plenty = heats(game)
    assert any(heat.lost for heat in plenty)
    for heat in plenty:
        svg = drawn(panel(seat(game), heat))
        kept = [load for step, load in enumerate(heat.loads) if step not in heat.lost]
        discs = [e for e in svg.iter(f"{NS}circle") if e.attrib["fill"] == "#2c7a4b"]
        assert len(discs) == sum(low <= load <= high for load in kept)
        tips = [triangle(e) for e in svg.iter(f"{NS}polygon")]
        assert (tips.count("up"), tips.count("down")) == (sum(load > high for load in kept), sum(load < low for load in kept))
        strokes = [e for e in svg.iter(f"{NS}line") if e.attrib["stroke"] == INK]
        middles = {(round(number(e, "x1") + number(e, "x2"), 1), round(number(e, "y1") + number(e, "y2"), 1)) for e in strokes}
        points = curve(svg)
        assert len(strokes) == 2 * len(heat.lost)
        assert middles == {(round(2 * points[step][0], 1), round(2 * points[step][1], 1)) for step in heat.lost}


def triangle(polygon: ElementTree.Element) -> str:
    (_, tip), (_, left), (_, right) = [tuple(map(float, pair.split(","))) for pair in polygon.attrib["points"].split()]
    assert left == right
    return "up" if tip < left else "down"


def test_the_same_heat_is_the_same_drawing(game: Game) -> None:
    """Pictures are pure: drawn twice, equal to the letter, so that a messenger's cache can keep them."""
    for (_, first), (_, second) in zip(pictures(game), pictures(game), strict=True):
        assert first.svg == second.svg


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rasteriser_draws_panel_and_card(game: Game, language: str) -> None:
    """The panel is 800 by 600, the card a square of 1080."""
    raster, last = Raster({}), heats(game)[3]
    sizes = []
    for picture in (panel(seat(game, language), last), card(seat(game, language), last, scored(plant_of(game), last))):
        png = raster(picture, "furnace")
        assert png is not None
        sizes.append(struct.unpack(">II", png[16:24]))
    assert sizes == [(800, 600), (1080, 1080)]
