"""The rules of colouring, the list of words and what may be typed: facts of the files, and how their mistakes are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest

from engine.core.errors import AuthorError
from engine.kits.cells import Mark
from engine.runtime.content import read_content
from games.slovo.allowed import ALLOWED, No, plain, read_allowed, refusal
from games.slovo.colours import coloured, known, stars, worth
from games.slovo.lexicon import REST, Lexicon, bare

FOLDER = Path(__file__).parents[2] / "games" / "slovo"
FILE = FOLDER / "words.yaml"
SQUARES = {Mark.RIGHT: "🟩", Mark.NEAR: "🟨", Mark.ABSENT: "⬜"}


def shortened(words: str) -> str:
    """Keep the first drawing and a few of the words."""
    shops, figures, entries = words.split("\nfigures:\n")[0], words.split("\nfigures:\n")[1].split("\n  washer:")[0], ""
    for word in ("сталь", "олово", "гайка", "чугун", "шихта", "котел"):
        line = next(line for line in words.splitlines() if f"{{word: {word}," in line)
        entries += line.replace("figure: boiler, ", "") + "\n"
    return f"{shops}\nfigures:\n{figures}\nwords:\n{entries}"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """The words as their file tells them."""
    found = read_content(FILE, Lexicon)
    assert isinstance(found, Lexicon)
    return found


@pytest.mark.parametrize(
    ("answer", "guess", "squares"),
    [
        ("класс", "насос", "⬜🟨🟨⬜🟩"),
        ("класс", "сосна", "🟨⬜🟨⬜🟨"),
        ("сталь", "сталь", "🟩🟩🟩🟩🟩"),
        ("сталь", "домик", "⬜⬜⬜⬜⬜"),
        ("сталь", "класс", "⬜🟨🟩🟨⬜"),
        ("топор", "ротор", "⬜🟩🟨🟩🟩"),
        ("насос", "сосна", "🟨🟨🟩🟨🟨"),
        ("балка", "палка", "⬜🟩🟩🟩🟩"),
    ],
)
def test_a_guess_is_coloured_in_two_passes(answer: str, guess: str, squares: str) -> None:
    """Exact letters are used up first, then from left to right as many as the word still has."""
    assert "".join(SQUARES[mark] for mark in coloured(answer, guess)) == squares


def test_colouring_keeps_its_promises_for_all_pairs(lexicon: Lexicon) -> None:
    """For pairs of words: exact where and only where letters agree; of each letter as many marked as both words share."""
    words = [entry.word for entry in lexicon.words][:60]
    for answer in words:
        for guess in words:
            marks = coloured(answer, guess)
            assert [mark is Mark.RIGHT for mark in marks] == [a == b for a, b in zip(answer, guess, strict=True)]
            shared = Counter(answer) & Counter(guess)
            marked = Counter(letter for letter, mark in zip(guess, marks, strict=True) if mark is not Mark.ABSENT)
            assert marked == shared


def test_the_most_that_is_known_of_a_letter_is_kept() -> None:
    """A letter once told exact stays so, whatever a later guess says of it."""
    assert known("класс", ("насос", "сосна")) == {
        "н": Mark.ABSENT,
        "а": Mark.NEAR,
        "с": Mark.RIGHT,
        "о": Mark.ABSENT,
    }


def test_points_and_stars_are_those_of_the_design() -> None:
    """1000, 850, 700, 550, 400, 250 by try; the object takes 200, a letter 300; never below nought; a win has a star."""
    assert [worth(tries, False, False) for tries in range(1, 7)] == [1000, 850, 700, 550, 400, 250]
    assert (worth(1, True, False), worth(1, False, True), worth(1, True, True), worth(6, True, True)) == (800, 700, 500, 0)
    assert [stars(points) for points in (1000, 700, 699, 400, 399, 0)] == [3, 3, 2, 2, 1, 1]


def test_there_are_words_for_a_year_and_no_two_alike(lexicon: Lexicon) -> None:
    """At least 300 answers, each of five small Russian letters without ё, none twice; every shop has some."""
    words = [entry.word for entry in lexicon.words]
    assert len(words) >= 300
    assert len(set(words)) == len(words)
    assert all(len(word) == 5 and set(word) <= set("абвгдежзийклмнопрстуфхцчшщъыьэюя") for word in words)
    assert {entry.shop for entry in lexicon.words} == set(lexicon.shops)


def test_every_word_has_a_definition_in_both_languages(lexicon: Lexicon) -> None:
    """A sentence in Russian, an English name and gloss; neither says the word or its stem."""
    for entry in lexicon.words:
        assert entry.ru[0].isupper() or entry.ru[0].isdigit(), entry.word
        assert entry.ru.endswith("."), entry.word
        assert entry.en.endswith("."), entry.word
        name, colon, gloss = entry.en.partition(": ")
        assert colon, entry.word
        assert name, entry.word
        assert gloss, entry.word
        assert entry.word not in bare(entry.ru)
        assert not any("а" <= letter <= "я" for letter in bare(entry.en)), entry.word


def test_no_two_definitions_are_alike(lexicon: Lexicon) -> None:
    """Each word has words of its own."""
    for told in ([entry.ru for entry in lexicon.words], [entry.en for entry in lexicon.words]):
        assert [one for one, count in Counter(told).items() if count > 1] == []


def test_every_drawing_belongs_to_a_word_and_does_not_name_it(lexicon: Lexicon) -> None:
    """No drawing is idle, and what it shows is told without the word."""
    used = {entry.figure: entry for entry in lexicon.words if entry.figure}
    assert set(used) == set(lexicon.figures)
    for entry in lexicon.words:
        if entry.figure:
            assert entry.word[:-1] not in bare(lexicon.figures[entry.figure].ru).split(), entry.word


def test_enough_ordinary_nouns_may_be_typed(lexicon: Lexicon) -> None:
    """At least a thousand besides the answers, each of five small letters."""
    assert len(ALLOWED) >= 1000
    assert all(len(word) == 5 for word in ALLOWED)


def chance_of(secret: int) -> Callable[[date], Random]:
    """The chance of each day in an installation with this secret."""
    return lambda day: Random(f"{secret}|{day}")


@pytest.mark.parametrize("secret", range(3))
def test_no_word_comes_back_within_its_rest(lexicon: Lexicon, secret: int) -> None:
    """In four years no two days nearer than 300 days have one word; in one round of the list every word has its day."""
    drawn = [lexicon.of_day(739_000 + day, chance_of(secret)).word for day in range(4 * 366)]
    last: dict[str, int] = {}
    for day, word in enumerate(drawn):
        assert day - last.get(word, day - REST) >= REST
        last[word] = day
    assert set(drawn) == {entry.word for entry in lexicon.drawable}


def test_tomorrows_word_is_told_by_nothing_but_the_secret(lexicon: Lexicon) -> None:
    """Over many installations a day has many words, also where today's is the same; a second round is no copy of the first."""
    days = [739_000 + day for day in range(len(lexicon.drawable))]
    drawn = [[lexicon.of_day(day, chance_of(secret)).word for day in days[:2]] for secret in range(2000)]
    common = max({word for word, _ in drawn}, key=lambda word: sum(today == word for today, _ in drawn))
    after = [tomorrow for today, tomorrow in drawn if today == common]
    assert len(after) >= 5
    assert len(set(after)) >= len(after) - 1
    assert len({word for word, _ in drawn}) > 0.9 * len(days)
    rounds = [[lexicon.of_day(day + len(days) * number, chance_of(1)).word for day in days] for number in (0, 1)]
    assert sum(one == other for one, other in zip(*rounds, strict=True)) < 0.1 * len(days)


