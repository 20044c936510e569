"""Where a player stands in a story, what he has seen of it, and what it is worth. Pure values."""

from __future__ import annotations

from collections.abc import Mapping

from engine.core.state import Value
from engine.kits.story.plot import Story

PATH_KEPT = 100  # scenes of one run, newest last
SCALES_WORTH, ENDINGS_WORTH = 600, 400
VOTES_LEAST = 20  # before that a percentage says little
STARS_AT = (0, 500, 800)  # any ending, and so many points


class Run(Value):
    """One way through the story, under way."""

    node: str
    scales: tuple[int, ...]  # in the order of the file
    path: tuple[str, ...] = ()  # ids of the nodes passed, `node` included
    alike: int | None = None  # percent of the players who chose as he has just chosen; None: too few are known
    opens_at: float = 0.0  # when the episode of `node` opens, seconds since 1970; 0 = it is open

    @property
    def resumed(self) -> Run:
        """The same way after a break: what was said of the last choice is not said again."""
        return self.model_copy(update={"alike": None})

    @property
    def opened(self) -> Run:
        """The same way once its episode is open: it is waited for no more."""
        return self.model_copy(update={"opens_at": 0.0})


class Album(Value):
    """What a player has seen over all runs."""

    seen: tuple[str, ...] = ()  # ids of nodes, in the order they were met
    chosen: tuple[str, ...] = ()  # ids of nodes where his choice was counted with everybody's
    opened: int = 0  # the last episode he has been let into: it never waits again

    def met(self, story: Story, node: str) -> Album:
        """Note a scene."""
        seen = self.seen if node in self.seen else (*self.seen, node)
        return self.model_copy(update={"seen": seen, "opened": max(self.opened, story.nodes[node].episode)})

    def endings(self, story: Story) -> int:
        """Count the endings seen."""
        return sum(id in self.seen for id in story.endings)


class Memory(Value):
    """What a series remembers of a player."""

    album: Album = Album()
    run: Run | None = None  # None: no run is under way


def fresh(story: Story) -> Run:
    """Begin at the beginning."""
    return Run(node=story.start, scales=story.first_scales, path=(story.start,))


def moved(story: Story, run: Run, to: str, effects: dict[str, int], alike: int | None = None) -> Run:
    """Go one scene on."""
    return Run(node=to, scales=story.moved(run.scales, effects), path=(*run.path, to)[-PATH_KEPT:], alike=alike)


def share(votes: Mapping[str, int], choice: str) -> int | None:
    """Tell how many percent of the players have taken a choice, 0..100; None: too few have chosen to say so."""
    total = sum(votes.values())
    return round(100 * votes.get(choice, 0) / total) if total >= VOTES_LEAST else None


def known(story: Story, memory: Memory) -> Memory:
    """Drop what the story does not know any more: it may have been changed since."""
    album = memory.album.model_copy(
        update={name: tuple(id for id in getattr(memory.album, name) if id in story.nodes) for name in ("seen", "chosen")}
    )
    run = memory.run
    lost = run is None or run.node not in story.nodes or len(run.scales) != len(story.scales)
    return Memory(album=album, run=None if lost else run)


def worth(story: Story, scales: tuple[int, ...], endings: int) -> int:
    """Count the points of a finished run, 0..1000: 600 for the scales, 400 for the share of endings seen so far."""
    top = len(story.scales) * story.scale_max
    stood = SCALES_WORTH * sum(scales) / top if top else SCALES_WORTH
    return round(stood + ENDINGS_WORTH * endings / len(story.endings))


def stars(points: int) -> int:
    """Count the stars of a finished run, 1..3."""
    return sum(points >= least for least in STARS_AT)
