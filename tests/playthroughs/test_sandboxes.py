"""Every game played to its end on both sandboxes, by what a player who knows it has kept: each screen is the kept one."""

from __future__ import annotations

import asyncio
import random
import re
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from adapters.common.raster import Raster
from adapters.common.rates import Rates
from adapters.playthroughs.recorder import Recorder, Scene, played
from adapters.playthroughs.script import Step, Title, read
from adapters.playthroughs.sight import bare, lines
from adapters.sandbox.seen import Seen
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.telegram_player import TelegramPlayer
from adapters.sandbox.vk import VkSandbox
from adapters.sandbox.vk_player import VkPlayer
from adapters.wiring import House, open_house
from engine.core.nicks import default_nick
from engine.core.token import invite_code
from engine.core.view import Picture
from engine.runtime.catalogue import Catalogue, load_catalogue
from engine.runtime.players import profile_of
from engine.workshop.walk import SECRET
from tests.play.conftest import rates  # noqa: F401  # a fixture: chats are drawn as fast as they are pressed
from tests.playthroughs.__main__ import FOLDER
from tests.playthroughs.clock import Clock

Player = TelegramPlayer | VkPlayer
ROUND_S, NUDGE_S, PATIENCE = 3.0, 6.0, 8  # 24 seconds in all
MESSENGERS = ("telegram", "vk")
TOO_OLD = 909  # VK edits no message of more than a day: what stood there is sent anew
PREFIXES = {"telegram": "tg", "vk": "vk"}  # of an identity
GAMES = sorted({file.name.split(".")[0] for file in FOLDER.glob("*.txt")})
SPOKEN = {game: "en" if number % 2 else "ru" for number, game in enumerate(GAMES)}  # the others are replayed without a messenger


@dataclass
class Table:
    """A house at a clock that a test moves, one messenger, and who plays there."""

    house: House
    sandbox: TelegramSandbox | VkSandbox
    clock: Clock
    recorder: Recorder
    players: list[Player] = field(default_factory=list)
    pressed: Counter[int] = field(default_factory=Counter)  # by seat

    async def sees(self, scene: Scene) -> None:
        """Wait until each player sees what the scene shows him, and all that was begun is done."""
        for seat, view in scene.views.items():
            await self._until(lambda seat=seat, view=view: self._shown(seat) == _untimed(bare(view)))  # type: ignore[misc]
            assert self._shown(seat) == _untimed(bare(view)), f"{scene.step}\n{self.players[seat].seen.transcript()}"
        if scene.step and scene.step.kind == "press":
            player, self.pressed[scene.step.seat] = self.players[scene.step.seat], self.pressed[scene.step.seat] + 1
            await self._until(lambda: len(player.toasts) == self.pressed[player.id - 1])
            assert player.toasts[-1] == scene.toast
        await self.house.host.stop()

    async def _until(self, ready: Callable[[], bool]) -> None:
        """Wait; what the house puts off on a busy machine comes about when the clock that stands still is moved on a little."""
        for _ in range(PATIENCE):
            try:
                async with asyncio.timeout(ROUND_S):
                    while not ready():
                        await asyncio.sleep(0.005)
                return
            except TimeoutError:
                self.clock.now += NUDGE_S

    async def play(self, step: Step) -> None:
        """Do what a step says, so many seconds after the one before."""
        self.clock.now += step.after_s + (0.01 if step.kind == "wait" else 0.0)
        match step.kind:
            case "press":
                await self.players[step.seat].press_label(step.what)
            case "words":
                await self.players[step.seat].send(step.what)
            case "join":
                self.players.append(self._player(2))
                await self.players[1].start(f"d_{self._code(self.players[0].seen)}")
            case "wait":
                pass

    def begin(self) -> None:
        """Let the first player come."""
        self.players.append(self._player(1))

    def _player(self, id: int) -> Player:
        return self.sandbox.player(id, language=self.recorder.title.language)

    def _shown(self, seat: int) -> list[str]:
        """Read the newest message; its code becomes the one that was kept, and the players' nicks those of the kept play."""
        seen = self.players[seat].seen
        if not seen.theirs:
            return []
        code, kept = self._code(seen), invite_code(self.recorder.bench.session.sid)
        return _untimed([self._renamed(line.replace(code, kept) if code else line) for line in lines(seen.newest)])

    def _renamed(self, line: str) -> str:
        """Put the nicks that the kept play has in place of those that the profiles of this messenger have."""
        language, prefix = self.recorder.title.language, PREFIXES[self.recorder.title.messenger]
        for number in range(1, len(self.players) + 1):
            nick = default_nick(profile_of(f"{prefix}:{number}"), language)
            line = line.replace(nick, default_nick(f"player{number}", language))
        return line

    @staticmethod
    def _code(seen: Seen) -> str:
        found = [sid for b in seen.newest.buttons for sid in re.findall(r"([0-9a-z]{13})\.", b.payload)]
        return invite_code(found[0]) if found else ""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(installed=False)


