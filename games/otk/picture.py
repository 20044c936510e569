"""The pictures of the game in the language of who looks, each with an alt text that tells what an eye would see, and no verdict."""

from __future__ import annotations

from engine import Picture, Seat
from engine.kits.cells import Mark, draw_row, judged, strip
from engine.kits.drawing import QUIET, Sheet
from engine.kits.result import SIDE, headed
from games.otk import blueprint, caliper, dial, micrometer, plug
from games.otk.chart import Box, draw_chart
from games.otk.parts import Feature, Instrument, Kind, dimension, spelled_mm
from games.otk.process import PARTS, Batch
from games.otk.score import Call, Score
from games.otk.shapes import WIDTH, head

HEIGHTS = {
    Instrument.CALIPER: caliper.HEIGHT,
    Instrument.MICROMETER: micrometer.HEIGHT,
    Instrument.DIAL: dial.HEIGHT,
    Instrument.PLUG: plug.HEIGHT,
}


def order(seat: Seat, feature: Feature) -> Picture:
    """Draw the dimensioned drawing that the batch is judged by."""
    sheet = Sheet(WIDTH, blueprint.HEIGHT)
    head(sheet, feature.name[seat.language], said(seat, f"tool-{feature.instrument.value}"))
    blueprint.draw_blueprint(sheet, feature, seat.language)
    name, size = feature.name[seat.language], dimension(feature, seat.language)
    return Picture(said(seat, f"alt-drawing-{feature.kind.value}", name=name, size=size), svg=sheet.svg())


def reading(seat: Seat, batch: Batch, place: int, told: bool = False) -> Picture:
    """Draw the instrument on a part, 0..7; `told` shows how it was to be read."""
    feature, size = batch.feature, batch.sizes[place]
    sheet = Sheet(WIDTH, HEIGHTS[feature.instrument])
    head(sheet, said(seat, f"tool-{feature.instrument.value}"), said(seat, "picture-part", number=place + 1, of=PARTS))
    sum = summed(seat, feature, size) if told else ""
    if feature.instrument is Instrument.CALIPER:
        caliper.draw_caliper(sheet, size, feature.kind is Kind.HOLE, sum)
    elif feature.instrument is Instrument.MICROMETER:
        micrometer.draw_micrometer(sheet, size, sum)
    elif feature.instrument is Instrument.DIAL:
        block = said(seat, "block", size=mm(seat, feature, feature.nominal_um))
        dial.draw_dial(sheet, size - feature.nominal_um, block, sum)
    else:
        sizes = (f"Ø{mm(seat, feature, feature.least)}", f"Ø{mm(seat, feature, feature.most)}")
        plug.draw_plug(sheet, entering(feature, size), (said(seat, "go"), said(seat, "no-go")), sizes)
    return Picture(seen(seat, feature, size), svg=sheet.svg())


def chart(seat: Seat, batch: Batch) -> Picture:
    """Draw the eight sizes in their order."""
    sheet = Sheet(WIDTH, 640)
    head(sheet, said(seat, "chart"), f"{batch.feature.name[seat.language]} {dimension(batch.feature, seat.language)}")
    draw_chart(sheet, Box(124, 88, 788, 490, 26), batch.feature, batch.sizes, seat.language)
    return Picture(listed(seat, batch), svg=sheet.svg())


def card(seat: Seat, batch: Batch, calls: tuple[Call, ...], score: Score) -> Picture:
    """Draw the card to share: a square of 1080 points. That of the day tells no size: others have the batch before them."""
    told = (
        said(seat, "card-daily")
        if batch.daily
        else f"{batch.feature.name[seat.language]} {dimension(batch.feature, seat.language)}"
    )
    sheet = headed(said(seat, "title"), told, score.stars, said(seat, "card-points", points=score.points))
    right = calls.count(Call.RIGHT)
    alt = said(seat, "alt-card", right=right, of=PARTS, signs=strip(marks(calls)), points=score.points, stars=score.stars)
    if batch.daily:
        _draw_daily(sheet, seat, calls)
        return Picture(f"{alt} {told}.", svg=sheet.svg())
    draw_row(sheet, 60, 262, 108, marks(calls), under=_numbers(calls))
    draw_chart(sheet, Box(164, 440, 788, 540, 30), batch.feature, batch.sizes, seat.language)
    return Picture(f"{alt} {listed(seat, batch)}", svg=sheet.svg())


