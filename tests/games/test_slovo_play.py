"""The word of the day played through the pure turn: typed words, hints, midnight, coming back, practice; every screen fits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.checking import faults
from engine.core.compose import compose
from engine.core.game import Game
from engine.core.house import HOUSE
from engine.core.inputs import Input
from engine.core.screen import Screen
from engine.core.session import Audience
from engine.core.state import State, freeze, thaw
from engine.core.text import utf16_length
from engine.core.turn import turn
from engine.kits.cells import Mark
from engine.runtime.catalogue import bind
from engine.workshop.walk import walk
from games import slovo
from games.slovo.allowed import No
from games.slovo.colours import coloured
from games.slovo.lexicon import Lexicon
from games.slovo.rounds import Memory, Round
from tests.walks import LANGUAGES, SECRET, TEXT_MOST, Watch

NOON = 1_790_000_000.0 + 36_000 - 1_790_000_000.0 % 86400 - 3 * 3600  # ten in the morning in Moscow, September 2026
DAY_S = 86400.0


@pytest.fixture(scope="module")
def game() -> Game:
    """The game as the catalogue binds it."""
    bind(slovo.game, Path(slovo.__file__))
    return slovo.game


class Guesser(Watch):
    """A player at the word of the day, from ten in the morning."""

    def __init__(
        self, game: Game, language: str = "ru", memory: bytes = b"", now: float = NOON, seed: int = 1, secret: bytes = SECRET
    ) -> None:
        super().__init__(game, language, memory, seed, now, secret)

    @property
    def round(self) -> Round:
        assert isinstance(self.state, slovo.Guess | slovo.Rest | slovo.Result)
        return self.state.round

    @property
    def alt(self) -> str:
        picture = compose(self.game, self.session, 0).picture
        assert picture is not None
        return str(picture.alt)

    @property
    def lexicon(self) -> Lexicon:
        assert isinstance(self.game.lore, Lexicon)
        return self.game.lore

    @property
    def kept(self) -> bytes:
        """What comes back at the next play: what the present one leaves, now or when it is left."""
        return self.session.places[0].kept

    def types(self, *words: str) -> None:
        for said in words:
            self.type(said)

    def wrong(self, count: int) -> list[str]:
        """Name words that are not the answer, of those that can be it."""
        return [entry.word for entry in self.lexicon.words if entry.word not in (self.round.word, *self.round.guesses)][:count]

    def win(self, tries: int = 1) -> None:
        self.types(*self.wrong(tries - 1), self.round.word)

    def lose(self) -> None:
        self.types(*self.wrong(6))

    def check(self, screen: Screen) -> None:
        super().check(screen)
        assert screen.picture is not None


def rows_of(text: str) -> list[str]:
    """Pick the rows of guesses, and not the legend."""
    return [line for line in text.splitlines() if line.startswith(("🟩", "🟨", "⬜")) and " " in line and len(line) < 24]


def word_at(game: Game, now: float, seed: int = 1, secret: bytes = SECRET) -> str:
    return Guesser(game, now=now, seed=seed, secret=secret).round.word


def test_two_players_have_the_same_word_all_day(game: Game) -> None:
    """Whoever begins at 00:00, at noon or at 23:59 in Moscow guesses the same word, in whichever session and language."""
    midnight = NOON - 10 * 3600
    words = {word_at(game, midnight + after, seed) for seed, after in enumerate((0.0, 1.0, 43_200.0, 86_340.0, 86_399.0), 1)}
    words.add(Guesser(game, "en").round.word)
    assert len(words) == 1


def test_the_next_day_has_another_word(game: Game) -> None:
    """Midnight in Moscow changes the word: not once in thirty days is it that of the day before."""
    words = [word_at(game, NOON + day * DAY_S) for day in range(30)]
    assert all(one != next for one, next in pairwise(words))
    midnight = NOON + 14 * 3600
    assert word_at(game, midnight - 1) == words[0] != word_at(game, midnight) == words[1]


def test_the_words_of_a_house_cannot_be_read_from_the_code(game: Game) -> None:
    """Another secret draws other words on most days."""
    same = sum(word_at(game, NOON + day * DAY_S) == word_at(game, NOON + day * DAY_S, secret=b"t" * 32) for day in range(40))
    assert same <= 25  # a quarter by chance: 10 in the mean


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("tries", "points", "stars"), [(1, 1000, 3), (2, 850, 3), (3, 700, 3), (4, 550, 2), (5, 400, 2), (6, 250, 1)]
)
def test_typed_words_come_to_a_win(game: Game, language: str, tries: int, points: int, stars: int) -> None:
    """The word typed at each of the six tries: points as designed, stars, definition, shop and profession."""
    guesser = Guesser(game, language)
    guesser.win(tries)
    assert guesser.session.over
    assert (guesser.result.points, guesser.result.stars, guesser.result.achieved) == (points, stars, ("won slovo",))
    assert (guesser.result.finished, guesser.result.rated) == (True, True)
    entry = guesser.lexicon.entry(guesser.round.word)
    shop = guesser.lexicon.shops[entry.shop]
    assert entry.title in guesser.text
    assert entry[language] in guesser.text
    for said in (shop.title, shop.profession.title, shop.profession.about):
        assert said[language] in guesser.text
    assert guesser.say("won", number=tries, of=6) in guesser.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_wrong_words_come_to_a_loss(game: Game, language: str) -> None:
    """No points, no star, no fact; the word and its definition are told all the same."""
    guesser = Guesser(game, language)
    guesser.lose()
    assert guesser.session.over
    assert (guesser.result.points, guesser.result.stars, guesser.result.achieved) == (0, 0, ())
    entry = guesser.lexicon.entry(guesser.round.word)
    assert entry.title in guesser.text
    assert entry[language] in guesser.text
    assert guesser.say("lost", number=6, of=6, daily="yes") in guesser.text


def test_every_row_is_told_by_squares_letters_and_signs(game: Game) -> None:
    """The screen repeats each guess in order, each letter between its square and its sign."""
    guesser = Guesser(game)
    words = guesser.wrong(3)
    guesser.types(*words)
    lines = rows_of(guesser.text)
    assert len(lines) == 3
    signs = {Mark.RIGHT: ("🟩", "✓"), Mark.NEAR: ("🟨", "≈"), Mark.ABSENT: ("⬜", "✕")}
    for line, word in zip(lines, words, strict=True):
        marks = coloured(guesser.round.word, word)
        assert line.split() == [
            f"{signs[mark][0]}{letter.upper()}{signs[mark][1]}" for letter, mark in zip(word, marks, strict=True)
        ]


def test_letters_are_told_as_in_or_out_once(game: Game) -> None:
    """A letter that is in the word never stands among those that are not, though a second one was told absent."""
    guesser = Guesser(game)
    guesser.session = replace(guesser.session, state=slovo.Guess(round=Round(word="сталь", guesses=("класс",))))
    guesser._shown()
    assert guesser.say("letters-in", letters="А, Л, С") in guesser.text.splitlines()
    assert guesser.say("letters-out", letters="К") in guesser.text.splitlines()


@pytest.mark.parametrize("typed", ["СТАЛЬ", " сталь ", "Сталь!", "«сталь»", "сталь🔥", "Сталь…"])
def test_case_and_signs_around_a_word_do_not_matter(game: Game, typed: str) -> None:
    """A guess is a guess however it is dressed."""
    guesser = Guesser(game)
    guesser.types(typed)
    assert guesser.round.guesses == ("сталь",)


@pytest.mark.parametrize("typed", ["котёл", "КОТЁЛ", "котел", "коте\u0308л"])
def test_yo_is_ye(game: Game, typed: str) -> None:
    """«Котёл» and «котел» are one guess, also with a combining mark."""
    guesser = Guesser(game)
    guesser.types(typed)
    assert guesser.round.guesses == ("котел",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("домик в деревне", "no-one-word"),
        ("steel", "no-russian"),
        ("cтaль", "no-russian"),  # a Latin c and a
        ("12345", "no-letters"),
        ("🔩🔩🔩", "no-letters"),
        ("?", "no-letters"),
        ("с", "no-length"),
        ("подшипник", "no-length"),
        ("ш" * 500, "no-length"),
        ("абвгд", "no-unknown"),
        ("ст4ль", "no-russian"),
        ("<b>сталь</b>", "no-russian"),
        ("[id1|сталь]", "no-russian"),
        ("{$said}", "no-russian"),
        ("\u202eсталь\u0000и", "no-russian"),
        ("э́тика́", "no-russian"),
    ],
)
def test_strange_input_is_answered_and_costs_no_try(game: Game, language: str, typed: str, key: str) -> None:
    """Long, Latin, digits, emoji, markup: a friendly sentence, a screen that fits, six tries left, no word told."""
    guesser = Guesser(game, language)
    screen = guesser.text
    picture = guesser.alt
    guesser._count += 1
    given = Input("words", guesser.now, b"d" * 5, "p", 0, words=typed)
    turned = turn(game, guesser.session, given, SECRET)
    guesser.session = turned.session
    assert isinstance(guesser.state, slovo.Guess)
    assert guesser.state.note == key
    text = guesser.text
    assert faults(compose(game, guesser.session, 0)) == []
    assert utf16_length(text) <= TEXT_MOST
    assert not guesser.round.guesses
    assert guesser.alt == picture
    note = next(part for part in text.split("\n\n") if part not in screen.split("\n\n"))
    assert len(note) <= 160
    guesser.types("сталь")
    assert len(guesser.round.guesses) == 1
    assert note not in guesser.text


def test_the_count_of_letters_is_told_rightly(game: Game) -> None:
    """«Подшипник» has nine letters, «труд» four, «я» one; the plural follows."""
    guesser = Guesser(game)
    for typed, told in (("подшипник", "9 букв,"), ("труд", "4 буквы,"), ("я", "1 буква,"), ("ш" * 500, "500 букв,")):
        guesser.types(typed)
        assert told in guesser.text


def test_a_word_is_not_taken_twice(game: Game) -> None:
    """The same guess again is answered and costs nothing."""
    guesser = Guesser(game)
    word = guesser.wrong(1)[0]
    guesser.types(word, word.upper())
    assert guesser.round.guesses == (word,)
    assert guesser.say("no-again", said=word) in guesser.text


def test_an_ordinary_noun_is_a_guess_without_being_an_answer(game: Game) -> None:
    """«Книга» is no word of industry and is accepted."""
    guesser = Guesser(game)
    assert not guesser.lexicon.has("книга")
    guesser.types("книга")
    assert guesser.round.guesses == ("книга",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_cost_points_and_stay_in_sight(game: Game, language: str) -> None:
    """The object costs 200, a letter 300, each once; both stay on the screen and in the words of the picture."""
    guesser = Guesser(game, language)
    entry = guesser.lexicon.entry(guesser.round.word)
    key = "hint-object" if entry.figure else "hint-words"
    guesser.press_key(key, cost=200)
    guesser.press_key("hint-letter", cost=300)
    assert not any("200" in label or "300" in label for label in guesser.labels)
    guesser.types(guesser.wrong(1)[0])
    told = guesser.lexicon.figures[entry.figure][language] if entry.figure else entry[language]
    assert told in guesser.text
    assert guesser.say("told-letter", place=1, letter=entry.word[0].upper()) in guesser.text
    assert guesser.say("alt-opened", place=1, letter=entry.word[0].upper()) in guesser.alt
    guesser.win()
    assert (guesser.result.points, guesser.result.stars) == (850 - 200 - 300, 1)


def test_the_letter_opened_is_one_that_was_not_found(game: Game) -> None:
    """After a guess with the first two letters right the third is opened."""
    guesser = Guesser(game)
    guesser.session = replace(guesser.session, state=slovo.Guess(round=Round(word="сталь", guesses=("степь", "стена"))))
    guesser.press_key("hint-letter", cost=300)
    assert guesser.round.opened == 2


def test_no_letter_is_sold_where_all_are_found(game: Game) -> None:
    """Two guesses may have every place right between them: then there is no letter to open, and no button for one."""
    guesser = Guesser(game)
    found = Round(word="балка", guesses=("булка", "галоп"))  # б, л, к, а by the one, а in the second place by the other
    assert found.unfound() == -1
    guesser.session = replace(guesser.session, state=slovo.Guess(round=found))
    guesser._shown()
    assert guesser.say("hint-letter", cost=300) not in guesser.labels
    guesser.win()


def test_a_drawing_is_offered_as_such(game: Game) -> None:
    """Where the word has a drawing the hint promises a drawing and the picture changes; where it has none, a definition."""
    guesser = Guesser(game)
    drawn = next(entry for entry in guesser.lexicon.words if entry.figure)
    bare = next(entry for entry in guesser.lexicon.words if not entry.figure)
    for entry, key in ((drawn, "hint-object"), (bare, "hint-words")):
        guesser.session = replace(guesser.session, state=slovo.Guess(round=Round(word=entry.word)))
        before = compose(game, guesser.session, 0).picture
        guesser.press_key(key, cost=200)
        after = compose(game, guesser.session, 0).picture
        assert before is not None
        assert after is not None
        assert (before.svg != after.svg) == bool(entry.figure)


def test_hints_never_bring_a_win_below_nought(game: Game) -> None:
    """The sixth try with both hints: 0 points, one star, and a win all the same."""
    guesser = Guesser(game)
    entry = guesser.lexicon.entry(guesser.round.word)
    guesser.press_key("hint-object" if entry.figure else "hint-words", cost=200)
    guesser.press_key("hint-letter", cost=300)
    guesser.win(6)
    assert (guesser.result.points, guesser.result.stars, guesser.result.achieved) == (0, 1, ("won slovo",))


def test_whoever_leaves_comes_back_to_the_same_tries(game: Game) -> None:
    """One try a day for each player: what was typed and which hint was taken is there again, on the same day only."""
    guesser = Guesser(game)
    guesser.types(*guesser.wrong(2))
    guesser.press_key("hint-letter", cost=300)
    again = Guesser(game, memory=guesser.kept, now=NOON + 3600, seed=7)
    assert again.round == guesser.round
    tomorrow = Guesser(game, memory=guesser.kept, now=NOON + DAY_S)
    assert tomorrow.round.guesses == ()
    assert tomorrow.round.day == guesser.round.day + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_the_word_of_the_day_comes_rest_and_practice(game: Game, language: str) -> None:
    """A second play that day offers no second rating: the rows without letters, and practice on another word for nothing."""
    guesser = Guesser(game, language)
    guesser.win(2)
    again = Guesser(game, language, memory=guesser.kept)
    assert isinstance(again.state, slovo.Rest)
    again.press_key("practise")
    assert again.round.word != guesser.round.word
    again.win(1)
    assert again.session.over
    assert (again.result.points, again.result.stars, again.result.achieved, again.result.memory) == (0, 0, (), b"")
    assert again.say("practice-over") in again.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_end_says_where_the_card_for_friends_is(game: Game, language: str) -> None:
    """The result of the day names the house's button that leads to the card without letters; practice, which has none, does not."""
    guesser = Guesser(game, language)
    guesser.win(2)
    assert guesser.say("to-share") in guesser.text
    again = str(HOUSE.say(language, "again", {}))
    assert again in guesser.say("to-share")
    assert again in guesser.labels
    practice = Guesser(game, language, memory=guesser.kept)
    assert isinstance(practice.state, slovo.Rest)
    practice.press_key("practise")
    practice.win(1)
    assert practice.say("to-share") not in practice.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("won", [True, False])
