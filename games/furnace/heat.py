"""One heat: how heater and load answer the power, step by step. Knows the model and no screen; chance is given to it."""

from __future__ import annotations

import math
from enum import Enum
from random import Random

from engine import Value
from games.furnace.plant import Event, Figures, Plant

IDLE_POWER = 1  # what the panel stands at before the first step: its setpoint is the nearest to the starting temperature


class Zone(Enum):
    """Where a temperature lies."""

    COLD = "▼"
    IN_BAND = "✓"
    HOT = "▲"


class Hit(Value):
    """A disturbance of this heat."""

    event: str  # its id
    step: int  # 1..steps


class Heat(Value):
    """What has happened so far, and what is to come."""

    level: int  # 1..3
    calm: bool = False  # no clock, no points
    hits: tuple[Hit, ...]
    heater: float  # °C, never shown
    loads: tuple[float, ...]  # °C at the start and after each step
    powers: tuple[int, ...] = ()  # 0..5, as each step was made
    lost: tuple[int, ...] = ()  # steps that an emergency stop has cost

    @property
    def done(self) -> int:
        """Count the steps that are done."""
        return len(self.powers)

    @property
    def load(self) -> float:
        """Give the present temperature, °C."""
        return self.loads[-1]

    @property
    def power(self) -> int:
        """Give the power that stands, 0..5."""
        return self.powers[-1] if self.powers else IDLE_POWER

    def hit_at(self, step: int) -> str | None:
        """Name the disturbance of a step."""
        return next((hit.event for hit in self.hits if hit.step == step), None)


def light(plant: Plant, level: int, calm: bool, random: Random) -> Heat:
    """Begin: everything at the starting temperature, the steps of the disturbances drawn."""
    hits = tuple(Hit(event=event.id, step=random.randint(event.first, event.last)) for event in plant.events)
    start = float(plant.figures.start)
    return Heat(level=level, calm=calm, hits=hits, heater=start, loads=(start,))


def stepped(plant: Plant, heat: Heat, power: int, random: Random, lost: bool = False) -> Heat:
    """Make one step: the heater goes for its setpoint, the load for the heater, disturbance and noise on top."""
    figures, step = plant.figures, heat.done + 1
    heater = heat.heater + figures.heater_rate * (figures.setpoints[power] - heat.heater)
    hit = event_at(plant, heat, step)
    load = heat.load + figures.load_rate * (heater - heat.load) + (hit.delta if hit else 0)
    load += random.uniform(-figures.noise, figures.noise)
    return heat.model_copy(
        update={
            "heater": heater,
            "loads": (*heat.loads, load),
            "powers": (*heat.powers, power),
            "lost": (*heat.lost, step) if lost else heat.lost,
        }
    )


def stopped(plant: Plant, heat: Heat, random: Random) -> Heat:
    """Stand still after an emergency stop: the steps that it costs pass without power and count for nothing."""
    for _ in range(min(plant.figures.lost, plant.figures.steps - heat.done)):
        heat = stepped(plant, heat, 0, random, lost=True)
    return heat


def event_at(plant: Plant, heat: Heat, step: int) -> Event | None:
    """Find the disturbance of a step."""
    id = heat.hit_at(step)
    return next((event for event in plant.events if event.id == id), None)


def announced(plant: Plant, heat: Heat) -> tuple[tuple[int, Event], ...]:
    """List what is told ahead now, with its step: from one step before until it has happened."""
    told = plant.levels[heat.level - 1].announced
    found = ((step, event_at(plant, heat, step)) for step in (heat.done + 1, heat.done + 2))
    return tuple((step, event) for step, event in found if event is not None and event.id in told)


def zone(figures: Figures, load: float) -> Zone:
    """Tell where a temperature lies."""
    low, high = figures.band
    return Zone.COLD if load < low else Zone.HOT if load > high else Zone.IN_BAND


def reading(figures: Figures, load: float) -> int:
    """Round as the panel does: never over an edge of the band, so that 839.7 reads 839 and not 840."""
    match zone(figures, load):
        case Zone.COLD:
            return math.floor(load)
        case Zone.HOT:
            return math.ceil(load)
        case Zone.IN_BAND:
            return round(load)


def over(plant: Plant, heat: Heat) -> bool:
    """Tell whether all steps are made."""
    return heat.done >= plant.figures.steps


def alarmed(plant: Plant, heat: Heat) -> bool:
    """Tell whether the thermocouple cries. After the last step there is nothing left to stop."""
    return heat.load > plant.figures.alarm and not over(plant, heat)
