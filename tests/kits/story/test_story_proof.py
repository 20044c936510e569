"""Every mistake of a story is told at import with file, line, value and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.core.errors import AuthorError
from engine.kits.story.plot import Story
from engine.kits.story.proof import played
from engine.runtime.content import read_content

SMALL = """\
start: door
scales:
  calm: {title: {ru: "Покой", en: "Calm"}, start: 2}
episodes:
  1: {title: {ru: "Дверь", en: "The door"}}
  2: {title: {ru: "Дом", en: "The house"}}
nodes:
  door:
    episode: 1
    title: {ru: "Дверь", en: "A door"}
    caption: {ru: "Дверь закрыта.", en: "The door is shut."}
    choices:
      knock: {label: {ru: "Стучать", en: "Knock"}, to: hall, effects: {calm: 1}}
      kick: {label: {ru: "Пнуть", en: "Kick"}, to: hall, effects: {calm: -1}}
    timeout: {s: 10, to: hall}
  hall:
    episode: 2
    title: {ru: "Прихожая", en: "A hall"}
    caption: {ru: "Темно.", en: "It is dark."}
    choices:
      wait: {label: {ru: "Ждать", en: "Wait"}, to: home}
      sing: {label: {ru: "Петь", en: "Sing"}, to: stage, requires: {calm: 3}}
  home:
    episode: 2
    title: {ru: "Дома", en: "Home"}
    caption: {ru: "Свет.", en: "Light."}
    ending: {title: {ru: "Жилец", en: "Tenant"}, about: {ru: "Живёт.", en: "Lives."}}
  stage:
    episode: 2
    title: {ru: "Сцена", en: "The stage"}
    caption: {ru: "Хлопают.", en: "Applause."}
    ending: {title: {ru: "Певец", en: "Singer"}, about: {ru: "Поёт.", en: "Sings."}}
