"""What a heat is worth: points 0..1000 and stars. Pure."""

from __future__ import annotations

from itertools import pairwise

from engine import Value
from games.furnace.heat import IDLE_POWER, Heat, Zone, over, zone
from games.furnace.plant import Plant

CHANGES_FREE = 8  # changes of power that wear nothing out
WEAR = 20  # points for each further one
NORM_PER_STEP = 3  # power 3 all along is the norm of energy
SAVING, SAVING_MOST = 10, 100  # points for each unit of power below the norm


class Score(Value):
    """The points and what they are made of."""

    held: int  # for the steps in the band, 0..1000
    wear: int  # taken off, at least 0
    saved: int  # bonus for energy, 0..100
    points: int  # 0..1000
    stars: int  # 0..3


def in_band(plant: Plant, heat: Heat) -> int:
    """Count the steps that ended in the band; lost ones do not count."""
    return marks(plant, heat).count(Zone.IN_BAND.value)


def marks(plant: Plant, heat: Heat) -> str:
    """Spell the heat step by step: ✓ in the band, ▼ too cold, ▲ too hot, ✕ lost."""
    loads = enumerate(heat.loads[1:], 1)
    return "".join("✕" if step in heat.lost else zone(plant.figures, load).value for step, load in loads)


def changes(heat: Heat) -> int:
    """Count the changes of power that the player made; those of an emergency stop are not his."""
    count, before = 0, IDLE_POWER
    for step, power in enumerate(heat.powers, 1):
        if step not in heat.lost:
            count += power != before
            before = power
    return count


def swings(plant: Plant, heat: Heat) -> int:
    """Count how often the load went from too cold to too hot or back."""
    zones = [found for load in heat.loads if (found := zone(plant.figures, load)) is not Zone.IN_BAND]
    return sum(one is not other for one, other in pairwise(zones))


def scored(plant: Plant, heat: Heat) -> Score:
    """Reckon a heat: `1000 * in_band / steps`, less wear, plus energy saved by one that was held and brought to its end."""
    held_steps, figures = in_band(plant, heat), plant.figures
    held = round(1000 * held_steps / figures.steps)
    wear = WEAR * max(0, changes(heat) - CHANGES_FREE)
    earned = sum(held_steps >= least for least in figures.stars)
    spared = NORM_PER_STEP * figures.steps - sum(heat.powers)
    saved = min(SAVING_MOST, SAVING * max(0, spared)) if earned and over(plant, heat) else 0
    return Score(held=held, wear=wear, saved=saved, points=min(1000, max(0, held - wear + saved)), stars=earned)
