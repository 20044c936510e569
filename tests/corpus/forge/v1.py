"""The forge as it was first released."""

from __future__ import annotations

from engine import Button, Game, Play, Seat, State, View, press


class Cold(State):
    """The forge is cold."""

    heat: int = 0

    def view(self, seat: Seat) -> View:
        """Offer to blow."""
        return View("cold", [Button("blow", self.blow)])

    @press
    def blow(self, play: Play) -> Cold | Hot:
        """Make it hotter."""
        return self.to(Hot) if self.heat else Cold(heat=self.heat + 1)


class Hot(State):
    """The forge is hot."""

    heat: int = 0

    def view(self, seat: Seat) -> View:
        """Offer to stop."""
        return View("hot", [Button("stop", self.stop)])

    @press
    def stop(self, play: Play) -> Out:
        """Let it go out."""
        return Out()


class Out(State, final=True):
    """The forge is out."""

    def view(self, seat: Seat) -> View:
        """Say so."""
        return View("out")


game = Game("forge", start=Cold)
