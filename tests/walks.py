"""A player at the pure turn for the tests of games: every screen on the way is looked at."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.checking import faults
from engine.core.game import Game
from engine.core.inputs import Input
from engine.core.screen import LABEL_MOST, Screen
from engine.core.seat import Seat
from engine.core.state import freeze, thaw
from engine.core.text import utf16_length
from engine.kits.gate import Gate
from engine.workshop.bench import Bench

BEGAN = 1_790_000_000.0  # 21 September 2026
SECRET = b"s" * 32
TEXT_MOST = 600  # of one message
LANGUAGES = ("ru", "en")


def gate_answer(bench: Bench) -> bool:
    """Know what the gate wants to hear."""
    assert isinstance(bench.state, Gate)
    return bench.state.checks(Seat(bench.language, bench.game.texts, bench.game.lore))[bench.state.check].answer


class Watch(Bench):
    """Plays one game by hand; each screen fits both messengers, is short, shows no markup, and its state comes back."""

    def __init__(
        self,
        game: Game,
        language: str = "ru",
        memory: bytes = b"",
        seed: int = 1,
        now: float = BEGAN,
        secret: bytes = SECRET,
        facts: tuple[str, ...] = (),
    ) -> None:
        games: Mapping[str, Game] = {game.name: game}
        self.texts: list[str] = []  # all that was shown, oldest first
        super().__init__(
            games,
            game.name,
            language,
            memory=memory,
            facts=facts,
            seeds=lambda count: bytes([seed]) * count,
            now=now,
            secret=secret,
        )

    def press_key(self, key: str, **arguments: str | int) -> None:
        """Press the button that says one of the game's texts."""
        self.press(self.say(key, **arguments))

    def pass_gate(self) -> None:
        """Answer the gate's question rightly."""
        self.press_move("answer", gate_answer(self))

    def _play(self, given: Input) -> None:
        super()._play(given)
        assert self.turned.changed

    def check(self, screen: Screen) -> None:
        """Look at a screen."""
        told = str(screen.text)
        assert faults(screen) == []
        assert utf16_length(told) <= TEXT_MOST, (utf16_length(told), told)
        assert all(len(key.label) <= LABEL_MOST for key in screen.keys())
        assert not any(mark in told for mark in ("<b>", "</b>", "{", "}"))
        assert thaw(type(self.state), freeze(self.state)) == self.state
        self.texts.append(told)