def _untimed(view: list[str]) -> list[str]:
    """Leave the time of day out: the clock may have been moved on."""
    return [re.sub(r"\b\d\d:\d\d\b", "00:00", line) for line in view]


class Once(Raster):
    """Draws one picture at a time, so that what is drawn for one messenger is there for the other."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue.folders)
        self._turn = threading.Lock()

    def __call__(self, picture: Picture, game: str) -> bytes | None:
        with self._turn:
            return super().__call__(picture, game)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A play of minutes takes seconds here: no chat's rate holds it up (the store's time stands still while it would wait)."""
    for room in ("telegram", "vk"):
        monkeypatch.setattr(f"adapters.{room}.deliver.RATES", Rates(1e6, 1e6, 1e6, 1e6))
    monkeypatch.setattr("adapters.telegram.deliver.CALLS_S", 1e6)


@asynccontextmanager
async def table(redis_url: str, recorder: Recorder, catalogue: Catalogue, raster: Raster) -> AsyncIterator[Table]:
    """Open a house on which chance and time are those of a kept play."""
    title = recorder.title
    clock, seeds = Clock(title.begins), random.Random(title.seed).randbytes
    telegram = title.messenger == "telegram"
    sandbox: TelegramSandbox | VkSandbox = TelegramSandbox(clock=clock) if telegram else VkSandbox(clock=clock)
    async with sandbox.serve() as api:
        house = await open_house(redis_url, catalogue=catalogue, secret=SECRET, seeds=seeds, clock=clock)
        house.raster = raster
        try:
            if isinstance(sandbox, TelegramSandbox):
                await house.serve_telegram(api, sandbox.token)
            else:
                await house.serve_vk(api, sandbox.token, sandbox.group)
            yield Table(house, sandbox, clock, recorder)
            assert [no for no in sandbox.refused if no.code != TOO_OLD] == []
        finally:
            await house.close()


@pytest.mark.parametrize("game", GAMES)
async def test_a_game_is_played_to_its_end(game: str, redis_url: str, catalogue: Catalogue) -> None:
    """Real HTTP and real adapters: each input of the kept play brings the kept screen and toast, and no call is refused."""
    raster = Once(catalogue)
    files = [FOLDER / f"{game}.{SPOKEN[game]}.{messenger}.txt" for messenger in MESSENGERS]
    recorders = [played(catalogue, *read(file.read_text(encoding="utf-8"))) for file in files]
    places = [f"{redis_url}?db={number}" for number in range(len(recorders))]
    await asyncio.gather(*(_played(*one, catalogue, raster) for one in zip(recorders, places, strict=True)))


async def _played(recorder: Recorder, redis_url: str, catalogue: Catalogue, raster: Raster) -> None:
    async with table(redis_url, recorder, catalogue, raster) as at:
        at.begin()
        await at.players[0].start(recorder.title.game)
        for scene in recorder.scenes:
            if scene.step:
                await at.play(scene.step)
            await at.sees(scene)
        assert recorder.bench.session.over or recorder.title.game == "hall"


def test_the_title_of_a_file_is_what_is_in_it() -> None:
    """The name of each file says game, language and messenger."""
    for file in FOLDER.glob("*.txt"):
        title: Title = read(file.read_text(encoding="utf-8"), file.name)[0]
        assert file.name == f"{title.game}.{title.language}.{title.messenger}.txt"