def test_a_retired_word_is_known_and_not_drawn(lexicon: Lexicon) -> None:
    """It may still be guessed and looked up."""
    words = (lexicon.words[0].model_copy(update={"retired": True}), *lexicon.words[1:])
    changed = lexicon.model_copy(update={"words": words})
    gone = lexicon.words[0].word
    assert changed.has(gone)
    assert all(changed.of_day(day, chance_of(1)).word != gone for day in range(739_000, 739_400))


@pytest.mark.parametrize(
    ("typed", "no"),
    [
        ("", No.EMPTY),
        ("...", No.EMPTY),
        ("2026", No.EMPTY),
        ("ё", No.LENGTH),
        ("гайки гайки", No.MANY),
        ("gajka", No.FOREIGN),
        ("гайка2", No.FOREIGN),
        ("гайки", No.UNKNOWN),  # plural
        ("шшшшш", No.UNKNOWN),
        ("насос", No.AGAIN),
        ("гайка", None),
        ("  «Гайка»! ", None),
        ("Котёл", None),
        ("школа", None),
    ],
)
def test_what_is_no_guess_is_told_apart(lexicon: Lexicon, typed: str, no: No | None) -> None:
    """Each kind of mistake has its own answer; a real word passes however it is dressed."""
    assert refusal(lexicon, plain(typed), ("насос",)) is no


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{word: сталь,", "{word: стали1,", "word стали1: word: «стали1» is not 5 small Russian letters"),
        ("{word: сталь,", "{word: сталь, colour: 1,", "word сталь: colour: there is no such field"),
        ("{word: котел,", "{word: котёл,", "which is compared as «е»; write котел"),
        ("spelled: котёл", "spelled: котел", "spelled «котел» is not «котел» with ё"),
        ("{word: олово,", "{word: сталь,", "word сталь stands twice"),
        ("word: сталь, shop: lab", "word: сталь, shop: labor", "shop «labor» is not among"),
        ("Сплав железа с углеродом", "Стальной сплав железа с углеродом", "says «стальной», which gives the word away"),
        ("Steel: an alloy", "Steel (сталь): an alloy", "en has Russian letters"),
        ("Steel: an alloy", "Steel: an alloy of very many different things, most of all", "at most 100; shorten it"),
        ("- circle 50 50 22 paper", "- circle 50 50 paper", "a circle takes 3 numbers, here are 2"),
        ("- circle 50 50 22 paper", "- circle 50 50 22 pink", "there is no colour pink"),
        ("- circle 50 50 22 paper", "- blob 50 50 22", "there is no blob"),
        ("- circle 50 50 22 paper", "- circle 50 50 220", "lies outside 0..100"),
        ("figure: nut", "figure: nat", "figure «nat» is not among the figures"),
    ],
)
def test_a_mistake_in_the_words_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """File, line, word and mend are named when the game is loaded."""
    words = shortened(FILE.read_text(encoding="utf-8"))
    assert old in words
    wrong = tmp_path / "words.yaml"
    wrong.write_text(words.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AuthorError) as raised:
        read_content(wrong, Lexicon)
    assert told in str(raised.value)
    assert "words.yaml, line " in str(raised.value)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("книга\nшколы1", "allowed.txt, line 2: «школы1» is not 5 small Russian letters"),
        ("книга\nёлка", "allowed.txt, line 2: «ёлка»"),
        ("книга школа\n# книга\nгород книга", "allowed.txt, line 3: «книга» stands in line 1 already"),
    ],
)
def test_a_mistake_in_the_allowed_words_is_told(tmp_path: Path, lines: str, told: str) -> None:
    """File, line, word and mend are named; a remark is passed over."""
    wrong = tmp_path / "allowed.txt"
    wrong.write_text(lines, encoding="utf-8")
    with pytest.raises(AuthorError) as raised:
        read_allowed(wrong)
    assert told in str(raised.value)


def test_a_missing_list_is_told(tmp_path: Path) -> None:
    """Without the file the game says which one is missing."""
    with pytest.raises(AuthorError, match=r"allowed\.txt is missing"):
        read_allowed(tmp_path / "allowed.txt")
