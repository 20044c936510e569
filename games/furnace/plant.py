"""What is known of the furnace before it is lit: its figures, disturbances, levels and words, as furnace.yaml holds them."""

from __future__ import annotations

from pydantic import field_validator, model_validator

from engine import Value
from engine.kits.gate import Check
from engine.kits.profession import Profession
from engine.kits.words import Words

LABEL_MOST = 40  # characters of a button in VK
MARK_MOST = 12  # characters beside a line of the curve
WHY_MOST = 110


class Figures(Value):
    """The furnace in numbers; temperatures in °C, rates are shares per step."""

    steps: int
    band: tuple[int, int]  # lowest and highest temperature that counts
    start: int  # of heater and load alike
    setpoints: tuple[int, int, int, int, int, int]  # what the heater strives for at power 0..5
    heater_rate: float
    load_rate: float
    noise: float  # evenly spread, so much up or down
    alarm: int  # above it the thermocouple cries
    lost: int  # steps that an emergency stop costs
    stars: tuple[int, int, int]  # steps in the band for one, two and three stars


class Event(Value):
    """A disturbance: it happens once, at one of the steps `first`..`last`."""

    id: str
    delta: int  # °C that the load jumps by
    first: int
    last: int
    ahead: Words
    done: Words
    mark: Words

    @field_validator("mark")
    @classmethod
    def _short(cls, mark: Words) -> Words:
        return _within(mark, MARK_MOST)


class Level(Value):
    """How much is told in advance."""

    announced: tuple[str, ...]  # ids of the disturbances that are told of one step before


class Alarm(Value):
    """A question that the thermocouple's cry puts."""

    id: str
    text: Words
    right: Words
    wrong: tuple[Words, Words]
    why: Words

    @field_validator("right")
    @classmethod
    def _label(cls, right: Words) -> Words:
        return _within(right, LABEL_MOST)

    @field_validator("wrong")
    @classmethod
    def _labels(cls, wrong: tuple[Words, Words]) -> tuple[Words, Words]:
        return _within(wrong[0], LABEL_MOST), _within(wrong[1], LABEL_MOST)

    @field_validator("why")
    @classmethod
    def _brief(cls, why: Words) -> Words:
        return _within(why, WHY_MOST)

    def options(self) -> tuple[Words, Words, Words]:
        """List the answers; the right one is the first."""
        return self.right, *self.wrong


class Job(Profession):
    """Whose work this is."""

    CARD_MOST = 220  # with the score and the explanation the result stays within 600


class Plant(Value):
    """All of it."""

    figures: Figures
    events: tuple[Event, ...]
    levels: tuple[Level, Level, Level]
    checks: tuple[Check, ...]  # what is asked before anybody comes near
    alarms: tuple[Alarm, ...]
    professions: tuple[Job, ...]

    @model_validator(mode="after")
    def _whole(self) -> Plant:
        known = [event.id for event in self.events]
        for number, level in enumerate(self.levels, 1):
            for id in level.announced:
                if id not in known:
                    raise ValueError(f"level {number} announces «{id}», which is not among {', '.join(known)}; correct it")
        for event in self.events:
            if not 1 <= event.first <= event.last <= self.figures.steps:
                raise ValueError(f"event {event.id}: steps {event.first}..{event.last} are not within 1..{self.figures.steps}")
        if not self.checks or not self.alarms or not self.professions:
            raise ValueError("checks, alarms or professions are empty; write at least one of each")
        return self

    def alarm(self, id: str) -> Alarm:
        """Find a question; one that was taken out while it is being asked gives way to the first."""
        return next((alarm for alarm in self.alarms if alarm.id == id), self.alarms[0])


def _within(words: Words, most: int) -> Words:
    for said in (words.ru, words.en):
        if len(said) > most:
            raise ValueError(f"«{said}» has {len(said)} characters, at most {most}; shorten it")
    return words
