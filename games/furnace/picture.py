"""The pictures of the game, in the language of who looks: the panel at every step, the card at the end; each with its alt text."""

from __future__ import annotations

from engine import Picture, Seat
from engine.kits.drawing import BLUE, GREEN, INK, PAPER, QUIET, RED, Sheet
from engine.kits.result import draw_star
from games.furnace.curve import Labels, draw_curve, draw_furnace, draw_power, framed, signed
from games.furnace.heat import Heat, Zone, event_at, reading, zone
from games.furnace.plant import Plant
from games.furnace.score import Score, in_band

KEYS = {Zone.COLD: "cold", Zone.IN_BAND: "in-band", Zone.HOT: "hot"}
COLOURS = {Zone.COLD: BLUE, Zone.IN_BAND: GREEN, Zone.HOT: RED}


def panel(seat: Seat, heat: Heat, best: tuple[float, ...] = ()) -> Picture:
    """Draw the heat so far: 800 by 600 points."""
    plant, sheet = seat.content(Plant), Sheet(800, 600, PAPER)
    where = zone(plant.figures, heat.load)
    sheet.words(24, 40, said(seat, "picture-head", done=heat.done, of=plant.figures.steps), size=22, fill=QUIET)
    now = reading(plant.figures, heat.load)
    sheet.words(24, 92, f"{now} °C", size=50, bold=True)
    sheet.words(196 if now < 1000 else 222, 90, said(seat, KEYS[where]), size=26, fill=COLOURS[where], bold=True)
    draw_furnace(sheet, 676, 14, 1.0, heat.load)
    frame = framed(plant, (*heat.loads, *best), 72, 156, 708, 246)
    labels = labelled(seat)
    draw_curve(sheet, frame, plant, heat, labels, best)
    draw_power(sheet, frame, plant, heat, labels, 494, 62)
    return Picture(told(seat, heat, best), svg=sheet.svg())


def card(seat: Seat, heat: Heat, score: Score, best: tuple[float, ...] = ()) -> Picture:
    """Draw the card to share: a square of 1080 points."""
    plant, sheet = seat.content(Plant), Sheet(1080, 1080, PAPER)
    held, steps = in_band(plant, heat), plant.figures.steps
    sheet.words(60, 112, said(seat, "title"), size=64, bold=True)
    sheet.words(60, 172, said(seat, "card-held", held=held, of=steps), size=34, fill=QUIET)
    draw_furnace(sheet, 850, 52, 1.7, sum(plant.figures.band) / 2)
    for place in range(3):
        draw_star(sheet, 104 + 100 * place, 252, 42, place < score.stars)
    sheet.words(1020, 278, said(seat, "card-points", points=score.points), size=52, bold=True, anchor="end", fill=INK)
    frame = framed(plant, (*heat.loads, *best), 104, 376, 916, 410, 23)
    labels = labelled(seat)
    draw_curve(sheet, frame, plant, heat, labels, best)
    draw_power(sheet, frame, plant, heat, labels, 920, 96)
    alt = said(seat, "alt-card", held=held, of=steps, points=score.points, stars=score.stars)
    return Picture(f"{alt} {told(seat, heat, best)}", svg=sheet.svg())


def told(seat: Seat, heat: Heat, best: tuple[float, ...] = ()) -> str:
    """Say what the curve shows: every reading, the powers, what happened, the best heat, and where it stands now."""
    plant = seat.content(Plant)
    figures, language = plant.figures, seat.language
    readings = ", ".join(str(reading(figures, load)) for load in heat.loads)
    parts = [said(seat, "alt-curve", low=str(figures.band[0]), high=str(figures.band[1]), steps=heat.done, readings=readings)]
    if heat.powers:
        parts.append(said(seat, "alt-powers", powers=", ".join(map(str, heat.powers))))
    for step in range(1, heat.done + 1):
        event = event_at(plant, heat, step)
        if event is not None:
            parts.append(said(seat, "alt-event", step=step, what=event.done[language], delta=signed(event.delta)))
    if heat.lost:
        parts.append(said(seat, "alt-lost", steps=", ".join(map(str, heat.lost))))
    if best:
        low, high = str(reading(figures, min(best))), str(reading(figures, max(best)))
        parts.append(said(seat, "alt-best", low=low, high=high))
    now = reading(figures, heat.load)
    return " ".join([*parts, said(seat, "alt-now", now=str(now), where=said(seat, KEYS[zone(figures, heat.load)]))])


def labelled(seat: Seat) -> Labels:
    """Gather what is written on the curve."""
    plant = seat.content(Plant)
    low, high = plant.figures.band
    return Labels(
        band=said(seat, "label-band", low=str(low), high=str(high)),
        power=said(seat, "label-power"),
        step=said(seat, "label-step"),
        alarm=said(seat, "label-alarm", alarm=str(plant.figures.alarm)),
        best=said(seat, "label-best"),
        marks={event.id: event.mark[seat.language] for event in plant.events},
    )


def said(seat: Seat, key: str, **arguments: str | int) -> str:
    """Say one of the game's texts without marks."""
    return str(seat.t(key, **arguments))
