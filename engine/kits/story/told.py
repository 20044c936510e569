"""How a series is told: headings, dots of the scales, clips and posters for a view. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.core.seat import Seat
from engine.core.text import Text, as_text
from engine.core.view import Picture, Video
from engine.kits.story.drawn import card_of, map_of
from engine.kits.story.plot import Choice, Story
from engine.kits.story.run import Album, Run

TOLD_IN = ZoneInfo("Europe/Moscow")  # the time in which the next episode is announced


def opening_time(opens_at: float) -> str:
    """Spell the instant at which an episode opens: `19:25, 24.11`."""
    opens = datetime.fromtimestamp(opens_at, TOLD_IN)
    return f"{opens:%H:%M}, {opens:%d.%m}"


def alike_line(seat: Seat, run: Run) -> Text:
    """Say how many have chosen as he has just chosen, above what comes next; nothing where too few are known."""
    return seat.t("alike", share=run.alike) + "\n\n" if run.alike is not None else as_text("")


def heading(seat: Seat, number: int) -> Text:
    """Name the episode."""
    return seat.t("heading", number=number, title=seat.content(Story).episodes[number].title[seat.language])


def episode_line(number: int, now: int, album: Album, story: Story, language: str) -> str:
    """Show one episode of the cover: where one is, seen, or ahead."""
    sign = "▶" if number == now else "✓" if number <= album.opened else "·"
    return f"{sign} {number}. {story.episodes[number].title[language]}"


def scale_lines(story: Story, scales: tuple[int, ...], language: str) -> str:
    """Show the scales as dots: full and hollow, so that no colour is needed."""
    dots = ("●" * stand + "○" * (story.scale_max - stand) for stand in scales)
    return "\n".join(f"{row} {scale.title[language]}" for row, scale in zip(dots, story.scales.values(), strict=True))


def steps(story: Story, before: tuple[int, ...], now: tuple[int, ...], language: str) -> str:
    """Say which scales moved, and how far."""
    moves = zip(story.scales.values(), before, now, strict=True)
    return ", ".join(f"{scale.title[language]} {to - of:+d}".replace("-", "−") for scale, of, to in moves if to != of)


def needs(story: Story, choice: Choice, language: str) -> str:
    """Say what a closed choice requires."""
    return ", ".join(f"{story.scales[name].title[language]} ≥ {least}" for name, least in choice.requires.items())


def clip_of(seat: Seat, id: str) -> tuple[Video | None, Picture | None]:
    """Give the film of a scene with its poster, or the poster alone, or nothing: the words are enough to play by."""
    story, language = seat.content(Story), seat.language
    clip = story.nodes[id].clip
    drawn = story.drawn(id, language)
    if clip is None or not (drawn or clip.poster):
        return None, None
    alt = clip.alt[language]
    poster = Picture(alt, svg=drawn) if drawn else Picture(alt, file=clip.poster)
    if clip.video or clip.films:
        kept = tuple(f"{messenger}:{film}" for messenger, film in clip.films.items())
        return Video(alt, clip.video.replace("{language}", language), poster, kept), None
    return None, poster


def poster_of(seat: Seat, number: int) -> Picture | None:
    """Give the poster of an episode, if it is drawn."""
    story = seat.content(Story)
    drawn = story.poster(number, seat.language)
    return Picture(seat.t("poster-alt", title=story.episodes[number].title[seat.language]), svg=drawn) if drawn else None


def map_picture(seat: Seat, seen: Sequence[str], path: Sequence[str]) -> Picture:
    """Give the map of choices: what was seen, and the way of the present run."""
    story = seat.content(Story)
    alt = seat.t("map-alt", seen=len(seen), nodes=len(story.nodes), left=len(story.nodes) - len(seen))
    return Picture(alt, svg=map_of(story, seen, path, seat.language))


def card_picture(seat: Seat, run: Run, found: int) -> Picture:
    """Give the card of an ending: the role, where each scale stands, the endings found so far."""
    story, language = seat.content(Story), seat.language
    card = story.nodes[run.node].ending
    title = card.title[language] if card else ""
    stands = zip(story.scales.values(), run.scales, strict=True)
    scales = ", ".join(f"{scale.title[language]} {stand}" for scale, stand in stands)
    alt = seat.t("card-alt", title=title, scales=scales, most=story.scale_max, found=found, of=len(story.endings))
    said = (seat.t("title").plain, seat.t("card-head").plain, seat.t("card-endings").plain)
    return Picture(alt, svg=card_of(story, run, found, said, language))
