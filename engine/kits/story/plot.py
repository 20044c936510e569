"""The story as it lies in a YAML file: scales, episodes, nodes with clips and choices. Knows no state and no player."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictInt, model_validator

from engine.core.state import Value
from engine.kits.faults import as_error
from engine.kits.profession import Profession
from engine.kits.story.proof import faults_of
from engine.kits.words import Words

Effects = dict[str, StrictInt]  # by scale: how far it moves


class Clip(Value):
    """What is seen at a node: a film, or the picture that stands for it. All files lie beside the game."""

    alt: Words  # what is seen, for who cannot see it
    video: str = ""  # path of a film; `{language}` in it becomes ru or en; "" = there is none
    films: dict[str, str] = Field(default_factory=dict)  # by messenger (tg, vk): a studio's film that is shown instead of `video`
    poster: str = ""  # path of a picture; "" = `Story.drawn` draws it, or the words stand alone
    subtitles: tuple[Words, ...] = ()  # what is said, burnt into the film


class Choice(Value):
    """One way on. Its id is its key in the file."""

    label: Words
    to: str  # id of a node of the same episode or the next
    effects: Effects = Field(default_factory=dict)
    requires: Effects = Field(default_factory=dict)  # by scale: the least it must stand at for the choice to be offered


class Timeout(Value):
    """A choice under pressure: who says nothing goes this way. Without choices: the scene goes this way by itself."""

    s: StrictInt  # seconds
    to: str
    effects: Effects = Field(default_factory=dict)


class Node(Value):
    """One scene: it leads on by choices, by itself after a while (`timeout` alone), or is an ending."""

    episode: StrictInt
    title: Words  # as the map shows it
    caption: Words
    clip: Clip | None = None
    choices: dict[str, Choice] = Field(default_factory=dict)
    timeout: Timeout | None = None
    ending: Profession | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The ids of the nodes that may follow, each once."""
        timeout = (self.timeout.to,) if self.timeout else ()
        return tuple(dict.fromkeys((*(choice.to for choice in self.choices.values()), *timeout)))


class Linked(Value):
    """Another game that opens an episode at once for who has won it."""

    game: str
    label: Words  # of the button that leads there

    @property
    def fact(self) -> str:
        """What that game declares of a winner."""
        return f"won {self.game}"


class Episode(Value):
    """A part of the story, watched in one go."""

    title: Words
    teaser: Words | None = None  # what is promised while it is waited for
    linked: Linked | None = None


class Scale(Value):
    """Something that choices raise and lower."""

    title: Words
    start: StrictInt


class Story(Value):
    """All of it."""

    kit: Literal["story"] = "story"  # a file that stands alone says so
    title: Words | None = None  # of the game; a game with texts of its own gives it there
    about: Words | None = None  # likewise
    wait_h: StrictInt = 24  # hours from one episode to the next
    scale_max: StrictInt = 5
    scales: dict[str, Scale] = Field(default_factory=dict)
    heroes: dict[str, Words] = Field(default_factory=dict)
    start: str
    episodes: dict[int, Episode]
    nodes: dict[str, Node]

    def drawn(self, node: str, language: str) -> str:
        """Draw a node as SVG; a game that draws its scenes by code overrides this. "" = it is not drawn."""
        return ""

    def frame(self, node: str, t: float, language: str) -> str:
        """Draw one frame of a node's film as SVG; `t` is 0..1 of its length. A game may override this. "" = no film."""
        return ""

    def poster(self, episode: int, language: str) -> str:
        """Draw the poster of an episode as SVG; a game may override this. "" = there is none."""
        return ""

    @property
    def endings(self) -> tuple[str, ...]:
        """The ids of the nodes that end the story."""
        return tuple(id for id, node in self.nodes.items() if node.ending is not None)

    @property
    def first_scales(self) -> tuple[int, ...]:
        """Where the scales stand at first, in the order of the file."""
        return tuple(scale.start for scale in self.scales.values())

    def moved(self, scales: tuple[int, ...], effects: Effects) -> tuple[int, ...]:
        """Move the scales; they stop at 0 and at the top."""
        return tuple(min(self.scale_max, max(0, at + effects.get(name, 0))) for name, at in zip(self.scales, scales, strict=True))

    def open(self, node: str, scales: tuple[int, ...]) -> dict[str, Choice]:
        """List the choices of a node that are offered with these scales."""
        stand = dict(zip(self.scales, scales, strict=True))
        return {
            id: choice
            for id, choice in self.nodes[node].choices.items()
            if all(stand[name] >= least for name, least in choice.requires.items())
        }

    @model_validator(mode="after")
    def _proved(self) -> Story:
        if faults := faults_of(self):
            raise as_error("Story", faults)
        return self
