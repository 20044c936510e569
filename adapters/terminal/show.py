"""A screen as lines of a terminal: marks, keys with their numbers, and what the messengers would refuse."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable

from rich.console import Console
from rich.panel import Panel
from rich.text import Text as RichText

from adapters.saying import say
from engine.core.screen import Screen, Shown
from engine.core.text import Text, as_text
from engine.runtime.ports import Done, NotApplied, Outcome

STYLES = {"bold": "bold", "italic": "italic", "underline": "underline"}
LINK = "underline blue"
ELSEWHERE_S = 1.0  # another player's screen is left to his own terminal so long
NAMELESS = "smena"  # heads what is told by no game
Faults = Callable[[Screen], list[str]]
Draw = Callable[[Screen], tuple[RichText, str]]  # what stands in the frame, and the line below it ("" = none)


class Paper(Console):
    """The terminal that is played on; where nobody reads any more (`| head`), the play ends as at the system's word to stop."""

    def on_broken_pipe(self) -> None:
        """Print nothing from now on. Not by SystemExit, as elsewhere: a delivery's own task would end by it, not the play."""
        with contextlib.suppress(SystemExit):
            super().on_broken_pipe()
        signal.raise_signal(signal.SIGTERM)


class TerminalMessenger:
    """Keeps `Messenger` of the runtime's ports: every drawing of one chat is printed; the newest screen is what is pressed.

    The Redis behind it is shared by players, and any terminal lets their deadlines pass: what they see is not for this one.
    """

    def __init__(self, console: Console, chat: str, suffix: str, faults: Faults, draw: Draw) -> None:
        """`suffix` follows a game's name in each heading; `faults` tells what the messenger whose limits are shown refuses."""
        self.console = console
        self.screen: Screen | None = None
        self.drawn = 0
        self._chat = chat
        self._suffix = suffix
        self._faults = faults
        self._draw = draw
        self._messages = 0

    async def send(self, chat: str, screen: Screen, nonce: int) -> Outcome:
        """Print a new message."""
        if chat != self._chat:
            return NotApplied(ELSEWHERE_S)
        self._messages += 1
        self._print(screen)
        return Done(str(self._messages))

    async def edit(self, chat: str, message: str, shown: Shown, screen: Screen) -> Outcome:
        """Print the message again in its newest form."""
        if chat != self._chat:
            return NotApplied(ELSEWHERE_S)
        self._print(screen)
        return Done(message)

    async def retire(self, chat: str, message: str) -> Outcome:
        """Do nothing: in a terminal only the newest screen can be pressed."""
        return Done(message)

    def shut_s(self, chat: str) -> float:
        """A terminal is never asked too much."""
        return 0.0

    def _print(self, screen: Screen) -> None:
        self.screen = screen
        self.drawn += 1
        body, below = self._draw(screen)
        self.console.print(
            Panel(body, title=RichText(f"{screen.game or NAMELESS}{self._suffix}"), title_align="left", expand=False)
        )
        if below:
            say(self.console, below, "dim")
        for fault in self._faults(screen):
            say(self.console, f"⚠ {fault}", "yellow")


def plain(screen: Screen) -> tuple[RichText, str]:
    """Draw a screen as it is, of no messenger."""
    return in_terminal(screen), ""


def in_terminal(screen: Screen) -> RichText:
    """Write a screen: its words, what is drawn, its keys."""
    body = rich_text(screen.text)
    picture = screen.picture or (screen.video.poster if screen.video else None)
    if picture is not None:
        body.append("\n\n🖼 ").append(str(as_text(picture.alt)), style="italic")
    body.append("\n")
    number = 0
    for row in screen.rows:
        body.append("\n")
        for key in row:
            number += 1
            body.append(f" {number} ", style="reverse").append(f" {key.label}   ")
    return body


def rich_text(text: Text) -> RichText:
    """Bring our marks to the terminal."""
    shown = RichText(text.plain)
    for mark in text.marks:
        shown.stylize(STYLES.get(mark.kind, LINK), mark.start, mark.end)
    return shown
