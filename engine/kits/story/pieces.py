"""What the gallery shows of a series: every poster, every scene, the map half seen and whole, the card of every ending. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from engine.core.seat import Seat
from engine.core.view import Picture
from engine.kits.story.plot import Story
from engine.kits.story.run import Run
from engine.kits.story.told import card_picture, clip_of, map_picture, poster_of


def pieces(seat: Seat) -> Iterator[Picture]:
    """Draw each of them once; a film by its poster."""
    story = seat.content(Story)
    yield from (poster for number in story.episodes if (poster := poster_of(seat, number)))
    for id in story.nodes:
        video, picture = clip_of(seat, id)
        if shown := video.poster if video else picture:
            yield shown
    seen = tuple(story.nodes)
    for part in (seen[: len(seen) // 2], seen):
        yield map_picture(seat, part, part)
    for found, id in enumerate(story.endings, 1):
        yield card_picture(seat, Run(node=id, scales=story.first_scales, path=(id,)), found)
