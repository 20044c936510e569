"""The forge, second release: heat is told in degrees, and a hot forge is called bright (its stored name stays)."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, press


class Cold(State):
    """The forge is cold."""

    degrees: float = 20.0

    def view(self, seat: Seat) -> View:
        """Offer to blow."""
        return View("cold", [Button("blow", self.blow)])

    @press
    def blow(self, play: Play) -> Cold | Bright:
        """Make it hotter."""
        return self.to(Bright) if self.degrees > 500 else Cold(degrees=self.degrees + 400)


class Bright(State, tag="Hot"):
    """The forge is bright."""

    degrees: float = 20.0

    def view(self, seat: Seat) -> View:
        """Offer to stop."""
        return View("bright", [Button("stop", self.stop)])

    @press
    def stop(self, play: Play) -> Out:
        """Let it go out."""
        return Out()


class Out(State, final=True):
    """The forge is out."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("out")


game = Game("forge", start=Cold, version=2)


@game.migrate(1)
def _in_degrees(tag: str, fields: dict[str, object]) -> tuple[str, dict[str, object]]:
    return tag, {"degrees": 20.0 + 400.0 * int(str(fields["heat"]))} if "heat" in fields else fields
