"""A state for one player: a group is asked into the private chat. Knows no game; its two texts are the game's."""

from __future__ import annotations

from engine.core.seat import Table
from engine.core.state import State
from engine.core.view import Invite, View


class Alone(State, kit=True):
    """A state for one. The game says `group` (what a group reads) and `to-private` (the label of the way in)."""

    def board(self, table: Table) -> View:
        """Invite."""
        return View(table.t("group"), [Invite(table.t("to-private"), table.game)])
