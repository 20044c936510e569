"""A state for one player: a group is asked into the private chat. Knows no game; its two texts are the game's."""

from __future__ import annotations

from engine.core.seat import Table
from engine.core.state import State
from engine.core.view import Invite, View


class Alone(State, kit=True):
    """A state for one. The game says `title`, `group` (what a group reads; `$title` in it) and `to-private` (its button)."""

    def board(self, table: Table) -> View:
        """Invite."""
        return View(table.t("group", title=table.t("title").plain), [Invite(table.t("to-private"), table.game)])
