"""Words on a terminal as they are: what a game, a file or an operator has written is never read as markup."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text


def say(console: Console, words: str, style: str = "") -> None:
    """Print words, brackets and all; a long line is left to the terminal to break."""
    console.print(Text(words, style), soft_wrap=True)
