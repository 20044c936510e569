"""Two rivals of a duel at the pure turn, for its tests: each screen of both is looked at."""

from __future__ import annotations

from dataclasses import replace

from engine.core.inputs import Input, Result
from engine.core.session import Place
from engine.core.state import State
from engine.kits.quiz.bank import Bank, Question
from engine.runtime.catalogue import load_catalogue
from engine.workshop.bench import NotThere
from games.duel.live import Ask
from games.duel.rules import QUESTIONS
from games.duel.turns import AskOne, AskTwo
from tests.walks import Watch

ASKING = (Ask, AskOne, AskTwo)


class Rivals(Watch):
    """Plays a duel for both; knows the right answers."""

    def __init__(self, seed: int = 1, language: str = "ru") -> None:
        super().__init__(load_catalogue(("games",), installed=False).games["duel"], language, seed=seed)

    @property
    def bank(self) -> Bank:
        """The questions."""
        assert isinstance(self.game.lore, Bank)
        return self.game.lore

    @property
    def asked(self) -> Question:
        """The question that is open."""
        assert isinstance(self.state, ASKING)
        side = 0 if isinstance(self.state, Ask) else self.state.side
        return self.bank.question(self.state.match.ids[len(self.state.match.sides[side])])

    def put(self, state: State) -> None:
        """Begin from this state."""
        self.session = replace(self.session, state=state)

    def offers_move(self, move: str, seat: int) -> bool:
        """Tell whether a seat is offered a move."""
        return any(offer.move == move for offer in self.offers(seat).values())

    def act(self, move: str, seat: int = 0, last: object = None) -> None:
        """Press a seat's first button of a move; `last`: with this last argument."""
        found = [
            act
            for act, offer in self.offers(seat).items()
            if offer.move == move and (last is None or (offer.args and offer.args[-1][1] == last))
        ]
        self._press(found[0], 3.0, seat)

    def strike(self) -> None:
        """Both strike the first topic out."""
        for seat in (0, 1):
            self.act("strike", seat)

    def answer(self, seat: int, right: bool = True) -> None:
        """Answer the open question."""
        self.act("answer", seat, self.asked.answer if right else (self.asked.answer + 1) % 4)

    def read(self, *seats: int) -> None:
        """Go on from what was told; all seats if none is named."""
        for seat in seats or (0, 1):
            self.act("go_on", seat)

    def play_match(self, *, winner: int = 0, questions: int = QUESTIONS) -> None:
        """Play so many questions at the same time: one side knows everything, the other nothing."""
        for _ in range(questions):
            for seat in (0, 1):
                self.answer(seat, right=seat == winner)
            self.read()

    def revenge(self) -> None:
        """Both want another match."""
        for seat in (0, 1):
            self.act("revenge", seat)

    def play_turn(self, seat: int, *, right: bool = True, questions: int = QUESTIONS) -> None:
        """Play so many questions of one side's turn."""
        for _ in range(questions):
            self.answer(seat, right)
            self.read(seat)

    def left(self, seat: int) -> Result:
        """Let a seat leave by the house's button; answers what it is credited with."""
        player, known = self._player(seat), len(self.results)
        self.leave(seat=seat)
        [result] = [one for one in self.results[known:] if one.player == player]
        return result

    def credited(self, seat: int) -> Result:
        """Give the only result of the player who came to this seat first."""
        [result] = [one for one in self.results if one.player == f"player{seat + 1}"]
        return result

    def comes(self) -> bool:
        """Let a stranger come by the code; answers whether he is let in."""
        place = Place("stranger", "ru", "Чужой Болт")
        before = self.session.places
        given = Input("join", self.now + 3.0, self._delivery(), place.player, words="chat9", place=place)
        try:
            self._play(given)
        except NotThere:
            assert self.session.places == before
            return False
        return True


def begun(seed: int = 1, language: str = "ru") -> Rivals:
    """Two who are asked their first question at the same time."""
    rivals = Rivals(seed, language)
    rivals.join()
    rivals.strike()
    return rivals
