"""`smena check`: games walked at random against the limits of both messengers, and for pictures that cannot be shown."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

from rich.console import Console
from rich.progress import Progress

from adapters.common.messengers import MESSENGERS
from adapters.common.raster import Raster
from adapters.playthroughs.sight import as_message
from adapters.sandbox.telegram_rules import Refusal
from adapters.sandbox.vk_errors import VkError
from adapters.saying import say
from adapters.telegram.render import faults as telegram_faults
from adapters.vk.render import faults as vk_faults
from engine.core.game import Game
from engine.core.screen import Screen
from engine.core.seat import Seat
from engine.core.state import State
from engine.core.text import as_text
from engine.core.texts import LANGUAGES
from engine.core.view import Picture
from engine.kits.story.plot import Story
from engine.kits.story.told import clip_of
from engine.runtime.catalogue import load_catalogue
from engine.workshop.walk import walk

DRAWINGS_MOST = 5  # of one game that are told: one that draws wrongly may do so in other words at every press


class Pictures:
    """Finds what is to be seen and cannot be shown; every file and drawing is looked at once."""

    def __init__(self, raster: Raster) -> None:
        self._raster = raster
        self._looked: dict[bytes, str] = {}  # what is wrong with each, by its digest
        self._told: dict[str, set[str]] = {}  # by game

    def faults(self, screen: Screen) -> list[str]:
        """Tell what is wrong with a screen's picture, or with its film and the poster of it."""
        film = screen.video
        shown = [screen.picture, film and film.poster, Picture(film.alt, file=film.file) if film and film.file else None]
        return [fault for picture in shown if picture and (fault := self._fault(picture, screen.game))]

    def _fault(self, picture: Picture, game: str) -> str:
        told = f"{game} {picture.file} {picture.svg}".encode("utf-8", "surrogatepass")
        key = blake2b(told, digest_size=16).digest()
        if key not in self._looked:
            fault, known = self._raster.fault(picture, game), self._told.setdefault(game, set())
            if fault and (picture.file or len(known) < DRAWINGS_MOST):
                known.add(fault)
            self._looked[key] = fault if fault in known else ""
        return self._looked[key]


def scenes_of(game: Game) -> Iterator[tuple[str, str, Screen]]:
    """Give each scene of a series by its name, in each language: a random player seldom comes into all of them."""
    if not isinstance(game.lore, Story):
        return
    for language in LANGUAGES:
        seat = Seat(language, game.texts, game.lore)
        for id in game.lore.nodes:
            with contextlib.suppress(Exception):  # a scene that raises is told where it is met
                video, picture = clip_of(seat, id)
                yield id, language, Screen(as_text(id), picture=picture, video=video, game=game.name)


def unmet_in(game: Game, pictures: Pictures, told: set[str]) -> Iterator[str]:
    """Tell what is wrong with the scenes of a series and was not `told` by a walk, each once."""
    known = set(told)
    for id, language, screen in scenes_of(game):
        for fault in pictures.faults(screen):
            if fault not in known:
                known.add(fault)
                yield f"scene {id}, {language}: {fault}"


def lost_links(game: Game, games: Collection[str]) -> Iterator[str]:
    """Tell which episodes of a series send their player into a game that is not there: he would only come into the hall."""
    for number, episode in game.lore.episodes.items() if isinstance(game.lore, Story) else ():
        if episode.linked and episode.linked.game not in games:
            told = f"«{episode.linked.game}» is no game here; there are {', '.join(games)}"
            yield f"episode {number}: episodes.{number}.linked.game: {told}"


def faults(screen: Screen) -> list[str]:
    """Tell what either messenger would refuse."""
    return [f"Telegram: {fault}" for fault in telegram_faults(screen)] + [f"VK: {fault}" for fault in vk_faults(screen)]


def refusals(screen: Screen) -> list[str]:
    """Tell what either messenger would refuse, by our own rules and by those of its sandbox."""
    found = faults(screen)
    for messenger in MESSENGERS:
        try:
            as_message(screen, messenger)
        except (Refusal, VkError) as no:
            found.append(f"{messenger}'s sandbox: {no}")
    return found


def check_games(names: Sequence[str], packages: Sequence[str], presses: int, seed: int, console: Console) -> bool:
    """Check games by name (all if none is named). Prints findings; True if there are none."""
    catalogue = load_catalogue(("games", *packages))
    unknown = [name for name in names if name not in catalogue.games]
    broken = [broken for broken in catalogue.broken if not names or unknown or any(name in broken.module for name in names)]
    for trouble in broken:
        say(console, f"✕ {trouble.module}: {trouble.why}")
    for name in unknown:
        if any(name in trouble.module for trouble in broken):
            continue  # it is there, and was told of
        say(console, f"✕ there is no game {name}; there are {', '.join(catalogue.games)}")
    fine, pictures = not unknown and not broken, Pictures(Raster(catalogue.folders))
    with Progress(console=console, transient=True) as progress:
        chosen = [game for name, game in catalogue.games.items() if not names or name in names]
        task = progress.add_task("walking", total=len(chosen))
        for game in chosen:
            seen: set[type[State]] = set()
            findings = list(walk(game, presses, seed, lambda screen: refusals(screen) + pictures.faults(screen), seen))
            for finding in findings:
                say(console, f"✕ {game.name}, {finding.state}, {finding.language}: {finding.what}")
                say(console, f"    {' → '.join(finding.path[-12:]) or 'at the beginning'}")
            unmet = [*unmet_in(game, pictures, {finding.what for finding in findings}), *lost_links(game, catalogue.games)]
            for fault in unmet:
                say(console, f"✕ {game.name}, {fault}")
            fine = fine and not findings and not unmet
            missed = ", ".join(state.__name__ for state in game.chart.steps if state not in seen)
            met = f"{len(seen)} of {len(game.chart.steps)} states met" + (f", not met: {missed}" if missed else "")
            say(console, f"{'✕' if findings or unmet else '✓'} {game.name}: {presses} presses in each language, {met}")
            progress.advance(task)
    return fine
