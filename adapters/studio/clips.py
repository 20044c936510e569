"""Short films made of the frames that a story draws: SVG to PNG to MP4, without a sound, the same bytes on each run of one encoder.

`make clips` writes them beside the games; they are kept with the project, so nobody needs the encoder to play.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from adapters.common.raster import Raster
from engine.core.texts import LANGUAGES
from engine.core.view import Picture
from engine.kits.story import Story
from engine.runtime.catalogue import load_catalogue

ENCODER = "imageio_ffmpeg"  # the package that carries the encoder
FRAMES_A_SECOND = 12
LENGTH_S = (3.0, 6.0)
READ_A_SECOND = 15  # characters of subtitles
SIZE_MOST = 300_000  # bytes of one film
PIPE = ("-loglevel", "error", "-f", "image2pipe", "-c:v", "png", "-framerate", str(FRAMES_A_SECOND), "-i", "-")
SOUND = ("-c:a", "aac", "-b:a", "8k")  # of silence: without a track Telegram makes a GIF of the film
CODEC = ("-c:v", "libx264", "-preset", "veryslow", "-tune", "animation", "-crf", "30", "-pix_fmt", "yuv420p", "-threads", "1")
PLAIN = (
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
    "-map_metadata",
    "-1",
    "-movflags",
    "+faststart",
    "-f",
    "mp4",
    "-y",
)


class NoEncoder(Exception):
    """There is nothing to make films with."""


def length_s(subtitles: Sequence[str]) -> float:
    """Tell how long a film lasts: a second to look, and the time to read what is said; 3 to 6 seconds."""
    return min(LENGTH_S[1], max(LENGTH_S[0], 1.0 + sum(map(len, subtitles)) / READ_A_SECOND))


def frames_of(story: Story, node: str, language: str, raster: Raster, game: str) -> Iterator[bytes]:
    """Draw the frames of a node as PNG; nothing if the story does not draw it."""
    clip = story.nodes[node].clip
    said = [words[language] for words in clip.subtitles] if clip else []
    count = round(length_s(said) * FRAMES_A_SECOND)
    for number in range(count):
        svg = story.frame(node, number / (count - 1), language)
        drawn = raster(Picture(node, svg=svg), game) if svg else None
        if drawn is None:
            return
        yield drawn


def encode(frames: Sequence[bytes], file: Path) -> None:
    """Write frames as a film.

    Raises NoEncoder: the package that carries the encoder is not installed. CalledProcessError: it refused the frames.
    """
    if find_spec(ENCODER) is None:
        raise NoEncoder(f"there is no encoder; install it: pip install {ENCODER.replace('_', '-')}")
    # of an exact length: to stop with the shorter input (-shortest) depends on the encoder's threads
    silence = ("-f", "lavfi", "-t", f"{len(frames) / FRAMES_A_SECOND:.3f}", "-i", "anullsrc=r=22050:cl=mono")
    program = str(import_module(ENCODER).get_ffmpeg_exe())
    file.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([program, *PIPE, *silence, *CODEC, *SOUND, *PLAIN, str(file)], input=b"".join(frames), check=True)


def make_clips(story: Story, game: str, folder: Path) -> Iterator[Path]:
    """Make the films of a story that it draws itself, in every language it names; answers each file as it is written."""
    raster = Raster({})
    for id, node in story.nodes.items():
        video = node.clip.video if node.clip else ""
        for language in LANGUAGES if "{language}" in video else LANGUAGES[:1] if video else ():
            frames = list(frames_of(story, id, language, raster, game))
            if frames:
                file = folder / video.replace("{language}", language)
                encode(frames, file)
                yield file


def main() -> None:
    """Make the films of every story in `games/`."""
    catalogue = load_catalogue(("games",), installed=False)
    for name, game in catalogue.games.items():
        if not isinstance(game.lore, Story):
            continue
        for file in make_clips(game.lore, name, catalogue.folders[name]):
            size = file.stat().st_size
            sys.stdout.write(f"{file.relative_to(catalogue.folders[name].parent)}: {size} bytes\n")
            if size > SIZE_MOST:
                sys.exit(f"{file.name} has more than {SIZE_MOST} bytes; make it shorter or plainer")


if __name__ == "__main__":
    main()
