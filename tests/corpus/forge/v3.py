"""The forge, third release: cold and bright are one state, which knows how often it was blown."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, press


class Burning(State):
    """The forge burns, more or less."""

    degrees: float = 20.0
    blown: int = 0

    def view(self, seat: Seat) -> View:
        """Offer both."""
        return View("burning", [Button("blow", self.blow), Button("stop", self.stop)])

    @press
    def blow(self, play: Play) -> Burning:
        """Make it hotter."""
        return Burning(degrees=self.degrees + 400, blown=self.blown + 1)

    @press
    def stop(self, play: Play) -> Out:
        """Let it go out."""
        return Out()


class Out(State, final=True):
    """The forge is out."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("out")


game = Game("forge", start=Burning, version=3)


@game.migrate(1)
def _in_degrees(tag: str, fields: dict[str, object]) -> tuple[str, dict[str, object]]:
    return tag, {"degrees": 20.0 + 400.0 * int(str(fields["heat"]))} if "heat" in fields else fields


@game.migrate(2)
def _one_state(tag: str, fields: dict[str, object]) -> tuple[str, dict[str, object]]:
    if tag == "Out":
        return tag, fields
    return "Burning", {**fields, "blown": round((float(str(fields["degrees"])) - 20.0) / 400.0)}
