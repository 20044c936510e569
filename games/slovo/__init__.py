"""Слово цеха: a word of five letters in six tries, the same for everybody all that day."""

from __future__ import annotations

from datetime import date

from engine import Button, Game, Play, Seat, Text, View, bold, press, text
from engine.kits.alone import Alone
from engine.kits.cells import Mark
from engine.kits.result import credit, drawn_stars
from games.slovo.allowed import No, plain, refusal
from games.slovo.colours import LETTER_COST, OBJECT_COST, TRIES, stars
from games.slovo.lexicon import Lexicon
from games.slovo.picture import card, panel, share
from games.slovo.pieces import pieces
from games.slovo.rounds import PRACTICE, Memory, Round, noted

SAID_MOST = 24  # characters of what was typed that are said back


class Guess(Alone):
    """The next guess is awaited."""

    round: Round
    note: str = ""  # a text about what was typed just now; "" = it was a guess
    said: str = ""  # what was typed, cut short
    letters: int = 0  # of what was typed

    def view(self, seat: Seat) -> View:
        round = self.round
        hints = []
        if not round.helped:
            drawn = bool(seat.content(Lexicon).entry(round.word).figure)
            hints.append(Button(seat.t("hint-object" if drawn else "hint-words", cost=OBJECT_COST), self.show_object))
        if round.opened < 0 <= round.unfound():
            hints.append(Button(seat.t("hint-letter", cost=LETTER_COST), self.open_letter))
        return View(self._text(seat), *[[hint] for hint in hints], picture=panel(seat, round))

    def _text(self, seat: Seat) -> Text:
        round = self.round
        head = "head-late" if round.late else "head" if round.counts else "head-practice"
        words = seat.t(head, number=len(round.guesses) + 1, of=TRIES)
        words += (
            "\n" + round.grid() + "\n" + _letters(seat, round)
            if round.guesses
            else "\n" + seat.t("rules", tries=TRIES, daily=_daily(round))
        )
        words += "\n" + _hints(seat, round) if round.helped or round.opened >= 0 else ""
        words += "\n\n" + seat.t(self.note, said=self.said, letters=self.letters) if self.note else ""
        return words + "\n\n" + seat.t("ask")

    @text(examples=["сталь", "Гайка!", "насос", "домна", "привет", "steel", "абвгд", "12345", "🔩", "ковёр", "труба", "смена"])
    def guess(self, play: Play, words: str) -> Guess | Result:
        """Take a guess; what is none is answered and costs no try."""
        word = plain(words)
        no = refusal(play.content(Lexicon), word, self.round.guesses)
        if no is not None:
            said = words.strip() if no is No.EMPTY else word
            return self.to(Guess, note=no.value, said=_cut(said), letters=sum(sign.isalpha() for sign in said))
        round, note = _of_today(play, self.round)
        round = round.model_copy(update={"guesses": (*round.guesses, word)})
        _keep(play, round)
        return _over(play, round) if round.over else Guess(round=round, note=note)

    @press
    def show_object(self, play: Play) -> Guess:
        """Show the object, or its definition where it has no drawing, for points."""
        return self._hinted(play, helped=True)

    @press
    def open_letter(self, play: Play) -> Guess:
        """Open the first letter that is not found, for points."""
        return self._hinted(play, opened=self.round.unfound())

    def _hinted(self, play: Play, **hint: int) -> Guess:
        round, note = _of_today(play, self.round)
        round = round.model_copy(update=hint)
        _keep(play, round)
        return Guess(round=round, note=note)


class Rest(Alone):
    """The word of the day is behind; what is shown here may be shown to anybody."""

    round: Round
    streak: int = 0

    def view(self, seat: Seat) -> View:
        words = seat.t("rest") + "\n\n" + _strip(seat, self.round)
        words += "\n" + seat.t("streak", days=self.streak) if self.streak else ""
        return View(
            words + "\n\n" + seat.t("rest-next"), [Button(seat.t("practise"), self.practise)], picture=share(seat, self.round)
        )

    @press
    def practise(self, play: Play) -> Guess:
        """Guess another word, for nothing but practice."""
        others = [entry.word for entry in play.content(Lexicon).drawable if entry.word != self.round.word]
        return Guess(round=Round(word=play.random.choice(others)))


