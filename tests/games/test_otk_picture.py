"""The instruments are read back from what is drawn alone, and from the alt text alone; pictures lie within their sheets."""

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from adapters.common.raster import Raster
from engine.core.game import Game
from engine.core.seat import Seat
from engine.core.view import Picture
from engine.kits.drawing import BLUE, INK, RED
from engine.runtime.catalogue import bind
from games import otk
from games.otk.parts import Feature, Instrument, Kind, Store, Verdict
from games.otk.picture import card, chart, order, reading
from games.otk.process import PARTS, Batch, Process, machined
from games.otk.score import Call, Score

LANGUAGES = ("ru", "en")
NS = "{http://www.w3.org/2000/svg}"
Line = tuple[float, float, float, float]  # x1, y1, x2, y2
Words = tuple[float, float, str]  # x, y, what is said


@pytest.fixture(scope="module")
def game() -> Game:
    """The game as the catalogue binds it."""
    bind(otk.game, Path(otk.__file__))
    return otk.game


def store_of(game: Game) -> Store:
    assert isinstance(game.lore, Store)
    return game.lore


def seat(game: Game, language: str = "ru") -> Seat:
    return Seat(language, game.texts, game.lore)


def batch_of(feature: Feature, size: int) -> Batch:
    return Batch(feature=feature, level=2, daily=False, process=Process.SHIFT, sizes=(size,) * PARTS)


def feature_of(game: Game, tool: Instrument, kind: Kind) -> Feature:
    return next(f for f in store_of(game).features if f.instrument is tool and f.kind is kind)


def sizes(tool: Instrument) -> list[int]:
    """Give some hundreds of sizes the instrument can show, µm: ends of turns and centimetres among them."""
    random = Random(tool.value)
    if tool is Instrument.CALIPER:
        return [3000, 9900, 10000, 10100, 19900, 20000, 149_900, *(100 * random.randrange(30, 1500) for _ in range(200))]
    if tool is Instrument.MICROMETER:
        ends = [whole + off for whole in (5000, 7500, 12_000, 20_000) for off in (-20, -10, 0, 10, 20)]
        return [*ends, *(10 * random.randrange(400, 2500) for _ in range(200))]
    return [25_000 + 10 * off for off in range(-40, 41)]


def drawn(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)  # noqa: S314  # our own drawing


def number(element: ElementTree.Element, name: str) -> float:
    return float(element.attrib[name])


def lines(svg: ElementTree.Element, wide: float) -> list[Line]:
    """List the lines of one width."""
    found = [e for e in svg.iter(f"{NS}line") if number(e, "stroke-width") == wide]
    return [(number(e, "x1"), number(e, "y1"), number(e, "x2"), number(e, "y2")) for e in found]


def words(svg: ElementTree.Element) -> list[Words]:
    return [(number(e, "x"), number(e, "y"), e.text or "") for e in svg.iter(f"{NS}text")]


def figure_over(said: list[Words], x: float, top: float, bottom: float) -> int | None:
    """Find the figure that stands at this x, between two heights."""
    found = [int(w) for at, y, w in said if w.isdigit() and abs(at - x) < 0.01 and top < y < bottom]
    assert len(found) <= 1
    return found[0] if found else None


def read_caliper(svg: ElementTree.Element) -> int:
    """Read in µm as a person does: marks that end where both scales meet, lines that begin there, and the figures at them."""
    upright = [line for line in lines(svg, 3) if line[0] == line[2]]
    meet = Counter(y for line in upright for y in (line[1], line[3])).most_common(1)[0][0]
    marks = sorted(line[0] for line in upright if line[3] == meet)
    vernier = sorted(line[0] for line in upright if line[1] == meet)
    said = words(svg)
    known = {x: mm for x in marks if (mm := figure_over(said, x, meet - 90, meet)) is not None}
    assert [figure_over(said, x, meet, meet + 100) for x in vernier] == list(range(11))
    (first, first_mm), *others = sorted(known.items())
    assert all(mm - first_mm == marks.index(x) - marks.index(first) for x, mm in others)
    whole = max(place for place, x in enumerate(marks) if x <= vernier[0] + 0.01) - marks.index(first) + first_mm
    gaps = [min(abs(x - mark) for mark in marks) for x in vernier[:10]]
    best, second = sorted(gaps)[:2]
    assert best < 0.01, "no line of the vernier meets a mark"
    assert second > 4, "two lines seem to meet a mark"
    return 1000 * whole + 100 * gaps.index(best)