def test_what_is_shared_does_not_tell_the_word(game: Game, language: str, won: bool) -> None:
    """The screen for friends, its picture and the words of the picture have neither the answer nor a guess nor a letter of them."""
    guesser = Guesser(game, language)
    guesser.types(*guesser.wrong(2))
    guesser.win(3) if won else guesser.types(*guesser.wrong(4))
    rest = Guesser(game, language, memory=guesser.kept)
    assert isinstance(rest.state, slovo.Rest)
    picture = compose(game, rest.session, 0).picture
    assert picture is not None
    entry = rest.lexicon.entry(guesser.round.word)
    for shown in (rest.text.lower(), str(picture.alt).lower(), picture.svg.lower()):
        assert not any(word in shown for word in (*guesser.round.guesses, entry.word, entry.ru.lower(), entry.en.lower()))
    lines = rows_of(rest.text)
    assert len(lines) == (5 if won else 6)
    assert all(set(line) <= set("🟩🟨⬜✓≈✕ ") and len(line) == 11 for line in lines)
    assert "\n".join(lines) in guesser.text  # the result shows the same rows
    cells = [line for line in picture.svg.split("<text ")[1:] if 'font-weight="700"' in line]
    assert not any(">" + letter + "<" in cell for cell in cells for letter in "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")