class Result(Alone, final=True):
    """The word is out."""

    round: Round
    streak: int = 0
    tries: tuple[int, ...] = ()  # rounds of days won by so many tries, with this one
    lost: int = 0

    def view(self, seat: Seat) -> View:
        lexicon, language, round = seat.content(Lexicon), seat.language, self.round
        entry = lexicon.entry(round.word)
        shop = lexicon.shops[entry.shop]
        words = seat.t("won" if round.won else "lost", number=len(round.guesses), of=TRIES, daily=_daily(round))
        words += "\n" + _score(seat, round) if round.counts else "\n" + seat.t("late" if round.late else "practice-over")
        words += "\n\n" + bold(entry.title) + "\n" + entry[language]
        words += "\n\n" + (_strip(seat, round) if round.counts else Text(round.strip()))
        words += "\n" + seat.t("streak", days=self.streak) if self.streak else ""
        words += "\n" + seat.t("to-share") if round.counts else ""
        job = shop.profession
        told = seat.t("profession", shop=shop.title[language], title=job.title[language], about=job.about[language])
        return View(words + "\n\n" + told, picture=card(seat, round, self.tries, self.lost))


def begin(play: Play) -> Guess | Rest:
    """Begin, or go on with, the word of the day; whoever has it behind him comes to rest."""
    memory, today = play.memory(Memory) or Memory(), play.today.toordinal()
    word = play.content(Lexicon).of_day(today, play.random_of).word
    if memory.round is None or memory.round.day != today:
        return Guess(round=Round(word=word, day=today))
    round = memory.round.model_copy(update={"word": word})
    return Rest(round=round, streak=memory.in_a_row(today)) if round.over else Guess(round=round)


def _daily(round: Round) -> str:
    return "yes" if round.counts else "no"


def _of_today(play: Play, round: Round) -> tuple[Round, str]:
    """Close the day at midnight: a round that outlives it goes on as practice."""
    if round.counts and round.day != play.today.toordinal():
        return round.model_copy(update={"day": PRACTICE, "late": True}), "midnight"
    return round, ""


def _keep(play: Play, round: Round) -> None:
    """Remember the round of the day at each step: whoever leaves comes back to the same word and the same tries."""
    if round.counts:
        play.remember(noted(play.memory(Memory) or Memory(), round))


def _over(play: Play, round: Round) -> Result:
    if not round.counts:
        return Result(round=round)
    credit(play, round.points, stars(round.points) if round.won else 0)
    memory = noted(play.memory(Memory) or Memory(), round)
    return Result(round=round, streak=memory.streak, tries=memory.tries, lost=memory.lost)


def _letters(seat: Seat, round: Round) -> Text:
    lines = []
    for key, marks in (("letters-in", (Mark.RIGHT, Mark.NEAR)), ("letters-out", (Mark.ABSENT,))):
        letters = sorted(letter for mark in marks for letter in round.letters(mark))
        if letters:
            lines.append(seat.t(key, letters=", ".join(letters).upper()))
    return Text("\n").join(lines)


def _hints(seat: Seat, round: Round) -> Text:
    lexicon, lines = seat.content(Lexicon), []
    entry = lexicon.entry(round.word)
    if round.helped and entry.figure:
        lines.append(seat.t("told-object", told=lexicon.figures[entry.figure][seat.language]))
    elif round.helped:
        lines.append(seat.t("told-words", told=entry[seat.language]))
    if round.opened >= 0:
        lines.append(seat.t("told-letter", place=round.opened + 1, letter=round.word[round.opened].upper()))
    return Text("\n").join(lines)


def _score(seat: Seat, round: Round) -> Text:
    earned = stars(round.points) if round.won else 0
    return seat.t("score", points=round.points, stars=drawn_stars(earned))


def _strip(seat: Seat, round: Round) -> Text:
    day = date.fromordinal(round.day)
    result = str(len(round.guesses)) if round.won else "✕"
    return seat.t("strip", day=f"{day:%d.%m.%Y}", result=result, of=TRIES) + "\n" + round.strip()


def _cut(words: str) -> str:
    return words if len(words) <= SAID_MOST else words[: SAID_MOST - 1] + "…"


game = Game("slovo", start=begin, memory=Memory, content=("words.yaml", Lexicon), single=True, pieces=pieces)