def read_micrometer(svg: ElementTree.Element) -> int:
    """Read in µm: the bare marks of the sleeve counted from a figure, and the thimble's line that continues the long one."""
    thick = lines(svg, 3)
    (axis, edge) = next((y1, x2) for x1, y1, x2, y2 in thick if y1 == y2 and x1 == 130)
    thimble = sorted({line[1] for line in thick if line[1] == line[3] and line[0] == edge}, reverse=True)
    said = [(x, y, int(w)) for x, y, w in words(svg) if w.isdigit()]
    figures = {y: w for y in thimble for x, at, w in said if x > edge + 90 and abs(at - 11 - y) < 0.01}
    assert len(figures) >= 3
    at_axis = thimble.index(min(thimble, key=lambda y: abs(y - axis)))
    assert abs(thimble[at_axis] - axis) < 0.01
    turned = {(figure + at_axis - thimble.index(y)) % 50 for y, figure in figures.items()}
    assert len(turned) == 1, "the figures of the thimble disagree"
    upright = [line for line in thick if line[0] == line[2] and line[0] <= edge + 0.01]
    above, below = [line for line in upright if line[3] == axis], [line for line in upright if line[1] == axis]
    assert len(above) + len(below) == len(upright)
    labelled = {x: w for x, *_ in above for at, y, w in said if abs(at - x) < 0.01 and y < axis}
    x, figure = next(iter(labelled.items()))
    marks = sorted(line[0] for line in upright)
    halves = 2 * figure + len(marks) - 1 - marks.index(x)
    assert (marks[-1] in {line[0] for line in above}) is (halves % 2 == 0)
    return 500 * halves + 10 * turned.pop()


def read_dial(svg: ElementTree.Element) -> int:
    """Read in divisions, right of nought is more: the needle's tip against the hundred ticks and the figure at the top."""
    hub = next(e for e in svg.iter(f"{NS}circle") if e.attrib["fill"] == INK)
    x0, y0 = number(hub, "cx"), number(hub, "cy")
    needle = next(e for e in svg.iter(f"{NS}polygon") if e.attrib["fill"] == RED)
    tip = max(
        (tuple(map(float, pair.split(","))) for pair in needle.attrib["points"].split()),
        key=lambda p: math.hypot(p[0] - x0, p[1] - y0),
    )
    ticks = [line for wide in (2, 4) for line in lines(svg, wide) if abs(math.hypot(line[0] - x0, line[1] - y0) - 222) < 0.1]
    assert len(ticks) == 100

    def angle(x: float, y: float) -> float:
        return math.degrees(math.atan2(x - x0, y0 - y))

    at = [angle(line[0], line[1]) for line in ticks]
    off = [abs((tick - angle(*tip) + 180) % 360 - 180) for tick in at]
    assert min(off) < 0.01
    tenth = {int(w) for x, y, w in words(svg) if w.isdigit() and abs(x - x0) < 0.01 and y < y0}
    assert tenth == {0}
    return round(at[off.index(min(off))] / 3.6)


