"""The playthroughs that are kept: every game has them in both languages for both messengers, and each plays as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.common.messengers import MESSENGERS
from adapters.playthroughs.recorder import Recorder, difference, played
from adapters.playthroughs.script import Step, Title, Unreadable, read
from adapters.playthroughs.takes import Takes, name_of
from engine.core.texts import LANGUAGES, Texts
from engine.runtime.catalogue import Catalogue, load_catalogue
from engine.workshop.bench import NotThere
from tests.playthroughs.__main__ import FOLDER
from tests.playthroughs.players import PLAYERS

FILES = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(installed=False)


@pytest.fixture
def changed_hall(catalogue: Catalogue) -> Iterator[None]:
    """The hall with one word of its help changed."""
    hall = catalogue.games["hall"]
    kept = hall.texts
    sources = {language: (catalogue.folders["hall"] / f"{language}.ftl").read_text(encoding="utf-8") for language in LANGUAGES}
    hall.texts = Texts("hall", {language: words.replace("🌐 Язык", "🌐 Tongue") for language, words in sources.items()})
    yield
    hall.texts = kept


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_kept_playthrough_is_played_as_it_is_written(file: Path, catalogue: Catalogue) -> None:
    """The same inputs bring the same screens, letter by letter, and both messengers' own rules take every one of them."""
    kept = file.read_text(encoding="utf-8")
    title, steps = read(kept, file.name)
    assert file.name == name_of(title)
    recorder = played(catalogue, title, steps, file.name)
    assert difference(kept, recorder.text(), str(file.relative_to(FOLDER.parents[2]))) == ""
    assert recorder.bench.session.over or recorder.bench.session.game != title.game


def test_every_game_has_its_four(catalogue: Catalogue) -> None:
    """No game stands on the shelf without its playthroughs, and none is kept of a game that is gone."""
    wanted = {name_of(Title(game, language, m)) for game in catalogue.games for language in LANGUAGES for m in MESSENGERS}
    kept = {file.name for file in FILES}
    assert not wanted - kept, f"play it and keep it: smena record {min(wanted - kept).split('.')[0]} --into {FOLDER}"
    assert not kept - wanted, f"there is no such game any more: git rm {FOLDER}/{min(kept - wanted)}"
    assert set(PLAYERS) <= set(catalogue.games)


def test_a_changed_word_is_told_with_its_place(catalogue: Catalogue, changed_hall: None) -> None:
    """One word of the game is changed: the first line that differs is told, after which input, and how to keep the new one."""
    file = FOLDER / "hall.en.vk.txt"
    kept = file.read_text(encoding="utf-8")
    title, steps = read(kept)
    with pytest.raises(NotThere, match=r"hall.en.vk.txt, line \d+: no button says «🌐 Язык»; there are .*🌐 Tongue"):
        played(catalogue, title, steps, file.name)
    told = difference(kept, Recorder(catalogue, title).text(), file.name)
    line = next(n for n, words in enumerate(kept.splitlines(), 1) if "🌐 Язык" in words)
    assert told.startswith(f"hall.en.vk.txt, line {line}, after the beginning:")
    assert "🌐 Tongue" in told
    assert "smena replay hall.en.vk.txt --anew" in told


def test_the_first_difference_is_named_with_the_input_before_it() -> None:
    """What was pressed last before the difference is in the message; a play that ends earlier or later differs too."""
    assert "line 3, after after 3 s: [Go]:" in difference("a\n> after 3 s: [Go]\nb", "a\n> after 3 s: [Go]\nc")
    assert "now:  (the end)" in difference("a\nb", "a")
    assert "kept: (the end)" in difference("a", "a\nb")


def test_a_changed_drawing_shows_as_another_hash(catalogue: Catalogue) -> None:
    """A picture is kept by the hash of what is drawn and by its words, so that a stroke more is a difference."""
    title, steps = read((FOLDER / "otk.en.vk.txt").read_text(encoding="utf-8"))
    plays = [played(catalogue, replace(title, seed=seed), steps[:3]) for seed in range(1, 9)]
    pictures = [[line for line in one.text().splitlines() if line.startswith("    picture ")] for one in plays]
    inspected = [drawn for drawn in pictures if len(drawn) == 2]  # the gate asks each something else: not everybody passes
    assert len(inspected) > 1
    assert len({reading for _, reading in inspected}) == len(inspected)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("game hall\nlanguage en\n", "the head has no «as»"),
        ("game hall\nlanguage en\nas icq\n", "«as icq»"),
        ("game hall\nlanguage en\nas vk\nseed one\n", "invalid literal"),
        ("game hall\nlanguage en\nas vk\n> Play\n", "line 4: «> Play» is no input"),
    ],
)
def test_a_file_that_is_none_is_refused(words: str, told: str) -> None:
    """What is wrong with it is told with its place."""
    with pytest.raises(Unreadable, match=told):
        read(words)


def test_one_play_makes_all_four(catalogue: Catalogue, tmp_path: Path) -> None:
    """What is pressed in one language is pressed in the other where it stands there, and each file plays as it is written."""
    takes = Takes(catalogue, "quiz_shift", seed=5, language="en")
    takes.press("Express")
    takes.type(takes.bench.labels[0])
    for file in takes.write(tmp_path):
        kept = file.read_text(encoding="utf-8")
        assert difference(kept, played(catalogue, *read(kept)).text()) == ""
    assert {file.name for file in tmp_path.iterdir()} == {
        name_of(Title("quiz_shift", language, messenger)) for language in LANGUAGES for messenger in MESSENGERS
    }


def test_an_input_spelled_is_read_again() -> None:
    """Every kind of input comes back from the file as it went in."""
    for step in (Step("press", "Да [нет]"), Step("words", "«сталь»", 1, 0.5), Step("wait", after_s=21.5), Step("join", seat=1)):
        read_again = read(f"game g\nlanguage ru\nas vk\n{step}\n")[1][0]
        assert (read_again.kind, read_again.what, read_again.seat, read_again.after_s) == (
            step.kind,
            step.what,
            step.seat,
            step.after_s,
        )
