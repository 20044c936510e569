"""A game's chart as a picture in words: Mermaid."""

from __future__ import annotations

from engine.core.game import Game
from engine.core.moves import Move


def mermaid(game: Game) -> str:
    """Draw the states and moves of a game as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {state.__name__}" for state in game.chart.start]
    for state, steps in game.chart.steps.items():
        for step in steps.values():
            lines += [f"    {state.__name__} --> {lead.__name__}: {told(step.move)}" for lead in step.leads]
        if state.is_final:
            lines.append(f"    {state.__name__} --> [*]")
    return "\n".join(lines)


def told(move: Move) -> str:
    """Name a move, with what sets it off where that is no press."""
    signs = "⏱ " if move.timed else ""
    return f"{signs}{move.name}" + (" (words)" if move.words else "")
