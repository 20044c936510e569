"""What can be wrong with a story, told with place, value and mend before anybody plays it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.core.text import utf16_length
from engine.kits.faults import Fault, Place

if TYPE_CHECKING:
    from engine.kits.story.plot import Node, Story
    from engine.kits.words import Words

LABEL_MOST = 40  # characters of a button in VK
TITLE_MOST = 24  # on the map
CAPTION_MOST = 420  # with scales, clock and closed ways a message stays within 600
ALT_MOST = 200
SUBTITLE_MOST = 60  # two lines of a film
CHOICES_MOST = 8  # four rows of two, and the way out below them
SECONDS = (5, 120)  # of a choice under pressure
WAIT_H_MOST = 24 * 30

# how a messenger names a film that it keeps: the form, and what to say of anything else
FILMS = {
    "tg": (
        re.compile(r"[A-Za-z0-9_-]{20,200}"),
        "no file id of Telegram; send the film to the bot, copy the file_id; a film that lies beside the game stands in `video`",
    ),
    "vk": (
        re.compile(r"video-?\d+_\d+(_\w+)?", re.ASCII),
        "no video of VK; upload it to the community by hand and give video-GROUP_ID, as its address has it",
    ),
}


def faults_of(story: Story) -> list[Fault]:
    """Find every mistake of a story whose fields have the right types. The graph is looked at once its edges hold."""
    found = [*_of_frame(story), *(fault for id in story.nodes for fault in _of_node(story, id))]
    return found or [*_of_ways(story)] or [*_of_endings(story)]


# -- the frame -----------------------------------------------------------------------------------------------


def _of_frame(story: Story) -> Iterator[Fault]:
    if story.start not in story.nodes:
        yield Fault(("start",), f"start «{story.start}» is no node; {_meant(story.start, story.nodes)}")
    if not 1 <= story.wait_h <= WAIT_H_MOST:
        yield Fault(("wait_h",), f"wait_h is {story.wait_h}; give 1 to {WAIT_H_MOST} hours")
    if not 1 <= story.scale_max <= 10:
        yield Fault(("scale_max",), f"scale_max is {story.scale_max}; give 1 to 10")
    for name, scale in story.scales.items():
        if not 0 <= scale.start <= story.scale_max:
            yield Fault(("scales", name, "start"), f"scale {name} starts at {scale.start}; give 0 to {story.scale_max}")
        yield from _too_long(("scales", name, "title"), scale.title, TITLE_MOST)
    for number, episode in story.episodes.items():
        yield from _too_long(("episodes", number, "title"), episode.title, LABEL_MOST)
        if episode.linked:
            yield from _too_long(("episodes", number, "linked", "label"), episode.linked.label, LABEL_MOST)
        if not any(node.episode == number for node in story.nodes.values()):
            yield Fault(("episodes", number), f"episode {number}: no node is of it; give one `episode: {number}`, or delete it")
    first = min(story.episodes, default=1)
    for expected, number in enumerate(sorted(story.episodes), first):
        if number != expected:
            yield Fault(("episodes", number), f"episode {number} follows {expected - 1}; number them without a gap")
            break


# -- one node ------------------------------------------------------------------------------------------------


def _of_node(story: Story, id: str) -> Iterator[Fault]:
    node, place = story.nodes[id], ("nodes", id)
    if node.episode not in story.episodes:
        known = ", ".join(map(str, story.episodes))
        yield Fault((*place, "episode"), f"{id}: episode {node.episode} is not among {known}; correct it or add the episode")
    yield from _too_long((*place, "title"), node.title, TITLE_MOST)
    yield from _too_long((*place, "caption"), node.caption, CAPTION_MOST)
    if node.ending and (node.choices or node.timeout):
        yield Fault((*place, "ending"), f"{id}: an ending leads nowhere; drop its choices and timeout, or the ending")
    if not node.ending and not node.targets:
        yield Fault(place, f"{id}: a dead end: neither choices, nor a timeout, nor an ending; write one of them")
    if len(node.choices) > CHOICES_MOST:
        many = f"{id}: {len(node.choices)} choices, at most {CHOICES_MOST} fit under a message; drop some"
        yield Fault((*place, "choices"), many)
    yield from _of_clip(story, id, node)
    yield from _of_choices(story, id, node)


def _of_clip(story: Story, id: str, node: Node) -> Iterator[Fault]:
    clip, place = node.clip, ("nodes", id, "clip")
    if clip is None:
        return
    yield from _too_long((*place, "alt"), clip.alt, ALT_MOST)
    for number, words in enumerate(clip.subtitles):
        yield from _too_long((*place, "subtitles", number), words, SUBTITLE_MOST)
    yield from _of_films(id, clip.films)
    for name, file in (("video", clip.video), ("poster", clip.poster)):
        if file.startswith(("/", "~")) or ".." in file or "\\" in file:
            yield Fault((*place, name), f"{id}: «{file}» does not lie beside the game; give a path below its folder")
    film, name = (clip.video, "video") if clip.video else (next(iter(clip.films.values()), ""), "films")
    if film and not clip.poster and not story.drawn(id, "ru"):
        yield Fault((*place, name), f"{id}: «{film}» has no poster, which stands in where no film can be sent; add one")


def _of_films(id: str, films: dict[str, str]) -> Iterator[Fault]:
    for messenger, film in films.items():
        place: Place = ("nodes", id, "clip", "films", messenger)
        if messenger not in FILMS:
            yield Fault(place, f"{id}: films of «{messenger}»; {_meant(messenger, FILMS)}")
        elif not FILMS[messenger][0].fullmatch(film):
            yield Fault(place, f"{id}: «{film}» is {FILMS[messenger][1]}")


def _of_choices(story: Story, id: str, node: Node) -> Iterator[Fault]:
    for name, choice in node.choices.items():
        place: Place = ("nodes", id, "choices", name)
        yield from _too_long((*place, "label"), choice.label, LABEL_MOST)
        yield from _of_target(story, node, choice.to, (*place, "to"), f"{id}, choice {name}")
        yield from _of_effects(story, choice.effects, (*place, "effects"), -story.scale_max, f"{id}, choice {name}")
        yield from _of_effects(story, choice.requires, (*place, "requires"), 1, f"{id}, choice {name}")
    for language in ("ru", "en"):
        labels = [choice.label[language] for choice in node.choices.values()]
        if twice := next((label for label in labels if labels.count(label) > 1), ""):
            yield Fault(("nodes", id, "choices"), f"{id}: two choices read «{twice}» in {language}; give each its own label")
    if node.timeout:
        place = ("nodes", id, "timeout")
        if not SECONDS[0] <= node.timeout.s <= SECONDS[1]:
            yield Fault((*place, "s"), f"{id}: timeout of {node.timeout.s} s; give {SECONDS[0]} to {SECONDS[1]}")
        yield from _of_target(story, node, node.timeout.to, (*place, "to"), f"{id}, timeout")
        yield from _of_effects(story, node.timeout.effects, (*place, "effects"), -story.scale_max, f"{id}, timeout")


def _of_target(story: Story, node: Node, to: str, place: Place, who: str) -> Iterator[Fault]:
    if to not in story.nodes:
        yield Fault(place, f"{who}: leads to «{to}», which is no node; {_meant(to, story.nodes)}")
    elif story.nodes[to].episode not in (node.episode, node.episode + 1):
        leap = f"from episode {node.episode} to {story.nodes[to].episode}"
        yield Fault(place, f"{who}: «{to}» leads {leap}; lead to the same episode or the next")


def _of_effects(story: Story, effects: dict[str, int], place: Place, least: int, who: str) -> Iterator[Fault]:
    for name, step in effects.items():
        if name not in story.scales:
            yield Fault((*place, name), f"{who}: «{name}» is no scale; {_meant(name, story.scales)}")
        elif not least <= step <= story.scale_max:
            yield Fault((*place, name), f"{who}: {name} {step} is out of range; give {least} to {story.scale_max}")


def _too_long(place: Place, words: Words, most: int) -> Iterator[Fault]:
    for language in ("ru", "en"):
        if (length := utf16_length(words[language])) > most:
            yield Fault((*place, language), f"«{words[language][:40]}» has {length} characters, at most {most} fit; shorten it")


def _meant(given: str, known: Iterable[str]) -> str:
    close = get_close_matches(given, list(known), 1)
    return f"did you mean «{close[0]}»?" if close else f"there are {', '.join(known) or 'none'}"


# -- the graph -----------------------------------------------------------------------------------------------


def _of_ways(story: Story) -> Iterator[Fault]:
    """Follow the edges, whatever they require."""
    met = reached(story, story.start)
    for id, node in story.nodes.items():
        if id not in met:
            what = f"the ending «{node.ending.title.en}»" if node.ending else "the node"
            yield Fault(("nodes", id), f"{id}: nothing leads to {what}; lead to it or delete it")
        elif not reached(story, id) & set(story.endings):
            yield Fault(("nodes", id), f"{id}: a dead end: no ending can be reached from it; lead out of the circle")


def _of_endings(story: Story) -> Iterator[Fault]:
    """Play every way with its scales: what is required must be attainable, and nobody may be left without a choice."""
    if not any(choice.requires for node in story.nodes.values() for choice in node.choices.values()):
        return
    met = played(story)
    for id, node in story.nodes.items():
        stands = sorted(scales for at, scales in met if at == id)
        stuck = next((scales for scales in stands if node.choices and not story.open(id, scales)), None)
        if not stands:
            kind = "ending" if node.ending else "node"
            yield Fault(("nodes", id), f"{id}: no way of play meets what leads to this {kind} requires; require less")
        elif stuck is not None:
            stand = ", ".join(f"{name} {at}" for name, at in zip(story.scales, stuck, strict=True))
            yield Fault(("nodes", id, "choices"), f"{id}: a dead end: with {stand} no choice is offered; let one require nothing")


def reached(story: Story, start: str) -> set[str]:
    """List the nodes that can be reached from one, itself included, whatever the choices require."""
    met, waiting = {start}, [start]
    while waiting:
        for to in story.nodes[waiting.pop()].targets:
            if to not in met:
                met.add(to)
                waiting.append(to)
    return met


def played(story: Story) -> set[tuple[str, tuple[int, ...]]]:
    """List every (node, scales) that some way of play comes to."""
    first = (story.start, story.first_scales)
    met, waiting = {first}, [first]
    while waiting:
        id, scales = waiting.pop()
        timeout = story.nodes[id].timeout
        ways = [(choice.to, choice.effects) for choice in story.open(id, scales).values()]
        for to, effects in [*ways, *([(timeout.to, timeout.effects)] if timeout else [])]:
            after = (to, story.moved(scales, effects))
            if after not in met:
                met.add(after)
                waiting.append(after)
    return met
