"""One play written down in every language and for both messengers at once: what is pressed in one is pressed in all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from adapters.common.messengers import MESSENGERS, Messenger
from adapters.playthroughs.recorder import Recorder
from adapters.playthroughs.script import Step, Title
from engine.core.texts import LANGUAGES
from engine.runtime.catalogue import Catalogue
from engine.workshop.bench import READS_S, Bench, NotThere


class Takes:
    """The play as its player sees it (`bench`), and the files that come of it."""

    def __init__(self, catalogue: Catalogue, game: str, seed: int = 1, language: str = "ru") -> None:
        """`language` is the player's. Raises NotThere: there is no such game."""
        titles = [Title(game, spoken, messenger, seed) for spoken in LANGUAGES for messenger in MESSENGERS]
        self.recorders = [Recorder(catalogue, title) for title in titles]
        self._main = next(recorder for recorder in self.recorders if recorder.title.language == language)

    @property
    def bench(self) -> Bench:
        """The play in the player's language."""
        return self._main.bench

    def press(self, label: str, after_s: float = READS_S, seat: int = 0) -> None:
        """Press the button that says this, and in the other languages the one that stands there. Raises NotThere."""
        labels = _labels(self.bench, seat)
        if labels.count(label) != 1:
            raise NotThere(f"«{label}» is not one of [{'] ['.join(labels)}]")
        place = labels.index(label)
        for recorder in self.recorders:
            recorder.play(Step("press", _labels(recorder.bench, seat)[place], seat, after_s))

    def press_move(self, move: str, *arguments: object, after_s: float = READS_S, seat: int = 0) -> None:
        """Press the button of a move. Raises NotThere."""
        offered = self.bench.offers(seat).values()
        found = [o.label for o in offered if o.move == move and tuple(value for _, value in o.args) == arguments]
        if len(found) != 1:
            raise NotThere(f"{move}{arguments} is not among {list(offered)}")
        self.press(found[0], after_s, seat)

    def press_key(self, key: str, seat: int = 0, **arguments: str | int) -> None:
        """Press the button that says one of the game's texts. Raises NotThere."""
        self.press(self.bench.say(key, **arguments), seat=seat)

    def type(self, words: str, after_s: float = READS_S, seat: int = 0) -> None:
        """Type words; a button's label is typed in each language as it stands there."""
        labels = _labels(self.bench, seat)
        place = labels.index(words) if words in labels else None
        for recorder in self.recorders:
            said = words if place is None else _labels(recorder.bench, seat)[place]
            recorder.play(Step("words", said, seat, after_s))

    def wait(self) -> None:
        """Let the time of the moment run out. Raises NotThere."""
        self._all(Step("wait"))

    def join(self) -> None:
        """Let another player come by the invitation. Raises NotThere."""
        self._all(Step("join"))

    def write(self, folder: Path) -> list[Path]:
        """Write the files. Answers where they are."""
        folder.mkdir(parents=True, exist_ok=True)
        return [_written(folder / name_of(recorder.title), recorder) for recorder in self.recorders]

    def write_one(self, file: Path, language: str, messenger: Messenger) -> Path:
        """Write the play in one language for one messenger. Answers where it is."""
        found = (r for r in self.recorders if (r.title.language, r.title.messenger) == (language, messenger))
        file.parent.mkdir(parents=True, exist_ok=True)
        return _written(file, next(found))

    def _all(self, step: Step) -> None:
        for recorder in self.recorders:
            recorder.play(step)


def name_of(title: Title) -> str:
    """Name the file of a playthrough."""
    return f"{title.game}.{title.language}.{title.messenger}.txt"


def _written(file: Path, recorder: Recorder) -> Path:
    file.write_text(recorder.text(), encoding="utf-8")
    return file


def _labels(bench: Bench, seat: int) -> Sequence[str]:
    return [offer.label for offer in bench.offers(seat).values()]