def _draw_daily(sheet: Sheet, seat: Seat, calls: tuple[Call, ...]) -> None:
    """Draw the calls large, in two rows, and dare whoever looks."""
    half = PARTS // 2
    for y, row in ((286, slice(half)), (546, slice(half, PARTS))):
        draw_row(sheet, 60, y, 222, marks(calls)[row], under=_numbers(calls)[row])
    right = said(seat, "card-right", right=calls.count(Call.RIGHT), of=PARTS)
    sheet.words(SIDE / 2, 900, right, size=56, anchor="middle", bold=True)
    sheet.words(SIDE / 2, 972, said(seat, "card-call"), size=36, fill=QUIET, anchor="middle")


def _numbers(calls: tuple[Call, ...]) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, len(calls) + 1))


def marks(calls: tuple[Call, ...]) -> tuple[Mark, ...]:
    """Mark the parts as they were judged."""
    return judged(call is Call.RIGHT for call in calls)


def entering(feature: Feature, size: int) -> tuple[bool, bool]:
    """Tell which sides of the plug enter: the go side is as wide as the smallest good hole, the no-go side as the greatest."""
    return size >= feature.least, size > feature.most


def seen(seat: Seat, feature: Feature, size: int) -> str:
    """Say what an eye sees on the instrument."""
    tool = feature.instrument
    if tool is Instrument.CALIPER:
        main, line = caliper.reading(size)
        return said(seat, "alt-caliper", main=str(main), line=line)
    if tool is Instrument.MICROMETER:
        halves, line = micrometer.reading(size)
        return said(seat, "alt-micrometer", sleeve=spelled_mm(500 * halves, 1, seat.language), line=line)
    if tool is Instrument.DIAL:
        lines = dial.reading(size - feature.nominal_um)
        way = "none" if not lines else "right" if lines > 0 else "left"
        return said(seat, "alt-dial", way=way, lines=abs(lines), size=mm(seat, feature, feature.nominal_um))
    go, no_go = (str(side) for side in entering(feature, size))
    return said(seat, "alt-plug", go=go, nogo=no_go)


def summed(seat: Seat, feature: Feature, size: int) -> str:
    """Say how the reading is added up; nothing for the plug, which tells no size."""
    whole, tool = mm(seat, feature, size), feature.instrument
    if tool is Instrument.CALIPER:
        main, line = caliper.reading(size)
        return said(seat, "sum-caliper", main=str(main), line=line, size=whole)
    if tool is Instrument.MICROMETER:
        halves, line = micrometer.reading(size)
        return said(seat, "sum-micrometer", sleeve=spelled_mm(500 * halves, 1, seat.language), line=line, size=whole)
    if tool is Instrument.DIAL:
        lines = dial.reading(size - feature.nominal_um)
        block = mm(seat, feature, feature.nominal_um)
        return said(seat, "sum-dial", block=block, sign="−" if lines < 0 else "+", lines=abs(lines), size=whole)
    return ""


def listed(seat: Seat, batch: Batch) -> str:
    """Say what the chart shows: of which feature, both limits and every size."""
    feature = batch.feature
    name = f"{feature.name[seat.language]} {dimension(feature, seat.language)}"
    sizes = "; ".join(mm(seat, feature, size) for size in batch.sizes)
    limits = {"least": mm(seat, feature, feature.least), "most": mm(seat, feature, feature.most)}
    return said(seat, "alt-chart", name=name, sizes=sizes, **limits)


def mm(seat: Seat, feature: Feature, size: int) -> str:
    """Spell a size in mm as the instrument tells it."""
    return spelled_mm(size, feature.instrument.digits, seat.language)


def said(seat: Seat, key: str, **arguments: str | int) -> str:
    """Say one of the game's texts without marks."""
    return str(seat.t(key, **arguments))
