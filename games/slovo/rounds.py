"""One word being guessed, and what is kept of a player: the round of the day, the days in a row, how many tries it takes him."""

from __future__ import annotations

from engine import Value
from engine.kits.cells import SIGNS, SQUARES, Mark, squares
from games.slovo.colours import TRIES, coloured, known, worth

PRACTICE = 0  # the day of a round that does not count


class Round(Value):
    """A word, and the guesses at it."""

    word: str  # "" = it is not kept here: the word of the day is found by the day
    day: int = PRACTICE  # number of the day since year 1; 0 = practice
    guesses: tuple[str, ...] = ()
    late: bool = False  # it was of a day that is over: it goes on as practice
    helped: bool = False  # the object was shown
    opened: int = -1  # place of the letter that was opened, 0..4; -1 = none

    @property
    def untold(self) -> Round:
        """The same without the word: what is remembered of a player is his to read."""
        return self.model_copy(update={"word": ""})

    @property
    def won(self) -> bool:
        """Tell whether the last guess was the word."""
        return bool(self.guesses) and self.guesses[-1] == self.word

    @property
    def over(self) -> bool:
        """Tell whether nothing can be guessed any more."""
        return self.won or len(self.guesses) == TRIES

    @property
    def counts(self) -> bool:
        """Tell whether it brings points."""
        return self.day != PRACTICE

    @property
    def points(self) -> int:
        """Reckon what it is worth, 0..1000."""
        return worth(len(self.guesses), self.helped, self.opened >= 0) if self.won else 0

    def rows(self) -> tuple[tuple[Mark, ...], ...]:
        """Colour the guesses."""
        return tuple(coloured(self.word, guess) for guess in self.guesses)

    def letters(self, mark: Mark) -> tuple[str, ...]:
        """List the letters of which no more than this is known, in the order of the alphabet."""
        return tuple(sorted(letter for letter, found in known(self.word, self.guesses).items() if found is mark))

    def unfound(self) -> int:
        """Find the first place whose letter no guess had right; -1 if each was right in one guess or another."""
        rows = self.rows()
        return next((place for place in range(len(self.word)) if all(row[place] is not Mark.RIGHT for row in rows)), -1)

    def grid(self) -> str:
        """Write the guesses with squares, letters and signs: «🟩Н✓ 🟨А≈ ⬜С✕»."""
        return "\n".join(
            " ".join(f"{SQUARES[mark]}{letter.upper()}{SIGNS[mark]}" for letter, mark in zip(guess, row, strict=True))
            for guess, row in zip(self.guesses, self.rows(), strict=True)
        )

    def strip(self) -> str:
        """Write the rows without letters, to be shown to those who have not guessed yet: «🟩🟨⬜ ✓≈✕»."""
        return "\n".join(map(squares, self.rows()))


class Memory(Value):
    """What the game remembers of a player."""

    round: Round | None = None  # the newest round of a day, over or not, without its word
    last: int = 0  # the day of the newest round that came to its end
    streak: int = 0  # days in a row that were won, up to `last`
    tries: tuple[int, ...] = (0,) * TRIES  # rounds won by so many tries: at place 0 by one
    lost: int = 0

    @property
    def played(self) -> int:
        """Count the rounds that came to their end."""
        return sum(self.tries) + self.lost

    def in_a_row(self, day: int) -> int:
        """Tell how many days in a row are won, seen from this day."""
        return self.streak if day - self.last <= 1 else 0


def noted(memory: Memory, round: Round) -> Memory:
    """Note where the round of the day stands; once it is over, count it."""
    if not round.over or memory.last == round.day:
        return memory.model_copy(update={"round": round.untold})
    tries = tuple(count + (round.won and number == len(round.guesses)) for number, count in enumerate(memory.tries, 1))
    streak = memory.in_a_row(round.day) + 1 if round.won else 0
    return Memory(round=round.untold, last=round.day, streak=streak, tries=tries, lost=memory.lost + (not round.won))
