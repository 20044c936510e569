"""ОТК: eight parts and an instrument to read; good, rework or scrap? At the end: what is wrong with the machine?"""

from __future__ import annotations

from engine import Button, Game, Play, Seat, Text, Value, View, after, press
from engine.kits.alone import Alone
from engine.kits.cells import strip
from engine.kits.gate import Check, Gate
from engine.kits.result import credit, star_line
from games.otk.parts import Kind, Store, Verdict, dimension
from games.otk.picture import card, chart, marks, mm, order, reading, summed
from games.otk.pieces import pieces
from games.otk.process import PARTS, STRICT, Batch, Process, machined
from games.otk.score import POINTS, Call, Score, called, scored, total

LIMIT_S = 15.0  # for a part, on the third level
DAILY_LEVEL = 2


class Best(Value):
    """The best batch of a level."""

    level: int  # 1..3
    points: int  # 0..1000


class Memory(Value):
    """What the bench remembers of a player."""

    best: tuple[Best, ...] = ()  # at most one a level
    daily: int = 0  # day of the last batch of the day that counted, since year 1; 0 = none

    def at(self, level: int) -> int:
        """Give the best points of a level, 0 = none."""
        return next((best.points for best in self.best if best.level == level), 0)


class Brief(Alone):
    """At the door of the inspection room: the level, or the batch of the day."""

    best: tuple[int, int, int] = (0, 0, 0)  # points by level, 0 = none
    daily_done: bool = False  # today's batch has counted already

    def view(self, seat: Seat) -> View:
        words = seat.t("brief", parts=PARTS, seconds=int(LIMIT_S))
        if any(self.best):
            words += "\n\n" + seat.t("best", points=" · ".join(str(points or "—") for points in self.best))
        words += "\n" + seat.t("daily-done") if self.daily_done else ""
        levels = [[Button(seat.t(f"level-{level}"), self.begin, level)] for level in (1, 2, 3)]
        return View(words, *levels, [Button(seat.t("daily"), self.begin_daily)])

    @press
    def begin(self, play: Play, level: int) -> Drawing:
        """Take a batch of this level."""
        feature = play.random.choice(play.content(Store).of(level))
        return Drawing(batch=machined(feature, level, play.random))

    @press
    def begin_daily(self, play: Play) -> Drawing:
        """Take the batch that everybody has today; from now on it is had, whether it is finished or not."""
        random = play.daily_random
        memory = play.memory(Memory) or Memory()
        play.remember(Memory(best=memory.best, daily=play.today.toordinal()))
        feature = random.choice(play.content(Store).of(DAILY_LEVEL))
        return Drawing(batch=machined(feature, DAILY_LEVEL, random, daily=True))


class Drawing(Alone):
    """The order: a dimensioned drawing, and how the instrument is read."""

    batch: Batch

    def view(self, seat: Seat) -> View:
        feature, level = self.batch.feature, self.batch.level
        words = seat.t("order", name=feature.name[seat.language], size=dimension(feature, seat.language), parts=PARTS)
        words += "\n" + _limits(seat, self.batch) if level == 1 else ""
        words += "\n\n" + seat.t(f"how-{feature.instrument.value}")
        words += "\n\n" + seat.t(f"rule-{feature.kind.value}") if level < STRICT else ""
        return View(words, [Button(seat.t("start"), self.start)], picture=order(seat, feature))

    @press
    def start(self, play: Play) -> Bench:
        """Go to the bench; the foreman asks one thing before the first part."""
        return self.to(Bench, check=play.random.randrange(len(play.content(Store).checks)))


class Bench(Gate):
    """Between the drawing and the first part."""

    batch: Batch

    def checks(self, at: Seat | Play) -> tuple[Check, ...]:
        return at.content(Store).checks

    def passed(self, play: Play) -> Part:
        """Take the first part."""
        return Part(batch=self.batch)


class Part(Alone):
    """One part under the instrument."""

    batch: Batch
    calls: tuple[Call, ...] = ()  # how the parts before it were judged

    @property
    def limit_s(self) -> float | None:
        """Give the seconds for a part; none below the third level."""
        return LIMIT_S if self.batch.level == STRICT else None

    def view(self, seat: Seat) -> View:
        feature, number = self.batch.feature, len(self.calls) + 1
        name, size = feature.name[seat.language], dimension(feature, seat.language)
        words = seat.t("part", number=number, of=PARTS, name=name, size=size)
        words += "\n" + _limits(seat, self.batch) if self.batch.level == 1 else ""
        words += "\n" + seat.t("clock", seconds=int(LIMIT_S)) if self.limit_s else ""
        rows = [[Button(seat.t(f"say-{verdict.value}"), self.judge, verdict)] for verdict in Verdict]
        return View(words + "\n\n" + seat.t("ask"), *rows, picture=reading(seat, self.batch, len(self.calls)))

    @press
    def judge(self, play: Play, verdict: Verdict) -> Feedback:
        """Say what becomes of the part."""
        following = self._judged(verdict)
        play.toast(f"toast-{following.calls[-1].value}")
        return following

    @after(seconds="limit_s")
    def too_late(self, play: Play) -> Feedback:
        """The part has gone by."""
        return self._judged(None)

    def _judged(self, verdict: Verdict | None) -> Feedback:
        truth = self.batch.verdict(len(self.calls))
        return Feedback(batch=self.batch, calls=(*self.calls, called(truth, verdict)))


