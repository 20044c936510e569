"""Держи жар: fifteen steps at a furnace that answers late; hold the heat within the band."""

from __future__ import annotations

import re

from engine import Button, Game, Play, Seat, Text, Value, View, after, press, text
from engine.kits.alone import Alone
from engine.kits.gate import Check, Gate
from engine.kits.result import credit, star_line
from games.furnace.curve import signed
from games.furnace.heat import Heat, alarmed, announced, event_at, light, over, reading, stepped, stopped, zone
from games.furnace.picture import KEYS, card, panel
from games.furnace.pieces import pieces
from games.furnace.plant import Plant
from games.furnace.score import Score, changes, in_band, marks, scored, swings

STEP_S, ALARM_S = 10.0, 20.0
POWERS = range(6)
SWINGS_MANY, CHANGES_MANY = 2, 10


class Best(Value):
    """The best heat of a level."""

    level: int
    in_band: int
    points: int
    loads: tuple[float, ...]


class Memory(Value):
    """What the furnace remembers of a player."""

    best: tuple[Best, ...] = ()  # at most one a level

    def at(self, level: int) -> Best | None:
        """Find the best heat of a level."""
        return next((best for best in self.best if best.level == level), None)


class Brief(Alone):
    """Before the furnace: protective clothing, the rules, the level."""

    calm: bool = False  # without a clock, and without points
    best: int = 0  # points of the best heat, 0 = none

    def view(self, seat: Seat) -> View:
        figures = seat.content(Plant).figures
        low, high = figures.band
        words = seat.t("brief", low=str(low), high=str(high), steps=figures.steps, seconds=int(STEP_S))
        words += "\n\n" + seat.t("brief-calm") if self.calm else ""
        words += "\n" + seat.t("best", points=self.best) if self.best else ""
        levels = [[Button(seat.t(f"level-{level}"), self.begin, level)] for level in (1, 2, 3)]
        return View(words, *levels, [Button(seat.t("clock-on" if self.calm else "clock-off"), self.turn_clock)])

    @press
    def begin(self, play: Play, level: int) -> Dressing:
        """Put the clothing on; the foreman asks one thing before he lets anybody to the furnace."""
        return self.to(Dressing, level=level, check=play.random.randrange(len(play.content(Plant).checks)))

    @press
    def turn_clock(self, play: Play) -> Brief:
        """Play without a clock, or with one again."""
        return play.stay(self.to(Brief, calm=not self.calm))


class Dressing(Gate):
    """Between the clothing and the furnace."""

    level: int
    calm: bool

    def checks(self, at: Seat | Play) -> tuple[Check, ...]:
        return at.content(Plant).checks

    def passed(self, play: Play) -> Step:
        """Light the furnace."""
        heat = light(play.content(Plant), self.level, self.calm, play.random)
        known = (play.memory(Memory) or Memory()).at(self.level)
        return Step(heat=heat, best=known.loads if known else ())


class Step(Alone):
    """One step: the curve so far, six powers."""

    heat: Heat
    best: tuple[float, ...] = ()  # °C of the best heat of this level, at the start and after each step
    silent: bool = False  # the last step came of itself
    why: str = ""  # id of the alarm that was answered well just now

    @property
    def limit_s(self) -> float | None:
        """Give the seconds of a step; none where time does not run."""
        return None if self.heat.calm else STEP_S

    def view(self, seat: Seat) -> View:
        keys = [Button(self._label(seat, power), self.set_power, power) for power in POWERS]
        keys[self.heat.power].styled("primary")
        return View(self._text(seat), keys[:3], keys[3:], picture=panel(seat, self.heat, self.best))

    def _label(self, seat: Seat, power: int) -> str:
        setpoint = str(seat.content(Plant).figures.setpoints[power])
        return str(seat.t("power-now" if power == self.heat.power else "power", power=power, setpoint=setpoint))

    def _text(self, seat: Seat) -> Text:
        plant, heat = seat.content(Plant), self.heat
        words = seat.t("head", step=heat.done + 1, of=plant.figures.steps)
        words += "" if heat.calm else seat.t("clock", seconds=int(STEP_S))
        words += "\n" + _now(seat, heat)
        happened = event_at(plant, heat, heat.done)
        if happened:
            words += "\n" + seat.t("happened", what=happened.done[seat.language], delta=signed(happened.delta))
        for step, event in announced(plant, heat):
            words += "\n" + seat.t("announced", step=step, what=event.ahead[seat.language], delta=signed(event.delta))
        if self.why:
            why = plant.alarm(self.why).why[seat.language]
            words += "\n" + seat.t("restarted", why=why, lost=plant.figures.lost)
        words += "\n" + seat.t("silence", power=heat.power) if self.silent else ""
        return words + "\n\n" + seat.t("ask")

    @press
    def set_power(self, play: Play, power: int) -> Step | Alarm | Result:
        """Make the step at this power."""
        following = self._made(play, power)
        figures, heat = play.content(Plant).figures, following.heat
        now = str(reading(figures, heat.load))
        play.toast(f"toast-{KEYS[zone(figures, heat.load)]}", now=now)
        return following

    @text(examples=["3", "мощность 2", "power 0", "жарче"])
    def type_power(self, play: Play, words: str) -> Step | Alarm | Result:
        """Make the step at the power that was typed."""
        typed = re.search(r"(?<!\d)[0-5](?!\d)", words)
        if typed is None:
            play.toast("toast-unread")
            return self
        return self.set_power(play, int(typed[0]))

    @after(seconds="limit_s")
    def keep_power(self, play: Play) -> Step | Alarm | Result:
        """Silence keeps the power, as in life."""
        following = self._made(play, self.heat.power)
        return following.to(Step, silent=True) if isinstance(following, Step) else following

    def _made(self, play: Play, power: int) -> Step | Alarm | Result:
        plant = play.content(Plant)
        heat = stepped(plant, self.heat, power, play.random)
        if alarmed(plant, heat):
            order = tuple(play.random.sample(range(3), 3))
            return Alarm(heat=heat, best=self.best, question=play.random.choice(plant.alarms).id, order=order)
        return _go_on(play, heat, self.best)


