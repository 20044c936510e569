"""No log at any level holds a token, a secret, a player's words or his name (promise 9); nor does anything that is printed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator

import aiohttp
import pytest

from adapters.common.ready import NotReady
from adapters.sandbox.faults import Fault
from adapters.sandbox.telegram import TelegramSandbox
from adapters.sandbox.vk import VkSandbox
from adapters.wiring import open_house
from engine.store.errors import StoreUnavailable
from tests.play.both import MESSENGERS, TELEGRAM_SECRET, VK_SECRET, Both, Player, both, until

NAME, WORDS, GUESS = "КанарейкаИмя", "канарейкаслова", "canary-guess"
TELEGRAM_TOKEN, VK_TOKEN, PASSWORD = "2000:CANARYtelegram", "vk1.a.CANARYvk", "canarypassword"
TELEGRAM_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Heard:
    """Everything that was logged and printed."""

    def __init__(self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
        self._caplog = caplog
        self._capfd = capfd

    def holds_none_of(self, canaries: list[str]) -> None:
        """Look for canaries, also as JSON spells them and in the arguments of records."""
        assert self._caplog.records, "nothing was logged: the test proves nothing"
        printed = self._capfd.readouterr()
        told = [repr((record.msg, record.args)) for record in self._caplog.records]
        heard = "\n".join([self._caplog.text, printed.out, printed.err, *told])
        for canary in canaries:
            for spelled in {canary, json.dumps(canary)[1:-1], canary.encode().hex(), repr(canary.encode())[2:-1]}:
                at = heard.find(spelled)
                assert at < 0, f"«{canary}» is heard: {heard[max(0, at - 200) : at + 100]}"


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Heard]:
    """Let every logger there is speak at DEBUG, also those that were hushed."""
    names = [name for name, known in logging.root.manager.loggerDict.items() if isinstance(known, logging.Logger)]
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger.level, logger.propagate, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
        logger.propagate, logger.disabled = True, False
    caplog.set_level(logging.DEBUG)
    yield Heard(caplog, capfd)
    for logger, (level, propagate, disabled) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.propagate, logger.disabled = propagate, disabled


async def written(house: Both, messenger: str) -> tuple[Player, list[str]]:
    """Let somebody write on the wall and break it; answers him and the tokens under his messages."""
    player = house.player(messenger)
    player.first_name = NAME
    await player.start("wall")
    await player.wait(lambda seen: "Счёт 0" in seen.newest.text)
    await player.send(WORDS)
    await player.wait(lambda seen: WORDS in seen.newest.text)
    await player.press_label("Сломать")
    await player.wait(lambda seen: any("сломалось" in toast for toast in seen.toasts))
    tokens = [json.loads(button.payload)["t"] if messenger == "vk" else button.payload for button in player.seen.newest.buttons]
    return player, tokens


@pytest.mark.parametrize("hooks", [False, True], ids=["polls", "webhooks"])
async def test_logs_hold_nothing_of_a_player(redis_url: str, hooks: bool, heard: Heard) -> None:
    """Players write, press, break a game and block the bot, while the platforms fail in every way and send what nobody can read."""
    canaries = [TELEGRAM_SECRET, VK_SECRET, NAME, WORDS]
    async with both(redis_url, hooks) as house:
        canaries += [house.telegram.token, house.vk.token]
        for messenger, method in zip(MESSENGERS, ("editMessageText", "messages.edit"), strict=True):
            faults = house.telegram.faults if messenger == "telegram" else house.vk.faults
            player, tokens = await written(house, messenger)
            canaries += tokens
            for fault in (Fault(method, code=500), Fault(method, "html", code=502), Fault(method, "reset")):
                faults.order(fault)
            await player.press_label("Прибавить")
            await until(lambda faults=faults: faults.struck > 0)  # type: ignore[misc]  # bound at once
            player.block()
            player.unblock()
            await player.send_photo(WORDS)
        _send_bad_updates(house)
        if hooks:
            await _knock(house)
        else:
            house.telegram.faults.order(Fault("getUpdates", "html", code=502, times=2))
            house.vk.faults.order(Fault("longpoll", "html", code=502, times=2))
        last = house.player("telegram")
        await last.send("/start wall")
        await last.wait(lambda seen: "Счёт 0" in seen.newest.text)
        await asyncio.sleep(0.3)
    heard.holds_none_of(canaries)


def _send_bad_updates(house: Both) -> None:
    """What is of no known kind, and what is of a known kind and cannot be read."""
    house.telegram.push_raw({"update_id": 90_001, "brand_new_thing": {"text": WORDS, "from": {"first_name": NAME}}})
    house.telegram.push_raw({"update_id": 90_002, "message": {"text": WORDS, "from": {"first_name": NAME}, "chat": NAME}})
    house.vk.push_raw({"type": "brand_new_thing", "object": {"text": WORDS, "name": NAME}, "event_id": "e1", "group_id": 77})
    house.vk.push_raw({"type": "message_new", "object": {"message": {"text": WORDS}}, "event_id": "e2", "group_id": 77})


async def _knock(house: Both) -> None:
    """Come with a guessed secret, and with words instead of JSON."""
    event = {"type": "message_new", "group_id": 77, "secret": GUESS, "object": {"message": {"text": WORDS}}}
    headers = [{TELEGRAM_HEADER: GUESS}, {TELEGRAM_HEADER: TELEGRAM_SECRET}]
    async with aiohttp.ClientSession() as http:
        for header in headers:
            async with http.post(f"{house.url}/webhook/telegram", data=WORDS, headers=header) as answer:
                assert answer.status in (401, 200)
        for body in (json.dumps(event), WORDS):
            async with http.post(f"{house.url}/webhook/vk", data=body) as answer:
                assert answer.status in (403, 400)


@pytest.mark.parametrize("away", [False, True], ids=["refused", "away"])
async def test_a_setup_that_fails_tells_no_token(redis_url: str, heard: Heard, away: bool) -> None:
    """A wrong token, a platform that cannot be reached: what is raised says which setting to mend, and not what stands in it."""
    telegram, vk = TelegramSandbox(), VkSandbox()
    async with telegram.serve() as telegram_api, vk.serve() as vk_api:
        house = await open_house(redis_url, ("games.hall",), installed=False)
        nowhere = "http://127.0.0.1:9"
        with pytest.raises(NotReady) as of_telegram:
            await house.serve_telegram(nowhere if away else telegram_api, TELEGRAM_TOKEN)
        with pytest.raises(NotReady) as of_vk:
            await house.serve_vk(nowhere if away else vk_api, VK_TOKEN, vk.group)
        await house.close()
    assert "SMENA_TELEGRAM" in str(of_telegram.value)
    assert "SMENA_VK" in str(of_vk.value)
    logging.getLogger("smena.test").error("raised", exc_info=of_telegram.value)
    logging.getLogger("smena.test").error("raised", exc_info=of_vk.value)
    heard.holds_none_of([TELEGRAM_TOKEN, VK_TOKEN])


async def test_a_store_that_is_away_tells_no_password(heard: Heard) -> None:
    """The URL of Redis may hold one."""
    with pytest.raises(StoreUnavailable) as raised:
        await open_house(f"redis://player:{PASSWORD}@127.0.0.1:9/0", ("games.hall",), installed=False)
    logging.getLogger("smena.test").error("raised", exc_info=raised.value)
    heard.holds_none_of([PASSWORD])