def test_midnight_closes_the_day(game: Game) -> None:
    """A guess after midnight goes on as practice and says so; the new day's word is still to be had, rated."""
    guesser = Guesser(game, now=NOON + 14 * 3600 - 60)
    guesser.types(guesser.wrong(1)[0])
    word = guesser.round.word
    guesser.now += 120
    guesser.types(guesser.wrong(1)[0])
    assert guesser.say("midnight") in guesser.text
    assert guesser.text.startswith(guesser.say("head-late", number=3, of=6))
    guesser.win()
    assert guesser.round.word == word
    assert guesser.say("late") in guesser.text
    assert (guesser.result.points, guesser.result.stars, guesser.result.achieved) == (0, 0, ())
    fresh = Guesser(game, memory=guesser.kept, now=guesser.now)
    assert isinstance(fresh.state, slovo.Guess)
    assert fresh.round.counts
    assert fresh.round.word != word


def test_the_last_guess_after_midnight_is_not_rated(game: Game) -> None:
    """The very guess that finds the word a minute late brings no points."""
    guesser = Guesser(game, now=NOON + 14 * 3600 - 60)
    guesser.now += 120
    guesser.win()
    assert guesser.session.over
    assert guesser.result.points == 0
    assert guesser.say("late") in guesser.text


def test_days_in_a_row_and_the_tries_are_counted(game: Game) -> None:
    """Won on three days: a row of three; a day left out or lost begins anew; the distribution counts every day once."""
    kept = b""
    rows = []
    for day, tries in ((0, 3), (1, 4), (2, 4), (4, 1), (5, 0), (6, 2)):
        guesser = Guesser(game, memory=kept, now=NOON + day * DAY_S)
        guesser.win(tries) if tries else guesser.lose()
        kept = guesser.kept
        rows.append(thaw(Memory, kept).streak)
    assert rows == [1, 2, 3, 1, 0, 1]
    memory = thaw(Memory, kept)
    assert (memory.tries, memory.lost, memory.played) == ((1, 1, 1, 2, 0, 0), 1, 6)


