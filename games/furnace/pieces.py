"""What the gallery shows of the game: the panel cold, in the band, after the alarm, beside the best heat, and the card."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from engine import Picture, Seat
from games.furnace.heat import Heat, alarmed, light, over, stepped, stopped
from games.furnace.picture import card, panel
from games.furnace.plant import Plant
from games.furnace.score import scored

HELD = (3, 4, 3, 2, 2, 3, 1, 2, 4, 3, 2, 3, 2, 2, 3)  # powers of somebody who thinks ahead


def pieces(seat: Seat) -> Iterator[Picture]:
    """Draw each of them once."""
    plant = seat.content(Plant)
    cold = light(plant, 1, calm=False, random=Random(1))
    held, alarm = _made(plant, cold, HELD), _too_hot(plant, cold)
    yield panel(seat, cold)
    yield panel(seat, _made(plant, cold, HELD[:8]))
    yield panel(seat, alarm, held.loads)
    yield panel(seat, stopped(plant, alarm, Random(1)))
    yield card(seat, held, scored(plant, held), alarm.loads)
    yield card(seat, alarm, scored(plant, alarm))


def _made(plant: Plant, heat: Heat, powers: tuple[int, ...]) -> Heat:
    chance = Random(1)
    for power in powers[: plant.figures.steps]:
        heat = stepped(plant, heat, power, chance)
    return heat


def _too_hot(plant: Plant, heat: Heat) -> Heat:
    """Heat with all power until the thermocouple cries."""
    chance = Random(1)
    while not (alarmed(plant, heat) or over(plant, heat)):
        heat = stepped(plant, heat, len(plant.figures.setpoints) - 1, chance)
    return heat
