"""The pictures of the series: every scene is drawn, stays the same, and can be sent."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.common.raster import Raster
from engine.core.view import Picture
from engine.kits.story import Story
from engine.kits.story.drawn import card_of, layers_of, map_of
from engine.kits.story.run import Run
from engine.runtime.catalogue import bind
from games import dynasty
from games.dynasty import scenes
from games.dynasty.figures import AMBER, BLUE, RED, SKIN, WHITE, arc

PHOTO_MOST = 150_000  # bytes: a storyboard is quick to send


@pytest.fixture(scope="module")
def plot() -> Story:
    bind(dynasty.game, Path(dynasty.__file__))
    assert isinstance(dynasty.game.lore, Story)
    return dynasty.game.lore


@pytest.fixture(scope="module")
def raster() -> Raster:
    return Raster({})


def test_every_scene_of_the_story_is_drawn(plot: Story) -> None:
    """The drawn scenes are those of the story, each with a description, subtitles and a poster for its episode."""
    assert set(scenes.SCENES) == set(plot.nodes)
    assert set(scenes.POSTERS) == set(plot.episodes)
    assert all(node.clip is not None and node.clip.subtitles for node in plot.nodes.values())


@pytest.mark.parametrize("scene", scenes.SCENES)
def test_a_scene_moves_and_is_drawn_alike_each_time(scene: str) -> None:
    """A moment always gives the same drawing, the beginning and the end differ, and no coordinate is wild."""
    begin, middle, end = (scenes.frame(scene, t) for t in (0.0, 0.5, 1.0))
    assert begin == scenes.frame(scene, 0.0)
    assert len({begin, middle, end}) == 3
    assert not any(wild in part for part in (begin, middle, end) for wild in ("nan", "inf", "e+"))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_said_fits_two_lines(plot: Story, language: str) -> None:
    """No subtitle needs a third line, and no word is wider than a line."""
    for node in plot.nodes.values():
        for words in node.clip.subtitles if node.clip else ():
            lines = scenes.wrapped(words[language], scenes.LINE_MOST)
            assert len(lines) <= 2
            assert max(map(len, lines)) <= scenes.LINE_MOST


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_title_of_a_poster_stays_beside_the_scene(plot: Story, language: str) -> None:
    """At most two lines, which end above the heads, none wider than its half of the poster."""
    for episode in plot.episodes.values():
        lines, size = scenes.titled(episode.title[language])
        assert len(lines) <= 2
        assert max(map(len, lines)) <= {size: most for most, size in scenes.TITLES}[size]


def test_two_lines_break_where_a_sentence_ends() -> None:
    """Else in the middle; one line stays one, and a word too long for a line breaks nothing."""
    assert scenes.wrapped("Мастер: «Все целы? Что было?»", 28) == ["Мастер: «Все целы?", "Что было?»"]
    assert scenes.wrapped("Лиза: «А если кнопки крупнее?»", 28) == ["Лиза: «А если", "кнопки крупнее?»"]
    assert scenes.wrapped("Две залипают.", 28) == ["Две залипают."]
    assert scenes.wrapped("Метеорологическая станция", 10) == ["Метеорологическая", "станция"]


@pytest.mark.parametrize("scene", ["e1_shop", "e2_crack", "e4_call", "e5_meet"])
def test_everybody_in_the_shop_wears_a_helmet(scene: str) -> None:
    """As many helmets are drawn as people: Liza comes without one only where she is stopped for it."""
    drawn = scenes.frame(scene, 0.5)
    people = re.findall(f'<rect [^>]*fill="{SKIN}"', drawn)  # their necks
    domes = re.findall(f'<polygon points="([^"]+)" fill="(?:{AMBER}|{RED}|{WHITE}|{BLUE})"', drawn)
    assert len(people) == len([dome for dome in domes if len(dome.split()) == len(arc(0, 0, 1, 0, 180))]) > 0


def test_subtitles_share_the_length() -> None:
    """The first stands in the first half, the last one to the very end; without any nothing is said."""
    assert [scenes.said_at(t, ["a", "b"]) for t in (0.0, 0.49, 0.5, 1.0)] == ["a", "a", "b", "b"]
    assert scenes.said_at(0.5, []) == ""


@pytest.mark.parametrize("scene", ["e1_gate", "e4_order", "end_open"])
def test_a_storyboard_becomes_a_small_photo(plot: Story, raster: Raster, scene: str) -> None:
    """Three frames with their words are drawn without a browser, as a photo of at most 150 KB."""
    drawn = raster(Picture("x", svg=plot.drawn(scene, "ru")), "dynasty")
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) < PHOTO_MOST


def test_posters_speak_the_language_of_who_looks(plot: Story, raster: Raster) -> None:
    """The name of the episode stands on it."""
    assert ">Замок<" in plot.poster(2, "ru")
    assert ">Episode 2<" in plot.poster(2, "en")
    assert raster(Picture("x", svg=plot.poster(5, "en")), "dynasty") is not None


def test_every_ending_has_its_card(plot: Story, raster: Raster) -> None:
    """The card names the profession, and shows scales and endings by shapes, not by colour alone."""
    for ending in plot.endings:
        run = Run(node=ending, scales=(5, 0, 3))
        drawn = card_of(plot, run, 2, ("Династия", "Твой финал", "Найденные финалы"), "ru")
        card = plot.nodes[ending].ending
        assert card is not None
        assert card.title.ru.split()[0] in drawn
    assert raster(Picture("x", svg=drawn), "dynasty") is not None


def test_on_the_map_everything_lies_below_what_leads_there(plot: Story, raster: Raster) -> None:
    """No way of the series leads up; the map with all scenes seen has no question mark left."""
    row = {id: line for line, ids in enumerate(layers_of(plot)) for id in ids}
    assert all(row[to] > row[id] for id, node in plot.nodes.items() for to in node.targets)
    whole = map_of(plot, plot.nodes, (), "en")
    assert ">?<" not in whole
    assert whole.rindex("stroke-dasharray") < whole.index("<polyline")  # the lines between episodes cut no way
    assert raster(Picture("x", svg=whole), "dynasty") is not None
