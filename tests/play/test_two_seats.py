"""A game for two, one in Telegram and one in VK: an invitation, a view each, and nothing of the other's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.wiring import open_house
from games import hall

GAME = """
from __future__ import annotations

from engine import Button, Game, Invite, Play, Seat, State, View, join, press


class Wait(State):
    def view(self, seat: Seat) -> View:
        invite = [Invite(seat.t("invite"), f"d_{seat.code}")]
        return View(seat.t("wait", code=seat.code), invite, [Button(seat.t("give-up"), self.give_up)])

    @press
    def give_up(self, play: Play) -> Over:
        return Over()

    @join
    def arrive(self, play: Play) -> Secret:
        play.tell(0, "came")
        return Secret()


class Secret(State):
    chosen: tuple[int, int] = (0, 0)  # by seat; 0 = not yet

    def view(self, seat: Seat) -> View:
        mine = self.chosen[seat.number]
        if mine:
            return View(seat.t("chosen", mine=mine))
        return View(seat.t("choose"), [Button(str(number), self.choose, number) for number in (1, 2, 3)])

    @press
    def choose(self, play: Play, number: int) -> Secret | Over:
        assert play.seat is not None
        chosen = (number, self.chosen[1]) if play.seat == 0 else (self.chosen[0], number)
        if all(chosen):
            return Over(chosen=chosen)
        return play.stay(self.to(Secret, chosen=chosen))


class Over(State, final=True):
    chosen: tuple[int, int] = (0, 0)

    def view(self, seat: Seat) -> View:
        return View(seat.t("over", first=self.chosen[0], second=self.chosen[1]))


game = Game("pair", start=Wait, seats=(2, 2))
"""
TEXTS = """
title = Пара
about = На двоих
wait = Ждём второго, код {$code}
invite = Позвать
give-up = Не ждать
came = Соперник пришёл!
choose = Загадай число
chosen = Ты загадал {$mine}
over = Итог: {$first} и {$second}
"""


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with a game for two."""
    folder = tmp_path / "pair_games" / "pair"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text(GAME, encoding="utf-8")
    for language in ("ru", "en"):
        (folder / f"{language}.ftl").write_text(TEXTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(hall.game, "lore", hall.game.lore)  # it is one for the process: its shelf is to be as it was
    for known in [known for known in sys.modules if known.startswith("pair_games")]:
        monkeypatch.delitem(sys.modules, known)
    return "pair_games"


@pytest.mark.parametrize("way", ["link", "typed code"])
async def test_a_telegram_player_meets_a_vk_player(redis_url: str, pair: str, way: str) -> None:
    """The invitation is followed in the other messenger; each sees his own view, and both the same end."""
    telegram, vk = TelegramSandbox(), VkSandbox()
    async with telegram.serve() as telegram_api, vk.serve() as vk_api:
        house = await open_house(redis_url, ("games", pair), installed=False)
        await house.serve_telegram(telegram_api, telegram.token)
        await house.serve_vk(vk_api, vk.token, vk.group)
        alice, boris = telegram.player(1), vk.player(2)
        await boris.send("привет")
        await boris.wait(lambda seen: seen.theirs)
        await alice.start("pair")
        await alice.wait(lambda seen: "Ждём второго" in seen.newest.text)
        code = alice.seen.newest.text.split()[-1]
        assert f"start=d_{code}" in alice.seen.newest.buttons[0].url
        await (boris.send("Начать", ref=f"d_{code}") if way == "link" else boris.send(code.lower()))
        await boris.wait(lambda seen: "Загадай число" in seen.newest.text)
        await alice.wait(lambda seen: "Соперник пришёл!" in seen.newest.text)
        await alice.wait(lambda seen: len([message for message in seen.theirs if message.buttons]) == 1)  # the old one lost its
        await alice.press_label("2")
        await alice.wait(lambda seen: "Ты загадал 2" in seen.newest.text)
        assert "2" not in boris.seen.newest.text
        await boris.press_label("3")
        for player in (alice, boris):
            await player.wait(lambda seen: "Итог: 2 и 3" in seen.newest.text)
        assert telegram.refused == [] == vk.refused
        await house.close()
