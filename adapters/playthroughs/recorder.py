"""Plays that are written down as they go, and played again from what was written; the first difference is told with its place."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from adapters.playthroughs.script import Step, Title
from adapters.playthroughs.sight import sight, told
from engine.runtime.catalogue import Catalogue
from engine.workshop.bench import Bench, NotThere


@dataclass(frozen=True, slots=True)
class Scene:
    """What one input brought about, as lines: the input itself (none at the beginning), the toast, what each seat sees anew."""

    step: Step | None
    toast: str
    views: dict[int, list[str]]  # by seat

    def lines(self) -> Iterator[str]:
        """Write the scene."""
        yield ""
        if self.step:
            yield str(self.step)
        if self.toast:
            yield f"! {self.toast}"
        for seat, view in self.views.items():
            if seat or len(self.views) > 1:
                yield f"seat {seat + 1}:"
            yield from view


class Recorder:
    """One play, written down."""

    def __init__(self, catalogue: Catalogue, title: Title) -> None:
        """Raises NotThere: there is no such game."""
        if title.game not in catalogue.games:
            raise NotThere(f"there is no game {title.game}; there are {', '.join(catalogue.games)}")
        self.title = title
        seeds = random.Random(title.seed).randbytes
        self.bench = Bench(catalogue.games, title.game, title.language, seeds=seeds, now=title.begins)
        self._folders = catalogue.folders
        self._views: dict[int, list[str]] = {}
        self.scenes: list[Scene] = []
        self._note(None)

    def play(self, step: Step) -> None:
        """Play one input and write down what it brought about. Raises NotThere."""
        bench = self.bench
        match step.kind:
            case "press":
                bench.press(step.what, step.after_s, step.seat)
            case "words":
                bench.type(step.what, step.after_s, step.seat)
            case "wait":
                step = replace(step, after_s=round(bench.wait(), 3))
            case "join":
                step = replace(step, seat=bench.join(step.after_s))
        self._note(step)

    def text(self) -> str:
        """Give the whole file."""
        return "\n".join([*self.title.lines(), *(line for scene in self.scenes for line in scene.lines())]) + "\n"

    def _note(self, step: Step | None) -> None:
        bench, messenger = self.bench, self.title.messenger
        folder = self._folders[bench.game.name]
        views = {seat: sight(bench.screen_of(seat), messenger, folder) for seat in bench.seats}
        toast = told(bench.toast, messenger) if bench.toast and step and step.kind == "press" else ""
        self.scenes.append(Scene(step, toast, {seat: view for seat, view in views.items() if self._views.get(seat) != view}))
        self._views = views


def played(catalogue: Catalogue, title: Title, steps: Sequence[Step], name: str = "playthrough") -> Recorder:
    """Play inputs one after the other. Raises NotThere: one cannot be played; says which line of the file that is."""
    recorder = Recorder(catalogue, title)
    for step in steps:
        try:
            recorder.play(step)
        except NotThere as wrong:
            raise NotThere(f"{name}, line {step.line}: {wrong}") from wrong
    return recorder


def difference(kept: str, now: str, name: str = "playthrough") -> str:
    """Tell the first line that differs, after which input, and how to mend it; "" = none does."""
    after = "the beginning"
    for number, (old, new) in enumerate(zip_longest(kept.splitlines(), now.splitlines()), 1):
        if old != new:
            return (
                f"{name}, line {number}, after {after}:\n  kept: {_shown(old)}\n  now:  {_shown(new)}\n"
                f"If the change is wanted: smena replay {name} --anew"
            )
        if old.startswith(">"):
            after = old[2:]
    return ""


def _shown(line: str | None) -> str:
    return "(the end)" if line is None else f"«{line}»"