def test_what_is_remembered_does_not_tell_the_word(game: Game) -> None:
    """A player may read all that is kept of him: his guesses are there, the word of the day is not, and his round goes on."""
    guesser = Guesser(game)
    word = guesser.round.word
    wrong = next(entry.word for entry in guesser.lexicon.words if entry.word != word)
    guesser.type(wrong)
    kept = guesser.session.places[0].kept
    assert wrong in kept.decode()
    assert word not in kept.decode()
    assert Guesser(game, memory=kept).round == guesser.round


def test_a_word_that_left_the_list_does_not_stop_its_player(game: Game) -> None:
    """A round of today that an older version kept with its word goes on with the word that this day has now."""
    memory = Memory(round=Round(word="ыыыыы", day=Guesser(game).round.day, guesses=("сталь",)))
    again = Guesser(game, memory=freeze(memory)).round
    assert (again.guesses, again.word) == (("сталь",), Guesser(game).round.word)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_screens_fit(game: Game, language: str) -> None:
    """The longest definition of each shop, won or lost at the end, with hints and every note: within 600 characters."""
    guesser = Guesser(game, language)
    notes = ["", "midnight", *(no.value for no in No)]
    longest = {entry.shop: entry for entry in sorted(guesser.lexicon.words, key=lambda entry: len(entry[language]))}
    for entry in longest.values():
        others = [other.word for other in guesser.lexicon.words if other.word != entry.word][:6]
        round = Round(word=entry.word, day=740_000, helped=True, opened=4)
        five = round.model_copy(update={"guesses": tuple(others[:5])})
        for note in notes:
            guesser.session = replace(guesser.session, state=slovo.Guess(round=five, note=note, said="Щ" * 24, letters=500))
            assert utf16_length(guesser.text) <= TEXT_MOST
        guesser._shown()
        for last in (entry.word, others[5]):
            six = round.model_copy(update={"guesses": (*others[:5], last)})
            changed = slovo.Result(round=six, streak=1000, tries=(100, 99, 0, 0, 3, 1), lost=12)
            guesser.session = replace(guesser.session, state=changed)
            guesser._shown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_is_asked_into_the_private_chat(game: Game, language: str) -> None:
    """Every state has a board with an invitation and nothing of the word."""
    guesser = Guesser(game, language)
    states = [guesser.state]
    guesser.win()
    states += [guesser.state, Guesser(game, language, memory=guesser.kept).state]
    for state in states:
        session = replace(guesser.session, state=state, audiences=(Audience("tg:-1", -1),))
        screen = compose(game, session, 0)
        assert [key.invite for key in screen.keys()] == ["slovo"]
        assert guesser.round.word not in str(screen.text).lower()


def test_random_play_finds_nothing_wrong(game: Game) -> None:
    """A walk at random in both languages comes to the end: nothing that either messenger would refuse, no trap."""
    seen: set[type[State]] = set()
    assert list(walk(game, 80, 4, faults, seen)) == []
    assert slovo.Guess in seen
    assert slovo.Result in seen
