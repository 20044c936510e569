"""How rough a world is: each seed draws its own intensities, many of them nought (a swarm of mild and of wild worlds)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from random import Random


@dataclass(frozen=True, slots=True)
class Knobs:
    """Chances are per call or per press; times are virtual seconds."""

    workers: int = 3
    store_delay_s: float = 0.01  # a call to the store lasts up to twice this
    store_lost_before: float = 0.0  # the call never arrives
    store_lost_after: float = 0.0  # it is done, and the reply never arrives
    store_down_s: float = 0.0  # how long the store is away, about every 20 s; 0 = never
    platform_delay_s: float = 0.1
    platform_late: float = 0.0  # the platform does what was asked long after we stopped waiting
    platform_silent: float = 0.0  # it does it at once, and never says so
    platform_busy: float = 0.0  # 429
    platform_gone: float = 0.0  # the message cannot be edited any more
    doubled: float = 0.0  # the platform delivers a press twice
    tapped_twice: float = 0.0  # the player presses twice
    stale: float = 0.0  # the player presses a button that he saw long ago
    crash_every_s: float = 0.0  # a worker dies about so often; 0 = never
    freeze_every_s: float = 0.0  # a worker stands still for up to 12 s about so often, and does not know it; 0 = never
    skew_s: float = 0.0  # a worker's own clock is off by up to so much
    jump_every_s: float = 0.0  # a worker's estimate of the store's time is off by up to a minute about so often; 0 = never
    cut_every_s: float = 0.0  # a worker is cut off from the store, the platforms or both about so often, for up to 15 s
    full_s: float = 0.0  # how long the store takes no writes (out of memory, read-only), about every 20 s; 0 = never
    trips: float = 0.0  # the player presses a button whose move raises
    parks: bool = False  # updates come by a poll: what is not committed in 5 s is parked, then acknowledged
    upgrade: bool = False  # half-way the workers are replaced, one by one, by such as know a newer version of a game
    rewind: bool = False  # once, the store comes back as it was some seconds ago (a failover that lost writes)
    replicated: bool = False  # what was acknowledged is on the replica


def draw(seed: int) -> Knobs:
    """Draw a world's intensities."""
    random = Random(f"knobs {seed}")

    def some(chance: float, least: float, most: float) -> float:
        return random.uniform(least, most) if random.random() < chance else 0.0

    return Knobs(
        workers=random.choice((1, 2, 3, 3)),
        store_delay_s=random.choice((0.001, 0.01, 0.2)),
        store_lost_before=some(0.4, 0.01, 0.1),
        store_lost_after=some(0.5, 0.01, 0.1),
        store_down_s=some(0.25, 0.5, 6.0),
        platform_delay_s=random.choice((0.05, 0.3, 2.0)),
        platform_late=some(0.5, 0.05, 0.3),
        platform_silent=some(0.4, 0.02, 0.2),
        platform_busy=some(0.3, 0.05, 0.3),
        platform_gone=some(0.2, 0.01, 0.1),
        doubled=some(0.6, 0.1, 0.5),
        tapped_twice=some(0.4, 0.1, 0.4),
        stale=some(0.3, 0.05, 0.2),
        crash_every_s=some(0.6, 2.0, 15.0),
        skew_s=some(0.3, 0.1, 86400.0),
        rewind=random.random() < 0.15,
        replicated=random.random() < 0.3,
        freeze_every_s=some(0.35, 2.0, 12.0),
        jump_every_s=some(0.25, 2.0, 12.0),
        cut_every_s=some(0.3, 3.0, 12.0),
        full_s=some(0.2, 0.5, 6.0),
        trips=some(0.3, 0.05, 0.3),
        parks=random.random() < 0.4,
        upgrade=random.random() < 0.3,
    )


def turned(seed: int, given: Sequence[str]) -> Knobs:
    """Draw a world's intensities, and turn these: `rewind=False`."""
    plain = Knobs()
    kinds: dict[str, type] = {field.name: type(getattr(plain, field.name)) for field in fields(plain)}
    parts = [one.partition("=") for one in given]
    more = {name: value == "True" if kinds[name] is bool else kinds[name](value) for name, _, value in parts}
    return replace(draw(seed), **more)


def spelled(seed: int, knobs: Knobs) -> list[str]:
    """Spell what must be turned to make of the drawn knobs these."""
    drawn = draw(seed)
    names = [field.name for field in fields(knobs) if getattr(knobs, field.name) != getattr(drawn, field.name)]
    return [f"{name}={getattr(knobs, name)!r}" for name in names]


def told(knobs: Knobs) -> str:
    """Spell the knobs that are turned."""
    plain = Knobs()
    turned = ((field.name, getattr(knobs, field.name)) for field in fields(knobs))
    return ", ".join(f"{name}={value:.3g}" for name, value in turned if value != getattr(plain, name))
