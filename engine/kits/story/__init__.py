"""An interactive series from content alone: `game = story.game("dynasty")` and a YAML file of scenes beside it."""

from __future__ import annotations

from engine.core.game import Game
from engine.kits.story.pieces import pieces
from engine.kits.story.plot import Story
from engine.kits.story.run import Memory
from engine.kits.story.states import begin

__all__ = ["Story", "game"]


def game(name: str, *, content: str = "", plot: type[Story] = Story, version: int = 1) -> Game:
    """Make a series of episodes, one episode a day, with choices, silences and several endings.

    `content` is the YAML file beside the module (default `NAME.yaml`). `plot` is its model: a subclass of Story that draws
    its own scenes, where they are drawn by code. The words around the scenes are the kit's; a file of texts beside the
    module replaces any of them. A player has a series open once: only one message calls him.
    """
    return Game(
        name, start=begin, memory=Memory, content=(content or f"{name}.yaml", plot), texts=__file__, version=version, rated=False,
        single=True, pieces=pieces,
    )  # fmt: skip