def read_plug(svg: ElementTree.Element) -> tuple[bool, bool]:
    """See of each side whether its foot is below the upper face of the part, and whether it is narrower than the hole."""
    rects = [e for e in svg.iter(f"{NS}rect") if "x" in e.attrib]
    part = [e for e in rects if number(e, "width") == 110]
    gauges = [e for e in rects if e.attrib["fill"] == "#c9d6df"]
    assert len(part) == 4
    assert len(gauges) == 2
    seen = []
    for place, gauge in enumerate(gauges):
        left, right = part[2 * place], part[2 * place + 1]
        hole = number(right, "x") - number(left, "x") - 110
        goes_in = number(gauge, "y") + number(gauge, "height") > number(left, "y")
        assert goes_in is (number(gauge, "width") < hole), "metal lies in metal"
        seen.append(goes_in)
    return seen[0], seen[1]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("told", [False, True])
def test_the_caliper_reads_as_the_size(game: Game, kind: Kind, told: bool) -> None:
    """Hundreds of sizes from 3 to 150 mm come back from the lines alone; one line of the vernier meets a mark, and only one."""
    feature = feature_of(game, Instrument.CALIPER, kind)
    for size in sizes(Instrument.CALIPER):
        assert read_caliper(drawn(reading(seat(game), batch_of(feature, size), 0, told))) == size


@pytest.mark.parametrize("told", [False, True])
def test_the_micrometer_reads_as_the_size(game: Game, told: bool) -> None:
    """Hundreds of sizes from 4 to 25 mm come back from the lines alone, also just before and after a whole turn."""
    feature = feature_of(game, Instrument.MICROMETER, Kind.SHAFT)
    for size in sizes(Instrument.MICROMETER):
        assert read_micrometer(drawn(reading(seat(game), batch_of(feature, size), 0, told))) == size


@pytest.mark.parametrize("told", [False, True])
def test_the_dial_reads_as_the_size(game: Game, told: bool) -> None:
    """Every division from -40 to 40 comes back from the needle's tip."""
    feature = next(f for f in store_of(game).features if f.id == "spindle_25")
    for size in sizes(Instrument.DIAL):
        assert 25_000 + 10 * read_dial(drawn(reading(seat(game), batch_of(feature, size), 0, told))) == size


def test_the_plug_shows_what_happens(game: Game) -> None:
    """Below the smallest size neither side enters, within the tolerance the go side alone, above both."""
    feature = feature_of(game, Instrument.PLUG, Kind.HOLE)
    for size in range(feature.least - 100, feature.most + 110, 10):
        seen = read_plug(drawn(reading(seat(game), batch_of(feature, size), 0)))
        expected = {Verdict.REWORK: (False, False), Verdict.GOOD: (True, False), Verdict.SCRAP: (True, True)}
        assert seen == expected[feature.verdict(size)]