"""
LONG = "д" * 41

# what is written instead of what; what is told
CLIP = '    caption: {ru: "Темно.", en: "It is dark."}\n'
FILM = CLIP + '    clip: {alt: {ru: "Тьма", en: "Darkness"}, poster: dark.png, films: {%s}}\n'
MISTAKES = {
    "long card": ('ru: "Жилец"', f'ru: "{LONG * 9}"', f"«{LONG * 9}» has 375 characters, at most 350; shorten about.ru"),
    "film of an unknown messenger": (CLIP, FILM % "vkk: video-1_2", "hall: films of «vkk»; did you mean «vk»?"),
    "file where VK keeps films": (CLIP, FILM % "vk: dark.mp4", "hall: «dark.mp4» is no video of VK; upload it to the community"),
    "address where VK wants a name": (CLIP, FILM % "vk: https://vk.com/video-1_2", "is no video of VK; upload it to the community"),
    "file where Telegram keeps films": (CLIP, FILM % "tg: dark.mp4", "hall: «dark.mp4» is no file id of Telegram; send the film"),
    "kept film without a poster": (
        CLIP,
        (FILM % "vk: video-1_2").replace("poster: dark.png, ", ""),
        "hall: «video-1_2» has no poster, which stands in where no film can be sent; add one",
    ),
    "unknown start": ("start: door", "start: dor", "line 1 (start): start «dor» is no node; did you mean «door»?"),
    "unknown target": (
        "to: hall, effects: {calm: 1}",
        "to: hal, effects: {calm: 1}",
        "line 13 (nodes.door.choices.knock.to): door, choice knock: leads to «hal», which is no node; did you mean «hall»?",
    ),
    "unknown target of silence": (
        "{s: 10, to: hall}",
        "{s: 10, to: roof}",
        "line 15 (nodes.door.timeout.to): door, timeout: leads to",
    ),
    "dead end": (
        '    ending: {title: {ru: "Певец", en: "Singer"}, about: {ru: "Поёт.", en: "Sings."}}\n',
        "",
        "line 28 (nodes.stage): stage: a dead end: neither choices, nor a timeout, nor an ending; write one of them",
    ),
    "circle without a way out": (
        '    ending: {title: {ru: "Певец", en: "Singer"}, about: {ru: "Поёт.", en: "Sings."}}',
        '    choices: {more: {label: {ru: "Ещё", en: "More"}, to: stage}}',
        "line 28 (nodes.stage): stage: a dead end: no ending can be reached from it; lead out of the circle",
    ),
    "unreachable node": (
        "  home:\n",
        '  attic:\n    episode: 2\n    title: {ru: "Чердак", en: "Attic"}\n    caption: {ru: "Пыль.", en: "Dust."}\n'
        '    choices: {down: {label: {ru: "Вниз", en: "Down"}, to: home}}\n  home:\n',
        "line 23 (nodes.attic): attic: nothing leads to the node; lead to it or delete it",
    ),
    "unreachable ending": (
        "to: stage, requires: {calm: 3}",
        "to: home",
        "line 28 (nodes.stage): stage: nothing leads to the ending «Singer»; lead to it or delete it",
    ),
    "ending that requires too much": (
        "requires: {calm: 3}",
        "requires: {calm: 4}",
        "line 28 (nodes.stage): stage: no way of play meets what leads to this ending requires; require less",
    ),
    "nobody is left without a choice": (
        "to: home}",
        "to: home, requires: {calm: 2}}",
        "line 20 (nodes.hall.choices): hall: a dead end: with calm 1 no choice is offered; let one require nothing",
    ),
    "scale starts out of range": ("start: 2}", "start: 6}", "line 3 (scales.calm.start): scale calm starts at 6; give 0 to 5"),
    "effect out of range": (
        "{calm: -1}",
        "{calm: -6}",
        "line 14 (nodes.door.choices.kick.effects.calm): door, choice kick: calm -6",
    ),
    "unknown scale": (
        "{calm: -1}",
        "{clam: -1}",
        "line 14 (nodes.door.choices.kick.effects.clam): door, choice kick: «clam» is no scale",
    ),
    "requirement out of range": ("requires: {calm: 3}", "requires: {calm: 0}", "calm 0 is out of range; give 1 to 5"),
    "missing translation": (
        'caption: {ru: "Темно.", en: "It is dark."}',
        'caption: {ru: "Темно."}',
        "line 19 (nodes.hall.caption.en): the words are missing in English; write `en:` too",
    ),
    "empty translation": ('en: "It is dark."', 'en: " "', "line 19 (nodes.hall.caption.en): the words are empty"),
    "words in one language only": (
        'caption: {ru: "Темно.", en: "It is dark."}',
        'caption: "Темно."',
        "line 19 (nodes.hall.caption): 'Темно.' stands where fields are wanted",
    ),
    "label over 40 characters": (
        'ru: "Пнуть"',
        f'ru: "{LONG}"',
        f"line 14 (nodes.door.choices.kick.label.ru): «{LONG[:40]}» has 41 characters, at most 40 fit; shorten it",
    ),
    "two equal labels": ('en: "Kick"', 'en: "Knock"', "line 12 (nodes.door.choices): door: two choices read «Knock» in en"),
    "unknown episode": (
        '    episode: 2\n    title: {ru: "Сцена',
        '    episode: 7\n    title: {ru: "Сцена',
        "episode 7 is not among 1, 2",
    ),
    "ending with choices": (
        'en: "Applause."}\n',
        'en: "Applause."}\n    choices: {more: {label: {ru: "Ещё", en: "More"}, to: home}}\n',
        "stage: an ending leads nowhere; drop its choices and timeout, or the ending",
    ),
    "a clock too short": (
        "{s: 10, to: hall}",
        "{s: 2, to: hall}",
        "line 15 (nodes.door.timeout.s): door: timeout of 2 s; give 5 to 120",
    ),
    "film without a poster": (
        'en: "It is dark."}\n',
        'en: "It is dark."}\n    clip: {alt: {ru: "Тьма", en: "Dark"}, video: dark.mp4}\n',
        "line 20 (nodes.hall.clip.video): hall: «dark.mp4» has no poster",
    ),
    "file outside of the game": (
        'en: "It is dark."}\n',
        'en: "It is dark."}\n    clip: {alt: {ru: "Тьма", en: "Dark"}, poster: ../dark.png}\n',
        "line 20 (nodes.hall.clip.poster): hall: «../dark.png» does not lie beside the game",
    ),
    "a name that YAML takes for yes": ("kick: {label", "on: {label", "True is no text; put it in quotes"),
    "misspelt field": ("timeout: {s: 10", "timeuot: {s: 10", "line 15 (nodes.door.timeuot): there is no field `timeuot`"),
    "missing field": (
        '    title: {ru: "Сцена", en: "The stage"}\n',
        "",
        "line 28 (nodes.stage.title): `title` is missing; write it",
    ),
    "no number": ("s: 10", "s: ten", "line 15 (nodes.door.timeout.s): 'ten' is no whole number; write one"),
    "a list for names": (
        'scales:\n  calm: {title: {ru: "Покой", en: "Calm"}, start: 2}\n',
        "scales: [2]\n",
        "line 2 (scales): [2] stands where names and what they mean are wanted; write `name: ...` below it",
    ),
    "an indent by a tab": ('    title: {ru: "Сцена"', '\ttitle: {ru: "Сцена"', "indent by spaces, not by a tab"),
    "episode without a scene": (
        "nodes:\n",
        '  3: {title: {ru: "Двор", en: "The yard"}}\nnodes:\n',
        "line 7 (episodes.3): episode 3: no node is of it; give one `episode: 3`, or delete it",
    ),
    "episodes with a gap": ("  2: {title", "  4: {title", "episode 4 follows 1; number them without a gap"),
    "wait out of range": ("start: door", "start: door\nwait_h: 0", "line 2 (wait_h): wait_h is 0; give 1 to 720 hours"),
}


def read(folder: Path, words: str) -> Story:
    file = folder / "small.yaml"
    file.write_text(words, encoding="utf-8")
    story = read_content(file, Story)
    assert isinstance(story, Story)
    return story


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_mend(mistake: str, tmp_path: Path) -> None:
    """The message begins with the file and holds the line, the value and how to mend it."""
    wrong, instead, told = MISTAKES[mistake]
    assert SMALL.count(wrong) == 1
    with pytest.raises(AuthorError) as raised:
        read(tmp_path, SMALL.replace(wrong, instead))
    message = str(raised.value)
    assert message.startswith("small.yaml, line ")
    assert told in message


def test_a_leap_over_an_episode_is_told(tmp_path: Path) -> None:
    """A choice leads to the same episode or the next."""
    more = SMALL.replace("nodes:\n", '  3: {title: {ru: "Двор", en: "The yard"}}\nnodes:\n')
    more = more.replace('episode: 2\n    title: {ru: "Прихожая"', 'episode: 3\n    title: {ru: "Прихожая"')
    with pytest.raises(
        AuthorError, match="door, choice knock: «hall» leads from episode 1 to 3; lead to the same episode or the next"
    ):
        read(tmp_path, more)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Two mistakes in two places give two lines."""
    words = SMALL.replace("start: 2}", "start: 9}").replace("{calm: -1}", "{calm: -7}")
    with pytest.raises(AuthorError) as raised:
        read(tmp_path, words)
    assert [line.split(" (")[0] for line in str(raised.value).splitlines()] == ["small.yaml, line 3", "small.yaml, line 14"]


def test_a_whole_story_is_taken_and_its_ways_are_known(tmp_path: Path) -> None:
    """Nothing is told of a story without mistakes; scales stop at their ends, and what is required closes a way."""
    story = read(tmp_path, SMALL)
    assert {id for id, _ in played(story)} == set(story.nodes)
    assert story.moved((5,), {"calm": 1}) == (5,)
    assert story.moved((0,), {"calm": -1}) == (0,)
    assert list(story.open("hall", (2,))) == ["wait"]
    assert list(story.open("hall", (3,))) == ["wait", "sing"]
