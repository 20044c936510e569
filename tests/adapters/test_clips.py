"""The films of the series: all there, small, of the right shape and length, and made alike each time."""

from __future__ import annotations

import struct
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest

from adapters.common.raster import Raster
from adapters.studio.clips import ENCODER, LENGTH_S, SIZE_MOST, NoEncoder, encode, frames_of, length_s
from engine.core.view import Picture
from engine.kits.story import Story
from engine.runtime.catalogue import bind
from games import dynasty

ALL_MOST = 3_000_000  # bytes of all films together
FOLDER = Path(dynasty.__file__).parent


@pytest.fixture(scope="module")
def plot() -> Story:
    bind(dynasty.game, Path(dynasty.__file__))
    assert isinstance(dynasty.game.lore, Story)
    return dynasty.game.lore


def films(plot: Story) -> list[tuple[Path, list[str]]]:
    return [
        (FOLDER / node.clip.video.replace("{language}", language), [words[language] for words in node.clip.subtitles])
        for node in plot.nodes.values()
        if node.clip
        for language in ("ru", "en")
    ]


def boxed(content: bytes, name: bytes) -> int:
    """Find where the body of an MP4 box begins; the first ones are names in the head of the file."""
    at = content.find(name, content.find(b"moov"))
    assert at > 0, name
    return at + 4


def test_every_scene_has_its_film_in_both_languages(plot: Story) -> None:
    """Each film lies beside the game, as an MP4 that plays while it loads, below 300 KB; all together below 3 MB."""
    sizes = []
    for file, _ in films(plot):
        content = file.read_bytes()
        sizes.append(len(content))
        assert content[4:8] == b"ftyp", file.name
        assert content.find(b"moov") < content.find(b"mdat"), file.name
    assert len(sizes) == 2 * len(plot.nodes)
    assert max(sizes) < SIZE_MOST
    assert sum(sizes) < ALL_MOST


def test_no_film_is_left_over(plot: Story) -> None:
    """The folder holds the films of the story and nothing else."""
    assert set((FOLDER / "clips").iterdir()) == {file for file, _ in films(plot)}


def test_a_film_lasts_as_long_as_its_words_need(plot: Story) -> None:
    """Three to six seconds, upright 9:16, with a track of silence: without one Telegram would make an animation of it."""
    for file, said in films(plot):
        content = file.read_bytes()
        scale, length = struct.unpack_from(">II", content, boxed(content, b"mvhd") + 12)
        assert length / scale == pytest.approx(length_s(said), abs=0.25), file.name
        assert LENGTH_S[0] - 0.2 <= length / scale <= LENGTH_S[1] + 0.2
        assert struct.unpack_from(">HH", content, boxed(content, b"avc1") + 24) == (540, 960)
        assert b"mp4a" in content


def test_frames_begin_and_end_the_scene(plot: Story) -> None:
    """The first frame is the scene at 0, with its first words; there are twelve a second."""
    said = [words.ru for words in plot.nodes["end_mech"].clip.subtitles] if plot.nodes["end_mech"].clip else []
    frames = frames_of(plot, "end_mech", "ru", Raster({}), "dynasty")
    assert next(frames) == Raster({})(Picture("x", svg=plot.frame("end_mech", 0.0, "ru")), "dynasty")
    assert sum(1 for _ in frames) + 1 == round(length_s(said) * 12)


def test_the_encoder_makes_the_same_film_again(plot: Story, tmp_path: Path) -> None:
    """Six runs at once over the same frames give the same bytes; without the encoder it says what to install."""
    frames = [*islice(frames_of(plot, "e1_stop", "en", Raster({}), "dynasty"), 20)]
    films = [tmp_path / f"{number}.mp4" for number in range(6)]
    if find_spec(ENCODER) is None:
        with pytest.raises(NoEncoder, match="pip install imageio-ffmpeg"):
            encode(frames, films[0])
        return
    with ThreadPoolExecutor(3) as runs:
        list(runs.map(lambda film: encode(frames, film), films))
    assert len({film.read_bytes() for film in films}) == 1
