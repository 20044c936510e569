"""A quiz from content alone: `game = quiz.game("steel")` and a YAML file of questions beside it."""

from __future__ import annotations

from engine.core.game import Game
from engine.kits.quiz.bank import Bank
from engine.kits.quiz.choice import Memory
from engine.kits.quiz.pieces import pieces
from engine.kits.quiz.states import begin


def game(name: str, *, content: str = "") -> Game:
    """Make a quiz of twelve questions (or five in a hurry).

    `content` is the YAML file beside the module (default `NAME.yaml`): topics, questions, and the title and what it is about.
    The words of the game are the kit's; a file of texts beside the module replaces any of them.
    """
    return Game(name, start=begin, memory=Memory, content=(content or f"{name}.yaml", Bank), texts=__file__, pieces=pieces)
