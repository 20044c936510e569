"""What is inspected: a feature with its tolerance, the rule that tells good from bad, all as otk.yaml holds it. Sizes are µm."""

from __future__ import annotations

from enum import StrEnum

from pydantic import model_validator

from engine import Value
from engine.kits.gate import Check
from engine.kits.profession import Profession
from engine.kits.words import Words

NAME_MOST = 24
DIVISIONS_LEAST = 5  # of the tolerance: a coarser instrument cannot judge the part
DIAL_MOST = 400  # µm either way: half the face, less a margin for bad parts


class Instrument(StrEnum):
    """What the part is measured with."""

    CALIPER = "caliper"
    MICROMETER = "micrometer"
    DIAL = "dial"
    PLUG = "plug"

    @property
    def division(self) -> int:
        """Give the value of a scale division, µm; for the plug, which has no scale, the step of the sizes."""
        return 100 if self is Instrument.CALIPER else 10

    @property
    def digits(self) -> int:
        """Count the digits after the point that it tells."""
        return 1 if self is Instrument.CALIPER else 2


class Kind(StrEnum):
    """Outside or inside: it decides which fault can still be mended."""

    SHAFT = "shaft"
    HOLE = "hole"


class Verdict(StrEnum):
    """What becomes of a part."""

    GOOD = "good"
    REWORK = "rework"
    SCRAP = "scrap"


class Feature(Value):
    """One toleranced size; nominal and deviations are in mm, as the drawing tells them."""

    id: str
    name: Words
    kind: Kind
    nominal: float
    upper: float
    lower: float
    instrument: Instrument
    levels: tuple[int, ...]  # 1..3, where it comes

    @property
    def nominal_um(self) -> int:
        """Give the nominal size, µm."""
        return round(1000 * self.nominal)

    @property
    def most(self) -> int:
        """Give the greatest size that is good, µm."""
        return self.nominal_um + round(1000 * self.upper)

    @property
    def least(self) -> int:
        """Give the smallest size that is good, µm."""
        return self.nominal_um + round(1000 * self.lower)

    def verdict(self, size: int) -> Verdict:
        """Judge a size in µm: what has too much metal can be machined again; the limits themselves are good."""
        if self.least <= size <= self.most:
            return Verdict.GOOD
        thick = size > self.most
        return Verdict.REWORK if thick is (self.kind is Kind.SHAFT) else Verdict.SCRAP

    @model_validator(mode="after")
    def _measurable(self) -> Feature:
        step, tool = self.instrument.division, self.instrument
        for name, size in (("nominal", self.nominal_um), ("upper", self.most), ("lower", self.least)):
            if size % step:
                raise ValueError(f"{self.id}: {name} is no whole division of the {tool.value} ({step / 1000} mm); round it")
        if self.most - self.least < DIVISIONS_LEAST * step:
            raise ValueError(f"{self.id}: the tolerance is finer than {DIVISIONS_LEAST} divisions; take a finer instrument")
        fitting = {Instrument.MICROMETER: Kind.SHAFT, Instrument.DIAL: Kind.SHAFT, Instrument.PLUG: Kind.HOLE}
        if fitting.get(tool, self.kind) is not self.kind:
            raise ValueError(f"{self.id}: a {tool.value} does not measure a {self.kind.value}; choose another instrument")
        if tool is Instrument.DIAL and max(abs(self.upper), abs(self.lower), 2 * (self.upper - self.lower)) * 1000 > DIAL_MOST:
            raise ValueError(f"{self.id}: the dial goes {DIAL_MOST / 1000} mm either way; narrow the deviations")
        if not self.levels or not set(self.levels) <= {1, 2, 3}:
            raise ValueError(f"{self.id}: levels are 1, 2 and 3, not {list(self.levels)}; correct them")
        if self.least < 3000 or len(self.name.ru) > NAME_MOST or len(self.name.en) > NAME_MOST:
            raise ValueError(f"{self.id}: at least 3 mm and a name of at most {NAME_MOST} characters; correct it")
        return self


class Job(Profession):
    """Whose work this is."""

    CARD_MOST = 230  # with the score and the lesson the result stays within 600


class Store(Value):
    """All that may come to the bench."""

    features: tuple[Feature, ...]
    checks: tuple[Check, ...]  # what is asked before the first part
    professions: tuple[Job, ...]

    @model_validator(mode="after")
    def _whole(self) -> Store:
        ids = [feature.id for feature in self.features]
        if len(set(ids)) < len(ids):
            raise ValueError("two features bear one id; give each its own")
        for level in (1, 2, 3):
            if not self.of(level):
                raise ValueError(f"no feature comes on level {level}; add it to the levels of one")
        if not self.checks or not self.professions:
            raise ValueError("checks or professions are empty; write at least one of each")
        return self

    def of(self, level: int) -> tuple[Feature, ...]:
        """List what comes on a level, 1..3."""
        return tuple(feature for feature in self.features if level in feature.levels)


def spelled_mm(size: int, digits: int, language: str) -> str:
    """Spell µm as mm with so many digits, by the language's own mark."""
    told = f"{size / 1000:.{digits}f}"
    return told if language == "en" else told.replace(".", ",")


def deviation(size: int, digits: int, language: str) -> str:
    """Spell a deviation with its sign; none at nought."""
    sign = "+" if size > 0 else "−" if size < 0 else ""
    return sign + (spelled_mm(abs(size), digits, language) if size else "0")


def dimension(feature: Feature, language: str) -> str:
    """Spell the size as a drawing has it, in one line."""
    up, low, digits = feature.most - feature.nominal_um, feature.least - feature.nominal_um, feature.instrument.digits
    size = f"Ø{feature.nominal:g}"
    if up == -low:
        return f"{size} ±{spelled_mm(up, digits, language)}"
    return f"{size} {deviation(up, digits, language)}/{deviation(low, digits, language)}"