class Feedback(Alone):
    """What the part was in truth, and how the instrument was to be read."""

    batch: Batch
    calls: tuple[Call, ...]

    def view(self, seat: Seat) -> View:
        batch, place = self.batch, len(self.calls) - 1
        call, truth = self.calls[-1], batch.verdict(place)
        words = seat.t(f"call-{call.value}", points=_signed(POINTS[call])) + "\n\n" + self._size(seat)
        words += "\n" + seat.t("truth", verdict=str(seat.t(f"name-{truth.value}"))) + " " + seat.t(self._why())
        words += "\n\n" + seat.t("so-far", done=place + 1, of=PARTS, points=_signed(total(self.calls)))
        key = "next" if len(self.calls) < PARTS else "to-trend"
        return View(words, [Button(seat.t(key), self.go_on)], picture=reading(seat, batch, place, told=True))

    def _size(self, seat: Seat) -> Text:
        feature, size = self.batch.feature, self.batch.sizes[len(self.calls) - 1]
        sum = summed(seat, feature, size)
        return (seat.t("read", sum=sum) if sum else seat.t("read-plug")) + "\n" + _limits(seat, self.batch)

    def _why(self) -> str:
        feature, size = self.batch.feature, self.batch.sizes[len(self.calls) - 1]
        if feature.verdict(size) is Verdict.GOOD:
            return "why-on-limit" if size in (feature.least, feature.most) else "why-good"
        return f"why-{feature.kind.value}-{'over' if size > feature.most else 'under'}"

    @press
    def go_on(self, play: Play) -> Part | Trend:
        """Take the next part, or look at the whole batch."""
        return self.to(Trend) if len(self.calls) == PARTS else self.to(Part)


class Trend(Alone):
    """The run chart of the batch: what is wrong with the machine?"""

    batch: Batch
    calls: tuple[Call, ...]

    def view(self, seat: Seat) -> View:
        words = seat.t("trend", parts=PARTS)
        words += "\n" + seat.t("trend-plug") if not summed(seat, self.batch.feature, self.batch.sizes[0]) else ""
        rows = [[Button(seat.t(f"fault-{process.value}"), self.name, process)] for process in Process]
        return View(words, *rows, picture=chart(seat, self.batch))

    @press
    def name(self, play: Play, process: Process) -> Result:
        """Name the fault; the batch is closed."""
        right = process is self.batch.process
        play.toast("toast-trend-right" if right else "toast-trend-wrong")
        score = scored(self.calls, right)
        counted = _credit(play, self.batch, score)
        jobs = len(play.content(Store).professions)
        return self.to(Result, trend=right, score=score, counted=counted, profession=play.random.randrange(jobs))


class Result(Alone, final=True):
    """The batch is closed."""

    batch: Batch
    calls: tuple[Call, ...]
    trend: bool  # the fault was named rightly
    score: Score
    counted: bool  # False: today's batch had counted before
    profession: int  # its place in the list

    def view(self, seat: Seat) -> View:
        store, score = seat.content(Store), self.score
        words = seat.t("result", right=self.calls.count(Call.RIGHT), of=PARTS, points=score.points) + "\n"
        words += star_line(seat, score.stars) + " " + strip(marks(self.calls))
        words += "" if self.counted else "\n" + seat.t("not-counted")
        words += "\n" + seat.t("trend-right" if self.trend else "trend-wrong") + " " + seat.t(f"was-{self.batch.process.value}")
        words += "\n\n" + seat.t(self._lesson())
        job = store.professions[self.profession % len(store.professions)]
        words += "\n\n" + job.told(seat)
        return View(words, picture=card(seat, self.batch, self.calls, score))

    def _lesson(self) -> str:
        for call in (Call.PASSED, Call.MIXED, Call.REFUSED, Call.LATE):
            if call in self.calls:
                shaft = self.batch.feature.kind is Kind.SHAFT
                return f"lesson-{call.value}" + ("" if call is not Call.MIXED else "-shaft" if shaft else "-hole")
        return "lesson-right" if self.trend else "lesson-trend"


def begin(play: Play) -> Brief:
    """Begin at the door, with what the bench remembers."""
    memory = play.memory(Memory) or Memory()
    best = (memory.at(1), memory.at(2), memory.at(3))
    return Brief(best=best, daily_done=memory.daily == play.today.toordinal())


def _limits(seat: Seat, batch: Batch) -> Text:
    feature = batch.feature
    return seat.t("limits", least=mm(seat, feature, feature.least), most=mm(seat, feature, feature.most))


def _signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


def _credit(play: Play, batch: Batch, score: Score) -> bool:
    """Count the batch, unless it is today's and has counted before."""
    memory, today = play.memory(Memory) or Memory(), play.today.toordinal()
    if batch.daily and memory.daily == today:
        return False
    credit(play, score.points, score.stars)
    best = max(memory.at(batch.level), score.points)
    others = tuple(known for known in memory.best if known.level != batch.level)
    kept = (*others, Best(level=batch.level, points=best))
    play.remember(Memory(best=kept, daily=today if batch.daily else memory.daily))
    return True


game = Game("otk", start=begin, memory=Memory, content=("otk.yaml", Store), single=True, pieces=pieces)