class Alarm(Alone):
    """The thermocouple cries: what to do?"""

    heat: Heat
    best: tuple[float, ...]
    question: str  # id
    order: tuple[int, ...]  # the answers as they are shown; 0 is the right one

    @property
    def limit_s(self) -> float | None:
        """Give the seconds to answer; none where time does not run."""
        return None if self.heat.calm else ALARM_S

    def view(self, seat: Seat) -> View:
        plant = seat.content(Plant)
        asked = plant.alarm(self.question)
        now = str(reading(plant.figures, self.heat.load))
        words = seat.t("alarm", now=now, text=asked.text[seat.language])
        words += "" if self.heat.calm else "\n" + seat.t("alarm-clock", seconds=int(ALARM_S))
        rows = [[Button(asked.options()[place][seat.language], self.answer, place)] for place in self.order]
        return View(words, *rows, picture=panel(seat, self.heat, self.best))

    @press
    def answer(self, play: Play, option: int) -> Step | Result:
        """Stop in time and lose two steps, or lose the furnace."""
        if option != 0:
            play.toast("toast-alarm-wrong")
            return _result(play, self.heat, self.best, self.question)
        play.toast("toast-alarm-right")
        following = _go_on(play, stopped(play.content(Plant), self.heat, play.random), self.best)
        return following.to(Step, why=self.question) if isinstance(following, Step) else following

    @after(seconds="limit_s")
    def too_late(self, play: Play) -> Result:
        """Silence is no emergency stop: the foreman makes it."""
        return _result(play, self.heat, self.best, self.question)


class Result(Alone, final=True):
    """The heat is over."""

    heat: Heat
    score: Score
    best: tuple[float, ...]  # of the heats before this one
    profession: int  # its place in the list
    stopped: str = ""  # id of the alarm that ended it; "" = all steps were made

    def view(self, seat: Seat) -> View:
        plant, heat, score = seat.content(Plant), self.heat, self.score
        words = seat.t("result", held=in_band(plant, heat), of=plant.figures.steps, points=score.points) + "\n"
        words += star_line(seat, score.stars) + "\n"
        words += marks(plant, heat) + "\n" + seat.t("made-of", held=score.held, wear=score.wear, saved=score.saved)
        words += "\n" + seat.t("calm-over") if heat.calm else ""
        words += "\n\n" + self._lesson(seat)
        job = plant.professions[self.profession % len(plant.professions)]
        words += "\n\n" + job.told(seat)
        return View(words, picture=card(seat, heat, score, self.best))

    def _lesson(self, seat: Seat) -> Text:
        plant = seat.content(Plant)
        if self.stopped:
            return seat.t("lesson-stopped", why=plant.alarm(self.stopped).why[seat.language])
        if self.score.stars == len(plant.figures.stars):
            return seat.t("lesson-held")
        swinging = swings(plant, self.heat) >= SWINGS_MANY or changes(self.heat) >= CHANGES_MANY
        return seat.t("lesson-swings" if swinging else "lesson-late")


def begin(play: Play) -> Brief:
    """Begin at the briefing."""
    memory = play.memory(Memory) or Memory()
    return Brief(best=max((best.points for best in memory.best), default=0))


def _now(seat: Seat, heat: Heat) -> Text:
    plant = seat.content(Plant)
    figures = plant.figures
    now = reading(figures, heat.load)
    words = seat.t("now", now=str(now), where=str(seat.t(KEYS[zone(figures, heat.load)])))
    if heat.done:
        moved = signed(now - reading(figures, heat.loads[-2]))
        words += "\n" + seat.t("trend", moved=moved, held=in_band(plant, heat), done=heat.done)
    return words


def _go_on(play: Play, heat: Heat, best: tuple[float, ...]) -> Step | Result:
    return _result(play, heat, best) if over(play.content(Plant), heat) else Step(heat=heat, best=best)


def _result(play: Play, heat: Heat, best: tuple[float, ...], stopped_by: str = "") -> Result:
    plant = play.content(Plant)
    score = scored(plant, heat)
    if not heat.calm:
        _credit(play, heat, score)
    return Result(heat=heat, score=score, best=best, profession=play.random.randrange(len(plant.professions)), stopped=stopped_by)


def _credit(play: Play, heat: Heat, score: Score) -> None:
    credit(play, score.points, score.stars)
    memory = play.memory(Memory) or Memory()
    known = memory.at(heat.level)
    if known is None or score.points > known.points:
        held = in_band(play.content(Plant), heat)
        newest = Best(level=heat.level, in_band=held, points=score.points, loads=heat.loads)
        others = tuple(best for best in memory.best if best.level != heat.level)
        play.remember(Memory(best=(*others, newest)))


game = Game("furnace", start=begin, memory=Memory, content=("furnace.yaml", Plant), pieces=pieces)