def heard(alt: str, feature: Feature) -> int:
    """Work the size out of an alt text's figures, as who cannot see the picture does; µm."""
    figures = [float(figure.replace(",", ".")) for figure in re.findall(r"\d+(?:[.,]\d+)?", alt)]
    if feature.instrument is Instrument.CALIPER:
        main, *line = figures
        return round(1000 * main) + 100 * round(line[0] if line else 0)
    if feature.instrument is Instrument.MICROMETER:
        return round(1000 * figures[0]) + 10 * round(figures[1])
    way = -1 if "левее" in alt or "left of" in alt else 1
    return round(1000 * figures[0]) + way * 10 * round(figures[1] if len(figures) > 1 else 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alt_text_is_enough_to_play(game: Game, language: str) -> None:
    """From the figures of the alt text the size comes back, on every instrument with a scale."""
    for tool in (Instrument.CALIPER, Instrument.MICROMETER, Instrument.DIAL):
        feature = next(f for f in store_of(game).features if f.instrument is tool)
        for size in sizes(tool):
            alt = str(reading(seat(game, language), batch_of(feature, size), 0).alt)
            if tool is Instrument.CALIPER and language == "en":
                alt = alt.replace("vernier's 0", "").replace("Vernier", "")
            assert heard(alt, feature) == size, alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alt_text_gives_no_verdict(game: Game, language: str) -> None:
    """Neither the size added up nor any name of a verdict stands in the alt text of a part, and the picture says none either."""
    names = {str(game.texts.say(language, f"name-{verdict.value}", {})) for verdict in Verdict}
    for feature in store_of(game).features:
        batch = machined(feature, feature.levels[-1], Random(1))
        for place in range(PARTS):
            shown = reading(seat(game, language), batch, place)
            size = f"{batch.sizes[place] / 1000:.{feature.instrument.digits}f}"
            everything = f"{shown.alt} {' '.join(w for *_, w in words(drawn(shown)))}".casefold()
            assert not any(re.search(rf"\b{name}\b", everything) for name in names)
            if feature.instrument is not Instrument.PLUG and batch.sizes[place] != feature.nominal_um:
                assert size not in everything.replace(",", ".")


def test_the_chart_gives_the_sizes_back(game: Game) -> None:
    """Read by the figures at its left, every point of the chart lies at its size, and both limits at theirs."""
    for feature in store_of(game).features:
        for level in feature.levels:
            batch = machined(feature, level, Random(level))
            svg = drawn(chart(seat(game, "en"), batch))
            scale = {float(w): y - 26 / 3 for x, y, w in words(svg) if re.fullmatch(r"\d+\.\d+", w)}
            (low, bottom), (high, top) = min(scale.items()), max(scale.items())

            def mm(y: float, low: float = low, bottom: float = bottom, high: float = high, top: float = top) -> float:
                return low + (bottom - y) * (high - low) / (bottom - top)

            line = next(e for e in svg.iter(f"{NS}polyline"))
            found = [1000 * mm(float(pair.split(",")[1])) for pair in line.attrib["points"].split()]
            assert found == pytest.approx(list(batch.sizes), abs=1)
            limits = sorted(1000 * mm(y1) for x1, y1, x2, y2 in lines(svg, 3) if y1 == y2)
            assert limits == pytest.approx([feature.least, feature.most], abs=1)


def test_the_chart_marks_bad_points_by_shape(game: Game) -> None:
    """Good points are discs, those above a triangle with its tip up, those below one with its tip down: no colour is needed."""
    for feature in store_of(game).features:
        batch = machined(feature, feature.levels[0], Random(3))
        svg = drawn(chart(seat(game), batch))
        ups = downs = 0
        for mark in svg.iter(f"{NS}polygon"):
            ys = [float(pair.split(",")[1]) for pair in mark.attrib["points"].split()]
            ups, downs = ups + (ys[0] < ys[1]), downs + (ys[0] > ys[1])
        assert len(list(svg.iter(f"{NS}circle"))) == sum(feature.least <= size <= feature.most for size in batch.sizes)
        assert ups == sum(size > feature.most for size in batch.sizes)
        assert downs == sum(size < feature.least for size in batch.sizes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_lies_within_its_sheet(game: Game, language: str) -> None:
    """No shape and no word crosses the edge of its picture, taking a letter as wide as 0.6 of its height."""
    for svg in (drawn(picture) for picture in pictures(game, language)):
        width, height = number(svg, "width"), number(svg, "height")
        for text in svg.iter(f"{NS}text"):
            long = 0.6 * number(text, "font-size") * len(text.text or "")
            x = number(text, "x") - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.attrib["text-anchor"]] * long
            assert x >= 0, text.text
            assert x + long <= width, text.text
            assert 0 < number(text, "y") <= height - 4, text.text
        for line in svg.iter(f"{NS}line"):
            assert all(-1 <= number(line, name) <= width + 1 for name in ("x1", "x2"))
            assert all(0 <= number(line, name) <= height for name in ("y1", "y2"))
        for shape in [*svg.iter(f"{NS}polygon"), *svg.iter(f"{NS}polyline")]:
            for x, y in (map(float, pair.split(",")) for pair in shape.attrib["points"].split()):
                assert -1 <= x <= width + 1
                assert 0 <= y <= height


def pictures(game: Game, language: str) -> list[Picture]:
    """Draw the drawing, a reading with and without its sum, the chart and the card of every feature."""
    found, looker = [], seat(game, language)
    for place, feature in enumerate(store_of(game).features):
        batch = machined(feature, feature.levels[-1], Random(place))
        calls = tuple(Random(place).choices(list(Call), k=PARTS))
        found += [order(looker, feature), reading(looker, batch, 2), reading(looker, batch, 7, told=True), chart(looker, batch)]
        found.append(card(looker, batch, calls, Score(points=1000, stars=place % 4)))
        found.append(card(looker, batch.model_copy(update={"daily": True}), calls, Score(points=1000, stars=place % 4)))
    return found


def test_an_axis_is_a_chain_and_outlines_are_the_thickest(game: Game) -> None:
    """As drawings have it: long and short dashes in turn along the middle, outlines twice as thick as a dimension line."""
    for kind, tool in ((Kind.SHAFT, Instrument.MICROMETER), (Kind.HOLE, Instrument.PLUG)):
        svg = drawn(order(seat(game), feature_of(game, tool, kind)))
        lines = [(number(e, "y1"), number(e, "x2") - number(e, "x1")) for e in svg.iter(f"{NS}line") if e.attrib["stroke"] == BLUE]
        assert len({y for y, _ in lines}) == 1
        lengths = [round(long) for _, long in lines]
        assert lengths[1::2] == [5] * (len(lengths) // 2)
        assert min(lengths[::2]) > 20
        wide = [e.attrib.get("stroke-width", "1") for e in svg.iter(f"{NS}rect") if e.attrib.get("stroke") == INK]
        thin = min(number(e, "stroke-width") for e in svg.iter(f"{NS}line") if e.attrib["stroke"] == INK)
        assert max(map(float, wide)) == 2 * thin


def test_the_card_tells_its_signs_and_its_feature(game: Game) -> None:
    """Who cannot see it hears which parts were judged rightly, and of which size the chart is."""
    feature = feature_of(game, Instrument.CALIPER, Kind.SHAFT)
    calls = (Call.RIGHT, Call.LATE, *[Call.RIGHT] * (PARTS - 2))
    alt = str(card(seat(game), batch_of(feature, 20_000), calls, Score(points=700, stars=1)).alt)
    assert ", ✓✕✓✓✓✓✓✓, " in alt
    assert "Вал Ø20 ±0,3" in alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_the_day_spoils_nothing(game: Game, language: str) -> None:
    """Two batches whose parts were judged alike give one card and one alt text: of part, limits and sizes neither says a thing."""
    calls = (Call.RIGHT, Call.LATE, *[Call.RIGHT] * (PARTS - 2))
    features = store_of(game).of(2)
    batches = [machined(feature, 2, Random(1), daily=True) for feature in (features[0], features[-1])]
    one, other = (card(seat(game, language), batch, calls, Score(points=700, stars=1)) for batch in batches)
    assert one == other
    assert "✓✕✓✓✓✓✓✓" in str(one.alt)
    assert [said for *_, said in words(drawn(one)) if said.isdigit()] == [str(number) for number in range(1, PARTS + 1)]


def test_pictures_bring_their_own_paper_and_can_be_drawn(game: Game) -> None:
    """Each begins with a filled ground over all of it, reads alike in a light and a dark chat, and becomes a PNG of its size."""
    raster = Raster({})
    for picture in pictures(game, "ru")[:20]:
        svg = drawn(picture)
        ground = next(iter(svg))
        assert ground.tag == f"{NS}rect"
        assert (ground.attrib["width"], ground.attrib["height"]) == (svg.attrib["width"], svg.attrib["height"])
        assert ground.attrib["fill"].startswith("#")
        png = raster(picture, "otk")
        assert png is not None
        assert struct.unpack(">II", png[16:24]) == (number(svg, "width"), number(svg, "height"))


def test_the_same_part_is_drawn_alike_every_time(game: Game) -> None:
    """Equal batches give equal pictures, so that a picture is made once."""
    feature = store_of(game).features[0]
    one, other = (reading(seat(game), machined(feature, 1, Random(4)), 3) for _ in range(2))
    assert one == other
